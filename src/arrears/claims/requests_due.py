"""Information requests that wait for an answer, as far as deadlines need them: what, of whom, by when.

A request is told by acts about `request/1`: `asked` with its day in `due_on`, then `answered` or `withdrawn`.
One whose day is not known is listed as such.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from arrears.book.access import Audience
from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, read_events

ENDS = ("answered", "withdrawn", "closed")


@dataclass(frozen=True)
class RequestDue:
    """One request. due_on: None where no day was set. ended_on: the day it was answered or withdrawn."""

    request_id: str
    claim_id: str
    title: str
    asked_of: str
    under: str
    due_on: date | None
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
        if event.kind in ("asked", "opened") and event.on <= as_of:
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
        due_on=_day(body.get("due_on")),
        ended_on=None,
        told_on=event.learned_on,
        acts=1,
        opened=event,
    )


def _after(before: RequestDue, event: CaseEvent) -> RequestDue:
    due = _day(event.body.get("due_on")) or before.due_on
    ended = event.on if event.kind in ENDS else before.ended_on
    told_on = max(before.told_on, event.learned_on)
    return replace(before, due_on=due, ended_on=ended, told_on=told_on, acts=before.acts + 1)


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None
