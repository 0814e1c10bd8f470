"""A day's delay by every way of counting, worked by hand and held against day-by-day sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.stakes_worlds import BEGINS, ENDS, offer

from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.delay import (
    OfferValue,
    Stretch,
    accrued,
    by_years,
    days_forgone,
    days_that_eat,
    forgone,
    from_signing,
    on_day,
    phased,
    raise_levels,
    straight_line,
    value_of_costing,
    waiting_cost,
    year_starts,
)
from arrears.bargaining.offer import Item, Offer
from arrears.findings import Refused

RAISED = offer(1_000_000, (date(2001, 1, 1), "10%"), (date(2002, 1, 1), "10%"), (date(2003, 1, 1), "10%"))
DAYS = st.integers(min_value=0, max_value=1_094).map(lambda days: BEGINS + timedelta(days=days))


@st.composite
def offers(draw: st.DrawFn) -> OfferValue:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
    shares = [draw(st.integers(min_value=1, max_value=200)) for _ in days]
    return offer(
        draw(st.integers(min_value=0, max_value=10**7)), *((d, f"{s}%") for d, s in zip(days, shares))
    )


def test_the_straight_line_spreads_the_worth_over_every_day_of_the_term() -> None:
    assert straight_line(offer(1095))[0].a_day == 100
    assert forgone(offer(1095), date(2001, 1, 11)).straight == 1000


def test_raises_weigh_by_the_days_they_are_in_force_each_on_top_of_the_last() -> None:
    # 10%, 21% and 33.1% over 365 days each: of 64.1 parts the first year brings 10.
    first, second, third = phased(RAISED)
    assert raise_levels(RAISED.raises) == [Fraction(10, 100), Fraction(21, 100), Fraction(331, 1000)]
    assert first.a_day * 365 == Fraction(100_000_000 * 100, 641)
    assert second.a_day / first.a_day == Fraction(21, 10)
    assert third.a_day / first.a_day == Fraction(331, 100)


def test_a_raise_late_in_the_year_weighs_only_from_its_day() -> None:
    late = offer(1000, (date(2001, 7, 1), "10%"))
    assert on_day(phased(late), date(2001, 6, 30)) == 0
    assert on_day(phased(late), date(2001, 7, 1)) == Fraction(100_000, 1095 - 181)


def test_the_first_year_of_three_raises_costs_less_than_the_straight_line_says() -> None:
    found = forgone(RAISED, date(2002, 1, 1))
    assert found.days == 365
    assert found.straight == Fraction(100_000_000, 3)
    assert found.phased == Fraction(100_000_000 * 100, 641)
    assert found.shifted == Fraction(100_000_000 * 331, 641)  # the third year never comes


def test_without_phases_only_the_straight_line_can_be_figured() -> None:
    found = forgone(offer(1095), date(2001, 2, 1), Fraction(1, 10))
    assert (found.phased, found.shifted, found.interest) == (None, None, None)


def test_interest_is_asked_for_by_being_left_out() -> None:
    assert forgone(RAISED, date(2002, 1, 1)).interest is None


def test_nothing_is_forgone_before_the_term_and_no_more_than_all_of_it_after() -> None:
    assert days_forgone(RAISED, date(2000, 1, 1)) == 0
    assert forgone(RAISED, date(2000, 1, 1)).phased == 0
    ended = forgone(RAISED, date(2009, 1, 1))
    assert ended.straight == ended.phased == ended.shifted == RAISED.total


def test_raises_that_weigh_nothing_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        phased(offer(100, (BEGINS, "0%")))
    assert refused.value.findings[0].code == "delay-raises"


def test_years_of_a_term_are_stated_one_by_one() -> None:
    stretches = by_years([Fraction(365), Fraction(730), Fraction(1095)], BEGINS, ENDS)
    assert [one.a_day for one in stretches] == [1, 2, 3]
    with pytest.raises(Refused) as refused:
        by_years([Fraction(1)], BEGINS, ENDS, "here")
    assert refused.value.findings[0].code == "delay-years"
    assert "3 years, found 1" in refused.value.findings[0].text()


@settings(max_examples=60)
@given(offers(), DAYS)
def test_what_comes_before_and_after_a_day_is_the_whole_offer(value: OfferValue, day: date) -> None:
    for spread in (straight_line(value), phased(value)):
        before = accrued(spread, value.begins, day - timedelta(days=1))
        assert before + accrued(spread, day, value.ends) == value.total


@settings(max_examples=60)
@given(offers(), DAYS)
def test_raises_from_signing_lose_the_last_days_of_the_term(value: OfferValue, day: date) -> None:
    late = (day - value.begins).days
    kept = accrued(phased(value), value.begins, value.ends - timedelta(days=late))
    assert accrued(from_signing(value, day), value.begins, value.ends) == kept
    assert forgone(value, day).shifted == value.total - kept
    assert on_day(from_signing(value, day), day) == on_day(phased(value), value.begins)


@settings(max_examples=25)
@given(offers(), st.integers(min_value=0, max_value=90), st.integers(min_value=0, max_value=30))
def test_interest_is_that_of_every_day_that_waited(value: OfferValue, late: int, rate: int) -> None:
    signed = value.begins + timedelta(days=late)
    days = [value.begins + timedelta(days=number) for number in range(late)]
    waited = sum((on_day(phased(value), day) * (signed - day).days for day in days), Fraction(0))
    assert forgone(value, signed, Fraction(rate, 100)).interest == waited * Fraction(rate, 100) / 365


@settings(max_examples=25)
@given(offers(), st.integers(min_value=1, max_value=300))
def test_one_raise_on_the_first_day_is_the_straight_line(value: OfferValue, late: int) -> None:
    single = offer(int(value.total / 100), (BEGINS, "3%"))
    found = forgone(single, BEGINS + timedelta(days=late))
    assert found.straight == found.phased == found.shifted


def test_a_holdout_eats_an_improvement_by_half_when_it_is_as_large_as_the_offer() -> None:
    # 1 a day turned down, 2 a day hoped for: after 548 days 548 is forgone and 547 is left to be gained.
    assert days_that_eat(offer(1095), offer(2190), "straight") == 548
    assert days_that_eat(offer(1095), offer(1095), "straight") is None
    assert days_that_eat(offer(1095), offer(2190), "phased") is None


def test_days_that_eat_are_the_first_on_which_the_loss_is_as_much() -> None:
    low, high = RAISED, offer(1_500_000, (date(2001, 1, 1), "5%"), (date(2002, 6, 1), "10%"))
    days = days_that_eat(low, high, "phased")
    assert days is not None

    def balance(late: int) -> Fraction:
        signed = BEGINS + timedelta(days=late)
        gain = accrued(phased(high), signed, ENDS) - accrued(phased(low), signed, ENDS)
        return accrued(phased(low), BEGINS, signed - timedelta(days=1)) - gain

    assert balance(days) >= 0 > balance(days - 1)


def test_a_costing_comes_in_by_calendar_years_and_names_what_it_left_out() -> None:
    items = (
        ItemCost("1", "one", {2008: 6_100, 2009: 36_500}, 1, 1, 42_600, None, ("1",)),
        ItemCost("2", "two", {}, None, None, None, None, ("2",), not_priced="no facts"),
    )
    costing = Costing("o", "a", "guild", "", (2008, 2009), items, 42_600, ())
    made = Offer(
        "o", "a", "b", date(2008, 10, 1), None, "proposal", "guild/v1", date(2008, 11, 1), None,
        date(2008, 11, 1), date(2009, 12, 31), "", "", "", (), (), (), "invented", "here",
    )  # fmt: skip
    value = value_of_costing(costing, made)
    assert value.total == 42_600
    assert [one.a_day for one in value.stretches] == [100, 100]  # 61 days of 2008, all of 2009
    assert forgone(value, date(2008, 11, 11)).phased == 1_000
    assert value.left_out == ("2",)
    one = Item("1", "one", date(2008, 11, 1), "uses", None, (), None, None, "here", is_retroactive=True)
    for items, reaches_back in (
        ((), False),
        ((one,), True),
        ((one, replace(one, is_retroactive=False)), False),
    ):
        assert value_of_costing(costing, replace(made, items=items)).is_retroactive is reaches_back


def two_days(low: int, first: int, second: int) -> tuple[OfferValue, OfferValue]:
    """Two offers of a term of two days: one brings so many cents each day, the other two figures."""
    days = (date(2001, 1, 1), date(2001, 1, 2))
    even = tuple(Stretch(day, day, Fraction(low)) for day in days)
    uneven = tuple(Stretch(day, day, Fraction(cents)) for day, cents in zip(days, (first, second)))
    base = replace(offer(0), begins=days[0], ends=days[1])
    return (
        replace(base, stretches=even, total=Fraction(2 * low)),
        replace(base, stretches=uneven, total=Fraction(first + second)),
    )


def test_money_said_year_by_year_goes_before_raises() -> None:
    value, _ = two_days(1, 0, 0)
    assert phased(replace(value, raises=RAISED.raises)) == value.stretches


def test_a_day_of_pay_that_is_made_up_on_the_next_waits_one_day() -> None:
    day = date(2001, 1, 1)
    one, _ = two_days(365, 0, 0)[0].stretches
    assert waiting_cost([one], day, Fraction(1)) == 0
    assert waiting_cost([one], date(2001, 1, 2), Fraction(1)) == 1
    assert waiting_cost([one], date(2001, 1, 4), Fraction(1)) == 3
    two = [Stretch(day, date(2001, 1, 2), Fraction(365))]
    assert waiting_cost(two, date(2001, 1, 3), Fraction(1)) == 2 + 1


def test_a_holdout_is_eaten_on_the_day_that_evens_it_and_at_the_latest_with_the_term() -> None:
    """A cent a day against two: after one day one cent is lost and one is left to gain. Against a hundred on
    the second day, nothing but the whole term eats it.
    """
    assert days_that_eat(*two_days(1, 2, 2), method="phased") == 1
    assert days_that_eat(*two_days(1, 100, 100), method="phased") == 2


def test_a_year_that_begins_on_the_last_day_of_a_term_is_a_year_of_it() -> None:
    assert year_starts(date(2001, 1, 1), date(2002, 1, 1)) == [date(2001, 1, 1), date(2002, 1, 1)]
    assert year_starts(date(2001, 1, 1), date(2001, 12, 31)) == [date(2001, 1, 1)]


def test_what_eats_a_holdout_is_sought_in_the_days_that_both_offers_cover() -> None:
    """A cent a day for three days against three cents for two: on the second day two are left to gain, on
    the third nothing, and two are lost.
    """
    low, high = two_days(1, 3, 3)
    third = date(2001, 1, 3)
    longer = replace(low, ends=third, stretches=(*low.stretches, Stretch(third, third, Fraction(1))))
    assert days_that_eat(longer, high, "phased") == 2


def test_raises_that_start_on_signing_end_with_the_old_term() -> None:
    assert from_signing(RAISED, BEGINS + timedelta(days=10))[-1].ends == ENDS
