"""How each obligation stands on the day asked for: paid, open, and one state with its reason.

An obligation is in arrears only when it is due, its amount is known, and the records hold no comparable
payment for it. What the guild holds, what came back, and what only a net amount speaks of is never arrears
of the company.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import drop_tables, quote_text
from arrears.engine.labels import label_type
from arrears.reconciliation.exceptions import build_exceptions

ARREARS_STATES = ("short", "no_payment_found", "paid_to_another_payee")
STATES = (
    *ARREARS_STATES, "no_statement_received", "not_computable", "credit", "undeliverable", "with_the_guild",
    "settled", "not_comparable", "due_date_not_known", "not_yet_due",
)  # fmt: skip

STATE = """
    CASE WHEN o.amount_cents IS NULL AND list_contains(o.missing, 'gross') THEN 'no_statement_received'
         WHEN o.amount_cents IS NULL THEN 'not_computable'
         WHEN o.amount_cents < 0 THEN 'credit'
         WHEN coalesce(m.paid_cents, 0) >= o.amount_cents THEN
              CASE WHEN m.returned_cents > 0 THEN 'undeliverable'
                   WHEN m.with_guild_cents > 0 THEN 'with_the_guild' ELSE 'settled' END
         WHEN d.is_net_only OR d.is_not_set THEN 'not_comparable'
         WHEN o.due_on IS NULL THEN 'due_date_not_known'
         WHEN o.due_on > {day} THEN 'not_yet_due'
         WHEN m.paid_cents > 0 THEN 'short'
         WHEN d.is_elsewhere THEN 'paid_to_another_payee'
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


# What was paid on each obligation, and from which day to which; first_on is null where a payment has no day.
PAID_MONEY = """
    CREATE OR REPLACE TEMP TABLE paid_money AS
    SELECT obligation_no, sum(amount_cents)::BIGINT AS paid_cents,
           coalesce(sum(amount_cents) FILTER (WHERE is_returned), 0)::BIGINT AS returned_cents,
           coalesce(sum(amount_cents) FILTER (WHERE is_with_guild), 0)::BIGINT AS with_guild_cents,
           max(counted_on) AS settled_on, min(why) AS match_why,
           CASE WHEN count(*) = count(counted_on) THEN min(counted_on) END AS first_on
    FROM match_money GROUP BY obligation_no
"""

# Obligations of which a payment may speak without being set against them; a row for those only.
DOUBTS = """
    CREATE OR REPLACE TABLE payment_doubt AS
    WITH net_only AS (
        SELECT DISTINCT o.obligation_no
        FROM payment p
        JOIN payment_for f ON f.payment_row_id = p.payment_row_id
        JOIN pay_group g ON g.company_id = p.payer_id AND g.title_id = p.title_id
         AND (p.market IS NULL OR p.market = g.market) AND (p.period IS NULL OR p.period = g.occasion)
        JOIN obligation_money o ON o.group_no = g.group_no AND o.payee_id = f.person_id
        WHERE p.gross_cents IS NULL
    ), elsewhere AS (
        SELECT DISTINCT o.obligation_no FROM left_line e
        JOIN payment p ON p.payment_row_id = e.payment_row_id
        JOIN pay_group g ON g.company_id = p.payer_id AND g.title_id = p.title_id
         AND g.market = p.market AND g.occasion = p.period
        JOIN obligation_money o ON o.group_no = g.group_no
        ANTI JOIN payment_for f ON f.payment_row_id = e.payment_row_id AND f.person_id = o.payee_id
        WHERE e.kind IN ('not_credited', 'no_obligation') AND p.payee_id IS NOT NULL AND g.market <> 'none'
    )
    SELECT obligation_no, bool_or(kind = 'net_only') AS is_net_only, bool_or(kind = 'not_set') AS is_not_set,
           bool_or(kind = 'elsewhere') AS is_elsewhere
    FROM (SELECT obligation_no, 'net_only' AS kind FROM net_only
          UNION ALL SELECT obligation_no, 'not_set' FROM not_set
          UNION ALL SELECT obligation_no, 'elsewhere' FROM elsewhere)
    GROUP BY obligation_no
"""

