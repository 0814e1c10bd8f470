"""A claim as its events tell it: who against whom, about what money, and what happened so far.

One record, folded from appended events. It judges nothing: which step may follow which is said by the rules
of the forum (`claims.steps`), and what is owed is computed from the frozen lines (`claims.amounts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, fold, full_name, one_or_refuse, read_events
from arrears.findings import Finding

ENDED = ("settled", "withdrawn", "closed")


@dataclass(frozen=True)
class Claimant:
    """Who claims: the guild itself, or a person who is joint party with it."""

    kind: Literal["guild", "person"]
    party_id: str


@dataclass(frozen=True)
class LineSet:
    """Lines that joined the claim by one act. files: file numbers of the frozen tables, by table.

    rejoined: those of them that had been withdrawn before, and so were counted once already.
    """

    seq: int
    on: date
    files: Mapping[str, int]
    count: int
    refs_sha256: str
    rejoined: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One step: what happened, when, by whom, in which forum, with what facts."""

    seq: int
    step: str
    on: date
    by: str
    forum: str
    facts: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class Notice:
    """What a member was told about a decision, when and how."""

    to: str
    on: date
    how: str


@dataclass(frozen=True)
class Decision:
    """One decision about the claim, with its reason and the like cases decided otherwise at that time.

    told_nobody: why no member was told, where there are no notices.
    """

    seq: int
    what: str
    on: date
    by: str
    reason_code: str
    why: str
    notices: tuple[Notice, ...]
    told_nobody: str
    decided_otherwise: tuple[str, ...]
    differs_because: str


@dataclass(frozen=True)
class Linked:
    """What belongs to the claim: evidence, a letter, a person, a request, a settlement, an award."""

    kind: str
    subject: str
    on: date
    role: str


@dataclass(frozen=True)
class Claim:
    """A claim now. forum empty: nobody has chosen one. positions: whose reading each side takes."""

    claim_id: str
    title: str
    subject: str
    family: str
    agreement: str
    claimants: tuple[Claimant, ...]
    respondents: tuple[str, ...]
    represented_by: str
    clauses: tuple[str, ...]
    positions: Mapping[str, str]
    cause: str
    opened_on: date
    opened_by: str
    opened_seq: int
    lines: tuple[LineSet, ...] = ()
    withdrawn_refs: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    decisions: tuple[Decision, ...] = ()
    linked: tuple[Linked, ...] = ()

    @property
    def forum(self) -> str:
        """The forum last chosen; empty while nobody chose."""
        return next((step.forum for step in reversed(self.steps) if step.forum), "")

    @property
    def state(self) -> str:
        """The last step that moved the claim; `opened` before any."""
        moves = [step.step for step in self.steps if step.step not in STANDS_BESIDE]
        return moves[-1] if moves else "opened"

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done about it."""
        return self.state not in ENDED

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The subjects linked to the claim that are of a kind, such as `evidence`."""
        return tuple(dict.fromkeys(one.subject for one in self.linked if one.kind == kind))

    def happened(self, step: str) -> tuple[Step, ...]:
        """Every step of a kind, in the order of the book."""
        return tuple(one for one in self.steps if one.step == step)


# Steps about limits and conduct, or about a part of it, which leave the claim where it stands.
STANDS_BESIDE = frozenset(
    {
        "forum_chosen",
        "tolled",
        "toll_ended",
        "extended",
        "waived",
        "replied",
        "held",
        "resumed",
        "settled_in_part",
    }
)
LINKS = (
    "evidence_added",
    "corresponded",
    "person_added",
    "request_linked",
    "settlement_linked",
    "award_linked",
)


def read_claims(book: Book, *, seq: int | None = None, known_by: date | None = None) -> dict[str, Claim]:
    """Every claim of a book by its id, in the order they were opened."""
    return fold_claims(read_events(book, "claim/", seq=seq, known_by=known_by))


def read_claim(book: Book, claim_id: str, *, seq: int | None = None, known_by: date | None = None) -> Claim:
    """One claim by its id; `12` stands for `claim/12`.

    Findings: `claim-unknown`.
    """
    wanted = full_name("claim", claim_id)
    claims = fold_claims(
        event for event in read_events(book, wanted, seq=seq, known_by=known_by) if event.subject == wanted
    )
    held = claims if wanted in claims else read_claims(book, seq=seq, known_by=known_by)
    return one_or_refuse(held, wanted, unknown_claim(claim_id))


