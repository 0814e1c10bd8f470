"""The record tables as DuckDB views over one snapshot of a book."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from arrears.book.access import Audience
from arrears.book.snapshot import Snapshot
from arrears.book.views import Limit, create_table_views
from arrears.records.tables import TABLES, Table, duckdb_types

# A row that names another company in one of these is not shown to a company.
COMPANY_COLUMNS = ("company_id", "payer_id", "to_company_id")


def create_views(
    connection: duckdb.DuckDBPyConnection, held: Snapshot, tables: Iterable[str] | None = None
) -> None:
    """Make `record_<table>` for every record table (or those named): current rows, typed, corrections out."""
    names = TABLES if tables is None else tables
    limits = {name: _limit(TABLES[name], held.audience) for name in names}
    create_table_views(connection, held, {name: duckdb_types(TABLES[name]) for name in names}, limits)


def limits_of(audience: Audience) -> str:
    """What, besides whole files, an audience does not see of the record tables; empty where nothing.

    Two audiences may see the same files and not the same rows and columns, and share nothing computed.
    """
    classes = {column.access for table in TABLES.values() for column in table.columns if column.access}
    hidden = [f"columns of {access}" for access in sorted(classes - audience.classes)]
    return "; ".join([*hidden, *([f"rows of {audience.company_id} only"] if audience.company_id else [])])


def _limit(table: Table, audience: Audience) -> Limit:
    """What of a table's visible files an audience does not see: columns of other classes, and rows about
    other companies where it is one company.
    """
    hidden = frozenset(
        column.name for column in table.columns if column.access and column.access not in audience.classes
    )
    names = {column.name for column in table.columns}
    about = [name for name in COMPANY_COLUMNS if name in names]
    if not audience.company_id or not about:
        return Limit(hidden)
    return Limit(hidden, tuple(about), audience.company_id)
