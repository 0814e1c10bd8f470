"""The bounds of the days online hold for any truth and any looks, and a look never makes them wider."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.days_online import (
    NO_FIRST_DAY,
    Days,
    DaysOnline,
    Look,
    Return,
    bound_days,
    count_days,
    longest,
    returns_of,
    without,
)

FIRST = date(2008, 9, 1)
SPAN = 30
LAST = FIRST + timedelta(days=SPAN - 1)
PLACES = st.sets(st.integers(0, SPAN - 1))


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def look(place: int, is_there: bool) -> Look:
    return Look(day(place), day(place), is_there)


def days_of(stretches: Iterable[Days]) -> set[date]:
    return {
        date.fromordinal(number)
        for days in stretches
        for number in range(days.from_on.toordinal(), days.to_on.toordinal() + 1)
    }


def seen(truth: set[int], looked: Iterable[int]) -> list[Look]:
    return [look(place, place in truth) for place in looked]


@given(truth=PLACES, looked=PLACES)
def test_lower_bound_truth_and_upper_bound_lie_in_each_other(truth: set[int], looked: set[int]) -> None:
    found = bound_days(seen(truth, looked), FIRST, LAST)
    online = {day(place) for place in truth}
    assert days_of(found.certain) <= online <= days_of(found.possible)
    assert days_of(found.absent) == {day(place) for place in looked - truth}
    assert not days_of(found.absent) & days_of(found.possible)


@given(truth=PLACES, looked=PLACES, more=st.integers(0, SPAN - 1))
def test_another_look_never_widens_the_bounds(truth: set[int], looked: set[int], more: int) -> None:
    before = bound_days(seen(truth, looked), FIRST, LAST)
    after = bound_days(seen(truth, looked | {more}), FIRST, LAST)
    assert days_of(before.certain) <= days_of(after.certain)
    assert days_of(after.possible) <= days_of(before.possible)


@given(
    looks=st.lists(
        st.builds(
            lambda begin, length, there: Look(day(begin), day(begin + length), there),
            st.integers(-5, SPAN), st.integers(0, 9), st.booleans(),
        )
    )
)  # fmt: skip
def test_stretches_that_overlap_or_disagree_are_told_day_by_day(looks: list[Look]) -> None:
    found = bound_days(looks, FIRST, LAST)
    first = min([FIRST, *(each.from_on for each in looks if each.is_there)])
    asked = days_of([Days(first, LAST)])
    there = asked & days_of(Days(each.from_on, each.to_on) for each in looks if each.is_there)
    gone = asked & days_of(Days(each.from_on, each.to_on) for each in looks if not each.is_there)
    assert days_of(found.certain) == there - gone
    assert days_of(found.absent) == gone - there
    assert days_of(found.contested) == there & gone
    assert days_of(found.possible) == asked - (gone - there)


@given(
    looks=st.lists(
        st.builds(lambda begin, there: look(begin, there), st.integers(0, SPAN - 1), st.booleans())
    )
)
def test_stretches_are_in_order_and_do_not_touch(looks: list[Look]) -> None:
    found = bound_days(looks, FIRST, LAST)
    for stretches in (found.certain, found.possible, found.contested, found.absent):
        for one, following in pairwise(stretches):
            assert one.to_on + timedelta(days=1) < following.from_on


def test_a_day_without_a_look_is_possible_and_not_certain() -> None:
    found = bound_days([look(0, True), look(2, True)], FIRST, day(2))
    assert found.certain == (Days(day(0), day(0)), Days(day(2), day(2)))
    assert found.possible == (Days(day(0), day(2)),)


def test_looks_that_disagree_leave_the_day_possible() -> None:
    found = bound_days([look(4, True), look(4, False)], day(4), day(4))
    assert (found.certain, found.possible) == ((), (Days(day(4), day(4)),))
    assert found.contested == (Days(day(4), day(4)),)


def test_without_a_first_day_the_days_before_the_first_look_have_no_number() -> None:
    found = bound_days([look(3, True), look(4, False)], None, LAST)
    assert found.possible[0] == Days(NO_FIRST_DAY, day(3))
    assert not found.possible[0].has_first_day
    assert count_days(found.possible) is None
    assert count_days(found.certain) == 1


def test_a_look_before_the_first_day_that_was_said_wins_against_it() -> None:
    found = bound_days([look(2, True)], day(5), day(6))
    assert found.possible == (Days(day(2), day(6)),)
    assert found.certain == (Days(day(2), day(2)),)


def test_looks_after_the_day_asked_about_are_not_read() -> None:
    found = bound_days([Look(day(1), day(9), True), look(12, False)], day(1), day(4))
    assert found.certain == found.possible == (Days(day(1), day(4)),)
    assert found.absent == ()


def test_a_first_day_after_the_day_asked_about_leaves_nothing() -> None:
    assert bound_days([], day(9), day(4)) == DaysOnline((), (), (), ())


def test_a_return_is_certain_when_a_look_between_found_the_title_gone() -> None:
    looks = [look(0, True), look(2, False), look(4, True), look(7, True)]
    assert returns_of(bound_days(looks, FIRST, LAST)) == (
        Return(day(0), day(4), is_certain=True),
        Return(day(4), day(7), is_certain=False),
    )


@given(kept=PLACES, taken=PLACES)
def test_taking_stretches_away_takes_their_days(kept: set[int], taken: set[int]) -> None:
    one = bound_days(seen(kept, kept), FIRST, LAST).certain
    other = bound_days(seen(taken, taken), FIRST, LAST).certain
    assert days_of(without(one, other)) == days_of(one) - days_of(other)


def test_the_longest_stretch_is_the_earliest_of_equals() -> None:
    stretches: Sequence[Days] = (Days(day(0), day(1)), Days(day(4), day(6)), Days(day(9), day(11)))
    assert longest(stretches) == Days(day(4), day(6))
    assert longest(()) is None
