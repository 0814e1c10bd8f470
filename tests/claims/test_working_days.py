"""Working days both ways: without days surely closed, and without those that may be closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.working_days import working_days_around

DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))


def test_a_weekend_and_a_federal_holiday_do_not_count() -> None:
    days = working_days_around(date(2008, 11, 21), "us-federal")
    # Friday 21 November 2008; Thanksgiving is the 27th.
    assert days.forwards(date(2008, 11, 21), 1) == date(2008, 11, 24)
    assert days.forwards(date(2008, 11, 26), 1) == date(2008, 11, 28)


def test_the_day_after_thanksgiving_may_be_closed_in_california() -> None:
    days = working_days_around(date(2008, 11, 26), "us-ca")
    assert days.forwards(date(2008, 11, 26), 1) == date(2008, 11, 28)
    assert days.forwards_at_most(date(2008, 11, 26), 1) == date(2008, 12, 1)


def test_election_day_may_be_closed_in_new_york() -> None:
    days = working_days_around(date(2008, 11, 3), "us-ny")
    assert days.forwards(date(2008, 11, 3), 1) == date(2008, 11, 4)
    assert days.forwards_at_most(date(2008, 11, 3), 1) == date(2008, 11, 5)


def test_the_fifteenth_of_february_is_a_working_day_everywhere() -> None:
    # The library lists it as a holiday of both states; offices are open. 15 February 2011 was a Tuesday.
    for name in ("us-federal", "us-ca", "us-ny"):
        days = working_days_around(date(2011, 2, 14), name)
        assert days.forwards_at_most(date(2011, 2, 14), 1) == date(2011, 2, 15), name


def test_a_state_holiday_on_a_sunday_may_be_kept_on_the_monday() -> None:
    # Cesar Chavez Day 2013 was a Sunday.
    days = working_days_around(date(2013, 3, 29), "us-ca")
    assert days.forwards(date(2013, 3, 29), 1) == date(2013, 4, 1)
    assert days.forwards_at_most(date(2013, 3, 29), 1) == date(2013, 4, 2)


def test_a_state_holiday_on_a_saturday_may_be_kept_on_the_friday() -> None:
    # Lincoln's birthday of 2011 was a Saturday.
    days = working_days_around(date(2011, 2, 10), "us-ny")
    assert days.forwards_at_most(date(2011, 2, 10), 1) == date(2011, 2, 14)


def test_the_agreements_own_closed_days_are_surely_closed() -> None:
    days = working_days_around(date(2009, 4, 9), "us-federal", ("good friday",))
    assert days.forwards(date(2009, 4, 9), 1) == date(2009, 4, 13)
    plain = working_days_around(date(2009, 4, 9), "us-federal")
    assert plain.forwards(date(2009, 4, 9), 1) == date(2009, 4, 10)


def test_counting_back_reaches_the_earlier_day_where_a_day_may_be_closed() -> None:
    days = working_days_around(date(2008, 12, 1), "us-ca")
    assert days.backwards(date(2008, 12, 1), 1) == date(2008, 11, 26)
    assert days.backwards_at_most(date(2008, 12, 1), 1) == date(2008, 11, 28)


def test_days_on_which_a_clock_stands_still_do_not_count_and_a_weekend_among_them_costs_nothing() -> None:
    days = working_days_around(date(2014, 9, 4), "us-federal")
    # Stopped from Friday 5 to Monday 8 September 2014: two working days.
    stopped = [(date(2014, 9, 5), date(2014, 9, 9))]
    assert days.forwards(date(2014, 9, 4), 3) == date(2014, 9, 9)
    assert days.forwards(date(2014, 9, 4), 3, stopped) == date(2014, 9, 11)


def test_a_clock_that_stands_still_for_ever_reaches_no_day() -> None:
    days = working_days_around(date(2014, 9, 4), "us-federal")
    with pytest.raises(ValueError, match="longer than its calendar reaches"):
        days.forwards(date(2014, 9, 4), 1, [(date(2014, 1, 1), date(2100, 1, 1))])


@given(start=DAYS, count=st.integers(1, 300), name=st.sampled_from(["us-federal", "us-ca", "us-ny"]))
def test_more_closed_days_never_give_an_earlier_day(start: date, count: int, name: str) -> None:
    days = working_days_around(start, name)
    first, last = days.forwards(start, count), days.forwards_at_most(start, count)
    assert start < first <= last
    assert days.backwards(start, count) <= days.backwards_at_most(start, count) < start


@given(start=DAYS, count=st.integers(1, 60), length=st.integers(0, 40), offset=st.integers(-10, 60))
def test_a_stop_never_brings_a_day_forward(start: date, count: int, length: int, offset: int) -> None:
    days = working_days_around(start, "us-ca")
    first = start + timedelta(days=offset)
    stopped = [(first, first + timedelta(days=length))]
    with_stop = days.forwards(start, count, stopped)
    assert with_stop >= days.forwards(start, count)
    assert with_stop <= days.forwards(start, count + length)


@given(day=DAYS)
def test_the_last_open_day_is_the_day_itself_or_shortly_before(day: date) -> None:
    found = working_days_around(day, "us-ca").last_open(day)
    assert found <= day
    assert (day - found).days <= 5
