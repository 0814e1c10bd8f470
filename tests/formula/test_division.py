"""A pot divided by units."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.formula.division import divide_by_units, unit_shares


def test_units_become_parts_of_all_units() -> None:
    shares = [Fraction(1, 10), Fraction(2, 5), Fraction(1, 2)]
    assert unit_shares([Fraction(1, 5), Fraction(4, 5), Fraction(1)]) == shares
    assert divide_by_units(100, [Fraction(1), Fraction(1), Fraction(1)], "largest_remainder") == [34, 33, 33]


def test_no_share_is_known_while_units_are_missing_or_nothing() -> None:
    assert unit_shares([Fraction(1), None]) is None
    assert divide_by_units(100, [Fraction(0)], "cumulative") is None
    assert unit_shares([]) is None


def test_time_is_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="units below zero: -1"):
        unit_shares([Fraction(-1)])


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.fractions(0, 50, max_denominator=20), min_size=1, max_size=12),
)
def test_no_cent_is_lost_or_invented(pot: int, units: list[Fraction]) -> None:
    divided = divide_by_units(pot, [*units, Fraction(1)], "largest_remainder")
    assert divided is not None
    assert sum(divided) == pot
