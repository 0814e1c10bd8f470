"""Stage S5: payments set against obligations, gross with gross, to the payee or the payee of record.

Obligations of different readings are alternatives: the same payment is set against each of them. Within one
reading money fills the obligations of one key in order of due date; what is left over is an exception and
pays nothing else. This module sees columns of money, never an agreement.
"""

from __future__ import annotations

import duckdb

from arrears.engine.connection import drop_tables, quote_text
from arrears.engine.labels import label_type
from arrears.findings import Finding
from arrears.reconciliation.decisions import follow_decisions
from arrears.reconciliation.payments import DECIDED, PAYEE_NAMED, REASONS

SAME_KEYS = """g.company_id = p.payer_id AND g.title_id = p.title_id AND g.occasion = p.period
               AND g.currency = p.currency"""
UNNAMED, NAMED = "entitlement IS NULL", "entitlement IS NOT NULL"
# Reasons are labels, not texts: they ride along with every payment.
HOW_LABEL = label_type(("decision", "all_keys", "title_period"))
WHY_LABEL = label_type(REASONS)


def match_payments(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Create `match_money` and over it the view `match`: which payment settles which obligation, and why.

    Rows: one per payment line and obligation. A payment is placed under one key: decided by people, naming
    its clause, with all keys, or with a market that follows from title, period and payee. Reported: readings
    whose lines cross, so that one payment has no one order.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE match_money"
        " (obligation_no BIGINT, payment_row_id BIGINT, amount_cents BIGINT, counted_on DATE,"
        f" is_returned BOOLEAN, is_with_guild BOOLEAN, how {HOW_LABEL}, why {WHY_LABEL},"
        " positions BIGINT)"
    )
    findings = follow_decisions(connection)
    connection.execute(DECIDED_FIRST)
    place_payments(connection)
    name_entitlements(connection)
    number_payments(connection)
    for keys in (NAMED, UNNAMED):
        if count_rows(connection, f"placed WHERE {keys}"):
            allocate(connection, keys)
            findings += crossing_findings(connection)
    drop_tables(connection, "placed_money", "owed_money")
    connection.execute(MATCH)
    return findings


def count_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows a relation has."""
    return int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def place_payments(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `placed`: the keys each comparable payment is set against, and why.

    Columns: payment_row_id, group_no, person_id, entitlement (null: any), how, why. Named payees first. A
    payee of record who stands for several people counts for the one of them who is owed under the payment's
    keys; when more than one is, nobody is guessed.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE placed AS
        SELECT p.payment_row_id, g.group_no, p.payee_id AS person_id, NULL::VARCHAR AS entitlement,
               'all_keys'::{HOW_LABEL} AS how, '{PAYEE_NAMED}'::{WHY_LABEL} AS why
        FROM payment p JOIN pay_group g ON {SAME_KEYS} AND g.market = p.market
        SEMI JOIN obligation_money o
          ON o.group_no = g.group_no AND o.payee_id = p.payee_id AND o.amount_cents > 0
        WHERE p.gross_cents IS NOT NULL
        """
    )
    connection.execute(
        f"""
        INSERT INTO placed
        WITH unplaced AS (
            SELECT p.* FROM payment p ANTI JOIN placed d ON d.payment_row_id = p.payment_row_id
            WHERE p.gross_cents IS NOT NULL AND p.title_id IS NOT NULL AND p.period IS NOT NULL
        ), candidate AS (
            SELECT p.payment_row_id, g.group_no, f.person_id,
                   min(CASE WHEN p.market IS NULL THEN 'title_period' ELSE 'all_keys' END) AS how,
                   min(f.why) AS why
            FROM unplaced p
            JOIN payment_for f ON f.payment_row_id = p.payment_row_id
            JOIN pay_group g ON {SAME_KEYS} AND (p.market IS NULL OR p.market = g.market)
            SEMI JOIN obligation_money o
              ON o.group_no = g.group_no AND o.payee_id = f.person_id AND o.amount_cents > 0
            GROUP BY p.payment_row_id, g.group_no, f.person_id
        )
        SELECT payment_row_id, min(group_no), min(person_id), NULL, min(how), min(why)
        FROM candidate GROUP BY payment_row_id HAVING count(*) = 1
        """
    )


def name_entitlements(connection: duckdb.DuckDBPyConnection) -> None:
    """A payment that names its clause settles that clause's entitlement only, on whichever reading."""
    if not count_rows(connection, "payment WHERE clause IS NOT NULL"):
        return
    connection.execute(
        """
        UPDATE placed SET entitlement = n.entitlement
        FROM (
            SELECT p.payment_row_id, min(v.entitlement) AS entitlement
            FROM payment p JOIN (SELECT DISTINCT clause, entitlement FROM variant) v
              ON p.clause = v.clause OR ends_with(p.clause, '/' || v.clause)
            GROUP BY p.payment_row_id HAVING count(DISTINCT v.entitlement) = 1
        ) n WHERE n.payment_row_id = placed.payment_row_id
        """
    )


