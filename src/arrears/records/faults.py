"""Faults of rows found in bulk: one pass counts every kind, and only faulty rows are looked at one by one.

A list is cut after a number of rows of one kind; what was cut is counted, never left out silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from arrears.findings import Finding, suggest
from arrears.records.scratch import one_row

SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """A kind of fault that a row of a relation may have.

    when: SQL that is true for a faulty row. found: SQL that shows the offending value.
    words: the words that would have been right; the remedy then names the nearest one.
    """

    code: str
    column: str
    when: str
    found: str
    problem: str
    expected: str
    remedy: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """A DuckDB relation with `part_no` and `row_no`, and the names of the files that the parts came from."""

    relation: str
    parts: tuple[str, ...]

    def place(self, part_no: int, row_no: int | str, column: str = "") -> str:
        """Where a value stands: `file:row:column`."""
        place = f"{self.parts[part_no]}:{row_no}"
        return f"{place}:{column}" if column else place


def find_faults(connection: duckdb.DuckDBPyConnection, rows: Rows, faults: Sequence[Fault]) -> list[Finding]:
    """Every fault of a relation's rows, listed up to a limit for each kind and counted beyond it."""
    if not faults:
        return []
    counts = ", ".join(f"count(*) FILTER (WHERE {fault.when})" for fault in faults)
    counted = one_row(connection, f"SELECT {counts} FROM {rows.relation}")
    findings: list[Finding] = []
    for fault, count in zip(faults, counted):
        if count:
            findings.extend(_listed(connection, rows, fault, count))
    return findings


def _listed(connection: duckdb.DuckDBPyConnection, rows: Rows, fault: Fault, count: int) -> Iterable[Finding]:
    query = (
        f"SELECT part_no, row_no, CAST({fault.found} AS VARCHAR) FROM {rows.relation}"
        f" WHERE {fault.when} ORDER BY part_no, row_no LIMIT {SHOWN}"
    )
    for part_no, row_no, found in connection.execute(query).fetchall():
        shown = shortened(found) if found is not None else "nothing"
        yield Finding(
            code=fault.code,
            place=rows.place(part_no, row_no, fault.column),
            problem=fault.problem,
            expected=fault.expected,
            found=shown,
            remedy=suggest(shown, fault.words) if fault.words else fault.remedy,
        )
    if count > SHOWN:
        yield more_faults(rows.parts[0], fault.column, fault.problem, count)


def more_faults(name: str, column: str, problem: str, count: int, shown: int = SHOWN) -> Finding:
    """How many rows have a fault in all, when not all of them are listed."""
    return Finding(
        code="more_faults",
        place=f"{name}:{column}" if column else name,
        problem=f"{problem} (the same in further rows)",
        expected="no such rows",
        found=f"{count:,} such rows in all, {shown} of them listed",
    )


def shortened(value: str, limit: int = 80) -> str:
    """A value as a finding shows it: on one line, cut when long."""
    line = " ".join(value.split())
    return line if len(line) <= limit else f"{line[:limit]}… ({len(value):,} characters)"


def sql_text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
