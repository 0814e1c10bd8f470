"""The record of fair representation: who decided what about a claim, why, and whom they told.

A union may choose among claims; it may not do so arbitrarily. So a decision that goes another way than one in
a like case says why, and like cases are found here, not remembered by somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.claims.claim import Claim, Notice
from arrears.findings import Finding
from arrears.vocabulary import DECISION_REASONS, DECISIONS

# Ranking says how urgent a claim is, not what becomes of it.
SAYS_NOTHING_OF_THE_OUTCOME = "rank"


@dataclass(frozen=True)
class Proposed:
    """A decision somebody wants to record. told_nobody: why no member was told, where no notice says it."""

    what: str
    on: date
    by: str
    reason_code: str
    why: str = ""
    notices: tuple[Notice, ...] = ()
    told_nobody: str = ""
    differs_because: str = ""


def like_cases(claims: Iterable[Claim], claim: Claim) -> list[Claim]:
    """The other claims of the same guild that share a cause, or else a clause, with this one."""
    return [
        other
        for other in claims
        if other.claim_id != claim.claim_id
        and other.family == claim.family
        and ((claim.cause and other.cause == claim.cause) or set(other.clauses) & set(claim.clauses))
    ]


def decided_otherwise(claims: Iterable[Claim], claim: Claim, what: str) -> tuple[str, ...]:
    """The like cases whose last decision about their outcome was another one."""
    if what == SAYS_NOTHING_OF_THE_OUTCOME:
        return ()
    return tuple(
        other.claim_id for other in like_cases(claims, claim) if (last := outcome(other)) and last != what
    )


def outcome(claim: Claim) -> str:
    """The last decision about what becomes of a claim; empty where nobody decided."""
    said = [one.what for one in claim.decisions if one.what != SAYS_NOTHING_OF_THE_OUTCOME]
    return said[-1] if said else ""


def decision_faults(claim: Claim, proposed: Proposed, otherwise: Sequence[str]) -> list[Finding]:
    """Why a decision cannot be recorded as it stands; empty when it can.

    Findings: `decision-before-claim`, `member-not-told`, `decided-otherwise`.
    """
    if proposed.what not in DECISIONS or proposed.reason_code not in DECISION_REASONS:
        raise ValueError(f"no decision is called {proposed.what}, or no reason {proposed.reason_code}")
    place = f"{claim.claim_id}: {proposed.what}"
    faults = []
    if proposed.on < claim.opened_on:
        problem = "the decision is dated before the claim was opened"
        expected = f"a day from {claim.opened_on} on"
        remedy = "correct --on, or open the claim with its true day"
        faults.append(Finding("decision-before-claim", place, problem, expected, str(proposed.on), remedy))
    if not proposed.notices and not proposed.told_nobody:
        problem = "the decision does not say whether the member was told"
        expected = "a notice with its person, day and way, or the reason why there is none"
        remedy = "add --notice PERSON,DAY,HOW, or --no-notice WHY"
        faults.append(Finding("member-not-told", place, problem, expected, "neither", remedy))
    if otherwise and not proposed.differs_because:
        problem = "like cases were decided otherwise, and nothing says why this one differs"
        remedy = "look at them with `arrears claim show`, and add --differs-because WHY"
        found = f"{len(otherwise)} decided otherwise: {', '.join(otherwise[:5])}"
        faults.append(Finding("decided-otherwise", place, problem, "the difference in words", found, remedy))
    return faults


def decision_body(proposed: Proposed, otherwise: Sequence[str]) -> dict[str, Any]:
    """The decision as its event holds it."""
    return {
        "what": proposed.what,
        "on": proposed.on.isoformat(),
        "by": proposed.by,
        "reason_code": proposed.reason_code,
        "why": proposed.why,
        "notices": [{"to": one.to, "on": one.on.isoformat(), "how": one.how} for one in proposed.notices],
        "told_nobody": proposed.told_nobody,
        "decided_otherwise": list(otherwise),
        "differs_because": proposed.differs_because,
    }
