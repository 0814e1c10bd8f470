"""What the builders of all record kinds share: strict sums, line numbers, and the fan-out by credit
column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

Facts = Sequence[str]

# Line numbers of different kinds never meet, so one number finds one line of the run.
LINE_NUMBERS: Mapping[str, int] = {
    "statement_line": 0,
    "run": 1 * 10**12,
    "availability": 2 * 10**12,
    "exhibition_year": 3 * 10**12,
    "suspension": 4 * 10**12,
    "performer_run": 5 * 10**12,
    "engagement": 6 * 10**12,
    "amount_owed": 7 * 10**12,
}


def strict_sum(column: str) -> str:
    """A sum that one missing part makes missing."""
    return f"CASE WHEN count(*) = count({column}) THEN sum({column})::BIGINT END"


def strict_max(column: str) -> str:
    """A latest date that one missing part makes missing."""
    return f"CASE WHEN count(*) = count({column}) THEN max({column}) END"


def number_lines(
    connection: duckdb.DuckDBPyConnection, kind: str, *, select: str, source: str, facts: Facts
) -> None:
    """Create `fact_<kind>`: the source fanned out by the credit columns of its title, with title facts and
    numbers.

    A title whose credits are not known keeps one line with an unknown credit, so its amounts are missing,
    not nought.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE fact_{kind} AS
        SELECT (row_number() OVER (ORDER BY title_no, ordered_on, market, territory, company_id,
                                   occasion, service, credit))::BIGINT
                 + {LINE_NUMBERS[kind]} AS line_id, * EXCLUDE (service)
        FROM (
            SELECT '{kind}' AS record_kind, b.service, b.title_id, t.title_no, b.company_id, b.currency,
                   c.credit,
                   {select_columns(facts, "t.")} {select}
            FROM {source}
            JOIN title_fact t ON t.title_id = b.title_id
            LEFT JOIN title_column c ON c.title_no = t.title_no
        )
        """
    )


def select_columns(facts: Facts, alias: str = "") -> str:
    """The asked title facts as the beginning of a select list."""
    return "".join(f"{alias}{name}, " for name in facts)
