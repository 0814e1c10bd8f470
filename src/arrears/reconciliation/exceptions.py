"""Payment money that settles nothing on any reading: each line with its kind, what is left of it, and why.

An exception reduces nobody's arrears. Money that fits several people or markets, or meets an amount that
cannot be figured, is not comparable: it is neither called surplus nor given to anybody by guess.
"""

from __future__ import annotations

import duckdb

from arrears.engine.connection import drop_tables
from arrears.engine.labels import label_type

# Kinds and reasons are labels, not texts: a sort carries them along with every line.
KINDS = (
    "net_only", "reversal", "duplicate", "overpaid", "not_comparable", "not_credited", "no_obligation",
)  # fmt: skip
NET_ONLY = "only a net amount is known"
TAKEN_BACK = "it takes back more than the records show as paid under its keys"
REPEATED = "an identical payment line stands beside it"
OVERPAID = "more was paid than is owed on any reading"
NO_CREDIT = "the payee has no credit on this title"
NO_TITLE = "the sender did not say for which title and period"
NO_PAYEE = "the sender did not name the payee"
NO_PERIOD = "this payer owes nothing for this title in a period so named; names are such as 2008Q3 or run:4"
NOTHING_OWED = "nothing is owed to this payee for this title, market, period and currency"
SEVERAL_PEOPLE = "the payee receives for several people who are owed here; nobody was guessed"
SEVERAL_MARKETS = "it fits several markets of this title and period; none was guessed"
NOT_FIGURED = "what is owed here cannot be figured, so the payment cannot be set against it"
REASONS = (
    NET_ONLY, TAKEN_BACK, REPEATED, OVERPAID, NO_CREDIT, NO_TITLE, NO_PAYEE, NO_PERIOD, NOTHING_OWED,
    SEVERAL_PEOPLE, SEVERAL_MARKETS, NOT_FIGURED,
)  # fmt: skip


def build_exceptions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `not_set`, `left_line`, `owed_period` and over them the view `exception`.

    Rows of exception: one per payment line with money left. An overpayment is what is left of a payment on
    the reading that takes most of it. What is left of one of two identical lines (payer, payee, title,
    market, period, amount) is called a duplicate.
    Rows of not_set: one per obligation that a payment may be for, and was not set against, with the reason.
    """
    connection.execute(USED)
    connection.execute(LEFT_OVER)
    connection.execute(MEETS)
    connection.execute(NOT_SET)
    connection.execute(LEFT_LINE)
    drop_tables(connection, "used_money", "left_over", "meets", "placed")
    connection.execute(OWED_PERIOD)
    connection.execute(EXCEPTION)


# What a payment settles on the reading that takes most of it: like readings are added, others are not.
USED = """
    CREATE OR REPLACE TEMP TABLE used_money AS
    WITH used AS (
        SELECT payment_row_id, sum(amount_cents)::BIGINT AS cents, min(positions) < max(positions) AS is_mixed
        FROM match_money GROUP BY payment_row_id
    ), mixed AS (
        SELECT payment_row_id, positions, sum(amount_cents)::BIGINT AS cents
        FROM match_money SEMI JOIN (FROM used WHERE is_mixed) USING (payment_row_id)
        GROUP BY payment_row_id, positions
    )
    SELECT payment_row_id, cents FROM used WHERE NOT is_mixed
    UNION ALL
    SELECT payment_row_id, max(cents) FROM (
        SELECT t.payment_row_id, t.positions, sum(w.cents)::BIGINT AS cents
        FROM mixed t JOIN mixed w ON w.payment_row_id = t.payment_row_id
         AND (w.positions & t.positions) = t.positions
        GROUP BY ALL)
    GROUP BY payment_row_id
"""

LEFT_OVER = """
    CREATE OR REPLACE TEMP TABLE left_over AS
    SELECT p.payment_row_id, coalesce(u.cents, 0) + coalesce(b.cents, 0) AS used_cents,
           u.payment_row_id IS NOT NULL AS is_matched, d.payment_row_id IS NOT NULL AS is_placed
    FROM payment p
    LEFT JOIN used_money u ON u.payment_row_id = p.payment_row_id
    LEFT JOIN taken_back b ON b.payment_row_id = p.payment_row_id
    LEFT JOIN placed d ON d.payment_row_id = p.payment_row_id
    WHERE p.gross_cents IS NULL OR p.gross_cents <> coalesce(u.cents, 0) + coalesce(b.cents, 0)
"""

# Lines that were placed nowhere, and the obligations under their keys: of their own people, or of nobody yet.
MEETS = """
    CREATE OR REPLACE TEMP TABLE meets AS
    SELECT DISTINCT p.payment_row_id, g.group_no, o.obligation_no, o.amount_cents, f.person_id
    FROM left_over l
    JOIN payment p ON p.payment_row_id = l.payment_row_id
    JOIN pay_group g ON g.company_id = p.payer_id AND g.title_id = p.title_id AND g.occasion = p.period
     AND g.currency = p.currency AND (p.market IS NULL OR p.market = g.market)
    JOIN payment_for f ON f.payment_row_id = p.payment_row_id
    JOIN obligation_money o ON o.group_no = g.group_no AND (o.payee_id IS NULL OR o.payee_id = f.person_id)
    WHERE NOT l.is_placed AND NOT l.is_matched AND p.gross_cents IS NOT NULL
