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
from arrears.records.tables import TABLES, Column, Table


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
    if table.row_of:
        findings.extend(_rows_of_nothing(connection, table, rows, incoming))
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


def _rows_of_nothing(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows, incoming: Collection[str]
) -> list[Finding]:
    """Rows that belong to a row of another table, such as a line of a payment, that is not there.

    A row whose payment is not there at all was told for that column, and is not told again.
    """
    key = TABLES[table.row_of].key
    arriving = [f"incoming_{table.row_of}"] if table.row_of in incoming else []
    held = " UNION ALL ".join(
        f"SELECT {', '.join(map(quoted, key))} FROM {name}" for name in (*arriving, view_name(table.row_of))
    )
    same = " AND ".join(f"held.{quoted(name)} IS NOT DISTINCT FROM new.{quoted(name)}" for name in key)
    told = [
        f"{quoted(column.name)} IN (SELECT {quoted(column.name)} FROM held)"
        for column in table.columns
        if column.refers == f"{table.row_of}.{column.name}"
    ]
    shown = " || ', ' || ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), 'nothing')" for name in key)
    query = (
        f"WITH held AS ({held}) SELECT {shown}, part_no, row_no FROM {rows.relation} AS new"
        f" WHERE {' AND '.join([*told, f'NOT EXISTS (SELECT 1 FROM held WHERE {same})'])}"
        " ORDER BY part_no, row_no"
    )
    wanted = table.row_of.replace("_", " ")
    problem = f"the row belongs to a {wanted} that is not in the book"
    expected = f"a row of `{table.row_of}` with the same {', '.join(key)}"
    remedy = f"import the {wanted} first, or with it in one import"
    missing = connection.execute(query).fetchall()
    findings = [
        Finding("refers_to_nothing", rows.place(part, row), problem, expected, shortened(value), remedy)
        for value, part, row in missing[:SHOWN]
    ]
    if len(missing) > SHOWN:
        findings.append(more_faults(rows.parts[0], "", "refers to nothing", len(missing)))
    return findings


def referred_tables(tables: Collection[Table]) -> set[str]:
    """The tables whose rows these tables name."""
    targets = {target for table in tables for column in table.columns for target in column.refers.split("|")}
    rows_of = {table.row_of for table in tables if table.row_of}
    return {target.split(".")[0] for target in targets if target} | rows_of
