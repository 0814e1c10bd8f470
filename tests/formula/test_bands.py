"""Bands of a cumulative schedule as they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from arrears.findings import Refused
from arrears.formula.bands import read_bands
from arrears.formula.kinds import MONEY, counts
from arrears.formula.nodes import Band

THEREAFTER = ("thereafter", "0.70%")


def test_sizes_add_up_to_edges() -> None:
    rows = [("first 100,000 copies", "0.36%"), ("next 50,000 copies", "0.50%"), THEREAFTER]
    bands, kind = read_bands(rows, address="a/rate")
    assert kind == counts("copies")
    assert bands == (
        Band(Fraction(9, 2500), Fraction(100_000), "a/rate/first 100,000 copies"),
        Band(Fraction(1, 200), Fraction(150_000), "a/rate/next 50,000 copies"),
        Band(Fraction(7, 1000), None, "a/rate/thereafter"),
    )
    assert read_bands([("first $1,000,000", "1.5%"), THEREAFTER])[1] == MONEY


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([THEREAFTER], "f:1: not a band\n  expected 'first …' or a last 'thereafter', found thereafter"),
        ([("next 5 copies", "1%"), THEREAFTER], "not a band"),
        ([("first 5 copies", "1%")], "bands without an end\n  expected first …, next …, thereafter"),
        ([], "bands without an end"),
        (
            [("first 5 copies", "1%"), ("next 5 minutes", "1%"), THEREAFTER],
            "bands that count unlike things\n  exp",
        ),
        ([("first 0 copies", "1%"), THEREAFTER], "a band that holds nothing\n  expected a size above zero"),
        (
            [("first 5 copies", "$1"), THEREAFTER],
            "a rate with a unit\n  expected a share such as 0.36%, found $1",
        ),
        ([("first many", "1%"), THEREAFTER], "not a number"),
        ([("first 5 copies", "1%"), THEREAFTER, ("next 5 copies", "1%")], "not a band"),
    ],
)
def test_a_schedule_that_cannot_be_followed_is_refused(rows: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_bands(rows, "f:1")
    assert said in str(refused.value)
