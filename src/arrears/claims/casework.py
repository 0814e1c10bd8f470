"""Casework: acts of people, appended to the book as events and never edited.

Current state is a fold over events, made anew whenever it is asked. An act that is planned on what the book
held is committed only if nothing was appended meanwhile; else it is planned again. The same act twice is
refused, so a command run again after a crash doubles nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from arrears.book.access import DEFAULT_ACCESS, KEEPER, NUMBER_RANGES, Audience, refuse_unreadable
from arrears.book.chain import canonical
from arrears.book.commit import Act, CommittedEntry, EntryKind, Event, Overtaken, Source, commit
from arrears.book.ledger import Book, reading
from arrears.book.staging import StagedFile
from arrears.findings import Finding, Refused, suggest

T = TypeVar("T")
SUBJECT = re.compile(r"[a-z_]{1,30}/[1-9][0-9]{0,8}")
MOST_TRIES = 50
SUBJECTS_A_CLASS = 1_000_000


@dataclass(frozen=True)
class NewEvent:
    """An act to append. body: `on` (the day of the act), `by` (who acts), `why`, and what the kind needs."""

    subject: str
    kind: str
    body: Mapping[str, Any]
    access: str = "guild_only"


@dataclass(frozen=True)
class CaseEvent:
    """An act that is in the book. learned_on: when the book's owner says it was learned."""

    seq: int
    learned_on: date
    subject: str
    kind: str
    body: Mapping[str, Any]
    access: str = "guild_only"

    @property
    def on(self) -> date:
        """The day of the act itself."""
        return date.fromisoformat(str(self.body["on"]))

    @property
    def by(self) -> str:
        return str(self.body["by"])


@dataclass(frozen=True)
class Plan:
    """What one act appends: events, and staged files and kept originals that belong to the same entry."""

    events: tuple[NewEvent, ...]
    files: tuple[StagedFile, ...] = ()
    sources: tuple[Source, ...] = ()


def read_events(
    book: Book,
    prefix: str = "",
    *,
    seq: int | None = None,
    known_by: date | None = None,
    audience: Audience | None = None,
) -> tuple[CaseEvent, ...]:
    """Every act whose subject begins so, in the order of the book: up to a seq, learned by a day.

    audience: for whom it is read; null = for whom the handle reads. Acts that it may not see are not there;
    of what is for the parties, a company sees that of the cases it is a party to.
    """
    reader = audience or book.audience
    query = (
        "SELECT seq, learned_on, subject, event.kind, event.body, access FROM event JOIN entry USING (seq)"
        " WHERE substr(subject, 1, ?) = ? AND seq <= ? AND learned_on <= ? ORDER BY seq, event.rowid"
    )
    until = known_by.isoformat() if known_by else "9999-12-31"
    last = 2**62 if seq is None else seq
    with reading(book.seen_by(reader)) as ledger:
        rows = ledger.execute(query, (len(prefix), prefix, last, until)).fetchall()
    if reader.company_id:
        own = _subjects_of_party(book, reader.company_id)
        rows = [row for row in rows if row[5] == "public" or row[2] in own]
    # Read as one text: tens of thousands of bodies one by one take twice as long.
    bodies = json.loads(f"[{','.join(row[4] for row in rows)}]")
    days = {learned: date.fromisoformat(learned) for learned in {row[1] for row in rows}}
    return tuple(
        CaseEvent(number, days[learned], subject, kind, body, access)
        for (number, learned, subject, kind, _, access), body in zip(rows, bodies, strict=True)
    )


def fold(
    events: Iterable[CaseEvent],
    first: Collection[str],
    begin: Callable[[CaseEvent], T],
    after: Callable[[T, CaseEvent], T],
) -> dict[str, T]:
    """What events tell of each subject, in the order they began. first: the kinds of act that begin one; of
    a subject whose beginning may not be seen here, nothing is told.
    """
    held: dict[str, T] = {}
    for event in events:
        if event.kind in first:
            held[event.subject] = begin(event)
        elif event.subject in held:
            held[event.subject] = after(held[event.subject], event)
    return held


def full_name(word: str, given: str) -> str:
    """The name of a subject as people write it: `3` stands for `letter/3`."""
    return given if "/" in given else f"{word}/{given}"


def one_or_refuse(held: Mapping[str, T], wanted: str, unknown: Finding) -> T:
    """The one of a name. unknown: the finding where there is none; its remedy is for a book that has none of
    the sort at all, else the nearest name is told.

    Findings: raises `Refused` with `unknown`.
    """
    if wanted in held:
        return held[wanted]
    raise Refused([replace(unknown, remedy=suggest(wanted, held)) if held else unknown])


def _subjects_of_party(book: Book, company_id: str) -> frozenset[str]:
    """The claims against a company, what is linked to them, and what the company itself gave or did.

    Who is a party is looked up in the whole book: the claim itself may be closed to the company.
    """
    own: set[str] = set()
    linked: dict[str, set[str]] = {}
    for event in read_events(book, audience=KEEPER):
        body = event.body
        if company_id in (body.get("by"), body.get("source")) or company_id in body.get("respondents", ()):
            own.add(event.subject)
        if event.subject.startswith("claim/") and isinstance(body.get("id"), str):
            linked.setdefault(event.subject, set()).add(body["id"])
    claims = [subject for subject in own if subject.startswith("claim/")]
    return frozenset(own.union(*(linked.get(claim, set()) for claim in claims)))


def append(
    book: Book, events: Sequence[NewEvent], *, learned_on: date, files: Sequence[StagedFile] = ()
) -> CommittedEntry:
    """Append acts, with their files, as one entry.

    Findings: `act-incomplete`, `act-after-learning`, `act-recorded-before`, `book-changing`.
    """
    return plan_and_append(book, lambda _: Plan(tuple(events), tuple(files)), learned_on=learned_on)


