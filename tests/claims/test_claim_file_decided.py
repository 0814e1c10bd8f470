"""What has decided a claim stands in its file: awards and settlements in effect, and nothing of the talks.

The claim is over two writers' halves of $159.00, due on 30 November 2008. By 31 August 2009 nine whole months
at 1.5% make $10.73 on each half: $90.23 for each, $180.46 in all.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.access import COUNSEL
from arrears.book.ledger import open_book
from arrears.claims import claim_filing
from arrears.claims.acting import Acting
from arrears.claims.award import read_award
from arrears.claims.award_account import AwardPayment, AwardTerms
from arrears.claims.award_acts import NewAward, pay_award, record_award
from arrears.claims.award_making import lines_at, lines_of_sum, parts_of
from arrears.claims.award_rules import stated_rule
from arrears.claims.claim import read_claim
from arrears.claims.claim_money_lines import price_claims
from arrears.claims.decided import Decided, still_open
from arrears.claims.letters import Draft, LetterAct, record_letter, record_received, record_sent
from arrears.claims.opening import Audited
from arrears.claims.settlement_acts import Proposal, consent, make_effective, propose, withdraw
from arrears.claims.settlement_terms import Allocation, LumpSum, Release, SettlementTerms
from arrears.reports.award_words import award_sentences
from arrears.reports.claim_file import draw_claim_file
from arrears.reports.claim_file_chronology import chronology_section
from arrears.reports.claim_file_decided import DecidedFile, decided_schedules
from arrears.reports.claim_file_report import build_claim_file

from .test_claim_file import DAY, claim_opened, words_of
from .test_claim_file import told_of as told_with_work

AWARDED, PAID, LATER = date(2010, 2, 1), date(2010, 3, 20), date(2010, 4, 15)
READING = "as agreed"
SECRET = "what was said to the mediator"


@pytest.fixture(scope="module")
def opened(small_book, tmp_path_factory):
    """The folder of the small book with its claim, made once; nobody may append to it."""
    path = tmp_path_factory.mktemp("decided") / "book"
    shutil.copytree(small_book, path)
    book, agreements = open_book(path), load_library(addresses=["wga/mba-2008"])
    run = run_audit(book, agreements, AuditRequest(as_of=DAY))
    return claim_opened(book, Audited(open_run(run.folder), agreements)).path


@pytest.fixture
def claimed(opened, tmp_path):
    """A copy of it."""
    shutil.copytree(opened, tmp_path / "book")
    return open_book(tmp_path / "book")


def told_of(book, as_of: date = DAY):
    return told_with_work(book, as_of, as_of, with_worked=False)


def priced(book):
    return price_claims(book, ["1"], DAY, "simple")


def award(book, lines, rule: str) -> None:
    """An award on the reading as agreed: 30 days to pay, then 1% a month from its day."""
    clock = stated_rule(30, Fraction(1, 100), "award", "award p. 12")
    terms = AwardTerms(AWARDED, clock, parts_of((), lines))
    given = NewAward(("claim/1",), "the arbitrator", READING, "usd", terms, lines, priced(book).told(rule))
    record_award(book, given, Acting(AWARDED, "attorney", AWARDED), lambda _: None)


def section(told, begins: str):
    """A chapter of the file that begins so."""
    (found,) = [one for one in build_claim_file(told).sections if one.heading.startswith(begins)]
    return found


def rows(told, begins: str, table: str) -> list[tuple]:
    (found,) = [one for one in section(told, begins).tables if one.name == table]
    return list(found.rows)


def cents(row: tuple) -> list[int | None]:
    return [cell.cents for cell in row if hasattr(cell, "cents")]


def test_an_award_is_a_chapter_with_heads_clock_payments_and_what_is_open(claimed):
    award(claimed, lines_at(priced(claimed).lines, READING), "each line at its amount")
    payment = AwardPayment(0, PAID, 100_00, "principal", "C1", "W17")
    pay_award(claimed, "1", payment, Acting(PAID, "clerk", PAID), lambda _: None)
    told = told_of(claimed, LATER)
    said = " ".join(section(told, "Award of 2010-02-01 (award/1)").sentences)
    # Of $180.46 nothing was paid in 30 days: 1% for March is $1.80; then 1% of $80.46 is $0.80.
    for words in (
        "Made by the arbitrator on 2010-02-01 in claim/1, on the reading of as agreed: $180.46.",
        "Each line stands at its amount on the reading of as agreed, due and open on 2009-08-31",
        "to be paid within 30 days; what is not paid then bears 1% a month from the award",
        "Principal open on 2010-04-15: $80.46.",
        "Interest by whole months: $2.61 where interest bears none",
    ):
        assert words in said
    heads = rows(told, "Award of", "heads")
    assert [(row[0], row[2], cents(row)) for row in heads] == [
        ("compensation", 2, [159_00]), ("late charge", 2, [21_46]), ("all of them", 4, [180_46]),
    ]  # fmt: skip
    assert [cents(row)[:3] for row in rows(told, "Award of", "parts")] == [[180_46, 100_00, 80_46]]
    assert [cents(row) for row in rows(told, "Award of", "people")] == [[90_23], [90_23]]
    assert rows(told, "What awards and settlements leave", "still_open") == []
    assert_pages(told)


def assert_pages(told):
    """The file names the pages of an award and of its lines where they are."""
    pages = words_of(draw_claim_file(told))
    (chapter,) = [n for n, page in enumerate(pages, 1) if "Made by the arbitrator on 2010-02-01" in page]
    (lines,) = [n for n, page in enumerate(pages, 1) if "Schedule of award/1: every line" in page]
    first = pages[0] + pages[1]
    assert f"gives $180.46 on the reading of as agreed (award/1; see page {chapter})" in first
    assert "are not reduced by what was awarded or settled" in first
    assert f"Line by line, with person and title: page {lines}." in pages[chapter - 1]
    index = next(page for page in pages if "Awards and settlements in effect" in page)
    assert f"award/1 the arbitrator 2010-02-01 page {chapter} {lines}" in index
    assert "Ada Quillfeather" in pages[lines - 1]
    assert "$180.46" in pages[lines - 1]
    assert "$100.00 of principal was paid on award/1" in " ".join(pages)


def test_how_lines_of_an_award_got_their_amounts_and_whose_division_it_is_is_said(claimed):
    award(claimed, lines_of_sum(priced(claimed).lines, READING, "equal", 100_00), "equal")
    given = read_award(claimed, "1")
    said = " ".join(award_sentences(given))
    assert "It gives one sum for all lines. That sum is divided here the same for every line" in said
    assert "unless the award states it, the division is the guild's and only the sum is the award's" in said
    before = " ".join(award_sentences(replace(given, priced=None)))
    assert "How the amounts of its lines came about was not recorded with it" in before
    no_clock = replace(given.terms, rule=stated_rule(None, None, "award", "p. 3"))
    assert "(p. 3): no days for payment; no interest." in award_sentences(replace(given, terms=no_clock))[-1]


def proposal(book, title: str = "Downloads", lines: tuple[str, ...] = ()) -> Proposal:
    money = priced(book).lines
    terms = SettlementTerms(
        title, LumpSum(50_00, "usd"), Allocation("pro_rata_by_full_value", READING),
        release=Release(lines=lines), consents=("wga", "C1"),
    )  # fmt: skip
    return Proposal(terms, money, ("claim/1",), ("wga",), DAY)


def settle(book, lines: tuple[str, ...] = ()) -> None:
    """As counsel: $50.00 proposed, agreed by both, and in effect a month later."""
    counsel = book.seen_by(COUNSEL)
    name, _, _ = propose(counsel, proposal(book, lines=lines), Acting(DAY, "attorney", DAY))
    for who in ("wga", "C1"):
        consent(counsel, name, (who, "signed letter"), Acting(DAY, who, DAY))
    later = date(2009, 9, 30)
    make_effective(counsel, name, Acting(later, "attorney", later), procedure=lambda _: None)


def test_talks_change_no_byte_of_the_file_until_something_is_in_effect(claimed):
    before = draw_claim_file(told_of(claimed))
    counsel = claimed.seen_by(COUNSEL)
    name, _, _ = propose(counsel, proposal(claimed, SECRET), Acting(DAY, "attorney", DAY))
    withdraw(counsel, name, Acting(DAY, "attorney", DAY, why=SECRET))
    assert draw_claim_file(told_of(counsel)) == before
    settle(claimed)
    text = " ".join(words_of(draw_claim_file(told_of(counsel, LATER))))
    assert "Settlement in effect since 2009-09-30 (settlement/1)" in text
    for word in (SECRET, "proposal/1", "proposed on"):
        assert word not in text


def test_a_settlement_in_effect_is_a_chapter_with_rule_division_and_consents(claimed):
    settle(claimed)
    told = told_of(claimed, LATER)
    said = " ".join(section(told, "Settlement in effect").sentences)
    for words in (
        "Downloads. It settles claim/1 as of 2009-08-31 and is in effect since 2009-09-30.",
        "Paid: a lump sum of $50.00.",
        "the reading that weighs the lines is that of as agreed",
        "Of the $50.00 that it pays in all, $0.00 is recorded as come in by 2010-04-15; $50.00 is not.",
    ):
        assert words in said
    assert [cents(row) for row in rows(told, "Settlement", "people")] == [[25_00], [25_00]]
    consents = rows(told, "Settlement", "consents")
    assert [(row[0], row[1], row[3]) for row in consents] == [
        ("Writers Guild of America (wga)", "agreed", "signed letter"),
        ("Brindlemoor Pictures (invented) (C1)", "agreed", "signed letter"),
    ]
    assert rows(told, "What awards and settlements leave", "still_open") == []
    assert_out_and_kept_out(told)


def assert_out_and_kept_out(file):
    """A company that stays out, and undisputed money that is kept out, stay owed."""
    figures, (told,) = file.figures, file.decided.decided.settlements
    lines = [replace(each, paid_cents=0, is_out=True) for each in told.lines if each.line.payee_id == "P1"]
    lines += [
        replace(each, paid_cents=0, kept_out_cents=30_00) for each in told.lines if each.line.payee_id == "P2"
    ]
    told = replace(told, lines=tuple(lines))
    (schedule,) = decided_schedules(DecidedFile(Decided(DAY, (), (told,))))
    assert {row[-1] for row in schedule.rows} == {"stays out", "kept out"}
    left = still_open(figures, Decided(DAY, (), (told,)))
    assert [(part.what, part.items, part.by_position) for part in left] == [
        ("items of a company that stays out of settlement/1", 1, {READING: 79_50}),
        # $30.00 of the pay and $30.00 of the charge are kept out; the charge is no principal
        ("undisputed money that settlement/1 keeps out of its release", 1, {READING: 30_00}),
    ]


def test_what_a_release_does_not_name_stays_open_on_each_reading(claimed):
    named = priced(claimed).lines[0].ref
    settle(claimed, (named,))
    (left,) = rows(told_of(claimed), "What awards and settlements leave", "still_open")
    assert left[0].startswith("items that no award gives anything on")
    assert (left[1], cents(left)) == (1, [79_50])


def test_the_chronology_tells_how_a_letter_was_served(claimed):
    draft = Draft("demand", "claim/1", "wga", "C1", "Pay", "aa", (), DAY, "attorney")
    record_letter(claimed, draft, learned_on=DAY)
    record_sent(claimed, "1", LetterAct(DAY, "clerk", "registered post"), learned_on=DAY)
    record_received(claimed, "1", LetterAct(DAY, "clerk", "return receipt"), learned_on=DAY)
    secret = replace(draft, subject=SECRET, sha256="bb", access="counsel_only")
    counsel = claimed.seen_by(COUNSEL)
    name, _ = record_letter(counsel, secret, learned_on=DAY)
    record_sent(counsel, name, LetterAct(DAY, "counsel", SECRET), learned_on=DAY)
    events = claim_filing.acts_to_tell(counsel, read_claim(counsel, "1"))
    names = {"C1": "Brindlemoor Pictures"}
    told = [row[1:4] for row in chronology_section(events, names, {}).tables[0].rows]
    assert told[-3:] == [
        ("a letter was written", "attorney", "letter/1 demand to Brindlemoor Pictures"),
        ("letter/1 was sent", "clerk", "registered post"),
        ("letter/1 was received", "clerk", "return receipt"),
    ]
