"""Lines figured on exhibition years of a streaming service, with the audience that was counted.

Where both the United States alone and the United States with Canada were counted, the wider count is taken;
the agreement's word is domestic, and which of the two it means was not seen.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.obligations.line_numbers import Facts, number_lines

DOMESTIC = "territory IN ('us', 'us_ca')"
# Of two domestic counts the one with Canada: 'us_ca' is the later word.
SUBSCRIBERS = """
    SELECT service, measured_from, arg_max(amount, territory) AS amount FROM trusted_audience
    WHERE title_id IS NULL AND measure = 'subscribers' AND {where} GROUP BY service, measured_from
"""
HOURS = f"""
    SELECT service, measured_from, title_id, arg_max(amount, territory) AS amount FROM trusted_audience
    WHERE measure = 'hours' AND title_id IS NOT NULL AND {DOMESTIC} GROUP BY service, measured_from, title_id
"""
SEASON = """
    SELECT series_id, season_no, CASE WHEN count(*) = count(minutes) THEN sum(minutes)::BIGINT END AS minutes
    FROM title_fact WHERE series_id IS NOT NULL GROUP BY series_id, season_no
"""
MEASURED = f"""
    CREATE OR REPLACE TEMP TABLE service_year_measured AS
    SELECT y.*, d.amount AS domestic_subscribers, f.amount AS foreign_subscribers,
           coalesce(ho.amount, hs.amount) AS hours_streamed,
           CASE WHEN ho.amount IS NOT NULL OR t.series_id IS NULL THEN t.minutes ELSE s.minutes
           END AS runtime_minutes,
           coalesce(bo.is_reached, bs.is_reached) AS bonus_reached
    FROM service_year y
    JOIN title_fact t ON t.title_id = y.title_id
    LEFT JOIN ({SEASON}) s ON s.series_id = t.series_id AND s.season_no IS NOT DISTINCT FROM t.season_no
    ASOF LEFT JOIN ({SUBSCRIBERS.format(where=DOMESTIC)}) d
           ON d.service = y.service AND d.measured_from <= y.year_from
    ASOF LEFT JOIN ({SUBSCRIBERS.format(where="territory = 'foreign'")}) f
           ON f.service = y.service AND f.measured_from <= y.year_from
    LEFT JOIN ({HOURS}) ho
           ON ho.service = y.service AND ho.title_id = y.title_id AND ho.measured_from = y.year_from
    LEFT JOIN ({HOURS}) hs
           ON hs.service = y.service AND hs.title_id = t.series_id AND hs.measured_from = y.year_from
    LEFT JOIN trusted_bonus_answer bo
           ON bo.service = y.service AND bo.title_id = y.title_id AND bo.year_from = y.year_from
    LEFT JOIN trusted_bonus_answer bs
           ON bs.service = y.service AND bs.title_id = t.series_id AND bs.year_from = y.year_from
"""


def build_exhibition_years(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_exhibition_year`: one row per title, service, exhibition year and credit column.

    Year 1 runs from the first day on the service; a year is there once a day of it was reached, year 1 once
    the ninety days that initial compensation covers are over. Subscribers are those of the latest count
    before the year; hours those of the count that starts with the year, for the title or else for its series;
    whether the bonus was reached is what an outside auditor answered for that year, where one did.
    """
    count_service_years(connection, as_of)
    connection.execute(MEASURED)
    number_lines(
        connection,
        "exhibition_year",
        select=(
            "concat('year:', b.year) AS occasion, b.year_from AS ordered_on, b.market,"
            " 'world' AS territory, b.year, b.first_shown_on, b.year_from, b.year_to,"
            " b.domestic_subscribers, b.foreign_subscribers, b.hours_streamed, b.runtime_minutes,"
            " b.bonus_reached"
        ),
        source="service_year_measured b",
        facts=facts,
    )


def count_service_years(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `service_year`: the exhibition years of each title on each service, reached by `as_of`."""
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE service_year AS
        WITH span AS (
            SELECT title_id, company_id, market, service, 'usd' AS currency, min(from_on) AS first_shown_on,
                   max(CASE WHEN until_on IS NOT NULL THEN least(until_on, {day}) WHEN is_open THEN {day} END)
                     AS last_on
            FROM trusted_use WHERE market = 'subscription_streaming' AND from_on <= {day}
            GROUP BY title_id, company_id, market, service
        ), numbered AS (
            SELECT *, unnest(range(1, 1 + datediff('year', first_shown_on, last_on) + 1)) AS year FROM span
        )
        SELECT *, (first_shown_on + to_years((year - 1)::INTEGER))::DATE AS year_from,
               (first_shown_on + to_years(year::INTEGER) - INTERVAL 1 DAY)::DATE AS year_to
        FROM numbered
        WHERE (first_shown_on + to_years((year - 1)::INTEGER))::DATE <= last_on
          AND (year > 1 OR first_shown_on + 90 <= last_on)
        """
    )
