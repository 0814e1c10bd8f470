"""A small invented book that the tests of this room append to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import snapshot
from arrears.records.append import append_tables
from arrears.records.views import create_views

Read = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = create_book(tmp_path / "book")
    tables = {
        "company": pa.table({"company_id": ["CO1", "CO2"], "name": ["Alder Pictures", "Birch Pictures"]}),
        "person": pa.table({"person_id": ["P1", "P2"], "name": ["Ada Quill", "Ben Stet"]}),
        "title": pa.table({"title_id": ["T1", "T2"], "name": ["Night Ferry", "Dry Season"]}),
    }
    append_tables(made, tables, said_by="guild", learned_on=date(2008, 3, 1))
    return made


@pytest.fixture
def current() -> Read:
    def read(book: Book, table: str, columns: str = "*", **at: object) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            create_views(connection, snapshot(book, **at))
            query = f"SELECT {columns} FROM record_{table} ORDER BY row_id"
            return connection.sql(query).to_arrow_table().to_pylist()

    return read
