"""A late rule keeps its figures and its open readings on the way from the agreement to the table."""

from __future__ import annotations

from fractions import Fraction

import duckdb

from arrears.agreements.load import load_library
from arrears.agreements.model import Citation, LateCharge, LateRule
from arrears.audit.late_rules import late_terms_of, write_late_rules
from arrears.reconciliation.late_terms import ChargeTerms, read_late_rules

CITATION = Citation("S14 27(b)", "primary")
INITIAL_PAY = LateRule(
    rule_id="sag/test/initial-pay",
    charges=(
        LateCharge("business day", fixed_cents=1_000, most_units=20),
        LateCharge(
            "day", fixed_cents=250, start="notice", only_after_notice_days=5, notice_unit="business day"
        ),
        LateCharge("month", rate=Fraction(1, 100), most_share=Fraction(1)),
    ),
    ends="received_by_guild_on",
    counts=("simple",),
    part_month=("whole months",),
    pauses_while_disputed=True,
    citation=CITATION,
    resumes_after_business_days=10,
)


def test_a_late_rule_keeps_every_figure():
    terms = late_terms_of(INITIAL_PAY)
    assert terms.charges == (
        ChargeTerms("business day", fixed_cents=1_000, most_units=20),
        ChargeTerms(
            "day", fixed_cents=250, start="notice", only_after_notice_days=5, notice_unit="business day"
        ),
        ChargeTerms("month", rate=Fraction(1, 100), most_share=Fraction(1)),
    )
    assert (terms.pauses_while_disputed, terms.resumes_after_business_days) == (True, 10)
    assert (terms.status, terms.ends) == ("primary", "received_by_guild_on")


def test_a_rule_opens_only_the_readings_that_it_names():
    terms = late_terms_of(INITIAL_PAY)
    assert (terms.reads_simple, terms.reads_compound, terms.reads_daily) == (True, False, False)


def test_the_shipped_late_rules_come_back_from_the_table_as_they_went_in():
    agreements = load_library(addresses=["wga/mba-2008", "wga/mba-2023"])
    connection = duckdb.connect()
    write_late_rules(connection, agreements)
    expected = {
        rule.rule_id: late_terms_of(rule)
        for agreement in agreements
        for rule in agreement.late_rules.values()
    }
    assert expected
    assert {terms.rule_id: terms for terms in read_late_rules(connection, "late_rule")} == expected


def test_no_agreement_gives_an_empty_table():
    connection = duckdb.connect()
    write_late_rules(connection, [])
    assert read_late_rules(connection, "late_rule") == ()
