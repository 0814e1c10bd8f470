"""Lines figured on statements: receipts summed by title, company, market, territory, base and period.

Silence is kept: a finished quarter in which a title was in use and nothing was stated is a line without
receipts.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import drop_tables, quote_text
from arrears.obligations.line_numbers import (
    LINE_NUMBERS,
    Facts,
    select_columns,
    strict_max,
    strict_sum,
)

RECEIPT_MARKETS = (
    "download", "rental", "home_video", "basic_cable", "foreign_basic_cable", "pay_television",
    "foreign_free_television",
)  # fmt: skip
COPY_MARKETS = ("download", "rental", "home_video")


def build_statement_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_statement_line` from `receipt`: one row per title, company, market, territory, base and
    period.

    Columns: gross in cents and copies, both null when one row of the line does not state them. A period
    within one quarter is that quarter; the line spans the first to the last day that was reported of it.
    Lines of no money and no copies are left out: nothing was received. A use in a receipts market with no
    statement for a finished quarter gives a line whose gross is missing, so that silence is never read as
    zero.
    """
    sum_receipts(connection, as_of)
    build_silent_lines(connection, as_of)
    add_skipped_quarters(connection)
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE fact_statement_line AS
        SELECT (row_number() OVER (ORDER BY title_no, period_from, market, territory, base_kind, company_id,
                                   currency, period_to))::BIGINT
                 + {LINE_NUMBERS["statement_line"]} AS line_id,
               'statement_line' AS record_kind, title_id, title_no, company_id, currency,
               CASE WHEN span_to IS NULL
                    THEN concat(year(span_from), 'Q', quarter(span_from))
                    ELSE concat(span_from, '..', span_to) END AS occasion,
               period_to AS ordered_on, NULL::VARCHAR AS credit, {select_columns(facts)}
               market, territory, base_kind, gross, copies, period_from, period_to, received_on
        FROM (
            SELECT l.*, t.* EXCLUDE (title_id)
            FROM (SELECT * FROM receipt_line UNION ALL BY NAME SELECT * FROM silent_line) l
            JOIN title_fact t ON t.title_id = l.title_id
        )
        """
    )
    drop_tables(connection, "receipt_line", "silent_line")


def sum_receipts(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `receipt_line`: receipts summed first by their own periods, then by quarter.

    A period that was not over on the day asked for has no line yet, whenever its statement was learned.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE receipt_line AS
        WITH summed AS (
            SELECT title_id, company_id, market, territory, base_kind, currency, period_from, period_to,
                   {strict_max("received_on")} AS received_on,
                   {strict_sum("gross_cents")} AS gross, {strict_sum("units")} AS copies
            FROM trusted_receipt WHERE period_to <= {quote_text(as_of.isoformat())}
            GROUP BY ALL
        ), placed AS (
            SELECT *, date_trunc('quarter', period_from)::DATE AS quarter_from,
                   date_trunc('quarter', period_from) = date_trunc('quarter', period_to) AS same_quarter
            FROM summed
        )
        SELECT title_id, company_id, market, territory, base_kind, currency,
               CASE WHEN same_quarter THEN quarter_from ELSE period_from END AS span_from,
               CASE WHEN same_quarter THEN NULL ELSE period_to END AS span_to,
               min(period_from) AS period_from, max(period_to) AS period_to,
               {strict_max("received_on")} AS received_on,
               {strict_sum("gross")} AS gross, {strict_sum("copies")} AS copies
        FROM placed GROUP BY ALL
        HAVING NOT (gross IS NOT DISTINCT FROM 0 AND coalesce(copies, 0) = 0)
        """
    )


def build_silent_lines(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `silent_line`: finished quarters in which a title was in use and its company stated nothing."""
    markets = ", ".join(quote_text(market) for market in RECEIPT_MARKETS)
    day = quote_text(as_of.isoformat())
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE silent_line AS
        WITH used AS (
            SELECT DISTINCT title_id, company_id, market, territory, unnest(generate_series(
                     date_trunc('quarter', from_on),
                     date_trunc('quarter', least(coalesce(until_on, DATE {day}), DATE {day})),
                     INTERVAL 3 MONTH))::DATE AS span_from
            FROM trusted_use
            WHERE market IN ({markets}) AND run_no IS NULL AND (until_on IS NOT NULL OR is_open)
              AND from_on <= DATE {day}
        ), finished AS (
            SELECT *, (span_from + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS period_to
            FROM used WHERE (span_from + INTERVAL 3 MONTH)::DATE <= DATE {day}
        )
        SELECT f.title_id, f.company_id, f.market, f.territory, NULL::VARCHAR AS base_kind,
               'usd' AS currency, f.span_from, NULL::DATE AS span_to, f.span_from AS period_from, f.period_to,
               NULL::DATE AS received_on, NULL::BIGINT AS gross, NULL::BIGINT AS copies
        FROM finished f
        ANTI JOIN trusted_receipt r
          ON r.title_id = f.title_id AND r.company_id = f.company_id AND r.market = f.market
         AND r.period_from <= f.period_to AND r.period_to >= f.span_from
        """
    )


def add_skipped_quarters(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to `silent_line` the quarters that a company left out between two that it stated for one title.

    Only for copies: what was on sale before and after was on sale between, also when nobody recorded the use.
    A licence may end and be given again, so its silence says nothing without a use.
    """
    markets = ", ".join(quote_text(market) for market in COPY_MARKETS)
    connection.execute(
        f"""
        INSERT INTO silent_line BY NAME
        WITH stated AS (
            SELECT title_id, company_id, market, territory, currency,
                   min(date_trunc('quarter', period_from)) AS first_on,
                   max(date_trunc('quarter', period_from)) AS last_on
            FROM receipt_line WHERE market IN ({markets}) GROUP BY ALL
            HAVING count(DISTINCT date_trunc('quarter', period_from))
                   <= datediff('quarter', first_on, last_on)
        ), quarter AS (
            SELECT * EXCLUDE (first_on, last_on),
                   unnest(generate_series(first_on, last_on, INTERVAL 3 MONTH))::DATE AS period_from,
                   (period_from + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS period_to
            FROM stated
        )
        SELECT q.*, q.period_from AS span_from FROM quarter q
        ANTI JOIN trusted_receipt r
          ON r.title_id = q.title_id AND r.company_id = q.company_id AND r.market = q.market
         AND r.period_from <= q.period_to AND r.period_to >= q.period_from
        ANTI JOIN silent_line s
          ON s.title_id = q.title_id AND s.company_id = q.company_id AND s.market = q.market
         AND s.span_from = q.period_from
        """
    )
