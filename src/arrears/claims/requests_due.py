"""Information requests that wait for an answer, as far as deadlines need them: what, of whom, by when.

Requests themselves are in `requests`; here is only what a list of days needs. One without a day is listed as
such: no day is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from arrears.book.access import Audience
from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, read_events
from arrears.claims.requests import ENDS


@dataclass(frozen=True)
class RequestDue:
    """One request. due_on: None where no day was set; due_because says where it comes from, status how far
    that can be trusted. ended_on: the day it was answered or withdrawn.
    """

    request_id: str
    claim_id: str
    title: str
    asked_of: str
    under: str
    due_on: date | None
    due_because: str
    status: str
    ended_on: date | None
    told_on: date
    acts: int
    opened: CaseEvent


def requests_due(
    book: Book, *, as_of: date, known_by: date | None = None, audience: Audience | None = None
) -> tuple[RequestDue, ...]:
    """Every request that was asked by a day, in the order of the book; those that ended among them."""
    found: dict[str, RequestDue] = {}
    for event in read_events(book, "request/", known_by=known_by, audience=audience):
        before = found.get(event.subject)
        if event.on > as_of:
            continue
        if event.kind == "asked":
            found[event.subject] = _asked(event)
        elif before is not None:
            found[event.subject] = _after(before, event)
    return tuple(found.values())


def _asked(event: CaseEvent) -> RequestDue:
    body = event.body
    return RequestDue(
        request_id=event.subject,
        claim_id=str(body.get("claim", "")),
        title=str(body.get("title", "") or "information request"),
        asked_of=str(body.get("of", "")),
        under=str(body.get("under", "")),
        due_on=date.fromisoformat(written) if (written := str(body.get("due_on", ""))) else None,
        due_because=str(body.get("due_because", "")),
        status=str(body.get("status", "")),
        ended_on=None,
        told_on=event.learned_on,
        acts=1,
        opened=event,
    )


def _after(before: RequestDue, event: CaseEvent) -> RequestDue:
    ended = event.on if event.kind in ENDS else before.ended_on
    told_on = max(before.told_on, event.learned_on)
    return replace(before, ended_on=ended, told_on=told_on, acts=before.acts + 1)
