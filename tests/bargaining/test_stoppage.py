"""Break-even days of a stoppage: by hand, and as the first day by trying every one."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.stakes_worlds import BEGINS, ENDS, offer

from arrears.bargaining.outlook import GainStep, worth_of
from arrears.bargaining.stoppage import (
    Ahead,
    Method,
    PersonBalance,
    PersonStake,
    Role,
    Side,
    StrikeTerms,
    balance_persons,
    balance_side,
    by_kind,
    improvement,
    spread_of,
    years_between,
)

LOW, HIGH = offer(1095), offer(2190)
TERM_ONLY = Ahead(ENDS, ENDS, Fraction(0), Fraction(0))


def side(role: Role, loses: int) -> Side:
    return Side(role, role, role, Fraction(loses), "somebody", "2001", "invented", "derived")


def person(name: str, persons: int, loses: int, gains: int) -> PersonStake:
    return PersonStake(name, persons, Fraction(loses), Fraction(gains), "somebody", "invented", "derived")


def balance_person(stake: PersonStake, begins: date, days: int, terms: StrikeTerms) -> PersonBalance:
    return balance_persons([stake], begins, days, terms)[0]


def gain_from(day: date, method: Method = "straight") -> tuple[GainStep, ...]:
    return improvement(LOW, HIGH, day, method)


def test_a_strike_that_loses_ten_times_the_gain_of_a_day_is_even_after_a_tenth_of_the_rest() -> None:
    # 1,000 cents a day lost; 100 cents a day gained over the days left: 1000 D >= 100 (1095 - D) at D = 100.
    found = balance_side(side("gains", 1000), gain_from, (BEGINS, 60), StrikeTerms(TERM_ONLY, Fraction(0)))
    assert found.loss == found.net_loss == 60_000
    assert found.at_stake == 100 * (1095 - 60)
    assert found.quoted_days == Fraction(1095, 10)
    assert found.break_even_days == 100


def test_whoever_pays_would_have_granted_it_on_the_first_day() -> None:
    found = balance_side(side("pays", 1000), gain_from, (BEGINS, 60), StrikeTerms(TERM_ONLY, Fraction(0)))
    assert found.at_stake == 109_500
    assert found.break_even_days == 110


def test_work_that_is_shifted_is_not_lost() -> None:
    half = balance_side(side("pays", 1000), gain_from, (BEGINS, 60), StrikeTerms(TERM_ONLY, Fraction(1, 2)))
    assert (half.loss, half.net_loss, half.quoted_days) == (60_000, 30_000, Fraction(1095, 10))
    assert half.break_even_days == 219
    whole = balance_side(side("gains", 1000), gain_from, (BEGINS, 60), StrikeTerms(TERM_ONLY, Fraction(1)))
    assert whole.net_loss == 0
    assert whole.break_even_days is None


def test_who_neither_gains_nor_pays_only_loses() -> None:
    found = balance_side(side("neither", 7), gain_from, (BEGINS, 10), StrikeTerms(TERM_ONLY, Fraction(1, 7)))
    assert (found.loss, found.net_loss) == (70, 60)
    assert (found.at_stake, found.quoted_days, found.break_even_days) == (None, None, None)


def test_a_side_that_loses_nothing_or_has_nothing_at_stake_never_breaks_even() -> None:
    nothing = balance_side(side("gains", 0), gain_from, (BEGINS, 10), StrikeTerms(TERM_ONLY, Fraction(0)))
    assert (nothing.quoted_days, nothing.break_even_days) == (None, None)
    same = balance_side(
        side("gains", 5), lambda day: improvement(LOW, LOW, day, "straight"), (BEGINS, 10),
        StrikeTerms(TERM_ONLY, Fraction(0)),
    )  # fmt: skip
    assert same.break_even_days is None


@settings(max_examples=10, deadline=None)
@given(st.integers(400, 5000), st.integers(0, 9), st.integers(0, 10), st.integers(0, 40))
def test_the_break_even_day_is_the_first_one(
    loses: int, shifted: int, persistence: int, discount: int
) -> None:
    ahead = Ahead(date(2006, 12, 31), ENDS, Fraction(persistence, 10), Fraction(discount, 100))
    terms = StrikeTerms(ahead, Fraction(shifted, 10))
    found = balance_side(side("gains", loses), gain_from, (BEGINS, 1), terms).break_even_days
    assert found is not None
    lost_a_day = loses * (1 - terms.shifted)

    def is_even(days: int) -> bool:
        day = BEGINS + timedelta(days=days)
        return lost_a_day * days >= worth_of(gain_from(day), ahead.seen_from(day))

    assert is_even(found)
    assert not any(is_even(days) for days in {1, found // 2, found - 1} if 0 < days < found)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 200), st.integers(1, 3000), st.integers(0, 10), st.integers(0, 40))
def test_a_persons_break_even_day_is_the_first_one(
    loses: int, gains: int, persistence: int, discount: int
) -> None:
    ahead = Ahead(date(2004, 6, 30), ENDS, Fraction(persistence, 10), Fraction(discount, 100))
    terms = StrikeTerms(ahead, Fraction(1, 4))
    found = balance_person(person("one", 1, loses, gains), BEGINS, 1, terms).break_even_days

    def is_even(days: int) -> bool:
        outlook = ahead.seen_from(BEGINS + timedelta(days=days))
        return loses * Fraction(3, 4) * days >= worth_of(
            (GainStep(outlook.term_years, Fraction(gains)),), outlook
        )

    assert found is not None
    assert is_even(found)
    assert not any(is_even(days) for days in {1, found // 2, found - 1} if 0 < days < found)


def test_an_improvement_is_the_difference_step_by_step() -> None:
    low = offer(0, (BEGINS, "10%"))
    high = offer(1000, (date(2002, 1, 1), "10%"))
    steps = improvement(low, high, date(2001, 7, 2), "phased")
    assert [step.until_years for step in steps] == [Fraction(183, 365), Fraction(913, 365)]
    assert [step.a_year for step in steps] == [0, Fraction(100_000, 730) * 365]
    assert improvement(low, high, date(2004, 1, 1), "phased") == ()
    assert improvement(LOW, high, BEGINS, "phased") == ()


def test_years_count_both_days() -> None:
    assert years_between(BEGINS, date(2001, 12, 31)) == 1
    assert years_between(ENDS, BEGINS) == 0
    assert years_between(BEGINS, BEGINS) == Fraction(1, 365)


def test_the_losers_are_not_the_gainers() -> None:
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    balances = [
        balance_person(person("working", 3, 200, 3_650), BEGINS, 95, terms),
        balance_person(person("resting", 7, 0, 7_300), BEGINS, 95, terms),
    ]
    # After 95 days 1,000 are left: 10 and 20 cents a day gained, 200 cents a day lost.
    assert [(one.loss, one.gain, one.net) for one in balances] == [
        (19_000, 10_000, -9_000),
        (0, 20_000, 20_000),
    ]
    assert balances[0].break_even_days == 53  # 200 D >= 10 (1095 - D)
    spread = spread_of(balances)
    assert (spread.persons, spread.ahead, spread.behind) == (10, 7, 3)
    assert (spread.lost, spread.gained) == (57_000, 170_000)
    assert (spread.lost_by_losers, spread.gained_by_losers) == (57_000, 30_000)
    assert dict(spread.net_at) == {10: -9_000, 25: -9_000, 50: 20_000, 75: 20_000, 90: 20_000}


def test_kinds_are_added_up_apart() -> None:
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    balances = [
        balance_person(person("a", 1, 100, 0), BEGINS, 10, terms),
        balance_person(person("b", 2, 0, 365), BEGINS, 10, terms),
        balance_person(person("a", 2, 0, 365), BEGINS, 10, terms),
    ]
    first, second = by_kind(balances)
    assert (first.kind, first.persons, first.ahead, first.behind, first.lost) == ("a", 3, 2, 1, 1000)
    assert first.median_net == 1085
    assert (second.kind, second.persons, second.behind, second.gained) == ("b", 2, 0, 2170)


@pytest.mark.parametrize(
    ("loses", "gains", "says"), [(0, 100, "loses nothing"), (1, 0, "gains nothing"), (100, 365, "11")]
)
def test_a_person_without_break_even_days_is_told_why(loses: int, gains: int, says: str) -> None:
    found = balance_person(person("one", 1, loses, gains), BEGINS, 10, StrikeTerms(TERM_ONLY, Fraction(0)))
    assert found.break_even_text() == says


def test_all_work_shifted_leaves_a_person_nothing_to_lose() -> None:
    found = balance_person(person("one", 1, 10, 10), BEGINS, 10, StrikeTerms(TERM_ONLY, Fraction(1)))
    assert found.break_even_text() == "never"


def test_an_improvement_has_a_last_day_and_may_begin_on_it() -> None:
    (step,) = improvement(LOW, HIGH, ENDS, "straight")
    assert (step.until_years, step.a_year) == (Fraction(1, 365), 100 * 365)
    low, high = offer(0, (BEGINS, "10%")), offer(1000, (BEGINS, "10%"), (ENDS, "10%"))
    assert len(improvement(low, high, BEGINS, "phased")) == 2
    assert len(improvement(low, high, ENDS, "phased")) == 1


def test_a_day_on_which_the_loss_is_just_as_much_is_the_break_even_day() -> None:
    """995 D = 100 (1095 - D) at D = 100; for whoever pays 73 D = 109,500 at the last day that is sought."""
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    assert balance_side(side("gains", 995), gain_from, (BEGINS, 1), terms).break_even_days == 100
    assert balance_side(side("pays", 73), gain_from, (BEGINS, 1), terms).break_even_days == 1_500
    assert balance_side(side("pays", 72), gain_from, (BEGINS, 1), terms).break_even_days is None
    assert balance_person(person("one", 1, 995, 36_500), BEGINS, 1, terms).break_even_days == 100


def test_at_the_horizon_nothing_is_left_to_gain_and_beyond_it_neither() -> None:
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    far, near = (balance_person(person("one", 1, 1, 365_000_000), BEGINS, n, terms) for n in (1_200, 1))
    assert far.break_even_days == near.break_even_days == 1_095
    assert (far.loss, far.gain) == (1_200, 0)


def test_who_ends_level_is_neither_ahead_nor_behind() -> None:
    """95 days at 200 cents are 19,000; 1,000 days at 19 cents a day are as much."""
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    level = balance_person(person("level", 4, 200, 19 * 365), BEGINS, 95, terms)
    assert level.net == 0
    spread = spread_of([level])
    assert (spread.persons, spread.ahead, spread.behind, spread.lost_by_losers) == (4, 0, 0, 0)


def test_a_side_that_loses_nothing_has_no_quoted_days_and_one_that_gains_less_never_breaks_even() -> None:
    terms = StrikeTerms(TERM_ONLY, Fraction(0))
    assert balance_side(side("pays", 0), gain_from, (BEGINS, 1), terms).quoted_days is None
    worse = balance_side(
        side("gains", 5), lambda day: improvement(HIGH, LOW, day, "straight"), (BEGINS, 10), terms
    )
    assert worse.break_even_days is None
    assert balance_person(person("one", 1, 5, -365), BEGINS, 10, terms).break_even_text() == "gains nothing"
