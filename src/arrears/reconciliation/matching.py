"""Stage S5: payments set against obligations, gross with gross, to the payee or the payee of record.

Obligations of different readings are alternatives: the same payment is set against each of them. Within one
reading money fills the obligations of one key in order of due date; what is left over is an exception and
pays nothing else. This module sees columns of money, never an agreement.
"""

from __future__ import annotations

import duckdb

from arrears.findings import Finding

MATCH_COLUMNS = (
    "obligation_no BIGINT, payment_row_id BIGINT, payment_id VARCHAR, line_no BIGINT, amount_cents BIGINT,"
    " paid_on DATE, received_by_guild_on DATE, sent_on_to_member_on DATE, returned_on DATE, counted_on DATE,"
    " payee_id VARCHAR, how VARCHAR, why VARCHAR"
)
KEYS_AGREE = """o.company_id = p.payer_id AND o.title_id = p.title_id AND o.occasion = p.period
                AND o.currency = p.currency"""


def match_payments(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Create `match`: which payment money settles which obligation, and why.

    A payment is placed under one key: decided by people, naming its clause, with all keys, or with a market
    that follows from title, period and payee. Reported: readings whose lines cross so that one payment has
    no one order.
    """
    connection.execute(f"CREATE OR REPLACE TABLE match ({MATCH_COLUMNS})")
    place_payments(connection)
    number_keys(connection)
    allocate(connection, "k.entitlement IS NOT NULL")
    allocate(connection, "k.entitlement IS NULL")
    return crossing_findings(connection)


def place_payments(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `placed`: the person and market each comparable payment is set against, and why.

    Named payees first. A payee of record who stands for several people counts for the one of them who is
    owed under the payment's keys; when more than one is, nobody is guessed.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE placed AS
        SELECT p.payment_row_id, p.payee_id AS person_id, p.market, p.clause, 'all_keys' AS how,
               'the payee named' AS why
        FROM payment p
        WHERE p.gross_cents IS NOT NULL AND EXISTS (
            SELECT 1 FROM obligation o WHERE {KEYS_AGREE} AND o.market = p.market AND o.payee_id = p.payee_id
                                         AND o.amount_cents > 0)
        """
    )
    connection.execute(
        f"""
        INSERT INTO placed
        WITH unplaced AS (
            SELECT p.* FROM payment p
            WHERE p.gross_cents IS NOT NULL AND p.title_id IS NOT NULL AND p.period IS NOT NULL
              AND p.payment_row_id NOT IN (SELECT payment_row_id FROM placed)
        ), candidate AS (
            SELECT p.payment_row_id, f.person_id, o.market, min(p.clause) AS clause,
                   min(CASE WHEN p.market IS NULL THEN 'title_period' ELSE 'all_keys' END) AS how,
                   min(f.why) AS why
            FROM unplaced p
            JOIN payment_for f ON f.payment_row_id = p.payment_row_id
            JOIN obligation o ON {KEYS_AGREE} AND o.payee_id = f.person_id AND o.amount_cents > 0
             AND (p.market IS NULL OR p.market = o.market)
            GROUP BY p.payment_row_id, f.person_id, o.market
        )
        SELECT payment_row_id, min(person_id), min(market), min(clause), min(how), min(why)
        FROM candidate GROUP BY payment_row_id HAVING count(*) = 1
        """
    )


