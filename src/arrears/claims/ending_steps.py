"""The step that an award or a settlement is of each claim that it decides, for the entry of the act itself.

So that no claim stands at `submitted` while the book holds its award. A step that the rules of the claim
forbid is refused with the rule, and then the award or the settlement is not recorded either. Money that was
paid is never refused: its step is taken where the rules allow one, and else the payment stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from arrears.agreements.procedure import Procedure
from arrears.book.ledger import Book
from arrears.claims.casework import NewEvent
from arrears.claims.claim import Claim, read_claim
from arrears.claims.recording import FindProcedure, step_body
from arrears.claims.settlement import Settlement
from arrears.claims.settlement_division import SettledLine
from arrears.claims.steps import Taken, step_faults
from arrears.findings import Finding, Refused

PARTIES = "parties"


@lru_cache(maxsize=32)
def _shipped(agreement: str) -> Procedure | None:
    from arrears.agreements.procedure_load import find_procedure

    return find_procedure(agreement)


def shipped_procedure(claim: Claim) -> Procedure | None:
    """The procedure of a claim's agreement in the shipped library; null where none is encoded."""
    return _shipped(claim.agreement)


@dataclass(frozen=True)
class AwardMade:
    """An award as a step sees it. days_recorded: the days of the awards that the claims have already."""

    award_id: str
    on: date
    made_by: str
    days_recorded: frozenset[date] = frozenset()


def award_steps(
    book: Book, claims: Sequence[str], made: AwardMade, procedure: FindProcedure
) -> Iterator[NewEvent]:
    """The step `awarded` of each claim; none where the claim has taken it on the day of the award.

    Findings: raises `Refused` with award-day-differs and those of `step_faults`.
    """
    for name in claims:
        claim = read_claim(book, name)
        days = [step.on for step in claim.happened("awarded")]
        if made.on in days:
            continue
        alone = [day for day in days if day not in made.days_recorded]
        if alone:
            raise Refused([_day_differs(claim, made, alone[0])])
        facts = {"award": made.award_id}
        yield _step(claim, Taken("awarded", made.on, made.made_by, facts=facts), procedure)


def settled_steps(
    book: Book, now: Settlement, lines: Sequence[SettledLine], by: str, procedure: FindProcedure
) -> Iterator[NewEvent]:
    """The step of each claim of a settlement that takes effect: `settled`, or `settled_in_part` where
    something of the claim stays open; none where the claim was settled on that day.

    Findings: raises `Refused` with those of `step_faults`.
    """
    on = now.effective_on
    if on is None:
        raise ValueError(f"{now.settlement_id} is not in effect")
    for name in now.claims:
        claim = read_claim(book, name)
        if on in [step.on for step in claim.happened("settled")]:
            continue
        rest = "; ".join(what_remains(claim, now, lines))
        facts = {"settlement": now.settlement_id, **({"remains": rest} if rest else {})}
        word = "settled_in_part" if rest else "settled"
        yield _step(claim, Taken(word, on, by, facts=facts), procedure)


def what_remains(claim: Claim, now: Settlement, lines: Sequence[SettledLine]) -> Iterator[str]:
    """What of a claim its settlement leaves open, in words; nothing where it ends all of it."""
    own = [each for each in lines if each.line.company_id in claim.respondents]
    out = sorted({each.line.company_id for each in own if each.is_out})
    if out:
        yield f"what is claimed of {', '.join(out)}, which stays out"
    if any(each.kept_out_cents > 0 and not each.is_out for each in own):
        yield "undisputed money, which is kept out of the release"
    release = now.terms.release
    if release.companies or release.lines:
        yield "what the release does not name"
    if any(added.seq > now.recorded_seq for added in claim.lines):
        yield "lines that joined the claim, or were restated, after the proposal"


def payment_steps(
    book: Book, claims: Sequence[str], taken: Taken, procedure: FindProcedure
) -> Iterator[NewEvent]:
    """The step of each claim that money or a sum told under its award is, where its rules allow one now."""
    for name in claims:
        claim = read_claim(book, name)
        if not claim.happened(taken.step) and not step_faults(claim, taken, procedure(claim)):
            yield _event(claim, taken)


def _step(claim: Claim, taken: Taken, procedure: FindProcedure) -> NewEvent:
    if faults := step_faults(claim, taken, procedure(claim)):
        raise Refused(faults)
    return _event(claim, taken)


def _event(claim: Claim, taken: Taken) -> NewEvent:
    return NewEvent(claim.claim_id, "step", step_body(claim, taken), PARTIES)


def _day_differs(claim: Claim, made: AwardMade, day: date) -> Finding:
    problem = "the claim was awarded on another day, and no award of that day is recorded"
    remedy = "correct --award-on; of two awards in one claim, record the earlier first"
    return Finding("award-day-differs", claim.claim_id, problem, f"an award of {day}", str(made.on), remedy)