def unknown_claim(claim_id: str) -> Finding:
    """That there is no claim of a name, for a book that holds none at all."""
    problem, remedy = "the book holds no claim of that name", "open one with `arrears claim open`"
    wanted = full_name("claim", claim_id)
    return Finding("claim-unknown", claim_id, problem, "a claim of this book", wanted, remedy)


def fold_claims(events: Iterable[CaseEvent]) -> dict[str, Claim]:
    """The claims that events tell of. Of a claim whose opening may not be seen here, nothing is told."""
    steps: dict[str, list[Step]] = {}

    def after(claim: Claim, event: CaseEvent) -> Claim:
        if event.kind != "step":
            return _after(claim, event)
        # Most acts are steps, and a book may hold tens of thousands: they join their claim at once.
        steps.setdefault(event.subject, []).append(_step(event))
        return claim

    held = fold(events, ("opened",), _opened, after)
    return {
        name: replace(claim, steps=tuple(steps[name])) if name in steps else claim
        for name, claim in held.items()
    }


def _opened(event: CaseEvent) -> Claim:
    body = event.body
    return Claim(
        claim_id=event.subject,
        title=str(body["title"]),
        subject=str(body["subject"]),
        family=str(body["family"]),
        agreement=str(body["agreement"]),
        claimants=tuple(Claimant(one["kind"], str(one["id"])) for one in body["claimants"]),
        respondents=tuple(body["respondents"]),
        represented_by=str(body["represented_by"]),
        clauses=tuple(body["clauses"]),
        positions=dict(body["positions"]),
        cause=str(body["cause"]),
        opened_on=event.on,
        opened_by=event.by,
        opened_seq=event.seq,
    )


def _after(claim: Claim, event: CaseEvent) -> Claim:
    match event.kind:
        case "lines_added" | "lines_restated":
            return _with_lines(claim, event)
        case "lines_withdrawn":
            gone = claim.withdrawn_refs | frozenset(event.body["refs"])
            return replace(claim, withdrawn_refs=gone)
        case "decided":
            return replace(claim, decisions=(*claim.decisions, _decision(event)))
        case kind if kind in LINKS:
            return replace(claim, linked=(*claim.linked, _linked(event)))
        case _:
            # A later release knows more kinds of act; what it says of the claim is not lost, only not shown.
            return claim


def _with_lines(claim: Claim, event: CaseEvent) -> Claim:
    body = event.body
    files = {str(table): int(number) for table, number in body["files"].items()}
    again = frozenset(body.get("rejoined", ()))
    added = LineSet(event.seq, event.on, files, int(body["count"]), str(body["refs_sha256"]), again)
    if event.kind == "lines_restated":
        return replace(claim, lines=(added,))
    return replace(claim, lines=(*claim.lines, added), withdrawn_refs=claim.withdrawn_refs - again)


def _step(event: CaseEvent) -> Step:
    body = event.body
    facts = {str(name): str(value) for name, value in body.get("facts", {}).items()}
    forum, why = str(body.get("forum", "")), str(body.get("why", ""))
    return Step(event.seq, str(body["step"]), event.on, event.by, forum, facts, why)


def _decision(event: CaseEvent) -> Decision:
    body: Mapping[str, Any] = event.body
    notices = tuple(
        Notice(str(one["to"]), date.fromisoformat(one["on"]), str(one["how"])) for one in body["notices"]
    )
    return Decision(
        seq=event.seq,
        what=str(body["what"]),
        on=event.on,
        by=event.by,
        reason_code=str(body["reason_code"]),
        why=str(body.get("why", "")),
        notices=notices,
        told_nobody=str(body.get("told_nobody", "")),
        decided_otherwise=tuple(body["decided_otherwise"]),
        differs_because=str(body.get("differs_because", "")),
    )


def _linked(event: CaseEvent) -> Linked:
    kind = event.kind.removesuffix("_linked").removesuffix("_added")
    subject = str(event.body.get("id", ""))
    return Linked(
        {"corresponded": "letter"}.get(kind, kind), subject, event.on, str(event.body.get("role", ""))
    )
