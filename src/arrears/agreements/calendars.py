"""Calendars of working days as data: which days are surely closed, and which may be.

A calendar file names days by rules (`03-31`, `4th thursday of november`, `friday after 4th thursday of
november`, `good friday`); the federal days come from the pinned library `holidays`. Which of two counts holds
is never decided here: the earlier day is the safe one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.model import Citation
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenList, WrittenMap, as_map, read_yaml_file
from arrears.findings import Finding, Refused, suggest

FOLDER = Path(__file__).parent / "calendars"
FIRST_YEAR = 1900
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
MONTHS = tuple(name.lower() for name in calendar.month_name)
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NTH = re.compile(
    r"(?:(?P<then>[a-z]+) after )?(?P<nth>1st|2nd|3rd|4th|last) (?P<weekday>[a-z]+) of (?P<month>[a-z]+)"
)
RULES_READ = "03-31, 4th thursday of november, friday after 4th thursday of november, or good friday"

DAY_SHAPE = KeyedShape(
    "a day that may be closed",
    (
        Key("name", TextShape("what the day is called"), True),
        Key("is", TextShape("the rule of the day, such as 03-31"), True),
        Key("from", TextShape("the first year")),
    ),
)
CALENDAR_FILE = KeyedShape(
    "a calendar",
    (
        Key("calendar", TextShape("its name"), True),
        Key("title", TextShape("which days are working days, in words"), True),
        Key("perhaps", ListShape(DAY_SHAPE, "days that may be closed")),
        *CITED,
    ),
)


@dataclass(frozen=True)
class ClosedDay:
    """A day of each year by its rule, from a first year on."""

    name: str
    rule: str
    from_year: int = FIRST_YEAR


@dataclass(frozen=True)
class Calendar:
    """A calendar file: the days that may be closed beside the federal ones, and where that was read."""

    name: str
    title: str
    perhaps: tuple[ClosedDay, ...]
    citation: Citation


def calendar_names() -> tuple[str, ...]:
    """The calendars that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load_calendar(name: str) -> Calendar:
    """A calendar by its name, `us-ca`.

    Findings: raises `Refused` for a name that is none, and with every fault of its file.
    """
    if name not in calendar_names():
        known = calendar_names()
        problem = f"there is no calendar '{name[:40]}'."
        raise Refused(
            [Finding("calendar-unknown", name, problem, "a calendar", f"'{name[:40]}'", suggest(name, known))]
        )
    return read_calendar(FOLDER / f"{name}.yaml")


def read_calendar(path: Path) -> Calendar:
    """A calendar from its file. Findings: raises `Refused` with every fault of the file."""
    written = read_yaml_file(path)
    faults = list(shape_faults(written, CALENDAR_FILE))
    if faults:
        raise Refused(faults)
    block = as_map(written)
    citation = citation_of(block, None)
    if citation is None:
        problem, remedy = "the calendar has no citation.", "say where it was read"
        raise Refused(
            [Finding("agreement-citation", block.place, problem, "cite and status", "none", remedy)]
        )
    listed = block.get("perhaps")
    items = listed.items if isinstance(listed, WrittenList) else ()
    days = [item for item in items if isinstance(item, WrittenMap)]
    faults = [fault for item in days for fault in _rule_faults(text_at(item, "is"), item.place)] + [
        fault for item in days for fault in _year_faults(item)
    ]
    if faults:
        raise Refused(faults)
    return Calendar(
        text_at(block, "calendar"), text_at(block, "title"), tuple(_closed_day(one) for one in days), citation
    )


def _closed_day(item: WrittenMap) -> ClosedDay:
    return ClosedDay(text_at(item, "name"), text_at(item, "is"), int(text_at(item, "from") or FIRST_YEAR))


def _year_faults(item: WrittenMap) -> Iterable[Finding]:
    written = text_at(item, "from")
    if written and not re.fullmatch(r"(19|20)\d\d", written):
        problem = "this is no year."
        yield Finding("calendar-day", item.place, problem, "a year such as 2001", f"'{written[:20]}'")


def calendar_faults(name: str, closed_days: Iterable[str], place: str) -> list[Finding]:
    """What is wrong with the calendar that a procedure names, and with its own list of closed days."""
    faults: list[Finding] = []
    if name not in calendar_names():
        problem, remedy = "this names no calendar.", suggest(name, calendar_names())
        faults.append(Finding("calendar-unknown", place, problem, "a calendar", f"'{name[:40]}'", remedy))
    for rule in closed_days:
        faults.extend(_rule_faults(rule, place))
    return faults


def _rule_faults(rule: str, place: str) -> list[Finding]:
    if is_rule(rule):
        return []
    problem = "this is no rule of a day."
    return [Finding("calendar-day", place, problem, RULES_READ, f"'{rule[:60]}'")]


def is_rule(rule: str) -> bool:
    """Whether a rule names a day of every year."""
    match = _NTH.fullmatch(rule)
    if match:
        named = [match["weekday"]] + ([match["then"]] if match["then"] else [])
        return all(one in WEEKDAYS for one in named) and match["month"] in MONTHS[1:]
    return rule == "good friday" or (bool(_DAY.fullmatch(rule)) and rule not in ("02-30", "02-31", "02-29"))


def day_of(rule: str, year: int) -> date:
    """The day that a rule names in a year. Source: the rules' own words; Good Friday by the computus."""
    if rule == "good friday":
        return easter(year) - timedelta(days=2)
    day = _DAY.fullmatch(rule)
    if day:
        return date(year, int(day[1]), int(day[2]))
    match = _NTH.fullmatch(rule)
    if match is None:
        raise ValueError(f"no rule of a day: {rule}")
    found = _nth(match["nth"], match["weekday"], match["month"], year)
    if not match["then"]:
        return found
    steps = (WEEKDAYS.index(match["then"]) - found.weekday() - 1) % 7 + 1
    return found + timedelta(days=steps)


def _nth(nth: str, weekday: str, month: str, year: int) -> date:
    number, wanted = MONTHS.index(month), WEEKDAYS.index(weekday)
    if nth == "last":
        last = date(year, number, calendar.monthrange(year, number)[1])
        return last - timedelta(days=(last.weekday() - wanted) % 7)
    first = date(year, number, 1)
    return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (int(nth[0]) - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source: the anonymous computus printed in Nature, 20 April 1876, as given by Meeus, Astronomical
    Algorithms.
    """
    golden, century, rest = year % 19, year // 100, year % 100
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
