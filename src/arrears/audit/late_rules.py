"""The late rules of the selected agreements as the `late_rule` table that reconciliation reads.

Reconciliation never sees an agreement, so this is the one place where a late rule turns into columns. Chooses
no reading: a rule that leaves its counting open leaves it open in the table.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from arrears.agreements.model import Agreement, LateCharge, LateRule
from arrears.reconciliation.late_terms import ChargeTerms, LateTerms, late_rule_table


def write_late_rules(connection: duckdb.DuckDBPyConnection, agreements: Iterable[Agreement]) -> None:
    """Make the table `late_rule` from every late rule of these agreements.

    Rows: one per charge of a rule. Columns: `reconciliation.late_terms.LATE_RULE_SCHEMA`.
    """
    rules = {rule.rule_id: rule for agreement in agreements for rule in agreement.late_rules.values()}
    table = late_rule_table(late_terms_of(rules[rule_id]) for rule_id in sorted(rules))
    connection.register("late_rules_in_hand", table)
    connection.execute("CREATE OR REPLACE TABLE late_rule AS SELECT * FROM late_rules_in_hand")
    connection.unregister("late_rules_in_hand")


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
