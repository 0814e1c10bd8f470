"""Causes that the records show without another formula: a reading taken, a share, a deduction, a market.

Each adds rows to `pattern_try`: what would have been paid so, and the payment that shows it. Says
what is in the records held to the run's day, and nothing of why.
"""

from __future__ import annotations

import duckdb

from arrears.audit.explainer import Explainer
from arrears.audit.run_tables import RunPosition
from arrears.claims.pattern_tables import Tried
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table
from arrears.vocabulary import TERRITORIES_DOMESTIC


def add_evidence(tried: Tried, explainer: Explainer) -> None:
    """Add to `pattern_try` what readings, shares, deductions and other payments of the run would explain.

    Then create `pattern_fit`: the tries that give what was paid, to the cent, where that is not what is owed.
    """
    connection = tried.run.connection
    _add_readings(tried)
    _add_equal_shares(connection, explainer)
    _add_deductions(connection, explainer, tried.scope.position)
    foreign = FOREIGN.format(domestic=", ".join(quote_text(word) for word in TERRITORIES_DOMESTIC))
    for statement in (foreign, MARKET, CREDITED, ANOTHER_PAYEE, LATE):
        connection.execute(f"INSERT INTO pattern_try {statement}")
    connection.execute(FIT)


def _add_readings(tried: Tried) -> None:
    """What is owed on each other position of the run: nothing where it owes nothing there."""
    for position in tried.run.heading.positions:
        if position.bit != tried.scope.position:
            detail = quote_text(_reading_words(position))
            tried.run.connection.execute(READING.format(bit=position.bit, detail=detail))


def _reading_words(position: RunPosition) -> str:
    whose = "" if position.is_own_words else ", which is not in its own words"
    return f"as {position.name} reads{whose}"


READING = """
    INSERT INTO pattern_try
    WITH other AS (
        SELECT i.sum_no, coalesce(sum(o.amount_cents), 0)::BIGINT AS cents,
               coalesce(bool_or(o.obligation_no IS NOT NULL AND o.amount_cents IS NULL), FALSE) AS is_unknown
        FROM pattern_sum i LEFT JOIN obligation o
          ON i.company_id = o.company_id AND i.title_id = o.title_id AND i.market = o.market
         AND i.occasion = o.occasion AND i.currency IS NOT DISTINCT FROM o.currency
         AND (i.payee_id = o.payee_id OR o.payee_id IS NULL) AND (o.positions >> {bit}) & 1 = 1
        WHERE i.sort IN ('short', 'none') GROUP BY i.sum_no
    )
    SELECT 'one_reading_taken', {detail}, -1 - {bit}, '', p.sum_no, p.clause_no, p.lineage, t.cents, TRUE
    FROM other t JOIN pattern_sum i USING (sum_no) JOIN pattern_part p USING (sum_no)
    WHERE NOT t.is_unknown AND t.cents <> i.owed_cents
"""


def _add_equal_shares(connection: duckdb.DuckDBPyConnection, explainer: Explainer) -> None:
    """What equal parts of the pot would have been, odd cents going as the clause says."""
    rows = [
        (
            number,
            explainer.rule_numbers[number],
            variant.formula.split.odd_cents if variant.formula.split else "largest_remainder",
        )
        for number, variant in explainer.variants.items()
    ]
    columns = ("clause_no INTEGER", "rule_no INTEGER", "odd_cents VARCHAR")
    create_table(connection, "clause_share", rows, columns)
    connection.execute(EQUAL)


EQUAL = """
    INSERT INTO pattern_try
    WITH people AS (
        SELECT rule_no, title_no, credit, count(*) AS writers FROM run_writer_share GROUP BY ALL
    ), equal AS (
        SELECT o.sum_no, o.clause_no, o.lineage, count(*) AS lines,
               sum(CASE WHEN c.odd_cents = 'cumulative'
                        THEN o.pool_cents * w.seq // n.writers - o.pool_cents * (w.seq - 1) // n.writers
                        ELSE o.pool_cents // n.writers
                             + CASE WHEN w.seq <= o.pool_cents % n.writers THEN 1 ELSE 0 END END)::BIGINT
                 AS cents
        FROM pattern_obligation o JOIN clause_share c USING (clause_no)
        JOIN run_writer_share w ON w.rule_no = c.rule_no AND w.title_no = o.title_no
         AND w.credit = o.credit_column AND w.person_id = o.payee_id
        JOIN people n ON n.rule_no = w.rule_no AND n.title_no = w.title_no AND n.credit = w.credit
        WHERE o.sort = 'short' AND n.writers > 1 AND o.pool_cents > 0 GROUP BY ALL
    )
    SELECT 'equal_shares', 'equal parts for all writers', -100, '', p.sum_no, p.clause_no, p.lineage,
           (i.owed_cents - p.own_cents + e.cents)::BIGINT, TRUE
    FROM equal e JOIN pattern_part p USING (sum_no, clause_no, lines) JOIN pattern_sum i USING (sum_no)
    WHERE e.cents <> p.own_cents
"""


def _add_deductions(connection: duckdb.DuckDBPyConnection, explainer: Explainer, position: int) -> None:
    """What is owed less what was taken off the payments that were set against it."""
    trust = "[" + ", ".join(quote_text(party) for party in explainer.trust) + "]::VARCHAR[]"
    rows = explainer.record_rows(
        f"""SELECT payment_id, line_no, sum(amount_cents)::BIGINT AS cents FROM (
              SELECT *, row_number() OVER (PARTITION BY payment_id, line_no, kind
                ORDER BY coalesce(list_position({trust}, said_by), 999999), row_id) AS place
              FROM record_deduction) WHERE place = 1 GROUP BY payment_id, line_no
            HAVING count(*) = count(amount_cents)"""
    )
    listed = [(row["payment_id"], row["line_no"], row["cents"]) for row in rows]
    columns = ("payment_id VARCHAR", "line_no BIGINT", "cents BIGINT")
    create_table(connection, "taken_off", listed, columns)
    connection.execute(NET.format(bit=position))