def number_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `keyed_payment` (each placed payment under a short key number) and `keyed_obligation`.

    Money that a later reversal takes back never stays paid: `stays_cents` is what the payment adds to the
    least running total of its key from then on.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE pay_key AS
        SELECT row_number() OVER () AS key_no, * FROM (
            SELECT DISTINCT y.payer_id AS company_id, y.title_id, p.market, y.period AS occasion,
                   p.person_id AS payee_id, y.currency, e.entitlement
            FROM placed p JOIN payment y USING (payment_row_id)
            LEFT JOIN (SELECT DISTINCT clause, entitlement FROM obligation) e
              ON p.clause IS NOT NULL AND (p.clause = e.clause OR ends_with(p.clause, '/' || e.clause)))
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE keyed_payment AS
        WITH running AS (
            SELECT k.key_no, k.entitlement, y.*, p.how, p.why,
                   sum(y.gross_cents) OVER in_order AS so_far
            FROM placed p JOIN payment y USING (payment_row_id)
            JOIN pay_key k ON k.company_id = y.payer_id AND k.title_id = y.title_id AND k.market = p.market
             AND k.occasion = y.period AND k.payee_id = p.person_id AND k.currency = y.currency
             AND (p.clause IS NULL) = (k.entitlement IS NULL)
            WINDOW in_order AS (PARTITION BY k.key_no ORDER BY y.counted_on NULLS LAST, y.payment_row_id
                                ROWS UNBOUNDED PRECEDING)
        ), lasting AS (
            SELECT *, greatest(0, min(so_far) OVER (PARTITION BY key_no
                       ORDER BY counted_on NULLS LAST, payment_row_id
                       ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))::BIGINT AS up_to
            FROM running
        )
        SELECT *, coalesce(lag(up_to) OVER (PARTITION BY key_no
                           ORDER BY counted_on NULLS LAST, payment_row_id), 0) AS above
        FROM lasting
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE keyed_obligation AS
        SELECT k.key_no, k.entitlement, o.obligation_no, o.positions, o.amount_cents, o.due_on
        FROM pay_key k
        JOIN obligation o ON o.company_id = k.company_id AND o.title_id = k.title_id AND o.market = k.market
         AND o.occasion = k.occasion AND o.payee_id = k.payee_id AND o.currency = k.currency
         AND (k.entitlement IS NULL OR k.entitlement = o.entitlement)
        WHERE o.amount_cents > 0
        """
    )


def allocate(connection: duckdb.DuckDBPyConnection, keys: str) -> None:
    """Fill `match` for one sort of keys: the overlap of what was paid and what is owed, both running within
    a key.

    Alternatives do not stand in each other's way: only obligations of the same readings, or of all that a
    reading includes, come before one.
    """
    connection.execute(
        f"""
        INSERT INTO match
        WITH paid_before AS (
            SELECT obligation_no, sum(amount_cents)::BIGINT AS cents FROM match GROUP BY obligation_no
        ), open AS (
            SELECT k.key_no, k.obligation_no, k.positions, k.due_on,
                   k.amount_cents - coalesce(b.cents, 0) AS cents
            FROM keyed_obligation k LEFT JOIN paid_before b USING (obligation_no)
            WHERE {keys} AND k.amount_cents > coalesce(b.cents, 0)
        ), mixed AS (
            SELECT key_no FROM open GROUP BY key_no HAVING count(DISTINCT positions) > 1
        ), wider AS (
            SELECT n.obligation_no, sum(w.cents)::BIGINT AS cents
            FROM open n SEMI JOIN mixed m ON m.key_no = n.key_no
            JOIN open w ON w.key_no = n.key_no AND w.positions <> n.positions
             AND (w.positions & n.positions) = n.positions
            GROUP BY n.obligation_no
        ), owed AS (
            SELECT o.*, coalesce(w.cents, 0) + sum(o.cents) OVER (PARTITION BY o.key_no, o.positions
                        ORDER BY o.due_on NULLS LAST, o.obligation_no ROWS UNBOUNDED PRECEDING) AS up_to
            FROM open o LEFT JOIN wider w USING (obligation_no)
        )
        SELECT o.obligation_no, p.payment_row_id, p.payment_id, p.line_no,
               (least(p.up_to, o.up_to) - greatest(p.above, o.up_to - o.cents))::BIGINT,
               p.paid_on, p.received_by_guild_on, p.sent_on_to_member_on, p.returned_on, p.counted_on,
               p.payee_id, p.how, p.why
        FROM owed o JOIN keyed_payment p ON p.key_no = o.key_no
        WHERE least(p.up_to, o.up_to) > greatest(p.above, o.up_to - o.cents)
        """
    )


def crossing_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Keys whose obligations serve readings that cross, neither holding the other: their order is not one."""
    row = connection.execute(
        """SELECT count(*), min(a.obligation_no) FROM keyed_obligation a JOIN keyed_obligation b
           ON a.key_no = b.key_no AND a.obligation_no < b.obligation_no
           WHERE (a.positions & b.positions) NOT IN (0, a.positions, b.positions)"""
    ).fetchone()
    assert row is not None
    if not row[0]:
        return []
    return [
        Finding(
            code="readings-cross",
            place=f"obligation:{row[1]}",
            problem="one payment meets obligations of readings that overlap only in part",
            expected="readings that are the same, apart, or one within the other",
            found=f"{row[0]} pair(s) of obligations",
            remedy="answer one of the questions with --reading",
        )
    ]
