"""Lines that contributions to plans are figured on: what performers were paid for a title, and engagements.

Contributions are owed on pay as and when it is paid, so an amount that is owed and not yet paid has no line.
Whoever is not in the cast of the title has none either, and of several people behind one payee nobody is
guessed.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.obligations.line_numbers import LINE_NUMBERS, Facts, select_columns
from arrears.vocabulary import FIRST_PAY, NO_MARKET, OF_PAY, OF_PERSON

# What was paid to a performer, or to whom the performer's money went on that day. Pay that falls due after a
# death carries no contribution, so an estate is nobody here; a check that came back paid nothing.
PAID = """
    CREATE OR REPLACE TEMP TABLE performer_pay AS
    WITH paid AS (
        SELECT row_id, payment_id, payer_id, payee_id, title_id, market, period, currency, paid_on,
               gross_cents, coalesce(kind, 'not_said') AS kind,
               coalesce(paid_on, received_by_guild_on, {day}) AS ordered_on
        FROM trusted_payment_line
        WHERE coalesce(kind, 'not_said') IN ('principal', 'not_said')
          AND coalesce(received_by_guild_on, paid_on, {day}) <= {day}
          AND (returned_on IS NULL OR returned_on > {day})
    ), through AS (
        SELECT p.*, c.person_id FROM paid p
        JOIN trusted_payee_of_record r ON r.payee_id = p.payee_id AND r.person_id <> p.payee_id
         AND coalesce(r.kind, '') <> 'estate' AND r.from_on <= p.ordered_on
         AND (r.until_on IS NULL OR p.ordered_on <= r.until_on)
        JOIN trusted_cast_member c ON c.title_id = p.title_id AND c.person_id = r.person_id
        QUALIFY count(*) OVER (PARTITION BY p.row_id) = 1
    ), own AS (
        SELECT p.*, c.person_id FROM paid p
        JOIN trusted_cast_member c ON c.title_id = p.title_id AND c.person_id = p.payee_id
    )
    SELECT * FROM own UNION ALL (SELECT t.* FROM through t ANTI JOIN own o ON o.row_id = t.row_id)
"""
# What kind of pay a payment is: not known where it may be no principal, or may be for another's work on it.
PAY_KIND = f"""
    CASE WHEN p.kind <> 'principal' OR p.market IS NULL OR w.title_id IS NOT NULL THEN NULL
         WHEN p.market = '{NO_MARKET}' THEN 'salary' ELSE 'residual' END
"""
# Amounts without a currency are refused on import; where none is known the line is in that of the clauses.
# The first pay for the title fills the ceiling first. Of whoever has been paid anything, what payments for
# services do not show of it stands as one amount without a day; where it is not known, nothing after it is.
PAY = f"""
    CREATE OR REPLACE TEMP TABLE pay AS
    WITH other_work AS (
        SELECT DISTINCT title_id, person_id FROM trusted_credit WHERE role <> 'performer'
    ), shown AS (
        SELECT title_id, person_id, currency, CASE WHEN count(*) = count(gross_cents)
               THEN sum(gross_cents)::BIGINT END AS cents
        FROM performer_pay WHERE market = '{NO_MARKET}' AND kind = 'principal' GROUP BY ALL
    ), first AS (
        SELECT title_id, person_id, min(ordered_on) AS ordered_on FROM performer_pay GROUP BY ALL
    ), rest AS (
        SELECT c.row_id, t.obligor_id AS company_id, c.title_id, c.person_id, '{NO_MARKET}' AS market,
               '{FIRST_PAY}' AS named, coalesce(c.currency, 'usd') AS currency, NULL::DATE AS paid_on,
               c.compensation_cents - CASE WHEN s.title_id IS NULL THEN 0 ELSE s.cents END AS amount,
               'salary' AS line, least(t.photographed_on, f.ordered_on) AS ordered_on
        FROM trusted_cast_member c JOIN title_fact t ON t.title_id = c.title_id
        LEFT JOIN shown s ON s.title_id = c.title_id AND s.person_id = c.person_id
         AND s.currency = coalesce(c.currency, 'usd')
        JOIN first f ON f.title_id = c.title_id AND f.person_id = c.person_id
    )
    SELECT 1 AS place, p.row_id, coalesce(p.payer_id, t.obligor_id) AS company_id, p.title_id, p.person_id,
           coalesce(p.market, '{NO_MARKET}') AS market,
           coalesce(p.period, p.paid_on::VARCHAR, p.payment_id) AS named, p.currency, p.paid_on,
           p.gross_cents AS amount, {PAY_KIND} AS line, p.ordered_on
    FROM performer_pay p JOIN title_fact t ON t.title_id = p.title_id
    LEFT JOIN other_work w ON w.title_id = p.title_id AND w.person_id = p.person_id
    UNION ALL BY NAME
    SELECT 0 AS place, * FROM rest WHERE amount IS NULL OR amount > 0
