"""Lines figured on stoppages: one for each performer whose services a stop of production touched.

A stoppage of everybody is joined to the contracts in force; a performer named in a stoppage without a
contract keeps a line whose pay is unknown. Nothing is decided here on who is suspended: that is the clause's.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.obligations.line_numbers import LINE_NUMBERS, Facts, select_columns
from arrears.vocabulary import NO_MARKET

# Stops that had begun and notices that had been given by the day. Of several notices to one performer in one
# stoppage the last one is the whole of it, and one to the performer alone goes before one to everybody.
STOPPAGE = """
    CREATE OR REPLACE TEMP TABLE stoppage AS
    SELECT row_id, company_id, title_id, notice_on, person_id, cause, election, illness_days, performed,
           role_replaced, guarantee_used_n, guarantee_made_later_n, is_open, ends_on,
           coalesce(stopped_on, starts_on) AS stopped_on, coalesce(starts_on, stopped_on) AS suspended_on,
           CASE WHEN kept_from <= {day} THEN kept_from END AS kept_from, kept_until,
           CASE WHEN released_on <= {day} THEN released_on END AS released_on,
           CASE WHEN recalled_on <= {day} THEN recalled_on END AS recalled_on,
           CASE WHEN performer_noticed_on <= {day} THEN performer_noticed_on END AS performer_noticed_on,
           CASE WHEN left_on <= {day} THEN left_on END AS left_on
    FROM trusted_suspension
    WHERE notice_on <= {day} AND coalesce(stopped_on, starts_on, notice_on) <= {day}
"""

# Contracts that a stoppage found in force; of several of one performer the one that began last.
CONTRACT = """
    CREATE OR REPLACE TEMP TABLE stopped_contract AS
    SELECT s.row_id, e.person_id, e.engagement_id, e.currency, e.hired_as, e.episode_cents, e.weekly_cents,
           e.daily_cents, e.guaranteed_cents, e.minimum_weekly_cents, e.guarantee_n, e.guarantee_unit
    FROM stoppage s JOIN trusted_engagement e
      ON e.title_id = s.title_id AND (s.person_id IS NULL OR e.person_id = s.person_id)
     AND (e.company_id IS NULL OR e.company_id = s.company_id)
     AND (e.kind IS NULL OR e.kind = 'performing')
     AND (e.starts_on IS NULL OR e.starts_on <= coalesce(s.stopped_on, s.notice_on))
     AND (e.ends_on IS NULL OR e.ends_on >= coalesce(s.stopped_on, s.notice_on))
    QUALIFY row_number() OVER (PARTITION BY s.row_id, e.person_id
                               ORDER BY e.starts_on DESC NULLS LAST, e.engagement_id DESC) = 1
"""

# The engine's least and greatest pass over what is unknown, so every limit that may be unknown is tested.
STOPPED = """
    CREATE OR REPLACE TEMP TABLE stopped_person AS
    WITH everyone AS (
        SELECT s.*, coalesce(s.person_id, c.person_id) AS payee_id, c.* EXCLUDE (row_id, person_id)
        FROM stoppage s LEFT JOIN stopped_contract c ON c.row_id = s.row_id
        WHERE coalesce(s.person_id, c.person_id) IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY s.company_id, s.title_id, payee_id, coalesce(s.stopped_on, s.notice_on)
            ORDER BY (s.person_id IS NULL)::INTEGER, s.notice_on DESC, s.row_id DESC) = 1
    ), bounded AS (
        SELECT *, coalesce(least(released_on, left_on) - 1, DATE '9999-12-31') AS gone_on,
               CASE WHEN ends_on IS NOT NULL THEN least(ends_on, {day}) WHEN is_open THEN {day} END AS end_on,
               CASE WHEN kept_from IS NULL THEN NULL WHEN kept_until IS NOT NULL THEN least(kept_until, {day})
                    WHEN is_open THEN {day} END AS keep_on,
               guarantee_n - guarantee_used_n AS guarantee_left
        FROM everyone
    )
    SELECT * EXCLUDE (kept_until, gone_on, end_on, keep_on, guarantee_left),
           CASE WHEN end_on IS NOT NULL OR gone_on < DATE '9999-12-31' THEN least(end_on, gone_on) END
             AS stoppage_ended_on,
           CASE WHEN keep_on IS NOT NULL THEN least(keep_on, gone_on) END AS kept_until,
           CASE WHEN released_on IS NOT NULL OR election = 'released' THEN TRUE
                WHEN election IS NOT NULL THEN FALSE END AS released,
           CASE WHEN guarantee_unit = 'weeks' THEN CASE WHEN guarantee_left < 0 THEN 0 ELSE guarantee_left END
           END AS guarantee_weeks_left,
           CASE WHEN guarantee_unit = 'episodes'
                THEN CASE WHEN guarantee_left < 0 THEN 0 ELSE guarantee_left END
           END AS guarantee_episodes_left,
           CASE WHEN guarantee_unit = 'episodes' THEN CASE WHEN guarantee_left < guarantee_made_later_n THEN 0
                ELSE guarantee_left - guarantee_made_later_n END END AS guarantee_episodes_unmade
    FROM bounded
"""

LINE = """
    CREATE OR REPLACE TABLE fact_suspension AS
    SELECT (row_number() OVER (ORDER BY t.title_no, b.stopped_on, b.payee_id, b.company_id))::BIGINT
             + {first} AS line_id,
           'suspension' AS record_kind, b.title_id, t.title_no, b.company_id,
           coalesce(b.currency, 'usd') AS currency, b.payee_id,
           NULL::VARCHAR AS credit,
           concat('stop:', coalesce(b.stopped_on, b.notice_on)) AS occasion,
           coalesce(b.suspended_on, b.notice_on) AS ordered_on, '{market}' AS market, 'none' AS territory,
           {title_facts} b.cause, b.election, b.stopped_on, b.stoppage_ended_on, b.suspended_on, b.kept_from,
           b.kept_until, b.released, b.released_on, b.recalled_on, b.performer_noticed_on, b.left_on,
           b.hired_as, b.illness_days, b.performed, b.role_replaced, b.episode_cents AS episode_fee,
           b.weekly_cents AS weekly_pay, b.daily_cents AS daily_pay, b.guaranteed_cents AS guaranteed_pay,
           b.minimum_weekly_cents AS minimum_weekly_pay, b.guarantee_weeks_left, b.guarantee_episodes_left,
           b.guarantee_episodes_unmade
    FROM stopped_person b JOIN title_fact t ON t.title_id = b.title_id
"""


def build_suspension_lines(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_suspension` from `suspension` and `engagement`: one row per performer and stoppage.

    Columns: payee_id, the performer; every fact of the kind; currency, dollars where no amount is recorded.
    stoppage_ended_on: the last day on which the stop held this performer, not after `as_of`: production
    resumed, or the performer was let go or left.
    Missing: pay and guarantee without a contract in force; a guarantee whose used part nobody said; the last
    day of a stoppage that neither ended nor is said to go on. released is no only where the company's
    election is recorded.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(STOPPAGE.format(day=day))
    connection.execute(CONTRACT)
    connection.execute(STOPPED.format(day=day))
    connection.execute(
        LINE.format(
            first=LINE_NUMBERS["suspension"], market=NO_MARKET, title_facts=select_columns(facts, "t.")
        )
    )
