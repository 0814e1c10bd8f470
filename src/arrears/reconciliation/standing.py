"""How each obligation stands on the day asked for: paid, open, and one state with its reason.

An obligation is in arrears only when it is due, its amount is known, and the records hold no comparable
payment for it. What the guild holds, what came back, and what only a net amount speaks of is never arrears
of the company.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.reconciliation.exceptions import build_exceptions

ARREARS_STATES = ("short", "no_payment_found", "paid_to_another_payee")

STATE = """
    CASE WHEN o.amount_cents IS NULL AND list_contains(o.missing, 'gross') THEN 'no_statement_received'
         WHEN o.amount_cents IS NULL THEN 'not_computable'
         WHEN o.amount_cents < 0 THEN 'credit'
         WHEN coalesce(m.paid_cents, 0) >= o.amount_cents THEN
              CASE WHEN m.returned_cents > 0 THEN 'undeliverable'
                   WHEN m.with_guild_cents > 0 THEN 'with_the_guild' ELSE 'settled' END
         WHEN n.obligation_no IS NOT NULL OR u.obligation_no IS NOT NULL THEN 'not_comparable'
         WHEN o.due_on IS NULL THEN 'due_date_not_known'
         WHEN o.due_on > {day} THEN 'not_yet_due'
         WHEN m.paid_cents > 0 THEN 'short'
         WHEN e.obligation_no IS NOT NULL THEN 'paid_to_another_payee'
         ELSE 'no_payment_found' END
"""

WHY = """
    CASE state
      WHEN 'no_statement_received' THEN 'the title was in use and the company stated nothing for the period'
      WHEN 'not_computable' THEN concat('not known: ', array_to_string(missing, ', '))
      WHEN 'credit' THEN 'returns exceed what was received; a credit of the company, set against nothing'
      WHEN 'undeliverable' THEN 'paid, and the check came back'
      WHEN 'with_the_guild' THEN 'received by the guild and not yet sent on, as far as the records show'
      WHEN 'settled' THEN coalesce(match_why::VARCHAR, 'paid')
      WHEN 'not_comparable' THEN CASE WHEN is_net_only
           THEN 'only a net amount is known; it cannot be set against a gross one'
           ELSE 'a payment fits this and others under the same keys; it was set against none of them' END
      WHEN 'due_date_not_known' THEN 'the day from which the due date counts is not recorded'
      WHEN 'not_yet_due' THEN 'accrued and not yet due'
      WHEN 'short' THEN 'a payment was found, and it is less than what is owed'
      WHEN 'paid_to_another_payee' THEN 'a payment for this title and period went to another payee'
      ELSE 'no payment found in the records held to {day}' END
"""


STANDING = """
    CREATE OR REPLACE TABLE standing AS
    WITH paid AS (
        SELECT m.obligation_no, sum(m.amount_cents)::BIGINT AS paid_cents,
               coalesce(sum(m.amount_cents) FILTER (WHERE m.is_returned), 0)::BIGINT AS returned_cents,
               coalesce(sum(m.amount_cents) FILTER (WHERE m.is_with_guild), 0)::BIGINT AS with_guild_cents,
               max(m.counted_on) AS settled_on, min(m.why) AS match_why
        FROM match_money m GROUP BY m.obligation_no
    ), net_only AS (
        SELECT DISTINCT o.obligation_no
        FROM payment p
        JOIN payment_for f ON f.payment_row_id = p.payment_row_id
        JOIN pay_group g ON g.company_id = p.payer_id AND g.title_id = p.title_id
         AND (p.market IS NULL OR p.market = g.market) AND (p.period IS NULL OR p.period = g.occasion)
        JOIN obligation_money o ON o.group_no = g.group_no AND o.payee_id = f.person_id
        WHERE p.gross_cents IS NULL
    ), uncertain AS (
        SELECT DISTINCT obligation_no FROM not_set
    ), elsewhere AS (
        SELECT DISTINCT o.obligation_no FROM exception e
        JOIN pay_group g ON g.company_id = e.payer_id AND g.title_id = e.title_id
         AND g.market = e.market AND g.occasion = e.period
        JOIN obligation_money o ON o.group_no = g.group_no
        ANTI JOIN payment_for f ON f.payment_row_id = e.payment_row_id AND f.person_id = o.payee_id
        WHERE e.kind IN ('not_credited', 'no_obligation') AND e.payee_id IS NOT NULL
    ), stated AS (
        SELECT o.obligation_no, o.amount_cents, o.due_on, o.missing,
               coalesce(m.paid_cents, 0) AS paid_cents,
               coalesce(m.with_guild_cents, 0) AS with_guild_cents,
               m.settled_on, m.match_why, n.obligation_no IS NOT NULL AS is_net_only, {state} AS state
        FROM obligation_money o
        LEFT JOIN paid m ON m.obligation_no = o.obligation_no
        LEFT JOIN net_only n ON n.obligation_no = o.obligation_no
        LEFT JOIN uncertain u ON u.obligation_no = o.obligation_no
        LEFT JOIN elsewhere e ON e.obligation_no = o.obligation_no
    )
    SELECT obligation_no, paid_cents, with_guild_cents,
           CASE WHEN state IN ('not_comparable', 'credit') THEN NULL ELSE amount_cents - paid_cents END
             AS open_cents,
           state, CASE WHEN state IN ('settled', 'with_the_guild', 'undeliverable') THEN settled_on END
             AS settled_on,
           CASE WHEN due_on IS NULL THEN NULL
                WHEN state IN ('settled', 'with_the_guild', 'undeliverable')
                THEN greatest(0, coalesce(settled_on, DATE {day}) - due_on)
                ELSE greatest(0, DATE {day} - due_on) END AS days_past_due,
           {why} AS why
    FROM stated ORDER BY obligation_no
