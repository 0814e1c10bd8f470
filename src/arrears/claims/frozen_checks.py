"""Whether frozen tables agree with themselves: keys, references, payments, names.

Asked before anything is written, and again of files that are read back. Refuses nothing itself and repairs
nothing: every fault is a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from arrears.book.views import quoted
from arrears.claims.frozen_tables import DOCUMENTS, FROZEN_TABLES
from arrears.findings import Finding
from arrears.records.faults import Rows
from arrears.records.values import value_findings

SHOWN = 20
RESTORE = "freeze the lines again from a fresh audit"
# table, its column, the table and column in which each value must be found
REFERENCES = (
    *((name, "obligation_no", "frozen_line", "obligation_no") for name in (
        "frozen_match", "frozen_balance", "frozen_late_charge", "frozen_event")),
    ("frozen_line", "clause_no", "frozen_clause", "clause_no"),
    ("frozen_line", "line_id", "frozen_fact", "line_id"),
    ("frozen_line", "late_rule", "frozen_late_rule", "rule_id"),
    ("frozen_late_charge", "late_rule", "frozen_late_rule", "rule_id"),
)  # fmt: skip


def frozen_findings(tables: Mapping[str, pa.Table]) -> list[Finding]:
    """Every fault of frozen tables that have their own schemas; empty when they can be relied on.

    Findings: those of `value_findings`, `frozen-key-twice`, `frozen-refers-to-nothing`,
    `frozen-paid-differs`, `frozen-names-differ`, `frozen-position-unknown`, `frozen-agreement-absent`.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, rows in tables.items():
            connection.register(name, rows)
        findings = [fault for name in tables for fault in _value_faults(connection, name, tables[name])]
        return findings or [
            *(fault for name in tables for fault in _key_faults(connection, name)),
            *(fault for reference in REFERENCES for fault in _reference_faults(connection, reference)),
            *_paid_faults(connection),
            *_name_faults(connection),
            *_position_faults(connection),
            *_agreement_faults(connection, tables["frozen_clause"]),
        ]


def _value_faults(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> list[Finding]:
    """Every value that its column does not admit; documents are longer than any cell may be."""
    if name in DOCUMENTS:
        return []
    placed = rows.append_column("part_no", pa.repeat(pa.scalar(0, pa.int64()), rows.num_rows))
    placed = placed.append_column("row_no", pa.arange(1, rows.num_rows + 1))
    connection.register("values_in_hand", placed)
    return value_findings(connection, FROZEN_TABLES[name], Rows("values_in_hand", (name,)))


def _listed(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[str, str]]:
    return [(str(place), str(found)) for place, found in connection.execute(sql).fetchmany(SHOWN)]


def _key_faults(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[Finding]:
    key = FROZEN_TABLES[name].key
    shown = " || ', ' || ".join(f"{quoted(column)}::VARCHAR" for column in key)
    rows = _listed(
        connection, f"SELECT min({shown}), count(*) FROM {name} GROUP BY {', '.join(map(quoted, key))}"
        f" HAVING count(*) > 1 ORDER BY 1"
    )  # fmt: skip
    problem = "two frozen rows have one key"
    for place, count in rows:
        yield Finding("frozen-key-twice", f"{name}: {place}", problem, "one row", f"{count} rows", RESTORE)


def _reference_faults(
    connection: duckdb.DuckDBPyConnection, reference: tuple[str, str, str, str]
) -> Iterator[Finding]:
    table, column, other, named = reference
    sql = f"""SELECT DISTINCT {column}, {column} FROM {table} t WHERE {column} IS NOT NULL
              AND {column} NOT IN (SELECT {named} FROM {other}) ORDER BY 1"""
    problem = f"a frozen row names a row of {other} that was not frozen"
    for place, found in _listed(connection, sql):
        where = f"{table}: {column} {place}"
        yield Finding("frozen-refers-to-nothing", where, problem, f"a row of {other}", found, RESTORE)


def _paid_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    sql = """
        SELECT l.ref, l.paid_cents || ' and ' || coalesce(m.cents, 0) FROM frozen_line l
        LEFT JOIN (SELECT obligation_no, sum(amount_cents) AS cents FROM frozen_match GROUP BY 1) m
            USING (obligation_no)
        WHERE l.paid_cents <> coalesce(m.cents, 0) ORDER BY 1"""
    problem = "what was paid on a frozen line is not the sum of its frozen payments, in cents"
    for place, found in _listed(connection, sql):
        yield Finding("frozen-paid-differs", place, problem, "two equal sums", found, RESTORE)


def _name_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    ((count, sha256),) = connection.execute("SELECT lines, refs_sha256 FROM frozen_heading").fetchall()
    refs = [row[0] for row in connection.execute("SELECT ref FROM frozen_line ORDER BY 1").fetchall()]
    found = hashlib.sha256("".join(f"{ref}\n" for ref in sorted(refs)).encode()).hexdigest()
    if (count, sha256) != (len(refs), found):
        problem = "the frozen lines are not those that their heading counts and names"
        yield Finding(
            "frozen-names-differ", "frozen_heading", problem, f"{count} lines, {sha256[:12]}",
            f"{len(refs)} lines, {found[:12]}", RESTORE,
        )  # fmt: skip


def _position_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    sql = """
        SELECT ref, positions FROM frozen_line
        WHERE positions < 1 OR positions & ~(SELECT bit_or(1::BIGINT << bit) FROM frozen_position) <> 0
        ORDER BY 1"""
    problem = "a frozen line stands on positions that were not frozen"
    for place, found in _listed(connection, sql):
        yield Finding(
            "frozen-position-unknown", place, problem, "bits of frozen_position", f"bits {found}", RESTORE
        )


def _agreement_faults(connection: duckdb.DuckDBPyConnection, clauses: pa.Table) -> Iterator[Finding]:
    """Each version whose clauses were frozen, but none of its files."""
    held = {row[0] for row in connection.execute("SELECT DISTINCT address FROM frozen_agreement").fetchall()}
    used = {"/".join(name.split("/")[:2]) for name in clauses.column("name").to_pylist()}
    problem = "no file of an agreement was frozen whose clauses are relied on"
    remedy = "name the library that the audit used with --library"
    for address in sorted(used - held):
        yield Finding("frozen-agreement-absent", address, problem, "its files", "none", remedy)
