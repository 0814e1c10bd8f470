"""Dates of the trade: quarters, months late and due dates, figured in Python so that no engine does month
arithmetic.

Nothing here reads a clock: the day an answer is for is always an argument.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def quarter_of(day: date) -> str:
    """The calendar quarter a day lies in, as occasions are written: `2008Q3`."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """The day `days` later."""
    return day + timedelta(days=days)


def quarter_end(day: date) -> date:
    """The last day of the calendar quarter that a day lies in."""
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def whole_months_between(start: date, end: date) -> int:
    """Full months from start to end, 0 when end is not later. 31 January to 28 February is one month."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def last_day_of_month(year: int, month: int) -> int:
    """The number of days that a month has."""
    return calendar.monthrange(year, month)[1]
