"""Lines figured on uses: runs on television, numbered, and times online, joined up."""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.obligations.line_numbers import Facts, number_lines, strict_max

RUN_MARKETS = (
    "network_prime_time", "network_other", "free_television", "basic_cable", "pay_television",
    "foreign_free_television", "foreign_basic_cable",
)  # fmt: skip

# One ladder counts all free television runs in the United States and Canada; other markets count their own.
LADDER = """CASE WHEN market IN ('network_prime_time', 'network_other', 'free_television')
                 THEN 'free_television' ELSE market END"""


def print_runs(as_of: date, listed: str = "") -> str:
    """The runs of all titles by `as_of`, each with its number; `listed`: more columns of the use `u`."""
    markets = ", ".join(quote_text(market) for market in RUN_MARKETS)
    return f"""
        SELECT u.title_id, u.company_id, u.market, u.territory, u.service, 'usd' AS currency,
               u.from_on AS shown_on,
               coalesce(u.run_no, CASE WHEN count(u.run_no) OVER ladder = 0
                                       THEN row_number() OVER in_order END) AS run{listed}
        FROM trusted_use u
        WHERE u.market IN ({markets}) AND u.from_on <= {quote_text(as_of.isoformat())}
          AND (u.run_no IS NOT NULL OR u.market IN ('network_prime_time', 'network_other', 'free_television'))
        WINDOW ladder AS (PARTITION BY u.title_id, u.territory, {LADDER}),
               in_order AS (PARTITION BY u.title_id, u.territory, {LADDER}
                            ORDER BY u.from_on, u.ordinal, u.service, u.company_id)
        """


def build_run_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_run` from `use`: one row per run and credit column.

    run: as the sender gave it, otherwise counted over the title's runs in order of date and ordinal. The
    first run is the first exhibition. A run after `as_of` is not yet there.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE run_base AS {print_runs(as_of)}")
    number_lines(
        connection,
        "run",
        select=(
            "concat('run:', b.run) AS occasion, b.shown_on AS ordered_on, b.market, b.territory, b.run,"
            " b.shown_on"
        ),
        source="run_base b",
        facts=facts,
    )


def build_availability_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_availability` from `use`: one row per unbroken time online of a title on one service.

    Overlapping and touching uses are one time online. last_day_online: the last day seen, not later than
    `as_of`; unknown when a use neither ended nor is said to be still open.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE availability_base AS
        WITH piece AS (
            SELECT title_id, company_id, market, territory, service, from_on, ordinal,
                   CASE WHEN until_on IS NOT NULL THEN least(until_on, {day})
                        WHEN is_open THEN {day} END AS last_on
            FROM trusted_use WHERE market = 'ad_supported_streaming' AND from_on <= {day}
        ), marked AS (
            SELECT *, CASE WHEN from_on <= max(last_on) OVER before + 1 THEN 0 ELSE 1 END AS opens
            FROM piece
            WINDOW before AS (PARTITION BY title_id, company_id, market, territory, service
                              ORDER BY from_on, last_on NULLS LAST, ordinal
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), grouped AS (
            SELECT *, sum(opens) OVER (PARTITION BY title_id, company_id, market, territory, service
                                       ORDER BY from_on, last_on NULLS LAST, ordinal
                                       ROWS UNBOUNDED PRECEDING) AS spell
            FROM marked
        )
        SELECT title_id, company_id, market, territory, service, 'usd' AS currency,
               min(from_on) AS first_day_online, {strict_max("last_on")} AS last_day_online
        FROM grouped GROUP BY title_id, company_id, market, territory, service, spell
        """
    )
    number_lines(
        connection,
        "availability",
        select=(
            "concat(b.service, '-', b.first_day_online) AS occasion, b.first_day_online AS ordered_on,"
            " b.market, b.territory, b.first_day_online, b.last_day_online"
        ),
        source="availability_base b",
        facts=facts,
    )
