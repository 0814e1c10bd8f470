"""What lateness costs, for every obligation at once: balance by calendar by late rule.

Columns in, columns out. Principal is never touched, a charge on a charge appears only in the compound
reading, and no reading is chosen: whole months simple, whole months compound and days are shown side by
side. Refuses balances that run backwards, overlap or belong to nothing.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.calendar import register_calendar, register_deadlines
from arrears.findings import Finding, Refused
from arrears.reconciliation.late_checks import check_late_relations
from arrears.reconciliation.late_compound import fold_compound
from arrears.reconciliation.late_terms import ChargeTerms, LateTerms, read_late_rules

EVENT_TABLES = {
    "late_notice": "obligation_no BIGINT, received_on DATE",
    "late_dispute": "obligation_no BIGINT, since DATE, settled_on DATE, disputed_cents BIGINT,"
    " undisputed_paid_on DATE",
}
RESULT_LIMIT = 10**18
NARROW_LIMIT = 2**62


def charge_late_payments(
    connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str, late_rule: str, as_of: date
) -> None:
    """Make the table `late_charge`: what lateness costs on each obligation up to the day asked for.

    Rows: one per obligation and part of it (undisputed, disputed) on which a charge ran.
    Columns: obligation_no, late_rule, months and days (how long the rule's first charge ran), simple_cents,
    compound_cents, daily_cents, disputed, status. A balance step holds from `from_on` up to, not including,
    `to_on` (null: still so).
    A period is charged when it is complete, on what then still stood open, so each cent bears the whole
    periods that it was late itself; a payment on the day that completes a period does not escape it. Compound
    is rounded at each completed period and grows only while principal is open. By days, a monthly rate costs
    twelve times the rate over 365 a day. One rounding for each simple and daily charge.
    The tables `late_notice` (obligation_no, received_on) and `late_dispute` (obligation_no, since,
    settled_on, disputed_cents, undisputed_paid_on) are read where the connection has them.
    Missing: a reading that the rule does not leave open is null; without a late rule there is no row.
    Findings: raises `Refused` for balances, rules, notices or disputes that cannot be figured.
    """
    for table, columns in EVENT_TABLES.items():
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns})")
    rules = read_late_rules(connection, late_rule)
    findings = check_late_relations(connection, balance=balance, obligation=obligation, late_rule=late_rule)
    if findings:
        raise Refused(findings)
    _register_all_deadlines(connection, late_rule)
    _replace(connection, "late_money", "", _money_sql(balance, obligation, late_rule), as_of)
    _replace(connection, "late_clock", "late_money", _clock_sql(balance, late_rule), as_of)
    _replace(connection, "late_span", "late_clock", _span_sql(balance), as_of)
    counts_business_days = any(charge.per == "business day" for rule in rules for charge in rule.charges)
    register_calendar(connection, _pairs(connection), counts_business_days=counts_business_days)
    _replace(connection, "late_step", "late_span", _step_sql(late_rule))
    widest = _widest(connection, rules)
    width = "BIGINT" if widest < NARROW_LIMIT else "HUGEINT"
    fold_compound(connection, late_rule, width)
    _replace(connection, "late_part", "late_step", _part_sql(late_rule, width))
    connection.execute(f"CREATE OR REPLACE TABLE late_charge AS {_late_charge_sql(late_rule)}")
    connection.execute("DROP TABLE late_part")
    connection.execute("DROP TABLE late_compound")


def _replace(
    connection: duckdb.DuckDBPyConnection, made: str, used_up: str, query: str, as_of: date | None = None
) -> None:
    """Make one table from another and drop that other, so that only two stages are ever held at once."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {made} AS {query}", {"as_of": as_of} if as_of else None)
    if used_up:
        connection.execute(f"DROP TABLE {used_up}")


