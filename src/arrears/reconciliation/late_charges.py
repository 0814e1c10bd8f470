"""What lateness costs, for every obligation at once: balance by calendar by late rule.

Columns in, columns out. Principal is never touched, a charge on a charge appears only in the compound
reading, and no reading is chosen: whole months simple, whole months compound and days are shown side by
side. Refuses balances that run backwards, overlap or belong to nothing.
"""

from __future__ import annotations

from datetime import date

import duckdb

from arrears.engine.calendar import register_calendar, register_deadlines
from arrears.engine.connection import drop_tables
from arrears.findings import Finding, Refused
from arrears.reconciliation.late_checks import check_late_relations
from arrears.reconciliation.late_compound import charge_periods, fold_compound
from arrears.reconciliation.late_spans import lay_spans
from arrears.reconciliation.late_terms import ChargeTerms, LateTerms, read_late_rules

EVENT_TABLES = {
    "late_notice": "obligation_no BIGINT, received_on DATE",
    "late_dispute": "obligation_no BIGINT, since DATE, settled_on DATE, disputed_cents BIGINT,"
    " undisputed_paid_on DATE",
}
# The obligations that may have several steps under one charge: of the balance, or beside a dispute.
SEVERAL = """
    CREATE OR REPLACE TEMP TABLE late_several AS
    SELECT obligation_no FROM {balance} GROUP BY obligation_no HAVING count(*) > 1
    UNION SELECT obligation_no FROM late_dispute
"""
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
    connection.execute(SEVERAL.format(balance=balance))
    findings = check_late_relations(connection, balance=balance, obligation=obligation, late_rule=late_rule)
    if findings:
        raise Refused(findings)
    _register_all_deadlines(connection, late_rule)
    lay_spans(connection, balance=balance, obligation=obligation, late_rule=late_rule, as_of=as_of)
    counts_business_days = any(charge.per == "business day" for rule in rules for charge in rule.charges)
    register_calendar(connection, _pairs(connection), counts_business_days=counts_business_days)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE late_step AS {_step_sql(late_rule)}")
    drop_tables(connection, "late_span")
    width = "BIGINT" if widest_figure(connection, rules) < NARROW_LIMIT else "HUGEINT"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE late_part AS {_part_sql(width)}")
    fold_compound(connection, late_rule, width)
    drop_tables(connection, "late_step")
    # Tables of their own: over a query the engine would print the chain of periods into itself, without end.
    connection.execute(f"CREATE OR REPLACE TEMP TABLE late_charged AS {_charged_sql(late_rule, width)}")
    ((most,),) = connection.execute("SELECT coalesce(max(units), 0) FROM late_charged").fetchall()
    grown = charge_periods("SELECT * FROM late_charged", int(most), width)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE late_grown AS {grown}")
    connection.execute(f"CREATE OR REPLACE TABLE late_charge AS {_late_charge_sql()}")
    drop_tables(connection, "late_part", "late_compound", "late_charged", "late_grown", "late_several")


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


def widest_figure(connection: duckdb.DuckDBPyConnection, rules: tuple[LateTerms, ...]) -> int:
    """The largest figure that the charges can reach on the way; refuses a charge beyond any money.

    First by a bound that costs nothing: no step is longer than the longest span, and an obligation has at
    most two stretches. Only where that is too much is each obligation's own reach looked up.
    """
    longest = "greatest(max(months), max(days), max(business_days))"
    bound = f"""
        SELECT late_rule, charge_no, max(open_cents), 2 * min(longest), 2 * min(longest)
        FROM late_step, (SELECT {longest} AS longest FROM calendar_span)
        GROUP BY late_rule, charge_no"""
    widest, findings = _reach(connection, rules, bound)
    if findings or widest >= NARROW_LIMIT:
        widest, findings = _reach(connection, rules, REACHED)
    if findings:
        raise Refused(findings)
    return widest


REACHED = """
    SELECT late_rule, charge_no, max(open_cents), max(units), max(days)
    FROM (SELECT late_rule, charge_no, max(open_cents) AS open_cents, sum(units) AS units,
              sum(days) AS days FROM late_step GROUP BY late_rule, charge_no, obligation_no, contested)
    GROUP BY late_rule, charge_no ORDER BY late_rule, charge_no
"""


def _reach(
    connection: duckdb.DuckDBPyConnection, rules: tuple[LateTerms, ...], query: str
) -> tuple[int, list[Finding]]:
    """The widest figure on the way for the open cents, periods and days that a query gives by charge."""
    charges = {
        (rule.rule_id, charge_no): (rule, charge)
        for rule in rules
        for charge_no, charge in enumerate(rule.charges, start=1)
    }
    findings: list[Finding] = []
    widest = 0
    for rule_id, charge_no, open_cents, units, days in connection.execute(query).fetchall():
        rule, charge = charges[rule_id, charge_no]
        result = _largest_charge(rule, charge, (int(open_cents), int(units), int(days)))
        if result > RESULT_LIMIT:
            findings.append(_too_large(rule_id, charge_no, int(open_cents), int(units)))
        rate, share = charge.rate, charge.most_share
        factor = 1 if rate is None else 24 * rate.numerator + 730 * rate.denominator
        share_factor = 1 if share is None else share.numerator + share.denominator
        widest = max(widest, (result + int(open_cents) * int(units + days + 2)) * factor * share_factor)
    return widest, findings


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


