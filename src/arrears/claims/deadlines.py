"""By when what must be done in every claim of a book, and since when it may be: one list, next day first.

Deadlines are figured anew from acts each time; nothing is stored. A claim under an agreement without a
procedure is told as such and has no deadline here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.agreements.load import nothing_collected
from arrears.agreements.procedure import Procedure
from arrears.book.access import Audience
from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, full_name, one_or_refuse, read_events
from arrears.claims.claim import Claim, fold_claims, unknown_claim
from arrears.claims.claim_days import claim_days, moved_clock_faults
from arrears.claims.clock_conflicts import clock_conflicts
from arrears.claims.clock_index import ClockIndex, index_clocks
from arrears.claims.clocks import GOING, Deadline, started_clocks
from arrears.claims.requests_due import RequestDue, requests_due
from arrears.findings import Finding

FindProcedure = Callable[[str], Procedure | None]  # by the address of an agreement


@dataclass(frozen=True)
class ClaimDeadline:
    """One clock of one claim. calendar: of working days. told_on: the last day on which an act was learned.

    acts: how many acts about the claim the book holds; it rises with every act, never falls. opened: the act
    that opened it, which no other book repeats. from_lines: the facts taken from the lines.
    """

    claim_id: str
    title: str
    agreement: str
    calendar: str
    deadline: Deadline
    told_on: date
    acts: int
    opened: CaseEvent
    from_lines: tuple[str, ...]

    @property
    def first(self) -> date | None:
        return self.deadline.bounds.first or self.deadline.bounds.last


@dataclass(frozen=True)
class Deadlines:
    """Every deadline of a book as of a day, with what a reader must know besides.

    left_out: claims without a procedure, each with its agreement.
    """

    as_of: date
    claims: tuple[ClaimDeadline, ...]
    requests: tuple[RequestDue, ...]
    left_out: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Asked:
    """Which deadlines: as of a day, learned by a day, of one claim where it is named, for an audience."""

    as_of: date
    known_by: date | None = None
    claim_id: str = ""
    audience: Audience | None = None


def read_deadlines(book: Book, asked: Asked, procedure: FindProcedure) -> Deadlines:
    """Every clock of every claim of a book, and every request that waits for an answer.

    Findings: raises `Refused`, `claim-unknown`; in the answer those of `claim_days` and `clock_conflicts`.
    """
    with nothing_collected():
        return _read_deadlines(book, asked, procedure)


def _read_deadlines(book: Book, asked: Asked, procedure: FindProcedure) -> Deadlines:
    events = read_events(book, "claim/", known_by=asked.known_by, audience=asked.audience)
    claims = fold_claims(events)
    wanted = _wanted(claims, asked.claim_id)
    acts = _acts(events)
    indexes = {name: _index(procedure(name)) for name in {claims[claim_id].agreement for claim_id in wanted}}
    found: list[ClaimDeadline] = []
    left_out: list[tuple[str, str]] = []
    findings: list[Finding] = []
    for claim_id in wanted:
        claim = claims[claim_id]
        index = indexes[claim.agreement]
        if index is None:
            left_out.append((claim_id, claim.agreement))
        else:
            found.extend(_of_claim(claim, index, acts[claim_id], asked.as_of, findings))
    requests = requests_due(book, as_of=asked.as_of, known_by=asked.known_by, audience=asked.audience)
    if asked.claim_id:
        requests = tuple(one for one in requests if one.claim_id in wanted)
    return Deadlines(asked.as_of, tuple(found), requests, tuple(left_out), tuple(findings))


def _wanted(claims: Mapping[str, Claim], claim_id: str) -> tuple[str, ...]:
    if not claim_id:
        return tuple(claims)
    wanted = full_name("claim", claim_id)
    one_or_refuse(claims, wanted, unknown_claim(claim_id))
    return (wanted,)


def _index(procedure: Procedure | None) -> ClockIndex | None:
    return index_clocks(procedure) if procedure is not None else None


def _acts(events: Iterable[CaseEvent]) -> Mapping[str, list[CaseEvent]]:
    """The acts about each claim, in the order of the book."""
    found: dict[str, list[CaseEvent]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return found


def _first_due(event: CaseEvent) -> date | None:
    """The first day on which a line that joins falls due. Restated lines never move it later, to be safe."""
    written = event.body.get("due_from", "") if event.kind in ("lines_added", "lines_restated") else ""
    return date.fromisoformat(written) if written else None


def _of_claim(
    claim: Claim, index: ClockIndex, acts: Sequence[CaseEvent], as_of: date, findings: list[Finding]
) -> Sequence[ClaimDeadline]:
    dues = [day for event in acts if (day := _first_due(event)) is not None]
    told = claim_days(claim, as_of, min(dues, default=None))
    findings.extend(told.findings)
    findings.extend(moved_clock_faults(claim, index.procedure))
    deadlines = started_clocks(index, told.days, as_of=as_of)
    findings.extend(clock_conflicts(claim.claim_id, deadlines))
    told_on = max(event.learned_on for event in acts)
    return [
        ClaimDeadline(
            claim_id=claim.claim_id,
            title=claim.title,
            agreement=claim.agreement,
            calendar=index.procedure.calendar,
            deadline=deadline,
            told_on=told_on,
            acts=len(acts),
            opened=acts[0],
            from_lines=_rests_on(deadline, told.from_lines),
        )
        for deadline in deadlines
    ]


def _rests_on(deadline: Deadline, from_lines: tuple[str, ...]) -> tuple[str, ...]:
    if not from_lines:
        return ()
    triggers = {limb.trigger for limb in deadline.clock.parts()}
    return tuple(name for name in from_lines if name in triggers)


def going(found: Iterable[ClaimDeadline], within: timedelta | None, as_of: date) -> tuple[ClaimDeadline, ...]:
    """The deadlines that still ask for something, the next day first; those that may be past stand first.

    within: only those whose first day lies so many days ahead, or behind; an unknown day may be any day, so
    it is never left out.
    """
    chosen = [one for one in found if one.deadline.state in GOING]
    if within is not None:
        chosen = [one for one in chosen if one.first is None or one.first <= as_of + within]
    return tuple(sorted(chosen, key=_order))


def _order(one: ClaimDeadline) -> tuple[bool, date, str, int, str]:
    word, _, number = one.claim_id.partition("/")
    return (one.first is None, one.first or date.max, word, int(number or 0), one.deadline.clock_id)
