"""Where late charges run: each step of a balance, cut by the clock of each charge of its rule.

The clock starts at the due date, at a notice or when that has run out. A dispute may stop it for the disputed
part, and it starts again after settlement. No cent is figured here.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.connection import drop_tables


def lay_spans(
    connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str, late_rule: str, as_of: date
) -> None:
    """Create `late_span` from the balance, `late_notice`, `late_dispute` and `calendar_deadline`.

    Columns: obligation_no, late_rule, charge_no, contested, is_disputed, stretch_no, anchor_on (the day from
    which periods count), before_from, before_to, basis_cents, begin_on, end_on, open_cents.
    """
    names = {"balance": balance, "obligation": obligation, "late_rule": late_rule}
    span = f"({UNDISPUTED}) UNION ALL ({DISPUTED})"
    for table, query in (("late_open_after", OPEN_AFTER), ("late_span", span)):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS {query.format(**names)}", {"as_of": as_of}
        )
    drop_tables(connection, "late_open_after")


# The obligations that were still open once so many days after their notice had passed.
OPEN_AFTER = """
        SELECT DISTINCT n.obligation_no, c.deadline_on, c.unit, c.count
        FROM late_notice n JOIN calendar_deadline c ON c.from_on = n.received_on
        JOIN {balance} b ON b.obligation_no = n.obligation_no AND b.open_cents > 0
            AND b.from_on <= c.deadline_on AND least(coalesce(b.to_on, $as_of), $as_of) > c.deadline_on
"""

# What starts the clock of each charge `r` for the money `m`, and whether anything has.
NOTICED = """
            LEFT JOIN (SELECT * FROM late_notice WHERE received_on <= $as_of) n
                ON n.obligation_no = o.obligation_no AND n.received_on > o.due_on"""
RELEASED = """
            JOIN {late_rule} r ON r.rule_id = m.late_rule
            LEFT JOIN late_open_after a ON a.obligation_no = m.obligation_no AND m.notice_on IS NOT NULL
                AND a.unit = r.notice_unit AND a.count = r.only_after_notice_days
            WHERE (r.start = 'due' OR m.notice_on IS NOT NULL)
                AND (r.only_after_notice_days IS NULL OR a.obligation_no IS NOT NULL)"""
START_ON = """CASE r.start WHEN 'due' THEN m.due_on WHEN 'notice' THEN m.notice_on
                    ELSE a.deadline_on END"""

# Nearly all money is undisputed: one clock runs on all of it, from its start to the day asked for.
UNDISPUTED = f"""
        WITH money AS (
            SELECT b.*, o.late_rule, o.due_on, greatest(o.amount_cents, 0) AS owed_cents,
                n.received_on AS notice_on
            FROM {{balance}} b JOIN {{obligation}} o ON o.obligation_no = b.obligation_no
            ANTI JOIN late_dispute d ON d.obligation_no = b.obligation_no {NOTICED})
        SELECT * FROM (
            SELECT m.obligation_no, m.late_rule, r.charge_no, false AS contested, false AS is_disputed,
                1 AS stretch_no, {START_ON} AS anchor_on, NULL::DATE AS before_from, NULL::DATE AS before_to,
                m.owed_cents AS basis_cents, greatest(m.from_on, anchor_on) AS begin_on,
                least(coalesce(m.to_on, $as_of), $as_of) AS end_on, m.open_cents
            FROM money m {RELEASED})
        WHERE anchor_on < $as_of AND open_cents > 0 AND begin_on < end_on
"""

# One row per balance step, charge, part and stretch: the days on which its open cents ran under the clock. A
# part is what is undisputed or disputed of an obligation; a stretch is what runs before, or after, the time
# for which a dispute stops the clock. before_from, before_to: the stretch before, for limits in periods.
DISPUTED = f"""
        WITH rule AS (SELECT DISTINCT rule_id, pauses_while_disputed, resumes_after_business_days
                      FROM {{late_rule}}),
        money AS (
            SELECT o.obligation_no, o.late_rule, o.due_on, greatest(o.amount_cents, 0) AS owed_cents,
                n.received_on AS notice_on, d.since,
                d.since IS NOT NULL AND (d.settled_on IS NULL OR d.settled_on > $as_of) AS is_disputed,
                CASE WHEN d.since IS NULL THEN 0
                     ELSE least(greatest(o.amount_cents, 0), coalesce(d.disputed_cents, o.amount_cents))
                END AS contested_cents,
                coalesce(rule.pauses_while_disputed AND d.since IS NOT NULL
                    AND (d.disputed_cents IS NULL OR d.disputed_cents >= o.amount_cents
                         OR d.undisputed_paid_on <= o.due_on), false) AS pauses,
                c.deadline_on AS resumes_on
            FROM (FROM {{obligation}} SEMI JOIN late_dispute USING (obligation_no)) o
            JOIN rule ON rule.rule_id = o.late_rule {NOTICED}
            LEFT JOIN (SELECT * FROM late_dispute WHERE since <= $as_of) d
                ON d.obligation_no = o.obligation_no
            LEFT JOIN calendar_deadline c ON c.from_on = d.settled_on AND c.unit = 'business day'
                AND c.count = rule.resumes_after_business_days),
        released AS (
            SELECT m.*, r.charge_no, r.fixed_cents IS NOT NULL AS is_fixed,
                {START_ON} AS start_on
            FROM money m {RELEASED}),
        part AS (
            SELECT *, unnest(CASE WHEN is_fixed OR contested_cents = 0 THEN [contested_cents > 0]
                                  ELSE [false, true] END) AS contested FROM released),
        halved AS (
            SELECT *, unnest(CASE WHEN pauses AND contested AND resumes_on IS NOT NULL THEN [1, 2]
                                  ELSE [1] END) AS stretch_no FROM part),
        clock AS (
            SELECT *,
                CASE stretch_no WHEN 1 THEN start_on ELSE greatest(start_on, resumes_on) END AS anchor_on,
                CASE WHEN stretch_no = 1 AND pauses AND contested THEN least(since, $as_of)
                     ELSE $as_of END AS until_on,
                CASE WHEN stretch_no = 2 AND since > start_on THEN start_on END AS before_from,
                CASE WHEN stretch_no = 2 AND since > start_on THEN since END AS before_to,
                CASE WHEN is_fixed THEN owed_cents WHEN contested THEN contested_cents
                     ELSE owed_cents - contested_cents END AS basis_cents
            FROM halved)
        SELECT * FROM (
            SELECT k.obligation_no, k.late_rule, k.charge_no, k.contested, k.is_disputed, k.stretch_no,
                k.anchor_on, k.before_from, k.before_to, k.basis_cents,
                greatest(b.from_on, k.anchor_on) AS begin_on,
                least(coalesce(b.to_on, $as_of), k.until_on) AS end_on,
                CASE WHEN k.is_fixed THEN greatest(b.open_cents, 0)
                     WHEN k.contested THEN greatest(least(b.open_cents, k.contested_cents), 0)
                     ELSE greatest(b.open_cents - k.contested_cents, 0) END AS open_cents
            FROM clock k JOIN {{balance}} b ON b.obligation_no = k.obligation_no
            WHERE k.anchor_on < k.until_on)
        WHERE open_cents > 0 AND begin_on < end_on
"""