# Pay for services is each person's own: money for another performer says nothing of this one's.
STANDING = """
    CREATE OR REPLACE TABLE standing_money AS
    WITH stated AS (
        SELECT o.obligation_no, o.amount_cents, o.due_on, o.missing,
               coalesce(m.paid_cents, 0) AS paid_cents,
               coalesce(m.with_guild_cents, 0) AS with_guild_cents,
               m.obligation_no IS NOT NULL AS has_payment, m.settled_on, m.first_on, m.match_why,
               coalesce(d.is_net_only, false) AS is_net_only,
               ({state})::{states} AS state
        FROM obligation_money o
        LEFT JOIN paid_money m ON m.obligation_no = o.obligation_no
        LEFT JOIN payment_doubt d ON d.obligation_no = o.obligation_no
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
           CASE WHEN state = 'not_computable' THEN missing END AS missing, match_why, is_net_only,
           amount_cents, due_on, has_payment, coalesce(first_on, due_on) AS first_on,
           coalesce(settled_on, due_on) AS last_on
    FROM stated
"""
# The reason is put into words when it is read: as a text it would be carried along with every obligation.
IN_WORDS = """
    CREATE OR REPLACE VIEW standing AS
    SELECT * EXCLUDE (missing, match_why, is_net_only, amount_cents, due_on, has_payment, first_on, last_on),
           {why} AS why
    FROM standing_money
"""


# What was open from the due date on. A payment before the due date, or without a day, counts on it; most
# obligations are paid on one day or not at all, so only the others need their payments day by day.
BALANCE = """
    CREATE OR REPLACE TABLE balance AS
    WITH late AS (
        SELECT obligation_no, amount_cents, due_on, CASE WHEN has_payment THEN paid_cents END AS paid_cents,
               greatest(due_on, first_on) AS first_on, greatest(due_on, last_on) AS last_on
        FROM standing_money
        WHERE due_on < {day} AND days_past_due > 0 AND amount_cents > 0 AND state <> 'not_comparable'
    ), paid AS (
        SELECT l.obligation_no, l.amount_cents,
               greatest(l.due_on, coalesce(m.counted_on, l.due_on)) AS on_day,
               sum(m.amount_cents)::BIGINT AS cents
        FROM late l JOIN match_money m ON m.obligation_no = l.obligation_no
        WHERE l.first_on < l.last_on
        GROUP BY ALL
    ), step AS (
        SELECT obligation_no, on_day AS from_on, lead(on_day) OVER by_day AS to_on,
               (amount_cents - sum(cents) OVER by_day)::BIGINT AS open_cents
        FROM paid WINDOW by_day AS (PARTITION BY obligation_no ORDER BY on_day)
    )
    SELECT obligation_no, due_on AS from_on, CASE WHEN paid_cents IS NOT NULL THEN first_on END AS to_on,
           amount_cents AS open_cents
    FROM late WHERE paid_cents IS NULL OR first_on > due_on
    UNION ALL
    SELECT obligation_no, first_on, NULL, amount_cents - paid_cents
    FROM late WHERE first_on = last_on AND amount_cents > paid_cents
    UNION ALL
    SELECT obligation_no, from_on, to_on, open_cents FROM step WHERE open_cents > 0
"""


def settle_standing(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `exception`, `payment_doubt`, `standing` and `balance`; see `state_obligations`."""
    build_exceptions(connection)
    connection.execute(DOUBTS)
    state_obligations(connection, as_of)


def state_obligations(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `standing_money`, over it the view `standing`, and `balance`.

    They come from `obligation_money`, `match_money` and `payment_doubt`. Rows of standing: one per
    obligation. Columns: paid_cents, with_guild_cents, open_cents (null where the amount or the payment is
    not comparable), state, settled_on, days_past_due, why.
    Rows of balance: one per obligation that was late and stretch of days from the due date on with money
    open; `from_on` is in it, `to_on` is not, null: still so.
    """
    connection.execute(PAID_MONEY)
    day = quote_text(as_of.isoformat())
    state, why = STATE.format(day=f"DATE {day}"), WHY.format(day=as_of.isoformat())
    connection.execute(STANDING.format(day=day, state=state, states=label_type(STATES)))
    connection.execute(IN_WORDS.format(why=why))
    connection.execute(BALANCE.format(day=f"DATE {day}"))
    drop_tables(connection, "paid_money")
