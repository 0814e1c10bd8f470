"""A DuckDB in memory for checks.

It reaches for nothing outside and spills into the book's deletable folder.
"""

from __future__ import annotations

from typing import Any

import duckdb

from arrears.book.layout import RUNS
from arrears.book.ledger import Book


def scratch(book: Book) -> duckdb.DuckDBPyConnection:
    """A connection that holds nothing; close it when done."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(book.path / RUNS / ".spill"),
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The first row of a result, empty where there is none; the rest is fetched too, so the result is done
    with.
    """
    rows = connection.execute(query).fetchall()
    return rows[0] if rows else ()