def append_numbered(
    book: Book,
    word: str,
    make: Callable[[str], Plan],
    *,
    learned_on: date,
    access: str = DEFAULT_ACCESS,
) -> tuple[str, CommittedEntry]:
    """Append the first acts of a new subject, such as `claim/12`; its number is free in the book.

    access: the class of its first acts; see `next_subject`. make: called with the subject; what it stages is
    written anew when another writer took the number.
    """
    given: list[str] = []

    def plan(seq: int) -> Plan:
        given.append(next_subject(book, word, seq, access))
        return make(given[-1])

    entry = plan_and_append(book, plan, learned_on=learned_on)
    return given[-1], entry


def plan_and_append(book: Book, plan: Callable[[int], Plan], *, learned_on: date) -> CommittedEntry:
    """Plan on the book at a seq and commit only if the book is still at that seq; else plan again.

    Findings: those of `plan`, and those of `append`.
    """
    for _ in range(MOST_TRIES):
        seq, _head = book.position()
        planned = plan(seq)
        faults = _faults(book, planned.events, learned_on)
        if faults:
            raise Refused(faults)
        outcome = _commit_at(book, planned, seq, learned_on)
        if isinstance(outcome, CommittedEntry):
            return outcome
        if not isinstance(outcome, Overtaken):
            raise TypeError(f"casework cannot be {type(outcome).__name__}")
    problem = "others append to this book without pause; nothing was appended"
    expected = f"a moment without another writer within {MOST_TRIES} tries"
    remedy = "let the other commands finish and run this one again"
    raise Refused([Finding("book-changing", str(book.path), problem, expected, "none", remedy)])


def _commit_at(book: Book, planned: Plan, seq: int, learned_on: date) -> object:
    events = tuple(Event(e.subject, e.kind, canonical(e.body), e.access) for e in planned.events)
    kind: EntryKind = "freeze" if planned.files else "event"
    act = Act(kind, learned_on, planned.sources, events)
    return commit(book, planned.files, act, still_valid=lambda last: last == seq)


def next_subject(book: Book, word: str, seq: int | None = None, access: str = DEFAULT_ACCESS) -> str:
    """The first unused subject of a word: `claim/3` where the book holds `claim/1` and `claim/2`.

    Subjects of each access class are numbered in a range of their own (those of counsel from 2000001), so
    that a gap tells nobody of a subject that may not be seen, and two classes never share a name.
    """
    before = NUMBER_RANGES[access] * SUBJECTS_A_CLASS
    numbers = (int(event.subject.partition("/")[2]) for event in read_events(book, f"{word}/", seq=seq))
    of_class = [number for number in numbers if before < number <= before + SUBJECTS_A_CLASS]
    return f"{word}/{max(of_class, default=before) + 1}"


def _faults(book: Book, events: Sequence[NewEvent], learned_on: date) -> list[Finding]:
    for event in events:
        refuse_unreadable(book.audience, event.access, event.subject)
    faults = [fault for event in events for fault in _shape_faults(event, learned_on)]
    if faults:
        return faults
    return [_recorded_before(event, seq) for event in events if (seq := _seq_of_same(book, event, events[0]))]


def _seq_of_same(book: Book, event: NewEvent, first: NewEvent) -> int | None:
    """The entry that holds the same act about the same subject; null when none does.

    A new subject has no acts yet, so its first act is compared with those that made others of its word.
    """
    word, same_act = event.subject.partition("/")[0] + "/", (event.kind, canonical(event.body))
    of_subject = "SELECT seq FROM event WHERE kind = ? AND body = ? AND subject = ?"
    of_word = "SELECT seq FROM event WHERE kind = ? AND body = ? AND substr(subject, 1, ?) = ?"
    with reading(book) as ledger:
        held = ledger.execute("SELECT 1 FROM event WHERE subject = ?", (event.subject,)).fetchall()
        if held:
            rows = ledger.execute(of_subject, (*same_act, event.subject)).fetchall()
        elif event is first:
            rows = ledger.execute(of_word, (*same_act, len(word), word)).fetchall()
        else:
            rows = []
    return int(rows[0][0]) if rows else None


def _shape_faults(event: NewEvent, learned_on: date) -> list[Finding]:
    place = f"{event.subject}: {event.kind}"
    if not SUBJECT.fullmatch(event.subject):
        raise ValueError(f"a subject is a word and a number, such as claim/12, not {event.subject}")
    faults = []
    for name in ("on", "by"):
        if not str(event.body.get(name, "")).strip():
            what = {"on": "the day of the act", "by": "who acts"}[name]
            problem = "the act lacks what every act needs"
            faults.append(
                Finding("act-incomplete", place, problem, what, "nothing", f"give it with --{name}")
            )
    if not faults and date.fromisoformat(str(event.body["on"])) > learned_on:
        problem = "the act is dated after the day it was learned"
        expected = f"a day up to {learned_on}"
        remedy = "correct --on, or give the day it was learned with --learned-on"
        faults.append(Finding("act-after-learning", place, problem, expected, str(event.body["on"]), remedy))
    return faults


def _recorded_before(event: NewEvent, seq: int) -> Finding:
    problem = "the same act is in the book already; nothing was appended"
    expected = "an act that differs in something"
    remedy = "nothing if it is the same act; else say with --why what is different"
    place = f"{event.subject}: {event.kind}"
    return Finding("act-recorded-before", place, problem, expected, f"entry {seq}", remedy)
