"""Due dates, months late and business days, on both sides of every edge."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.agreements.model import DueRule
from arrears.dates import whole_months_between
from arrears.engine.calendar import (
    business_days,
    business_days_around,
    count_after,
    due_date,
    register_calendar,
    register_deadlines,
    register_due_dates,
)

QUARTERLY = DueRule(
    "wga/test/receipts-quarterly",
    "period_to",
    60,
    "days",
    {(3, 31): (5, 31), (6, 30): (8, 30), (9, 30): (11, 30), (12, 31): (3, 1)},
)
NETWORK = DueRule("wga/test/network", "shown_on", 30, "days")
OTHER_RUNS = DueRule("wga/test/other-runs", "shown_on", 4, "months")


@pytest.mark.parametrize(
    ("rule", "anchor", "due_on"),
    [
        (QUARTERLY, date(2008, 9, 30), date(2008, 11, 30)),  # 60 days would be 29 November
        (QUARTERLY, date(2008, 12, 31), date(2009, 3, 1)),
        (QUARTERLY, date(2008, 9, 29), date(2008, 11, 28)),  # not printed: the count
        (NETWORK, date(2008, 12, 15), date(2009, 1, 14)),
        (OTHER_RUNS, date(2008, 10, 31), date(2009, 2, 28)),
        (OTHER_RUNS, date(2007, 10, 31), date(2008, 2, 29)),
    ],
)
def test_a_printed_due_date_wins_over_the_count(rule: DueRule, anchor: date, due_on: date):
    assert due_date(rule, anchor) == due_on


def test_a_printed_last_day_of_february_follows_the_year():
    rule = DueRule("any/test/february", "period_to", 60, "days", {(12, 31): (2, 29)})
    assert due_date(rule, date(2007, 12, 31)) == date(2008, 2, 29)
    assert due_date(rule, date(2008, 12, 31)) == date(2009, 2, 28)


def test_due_dates_are_made_once_for_each_distinct_anchor():
    connection = duckdb.connect()
    anchors = [(QUARTERLY.rule_id, date(2008, 9, 30))] * 3 + [(NETWORK.rule_id, date(2008, 9, 30))]
    register_due_dates(connection, [QUARTERLY, NETWORK], anchors)
    assert connection.execute("FROM calendar_due ORDER BY rule_id").fetchall() == [
        (NETWORK.rule_id, date(2008, 9, 30), date(2008, 10, 30)),
        (QUARTERLY.rule_id, date(2008, 9, 30), date(2008, 11, 30)),
    ]


def test_holidays_on_a_weekend_are_kept_on_the_nearest_weekday():
    days = business_days(date(2010, 12, 20), date(2011, 1, 10)).days
    assert date(2010, 12, 24) not in days  # Christmas 2010 was a Saturday
    assert date(2010, 12, 31) not in days  # so was New Year's Day 2011
    assert date(2011, 1, 3) in days


def test_an_agreements_own_holidays_are_closed_as_well():
    friday = date(2008, 11, 28)
    assert friday in business_days(date(2008, 11, 1), date(2008, 11, 30)).days
    closed = business_days(date(2008, 11, 1), date(2008, 11, 30), own_holidays=[friday])
    assert friday not in closed.days
    assert closed.between(date(2008, 11, 26), date(2008, 12, 1)) == 0


def test_business_days_between_leave_the_first_day_out_and_the_last_in():
    calendar = business_days_around([date(2008, 11, 24)])
    assert calendar.between(date(2008, 11, 24), date(2008, 11, 25)) == 1
    assert calendar.between(date(2008, 11, 21), date(2008, 11, 24)) == 1
    assert calendar.between(date(2008, 11, 21), date(2008, 11, 23)) == 0
    assert calendar.between(date(2008, 11, 24), date(2008, 11, 24)) == 0
    assert calendar.between(date(2008, 11, 25), date(2008, 11, 24)) == 0


@settings(deadline=None)
@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_so_many_business_days_after_a_day_are_so_many_between(start: date, count: int):
    calendar = business_days_around([start])
    deadline = count_after(start, count, unit="business day", calendar=calendar)
    assert calendar.between(start, deadline) == count
    assert calendar.between(start, deadline - timedelta(days=1)) == count - 1


def test_a_count_of_nothing_stays_on_the_day_itself_even_on_a_sunday():
    sunday = date(2008, 11, 23)
    calendar = business_days_around([sunday])
    assert count_after(sunday, 0, unit="business day", calendar=calendar) == sunday


def test_spans_hold_whole_months_days_and_business_days_and_never_run_backwards():
    connection = duckdb.connect()
    pairs = [(date(2008, 1, 31), date(2008, 2, 29)), (date(2008, 2, 29), date(2008, 1, 31))]
    register_calendar(connection, [*pairs, *pairs])
    assert connection.execute("FROM calendar_span ORDER BY from_on").fetchall() == [
        (date(2008, 1, 31), date(2008, 2, 29), 1, 29, 20),
        (date(2008, 2, 29), date(2008, 1, 31), 0, 0, 0),
    ]


A_DAY = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@settings(deadline=None)
@given(st.sets(st.tuples(A_DAY, A_DAY), max_size=20))
def test_the_calendar_table_says_what_the_dates_module_says(pairs: set[tuple[date, date]]):
    connection = duckdb.connect()
    register_calendar(connection, pairs)
    found = connection.execute("SELECT from_on, to_on, months FROM calendar_span").fetchall()
    assert {(start, end, whole_months_between(start, end)) for start, end in pairs} == set(found)


def test_deadlines_reach_past_the_end_of_the_year():
    connection = duckdb.connect()
    register_deadlines(connection, [(date(2008, 12, 30), 5, "business day"), (date(2008, 12, 30), 5, "day")])
    assert connection.execute("SELECT unit, deadline_on FROM calendar_deadline ORDER BY unit").fetchall() == [
        ("business day", date(2009, 1, 7)),
        ("day", date(2009, 1, 4)),
    ]


def test_nothing_asked_gives_empty_tables():
    connection = duckdb.connect()
    register_calendar(connection, [])
    register_deadlines(connection, [])
    register_due_dates(connection, [QUARTERLY], [])
    for table in ("calendar_span", "calendar_deadline", "calendar_due"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
