"""The record tables as DuckDB views over one snapshot of a book."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from arrears.book.snapshot import Snapshot
from arrears.book.views import create_table_views
from arrears.records.schema import duckdb_types
from arrears.records.tables import TABLES


def create_views(
    connection: duckdb.DuckDBPyConnection, held: Snapshot, tables: Iterable[str] | None = None
) -> None:
    """Make `record_<table>` for every record table (or those named): current rows, typed, corrections out."""
    names = TABLES if tables is None else tables
    create_table_views(connection, held, {name: duckdb_types(TABLES[name]) for name in names})
