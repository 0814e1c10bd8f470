"""Two clauses of one entitlement that govern one line on one position: neither is chosen, none counts twice.

Which clause governs is for the agreement to say. The line keeps one row without an amount, with the range
that the clauses give, and a finding that names both places.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import duckdb

from arrears.findings import Finding
from arrears.obligations.variants import Variant

WHICH_GOVERNS = "which clause governs"
Pair = tuple[Variant, Variant]


def settle_conflicts(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> list[Finding]:
    """Take the amounts of doubly governed lines out of `amount`, and create `contested_amount`.

    Rows of contested_amount: one per line and part that several clauses govern, under the first of them.
    Columns: line_id, part_no, clause_no, low_cents, high_cents (null where one of the amounts is missing).
    Findings: `two-clauses-govern`.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE contested_amount (line_id BIGINT, part_no BIGINT, clause_no INTEGER,"
        " low_cents BIGINT, high_cents BIGINT)"
    )
    findings = []
    meeting = with_lines(connection, [pair for pair in combinations(variants, 2) if may_meet(*pair)])
    for one, other in meeting:
        told = conflict_finding(connection, one, other)
        if told is not None:
            findings.append(told)
    if findings:
        leave_open(connection, meeting)
    return findings


def may_meet(one: Variant, other: Variant) -> bool:
    """Whether two variants could govern one line on one position: another clause, the same entitlement."""
    return (
        one.agreement.family == other.agreement.family
        and one.clause.entitlement == other.clause.entitlement
        and one.formula.record_kind == other.formula.record_kind
        and one.positions & other.positions != 0
    )


def with_lines(connection: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of which both certainly govern some line: the other clauses of a library meet nowhere."""
    if not pairs:
        return []
    rows = connection.execute("SELECT DISTINCT clause_no FROM amount WHERE applies").fetchall()
    numbers = {number for (number,) in rows}
    return [(one, other) for one, other in pairs if {one.no, other.no} <= numbers]


def met_lines(one: Variant, other: Variant) -> str:
    """The lines and parts that both variants certainly govern."""
    return (
        f"SELECT a.line_id, a.part_no FROM amount a JOIN amount b"
        f" ON b.line_id = a.line_id AND b.part_no = a.part_no"
        f" WHERE a.clause_no = {one.no} AND b.clause_no = {other.no} AND a.applies AND b.applies"
    )


def conflict_finding(connection: duckdb.DuckDBPyConnection, one: Variant, other: Variant) -> Finding | None:
    """What is wrong between two clauses, with the number of lines; None where they never meet."""
    row = connection.execute(
        f"""SELECT count(*), min(f.title_id) FROM ({met_lines(one, other)}) m
            JOIN fact_{one.formula.record_kind} f ON f.line_id = m.line_id"""
    ).fetchone()
    assert row is not None
    if not row[0]:
        return None
    first, second = (f"{v.agreement.address}/{v.clause.name} ({v.clause.place})" for v in (one, other))
    return Finding(
        code="two-clauses-govern",
        place=f"{other.agreement.address}/{other.clause.name}",
        problem=f"{first} and {second} both govern the same lines of '{one.clause.entitlement}'",
        expected="one governing clause; no amount is given while there are two",
        found=f"{row[0]} line(s), the first of title {row[1]}",
        remedy="end one version before the other begins, narrow one clause, or let one replace the other",
    )


def leave_open(connection: duckdb.DuckDBPyConnection, meeting: Sequence[Pair]) -> None:
    """Keep one row of each contested line, without an amount, and note the range of what its clauses give."""
    met = " UNION ".join(met_lines(one, other) for one, other in meeting)
    numbers = ", ".join(sorted({str(variant.no) for pair in meeting for variant in pair}))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE contested AS
            SELECT a.line_id, a.part_no, a.clause_no, v.family, v.entitlement, a.amount_cents
            FROM amount a SEMI JOIN ({met}) m ON m.line_id = a.line_id AND m.part_no = a.part_no
            JOIN variant v ON v.clause_no = a.clause_no
            WHERE a.applies AND a.clause_no IN ({numbers})"""
    )
    connection.execute(
        """INSERT INTO contested_amount
           SELECT line_id, part_no, min(clause_no),
                  CASE WHEN count(*) = count(amount_cents) THEN min(amount_cents) END,
                  CASE WHEN count(*) = count(amount_cents) THEN max(amount_cents) END
           FROM contested GROUP BY line_id, part_no, family, entitlement ORDER BY ALL"""
    )
    connection.execute(
        """DELETE FROM amount USING contested c WHERE amount.line_id = c.line_id
           AND amount.part_no = c.part_no AND amount.clause_no = c.clause_no
           AND NOT EXISTS (SELECT 1 FROM contested_amount k WHERE k.line_id = c.line_id
                           AND k.part_no = c.part_no AND k.clause_no = c.clause_no)"""
    )
    connection.execute(
        """UPDATE amount SET amount_cents = NULL FROM contested_amount c WHERE amount.line_id = c.line_id
           AND amount.part_no = c.part_no AND amount.clause_no = c.clause_no"""
    )
