"""Information requests: what was asked of whom, under which duty, by when, and answered with what.

Acts about `request/1`, appended and never edited. A request without a day is kept as one; no day is made up.
What an amount that waits for the answer may come to stands in the request as it was told that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from arrears.book.access import Audience
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import (
    CaseEvent,
    NewEvent,
    Plan,
    append_numbered,
    fold,
    full_name,
    one_or_refuse,
    plan_and_append,
    read_events,
)
from arrears.claims.claim import read_claim
from arrears.claims.missing_facts import MissingMoney
from arrears.claims.request_duties import Duty, answer_day
from arrears.findings import Finding, Refused

WORD = "request"
ANSWERS: Mapping[str, str] = {
    "answered": "answered in full",
    "answered_in_part": "answered in part",
    "refused": "refused",
    "accommodation_offered": "accommodation offered",
    "withdrawn": "withdrawn by who asked",
}
ENDS = ("answered", "withdrawn")
OWN_DAY = "set by who asks"


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks for. due_on: a day of their own, before any that the duty gives.

    duty: what obliges to answer; null = nothing is cited. missing: the amounts that wait for the answer.
    """

    asked_of: str
    title: str
    items: tuple[str, ...]
    duty: Duty | None = None
    due_on: date | None = None
    accommodation: str = ""
    claim_id: str = ""
    missing: tuple[MissingMoney, ...] = ()