"""

NOT_SET = f"""
    CREATE OR REPLACE TEMP TABLE not_set AS
    WITH several AS (
        SELECT payment_row_id, count(DISTINCT person_id) > 1 AS several_people,
               count(DISTINCT group_no) > 1 AS several_markets
        FROM meets WHERE amount_cents > 0 GROUP BY payment_row_id
    )
    SELECT m.payment_row_id, m.obligation_no,
           CASE WHEN s.several_people THEN '{SEVERAL_PEOPLE}'
                WHEN s.several_markets THEN '{SEVERAL_MARKETS}' ELSE '{NOT_FIGURED}' END AS why
    FROM meets m LEFT JOIN several s ON s.payment_row_id = m.payment_row_id
    WHERE s.several_people OR s.several_markets OR m.amount_cents IS NULL
"""

# The kind of each line with money left, beside what telling it takes; its names are joined when it is read.
LEFT_LINE = """
    CREATE OR REPLACE TABLE left_line AS
    WITH repeated AS (
        SELECT payer_id, payee_id, title_id, market, period, gross_cents
        FROM payment GROUP BY ALL HAVING count(*) > 1
    ), line AS (
        SELECT l.payment_row_id, l.used_cents, l.is_matched, p.gross_cents, p.payee_id, p.title_id, p.market,
               r.payer_id IS NOT NULL AS is_repeated, n.why AS not_set_why
        FROM left_over l JOIN payment p ON p.payment_row_id = l.payment_row_id
        LEFT JOIN (SELECT payment_row_id, min(why) AS why FROM not_set GROUP BY payment_row_id) n
          ON n.payment_row_id = p.payment_row_id
        LEFT JOIN repeated r ON r.payer_id = p.payer_id AND r.payee_id = p.payee_id
         AND r.title_id = p.title_id AND r.market = p.market AND r.period = p.period
         AND r.gross_cents = p.gross_cents
    ), credited AS (
        SELECT DISTINCT f.payment_row_id FROM left_over o
        JOIN payment_for f ON f.payment_row_id = o.payment_row_id
        JOIN payment y ON y.payment_row_id = o.payment_row_id
        SEMI JOIN trusted_credit k ON k.person_id = f.person_id AND k.title_id = y.title_id
        WHERE NOT o.is_matched
    )
    SELECT line.payment_row_id, used_cents, not_set_why,
           CASE WHEN gross_cents IS NULL THEN 'net_only'
                WHEN gross_cents < 0 THEN 'reversal'
                WHEN is_repeated AND not_set_why IS NULL THEN 'duplicate'
                WHEN is_matched THEN 'overpaid'
                WHEN payee_id IS NOT NULL AND c.payment_row_id IS NULL AND title_id IS NOT NULL
                     AND market IS DISTINCT FROM 'none' THEN 'not_credited'
                WHEN not_set_why IS NOT NULL THEN 'not_comparable'
                ELSE 'no_obligation' END AS kind
    FROM line LEFT JOIN credited c ON c.payment_row_id = line.payment_row_id
"""

# Lines for which nothing is owed, though this payer owes something for the title in a period so named.
OWED_PERIOD = """
    CREATE OR REPLACE TABLE owed_period AS
    WITH unmatched AS MATERIALIZED (
        SELECT p.payment_row_id, p.payer_id, p.title_id, p.period
        FROM left_line l JOIN payment p ON p.payment_row_id = l.payment_row_id WHERE l.kind = 'no_obligation'
    )
    SELECT u.payment_row_id FROM unmatched u
    SEMI JOIN pay_group g ON g.company_id = u.payer_id AND g.title_id = u.title_id AND g.occasion = u.period
"""

EXCEPTION = f"""
    CREATE OR REPLACE VIEW exception AS
    SELECT l.payment_row_id, payment_id, line_no, payer_id, payee_id, payee_as_written, title_id, market,
           period, kind::{label_type(KINDS)} AS kind,
           CASE WHEN gross_cents IS NULL THEN net_cents ELSE gross_cents - used_cents END AS amount_cents,
           currency,
           (CASE kind WHEN 'net_only' THEN '{NET_ONLY}' WHEN 'reversal' THEN '{TAKEN_BACK}'
                 WHEN 'duplicate' THEN '{REPEATED}' WHEN 'overpaid' THEN '{OVERPAID}'
                 WHEN 'not_comparable' THEN not_set_why WHEN 'not_credited' THEN '{NO_CREDIT}'
                 ELSE CASE WHEN title_id IS NULL OR period IS NULL THEN '{NO_TITLE}'
                           WHEN payee_id IS NULL THEN '{NO_PAYEE}'
                           WHEN o.payment_row_id IS NULL THEN '{NO_PERIOD}' ELSE '{NOTHING_OWED}' END
            END)::{label_type(REASONS)} AS why
    FROM left_line l JOIN payment p ON p.payment_row_id = l.payment_row_id
    LEFT JOIN owed_period o ON o.payment_row_id = l.payment_row_id
"""