def _register_all_deadlines(connection: duckdb.DuckDBPyConnection, late_rule: str) -> None:
    counts = connection.execute(
        f"""
        SELECT DISTINCT n.received_on, r.only_after_notice_days, r.notice_unit
        FROM late_notice n CROSS JOIN {late_rule} r WHERE r.only_after_notice_days IS NOT NULL
        UNION
        SELECT DISTINCT d.settled_on, r.resumes_after_business_days, 'business day'
        FROM late_dispute d CROSS JOIN {late_rule} r WHERE d.settled_on IS NOT NULL
        """
    ).fetchall()
    register_deadlines(connection, counts)


def _money_sql(balance: str, obligation: str, late_rule: str) -> str:
    """One row per obligation with money open after its due date, with its notice and its dispute."""
    return f"""
        WITH rule AS (SELECT DISTINCT rule_id, pauses_while_disputed, resumes_after_business_days
                      FROM {late_rule})
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
        FROM {obligation} o
        JOIN rule ON rule.rule_id = o.late_rule
        SEMI JOIN (SELECT obligation_no FROM {balance} WHERE open_cents > 0 AND from_on < $as_of) b
            ON b.obligation_no = o.obligation_no
        LEFT JOIN (SELECT * FROM late_notice WHERE received_on <= $as_of) n
            ON n.obligation_no = o.obligation_no AND n.received_on > o.due_on
        LEFT JOIN (SELECT * FROM late_dispute WHERE since <= $as_of) d ON d.obligation_no = o.obligation_no
        LEFT JOIN calendar_deadline c ON c.from_on = d.settled_on AND c.unit = 'business day'
            AND c.count = rule.resumes_after_business_days
    """


def _clock_sql(balance: str, late_rule: str) -> str:
    """One row per obligation, charge, part and stretch of days on which the clock runs.

    before_from, before_to: the stretch that ran before a dispute stopped the clock, for limits in periods.
    """
    return f"""
        WITH released AS (
            SELECT m.*, r.charge_no, r.fixed_cents IS NOT NULL AS is_fixed,
                CASE WHEN r.start = 'due' THEN m.due_on ELSE m.notice_on END AS start_on
            FROM late_money m JOIN {late_rule} r ON r.rule_id = m.late_rule
            LEFT JOIN calendar_deadline c ON c.from_on = m.notice_on AND c.unit = r.notice_unit
                AND c.count = r.only_after_notice_days
            WHERE (r.start = 'due' OR m.notice_on IS NOT NULL)
                AND (r.only_after_notice_days IS NULL OR EXISTS (
                    SELECT 1 FROM {balance} b WHERE b.obligation_no = m.obligation_no AND b.open_cents > 0
                        AND b.from_on <= c.deadline_on
                        AND least(coalesce(b.to_on, $as_of), $as_of) > c.deadline_on))),
        part AS (
            SELECT *, is_fixed AND contested_cents > 0 AS contested FROM released
            UNION ALL
            SELECT *, true FROM released WHERE NOT is_fixed AND contested_cents > 0),
        stretch AS (
            SELECT *, 1 AS stretch_no, start_on AS anchor_on,
                CASE WHEN pauses AND contested THEN least(since, $as_of) ELSE $as_of END AS until_on,
                NULL::DATE AS before_from, NULL::DATE AS before_to
            FROM part
            UNION ALL
            SELECT *, 2, greatest(start_on, resumes_on), $as_of,
                CASE WHEN since > start_on THEN start_on END, CASE WHEN since > start_on THEN since END
            FROM part WHERE pauses AND contested AND resumes_on IS NOT NULL)
        SELECT * FROM stretch WHERE anchor_on < until_on
    """


