"""What the values of one row, and the rows of one batch, must be to each other.

Order of dates, sign of units, shares, currencies, and one row for each natural key and party.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from arrears.book.views import quoted
from arrears.findings import Finding
from arrears.records.faults import SHOWN, Fault, Rows, find_faults, more_faults, shortened
from arrears.records.tables import Table

ORDERED = (
    ("period_from", "period_to"),
    ("from_on", "until_on"),
    ("from_on", "to_on"),
    ("starts_on", "ends_on"),
    ("measured_from", "measured_to"),
    ("stopped_on", "ends_on"),
    ("kept_from", "kept_until"),
    ("released_on", "recalled_on"),
)
FROM_ONE = ("line_no", "ordinal", "run_no", "minutes", "episode_ordinal", "promotional_n")
FROM_NOUGHT = (
    *("guarantee_n", "guarantee_used_n", "guarantee_made_later_n", "illness_days", "amount", "performers_n"),
    *("days_worked_n", "weeks_worked_n", "households_reached_n", "households_in_all_n", "episodes_ordered_n"),
)


def row_findings(connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows) -> list[Finding]:
    """Rows that contradict themselves or each other.

    Findings: dates_reversed, negative_units, bad_share, number_too_small, money_without_currency,
    unknown_word, duplicate_key.
    """
    names = {column.name for column in table.columns}
    faults = [
        *_date_faults(names),
        *_count_faults(names),
        *_money_faults(table),
        *_share_faults(names),
        *_total_faults(table),
    ]
    return find_faults(connection, rows, faults) + duplicate_keys(connection, table, rows)


def _date_faults(names: set[str]) -> list[Fault]:
    return [
        Fault(
            "dates_reversed",
            last,
            f"{last} < {first}",
            last,
            f"{last} lies before {first}",
            f"a day on or after {first}",
        )
        for first, last in ORDERED
        if {first, last} <= names
    ]


def _count_faults(names: set[str]) -> list[Fault]:
    problem = "the number is too small"
    return [
        Fault("number_too_small", name, f"{name} < {least}", name, problem, f"{least} or more")
        for least, counts in ((1, FROM_ONE), (0, FROM_NOUGHT))
        for name in counts
        if name in names
    ]


def _money_faults(table: Table) -> list[Fault]:
    names = {column.name for column in table.columns}
    faults = []
    if {"units", "gross_cents"} <= names:
        faults.append(
            Fault(
                "negative_units",
                "units",
                "units < 0 AND (gross_cents IS NULL OR gross_cents >= 0)",
                "'units ' || units || coalesce(' with gross_cents ' || gross_cents, ' with no gross')",
                "negative units without a negative gross",
                "a negative gross beside negative units: a return carries both",
                "give the amount that was returned, or leave the units out",
            )
        )
    if "currency" in names:
        money = [column.name for column in table.columns if column.type == "cents"]
        known = " OR ".join(f"{name} IS NOT NULL" for name in money)
        found = "coalesce(" + ", ".join(f"'{name} ' || {name}" for name in money) + ")"
        faults.append(
            Fault(
                "money_without_currency",
                "currency",
                f"currency IS NULL AND ({known})",
                found,
                "an amount without a currency",
                "the currency of the amount, such as usd",
            )
        )
    return faults


def _share_faults(names: set[str]) -> list[Fault]:
    if "share_num" not in names:
        return []
    half = "(share_num IS NULL) <> (share_den IS NULL)"
    wrong = f"{half} OR share_den < 1 OR share_num < 0 OR share_num > share_den"
    num, den = (f"coalesce(CAST({name} AS VARCHAR), 'nothing')" for name in ("share_num", "share_den"))
    found = f"{num} || '/' || {den}"
    return [
        Fault(
            "bad_share", "share_num", wrong, found, "not a share", "a fraction from 0 to 1, or neither part"
        )
    ]


def _total_faults(table: Table) -> list[Fault]:
    if table.name != "statement_total":
        return []
    words = ("gross_cents", "units")
    wrong = "\"column\" NOT IN ('gross_cents', 'units')"
    return [
        Fault(
            "unknown_word",
            "column",
            wrong,
            '"column"',
            "unknown word",
            "a column that is totalled",
            words=words,
        )
    ]


def duplicate_keys(connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows) -> list[Finding]:
    """Keys that one party states in more than one row of a relation: which of them counts cannot be told.

    Findings: duplicate_key, one for each such key.
    """
    key = ", ".join(quoted(name) for name in (*table.key, "said_by"))
    shown = " || ', ' || ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), 'nothing')" for name in table.key)
    query = (
        f"SELECT min({shown}), list([part_no, row_no] ORDER BY part_no, row_no)[:{SHOWN}], count(*)"
        f" FROM {rows.relation} GROUP BY {key} HAVING count(*) > 1 ORDER BY min(part_no), min(row_no)"
    )
    repeated = connection.execute(query).fetchall()
    findings = [_duplicate(table, rows, *found) for found in repeated[:SHOWN]]
    if len(repeated) > SHOWN:
        findings.append(more_faults(rows.parts[0], "", "several rows have one key", len(repeated)))
    return findings


def _duplicate(table: Table, rows: Rows, key: str, places: Sequence[tuple[int, int]], count: int) -> Finding:
    listed = ", ".join(rows.place(*place) for place in places)
    return Finding(
        code="duplicate_key",
        place=rows.place(*places[0]),
        problem=f"{count} rows have one key and are said by one party",
        expected=f"one row for each {', '.join(table.key)}",
        found=f"{shortened(key)} in {listed}",
        remedy="keep the row that is right",
    )