@dataclass(frozen=True)
class NewReply:
    """What came of a request. kind: a word of `ANSWERS`. evidence: ids of what came with it."""

    kind: str
    says: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One thing that happened to a request: an answer, a refusal, an offer, its withdrawal."""

    kind: str
    on: date
    by: str
    says: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """One request as it stands. due_on null: no day is set; due_because says where the day comes from."""

    request_id: str
    claim_id: str
    asked_of: str
    title: str
    items: tuple[str, ...]
    asked_on: date
    by: str
    under: str
    status: str
    due_on: date | None
    due_because: str
    accommodation: str
    missing: tuple[Mapping[str, Any], ...]
    replies: tuple[Reply, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        return not any(reply.kind in ENDS for reply in self.replies)

    def state(self, as_of: date) -> str:
        """In words, on a day: waiting, late, answered in full, refused …"""
        told = [reply for reply in self.replies if reply.on <= as_of]
        last = f"{ANSWERS[told[-1].kind]} {told[-1].on}" if told else ""
        if any(reply.kind in ENDS for reply in told):
            return last
        if self.due_on is None:
            waiting = "no day set"
        else:
            waiting = "late" if as_of > self.due_on else "waiting"
        return f"{last}; {waiting}" if last else waiting


def make_request(book: Book, new: NewRequest, acting: Acting) -> tuple[str, CommittedEntry]:
    """Append a request, and that it belongs to its claim. Returns its id.

    Findings: `request-empty`, `request-due-early`, `claim-unknown`, and those of `append`.
    """
    _check_new(new, acting)
    claim_id = read_claim(book, new.claim_id).claim_id if new.claim_id else ""
    body = acting.body(_asked_body(replace(new, claim_id=claim_id), acting.on))

    def make(request_id: str) -> Plan:
        events = [NewEvent(request_id, "asked", body)]
        if claim_id:
            linked = {"id": request_id, "role": f"information asked of {new.asked_of}"}
            events.append(NewEvent(claim_id, "request_linked", acting.body(linked)))
        return Plan(tuple(events))

    return append_numbered(book, WORD, make, learned_on=acting.learned_on)


def _check_new(new: NewRequest, acting: Acting) -> None:
    faults = []
    if not new.items:
        problem, remedy = "the request asks for nothing", "say what is asked for with --item, or --missing"
        faults.append(Finding("request-empty", WORD, problem, "at least one thing", "none", remedy))
    if new.due_on is not None and new.due_on < acting.on:
        problem, remedy = "the answer is due before it is asked for", "correct --due or --on"
        expected = f"a day from {acting.on} on"
        faults.append(Finding("request-due-early", WORD, problem, expected, str(new.due_on), remedy))
    if faults:
        raise Refused(faults)


def _asked_body(new: NewRequest, on: date) -> dict[str, Any]:
    duty = new.duty
    by_duty = answer_day(duty, on) if duty else None
    due_on, because = new.due_on, OWN_DAY if new.due_on else ""
    if due_on is None and duty is not None and by_duty is not None:
        due_on, because = by_duty.due_on, f"{duty.lasts} after it was asked, {duty.cite}"
        if by_duty.earliest != by_duty.due_on:
            because += f"; {by_duty.earliest} where offices open on days that may be holidays"
    elif due_on is None and duty is not None:
        because = duty.find_at
    return {
        "claim": new.claim_id,
        "of": new.asked_of,
        "title": new.title,
        "items": list(new.items),
        "under": f"{duty.says} ({duty.cite})" if duty else "",
        "duty": duty.duty_id if duty else "",
        "status": duty.status if duty else "",
        "due_on": due_on.isoformat() if due_on else "",
        "due_because": because,
        "accommodation": new.accommodation or (duty.accommodation if duty else ""),
        "missing": [_missing_body(one) for one in new.missing],
    }


def _missing_body(one: MissingMoney) -> dict[str, Any]:
    """What waits for the answer, as figured on that day; cents as text, null where no bound is known."""
    return {
        "facts": list(one.facts),
        "lines": str(one.lines),
        "bounded": str(one.bounded),
        "status": one.status,
        "bounds": list(one.bounds),
        "low": None if one.low_cents is None else {"cents": str(one.low_cents), "currency": one.currency},
        "high": None if one.high_cents is None else {"cents": str(one.high_cents), "currency": one.currency},
    }


def answer_request(book: Book, request_id: str, new: NewReply, acting: Acting) -> CommittedEntry:
    """Append what came of a request.

    Findings: `request-unknown`, `request-ended`, `request-answer-early`, and those of `append`.
    """
    if new.kind not in ANSWERS:
        raise ValueError(f"nothing that happens to a request is called {new.kind}")
    body = acting.body({"says": new.says, "evidence": list(new.evidence)})

    def plan(seq: int) -> Plan:
        request = one_request(book, request_id, seq=seq)
        _check_answer(request, acting)
        return Plan((NewEvent(request.request_id, new.kind, body),))

    return plan_and_append(book, plan, learned_on=acting.learned_on)


def _check_answer(request: Request, acting: Acting) -> None:
    place = request.request_id
    if not request.is_open:
        problem, remedy = "the request has ended; nothing was appended", "make a new request"
        found = request.state(date.max)
        raise Refused([Finding("request-ended", place, problem, "a request that is open", found, remedy)])
    if acting.on < request.asked_on:
        problem, remedy = "the answer is dated before the request", "correct --on"
        expected = f"a day from {request.asked_on} on"
        raise Refused([Finding("request-answer-early", place, problem, expected, str(acting.on), remedy)])


def read_requests(
    book: Book, *, seq: int | None = None, known_by: date | None = None, audience: Audience | None = None
) -> tuple[Request, ...]:
    """Every request of a book, in its order, as it stands."""
    events = read_events(book, f"{WORD}/", seq=seq, known_by=known_by, audience=audience)
    return tuple(fold(events, ("asked",), _asked, _after).values())


def one_request(book: Book, request_id: str, *, seq: int | None = None) -> Request:
    """A request by its id; `3` stands for `request/3`. Findings: `request-unknown`."""
    wanted = full_name(WORD, request_id)
    problem, remedy = "the book holds no request of that name", "make one with `arrears request make`"
    unknown = Finding("request-unknown", request_id, problem, "a request of this book", wanted, remedy)
    return one_or_refuse({one.request_id: one for one in read_requests(book, seq=seq)}, wanted, unknown)


def _after(request: Request, event: CaseEvent) -> Request:
    if event.kind not in ANSWERS:
        return request
    return replace(request, replies=(*request.replies, _reply(event)))


def _asked(event: CaseEvent) -> Request:
    body = event.body
    return Request(
        request_id=event.subject,
        claim_id=str(body["claim"]),
        asked_of=str(body["of"]),
        title=str(body["title"]),
        items=tuple(str(item) for item in body["items"]),
        asked_on=event.on,
        by=event.by,
        under=str(body["under"]),
        status=str(body["status"]),
        due_on=date.fromisoformat(str(body["due_on"])) if body["due_on"] else None,
        due_because=str(body["due_because"]),
        accommodation=str(body["accommodation"]),
        missing=tuple(body["missing"]),
    )


def _reply(event: CaseEvent) -> Reply:
    evidence = tuple(str(each) for each in event.body["evidence"])
    return Reply(event.kind, event.on, event.by, str(event.body["says"]), evidence)


def items_from_missing(missing: Sequence[MissingMoney]) -> tuple[str, ...]:
    """What to ask for so that amounts can be figured, one item for each set of missing facts."""
    return tuple(
        f"{', '.join(fact.replace('_', ' ') for fact in one.facts)}"
        f" of {_counted(one.lines, 'line')} on {_counted(one.titles, 'title')}"
        for one in missing
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
