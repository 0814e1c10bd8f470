"""What a holdout must win, by hand: a dollar a day turned down, two hoped for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.bargaining.stakes_worlds import BEGINS, ENDS, offer

from arrears.bargaining.holdout import balance_holdout
from arrears.bargaining.stoppage import Ahead

LOW = offer(1095, (BEGINS, "10%"))
HIGH = offer(2190, (BEGINS, "10%"))
SIGNED = date(2002, 1, 1)
TERM_ONLY = Ahead(ENDS, ENDS, Fraction(0), Fraction(0))


def test_two_years_must_win_back_the_one_that_was_waited() -> None:
    straight, phased, shifted, made_up = balance_holdout(LOW, HIGH, SIGNED, TERM_ONLY, Fraction(1, 10))
    for one in (straight, phased, shifted):
        assert one.forgone == 36_500
        assert one.must_win_in_term == 18_250  # over the two years that are left
        assert one.share_of_offer == Fraction(1, 2)
    assert made_up.forgone == forgone_interest()


def forgone_interest() -> Fraction:
    """A dollar for each of 365 days, made up on the last: 1 to 365 days' interest at 10%."""
    return Fraction(100 * 365 * 366, 2) * Fraction(1, 10) / 365


def test_what_is_hoped_for_stands_beside_it() -> None:
    straight, *_ = balance_holdout(LOW, HIGH, SIGNED, TERM_ONLY, None)
    assert straight.hoped is not None
    assert straight.hoped.a_year == 36_500
    assert straight.hoped.in_term == straight.hoped.to_horizon == 73_000
    assert straight.hoped.recovery_years == 1
    assert straight.hoped.eaten_after == 548


def test_persistence_lowers_what_must_be_won_a_year() -> None:
    ahead = Ahead(date(2007, 12, 30), ENDS, Fraction(1), Fraction(0))  # six years, every gain lasting
    straight, *_ = balance_holdout(LOW, HIGH, SIGNED, ahead, None)
    assert straight.must_win_in_term == 18_250
    assert straight.must_win_to_horizon == Fraction(36_500 * 365, 2190 - 0)
    assert straight.hoped is not None
    assert straight.hoped.to_horizon == 36_500 * Fraction(2190, 365)


def test_without_phases_there_is_one_count_and_without_interest_no_retroactive_one() -> None:
    plain = offer(1095)
    assert [one.count for one in balance_holdout(plain, None, SIGNED, TERM_ONLY, Fraction(1, 10))] == [
        "straight"
    ]
    assert [one.count for one in balance_holdout(LOW, None, SIGNED, TERM_ONLY, None)] == [
        "straight", "phased", "shifted",
    ]  # fmt: skip
    assert balance_holdout(plain, HIGH, SIGNED, TERM_ONLY, None)[0].hoped is not None
    assert balance_holdout(LOW, plain, SIGNED, TERM_ONLY, None)[1].hoped is None


def test_after_the_term_nothing_is_left_to_win_it_in() -> None:
    straight, *_ = balance_holdout(LOW, HIGH, date(2004, 1, 1), TERM_ONLY, None)
    assert straight.forgone == LOW.total
    assert straight.must_win_in_term is None
    assert straight.share_of_offer is None
    assert straight.hoped is None


def test_where_raises_start_on_signing_so_do_those_that_are_hoped_for() -> None:
    late = date(2002, 7, 1)
    low = offer(1000, (BEGINS, "10%"), (late, "10%"))
    high = offer(3000, (BEGINS, "10%"), (late, "10%"))
    balances = {one.count: one for one in balance_holdout(low, high, SIGNED, TERM_ONLY, None)}
    phased, shifted = balances["phased"].hoped, balances["shifted"].hoped
    assert phased is not None
    assert shifted is not None
    assert phased.a_year == shifted.a_year  # the first step is in force on either count
    assert shifted.in_term < phased.in_term
    assert shifted.in_term == 2 * (low.total - balances["shifted"].forgone)
