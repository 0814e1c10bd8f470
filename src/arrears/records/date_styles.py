"""How a column writes its dates: `2008-11-21`, month first or day first. Never two ways in one column.

A day of 12 or less in every row says nothing about the order; then the importer is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from arrears.book.views import quoted
from arrears.findings import Finding
from arrears.records.scratch import one_row

DateStyle = Literal["iso", "mdy", "dmy"]
ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
SLASHED = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
WRITTEN: Mapping[DateStyle, str] = {
    "iso": "a day written 2008-11-21",
    "mdy": "a day written 11/21/2008, month first",
    "dmy": "a day written 21/11/2008, day first",
}


@dataclass(frozen=True)
class Sightings:
    """In how many rows a column writes a date in a way, and the first row of each way."""

    iso: int
    slashed: int
    month_first: int
    day_first: int
    first_iso: int | None
    first_slashed: int | None
    first_month_first: int | None
    first_day_first: int | None


def see_dates(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> Sightings:
    """Count the ways in which a text column writes dates."""
    cell = quoted(column)
    slashed = f"regexp_full_match({cell}, '{SLASHED}')"
    first, second = (f"TRY_CAST(split_part({cell}, '/', {place}) AS INTEGER)" for place in (1, 2))
    ways = (
        f"regexp_full_match({cell}, '{ISO}')",
        slashed,
        f"{slashed} AND {second} > 12",
        f"{slashed} AND {first} > 12",
    )
    counts = ", ".join(f"count(*) FILTER (WHERE {way})" for way in ways)
    firsts = ", ".join(f"min(row_no) FILTER (WHERE {way})" for way in ways)
    return Sightings(*one_row(connection, f"SELECT {counts}, {firsts} FROM {relation}"))


def style_of(place: str, seen: Sightings, asked: DateStyle | None) -> tuple[DateStyle, list[Finding]]:
    """The one style of a column, or the findings why there is none.

    Findings: two_date_styles, date_order_unknown. A date that fits no style is a finding of its cell.
    """
    if seen.iso and seen.slashed:
        found = f"2008-11-21 in row {seen.first_iso}, with slashes in row {seen.first_slashed}"
        return "iso", [_two_styles(place, found)]
    if not seen.slashed:
        # nothing is open here: one answer for all columns must not refuse those that need none
        return "iso", []
    if asked is not None:
        return asked, []
    if seen.month_first and seen.day_first:
        found = f"month first in row {seen.first_month_first}, day first in row {seen.first_day_first}"
        return "mdy", [_two_styles(place, found)]
    if seen.month_first:
        return "mdy", []
    if seen.day_first:
        return "dmy", []
    problem = "the order of day and month cannot be told"
    found = f"days and months of 12 or less in all rows, the first is row {seen.first_slashed}"
    remedy = "say which it is with `--dates mdy` or `--dates dmy`"
    return "mdy", [Finding("date_order_unknown", place, problem, "a day above 12 somewhere", found, remedy)]


def _two_styles(place: str, found: str) -> Finding:
    remedy = "write all dates of the column in one way, best 2008-11-21"
    return Finding("two_date_styles", place, "dates in two styles in one column", "one style", found, remedy)


def date_sql(cell: str, style: DateStyle) -> str:
    """SQL for the day that a cell of one style means; null where it means none."""
    match style:
        case "iso":
            return f"CASE WHEN regexp_full_match({cell}, '{ISO}') THEN TRY_CAST({cell} AS DATE) END"
        case "mdy":
            return _slashed_sql(cell, (3, 1, 2))
        case "dmy":
            return _slashed_sql(cell, (3, 2, 1))
    raise TypeError(f"no SQL for dates in style {style}")


def _slashed_sql(cell: str, places: Sequence[int]) -> str:
    year, month, day = (f"split_part({cell}, '/', {place})" for place in places)
    month, day = (f"lpad({part}, 2, '0')" for part in (month, day))
    text = f"{year} || '-' || {month} || '-' || {day}"
    return f"CASE WHEN regexp_full_match({cell}, '{SLASHED}') THEN TRY_CAST({text} AS DATE) END"
