"""Lines figured on runs for each performer: every run of a title, once for everybody who is used in it.

Only performers who are listed have lines; that others may be owed is a finding, and nobody is made up.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.findings import Finding
from arrears.obligations.cast_shares import number_of_cast
from arrears.obligations.line_numbers import LINE_NUMBERS, Facts, select_columns
from arrears.obligations.use_lines import LADDER, print_runs

# The first exhibition is the day of run 1 on the same ladder; it is not known where that run is not recorded.
BASE = """
    CREATE OR REPLACE TEMP TABLE performer_base AS
    SELECT *, min(CASE WHEN run = 1 THEN shown_on END) OVER (PARTITION BY title_id, territory, {ladder})
                AS first_shown_on
    FROM ({runs})
"""
LINE = """
    CREATE OR REPLACE TABLE fact_performer_run AS
    SELECT (row_number() OVER (ORDER BY t.title_no, b.shown_on, b.market, b.territory, b.company_id, b.run,
                                        b.service, b.ordinal, c.person_id))::BIGINT + {first} AS line_id,
           'performer_run' AS record_kind, b.title_id, t.title_no, b.company_id,
           coalesce(c.currency, 'usd') AS currency, c.person_id AS payee_id, NULL::VARCHAR AS credit,
           concat('run:', b.run) AS occasion, b.shown_on AS ordered_on, b.market, b.territory,
           {title_facts} b.run, b.shown_on, b.first_shown_on, c.hired_as,
           c.compensation_cents AS compensation, c.minimum_cents AS applicable_minimum,
           k.late_night, k.supersized, k.elected, k.licensed_on, k.households_reached_n AS households_reached,
           k.households_in_all_n AS households_in_all, k.revenue_contracted_cents AS revenue_contracted
    FROM performer_base b
    JOIN title_fact t ON t.title_id = b.title_id
    JOIN trusted_cast_member c ON c.title_id = b.title_id
    LEFT JOIN trusted_telecast k
      ON k.title_id = b.title_id AND k.company_id = b.company_id AND k.market = b.market
     AND k.service IS NOT DISTINCT FROM b.service AND k.territory = b.territory
     AND k.from_on = b.shown_on AND k.ordinal = b.ordinal
"""


def build_performer_runs(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_performer_run` from `use`, `cast_member` and `telecast`: a row per run and performer.

    Columns: payee_id, the performer; run, numbered as for everybody; every fact of the kind; currency, that
    of the performer's pay, and where no pay is recorded that of the clauses' own amounts (money without a
    currency is refused on import).
    Missing: pay and hire that the cast does not say; what no telecast of the same key says.
    """
    runs = print_runs(as_of, ", u.ordinal")
    connection.execute(BASE.format(ladder=LADDER, runs=runs))
    connection.execute(
        LINE.format(first=LINE_NUMBERS["performer_run"], title_facts=select_columns(facts, "t."))
    )


def unlisted_performers(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """A finding where runs are owed to performers who are not all listed; none without lines of runs.

    Findings: `performers-not-listed`.
    """
    held = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = 'fact_performer_run'"
    ).fetchall()
    if not held:
        return []
    rows = connection.execute(
        """SELECT count(*), min(title_id), arg_min(listed, title_id), arg_min(performers_n, title_id)
           FROM (SELECT b.title_id, p.performers_n,
                        (SELECT count(*) FROM trusted_cast_member c WHERE c.title_id = b.title_id) AS listed
                 FROM (SELECT DISTINCT title_id FROM performer_base WHERE run > 1) b
                 LEFT JOIN trusted_production p ON p.title_id = b.title_id)
           WHERE listed IS DISTINCT FROM performers_n"""
    ).fetchall()
    return [
        Finding(
            code="performers-not-listed",
            place=f"cast_member:{title_id}",
            problem=f"reruns of {titles} title(s) may be owed to performers who are not listed",
            expected="as many rows of `cast_member` as `production` says are used",
            found=f"{listed} of {number_of_cast(whole)} in {title_id}",
            remedy="ask for the cast list; nothing is figured for a performer who is not on it",
        )
        for titles, title_id, listed, whole in rows
        if titles
    ]