def number_payments(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `placed_money`: what each placed payment adds to the running total of its key, from above to
    up_to.

    Money that a later reversal takes back never stays paid, so a payment adds to the least total from then
    on.
    """
    key = "group_no, person_id, entitlement"
    # Payments of one day follow their own numbers, so that the order of imports decides nothing.
    order = "ORDER BY counted_on NULLS LAST, payment_id, line_no, payment_row_id"
    narrow = f"""SELECT d.payment_row_id, {key}, p.gross_cents - coalesce(x.cents, 0) AS gross,
                   p.counted_on, p.payment_id, p.line_no, p.returned_on IS NOT NULL AS is_returned,
                   p.received_by_guild_on IS NOT NULL
                     AND p.sent_on_to_member_on IS NULL AND p.returned_on IS NULL AS is_with_guild,
                   d.how, d.why
                 FROM placed d JOIN payment p ON p.payment_row_id = d.payment_row_id
                 LEFT JOIN decided_payment x ON x.payment_row_id = d.payment_row_id"""
    running = f"sum(gross) OVER (PARTITION BY {key} {order} ROWS UNBOUNDED PRECEDING)::BIGINT AS so_far"
    if not count_rows(connection, "payment WHERE gross_cents < 0"):
        # Most people are paid once under a key: only the others need their payments in order.
        select = f"""
            WITH narrow AS MATERIALIZED ({narrow}), several AS (
                SELECT group_no, person_id FROM placed GROUP BY group_no, person_id HAVING count(*) > 1)
            SELECT *, 0::BIGINT AS above, gross AS up_to
            FROM narrow ANTI JOIN several USING (group_no, person_id)
            UNION ALL
            SELECT * EXCLUDE (so_far), so_far - gross, so_far
            FROM (SELECT *, {running} FROM narrow SEMI JOIN several USING (group_no, person_id))"""
    else:
        lasting = f"""SELECT *, greatest(0, min(so_far) OVER (PARTITION BY {key} {order}
                        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))::BIGINT AS up_to,
                        CASE WHEN row_number() OVER (PARTITION BY {key} {order}) = count(*) OVER
                          (PARTITION BY {key}) THEN least(so_far, 0) ELSE 0 END AS beyond
                      FROM (SELECT *, {running} FROM ({narrow}))"""
        select = f"""SELECT * EXCLUDE (so_far),
                       coalesce(lag(up_to) OVER (PARTITION BY {key} {order}), 0) AS above FROM ({lasting})"""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE placed_money AS {select}")
    note_reversals(connection)


def note_reversals(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `taken_back`: what reversals took back of each payment, and of each reversal what it took.

    What a reversal takes beyond all that was paid under its key stays its own, as an exception.
    """
    reversed_money = """SELECT payment_row_id, (gross - (up_to - above) - beyond)::BIGINT AS cents
                        FROM placed_money WHERE gross <> up_to - above + beyond"""
    none = "SELECT NULL::BIGINT AS payment_row_id, NULL::BIGINT AS cents WHERE FALSE"
    found = count_rows(connection, "payment WHERE gross_cents < 0")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE taken_back AS {reversed_money if found else none}")


def allocate(connection: duckdb.DuckDBPyConnection, keys: str) -> None:
    """Fill `match_money` for one sort of keys: the overlap of paid and owed, both running within a key.

    Alternatives do not stand in each other's way: only obligations of the same readings, or of all that a
    reading includes, come before one.
    """
    named = keys == NAMED
    key = "group_no, payee_id" + (", entitlement" if named else "")
    run_what_is_owed(connection, keys, key)
    put_wider_first(connection, key)
    connection.execute(
        f"""
        INSERT INTO match_money
        SELECT o.obligation_no, p.payment_row_id,
               least(p.up_to, o.up_to) - greatest(p.above, o.up_to - o.cents), p.counted_on, p.is_returned,
               p.is_with_guild, p.how, p.why, o.positions
        FROM owed_money o JOIN placed_money p
          ON p.group_no = o.group_no AND p.person_id = o.payee_id
         AND {"p.entitlement = o.entitlement" if named else f"p.{UNNAMED}"}
        WHERE least(p.up_to, o.up_to) > greatest(p.above, o.up_to - o.cents)
        """
    )


def run_what_is_owed(connection: duckdb.DuckDBPyConnection, keys: str, key: str) -> None:
    """Create `owed_money`: what each obligation that a payment may meet adds to the running total of its key.

    Most payees have one obligation under a key: only the others need theirs in order.
    """
    entitlement = "v.entitlement" if keys == NAMED else "NULL::VARCHAR"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE owed_money AS
        WITH paid AS (
            SELECT obligation_no, sum(amount_cents)::BIGINT AS cents FROM match_money GROUP BY obligation_no
        ), open AS (
            SELECT o.group_no, o.payee_id, {entitlement} AS entitlement, o.obligation_no, o.positions,
                   o.due_on, o.amount_cents - coalesce(b.cents, 0) AS cents, o.is_alone
            FROM obligation_money o
            {"JOIN variant v ON v.clause_no = o.clause_no" if keys == NAMED else ""}
            LEFT JOIN paid b ON b.obligation_no = o.obligation_no
            WHERE o.amount_cents > coalesce(b.cents, 0)
        ), met AS MATERIALIZED (
            SELECT o.* FROM open o
            SEMI JOIN (SELECT group_no, person_id, entitlement FROM placed WHERE {keys}) d
              ON d.group_no = o.group_no AND d.person_id = o.payee_id
             AND d.entitlement IS NOT DISTINCT FROM o.entitlement
        )
        SELECT *, cents AS up_to FROM met WHERE is_alone
        UNION ALL
        SELECT *, sum(cents) OVER (PARTITION BY {key}, positions
                    ORDER BY due_on NULLS LAST, obligation_no ROWS UNBOUNDED PRECEDING)::BIGINT
        FROM met WHERE NOT is_alone
        """
    )


def put_wider_first(connection: duckdb.DuckDBPyConnection, key: str) -> None:
    """Move the obligations of some readings behind those of all readings that include theirs, key by key."""
    connection.execute(
        f"""
        UPDATE owed_money SET up_to = up_to + w.cents
        FROM (
            WITH mixed AS (
                SELECT {key} FROM owed_money WHERE NOT is_alone
                GROUP BY {key} HAVING min(positions) < max(positions)
            ), own AS (SELECT o.* FROM owed_money o SEMI JOIN mixed m USING ({key}))
            SELECT n.obligation_no, sum(o.cents)::BIGINT AS cents
            FROM own n JOIN own o USING ({key})
            WHERE o.positions <> n.positions AND (o.positions & n.positions) = n.positions
            GROUP BY n.obligation_no
        ) w WHERE w.obligation_no = owed_money.obligation_no
        """
    )


MATCH = """
    CREATE OR REPLACE VIEW match AS
    SELECT m.obligation_no, m.payment_row_id, p.payment_id, p.line_no, m.amount_cents, p.paid_on,
           p.received_by_guild_on, p.sent_on_to_member_on, p.returned_on, p.counted_on, p.payee_id, m.how,
           CASE WHEN m.how = 'decision' THEN x.why ELSE m.why END AS why
    FROM match_money m
    JOIN payment p ON p.payment_row_id = m.payment_row_id
    LEFT JOIN decided_money x ON x.payment_row_id = m.payment_row_id AND x.obligation_no = m.obligation_no
"""

DECIDED_FIRST = f"""
    INSERT INTO match_money
    SELECT x.obligation_no, x.payment_row_id, x.amount_cents, p.counted_on, p.returned_on IS NOT NULL,
           p.received_by_guild_on IS NOT NULL AND p.sent_on_to_member_on IS NULL AND p.returned_on IS NULL,
           'decision', {quote_text(DECIDED)}, o.positions
    FROM decided_money x JOIN payment p ON p.payment_row_id = x.payment_row_id
    JOIN obligation_money o ON o.obligation_no = x.obligation_no
    ORDER BY x.obligation_no, x.payment_row_id
"""


def crossing_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Keys whose obligations serve readings that cross, neither holding the other: their order is not one."""
    rows = connection.execute(
        """WITH masks AS (SELECT DISTINCT positions FROM obligation_money)
           SELECT count(*) FROM masks a JOIN masks b ON a.positions < b.positions
           WHERE (a.positions & b.positions) NOT IN (0, a.positions, b.positions)"""
    ).fetchall()
    if not rows[0][0]:
        return []
    found = connection.execute(
        """SELECT count(*), min(a.obligation_no) FROM owed_money a JOIN owed_money b
           ON a.group_no = b.group_no AND a.payee_id = b.payee_id AND a.obligation_no < b.obligation_no
           WHERE (a.positions & b.positions) NOT IN (0, a.positions, b.positions)"""
    ).fetchall()
    if not found[0][0]:
        return []
    return [
        Finding(
            code="readings-cross",
            place=f"obligation:{found[0][1]}",
            problem="one payment meets obligations of readings that overlap only in part",
            expected="readings that are the same, apart, or one within the other",
            found=f"{found[0][0]} pair(s) of obligations",
            remedy="answer one of the questions with --reading",
        )
    ]
