"""The days that records speak of, read from the summaries of their files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import snapshot
from arrears.records.append import append_tables
from arrears.records.days import EVERY_DAY, recorded_days

TITLE = {"title_id": ["T1", "T2"], "name": ["Lantern Hour", "Salt Marsh"]}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return create_book(tmp_path / "book")


def add_titles(book: Book, written_on: list[date | None]) -> None:
    table = pa.table({**TITLE, "written_on": pa.array(written_on, pa.date32())})
    append_tables(book, {"title": table}, said_by="WGA", learned_on=date(2009, 6, 30), checks="schema")


def test_a_book_without_records_speaks_of_no_day(book: Book) -> None:
    assert recorded_days(snapshot(book)) is None


def test_records_without_a_day_speak_of_none(book: Book) -> None:
    add_titles(book, [None, None])
    assert recorded_days(snapshot(book)) is None


def test_the_first_and_the_last_day_of_any_column_are_found(book: Book) -> None:
    add_titles(book, [date(1979, 5, 1), None])
    add_titles(book, [None, date(2008, 10, 30)])
    assert recorded_days(snapshot(book)) == (date(1979, 5, 1), date(2008, 10, 30))


def test_a_file_that_tells_nothing_speaks_of_every_day(book: Book, tmp_path: Path) -> None:
    add_titles(book, [date(1979, 5, 1), None])
    held = snapshot(book)
    (entry,) = held.files["title"]
    silent = tmp_path / "silent.parquet"
    pq.write_table(pq.read_table(entry.path), silent, write_statistics=False)
    files = {"title": (replace(entry, path=silent),)}
    assert recorded_days(replace(held, files=files)) == EVERY_DAY