"""


def settle_standing(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `exception`, `standing` and `balance`.

    Rows of standing: one per obligation. Columns: paid_cents, with_guild_cents, open_cents (null where the
    amount or the payment is not comparable), state, settled_on, days_past_due, why.
    Rows of balance: one per obligation and stretch of days from the due date on with money open; `from_on`
    is in it, `to_on` is not, null: still so.
    """
    build_exceptions(connection)
    day = quote_text(as_of.isoformat())
    state, why = STATE.format(day=f"DATE {day}"), WHY.format(day=as_of.isoformat())
    connection.execute(STANDING.format(day=day, state=state, why=why))
    build_balance(connection, as_of)


def build_balance(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `balance`: what stood open from the due date on, stretch by stretch, for obligations that were
    late.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE balance AS
        WITH late AS (
            SELECT o.obligation_no, o.amount_cents, o.due_on
            FROM obligation_money o JOIN standing s ON s.obligation_no = o.obligation_no
            WHERE o.due_on < {day} AND s.days_past_due > 0 AND o.amount_cents > 0
              AND s.state <> 'not_comparable'
        ), paid AS (
            SELECT l.obligation_no, greatest(l.due_on, coalesce(m.counted_on, l.due_on)) AS on_day,
                   sum(m.amount_cents)::BIGINT AS cents
            FROM late l JOIN match_money m ON m.obligation_no = l.obligation_no
            GROUP BY ALL
        ), stepped AS (
            SELECT obligation_no, on_day, sum(cents) OVER (PARTITION BY obligation_no ORDER BY on_day
                                                           ROWS UNBOUNDED PRECEDING)::BIGINT AS paid_cents
            FROM (SELECT * FROM paid UNION ALL
                  SELECT l.obligation_no, l.due_on, 0 FROM late l
                  JOIN paid p ON p.obligation_no = l.obligation_no
                  GROUP BY l.obligation_no, l.due_on HAVING min(p.on_day) > l.due_on)
        ), step AS (
            SELECT s.obligation_no, s.on_day AS from_on, l.amount_cents - s.paid_cents AS open_cents,
                   lead(s.on_day) OVER (PARTITION BY s.obligation_no ORDER BY s.on_day) AS to_on
            FROM stepped s JOIN late l ON l.obligation_no = s.obligation_no
        )
        SELECT obligation_no, from_on, to_on, open_cents FROM (
            SELECT obligation_no, from_on, to_on, open_cents FROM step WHERE open_cents > 0
            UNION ALL
            SELECT l.obligation_no, l.due_on, NULL, l.amount_cents
            FROM late l ANTI JOIN paid p ON p.obligation_no = l.obligation_no)
        ORDER BY obligation_no, from_on
        """
    )
