"""What must hold before late charges are figured: balances that run forward, known rules, sane disputes.

Every fault is listed with the obligations that show it, the first of them by number; nothing is repaired.
"""

from __future__ import annotations

import duckdb

from arrears.findings import Finding
from arrears.money import CENTS_LIMIT

SHOWN = 20


def check_late_relations(
    connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str, late_rule: str
) -> list[Finding]:
    """What stands in the way of figuring late charges from these relations; empty when nothing does.

    Findings: late-balance-backwards, late-balance-early, late-balance-broken, late-balance-size,
    late-balance-unknown, late-rule-unknown, late-notice-twice, late-dispute-twice, late-dispute-span.
    """
    rows_are_sound = _rows_are_sound(connection, balance=balance, obligation=obligation)
    of_rows = (
        []
        if rows_are_sound
        else [
            *_step_checks(connection, balance=balance, obligation=obligation),
            *_amount_checks(connection, balance=balance, obligation=obligation),
        ]
    )
    return [
        *of_rows,
        *_overlap_checks(connection, balance=balance),
        *_event_checks(connection, obligation=obligation, late_rule=late_rule),
    ]


def _rows_are_sound(connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str) -> bool:
    """Whether no single row of the balance shows a fault: one pass, and a sound book waits for no lists."""
    ((faulty,),) = connection.execute(f"""
        SELECT count(*) FROM {balance} b
        LEFT JOIN {obligation} o ON o.obligation_no = b.obligation_no AND o.late_rule IS NOT NULL
        WHERE b.to_on < b.from_on OR b.open_cents >= {CENTS_LIMIT} OR b.from_on < o.due_on
           OR o.obligation_no IS NOT NULL AND (o.amount_cents IS NULL OR o.due_on IS NULL)""").fetchall()
    return not faulty


def _faults(
    connection: duckdb.DuckDBPyConnection, code: str, problem: str, sides: tuple[str, str], sql: str
) -> list[Finding]:
    """One finding for each (place, what was found) of a query, the first ones by number."""
    expected, remedy = sides
    rows = connection.execute(sql).fetchmany(SHOWN)
    return [Finding(code, place, problem, expected, str(found), remedy) for place, found in rows]


def _step_checks(connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str) -> list[Finding]:
    late = f"(SELECT * FROM {obligation} WHERE late_rule IS NOT NULL)"
    place = "'balance:obligation ' || b.obligation_no"
    matching = "match payments again"
    return [
        *_faults(
            connection,
            "late-balance-backwards",
            "a step of the balance ends before it begins.",
            ("from_on on or before to_on", matching),
            f"""SELECT {place}, b.from_on || ' to ' || b.to_on FROM {balance} b
                WHERE b.to_on < b.from_on ORDER BY b.obligation_no, b.from_on""",
        ),
        *_faults(
            connection,
            "late-balance-early",
            "a step of the balance begins before the amount falls due.",
            ("from_on on or after the due date", matching),
            f"""SELECT {place}, b.from_on || ', due ' || o.due_on FROM {balance} b
                JOIN {late} o ON o.obligation_no = b.obligation_no
                WHERE b.from_on < o.due_on ORDER BY b.obligation_no, b.from_on""",
        ),
    ]


def _overlap_checks(connection: duckdb.DuckDBPyConnection, *, balance: str) -> list[Finding]:
    return [
        *_faults(
            connection,
            "late-balance-broken",
            "the steps of a balance overlap.",
            ("each step begins where the one before has ended", "match payments again"),
            f"""SELECT 'balance:obligation ' || obligation_no,
                    from_on || ' after ' || begun_on || ' to ' || coalesce(ended_on::VARCHAR, 'no end')
                FROM (SELECT obligation_no, from_on, lag(from_on) OVER earlier AS begun_on,
                          lag(to_on) OVER earlier AS ended_on
                      FROM {balance} SEMI JOIN late_several USING (obligation_no)
                      WINDOW earlier AS (PARTITION BY obligation_no ORDER BY from_on, to_on NULLS LAST))
                WHERE begun_on IS NOT NULL AND (ended_on IS NULL OR ended_on > from_on)
                ORDER BY obligation_no, from_on""",
        ),
    ]


def _amount_checks(connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str) -> list[Finding]:
    late = f"(SELECT * FROM {obligation} WHERE late_rule IS NOT NULL)"
    place = "'balance:obligation ' || b.obligation_no"
    return [
        *_faults(
            connection,
            "late-balance-size",
            "an open balance is larger than any amount can be.",
            (f"below {CENTS_LIMIT} cents", "look for a slip in the payment or in the receipts"),
            f"""SELECT {place}, b.open_cents FROM {balance} b
                WHERE b.open_cents >= {CENTS_LIMIT} ORDER BY b.obligation_no, b.from_on""",
        ),
        *_faults(
            connection,
            "late-balance-unknown",
            "a balance stands open although its amount or its due date is not known.",
            ("an amount and a due date", "leave what cannot be computed out of the balance"),
            f"""SELECT DISTINCT {place}, coalesce(o.amount_cents::VARCHAR, 'no amount')
                || ', due ' || coalesce(o.due_on::VARCHAR, 'not known') FROM {balance} b
                JOIN {late} o ON o.obligation_no = b.obligation_no
                WHERE o.amount_cents IS NULL OR o.due_on IS NULL ORDER BY 1""",
        ),
    ]


def _event_checks(connection: duckdb.DuckDBPyConnection, *, obligation: str, late_rule: str) -> list[Finding]:
    return [
        *_faults(
            connection,
            "late-rule-unknown",
            "obligations name a late rule that no agreement of this run has.",
            ("a rule of the late_rule table", "compute the obligations again with the same agreements"),
            f"""SELECT 'obligation ' || min(obligation_no), late_rule FROM {obligation}
                WHERE late_rule IS NOT NULL AND late_rule NOT IN (SELECT rule_id FROM {late_rule})
                GROUP BY late_rule ORDER BY late_rule""",
        ),
        *_faults(
            connection,
            "late-notice-twice",
            "an obligation has more than one notice that could start a charge.",
            ("the first notice after the due date", "keep one notice for each obligation"),
            """SELECT 'late_notice:obligation ' || obligation_no, count(*) || ' notices' FROM late_notice
                GROUP BY obligation_no HAVING count(*) > 1 ORDER BY obligation_no""",
        ),
        *_faults(
            connection,
            "late-dispute-twice",
            "an obligation has more than one dispute that could stop the clock.",
            ("one dispute", "join the disputes into one, or settle the first"),
            """SELECT 'late_dispute:obligation ' || obligation_no, count(*) || ' disputes' FROM late_dispute
                GROUP BY obligation_no HAVING count(*) > 1 ORDER BY obligation_no""",
        ),
        *_faults(
            connection,
            "late-dispute-span",
            "a dispute has no beginning, is settled before it begins, or is about less than nothing.",
            ("since on or before settled_on, disputed_cents not negative", "correct the dispute record"),
            """SELECT 'late_dispute:obligation ' || obligation_no, concat_ws(', ',
                    'since ' || coalesce(since::VARCHAR, 'not known'), 'settled ' || settled_on,
                    disputed_cents || ' cents')
                FROM late_dispute WHERE since IS NULL OR settled_on < since OR disputed_cents < 0
                ORDER BY obligation_no""",
        ),
    ]
