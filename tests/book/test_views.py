"""Views read exactly the listed files, wherever the book lies, with corrected rows taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from arrears.book.commit import Act, commit, stage_and_commit
from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import snapshot
from arrears.book.staging import number_rows, write_files
from arrears.book.views import create_table_views

from .conftest import titles

TITLE = {
    "row_id": "BIGINT",
    "said_by": "VARCHAR",
    "title_id": "VARCHAR",
    "minutes": "BIGINT",
    "aliases": "VARCHAR[]",
}
USE = {"row_id": "BIGINT", "from_on": "DATE", "is_open": "BOOLEAN"}
LEARNED = date(2009, 6, 1)


def read(book: Book, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        create_table_views(connection, snapshot(book), {"title": TITLE, "use": USE})
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "name", ["dues and fees", "café", "a[1] b*?c", "year=2008", "it's", "100%20", "ü{x,y}"]
)
def test_a_book_may_lie_in_any_folder(tmp_path: Path, name: str) -> None:
    book = create_book(tmp_path / name / "book")
    stage_and_commit(book, {"title": titles("T1")}, kind="import", learned_on=LEARNED)
    assert read(book, "SELECT * FROM record_title") == [(1 << 32, "guild", "T1", 30, None)]


def test_a_table_without_files_is_empty_and_typed(book: Book) -> None:
    assert read(book, "SELECT * FROM record_use") == []
    types = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'record_use'"
    assert dict(read(book, types)) == USE


def test_a_column_added_later_is_null_in_older_files(book: Book) -> None:
    rows = titles("T9").append_column("aliases", pa.array([["Night Boat"]]))
    stage_and_commit(book, {"title": rows}, kind="import", learned_on=LEARNED)
    found = read(book, "SELECT title_id, aliases FROM record_title ORDER BY title_id")
    assert found == [("T1", None), ("T2", None), ("T3", None), ("T9", ["Night Boat"])]


def test_corrected_rows_are_taken_out_of_the_table_they_are_in(book: Book) -> None:
    rows = pa.table(
        {
            "said_by": ["guild"],
            "old_row_id": pa.array([1 << 32], pa.int64()),
            "new_row_id": pa.array([None], pa.int64()),
            "why": ["withdrawn"],
        }
    )
    numbered = [replace(part, corrects=("title",)) for part in number_rows(book, {"correction": rows})]
    commit(book, write_files(book, numbered), Act("correction", LEARNED))
    assert read(book, "SELECT title_id FROM record_title ORDER BY title_id") == [("T2",), ("T3",)]
    with duckdb.connect() as connection:
        create_table_views(connection, snapshot(book, seq=2), {"title": TITLE})
        assert connection.execute("SELECT count(*) FROM record_title").fetchall() == [(3,)]


def test_files_that_no_entry_lists_are_not_read(book: Book) -> None:
    write_files(book, number_rows(book, {"title": titles("T7")}))
    assert read(book, "SELECT count(*) FROM record_title") == [(3,)]
