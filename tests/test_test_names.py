"""The names of the tests are the same in every process, or two workers could not share them out."""

from __future__ import annotations

import gzip

import pytest

PACKED = gzip.compress(b"title_id\nT1\n")  # with the second in which this line ran


@pytest.mark.parametrize("packed", [PACKED, PACKED + b"\n"])
def test_a_test_is_not_named_by_its_bytes(packed: bytes, request: pytest.FixtureRequest) -> None:
    assert request.node.callspec.id == ("packed0" if packed == PACKED else "packed1")


def test_other_values_are_named_as_ever(request: pytest.FixtureRequest) -> None:
    named = request.config.hook.pytest_make_parametrize_id
    assert named(config=request.config, val="T1", argname="title") is None
