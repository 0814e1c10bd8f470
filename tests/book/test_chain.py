"""The hash chain: canonical bodies, each hash over the one before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rfc8785

from arrears.book.chain import GENESIS, canonical, entry_hash, file_hash, text_hash


def test_a_body_is_written_in_one_way_only() -> None:
    assert canonical({"b": "é", "a": ["1"]}) == canonical({"a": ["1"], "b": "é"}) == '{"a":["1"],"b":"é"}'


def test_large_numbers_must_be_given_as_text() -> None:
    with pytest.raises(rfc8785.IntegerDomainError):
        canonical({"row_id": 2**53})
    assert canonical({"row_id": str(2**53)}) == '{"row_id":"9007199254740992"}'


def test_a_hash_covers_the_one_before_and_the_body() -> None:
    expected = hashlib.sha256(("0" * 64 + "{}").encode()).hexdigest()
    assert entry_hash(GENESIS, "{}") == expected
    assert entry_hash(expected, "{}") != expected


def test_files_and_texts_are_hashed_by_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xc3\xa9" * 600_000)
    assert file_hash(tmp_path / "f") == text_hash("é" * 600_000)
