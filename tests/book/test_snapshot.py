"""A snapshot is the book at one seq, as far as was known by one day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import last_learned_on, snapshot
from arrears.book.views import create_table_views
from arrears.findings import Refused

COLUMNS = {"row_id": "BIGINT", "said_by": "VARCHAR", "title_id": "VARCHAR", "minutes": "BIGINT"}


def read(book: Book, **at: object) -> list[tuple[object, ...]]:
    connection = duckdb.connect()
    create_table_views(connection, snapshot(book, **at), {"title": COLUMNS})
    return connection.execute("SELECT title_id, row_id FROM record_title").fetchall()


def test_rows_are_sorted_by_title_and_numbered_by_file_and_position(book: Book) -> None:
    assert read(book) == [("T1", 1 << 32), ("T2", (1 << 32) + 1), ("T3", 2 << 32)]


def test_seq_asks_what_the_book_held(book: Book) -> None:
    assert [row[0] for row in read(book, seq=1)] == ["T1", "T2"]
    assert read(book, seq=0) == []


def test_known_by_asks_what_had_been_learned(book: Book) -> None:
    assert [row[0] for row in read(book, known_by=date(2009, 4, 30))] == ["T1", "T2"]


def test_an_older_snapshot_names_the_head_of_its_time(book: Book) -> None:
    assert snapshot(book).head == book.position()[1]
    assert snapshot(book, seq=1).head != snapshot(book).head
    assert snapshot(book, seq=0).head == "0" * 64


def test_the_parties_that_say_the_rows_are_known_without_reading_them(book: Book) -> None:
    assert snapshot(book).says("title") == {"guild", "company"}
    assert snapshot(book, seq=1).says("title") == {"guild"}
    assert snapshot(book).says("use") == frozenset()


def test_the_day_of_an_answer_defaults_to_the_latest_day_learned(book: Book, tmp_path: Path) -> None:
    assert last_learned_on(book) == date(2009, 5, 1)
    assert last_learned_on(create_book(tmp_path / "empty")) is None


def test_a_seq_that_the_book_never_reached_is_refused(book: Book) -> None:
    with pytest.raises(Refused, match="no entry of that number\n  expected a seq from 0 to 2, found 3"):
        snapshot(book, seq=3)


def test_a_truncated_file_is_a_finding_before_anything_is_read(book: Book) -> None:
    entry = snapshot(book).files["title"][1]
    entry.path.write_bytes(entry.path.read_bytes()[:-7])
    with pytest.raises(Refused, match="not as long as when it was written") as refused:
        snapshot(book)
    assert [finding.code for finding in refused.value.findings] == ["file_truncated"]
    assert snapshot(book, seq=1).seq == 1


def test_a_missing_file_is_a_finding(book: Book) -> None:
    snapshot(book).files["title"][0].path.unlink()
    with pytest.raises(Refused, match="a file of this book is missing"):
        snapshot(book)