def _part_sql(width: str) -> str:
    """One row per obligation, part and charge: its steps summed, each with its open cents.

    Most obligations have one step of a charge, and nothing to sum.
    """
    return f"""
        SELECT obligation_no, charge_no, contested, late_rule, is_disputed, basis_cents,
            open_cents::{width} * units AS unit_cents, open_cents::{width} * days AS day_cents,
            units, months, days, 1::BIGINT AS steps, open_cents
        FROM late_step ANTI JOIN late_several USING (obligation_no)
        UNION ALL
        SELECT obligation_no, charge_no, contested, min(late_rule), bool_or(is_disputed), min(basis_cents),
            sum(open_cents::{width} * units)::{width}, sum(open_cents::{width} * days)::{width},
            sum(units)::BIGINT, sum(months)::BIGINT, sum(days)::BIGINT, count(*), max(open_cents)
        FROM late_step SEMI JOIN late_several USING (obligation_no)
        GROUP BY obligation_no, charge_no, contested
    """


def _charged_sql(late_rule: str, width: str) -> str:
    """The same rows with their simple and daily reading, each rounded once, and a start for the compound one.

    Parts of one step are compounded from here, `units` times; those of several steps bring their compound.
    """
    fixed = "CASE WHEN r.rate_num IS NULL THEN r.fixed_cents * s.units ELSE 0 END"
    half_up = "(2 * {0} * r.rate_num + {1}) // (2 * {1})"
    return f"""
        SELECT s.obligation_no, s.late_rule, s.charge_no, s.contested,
            s.contested AND s.is_disputed AS disputed, s.months, s.days, s.open_cents::{width} AS open_cents,
            r.rate_num, r.rate_den, r.reads_simple, r.reads_compound, r.reads_daily, r.status,
            CASE WHEN s.steps = 1 AND r.rate_num IS NOT NULL AND r.reads_compound THEN s.units ELSE 0 END
                AS units,
            coalesce(c.compound, {fixed})::{width} AS compound,
            CASE WHEN r.rate_num IS NULL THEN r.fixed_cents * s.units
                 ELSE {half_up.format("s.unit_cents", "r.rate_den")} END AS simple,
            CASE WHEN r.per = 'month' AND r.rate_num IS NOT NULL
                 THEN {half_up.format("s.day_cents * 12", "(r.rate_den * 365)")} END AS daily,
            CASE WHEN r.most_share_num IS NULL THEN NULL
                 ELSE s.basis_cents::{width} * r.most_share_num // r.most_share_den END AS most
        FROM late_part s JOIN {late_rule} r ON r.rule_id = s.late_rule AND r.charge_no = s.charge_no
        LEFT JOIN late_compound c ON c.obligation_no = s.obligation_no AND c.charge_no = s.charge_no
            AND c.contested = s.contested
    """


def _late_charge_sql() -> str:
    """One row per obligation and part of it: the charges of its rule, each held to its limit, together.

    An obligation with an undisputed first charge alone is one row already.
    """
    held = "least({0}, coalesce(most, {0}))"
    summed = f"sum({held})::BIGINT"
    return f"""
        WITH several AS (SELECT obligation_no FROM late_grown WHERE contested OR charge_no > 1)
        SELECT obligation_no, late_rule, coalesce(months, 0) AS months, coalesce(days, 0) AS days,
            CASE WHEN reads_simple THEN {held.format("simple")}::BIGINT END AS simple_cents,
            CASE WHEN reads_compound THEN {held.format("compound")}::BIGINT END AS compound_cents,
            CASE WHEN reads_daily THEN {held.format("coalesce(daily, simple)")}::BIGINT END AS daily_cents,
            disputed, status
        FROM late_grown ANTI JOIN several USING (obligation_no)
        UNION ALL
        SELECT obligation_no, min(late_rule), coalesce(sum(months) FILTER (WHERE charge_no = 1), 0)::BIGINT,
            coalesce(sum(days) FILTER (WHERE charge_no = 1), 0)::BIGINT,
            CASE WHEN bool_and(reads_simple) THEN {summed.format("simple")} END,
            CASE WHEN bool_and(reads_compound) THEN {summed.format("compound")} END,
            CASE WHEN bool_and(reads_daily) THEN {summed.format("coalesce(daily, simple)")} END,
            disputed, min(status)
        FROM late_grown SEMI JOIN several USING (obligation_no)
        GROUP BY obligation_no, disputed
    """
