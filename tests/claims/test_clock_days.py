"""One count of a clock as two bounds: ends of months, stops, unknown days, and what holds for all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.agreements.model import Citation
from arrears.agreements.procedure import Length, Limb, Unit
from arrears.claims.clock_days import (
    NOTHING_KNOWN,
    Bounds,
    Counting,
    Stop,
    earlier_of,
    later_of,
    limb_bounds,
    stopped_days,
)

CITED = Citation("invented", "derived")
FEDERAL = Counting("us-federal")
AS_OF = date(2020, 1, 1)
DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))
UNITS: tuple[Unit, ...] = ("days", "working days", "business days", "months", "years")


def limb(*length: tuple[int, Unit], is_before: bool = False, starts: tuple[int, int] | None = None) -> Limb:
    lengths = tuple(Length(count, unit) for count, unit in length)
    return Limb("one", "x", "filed", is_before, lengths, "" if lengths else "Article 9", starts, CITED)


def day(start: date, *length: tuple[int, Unit], counting: Counting = FEDERAL, **more: object) -> date | None:
    return limb_bounds(limb(*length, **more), Bounds(start, start), counting, AS_OF).day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        # Leap days: the year after 29 February ends on 28 February; four years later on the 29th again.
        (date(2012, 2, 29), (1, "years"), date(2013, 2, 28)),
        (date(2012, 2, 29), (4, "years"), date(2016, 2, 29)),
        (date(2011, 2, 28), (1, "years"), date(2012, 2, 28)),
        # Ends of months: a shorter month ends the count on its last day.
        (date(2014, 8, 31), (6, "months"), date(2015, 2, 28)),
        (date(2015, 8, 31), (6, "months"), date(2016, 2, 29)),
        (date(2014, 8, 28), (6, "months"), date(2015, 2, 28)),
        (date(2014, 12, 31), (18, "months"), date(2016, 6, 30)),
        (date(2014, 3, 31), (3, "months"), date(2014, 6, 30)),
        # Days: the day of the event does not count; 365 days are a day short of a year with a leap day.
        (date(2015, 3, 15), (365, "days"), date(2016, 3, 14)),
        (date(2014, 3, 15), (365, "days"), date(2015, 3, 15)),
        (date(2014, 12, 31), (1, "days"), date(2015, 1, 1)),
        # Working days: New Year's day, and a holiday kept on the Monday (4 July 2021 was a Sunday).
        (date(2014, 12, 31), (1, "working days"), date(2015, 1, 2)),
        (date(2021, 7, 2), (1, "working days"), date(2021, 7, 6)),
        (date(2014, 9, 6), (1, "working days"), date(2014, 9, 8)),
        (date(2014, 9, 5), (10, "business days"), date(2014, 9, 19)),
    ],
)
def test_a_count_ends_on_this_day(start: date, length: tuple[int, Unit], expected: date) -> None:
    assert day(start, length) == expected


def test_lengths_follow_each_other() -> None:
    # Filed on Monday 1 September 2014, which is Labor Day: fifteen working days to answer, then five.
    assert day(date(2014, 9, 1), (15, "working days")) == date(2014, 9, 22)
    assert day(date(2014, 9, 1), (15, "working days"), (5, "working days")) == date(2014, 9, 29)


def test_a_count_can_start_from_a_day_of_the_next_year() -> None:
    # Vacation pay earned in 2014: 365 days after 15 March 2015, over the leap day of 2016.
    assert day(date(2014, 7, 4), (365, "days"), starts=(3, 15)) == date(2016, 3, 14)
    assert day(date(2013, 12, 31), (365, "days"), starts=(3, 15)) == date(2015, 3, 15)


def test_a_count_back_ends_before_the_hearing() -> None:
    assert day(date(2016, 3, 30), (30, "days"), is_before=True) == date(2016, 2, 29)
    assert day(date(2015, 1, 2), (1, "working days"), is_before=True) == date(2014, 12, 31)
    assert day(date(2015, 3, 31), (1, "months"), is_before=True) == date(2015, 2, 28)


def test_an_unknown_length_gives_no_day_at_all() -> None:
    assert limb_bounds(limb(), Bounds(AS_OF, AS_OF), FEDERAL, AS_OF) == NOTHING_KNOWN


def test_a_day_that_may_be_closed_gives_two_days() -> None:
    start = Bounds(date(2008, 11, 26), date(2008, 11, 26))
    found = limb_bounds(limb((1, "working days")), start, Counting("us-ca"), AS_OF)
    assert found == Bounds(date(2008, 11, 28), date(2008, 12, 1))


def test_a_day_that_may_be_closed_counts_for_a_count_back_too() -> None:
    start = Bounds(date(2008, 12, 1), date(2008, 12, 1))
    found = limb_bounds(limb((1, "working days"), is_before=True), start, Counting("us-ca"), AS_OF)
    assert found == Bounds(date(2008, 11, 26), date(2008, 11, 28))


def stopped(*spans: tuple[date, date | None], is_certain: bool = True) -> Counting:
    return Counting("us-federal", (), tuple(Stop("agent_talks", *span, is_certain) for span in spans))


def test_days_of_talks_are_added_to_months() -> None:
    # Six months from 10 January end on 10 July; ten days of talks in March move it by ten days.
    talks = stopped((date(2014, 3, 1), date(2014, 3, 11)))
    assert day(date(2014, 1, 10), (6, "months"), counting=talks) == date(2014, 7, 20)


def test_talks_that_touch_count_once() -> None:
    talks = stopped((date(2014, 3, 1), date(2014, 3, 11)), (date(2014, 3, 5), date(2014, 3, 16)))
    assert day(date(2014, 1, 10), (6, "months"), counting=talks) == date(2014, 7, 25)


def test_talks_before_the_clock_starts_cost_nothing_and_those_across_its_start_only_the_rest() -> None:
    before = stopped((date(2014, 1, 1), date(2014, 1, 10)))
    across = stopped((date(2014, 1, 1), date(2014, 1, 15)))
    assert day(date(2014, 1, 10), (6, "months"), counting=before) == date(2014, 7, 10)
    assert day(date(2014, 1, 10), (6, "months"), counting=across) == date(2014, 7, 14)


def test_talks_after_the_clock_has_ended_do_not_wake_it() -> None:
    late = stopped((date(2014, 7, 11), date(2014, 8, 11)))
    assert day(date(2014, 1, 10), (6, "months"), counting=late) == date(2014, 7, 10)


def test_talks_that_begin_on_the_last_day_keep_it_alive() -> None:
    just = stopped((date(2014, 7, 10), date(2014, 7, 20)))
    assert day(date(2014, 1, 10), (6, "months"), counting=just) == date(2014, 7, 20)


def test_a_stop_within_time_that_another_stop_added_counts_too() -> None:
    talks = stopped((date(2014, 7, 1), date(2014, 7, 11)), (date(2014, 7, 15), date(2014, 7, 20)))
    assert day(date(2014, 1, 10), (6, "months"), counting=talks) == date(2014, 7, 25)


def test_talks_that_go_on_leave_the_last_day_open() -> None:
    start = Bounds(date(2019, 9, 1), date(2019, 9, 1))
    found = limb_bounds(limb((6, "months")), start, stopped((date(2019, 12, 1), None)), AS_OF)
    # Should they end on 1 January, the day asked for, 31 days did not count: 1 March becomes 1 April.
    assert found == Bounds(date(2020, 4, 1), None)
    ended = stopped((date(2019, 12, 1), AS_OF))
    assert limb_bounds(limb((6, "months")), start, ended, AS_OF).day == found.first


def test_talks_that_may_stop_another_clock_only_move_the_last_bound() -> None:
    start = Bounds(date(2014, 1, 10), date(2014, 1, 10))
    perhaps = stopped((date(2014, 3, 1), date(2014, 3, 11)), is_certain=False)
    found = limb_bounds(limb((6, "months")), start, perhaps, AS_OF)
    assert found == Bounds(date(2014, 7, 10), date(2014, 7, 20))


def test_the_days_that_did_not_count_are_told() -> None:
    talks = (Stop("agent_talks", date(2014, 1, 1), date(2014, 1, 15)),)
    assert stopped_days(date(2014, 1, 10), date(2014, 7, 14), talks, AS_OF) == 4
    assert stopped_days(date(2014, 1, 10), date(2014, 7, 14), (), AS_OF) == 0


def test_the_later_of_a_known_and_an_unknown_day_is_known_from_below() -> None:
    known = Bounds(date(2014, 7, 1), date(2014, 7, 1))
    assert later_of([known, NOTHING_KNOWN]) == Bounds(date(2014, 7, 1), None)
    assert earlier_of([known, NOTHING_KNOWN]) == Bounds(None, date(2014, 7, 1))


BOUNDS = st.builds(
    lambda first, more, has_first, has_last: Bounds(
        first if has_first else None, first + timedelta(days=more) if has_last else None
    ),
    DAYS,
    st.integers(0, 900),
    st.booleans(),
    st.booleans(),
)


def a_day_in(bounds: Bounds, pick: int) -> date:
    """Some day that the bounds allow."""
    if bounds.first is None and bounds.last is None:
        return date(2000, 1, 1) + timedelta(days=pick)
    if bounds.first is None:
        assert bounds.last is not None
        return bounds.last - timedelta(days=pick)
    if bounds.last is None:
        return bounds.first + timedelta(days=pick)
    return bounds.first + timedelta(days=min(pick, (bounds.last - bounds.first).days))


def holds(bounds: Bounds, found: date) -> bool:
    return (bounds.first is None or bounds.first <= found) and (bounds.last is None or found <= bounds.last)


@given(parts=st.lists(st.tuples(BOUNDS, st.integers(0, 2_000)), min_size=1, max_size=4))
def test_whatever_the_days_turn_out_to_be_the_bounds_hold_them(parts: list[tuple[Bounds, int]]) -> None:
    bounds = [one for one, _ in parts]
    days = [a_day_in(one, pick) for one, pick in parts]
    assert holds(later_of(bounds), max(days))
    assert holds(earlier_of(bounds), min(days))


@given(
    start=DAYS,
    more=st.integers(0, 400),
    count=st.integers(1, 60),
    unit=st.sampled_from(UNITS),
    is_before=st.booleans(),
    calendar=st.sampled_from(["us-federal", "us-ca", "us-ny"]),
)
def test_a_count_from_a_day_within_bounds_ends_within_bounds(
    start: date, more: int, count: int, unit: Unit, is_before: bool, calendar: str
) -> None:
    if unit == "years":
        count = count % 10 + 1
    counted, last = limb((count, unit), is_before=is_before), start + timedelta(days=more)
    whole = limb_bounds(counted, Bounds(start, last), Counting(calendar), AS_OF)
    for known in (start, start + timedelta(days=more // 2), last):
        one = limb_bounds(counted, Bounds(known, known), Counting(calendar), AS_OF)
        assert one.first is not None
        assert one.last is not None
        assert one.first <= one.last
        assert holds(whole, one.first)
        assert holds(whole, one.last)


@given(
    start=DAYS,
    count=st.integers(1, 400),
    offset=st.integers(-30, 500),
    length=st.integers(1, 200),
    longer=st.integers(0, 50),
)
def test_a_stop_moves_a_day_by_no_more_than_it_lasts_and_a_longer_one_never_less(
    start: date, count: int, offset: int, length: int, longer: int
) -> None:
    first = start + timedelta(days=offset)
    plain = day(start, (count, "days"))
    short = day(start, (count, "days"), counting=stopped((first, first + timedelta(days=length))))
    long = day(start, (count, "days"), counting=stopped((first, first + timedelta(days=length + longer))))
    assert plain is not None
    assert short is not None
    assert long is not None
    assert plain <= short <= plain + timedelta(days=length)
    assert short <= long
