"""The late rules of the selected agreements as the `late_rule` table that reconciliation reads.

Reconciliation never sees an agreement, so this is the one place where a late rule turns into columns. Chooses
no reading: a rule that leaves its counting open leaves it open in the table.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from arrears.agreements.model import Agreement, LateCharge, LateRule
from arrears.engine.small_tables import create_table
from arrears.findings import Finding
from arrears.reconciliation.late_terms import LATE_RULE_COLUMNS, ChargeTerms, LateTerms, late_rule_rows
from arrears.vocabulary import PAYOR_STATUSES


def write_late_rules(connection: duckdb.DuckDBPyConnection, agreements: Iterable[Agreement]) -> None:
    """Make the table `late_rule` from every late rule of these agreements.

    Rows: one per charge of a rule. Columns: `reconciliation.late_terms.LATE_RULE_COLUMNS`.
    """
    rules = {rule.rule_id: rule for agreement in agreements for rule in agreement.late_rules.values()}
    rows = late_rule_rows(late_terms_of(rules[rule_id]) for rule_id in sorted(rules))
    create_table(connection, "late_rule", rows, LATE_RULE_COLUMNS)


def rest_for_payors(connection: duckdb.DuckDBPyConnection, agreements: Iterable[Agreement]) -> list[Finding]:
    """Make `late_exempt`, the obligations whose late rule is not for a payor of the company's class.

    Rows: one per obligation whose company had such a class when it fell due. Columns: obligation_no, kind.
    What lateness costs there is another agreement's rule, which is not known here; it is never nothing.
    Findings: `late-rule-not-for-payor`, one per rule and company.
    """
    rules = {rule.rule_id: rule for agreement in agreements for rule in agreement.late_rules.values()}
    pairs = [(rule_id, kind) for rule_id, rule in sorted(rules.items()) for kind in rule.not_for]
    create_table(connection, "rule_not_for", pairs, ("rule_id VARCHAR", "kind VARCHAR"), is_temporary=True)
    connection.execute("""
        CREATE OR REPLACE TABLE late_exempt AS
        SELECT o.obligation_no, min(p.kind) AS kind
        FROM obligation o JOIN rule_not_for n ON n.rule_id = o.late_rule
        JOIN trusted_payor_status p ON p.company_id = o.company_id AND p.family = o.family AND p.kind = n.kind
            AND p.from_on <= o.due_on AND (p.until_on IS NULL OR o.due_on <= p.until_on)
        GROUP BY o.obligation_no ORDER BY o.obligation_no""")
    rows = connection.execute("""
        SELECT o.company_id, o.late_rule, e.kind, count(*) FROM late_exempt e
        JOIN obligation o USING (obligation_no) GROUP BY ALL ORDER BY ALL""").fetchall()
    return [_not_for_payor(*row) for row in rows]


def _not_for_payor(company_id: str, rule_id: str, kind: str, lines: int) -> Finding:
    problem = f"the late rule {rule_id} is not for {PAYOR_STATUSES[kind]}; no charge for lateness was figured"
    remedy = "find the rule that holds for this payor, or correct `payor_status`"
    found = f"{lines} obligation(s) of {company_id} that fell due while it was {PAYOR_STATUSES[kind]}"
    return Finding(
        "late-rule-not-for-payor", f"company:{company_id}", problem, "a payor of no class", found, remedy
    )


def late_terms_of(rule: LateRule) -> LateTerms:
    """A late rule of an agreement as figures without words.

    Missing: a rule that says only "whole months" has no reading by days, and the other way about.
    """
    whole_months = not rule.part_month or "whole months" in rule.part_month
    return LateTerms(
        rule_id=rule.rule_id,
        charges=tuple(_charge_terms(charge) for charge in rule.charges),
        ends=rule.ends,
        reads_simple=whole_months and (not rule.counts or "simple" in rule.counts),
        reads_compound=whole_months and "compound" in rule.counts,
        reads_daily="days" in rule.part_month,
        pauses_while_disputed=rule.pauses_while_disputed,
        resumes_after_business_days=rule.resumes_after_business_days,
        status=rule.citation.status,
    )


def _charge_terms(charge: LateCharge) -> ChargeTerms:
    return ChargeTerms(
        per=charge.per,
        rate=charge.rate,
        fixed_cents=charge.fixed_cents,
        start=charge.start,
        most_units=charge.most_units,
        most_share=charge.most_share,
        only_after_notice_days=charge.only_after_notice_days,
        notice_unit=charge.notice_unit,
    )
