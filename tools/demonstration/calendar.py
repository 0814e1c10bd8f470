"""Quarters, due days and months late, counted here a second time and by hand on purpose."""

from __future__ import annotations

import calendar as days_of_months
from dataclasses import dataclass
from datetime import date

from tools.demonstration.world import OPENS


@dataclass(frozen=True)
class Quarter:
    """A quarter of the demonstration: its place in the row, its name, its days and when its money is due."""

    place: int
    name: str
    from_on: date
    to_on: date
    due_on: date


# Written out rather than counted: the printed table of due days is not "sixty days later".
QUARTERS = (
    Quarter(0, "2008Q1", OPENS, date(2008, 3, 31), date(2008, 5, 31)),
    Quarter(1, "2008Q2", date(2008, 4, 1), date(2008, 6, 30), date(2008, 8, 30)),
    Quarter(2, "2008Q3", date(2008, 7, 1), date(2008, 9, 30), date(2008, 11, 30)),
    Quarter(3, "2008Q4", date(2008, 10, 1), date(2008, 12, 31), date(2009, 3, 1)),
    Quarter(4, "2009Q1", date(2009, 1, 1), date(2009, 3, 31), date(2009, 5, 31)),
    Quarter(5, "2009Q2", date(2009, 4, 1), date(2009, 6, 30), date(2009, 8, 30)),
)


def quarter_index(day: date) -> int:
    """The place of the quarter that a day lies in."""
    for quarter in QUARTERS:
        if quarter.from_on <= day <= quarter.to_on:
            return quarter.place
    raise ValueError(f"{day} lies in no quarter of the demonstration")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, days_of_months.monthrange(year, month)[1]))


def whole_months_late(due_on: date, until: date) -> int:
    """How many full months fit between the due day and a later day."""
    months = 0
    while add_months(due_on, months + 1) <= until:
        months += 1
    return months
