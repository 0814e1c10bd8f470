"""A column writes its dates in one style; when day and month cannot be told apart, the importer is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.one_engine import connect_beside

from arrears.book.ledger import Book
from arrears.records.date_styles import date_sql

from .bringing import HEADER, LINE, bring, refusal, written


def lines(*days: str) -> list[str]:
    return [LINE.replace("S1", f"S{place}").replace("2008-07-01", day) for place, day in enumerate(days)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["7/13/2008", "7/1/2008"], [date(2008, 7, 13), date(2008, 7, 1)]),
        (["13/7/2008", "1/7/2008"], [date(2008, 7, 13), date(2008, 7, 1)]),
        (["2008-07-13", "2008-07-01"], [date(2008, 7, 13), date(2008, 7, 1)]),
    ],
)
def test_one_day_above_twelve_tells_the_order(
    book: Book, tmp_path: Path, current: Any, days: list[str], expected: list[date]
) -> None:
    bring(book, written(tmp_path, HEADER, *lines(*days)))
    assert [row["period_from"] for row in current(book, "receipt")] == expected


def test_where_no_day_is_above_twelve_the_importer_is_asked(book: Book, tmp_path: Path, current: Any) -> None:
    path = written(tmp_path, HEADER, *lines("2/1/2008", "3/1/2008"))
    assert refusal(book, path) == [
        "receipts.csv:period_from: the order of day and month cannot be told\n"
        "  expected a day above 12 somewhere,"
        " found days and months of 12 or less in all rows, the first is row 2\n"
        "  Try: say which it is with `--dates mdy` or `--dates dmy`"
    ]
    as_written = path.read_text().replace("2008-09-30", "30/9/2008")
    path.write_text(as_written)
    bring(book, path, dates="dmy")
    assert [row["period_from"] for row in current(book, "receipt")] == [date(2008, 1, 2), date(2008, 1, 3)]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2008-07-01", "7/13/2008"], "2008-11-21 in row 2, with slashes in row 3"),
        (["1/2/2008", "7/13/2008", "13/7/2008"], "month first in row 3, day first in row 4"),
    ],
)
def test_two_styles_in_one_column_are_refused(
    book: Book, tmp_path: Path, days: list[str], found: str
) -> None:
    assert refusal(book, written(tmp_path, HEADER, *lines(*days))) == [
        "receipts.csv:period_from: dates in two styles in one column\n"
        f"  expected one style, found {found}\n"
        "  Try: write all dates of the column in one way, best 2008-11-21"
    ]


@pytest.mark.parametrize(
    ("day", "how", "expected"),
    [
        ("2008-02-30", {}, "a day written 2008-11-21, found 2008-02-30"),
        ("2/30/2008", {}, "a day written 11/21/2008, month first, found 2/30/2008"),
        ("31/4/2008", {}, "a day written 21/11/2008, day first, found 31/4/2008"),
        ("7/13/08", {}, "a day written 2008-11-21, found 7/13/08"),
        ("2008-07-01T00:00:00", {}, "a day written 2008-11-21, found 2008-07-01T00:00:00"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(
    book: Book, tmp_path: Path, day: str, how: dict[str, Any], expected: str
) -> None:
    [found] = refusal(book, written(tmp_path, HEADER, *lines(day)), **how)
    assert found == f"receipts.csv:2:period_from: not a date\n  expected {expected}"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dates(date(1880, 1, 1), date(2199, 12, 31)), min_size=1, max_size=20))
def test_every_day_is_read_back_in_every_style(days: list[date]) -> None:
    ways = {
        "iso": [day.isoformat() for day in days],
        "mdy": [f"{day.month}/{day.day:02d}/{day.year}" for day in days],
        "dmy": [f"{day.day:02d}/{day.month}/{day.year}" for day in days],
    }
    with connect_beside() as connection:
        connection.register("cells", pa.table(ways))
        for style in ways:
            found = connection.execute(f"SELECT {date_sql(style, style)} FROM cells").fetchall()
            assert [row[0] for row in found] == days


def test_what_the_importer_says_of_the_order_leaves_other_columns_as_they_are(
    book: Book, tmp_path: Path, current: Any
) -> None:
    path = written(tmp_path, f"{HEADER},received_on", f"{LINE},2/1/2009")
    bring(book, path, dates="dmy")
    [row] = current(book, "receipt", "period_from, received_on")
    assert row == {"period_from": date(2008, 7, 1), "received_on": date(2009, 1, 2)}
