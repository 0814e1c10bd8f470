"""The kernels and the one way to divide a pot."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.money import divide_pot, muldiv_floor, muldiv_half_up, mulmod, round_to, show_cents

AMOUNTS = st.integers(-(10**15), 10**15)
DENOMINATORS = st.integers(1, 10**6)


@given(AMOUNTS, st.integers(-(10**6), 10**6), DENOMINATORS)
def test_half_up_is_the_nearest_whole_with_halves_away_from_zero(amount: int, above: int, below: int) -> None:
    exact = Fraction(amount * above, below)
    rounded = muldiv_half_up(amount, above, below)
    assert abs(exact - rounded) <= Fraction(1, 2)
    if abs(exact - rounded) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


@given(AMOUNTS, st.integers(0, 10**6), DENOMINATORS)
def test_floor_and_remainder_rebuild_the_product(amount: int, above: int, below: int) -> None:
    remainder = mulmod(amount, above, below)
    assert 0 <= remainder < below
    assert muldiv_floor(amount, above, below) * below + remainder == amount * above


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("half_up", [1, -1, 1, 2]), ("half_down", [0, 0, 1, 1]), ("up", [1, -1, 1, 2]), ("down", [0, 0, 0, 1])],
)
def test_each_mode_on_ties_and_beside_them(mode: str, expected: list[int]) -> None:
    values = [Fraction(1, 2), Fraction(-1, 2), Fraction(50000001, 10**8), Fraction(3, 2)]
    assert [round_to(value, Fraction(1), mode) for value in values] == expected  # type: ignore[arg-type]


@given(AMOUNTS, st.lists(st.integers(1, 40), min_size=1, max_size=20), st.booleans())
def test_a_divided_pot_adds_up_to_the_cent(pot: int, parts: list[int], cumulative: bool) -> None:
    shares = [Fraction(part, sum(parts)) for part in parts]
    divided = divide_pot(pot, shares, "cumulative" if cumulative else "largest_remainder")
    assert sum(divided) == pot
    assert all(abs(cents - pot * share) < 1 for cents, share in zip(divided, shares, strict=True))


def test_the_two_ways_to_place_odd_cents_differ() -> None:
    shares = [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)]
    assert divide_pot(101, shares, "largest_remainder") == [25, 25, 51]
    assert divide_pot(103, shares, "largest_remainder") == [26, 26, 51]
    assert divide_pot(103, shares, "cumulative") == [25, 26, 52]


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 1/2"):
        divide_pot(100, [Fraction(1, 2)], "cumulative")


def test_unknown_money_never_reads_as_zero() -> None:
    assert show_cents(None) == "not known"
    assert show_cents(-123456) == "-$1,234.56"
    assert show_cents(5, "eur") == "0.05 EUR"
    assert show_cents(-123456, "") == "-1,234.56 (currency not known)"