NET = """
    INSERT INTO pattern_try
    WITH paying AS (
        SELECT DISTINCT o.sum_no, m.payment_id, m.line_no
        FROM pattern_obligation o JOIN "match" m USING (obligation_no) WHERE o.sort = 'short'
    ), less AS (
        SELECT p.sum_no, sum(t.cents)::BIGINT AS cents, min(p.payment_id) AS payment_id
        FROM paying p JOIN taken_off t USING (payment_id, line_no) GROUP BY p.sum_no
    )
    SELECT 'net_for_gross', 'what was taken off is missing from the gross as stated', -101,
           concat('payment ', l.payment_id), p.sum_no, p.clause_no, p.lineage,
           (i.owed_cents - l.cents)::BIGINT, TRUE
    FROM less l JOIN pattern_sum i USING (sum_no) JOIN pattern_part p USING (sum_no) WHERE l.cents > 0
"""
# A payment line names no territory, so a sum due holds domestic and foreign lines of one title and period.
FOREIGN = """
    WITH placed AS (
        SELECT sum_no, coalesce(sum(amount_cents) FILTER (WHERE territory IN ({domestic})), 0)::BIGINT
                 AS domestic_cents,
               bool_and(territory IS NOT NULL AND territory NOT IN ('world', 'none')) AS is_told
        FROM pattern_obligation GROUP BY sum_no
    ), company AS (
        SELECT i.company_id,
               bool_or(d.domestic_cents > 0 AND i.paid_cents > 0) AS pays_domestic,
               bool_or(d.domestic_cents = 0 AND i.paid_cents > 0) AS pays_foreign
        FROM pattern_sum i JOIN placed d USING (sum_no) WHERE d.is_told GROUP BY i.company_id
    )
    SELECT 'foreign_left_out', 'the domestic lines alone', -102, '', p.sum_no, p.clause_no, p.lineage,
           d.domestic_cents, TRUE
    FROM placed d JOIN pattern_sum i USING (sum_no) JOIN pattern_part p USING (sum_no)
    JOIN company c USING (company_id)
    WHERE d.is_told AND d.domestic_cents < i.owed_cents
      AND (i.sort = 'short' AND d.domestic_cents > 0
           OR i.sort = 'none' AND d.domestic_cents = 0 AND c.pays_domestic AND NOT c.pays_foreign)
"""
MARKET = """
    WITH market AS (
        SELECT company_id, market, count(*) AS sums, count(*) FILTER (WHERE sort = 'none') AS none,
               count(*) FILTER (WHERE sort = 'not judged') AS unjudged
        FROM pattern_sum GROUP BY ALL
    )
    SELECT 'market_not_paid', concat('market ', i.market), -103, '', p.sum_no, p.clause_no, p.lineage,
           0, FALSE
    FROM market m JOIN pattern_sum i USING (company_id, market) JOIN pattern_part p USING (sum_no)
    WHERE m.none > 1 AND m.none + m.unjudged = m.sums AND i.sort = 'none'
"""
CREDITED = """
    SELECT 'duplicate_credited', 'short by a surplus paid elsewhere to the same payee', -104,
           concat('payment ', min(e.payment_id), ' line ', min(e.line_no)), p.sum_no, p.clause_no, p.lineage,
           (i.owed_cents - e.amount_cents)::BIGINT, TRUE
    FROM pattern_sum i JOIN pattern_part p USING (sum_no)
    JOIN exception e ON e.payer_id = i.company_id AND e.payee_id = i.payee_id
     AND coalesce(e.currency, i.currency) IS NOT DISTINCT FROM i.currency
     AND e.kind IN ('duplicate', 'overpaid') AND e.amount_cents = i.owed_cents - i.paid_cents
    WHERE i.sort IN ('short', 'none')
    GROUP BY p.sum_no, p.clause_no, p.lineage, i.owed_cents, e.amount_cents
"""
ANOTHER_PAYEE = """
    SELECT 'paid_to_another_payee', 'a payee who is not owed it', -105, '', p.sum_no, p.clause_no, p.lineage,
           i.paid_cents, FALSE
    FROM pattern_sum i JOIN pattern_part p USING (sum_no)
    WHERE i.sort IN ('short', 'none') AND list_contains(i.states, 'paid_to_another_payee')
"""
LATE = """
    SELECT 'late', 'in full, after the due date', -106, concat(i.days_past_due, ' days'), p.sum_no,
           p.clause_no, p.lineage, i.paid_cents, FALSE
    FROM pattern_sum i JOIN pattern_part p USING (sum_no) WHERE i.sort = 'late'
"""
FIT = """
    CREATE OR REPLACE TEMP VIEW pattern_fit AS
    SELECT t.*, i.sort FROM pattern_try t JOIN pattern_sum i USING (sum_no)
    WHERE NOT t.is_measured
       OR (i.sort IN ('short', 'none') AND t.supposed_cents = i.paid_cents
           AND t.supposed_cents <> i.owed_cents AND (t.supposed_cents > 0 OR i.paid_cents = 0))
"""
