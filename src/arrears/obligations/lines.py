"""The lines that payment duties are figured on: one function per record kind, the only place that knows the
kinds.

Statements are summed by title, company, market, territory, base and period; uses are numbered;
availabilities are joined up; exhibition years are counted. A line holds every fact of its kind, or null
where the records do not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.vocabulary import TITLE_FACTS

Facts = Sequence[str]

RECEIPT_MARKETS = (
    "download", "rental", "home_video", "basic_cable", "foreign_basic_cable", "pay_television",
    "foreign_free_television",
)  # fmt: skip
COPY_MARKETS = ("download", "rental", "home_video")
RUN_MARKETS = (
    "network_prime_time", "network_other", "free_television", "basic_cable", "pay_television",
    "foreign_free_television", "foreign_basic_cable",
)  # fmt: skip

# Line numbers of different kinds never meet, so one number finds one line of the run.
LINE_NUMBERS: Mapping[str, int] = {
    "statement_line": 0,
    "run": 1 * 10**12,
    "availability": 2 * 10**12,
    "exhibition_year": 3 * 10**12,
}

# One ladder counts all free television runs in the United States and Canada; other markets count their own.
LADDER = """CASE WHEN market IN ('network_prime_time', 'network_other', 'free_television')
                 THEN 'free_television' ELSE market END"""


def strict_sum(column: str) -> str:
    """A sum that one missing part makes missing."""
    return f"CASE WHEN count(*) = count({column}) THEN sum({column})::BIGINT END"


def strict_max(column: str) -> str:
    """A latest date that one missing part makes missing."""
    return f"CASE WHEN count(*) = count({column}) THEN max({column}) END"


def build_statement_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_statement_line` from `receipt`: one row per title, company, market, territory, base and
    period.

    Columns: gross in cents and copies, both null when one row of the line does not state them. A period
    within one quarter is that quarter; the line spans the first to the last day that was reported of it.
    Lines of no money and no copies are left out: nothing was received. A use in a receipts market with no
    statement for a finished quarter gives a line whose gross is missing, so that silence is never read as
    zero.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE receipt_line AS
        WITH summed AS (
            SELECT title_id, company_id, market, territory, base_kind, currency, period_from, period_to,
                   {strict_max("received_on")} AS received_on,
                   {strict_sum("gross_cents")} AS gross, {strict_sum("units")} AS copies
            FROM trusted_receipt WHERE period_from <= {quote_text(as_of.isoformat())}
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
    build_silent_lines(connection, as_of)
    add_skipped_quarters(connection)
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE fact_statement_line AS
        SELECT (row_number() OVER ())::BIGINT + {LINE_NUMBERS["statement_line"]} AS line_id,
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
            ORDER BY t.title_no, l.period_from, l.market, l.territory, l.base_kind, l.company_id, l.currency,
                     l.period_to
        )
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


def build_run_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_run` from `use`: one row per run and credit column.

    run: as the sender gave it, otherwise counted over the title's runs in order of date and ordinal. The
    first run is the first exhibition. A run after `as_of` is not yet there.
    """
    markets = ", ".join(quote_text(market) for market in RUN_MARKETS)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE run_base AS
        SELECT u.title_id, u.company_id, u.market, u.territory, u.service, 'usd' AS currency,
               u.from_on AS shown_on,
               coalesce(u.run_no, CASE WHEN count(u.run_no) OVER ladder = 0
                                       THEN row_number() OVER in_order END) AS run
        FROM trusted_use u
        WHERE u.market IN ({markets}) AND u.from_on <= {quote_text(as_of.isoformat())}
          AND (u.run_no IS NOT NULL OR u.market IN ('network_prime_time', 'network_other', 'free_television'))
        WINDOW ladder AS (PARTITION BY u.title_id, u.territory, {LADDER}),
               in_order AS (PARTITION BY u.title_id, u.territory, {LADDER}
                            ORDER BY u.from_on, u.ordinal, u.service, u.company_id)
        """
    )
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


def build_exhibition_years(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_exhibition_year`: one row per title, service, exhibition year and credit column.

    Year 1 runs from the first day on the service; a year is there once a day of it was reached, year 1 once
    the ninety days that initial compensation covers are over. Subscribers are those of the latest count
    before the year; hours those of the count that starts with the year, for the title or else for its series.
    """
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
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE service_year_measured AS
        SELECT y.*, d.amount AS domestic_subscribers, f.amount AS foreign_subscribers,
               coalesce(ho.amount, hs.amount) AS hours_streamed,
               CASE WHEN ho.amount IS NOT NULL THEN t.minutes ELSE s.minutes END AS runtime_minutes
        FROM service_year y
        JOIN title_fact t ON t.title_id = y.title_id
        LEFT JOIN (SELECT series_id, season_no, CASE WHEN count(*) = count(minutes) THEN sum(minutes)::BIGINT
        END
                          AS minutes FROM title_fact WHERE series_id IS NOT NULL GROUP BY series_id,
                          season_no) s
               ON s.series_id = t.series_id AND s.season_no IS NOT DISTINCT FROM t.season_no
        ASOF LEFT JOIN (SELECT service, measured_from, amount FROM trusted_audience
                        WHERE title_id IS NULL AND measure = 'subscribers' AND territory IN ('us', 'us_ca')) d
               ON d.service = y.service AND d.measured_from <= y.year_from
        ASOF LEFT JOIN (SELECT service, measured_from, amount FROM trusted_audience
                        WHERE title_id IS NULL AND measure = 'subscribers' AND territory = 'foreign') f
               ON f.service = y.service AND f.measured_from <= y.year_from
        LEFT JOIN (SELECT service, measured_from, title_id, amount FROM trusted_audience
                   WHERE measure = 'hours' AND territory IN ('us', 'us_ca')) ho
               ON ho.service = y.service AND ho.title_id = y.title_id AND ho.measured_from = y.year_from
        LEFT JOIN (SELECT service, measured_from, title_id, amount FROM trusted_audience
                   WHERE measure = 'hours' AND territory IN ('us', 'us_ca')) hs
               ON hs.service = y.service AND hs.title_id = t.series_id AND hs.measured_from = y.year_from
        """
    )
    number_lines(
        connection,
        "exhibition_year",
        select=(
            "concat('year:', b.year) AS occasion, b.year_from AS ordered_on, b.market,"
            " 'world' AS territory, b.year, b.first_shown_on, b.year_from, b.year_to,"
            " b.domestic_subscribers, b.foreign_subscribers, b.hours_streamed, b.runtime_minutes"
        ),
        source="service_year_measured b",
        facts=facts,
    )


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


LINE_BUILDERS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, date, Facts], None]] = {
    "statement_line": build_statement_lines,
    "run": build_run_lines,
    "availability": build_availability_lines,
    "exhibition_year": build_exhibition_years,
}


def build_lines(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Iterable[str]], as_of: date
) -> None:
    """Build the lines of the record kinds that clauses are written for, with the title facts they ask."""
    for kind, facts in asked.items():
        LINE_BUILDERS[kind](connection, as_of, tuple(name for name in TITLE_FACTS if name in set(facts)))


def select_columns(facts: Facts, alias: str = "") -> str:
    """The asked title facts as the beginning of a select list."""
    return "".join(f"{alias}{name}, " for name in facts)