def _span_sql(balance: str) -> str:
    """One row per balance step and stretch: the days on which the step's open cents ran under the clock."""
    return f"""
        SELECT * FROM (
        SELECT k.obligation_no, k.late_rule, k.charge_no, k.contested, k.is_disputed, k.stretch_no,
            k.anchor_on, k.before_from, k.before_to,
            CASE WHEN k.is_fixed OR NOT k.contested THEN k.owed_cents - CASE WHEN k.is_fixed THEN 0
                ELSE k.contested_cents END ELSE k.contested_cents END AS basis_cents,
            greatest(b.from_on, k.anchor_on) AS begin_on,
            least(coalesce(b.to_on, $as_of), k.until_on) AS end_on,
            CASE WHEN k.is_fixed THEN greatest(b.open_cents, 0)
                 WHEN k.contested THEN greatest(least(b.open_cents, k.contested_cents), 0)
                 ELSE greatest(b.open_cents - k.contested_cents, 0) END AS open_cents
        FROM late_clock k JOIN {balance} b ON b.obligation_no = k.obligation_no
            AND greatest(b.from_on, k.anchor_on) < least(coalesce(b.to_on, $as_of), k.until_on))
        WHERE open_cents > 0
    """


def _pairs(connection: duckdb.DuckDBPyConnection) -> list[tuple[date, date]]:
    pairs: list[tuple[date, date]] = connection.execute(
        """
        SELECT anchor_on, begin_on FROM late_span UNION SELECT anchor_on, end_on FROM late_span
        UNION SELECT before_from, before_to FROM late_span WHERE before_from IS NOT NULL
        """
    ).fetchall()
    return pairs


def _step_sql(late_rule: str) -> str:
    """The same rows with their periods: how many were completed within the step, limits taken off."""
    units = "CASE r.per WHEN 'month' THEN {0}.months WHEN 'day' THEN {0}.days ELSE {0}.business_days END"
    most = "least(coalesce({0}, 0) + {1}, coalesce(r.most_units, 9223372036854775807))"
    before = units.format("p")
    return f"""
        SELECT s.obligation_no, s.late_rule, s.charge_no, s.contested, s.is_disputed, s.stretch_no,
            s.begin_on, s.basis_cents, s.open_cents,
            {most.format(before, units.format("e"))} - {most.format(before, units.format("b"))} AS units,
            e.months - b.months AS months, e.days - b.days AS days
        FROM late_span s
        JOIN {late_rule} r ON r.rule_id = s.late_rule AND r.charge_no = s.charge_no
        JOIN calendar_span b ON b.from_on = s.anchor_on AND b.to_on = s.begin_on
        JOIN calendar_span e ON e.from_on = s.anchor_on AND e.to_on = s.end_on
        LEFT JOIN calendar_span p ON p.from_on = s.before_from AND p.to_on = s.before_to
    """


def _widest(connection: duckdb.DuckDBPyConnection, rules: tuple[LateTerms, ...]) -> int:
    """The largest figure that the charges can reach on the way; refuses a charge beyond any money."""
    found = connection.execute(
        """
        SELECT late_rule, charge_no, max(open_cents), max(units), max(days)
        FROM (SELECT late_rule, charge_no, max(open_cents) AS open_cents, sum(units) AS units,
                  sum(days) AS days FROM late_step GROUP BY late_rule, charge_no, obligation_no, contested)
        GROUP BY late_rule, charge_no ORDER BY late_rule, charge_no
        """
    ).fetchall()
    charges = {
        (rule.rule_id, charge_no): (rule, charge)
        for rule in rules
        for charge_no, charge in enumerate(rule.charges, start=1)
    }
    findings: list[Finding] = []
    widest = 0
    for rule_id, charge_no, open_cents, units, days in found:
        rule, charge = charges[rule_id, charge_no]
        result = _largest_charge(rule, charge, (int(open_cents), int(units), int(days)))
        if result > RESULT_LIMIT:
            findings.append(_too_large(rule_id, charge_no, int(open_cents), int(units)))
        rate, share = charge.rate, charge.most_share
        factor = 1 if rate is None else 24 * rate.numerator + 730 * rate.denominator
        share_factor = 1 if share is None else share.numerator + share.denominator
        widest = max(widest, (result + int(open_cents) * int(units + days + 2)) * factor * share_factor)
    if findings:
        raise Refused(findings)
    return widest


