"""Rows that name another row: the title, person, company or payment must be held, or come in the same
import.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb

from arrears.book.views import quoted, view_name
from arrears.findings import Finding
from arrears.records.faults import SHOWN, Rows, more_faults, shortened
from arrears.records.tables import Column, Table


def reference_findings(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows, incoming: Collection[str]
) -> list[Finding]:
    """Values that name nothing, in the book or in the tables that come with them.

    incoming: tables of this import, as relations `incoming_<table>`.
    Findings: refers_to_nothing, one for each value and column.
    """
    findings: list[Finding] = []
    for column in table.columns:
        if column.refers:
            findings.extend(_dangling(connection, column, rows, incoming))
    return findings


def _dangling(
    connection: duckdb.DuckDBPyConnection, column: Column, rows: Rows, incoming: Collection[str]
) -> list[Finding]:
    value = quoted(column.name)
    targets = [target.split(".") for target in column.refers.split("|")]
    arriving = [f"SELECT {key} AS held FROM incoming_{named}" for named, key in targets if named in incoming]
    if arriving and not _unheld(connection, rows, value, arriving, limit=1):
        # all in the import itself: the book's files need not be opened
        return []
    unknown = _unheld(
        connection,
        rows,
        value,
        [*arriving, *(f"SELECT {key} AS held FROM {view_name(named)}" for named, key in targets)],
    )
    wanted = " or ".join(target.split(".")[0].replace("_", " ") for target in column.refers.split("|"))
    findings = [
        Finding(
            code="refers_to_nothing",
            place=rows.place(place[0], place[1], column.name),
            problem="the row refers to something that is not in the book",
            expected=f"a {wanted} in the book or in this import",
            found=f"{shortened(value)} in {count:,} rows" if count > 1 else shortened(value),
            remedy=f"import the {wanted} first, or with it in one import",
        )
        for value, place, count in unknown[:SHOWN]
    ]
    if len(unknown) > SHOWN:
        findings.append(more_faults(rows.parts[0], column.name, "refers to nothing", len(unknown)))
    return findings


def _unheld(
    connection: duckdb.DuckDBPyConnection, rows: Rows, value: str, held: list[str], limit: int | None = None
) -> list[Any]:
    """Values of a column that none of the SELECT statements gives: value, first place, number of rows."""
    query = (
        f"SELECT {value}, min([part_no, row_no]), count(*) FROM {rows.relation}"
        f" WHERE {value} IS NOT NULL AND {value} NOT IN"
        f" (SELECT held FROM ({' UNION ALL '.join(held)}) WHERE held IS NOT NULL)"
        f" GROUP BY {value} ORDER BY 2" + (f" LIMIT {limit}" if limit else "")
    )
    found: list[Any] = connection.execute(query).fetchall()
    return found


def referred_tables(tables: Collection[Table]) -> set[str]:
    """The tables whose rows these tables name."""
    targets = {target for table in tables for column in table.columns for target in column.refers.split("|")}
    return {target.split(".")[0] for target in targets if target}
