"""An award is recorded once, paid and calculated by acts; what cannot be is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arrears.book.access import ARBITRATOR, PUBLIC
from arrears.book.ledger import Book
from arrears.book.verify import verify_book
from arrears.claims.award import award_lines, read_award, read_awards
from arrears.claims.award_account import AwardPart, AwardPayment, AwardTerms
from arrears.claims.award_acts import (
    NewAward,
    NewCalculation,
    dispute_calculation,
    pay_award,
    record_award,
    record_calculation,
)
from arrears.claims.award_rules import award_rule_of, read_award_rules, rule_for
from arrears.claims.casework import read_events
from arrears.claims.settlement_division import SettledLine
from arrears.findings import Refused

from .desk_world import LINES, acting, make_desk

AWARD_ON = date(2010, 2, 1)
GIVEN = tuple(SettledLine(line, line.by_position["guild"] or 0, 0) for line in LINES)
TERMS = AwardTerms(AWARD_ON, rule_for("iatse/basic-2018"), (AwardPart(1, None, 3_600_00),))
AWARD = NewAward(("claim/1",), "arbitrator", "guild", "usd", TERMS, GIVEN)
OPEN_SUM = replace(
    AWARD, terms=replace(TERMS, parts=(AwardPart(1, None, None),), needs_calculation=True), lines=()
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_desk(tmp_path)


def payment(cents: int, reference: str = "", on: date = date(2010, 3, 1)) -> AwardPayment:
    return AwardPayment(0, on, cents, "principal", "C1", reference)


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        act()
    (finding,) = caught.value.findings
    return finding.code, finding.problem


def test_an_award_is_kept_with_its_lines_its_clock_and_its_reading(book: Book) -> None:
    subject, entry = record_award(book, AWARD, acting(AWARD_ON))
    held = read_award(book, subject)
    assert (subject, held.position, held.terms, held.sum_cents()) == ("award/1", "guild", TERMS, 3_600_00)
    assert held.recorded_seq == entry.seq
    assert sum(each.paid_cents for each in award_lines(book, held)) == 3_600_00
    links = [event.body["id"] for event in read_events(book, "claim/1") if event.kind == "award_linked"]
    assert links == ["award/1"]
    assert verify_book(book) == []


def test_the_same_award_is_recorded_once(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    with pytest.raises(Refused) as caught:
        record_award(book, AWARD, acting(AWARD_ON, why="again"))
    assert (caught.value.findings[0].code, caught.value.findings[0].problem) == (
        "award-recorded-before",
        "the same award is recorded already; nothing was appended",
    )


def test_no_line_is_given_by_two_awards_or_after_a_settlement(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    other = replace(AWARD, made_by="another arbitrator")
    with pytest.raises(Refused) as caught:
        record_award(book, other, acting(AWARD_ON))
    assert {(finding.code, finding.found) for finding in caught.value.findings} == {
        ("line-decided-before", "award/1")
    }
    assert caught.value.findings[0].problem == (
        "the line is decided already, by an award or a settlement in effect"
    )


def test_the_parties_read_what_it_gives_and_no_other_reading(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    seen = book.seen_by(ARBITRATOR)
    lines = award_lines(seen, read_award(seen, "award/1"))
    assert {name for each in lines for name in each.line.by_position} == {"guild"}
    assert read_awards(book.seen_by(PUBLIC)) == {}


def test_instalments_and_lines_tell_one_sum(book: Book) -> None:
    wrong = replace(AWARD, terms=replace(TERMS, parts=(AwardPart(1, None, 3_600_01),)))
    assert refused(lambda: record_award(book, wrong, acting(AWARD_ON))) == (
        "award-sum",
        "the instalments of the award do not add up to what it gives on its lines",
    )


def test_payments_are_set_against_it_and_a_reference_counts_once(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    _, account = pay_award(book, "award/1", payment(1_000_00, "W1"), acting(date(2010, 3, 2)))
    assert account.open_cents() == 2_600_00
    assert refused(lambda: pay_award(book, "1", payment(1_000_00, "W1"), acting(date(2010, 3, 3)))) == (
        "award-payment",
        "a payment with this reference is recorded already; nothing was appended",
    )
    assert refused(lambda: pay_award(book, "award/1", payment(0), acting(date(2010, 3, 3)))) == (
        "award-payment",
        "a payment is more than nothing",
    )
    held = read_award(book, "award/1")
    assert [each.reference for each in held.payments] == ["W1"]
    # Due by 3 March 2010, thirty days after the award; by 1 April two whole months on what was paid late.
    account = held.account(date(2010, 4, 1))
    assert account.interest().simple_cents == 52_00


def test_acts_before_their_cause_are_refused(book: Book) -> None:
    problem = "the act is dated before what it follows from"
    early = replace(AWARD, terms=replace(TERMS, award_on=date(2008, 1, 1)))
    assert refused(lambda: record_award(book, early, acting(AWARD_ON))) == ("award-before-cause", problem)
    assert refused(lambda: record_award(book, AWARD, acting(date(2010, 1, 31)))) == (
        "award-before-cause",
        problem,
    )
    record_award(book, AWARD, acting(AWARD_ON))
    before = payment(5_00, on=date(2010, 1, 31))
    assert refused(lambda: pay_award(book, "award/1", before, acting(date(2010, 3, 1)))) == (
        "award-before-cause",
        problem,
    )
    ahead = payment(5_00, on=date(2010, 3, 2))
    assert refused(lambda: pay_award(book, "award/1", ahead, acting(date(2010, 3, 1)))) == (
        "award-before-cause",
        problem,
    )


def test_a_calculation_gives_the_sum_its_lines(book: Book) -> None:
    record_award(book, OPEN_SUM, acting(AWARD_ON))
    assert read_award(book, "award/1").sum_cents() is None
    assert award_lines(book, read_award(book, "award/1")) == ()
    told = NewCalculation(date(2010, 4, 3), GIVEN)
    record_calculation(book, "award/1", told, acting(date(2010, 4, 5)))
    held = read_award(book, "award/1")
    assert (held.sum_cents(), held.terms.calculation.notified_on) == (3_600_00, date(2010, 4, 3))
    assert len(award_lines(book, held)) == 4
    assert refused(lambda: record_calculation(book, "award/1", told, acting(date(2010, 4, 6)))) == (
        "award-calculation",
        "the sum of the award is calculated already",
    )
    # Told on the sixty-first day: from the award, four whole months by 1 June.
    assert held.account(date(2010, 6, 1)).interest().simple_cents == 144_00
    dispute_calculation(book, "award/1", acting(date(2010, 5, 1)))
    assert read_award(book, "award/1").account(date(2010, 6, 1)).parts[0].interest is None


def test_a_reason_beyond_control_is_kept_in_words(book: Book) -> None:
    record_award(book, OPEN_SUM, acting(AWARD_ON))
    dispute_calculation(book, "award/1", acting(date(2010, 3, 1), why="books seized"), prevented=True)
    assert read_award(book, "award/1").terms.calculation.beyond_control == "books seized"


def test_an_award_with_a_sum_needs_no_calculation(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    assert refused(lambda: dispute_calculation(book, "award/1", acting(date(2010, 5, 1)))) == (
        "award-calculation",
        "the award gives a sum of its own",
    )


def test_a_name_that_the_book_does_not_show_is_refused(book: Book) -> None:
    assert refused(lambda: read_award(book, "2")) == (
        "award-unknown",
        "the book shows no award of that name",
    )


def test_the_shipped_clocks_say_where_they_stand_and_guess_nothing() -> None:
    rules = read_award_rules()
    assert len({address for rule in rules for address in rule.agreements}) == sum(
        len(rule.agreements) for rule in rules
    )
    for rule in rules:
        assert award_rule_of(rule.body()) == rule
        assert rule.cite
        assert (rule.monthly is None) == bool(rule.find_at)
    assert rule_for("iatse/basic-2021").paid_within_days == 30
    assert refused(lambda: rule_for("afm/secondary-markets-fund")) == (
        "award-rule-unknown",
        "no clock of awards is known for this agreement",
    )
