"""Control totals: what a statement prints as its total against the rows that are held for it.

The printed total is a checkpoint. It is kept as given, and the difference is shown; nothing is adjusted.
"""

from __future__ import annotations

import duckdb

from arrears.book.views import view_name
from arrears.findings import Finding
from arrears.records.faults import SHOWN, more_faults


def statement_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Statements whose rows do not add up to the total they print, party by party.

    Rows without an amount make the sum smaller and are counted in the finding; they are never taken for zero
    silently. Findings: statement_total_differs.
    """
    receipts, totals = view_name("receipt"), view_name("statement_total")
    query = f"""
        SELECT t.statement_id, t."column", t.amount_cents AS total, coalesce(s.added, 0) AS added,
               coalesce(s.missing, 0) AS missing, t.row_id
        FROM {totals} AS t LEFT JOIN (
            SELECT statement_id, said_by, unnest(['gross_cents', 'units']) AS "column",
                   unnest([sum(gross_cents), sum(units)]) AS added,
                   unnest([count(*) - count(gross_cents), count(*) - count(units)]) AS missing
            FROM {receipts} WHERE statement_id IN (SELECT statement_id FROM {totals})
            GROUP BY statement_id, said_by
        ) AS s ON s.statement_id = t.statement_id AND s.said_by = t.said_by AND s."column" = t."column"
        WHERE t.amount_cents <> coalesce(s.added, 0) ORDER BY t.statement_id, t."column"
    """
    found = connection.execute(query).fetchall()
    findings = [
        Finding(
            code="statement_total_differs",
            place=f"statement {statement}:{column}",
            problem="the printed total is not the sum of the statement's rows",
            expected=f"{total:,}, as printed",
            found=f"{added:,} from the rows (difference {added - total:,})"
            + (f", {missing:,} rows state none" if missing else ""),
            remedy="ask the sender which is right; both are kept",
            row_id=row_id,
        )
        for statement, column, total, added, missing, row_id in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        findings.append(more_faults("statement_total", "amount_cents", "total differs", len(found)))
    return findings
