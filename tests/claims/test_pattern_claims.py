"""From a class to a claim: a person chooses the cause, and the payment record follows the claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from arrears.audit.run_tables import open_run
from arrears.book.ledger import Book
from arrears.claims.decisions import Proposed
from arrears.claims.joint_case import Sale
from arrears.claims.joint_sale import separate_claims
from arrears.claims.line_choice import LineChoice
from arrears.claims.opening import Audited, Opening, open_claim
from arrears.claims.patterns import chosen_class, pattern_of
from arrears.claims.payment_record import RecordScope, make_payment_record
from arrears.claims.record_stages import make_stages, read_line_stages, stage_records
from arrears.claims.recording import record_step, record_withdrawn_lines
from arrears.claims.steps import Taken
from arrears.findings import Refused

from .pattern_worlds import World, line, open_world, paid, ref, titles

DAY = date(2009, 8, 31)
DECISION = Proposed("open", DAY, "attorney", "amount", told_nobody="the claim is the guild's own")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three lines short by the base, one of them by deductions as well, and one short by nothing known."""
    receipts = [line(n, "rental", 1_000_000 + 250_000 * n) for n in range(1, 5)]
    payments = [paid(n, "rental", (1_000_000 + 250_000 * n) * 4 * 40 // 10_000) for n in range(1, 4)]
    payments.append(paid(4, "rental", 12_345))
    deductions = [{"payment_id": "PAY-rental-1", "line_no": 1, "kind": "other", "amount_cents": 30_000}]
    rows = {"title": titles(4), "receipt": receipts, "payment_line": payments, "deduction": deductions}
    return open_world(tmp_path, rows)


def name(number: int) -> str:
    return ref(number, "rental", "rental")


def test_the_only_cause_needs_no_choosing(world: World) -> None:
    pattern = pattern_of(world.explainer, world.agreements, name(2))
    cause, refs = chosen_class(pattern, "", alone=False)
    assert cause.code == "misread_base"
    assert set(refs) == {name(1), name(2), name(3)}
    assert set(chosen_class(pattern, "misread-base", alone=True)[1]) == {name(2), name(3)}


def test_of_two_causes_a_person_chooses_one(world: World) -> None:
    pattern = pattern_of(world.explainer, world.agreements, name(1))
    with pytest.raises(Refused) as refused:
        chosen_class(pattern, "", alone=False)
    (finding,) = refused.value.findings
    assert (finding.code, finding.problem) == ("class-cause", "it is not said which cause the class has")
    assert "1 = " in finding.expected
    assert finding.remedy == "choose one with --cause NUMBER"
    number = 1 + [cause.code for cause in pattern.causes].index("net_for_gross")
    assert chosen_class(pattern, str(number), alone=False)[1] == (name(1),)


@pytest.mark.parametrize("cause", ["late", "99", "4x"])
def test_a_cause_that_does_not_fit_makes_no_class(world: World, cause: str) -> None:
    pattern = pattern_of(world.explainer, world.agreements, name(2))
    with pytest.raises(Refused) as refused:
        chosen_class(pattern, cause, alone=False)
    assert refused.value.findings[0].problem == "no cause of that name fits this line"


def test_a_line_without_a_cause_leads_to_no_class(world: World) -> None:
    pattern = pattern_of(world.explainer, world.agreements, name(4))
    with pytest.raises(Refused) as refused:
        chosen_class(pattern, "", alone=False)
    assert refused.value.findings[0].remedy == "open a claim over lines with `arrears claim open`"


SECOND = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
OTHER = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P2:usd"
SALE = Sale("C1", "T1", "download", "2008Q3")


def stages(book: Book, audited: Audited, day: date) -> dict[str, int]:
    run = open_run(audited.run.folder)
    make_payment_record(run, RecordScope())
    make_stages(run, read_line_stages(book, as_of=day))
    return {one.stage: one.amounts for one in stage_records(run)}


def test_the_payment_record_follows_a_claim_from_opening_to_award(book: Book, audited: Audited) -> None:
    assert stages(book, audited, DAY) == {"computed": 2}
    opening = Opening("Third quarter", LineChoice(refs=(SECOND, OTHER)), DECISION, "guild", "companies")
    claim_id = open_claim(book, audited, opening, learned_on=DAY).claim_id
    assert stages(book, audited, DAY) == {"opened": 2}
    assert stages(book, audited, date(2009, 8, 30)) == {"computed": 2}  # the day before it was opened

    def take(step: str, day: date, **more: object) -> None:
        taken = Taken(step, day, "attorney", **more)  # type: ignore[arg-type]
        record_step(book, claim_id, taken, learned_on=day, procedure=lambda _: None)

    take("inquired", date(2009, 9, 1))
    assert stages(book, audited, date(2009, 9, 1)) == {"inquired": 2}
    take("filed", date(2009, 9, 2), forum="arbitration")
    assert stages(book, audited, date(2009, 9, 2)) == {"claimed": 2}
    assert stages(book, audited, date(2009, 9, 1)) == {"inquired": 2}
    withdrawal = {"refs": [OTHER], "on": "2009-09-03", "by": "attorney", "why": "paid directly"}
    record_withdrawn_lines(book, claim_id, withdrawal, learned_on=date(2009, 9, 3))
    assert stages(book, audited, date(2009, 9, 3)) == {"claimed": 1, "withdrawn": 1}
    (claim,) = separate_claims(book, SALE, as_of=date(2009, 9, 3), seq=book.position()[0])
    assert (claim.claim_id, claim.guild, claim.filed_on) == (claim_id, "wga", date(2009, 9, 2))
    assert claim.arbitrator_on is None
    take("demanded", date(2009, 9, 3), forum="arbitration")
    take("arbitrator_selected", date(2009, 9, 4), forum="arbitration")
    (claim,) = separate_claims(book, SALE, as_of=date(2009, 9, 4), seq=book.position()[0])
    assert claim.arbitrator_on == date(2009, 9, 4)
    assert separate_claims(book, Sale("C1", "T1", "download", "2008Q2"), as_of=DAY, seq=9) == ()
    take("awarded", date(2009, 9, 5), forum="arbitration")
    assert stages(book, audited, date(2009, 9, 5)) == {"awarded": 1, "withdrawn": 1}