def _largest_charge(rule: LateTerms, charge: ChargeTerms, reach: tuple[int, int, int]) -> int:
    open_cents, units, days = reach
    if charge.rate is None:
        return (charge.fixed_cents or 0) * units
    plain = open_cents * max(units, days) * charge.rate.numerator // charge.rate.denominator
    if not rule.reads_compound:
        return plain
    # Each rounding can add at most half a cent, which then grows with the rest.
    grown = charge.rate.denominator + charge.rate.numerator
    return max(plain, int((open_cents + units) * grown**units // charge.rate.denominator**units) + 1)


def _too_large(rule_id: str, charge_no: int, open_cents: int, units: int) -> Finding:
    problem = "a late charge grows beyond any money."
    found = f"{open_cents} cents open for {units} periods"
    remedy = "check the rate and the due date; a due date decades back is often a slip"
    return Finding(
        "late-charge-too-large", f"late_rule:{rule_id}:{charge_no}", problem, "below 10^18", found, remedy
    )


def _part_sql(late_rule: str, width: str) -> str:
    """One row per obligation, part and charge: its three readings, each rounded, then held to its limit."""
    half_up = "(2 * {0} * r.rate_num + {1}) // (2 * {1})"
    return f"""
        WITH summed AS (
            SELECT obligation_no, late_rule, charge_no, contested, is_disputed, basis_cents,
                sum(open_cents::{width} * units)::{width} AS unit_cents,
                sum(open_cents::{width} * days)::{width} AS day_cents,
                sum(units)::BIGINT AS units,
                sum(months)::BIGINT AS months,
                sum(days)::BIGINT AS days
            FROM late_step GROUP BY ALL),
        charged AS (
            SELECT s.*, r.per = 'month' AND r.rate_num IS NOT NULL AS by_days,
                CASE WHEN r.rate_num IS NULL THEN r.fixed_cents * s.units
                     ELSE {half_up.format("s.unit_cents", "r.rate_den")} END AS simple,
                CASE WHEN r.rate_num IS NULL THEN r.fixed_cents * s.units
                     ELSE c.compound END AS compound,
                {half_up.format("s.day_cents * 12", "(r.rate_den * 365)")} AS daily,
                CASE WHEN r.most_share_num IS NULL THEN NULL
                     ELSE s.basis_cents::{width} * r.most_share_num // r.most_share_den END AS most
            FROM summed s JOIN {late_rule} r ON r.rule_id = s.late_rule AND r.charge_no = s.charge_no
            LEFT JOIN late_compound c ON c.obligation_no = s.obligation_no AND c.charge_no = s.charge_no
                AND c.contested = s.contested)
        SELECT obligation_no, late_rule, charge_no, contested AND is_disputed AS disputed, months, days,
            least(simple, coalesce(most, simple)) AS simple_cents,
            least(compound, coalesce(most, compound)) AS compound_cents,
            CASE WHEN by_days THEN least(daily, coalesce(most, daily))
                 ELSE least(simple, coalesce(most, simple)) END AS daily_cents
        FROM charged
    """


def _late_charge_sql(late_rule: str) -> str:
    return f"""
        WITH rule AS (SELECT DISTINCT rule_id, reads_simple, reads_compound, reads_daily, status
                      FROM {late_rule})
        SELECT p.obligation_no, p.late_rule,
            sum(CASE WHEN p.charge_no = 1 THEN p.months ELSE 0 END)::BIGINT AS months,
            sum(CASE WHEN p.charge_no = 1 THEN p.days ELSE 0 END)::BIGINT AS days,
            CASE WHEN r.reads_simple THEN sum(p.simple_cents)::BIGINT END AS simple_cents,
            CASE WHEN r.reads_compound THEN sum(p.compound_cents)::BIGINT END AS compound_cents,
            CASE WHEN r.reads_daily THEN sum(p.daily_cents)::BIGINT END AS daily_cents,
            p.disputed, r.status
        FROM late_part p JOIN rule r ON r.rule_id = p.late_rule
        GROUP BY p.obligation_no, p.late_rule, p.disputed, r.reads_simple, r.reads_compound, r.reads_daily,
            r.status
        ORDER BY p.obligation_no, p.disputed
    """
