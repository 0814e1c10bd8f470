"""Records acts about a claim: each is checked against the claim as the book holds it, then appended.

The check and the append are one act: when another writer appends in between, the check is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from arrears.agreements.procedure import Procedure
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.casework import NewEvent, Plan, plan_and_append
from arrears.claims.claim import Claim, read_claim, read_claims
from arrears.claims.decisions import Proposed, decided_otherwise, decision_body, decision_faults
from arrears.claims.lines_held import refs_of_claim
from arrears.claims.steps import Taken, step_faults
from arrears.findings import Finding, Refused

FindProcedure = Callable[[Claim], Procedure | None]


def record_step(
    book: Book, claim_id: str, taken: Taken, *, learned_on: date, procedure: FindProcedure
) -> CommittedEntry:
    """Append a step, if its rules allow it on that day.

    Findings: `claim-unknown`, those of `step_faults` and of `append`.
    """

    def plan(seq: int) -> Plan:
        claim = read_claim(book, claim_id, seq=seq)
        if faults := step_faults(claim, taken, procedure(claim)):
            raise Refused(faults)
        return Plan((NewEvent(claim.claim_id, "step", step_body(claim, taken)),))

    return plan_and_append(book, plan, learned_on=learned_on)


def step_body(claim: Claim, taken: Taken) -> dict[str, Any]:
    """A step as its event holds it; without a forum of its own it is taken in that of the claim."""
    return {
        "step": taken.step,
        "on": taken.on.isoformat(),
        "by": taken.by,
        "party": taken.party,
        "forum": taken.forum or claim.forum,
        "facts": dict(taken.facts),
        "why": taken.why,
    }


def record_decision(book: Book, claim_id: str, proposed: Proposed, *, learned_on: date) -> CommittedEntry:
    """Append a decision with the like cases that were decided otherwise by then.

    Findings: `claim-unknown`, those of `decision_faults` and of `append`.
    """

    def plan(seq: int) -> Plan:
        claim = read_claim(book, claim_id, seq=seq)
        otherwise = decided_otherwise(read_claims(book, seq=seq).values(), claim, proposed.what)
        if faults := decision_faults(claim, proposed, otherwise):
            raise Refused(faults)
        return Plan((NewEvent(claim.claim_id, "decided", decision_body(proposed, otherwise)),))

    return plan_and_append(book, plan, learned_on=learned_on)


def record_link(
    book: Book, claim_id: str, kind: str, body: Mapping[str, Any], *, learned_on: date
) -> CommittedEntry:
    """Append that something belongs to a claim: body with `id`, `role`, `on`, `by`, `why`.

    Findings: `claim-unknown`, and those of `append`.
    """

    def plan(seq: int) -> Plan:
        return Plan((NewEvent(read_claim(book, claim_id, seq=seq).claim_id, kind, body),))

    return plan_and_append(book, plan, learned_on=learned_on)


def record_withdrawn_lines(
    book: Book, claim_id: str, body: Mapping[str, Any], *, learned_on: date
) -> CommittedEntry:
    """Append that lines leave a claim: body with `refs`, `on`, `by`, `why`.

    Findings: `claim-unknown`, `claim-has-no-lines`, `line-not-in-claim`, and those of `append`.
    """

    def plan(seq: int) -> Plan:
        claim = read_claim(book, claim_id, seq=seq)
        if not claim.lines:
            problem = "no lines have joined this claim, so none can leave it"
            remedy = "add lines with `arrears claim add-lines`"
            raise Refused(
                [Finding("claim-has-no-lines", claim.claim_id, problem, "a claim with lines", "none", remedy)]
            )
        if faults := _not_held(claim, body["refs"], refs_of_claim(book, claim)):
            raise Refused(faults)
        return Plan((NewEvent(claim.claim_id, "lines_withdrawn", body),))

    return plan_and_append(book, plan, learned_on=learned_on)


def _not_held(claim: Claim, refs: Sequence[str], held: Collection[str]) -> list[Finding]:
    """Each line that is to leave a claim which does not hold it, or no longer."""
    problem = "the claim does not hold this line"
    remedy = "name a line as `arrears claim amounts` shows it; one that was withdrawn is gone already"
    expected = "a line of the claim"
    return [
        Finding("line-not-in-claim", claim.claim_id, problem, expected, ref, remedy)
        for ref in refs
        if ref not in held
    ]
