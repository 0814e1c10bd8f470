"""Control totals: what a statement prints as its total against the rows that are held for it.

The printed total is a checkpoint. It is kept as given, and the difference is shown; nothing is adjusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from arrears.book.views import quoted, view_name
from arrears.findings import Finding
from arrears.money import show_cents
from arrears.records.faults import SHOWN, more_faults
from arrears.records.scratch import one_row
from arrears.records.tables import Column, Table


def statement_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Statements whose rows do not add up to the total they print, party by party.

    Rows without an amount make the sum smaller and are counted in the finding; they are never taken for zero
    silently. Findings: statement_total_differs.
    """
    receipts, totals = view_name("receipt"), view_name("statement_total")
    query = f"""
        SELECT t.statement_id, t."column", t.amount_cents AS total, coalesce(s.added, 0) AS added,
               coalesce(s.missing, 0) AS missing, t.row_id,
               CASE WHEN t."column" = 'gross_cents' THEN coalesce(s.currencies, []) END AS currencies
        FROM {totals} AS t LEFT JOIN (
            SELECT statement_id, said_by, unnest(['gross_cents', 'units']) AS "column",
                   unnest([sum(gross_cents), sum(units)]) AS added,
                   unnest([count(*) - count(gross_cents), count(*) - count(units)]) AS missing,
                   list_sort(list(DISTINCT currency) FILTER (currency IS NOT NULL)) AS currencies
            FROM {receipts} WHERE statement_id IN (SELECT statement_id FROM {totals})
            GROUP BY statement_id, said_by
        ) AS s ON s.statement_id = t.statement_id AND s.said_by = t.said_by AND s."column" = t."column"
        WHERE t.amount_cents <> coalesce(s.added, 0) OR len(currencies) > 1
        ORDER BY t.statement_id, t."column"
    """
    found = connection.execute(query).fetchall()
    findings = [_disagreement(_Printed(*row)) for row in found[:SHOWN]]
    if len(found) > SHOWN:
        findings.append(more_faults("statement_total", "amount_cents", "total differs", len(found)))
    return findings


@dataclass(frozen=True)
class _Printed:
    """A printed total beside the sum of its statement's rows, of which `missing` state nothing.

    currencies: of the statement's amounts; none for a count.
    """

    statement: str
    column: str
    total: int
    added: int
    missing: int
    row_id: int
    currencies: Sequence[str] | None


def _disagreement(printed: _Printed) -> Finding:
    currencies, added, total = printed.currencies, printed.added, printed.total
    place = f"statement {printed.statement}:{printed.column}"
    if currencies and len(currencies) > 1:
        problem = "the printed total adds amounts of several currencies"
        remedy = "ask the sender for a total of each currency"
        found = ", ".join(currencies)
        return Finding(
            "statement_total_differs",
            place,
            problem,
            "one currency",
            found,
            remedy,
            row_id=printed.row_id,
        )
    currency = "".join(currencies or ())

    def shown(value: int) -> str:
        return f"{value:,}" if currencies is None else show_cents(value, currency)

    return Finding(
        code="statement_total_differs",
        place=place,
        problem="the printed total is not the sum of the statement's rows",
        expected=f"{shown(total)}, as printed",
        found=f"{shown(added)} from the rows (difference {shown(added - total)})"
        + (f", {printed.missing:,} rows state none" if printed.missing else ""),
        remedy="ask the sender which is right; both are kept",
        row_id=printed.row_id,
    )


def total_line_findings(connection: duckdb.DuckDBPyConnection, table: Table, name: str) -> list[Finding]:
    """A file's own total line against its rows: relation `typed`, where `is_total` marks the line.

    Amounts and counts are compared where the line gives them. Findings: total_differs, total_of_currencies.
    """
    lines = connection.execute("SELECT row_no FROM typed WHERE is_total ORDER BY row_no").fetchall()
    if not lines:
        return []
    if any(column.name == "currency" for column in table.columns):
        query = "SELECT list(DISTINCT currency ORDER BY currency) FROM typed WHERE NOT is_total"
        currencies: list[str] = one_row(connection, query)[0] or []
        if len(currencies) > 1:
            problem = "the total line adds amounts of several currencies"
            found = ", ".join(currencies)
            remedy = "take the total line out, or give one file for each currency"
            place = f"{name}:{lines[0][0]}"
            return [Finding("total_of_currencies", place, problem, "one currency", found, remedy)]
    findings = []
    for column in table.columns:
        if is_totalled(column):
            findings.extend(_differences(connection, column.name, name))
    return findings


def is_totalled(column: Column) -> bool:
    """Whether a total line may give a total of this column."""
    return column.type == "cents" or column.name in ("units", "amount")


def _differences(connection: duckdb.DuckDBPyConnection, column: str, name: str) -> list[Finding]:
    cell = quoted(column)
    query = (
        f"WITH added AS (SELECT coalesce(sum({cell}), 0) AS held FROM typed WHERE NOT is_total)"
        f" SELECT row_no, {cell}, held FROM typed, added WHERE is_total AND {cell} <> held ORDER BY row_no"
    )
    return [
        Finding(
            code="total_differs",
            place=f"{name}:{row_no}:{column}",
            problem="the total line is not the sum of the rows",
            expected=f"{held:,}, the sum of the rows",
            found=f"{total:,} (difference {total - held:,})",
            remedy="ask the sender for the missing or changed rows",
        )
        for row_no, total, held in connection.execute(query).fetchall()
    ]
