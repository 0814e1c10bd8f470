"""Finds receipts of one period that are stated on more than one base, since each is a line of its own.

The producer's gross is a part of the distributor's, so both together are the same sale twice.
"""

from __future__ import annotations

import duckdb

from arrears.findings import Finding


def stated_on_several_bases(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """One finding for each set of bases that priced lines of one company, title, market, territory and period
    have.

    Missing: a line whose base or amount is not stated is none of them. Findings: `stated-on-several-bases`.
    """
    there = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'fact_statement_line'"
    ).fetchall()
    if not there[0][0]:
        return []
    # Of an amount that stands alone under its keys no second base can be priced.
    rows = connection.execute(
        """WITH line AS (
               SELECT title_id, company_id, market, territory, occasion,
                      string_agg(DISTINCT base_kind, ', ' ORDER BY base_kind) AS bases
               FROM fact_statement_line
               SEMI JOIN (FROM priced WHERE NOT is_alone) USING (line_id)
               WHERE base_kind IS NOT NULL AND gross IS NOT NULL
               GROUP BY title_id, company_id, market, territory, occasion
               HAVING min(base_kind) < max(base_kind))
           SELECT bases, count(*), min((title_id, market, territory, occasion, company_id))
           FROM line GROUP BY bases ORDER BY bases"""
    ).fetchall()
    return [_finding(bases, lines, first) for bases, lines, first in rows]


def _finding(bases: str, lines: int, first: tuple[str, ...]) -> Finding:
    title_id, market, territory, occasion, company_id = first
    problem = f"{lines} line(s) are stated on several bases, and each is figured: one sale would count twice"
    return Finding(
        code="stated-on-several-bases",
        place=f"receipt:{title_id}",
        problem=problem,
        expected="one base for a title, market, territory and period",
        found=f"{bases}, first for {title_id}, {market}, {territory}, {occasion}",
        remedy=f"ask whether it is one sale, first of company {company_id}; if so, correct one row to nought",
    )
