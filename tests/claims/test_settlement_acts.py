"""A settlement is proposed, agreed and put into effect by acts; what its terms forbid is refused with the
term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.book.access import ARBITRATOR, GUILD, MEDIATOR, PUBLIC, read_audience
from arrears.book.ledger import Book
from arrears.book.verify import verify_book
from arrears.claims.casework import NewEvent, append, read_events
from arrears.claims.settlement import (
    read_proposals,
    read_settlement,
    read_settlements,
    settled_lines,
)
from arrears.claims.settlement_acts import (
    Proposal,
    consent,
    make_effective,
    opt_out,
    propose,
    tell,
    withdraw,
)
from arrears.claims.settlement_terms import (
    Allocation,
    Condition,
    OptOut,
    SettlementTerms,
    ShareOfValue,
)
from arrears.findings import Refused

from .desk_world import DAY, LINES, OPENED, acting, make_desk

RATIFIED = date(2009, 6, 9)
TERMS = SettlementTerms(
    "Suspended regulars",
    ShareOfValue(Fraction(33, 100)),
    Allocation("pro_rata_by_full_value", "guild"),
    condition=Condition("ratification", "the agreement", RATIFIED),
    opt_out=OptOut(date(2009, 6, 1)),
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_desk(tmp_path)


def proposal(terms: SettlementTerms = TERMS) -> Proposal:
    return Proposal(terms, LINES, ("claim/1",), ("sag",), DAY)


def proposed(book: Book, terms: SettlementTerms = TERMS) -> str:
    return propose(book, proposal(terms), acting())[0]


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        act()
    (finding,) = caught.value.findings
    return finding.code, finding.problem


def test_a_proposal_is_kept_whole_and_linked_to_its_claim(book: Book) -> None:
    subject, entry, settled = propose(book, proposal(), acting(why="the companies asked for talks"))
    held = read_settlement(book, subject)
    assert (subject, held.state, held.terms, held.as_of) == ("proposal/1", "proposed", TERMS, DAY)
    assert held.consents_needed == ("sag",)
    assert [each.line for each in settled_lines(book, held).lines] == [each.line for each in settled.lines]
    assert {each.line.key: each.paid_cents for each in settled_lines(book, held).lines} == {
        "a#compensation": 330_00,
        "a#late_charge": 33_00,
        "b#compensation": 660_00,
        "c#compensation": 165_00,
    }
    links = [event for event in read_events(book, "claim/1") if event.kind == "settlement_linked"]
    assert [(event.body["id"], event.access, event.seq) for event in links] == [
        ("proposal/1", "settlement", entry.seq)
    ]
    assert verify_book(book) == []


def test_the_same_proposal_twice_is_one_proposal(book: Book) -> None:
    proposed(book)
    code, problem = refused(lambda: proposed(book))
    assert code == "settlement-proposed-before"
    assert problem == "the same settlement of the same lines is on the desk already; nothing was appended"
    withdraw(book, "proposal/1", acting())
    assert proposed(book) == "proposal/2"


def test_it_takes_effect_on_its_event_and_companies_that_stay_out_keep_owing(book: Book) -> None:
    proposed(book)
    tell(book, "proposal/1", ("P1", "letter"), acting())
    opt_out(book, "proposal/1", ("C2", "letter of its counsel"), acting(date(2009, 5, 20), "C2"))
    consent(book, "proposal/1", ("sag", "national board"), acting(date(2009, 5, 21), "sag"))
    entry, now, settled = make_effective(book, "proposal/1", acting(RATIFIED), met_on=RATIFIED)
    assert now.settlement_id == "settlement/1"
    assert sum(each.paid_cents for each in settled.staying) == 1_023_00
    held = read_settlement(book, "settlement/1")
    assert (held.state, held.out, held.effective_on, held.recorded_seq) == (
        "in effect",
        ("C2",),
        RATIFIED,
        entry.seq,
    )
    kept = settled_lines(book, held)
    assert [each.line.ref for each in kept.lines if each.is_out] == ["c"]
    assert next(each for each in kept.lines if each.is_out).at_stake("guild") == 500_00
    was = read_settlement(book, "proposal/1")
    assert (was.state, was.in_effect_as, [word.who for word in was.told]) == (
        "in effect",
        "settlement/1",
        ["P1"],
    )
    assert verify_book(book) == []


def test_before_its_event_nothing_takes_effect(book: Book) -> None:
    proposed(book)
    consent(book, "proposal/1", ("sag", "board"), acting())
    assert refused(lambda: make_effective(book, "proposal/1", acting(RATIFIED))) == (
        "settlement-condition",
        "the settlement takes effect only on ratification of the agreement,"
        " which is not said to have happened",
    )
    before = acting(date(2009, 6, 8))
    assert refused(lambda: make_effective(book, "proposal/1", before, met_on=RATIFIED)) == (
        "settlement-condition",
        "the settlement cannot take effect before ratification of the agreement",
    )
    late = date(2009, 6, 10)
    assert refused(lambda: make_effective(book, "proposal/1", acting(late), met_on=late)) == (
        "settlement-condition",
        "ratification of the agreement came after the last day that the terms allow for it",
    )
    plain = proposed(book, replace(TERMS, condition=None))
    consent(book, plain, ("sag", "board"), acting(why="for the second proposal"))
    assert refused(lambda: make_effective(book, plain, acting(), met_on=DAY)) == (
        "settlement-condition",
        "the settlement waits for no event, so none can be said to have happened",
    )
    assert read_settlements(book) == {}


def test_without_an_opt_out_every_company_must_agree(book: Book) -> None:
    subject = proposed(book, replace(TERMS, opt_out=None, condition=None))
    consent(book, subject, ("sag", "board"), acting())
    consent(book, subject, ("C1", "counsel"), acting())
    with pytest.raises(Refused) as caught:
        make_effective(book, subject, acting())
    (finding,) = caught.value.findings
    assert (finding.code, finding.problem, finding.found) == (
        "settlement-consent-missing",
        "somebody whose agreement the settlement needs has not agreed",
        "missing: C2",
    )
    assert refused(lambda: opt_out(book, subject, ("C2", "letter"), acting())) == (
        "settlement-opt-out",
        "the terms let nobody stay out",
    )


def test_who_may_stay_out_until_when_is_held_to(book: Book) -> None:
    subject = proposed(book)
    late = acting(date(2009, 6, 2))
    assert refused(lambda: opt_out(book, subject, ("C2", "letter"), late)) == (
        "settlement-opt-out",
        "the day until which a company may stay out has passed",
    )
    assert refused(lambda: opt_out(book, subject, ("C9", "letter"), acting())) == (
        "settlement-opt-out",
        "no line of the settlement is against this company",
    )
    opt_out(book, subject, ("C2", "letter"), acting())
    assert refused(lambda: opt_out(book, subject, ("C2", "mail"), acting())) == (
        "settlement-opt-out",
        "the company stays out already",
    )
    assert refused(lambda: consent(book, subject, ("C2", "letter"), acting())) == (
        "settlement-consent",
        "a company that stays out of a settlement does not agree to it",
    )
    opt_out(book, subject, ("C1", "letter"), acting())
    consent(book, subject, ("sag", "board"), acting())
    assert refused(lambda: make_effective(book, subject, acting(RATIFIED), met_on=RATIFIED)) == (
        "settlement-nobody",
        "every company stays out, so nothing is left to settle",
    )


def test_what_has_ended_does_not_change(book: Book) -> None:
    subject = proposed(book)
    withdraw(book, subject, acting())
    assert refused(lambda: consent(book, subject, ("sag", "board"), acting())) == (
        "settlement-ended",
        "the settlement is withdrawn; nothing about it can change",
    )
    assert read_settlement(book, subject).state == "withdrawn"


def test_an_act_before_its_cause_is_refused(book: Book) -> None:
    early = acting(date(2008, 11, 18))
    problem = "the act is dated before what it follows from"
    assert refused(lambda: propose(book, proposal(), early)) == ("settlement-before-cause", problem)
    subject = proposed(book)
    assert refused(lambda: consent(book, subject, ("sag", "board"), acting(OPENED))) == (
        "settlement-before-cause",
        problem,
    )


def test_it_takes_effect_no_earlier_than_the_last_word_it_rests_on(book: Book) -> None:
    subject = proposed(book)
    consent(book, subject, ("sag", "board"), acting(date(2009, 6, 10)))
    assert refused(lambda: make_effective(book, subject, acting(RATIFIED), met_on=RATIFIED)) == (
        "settlement-before-cause",
        "the act is dated before what it follows from",
    )


def test_a_claim_that_has_ended_is_not_settled(book: Book) -> None:
    step = {"on": DAY.isoformat(), "by": "attorney", "why": "", "step": "withdrawn", "forum": "", "facts": {}}
    append(book, [NewEvent("claim/1", "step", step)], learned_on=DAY)
    assert refused(lambda: proposed(book)) == (
        "settlement-claim-ended",
        "the claim has ended, so there is nothing of it to settle",
    )


def test_no_line_is_settled_by_two_settlements(book: Book) -> None:
    first = proposed(book, replace(TERMS, condition=None))
    second = proposed(book, replace(TERMS, condition=None, title="Another"))
    opt_out(book, first, ("C2", "letter"), acting())
    consent(book, first, ("sag", "board"), acting())
    make_effective(book, first, acting())
    consent(book, second, ("sag", "board"), acting(why="the second"))
    with pytest.raises(Refused) as caught:
        make_effective(book, second, acting())
    assert {(finding.code, finding.place) for finding in caught.value.findings} == {
        ("line-settled-before", "a#compensation"),
        ("line-settled-before", "a#late_charge"),
        ("line-settled-before", "b#compensation"),
    }
    assert caught.value.findings[0].problem == ("the line is settled by another settlement that is in effect")
    # The company that stayed out can still be settled with.
    rest = Proposal(replace(TERMS, condition=None), LINES[2:3], ("claim/1",), ("sag",), DAY)
    assert propose(book, rest, acting())[0] == "proposal/3"


def test_a_name_that_the_book_does_not_show_is_refused(book: Book) -> None:
    assert refused(lambda: read_settlement(book, "settlement/1")) == (
        "settlement-unknown",
        "the book shows no proposal and no settlement of that name",
    )


def test_talks_are_hidden_and_what_is_in_effect_says_nothing_of_them(tmp_path: Path) -> None:
    """Two books that differ only in a proposal that failed show the same to who may not see talks."""
    shown = []
    for folder, with_talks in (("with", True), ("without", False)):
        book = make_desk(tmp_path / folder)
        if with_talks:
            withdraw(book, proposed(book, replace(TERMS, title="A first try")), acting())
        subject = proposed(book)
        consent(book, subject, ("sag", "board"), acting())
        make_effective(book, subject, acting(RATIFIED), met_on=RATIFIED)
        for audience in (GUILD, ARBITRATOR, PUBLIC):
            seen = book.seen_by(audience)
            assert read_proposals(seen) == {}
            held = read_settlements(seen)
            lines = {name: settled_lines(seen, each) for name, each in held.items()}
            shown.append((folder, audience.name, held, lines, read_events(seen), seen.position()[0]))
    with_talks_seen = [each[1:] for each in shown if each[0] == "with"]
    assert with_talks_seen == [each[1:] for each in shown if each[0] == "without"]
    assert len(with_talks_seen[0][1]) == 1
    assert with_talks_seen[2][1] == {}


def test_the_parties_see_what_is_paid_and_not_what_the_guild_thinks_it_is_worth(book: Book) -> None:
    subject = proposed(book)
    consent(book, subject, ("sag", "board"), acting())
    make_effective(book, subject, acting(RATIFIED), met_on=RATIFIED)
    for audience in (ARBITRATOR, MEDIATOR):
        seen = book.seen_by(audience)
        kept = settled_lines(seen, read_settlement(seen, "settlement/1"))
        assert [each.line.by_position for each in kept.lines] == [{}] * 4
        assert sum(each.paid_cents for each in kept.lines) == 1_188_00
    company = book.seen_by(read_audience("company:C2"))
    mine = settled_lines(company, read_settlement(company, "settlement/1"))
    assert [each.line.company_id for each in mine.lines] == ["C2"]
    assert read_settlement(book.seen_by(MEDIATOR), "proposal/1").state == "in effect"
