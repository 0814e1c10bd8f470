"""A correction never changes a filed claim silently: it is told with its cause, and restated by an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import add, audit, credit, payment, receipt

from arrears.agreements.model import Agreement
from arrears.audit.run_tables import RunTables, open_run
from arrears.claims.acting import Acting
from arrears.claims.amounts import amounts_by, figure_as_filed
from arrears.claims.casework import NewEvent, append, read_events
from arrears.claims.changes import (
    ClaimChanges,
    FreshAudit,
    changes_between,
    changes_since,
    line_versions,
    restate,
)
from arrears.claims.claim import Claim, read_claim
from arrears.claims.lines_held import lines_in_claims, open_lines
from arrears.findings import Refused

from .frozen_worlds import FILED, World, open_claim_over, world_of

ACT = Acting(date(2010, 3, 1), "attorney", date(2010, 3, 1), "the statement was corrected")
LATER = date(2010, 2, 2)
DOWNLOADS = "pact/reuse/downloads:CO1:T1:download:us:{}:{}:usd"


def fresh(world: World, as_of: date = FILED) -> RunTables:
    folder = audit(world.book, [world.agreement], as_of=as_of).folder
    return open_run(folder, also=(world.book.path / "tables",))


def audited(world: World, run: RunTables | None = None) -> FreshAudit:
    return FreshAudit(run or fresh(world), (world.agreement,), world.library)


def claim_over(folder: Path, chosen: str = "s.open_cents > 0") -> tuple[World, Claim]:
    world = world_of(folder)
    return world, open_claim_over(world.book, world.freeze(chosen))


def changed(changes: ClaimChanges) -> dict[str, tuple[str, object, object]]:
    return {
        one.ref: (one.kind, one.was and one.was[0], one.became and one.became[0]) for one in changes.changes
    }


def correct_statement(world: World) -> int:
    """The statement of the fourth quarter of 2008 is corrected: half the receipts, as many copies."""
    return add(world.book, {"receipt": [receipt("2008Q4", 150_000_00, 990)]}, learned_on=LATER)


def test_nothing_changed_says_so(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    changes = changes_since(world.book, claim, fresh(world))
    assert (changes.changes, changes.agreements) == ((), ())
    assert changes.same == claim.lines[0].count


def test_another_day_alone_changes_no_line(tmp_path: Path):
    world, claim = claim_over(tmp_path, "true")
    changes = changes_since(world.book, claim, fresh(world, date(2011, 1, 1)))
    assert {one.kind for one in changes.changes} <= {"new"}
    assert changes.same == claim.lines[0].count


def test_a_corrected_statement_changes_its_lines_and_is_the_cause(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    seq = correct_statement(world)
    changes = changes_since(world.book, claim, fresh(world))
    found = changed(changes)
    for payee in ("P1", "P2"):
        assert found[DOWNLOADS.format("2008Q4", payee)] == ("another amount", 1_500_00, 750_00)
    for one in changes.changes:
        assert f"1 receipt row of entry {seq} (keeper, learned {LATER})" in one.why
        assert "1 correction row" not in one.why, "what is corrected is told by its title"
    assert changes.counts() == {"another amount": 2}
    assert {one.difference_cents for one in changes.changes} == {-750_00}


def test_an_earlier_quarter_that_is_restated_moves_a_later_one(tmp_path: Path):
    """Copies of 2008 decide how many of 2009 are beyond the first thousand."""
    world, claim = claim_over(tmp_path)
    add(world.book, {"receipt": [receipt("2008Q3", 100_000_00, 500)]}, learned_on=LATER)
    found = changed(changes_since(world.book, claim, fresh(world)))
    kind, was, became = found[DOWNLOADS.format("2008Q4", "P1")]
    assert (kind, was) == ("another amount", 1_500_00)
    assert isinstance(became, int)
    assert became > 1_500_00


def test_a_statement_taken_back_takes_its_lines_away(tmp_path: Path):
    world, claim = claim_over(tmp_path, "o.occasion = '2009Q3'")
    add(world.book, {"receipt": [receipt("2009Q3", 0, 0)]}, learned_on=LATER)
    changes = changes_since(world.book, claim, fresh(world))
    assert [one.kind for one in changes.changes] == ["no longer there"]
    assert changes.changes[0].became is None
    with pytest.raises(Refused) as refused:
        restate(world.book, claim.claim_id, audited(world), ACT)
    assert refused.value.findings[0].code == "claim-lines-gone"


def test_a_writer_added_later_is_new_and_one_not_chosen_is_not(tmp_path: Path):
    world, claim = claim_over(tmp_path, "o.payee_id = 'P2' AND s.open_cents > 0")
    assert changes_since(world.book, claim, fresh(world)).changes == ()
    three = [credit("T1", person, team_id="P1") for person in ("P3", "P4")]
    add(world.book, {"credit": three}, learned_on=LATER)
    kinds = {
        (one.ref.split(":")[-2], one.kind) for one in changes_since(world.book, claim, fresh(world)).changes
    }
    assert ("P3", "new") in kinds
    assert ("P2", "another amount") in kinds
    assert not any(payee == "P1" for payee, _ in kinds)


def test_a_payment_learned_later_is_told_as_such(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    paid = payment("PAY9", 100_00, payee_id="P2", period="2008Q4", paid_on=date(2009, 12, 1))
    add(world.book, {"payment_line": [paid]}, learned_on=LATER)
    changes = changes_since(world.book, claim, fresh(world))
    assert [(one.ref, one.kind) for one in changes.changes] == [
        (DOWNLOADS.format("2008Q4", "P2"), "other payments")
    ]


def test_an_agreement_that_was_changed_is_named(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    run = fresh(world)
    other = replace(run.heading, agreements=(("pact/v1", "0" * 64),))
    assert changes_since(world.book, claim, replace(run, heading=other)).agreements == ("pact/v1",)


def test_a_restated_claim_keeps_its_earlier_version(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    correct_statement(world)
    run = fresh(world)
    changes, entry = restate(world.book, claim.claim_id, audited(world, run), ACT)
    restated = read_claim(world.book, claim.claim_id)
    assert [one.seq for one in restated.lines] == [entry.seq]
    first, second = line_versions(world.book, claim.claim_id)
    assert (first, second) == (claim.lines, restated.lines)
    amounts = []
    for version in (first, second):
        held = open_lines(world.book, restated, version)
        figure_as_filed(held, FILED)
        amounts.append({one.position: one.principal_cents for one in amounts_by(held)})
    assert amounts[0]["guild"] - amounts[1]["guild"] == 2 * 750_00
    between = changes_between(world.book, restated, (first, second), run)
    assert between.changes == changes.changes
    assert changes_since(world.book, restated, fresh(world)).changes == ()
    assert set(lines_in_claims(world.book).values()) == {claim.claim_id}


def test_the_act_of_restating_says_what_it_takes_the_place_of(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    seq = correct_statement(world)
    _, entry = restate(world.book, "1", audited(world), ACT)
    event = read_events(world.book, claim.claim_id)[-1]
    assert (event.seq, event.kind, event.body["why"]) == (entry.seq, "lines_restated", ACT.why)
    assert event.body["instead_of"] == [str(claim.lines[0].seq)]
    assert event.body["changed"] == {"another amount": "2"}
    assert any(f"entry {seq}" in cause for cause in event.body["causes"])


def test_what_was_withdrawn_does_not_come_back(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    gone = DOWNLOADS.format("2008Q4", "P1")
    body = {"on": "2010-01-05", "by": "attorney", "why": "paid", "refs": [gone]}
    append(world.book, [NewEvent(claim.claim_id, "lines_withdrawn", body)], learned_on=date(2010, 1, 5))
    correct_statement(world)
    changes, _ = restate(world.book, claim.claim_id, audited(world), ACT)
    assert gone not in {one.ref for one in changes.changes}
    assert gone not in lines_in_claims(world.book)
    assert DOWNLOADS.format("2008Q4", "P2") in lines_in_claims(world.book)


def test_a_claim_that_did_not_change_is_not_restated(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    with pytest.raises(Refused) as refused:
        restate(world.book, claim.claim_id, audited(world), ACT)
    assert refused.value.findings[0].code == "claim-not-changed"
    assert "every line of the claim as it was filed" in str(refused.value)


def test_a_claim_that_ended_is_not_restated(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    step = {"on": "2010-02-01", "by": "attorney", "why": "", "step": "settled", "forum": "", "facts": {}}
    append(world.book, [NewEvent(claim.claim_id, "step", step)], learned_on=date(2010, 2, 1))
    correct_statement(world)
    with pytest.raises(Refused) as refused:
        restate(world.book, claim.claim_id, audited(world), ACT)
    assert refused.value.findings[0].code == "claim-ended"


def test_a_claim_whose_lines_another_writer_changes_meanwhile_is_not_restated(tmp_path: Path):
    world, claim = claim_over(tmp_path)
    correct_statement(world)
    body = {"on": "2010-02-03", "by": "another", "why": "paid", "refs": [DOWNLOADS.format("2008Q4", "P1")]}

    class ReadWhileAnotherWrites(tuple[Agreement, ...]):
        """Agreements that, while they are read, let another writer withdraw a line."""

        def __iter__(self) -> Iterator[Agreement]:
            if not read_claim(world.book, claim.claim_id).withdrawn_refs:
                withdrawn = NewEvent(claim.claim_id, "lines_withdrawn", body)
                append(world.book, [withdrawn], learned_on=date(2010, 2, 3))
            return super().__iter__()

    fresh_audit = replace(audited(world), agreements=ReadWhileAnotherWrites((world.agreement,)))
    with pytest.raises(Refused) as refused:
        restate(world.book, claim.claim_id, fresh_audit, ACT)
    assert [finding.code for finding in refused.value.findings] == ["claim-changing"]
    assert "the claim's lines were changed by another meanwhile" in str(refused.value)
    assert len(line_versions(world.book, claim.claim_id)) == 1
