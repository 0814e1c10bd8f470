"""Rules in sentences: every part that a rule states is said, and so is what its words leave open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from arrears.agreements.model import Citation, DueRule, LateCharge, LateRule
from arrears.audit.explained_words import due_words, late_words, rounding_words
from arrears.formula.clause import Rounding

CITED = Citation("an invented source", "unverified")


def late_rule(*charges: LateCharge, pauses: bool = False) -> LateRule:
    counts, parts = ("simple", "compound"), ("whole months", "days")
    return LateRule("a/b/late", charges, "received_by_guild_on", counts, parts, pauses, CITED)


@pytest.mark.parametrize(
    ("rounding", "words"),
    [
        (Rounding(), "to $0.01, half up"),
        (Rounding(Fraction(100), "down"), "to $1, down"),
        (Rounding(Fraction(25), "half_down"), "to $0.25, half down"),
        (Rounding(Fraction(100, 3), "up"), "to $1/3, up"),
    ],
)
def test_a_rounding_is_said_with_its_unit_and_mode(rounding: Rounding, words: str) -> None:
    assert rounding_words(rounding) == words


def test_a_due_rule_says_its_count_and_the_days_that_are_printed() -> None:
    rule = DueRule("a/b/due", "period_to", 60, "days", {(9, 30): (11, 30), (12, 31): (3, 1)})
    assert due_words(rule) == (
        "60 days after period_to; as printed, 30 September falls due on 30 November,"
        " 31 December falls due on 1 March"
    )
    assert due_words(DueRule("a/b/due", "shown_on", 4, "months")) == "4 months after shown_on"


def test_a_late_rule_says_its_rate_its_end_and_what_is_open() -> None:
    words = late_words(late_rule(LateCharge("month", Fraction(3, 200)), pauses=True))
    assert words == (
        "1.5% of what is open for each month from the due date, until the day the guild receives it;"
        " simple or compound is open, so both are shown; how part months count is open;"
        " it stands still during a bona fide dispute"
    )


def test_a_fixed_charge_says_its_limits_and_the_notice_it_waits_for() -> None:
    charge = LateCharge(
        "business day", fixed_cents=200, start="notice", most_units=30, most_share=Fraction(1, 4),
        only_after_notice_days=7, notice_unit="business day",
    )  # fmt: skip
    assert late_words(late_rule(charge)).startswith(
        "$2.00 for each business day from the notice, at most 30 times, at most 25% of the amount owed,"
        " only 7 business days after a notice"
    )
