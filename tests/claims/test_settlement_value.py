"""Who gives up what on each reading, when the money comes, and what it is worth on a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.settlement_division import divide_settlement
from arrears.claims.settlement_terms import Instalment, LumpSum, SettlementTerms
from arrears.claims.settlement_value import (
    DuePart,
    Rate,
    discount,
    due_parts,
    exchange_by,
    instalment_findings,
    present_value,
    weakest,
)
from arrears.findings import Refused

from .test_settlement_division import line, terms

DAY = date(2009, 6, 9)


def rate(yearly: Fraction = Fraction(4, 100)) -> Rate:
    return Rate(yearly, DAY, "a rate that the test names")


def test_each_person_is_shown_against_full_value_on_every_reading() -> None:
    lines = [
        line("a", 100_00, by_position={"guild": 100_00, "companies": 40_00}, undisputed_cents=10_00),
        line("b", 50_00, by_position={"guild": 50_00, "companies": None}, status="unverified"),
        line("c", 30_00, payee_id="P2"),
    ]
    settled = divide_settlement(lines, terms(LumpSum(85_00, "usd")))
    first, second = exchange_by(settled, lambda each: each.line.payee_id)
    assert (first.name, first.lines, first.paid_cents, first.kept_out_cents) == ("P1", 2, 70_00, 10_00)
    assert first.full == {"guild": 150_00, "companies": None}
    assert first.at_stake == {"guild": 140_00, "companies": None}
    assert first.given_up == {"guild": 70_00, "companies": None}
    assert first.status == "unverified"
    assert first.share_of("guild") == Fraction(1, 2)
    assert first.share_of("companies") is None
    assert (second.name, second.paid_cents, second.given_up["companies"]) == ("P2", 15_00, -15_00)
    assert second.share_of("companies") is None


def test_what_those_who_stay_out_still_owe_is_added_up_apart() -> None:
    lines = [line("a", 100_00), line("b", 40_00, company_id="C2")]
    settled = divide_settlement(lines, terms(LumpSum(14_00, "usd")), opted_out=["C2"])
    (inside,) = exchange_by(settled, lambda each: each.line.company_id)
    (outside,) = exchange_by(settled, lambda each: each.line.company_id, out=True)
    assert (inside.name, inside.paid_cents) == ("C1", 10_00)
    assert (outside.name, outside.full["guild"], outside.paid_cents) == ("C2", 40_00, 0)


def test_instalments_add_up_and_days_from_taking_effect_wait_for_it() -> None:
    said = terms(
        LumpSum(100_01, "usd"),
        instalments=(
            Instalment(Fraction(1, 3), due_on=date(2009, 7, 1)),
            Instalment(Fraction(2, 3), after_days=30),
        ),
    )
    settled = divide_settlement([line("a", 500_00)], said)
    assert due_parts(settled, said, None) == (
        DuePart(1, date(2009, 7, 1), 33_33, "usd"),
        DuePart(2, None, 66_68, "usd"),
    )
    assert due_parts(settled, said, DAY)[1].due_on == date(2009, 7, 9)


def test_instalments_that_do_not_make_the_whole_are_named() -> None:
    said = terms(LumpSum(1, "usd"), instalments=(Instalment(Fraction(1, 3), after_days=0),))
    (finding,) = instalment_findings(said)
    assert (finding.code, finding.problem) == (
        "settlement-instalments",
        "the instalments do not add up to what is paid",
    )
    assert instalment_findings(SettlementTerms("x", LumpSum(1, "usd"), said.allocation)) == []


def test_whole_years_compound_and_the_days_beyond_them_are_simple() -> None:
    # Two years and 73 days at 4%: 1 / (1.04² × (1 + 0.04 × 73/365)) = 1 / (1.0816 × 1.008).
    value = discount(Fraction(4, 100), date(2009, 6, 9), date(2011, 8, 21))
    assert value == 1 / (Fraction(10816, 10000) * Fraction(1008, 1000))
    parts = (DuePart(1, date(2011, 8, 21), 1_000_00, "usd"), DuePart(2, DAY, 50_00, "usd"))
    assert present_value(parts, rate(), DAY) == {"usd": 917_22 + 50_00}


def test_an_instalment_without_a_day_cannot_be_discounted() -> None:
    with pytest.raises(Refused) as caught:
        present_value((DuePart(1, None, 1_00, "usd"),), rate(), DAY)
    (finding,) = caught.value.findings
    assert finding.code == "settlement-no-due-day"
    assert finding.problem == (
        "an instalment has no day before the settlement takes effect, so it cannot be discounted"
    )


@given(st.integers(0, 10**9), st.dates(date(2009, 6, 9), date(2030, 1, 1)), st.integers(0, 30))
def test_present_value_never_exceeds_what_is_paid_and_later_is_never_worth_more(
    cents: int, due: date, percent: int
) -> None:
    named = rate(Fraction(percent, 100))
    worth = present_value((DuePart(1, due, cents, "usd"),), named, DAY)["usd"]
    assert 0 <= worth <= cents
    later = present_value((DuePart(1, date(2031, 1, 1), cents, "usd"),), named, DAY)["usd"]
    assert later <= worth


def test_the_weakest_status_of_a_group_is_the_one_that_is_shown() -> None:
    assert weakest(["primary", "", "derived"]) == "derived"
    assert weakest([""]) == ""
