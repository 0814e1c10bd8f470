"""DuckDB views over a snapshot: one `record_<table>` per table, with corrected rows taken out.

A view names its files one by one; nothing is searched for by pattern, so folders with spaces, accents,
brackets or `=` are read as they are. Column types come from the caller's schema, never from a writer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from arrears.book.snapshot import FileEntry, Snapshot

ColumnTypes = Mapping[str, str]


@dataclass(frozen=True)
class Limit:
    """What of a table's files is not shown: columns that are null to the reader, and rows that name another
    owner in one of the columns `about`.
    """

    hidden: frozenset[str] = frozenset()
    about: tuple[str, ...] = ()
    owner: str = ""


ALL = Limit()


def create_table_views(
    connection: duckdb.DuckDBPyConnection,
    held: Snapshot,
    schemas: Mapping[str, ColumnTypes],
    limits: Mapping[str, Limit] | None = None,
) -> None:
    """Make the view `record_<table>` for every table of `schemas` (column name → DuckDB type).

    Rows: the current ones, those that no correction of this snapshot takes out. A table without files is an
    empty relation of the same types; a column that older files do not store is null.
    """
    for table, columns in schemas.items():
        rows = current_rows(held, table, columns, (limits or {}).get(table, ALL))
        connection.execute(f"CREATE OR REPLACE VIEW {view_name(table)} AS {rows}")


def view_name(table: str) -> str:
    """The view over a table's current rows; prefixed, because `use` is a word of SQL."""
    return f"record_{table}"


def current_rows(held: Snapshot, table: str, columns: ColumnTypes, limit: Limit = ALL) -> str:
    """The SELECT statement for the current rows of a table."""
    files = held.files.get(table, ())
    if not files:
        nulls = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
        return f"SELECT {nulls} WHERE false"
    stored = {name for entry in files for name in entry.columns} - limit.hidden
    picked = ", ".join(_column(name, kind, stored) for name, kind in columns.items())
    select = f"SELECT {picked} FROM {_read_parquet(files)} AS stored"
    corrections = tuple(entry for entry in held.corrections if table in entry.corrects)
    if corrections:
        select += (
            f" ANTI JOIN (SELECT old_row_id FROM {_read_parquet(corrections)}) AS taken_out"
            " ON stored.row_id = taken_out.old_row_id"
        )
    owner = "'" + limit.owner.replace("'", "''") + "'"
    own = [f"coalesce(stored.{quoted(name)}, {owner}) = {owner}" for name in limit.about]
    return f"{select} WHERE {' AND '.join(own)}" if own else select


def _column(name: str, kind: str, stored: set[str]) -> str:
    if name in stored:
        return f"stored.{quoted(name)}"
    return f"CAST(NULL AS {kind}) AS {quoted(name)}"


def _read_parquet(files: tuple[FileEntry, ...]) -> str:
    """union_by_name only when columns differ: it makes DuckDB open every file to bind."""
    by_name = ", union_by_name = true" if len({entry.columns for entry in files}) > 1 else ""
    paths = ", ".join(path_literal(entry.path) for entry in files)
    return f"read_parquet([{paths}], hive_partitioning = false{by_name})"


def path_literal(path: Path) -> str:
    """A path as an SQL string that DuckDB takes literally: pattern characters in class brackets, quotes
    doubled.
    """
    literal = re.sub(r"([\[*?])", r"[\1]", str(path))
    return "'" + literal.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
