"""An award and a settlement are steps of their claims, in the entry of the act itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arrears.book.access import ARBITRATOR
from arrears.book.ledger import Book
from arrears.claims.award import read_award
from arrears.claims.award_account import AwardPayment
from arrears.claims.award_acts import NewCalculation, pay_award, record_award, record_calculation
from arrears.claims.casework import append, read_events
from arrears.claims.claim import Claim, read_claim
from arrears.claims.claim_days import claim_days
from arrears.claims.clock_index import index_clocks
from arrears.claims.clocks import started_clocks
from arrears.claims.ending_steps import shipped_procedure
from arrears.claims.record_stages import stage_of_claim
from arrears.claims.settlement_acts import consent, make_effective, opt_out, propose, withdraw
from arrears.claims.settlement_terms import Release
from arrears.findings import Refused

from .desk_acts import LATER, PROPOSAL, SECOND, TERMS
from .desk_world import DAY, LINES, acting, line, make_desk, step
from .test_award import AWARD, AWARD_ON, GIVEN, OPEN_SUM


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_desk(tmp_path)


def claim_of(book: Book) -> Claim:
    return read_claim(book, "claim/1")


def states(book: Book, as_of: date) -> dict[str, str]:
    """The state of every clock of the claim."""
    claim = claim_of(book)
    procedure = shipped_procedure(claim)
    assert procedure is not None
    days = claim_days(claim, as_of, None).days
    return {one.clock_id: one.state for one in started_clocks(index_clocks(procedure), days, as_of=as_of)}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.findings]


def settle(book: Book, **changed: object) -> str:
    """A settlement of the claim, in effect."""
    proposal = replace(PROPOSAL, **changed)  # type: ignore[arg-type]
    subject, _, _ = propose(book, proposal, acting())
    for who in proposal.claimants:
        consent(book, subject, (who, "board"), acting())
    _, now, _ = make_effective(book, subject, acting())
    return now.settlement_id


def test_an_award_moves_its_claim_in_its_own_entry(book: Book) -> None:
    assert states(book, AWARD_ON)["award"] == "unknown"
    _, entry = record_award(book, AWARD, acting(AWARD_ON))
    claim = claim_of(book)
    (awarded,) = claim.happened("awarded")
    assert (claim.state, awarded.seq, awarded.on, awarded.by) == (
        "awarded",
        entry.seq,
        AWARD_ON,
        "arbitrator",
    )
    assert awarded.facts == {"award": "award/1"}
    assert stage_of_claim(claim) == "awarded"
    assert states(book, AWARD_ON)["award"] == "perhaps kept late"
    kinds = {(event.subject, event.kind) for event in read_events(book) if event.seq == entry.seq}
    assert kinds == {("award/1", "recorded"), ("claim/1", "award_linked"), ("claim/1", "step")}


def test_the_parties_see_the_step_and_not_more_of_the_claim(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    seen = read_events(book.seen_by(ARBITRATOR), "claim/1")
    assert [(event.kind, event.body.get("step")) for event in seen] == [
        ("award_linked", None),
        ("step", "awarded"),
    ]


def test_an_award_that_the_rules_forbid_is_refused_with_the_rule(tmp_path: Path) -> None:
    book = make_desk(tmp_path, heard=False)
    with pytest.raises(Refused) as refused:
        record_award(book, AWARD, acting(AWARD_ON))
    assert codes(refused) == ["step-order"]
    (finding,) = refused.value.findings
    assert finding.place.startswith("sag/tv-2005/procedure/steps/8-awarded")
    assert finding.expected == "after submitted or hearing_opened"
    assert not read_events(book, "award/")
    # Without a procedure the order of the words themselves holds.
    with pytest.raises(Refused) as refused:
        record_award(book, AWARD, acting(AWARD_ON), procedure=lambda _: None)
    assert codes(refused) == ["step-out-of-order"]


def test_an_award_whose_step_was_taken_by_hand_takes_no_second(book: Book) -> None:
    append(book, [step("awarded", AWARD_ON)], learned_on=AWARD_ON)
    record_award(book, AWARD, acting(AWARD_ON))
    assert len(claim_of(book).happened("awarded")) == 1


def test_an_award_of_another_day_than_the_step_is_refused(book: Book) -> None:
    append(book, [step("awarded", date(2010, 1, 30))], learned_on=AWARD_ON)
    with pytest.raises(Refused) as refused:
        record_award(book, AWARD, acting(AWARD_ON))
    (finding,) = refused.value.findings
    assert finding.problem == "the claim was awarded on another day, and no award of that day is recorded"
    assert (finding.expected, finding.found) == ("an award of 2010-01-30", "2010-02-01")


def test_a_second_award_of_another_day_is_a_second_step(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    later = replace(SECOND, terms=replace(SECOND.terms, award_on=LATER))
    record_award(book, later, acting(LATER))
    assert [step.on for step in claim_of(book).happened("awarded")] == [AWARD_ON, LATER]


def test_the_payment_that_leaves_nothing_open_is_the_step_award_paid(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    pay_award(book, "award/1", AwardPayment(0, LATER, 3_599_99, "principal", "C1", "W1"), acting(LATER))
    assert claim_of(book).state == "awarded"
    entry, _ = pay_award(book, "award/1", AwardPayment(0, LATER, 1, "principal", "C1", "W2"), acting(LATER))
    (paid,) = claim_of(book).happened("award_paid")
    assert (paid.seq, paid.on, paid.by) == (entry.seq, LATER, "C1")


def test_money_is_never_refused_for_a_step(book: Book) -> None:
    record_award(book, AWARD, acting(AWARD_ON))
    append(book, [step("withdrawn", LATER)], learned_on=LATER)
    pay_award(book, "award/1", AwardPayment(0, LATER, 3_600_00, "principal", "C1", "W1"), acting(LATER))
    assert read_award(book, "award/1").account(LATER).open_cents() == 0
    assert claim_of(book).happened("award_paid") == ()


def test_a_sum_told_under_an_award_is_a_step_where_the_agreement_has_one(book: Book) -> None:
    record_award(book, OPEN_SUM, acting(AWARD_ON))
    told = NewCalculation(LATER, GIVEN)
    record_calculation(book, "award/1", told, acting(LATER), procedure=lambda _: None)
    (figured,) = claim_of(book).happened("award_calculated")
    assert (figured.on, figured.facts["award"]) == (LATER, "award/1")


def test_a_settlement_of_everything_ends_the_claim_in_its_own_entry(book: Book) -> None:
    name = settle(book)
    claim = claim_of(book)
    (settled,) = claim.happened("settled")
    assert (claim.state, claim.is_open, settled.facts) == ("settled", False, {"settlement": name})
    (effective,) = [event for event in read_events(book, "settlement/") if event.kind == "effective"]
    assert settled.seq == effective.seq
    assert stage_of_claim(claim) == "settled"
    assert states(book, LATER)["award"] == "not needed"


def test_a_company_that_stays_out_keeps_the_claim_open(book: Book) -> None:
    subject, _, _ = propose(book, PROPOSAL, acting())
    consent(book, subject, ("sag", "board"), acting())
    opt_out(book, subject, ("C2", "letter"), acting())
    make_effective(book, subject, acting())
    claim = claim_of(book)
    (part,) = claim.happened("settled_in_part")
    assert (claim.state, claim.is_open) == ("submitted", True)
    assert part.facts["remains"] == "what is claimed of C2, which stays out"
    assert states(book, DAY)["award"] == "unknown"


@pytest.mark.parametrize(
    ("changed", "rest"),
    [
        ({"lines": (*LINES, line("d", "P1", "C1", 900_00, undisputed_cents=1))},
         "undisputed money, which is kept out of the release"),
        ({"terms": replace(TERMS, release=Release(companies=("C1",)))}, "what the release does not name"),
    ],
)  # fmt: skip
def test_what_the_settlement_leaves_keeps_the_claim_open(
    book: Book, changed: dict[str, object], rest: str
) -> None:
    settle(book, **changed)
    claim = claim_of(book)
    assert claim.is_open
    assert claim.happened("settled_in_part")[0].facts["remains"] == rest


def test_a_claim_that_ended_meanwhile_is_not_settled(book: Book) -> None:
    subject, _, _ = propose(book, PROPOSAL, acting())
    consent(book, subject, ("sag", "board"), acting())
    append(book, [step("withdrawn", DAY)], learned_on=DAY)
    with pytest.raises(Refused) as refused:
        make_effective(book, subject, acting())
    assert codes(refused) == ["claim-ended"]
    assert not read_events(book, "settlement/")
    withdraw(book, subject, acting())


def test_a_claim_settled_by_hand_on_that_day_takes_no_second_step(book: Book) -> None:
    subject, _, _ = propose(book, PROPOSAL, acting())
    consent(book, subject, ("sag", "board"), acting())
    append(book, [step("settled", DAY)], learned_on=DAY)
    make_effective(book, subject, acting())
    assert len(claim_of(book).happened("settled")) == 1
