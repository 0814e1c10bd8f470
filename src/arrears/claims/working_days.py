"""Working days of a procedure's calendar, counted forwards and backwards, with the days that may be closed.

Days that are surely closed give one count, those that may be closed another; the two days that come out are
the bounds. Built on the business days of `engine.calendar`. It reads no clock and decides nothing.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from arrears.agreements.calendars import day_of, load_calendar
from arrears.engine.calendar import BusinessDays, business_days

SATURDAY, SUNDAY = 5, 6
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # no dispute lies outside them
_SPAN = 10  # years: calendars are made for whole decades, so that few are made


@dataclass(frozen=True)
class WorkingDays:
    """The working days around a day, twice: without days surely closed, and without those perhaps closed."""

    surely: BusinessDays
    perhaps: BusinessDays

    def forwards(self, start: date, count: int, stopped: Iterable[tuple[date, date]] = ()) -> date:
        """The day `count` working days after `start`, counting days perhaps closed: the earlier day.

        stopped: spans, the second day outside them, whose days do not count.
        """
        return _after(self.surely, start, count, tuple(stopped))

    def forwards_at_most(self, start: date, count: int, stopped: Iterable[tuple[date, date]] = ()) -> date:
        """The same without the days perhaps closed: the later day."""
        return _after(self.perhaps, start, count, tuple(stopped))

    def backwards(self, start: date, count: int) -> date:
        """The day `count` working days before `start`, without the days perhaps closed: the earlier day."""
        return _before(self.perhaps, start, count)

    def backwards_at_most(self, start: date, count: int) -> date:
        """The same, counting days perhaps closed: the later day."""
        return _before(self.surely, start, count)

    def last_open(self, day: date) -> date:
        """The day itself, or the last day before it on which an office is surely open."""
        days = self.perhaps.days
        return days[bisect.bisect_right(days, day) - 1]


def _after(calendar: BusinessDays, start: date, count: int, stopped: tuple[tuple[date, date], ...]) -> date:
    if not stopped:
        return calendar.after(start, count)
    place, left = bisect.bisect_right(calendar.days, start), count
    for day in calendar.days[place:]:
        if not any(first <= day < end for first, end in stopped):
            left -= 1
        if not left:
            return day
    raise ValueError("a clock stood still for longer than its calendar reaches")


def _before(calendar: BusinessDays, start: date, count: int) -> date:
    return calendar.days[bisect.bisect_left(calendar.days, start) - count]


def working_days_around(day: date, calendar: str, closed_days: tuple[str, ...] = ()) -> WorkingDays:
    """The working days ten years or more on each side of a day. closed_days: the agreement's own list."""
    return _working_days(day.year // _SPAN * _SPAN, calendar, closed_days)


@lru_cache(maxsize=64)
def _working_days(decade: int, name: str, closed_days: tuple[str, ...]) -> WorkingDays:
    calendar = load_calendar(name)
    first = date(decade - _SPAN, 1, 1)
    last = date(decade + 2 * _SPAN, 12, 31)
    years = range(first.year, last.year + 1)
    own = {kept for rule in closed_days for year in years for kept in _kept(day_of(rule, year))}
    perhaps = {
        kept
        for day in calendar.perhaps
        for year in years
        if year >= day.from_year
        for kept in _kept(day_of(day.rule, year))
    }
    surely = business_days(first, last, own_holidays=own)
    return WorkingDays(surely, BusinessDays(tuple(day for day in surely.days if day not in perhaps)))


def _kept(day: date) -> Iterator[date]:
    """A holiday, and the day in lieu where it falls on a weekend."""
    yield day
    if day.weekday() == SATURDAY:
        yield day - timedelta(days=1)
    elif day.weekday() == SUNDAY:
        yield day + timedelta(days=1)
