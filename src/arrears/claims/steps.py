"""Which step of a claim may follow which, and on what day: an illegal step is refused with its rule.

The rules of a forum come from the agreement's procedure; where it says nothing of a step, only the order that
lies in the words themselves holds (no award before there is a case to decide). Nothing here files or decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from arrears.agreements.procedure import Procedure, StepAsked, step_refusals
from arrears.claims.claim import ENDED, Claim
from arrears.findings import Finding
from arrears.vocabulary import CLAIM_STEPS

# The order that lies in the words: what any one of must have come before.
WORD_ORDER: Mapping[str, tuple[str, ...]] = {
    "replied": ("inquired", "notice_given", "filed", "demanded", "court_filed"),
    "demanded": ("filed",),
    "arbitrator_selected": ("demanded",),
    "hearing_opened": ("arbitrator_selected", "demanded"),
    "submitted": ("hearing_opened", "arbitrator_selected", "filed"),
    "awarded": ("submitted", "hearing_opened", "demanded", "filed"),
    "judgment": ("court_filed", "awarded"),
    "toll_ended": ("tolled",),
    "resumed": ("held",),
}
ONCE = frozenset({"demanded", "hearing_opened", "submitted", "settled", "withdrawn", "closed"})


@dataclass(frozen=True)
class Taken:
    """A step somebody wants to record: what, when, by whom, in which forum, with what facts.

    party: a word of `vocabulary.CLAIM_PARTIES`; empty where it is not said: then no rule asks about it.
    """

    step: str
    on: date
    by: str = ""
    forum: str = ""
    party: str = ""
    why: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def step_faults(claim: Claim, taken: Taken, procedure: Procedure | None) -> list[Finding]:
    """Why a step cannot be recorded; empty when it can.

    procedure: that of the agreement; null where none is encoded, and then only the order of the words holds.
    Findings: `claim-ended`, `step-taken-before`, `step-out-of-order`, `step-before-its-cause`, and those of
    `step_refusals`, which name the rule.
    """
    if taken.step not in CLAIM_STEPS:
        raise ValueError(f"no step of a claim is called {taken.step}")
    place = f"{claim.claim_id}: {taken.step}"
    ended = _ended(claim, taken, place)
    if ended is not None:
        return [ended]
    if taken.step in ONCE and claim.happened(taken.step):
        return [_taken_before(claim, taken, place)]
    refusals = list(_rule_faults(claim, taken, procedure))
    return refusals or list(_order_faults(claim, taken, place, _causes(claim, taken, procedure)))


def _rule_faults(claim: Claim, taken: Taken, procedure: Procedure | None) -> Iterator[Finding]:
    if procedure is None:
        return
    before = tuple(dict.fromkeys(step.step for step in claim.steps))
    asked = StepAsked(taken.step, taken.forum or claim.forum, claim.subject, taken.party)
    yield from step_refusals(procedure, asked, before)


def _ended(claim: Claim, taken: Taken, place: str) -> Finding | None:
    if claim.is_open or (taken.step == "closed" and claim.state != "closed"):
        return None
    problem = "the claim has ended: no step follows, except that what was settled or withdrawn is closed"
    expected = f"an open claim, not one that was {' or '.join(ENDED)}"
    found = f"{claim.state} on {claim.steps[-1].on}"
    remedy = "open a new claim if there is a new cause"
    return Finding("claim-ended", place, problem, expected, found, remedy)


def _taken_before(claim: Claim, taken: Taken, place: str) -> Finding:
    before = claim.happened(taken.step)[0]
    problem = "this step is taken once in a claim"
    remedy = "nothing if it is the same act; a new case is a claim of its own"
    found = f"taken on {before.on} by {before.by}"
    return Finding("step-taken-before", place, problem, f"no {taken.step} yet", found, remedy)


def _causes(claim: Claim, taken: Taken, procedure: Procedure | None) -> tuple[str, ...]:
    """What a step follows from: as the forum's rule says, else as the words themselves do."""
    if procedure is not None and procedure.rules_for(taken.step):
        after = procedure.rule_for(taken.step, taken.forum or claim.forum).after
        if after:
            return after
    return WORD_ORDER.get(taken.step, ())


def _order_faults(claim: Claim, taken: Taken, place: str, causes: tuple[str, ...]) -> Iterator[Finding]:
    came = [step for step in claim.steps if step.step in causes]
    if causes and not came:
        problem = f"nothing came before that '{taken.step}' ({CLAIM_STEPS[taken.step]}) could follow"
        found = ", ".join(dict.fromkeys(step.step for step in claim.steps)) or "no step yet"
        remedy = "record the step that is missing, with its own day"
        yield Finding("step-out-of-order", place, problem, " or ".join(causes), found, remedy)
    elif came and taken.on < (first := min(came, key=lambda step: step.on)).on:
        yield _before_cause(place, taken, first.step, first.on)
    elif taken.step in ENDED and taken.on < claim.opened_on:
        yield _before_cause(place, taken, "the claim was opened", claim.opened_on)


def _before_cause(place: str, taken: Taken, cause: str, on: date) -> Finding:
    problem = "the step is dated before what it follows from"
    found = f"{taken.on}, {(on - taken.on).days} days before"
    remedy = "correct --on, or record the earlier step with its true day"
    return Finding("step-before-its-cause", place, problem, f"a day from {on} on ({cause})", found, remedy)