"""
AMOUNT_PAID = f"""
    CREATE OR REPLACE TABLE fact_amount_owed AS
    SELECT (row_number() OVER (ORDER BY t.title_no, p.ordered_on, p.place, p.market, p.named, p.person_id,
                                        p.company_id, p.row_id))::BIGINT + {LINE_NUMBERS["amount_owed"]}
             AS line_id,
           'amount_owed' AS record_kind, p.title_id, t.title_no, p.company_id, p.currency,
           p.person_id AS payee_id, concat('{OF_PERSON}', p.person_id) AS credit,
           concat('{OF_PAY}', p.named) AS occasion, p.ordered_on, p.market, 'none' AS territory,
           {{title_facts}} p.amount, p.line, p.paid_on
    FROM pay p JOIN title_fact t ON t.title_id = p.title_id
"""
ENGAGEMENT = f"""
    CREATE OR REPLACE TABLE fact_engagement AS
    SELECT (row_number() OVER (ORDER BY t.title_no, e.starts_on, e.person_id, e.engagement_id))::BIGINT
             + {LINE_NUMBERS["engagement"]} AS line_id,
           'engagement' AS record_kind, e.title_id, t.title_no,
           coalesce(e.company_id, t.obligor_id) AS company_id, coalesce(e.currency, 'usd') AS currency,
           e.person_id AS payee_id, concat('{OF_PERSON}', e.person_id) AS credit,
           concat('engagement:', e.engagement_id) AS occasion,
           coalesce(e.starts_on, {{day}}) AS ordered_on, '{NO_MARKET}' AS market, 'none' AS territory,
           {{title_facts}} e.initial_cents AS initial, e.scale_cents AS scale, e.starts_on, e.ends_on,
           e.hired_as,
           CASE WHEN e.guarantee_unit = 'episodes' THEN e.guarantee_n END AS episodes_guaranteed,
           CASE WHEN e.guarantee_unit = 'weeks' THEN e.guarantee_n END AS weeks_guaranteed
    FROM trusted_engagement e JOIN title_fact t ON t.title_id = e.title_id
    WHERE coalesce(e.starts_on, {{day}}) <= {{day}}
"""


def build_amounts_paid(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_amount_owed` from `payment_line` and `cast_member`: a row per amount of performers' pay.

    Rows: one per payment to a performer of the title, and one per performer who was paid anything for what
    payments for services do not show of the first pay. Columns: payee_id, the performer; credit, on whose
    pay; paid_on, null of the first pay; every fact of the kind.
    Missing: line, where a payment is not said to be principal, names no market, or is to somebody with
    another credit on the title; amount, of a net-only payment and of a first pay that the cast does not say.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(PAID.format(day=day))
    connection.execute(PAY)
    connection.execute(AMOUNT_PAID.format(title_facts=select_columns(facts, "t.")))


def build_engagements(connection: duckdb.DuckDBPyConnection, as_of: date, facts: Facts) -> None:
    """Create `fact_engagement` from `engagement`: a row per engagement for a title that had begun.

    Columns: payee_id, who was engaged; credit, on whose pay; every fact of the kind. Missing: what the
    engagement does not say; one without a title has no line.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    connection.execute(ENGAGEMENT.format(day=day, title_facts=select_columns(facts, "t.")))
