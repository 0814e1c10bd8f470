"""Letters as acts: written, sent, received. What was written is known by its digest; the file is the user's.

A notice of late payment starts a clock on the day it is received, so receiving one adds the notices to the
records in the same entry. Nothing here sends anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.book.staging import StagedFile, number_rows, write_files
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
from arrears.findings import Finding, Refused
from arrears.records.schema import cast_rows
from arrears.records.tables import TABLES

WORD = "letter"


@dataclass(frozen=True)
class LetterAct:
    """Something that happened to a letter: the day, who says so, how."""

    on: date
    by: str
    how: str


@dataclass(frozen=True)
class Letter:
    """One letter. refs: the obligations it is about; sha256: of the file that was written."""

    letter_id: str
    kind: str
    claim_id: str
    sender: str
    recipient: str
    subject: str
    written: LetterAct
    sha256: str
    refs: tuple[str, ...]
    access: str
    sent: LetterAct | None = None
    received: LetterAct | None = None

    @property
    def state(self) -> str:
        """In words: written, sent, received."""
        if self.received is not None:
            return f"received on {self.received.on}"
        return f"sent on {self.sent.on}" if self.sent else "written"


@dataclass(frozen=True)
class Draft:
    """A letter that somebody wrote and wants to keep in the book."""

    kind: str
    claim_id: str
    sender: str
    recipient: str
    subject: str
    sha256: str
    refs: tuple[str, ...]
    on: date
    by: str
    why: str = ""
    access: str = "parties"


def read_letters(book: Book, claim_id: str = "") -> tuple[Letter, ...]:
    """The letters of a book, of one claim or all, in the order of the book."""
    found = _letters(book)
    return tuple(one for one in found.values() if not claim_id or one.claim_id == claim_id)


def one_letter(book: Book, letter_id: str) -> Letter:
    """A letter by its id; `3` stands for `letter/3`. Findings: `letter-unknown`."""
    wanted = full_name(WORD, letter_id)
    problem, remedy = "the book holds no letter of that name", "write one with `arrears letter write`"
    unknown = Finding("letter-unknown", letter_id, problem, "a letter of this book", wanted, remedy)
    return one_or_refuse(_letters(book), wanted, unknown)


def _letters(book: Book) -> dict[str, Letter]:
    return fold(read_events(book, f"{WORD}/"), ("written",), _written, _after)


def _after(letter: Letter, event: CaseEvent) -> Letter:
    match event.kind:
        case "sent":
            return replace(letter, sent=_act(event))
        case "received":
            return replace(letter, received=_act(event))
        case _:
            # A later release knows more kinds of act; what it says is not lost, only not shown.
            return letter


def record_letter(book: Book, draft: Draft, *, learned_on: date) -> tuple[str, CommittedEntry]:
    """Append that a letter was written, and that it belongs to its claim. Returns its id.

    Findings: those of `append`; the same letter twice is refused.
    """
    body = {
        "on": draft.on.isoformat(), "by": draft.by, "why": draft.why, "kind": draft.kind,
        "claim": draft.claim_id, "sender": draft.sender, "recipient": draft.recipient,
        "subject": draft.subject, "sha256": draft.sha256, "refs": sorted(draft.refs),
    }  # fmt: skip

    def make(letter_id: str) -> Plan:
        events = [NewEvent(letter_id, "written", body, draft.access)]
        if draft.claim_id:
            linked = {"on": draft.on.isoformat(), "by": draft.by, "id": letter_id, "why": "",
                      "role": f"{draft.kind.replace('_', ' ')} to {draft.recipient}"}  # fmt: skip
            events.append(NewEvent(draft.claim_id, "corresponded", linked, draft.access))
        return Plan(tuple(events))

    return append_numbered(book, WORD, make, learned_on=learned_on)


def record_sent(book: Book, letter_id: str, act: LetterAct, *, learned_on: date) -> CommittedEntry:
    """Append that a letter was sent. Findings: `letter-unknown`, `letter-out-of-order`, those of `append`."""

    def plan(_seq: int) -> Plan:
        letter = one_letter(book, letter_id)
        if letter.sent is not None:
            raise Refused(
                [_out_of_order(letter, "sent", f"sent on {letter.sent.on}", "a letter not yet sent")]
            )
        if act.on < letter.written.on:
            told = f"written on {letter.written.on}"
            raise Refused([_out_of_order(letter, "sent", told, f"a letter written by {act.on}")])
        return Plan((NewEvent(letter.letter_id, "sent", _body(act), letter.access),))

    return plan_and_append(book, plan, learned_on=learned_on)


def record_received(book: Book, letter_id: str, act: LetterAct, *, learned_on: date) -> CommittedEntry:
    """Append that a letter was received; a notice of late payment becomes rows of `notice` in that entry.

    Findings: `letter-unknown`, `letter-out-of-order`, those of `append`.
    """

    def plan(_seq: int) -> Plan:
        letter = one_letter(book, letter_id)
        if letter.sent is None or letter.received is not None:
            told = letter.state
            raise Refused(
                [_out_of_order(letter, "received", told, "a letter that was sent and not received")]
            )
        if act.on < letter.sent.on:
            told = f"sent on {letter.sent.on}"
            raise Refused([_out_of_order(letter, "received", told, f"a letter sent by {act.on}")])
        event = NewEvent(letter.letter_id, "received", _body(act), letter.access)
        return Plan((event,), _staged_notices(book, letter, act.on))

    return plan_and_append(book, plan, learned_on=learned_on)


def _staged_notices(book: Book, letter: Letter, received_on: date) -> tuple[StagedFile, ...]:
    """The rows of `notice` that a received notice of late payment is, one for each obligation it names."""
    if letter.kind != "late_notice" or not letter.refs or letter.sent is None:
        return ()
    rows = pa.Table.from_pylist(
        [
            {
                "sender_id": letter.sender,
                "recipient_id": letter.recipient,
                "subject": f"{letter.letter_id}: {ref}",
                "sent_on": letter.sent.on,
                "received_on": received_on,
                "obligation_ref": ref,
                "kind": "late_payment",
            }
            for ref in letter.refs
        ]
    )
    typed, findings = cast_rows(TABLES["notice"], rows, letter.sender)
    if typed is None or findings:
        raise Refused(findings)
    return tuple(write_files(book, number_rows(book, {"notice": typed})))


def _body(act: LetterAct) -> dict[str, Any]:
    return {"on": act.on.isoformat(), "by": act.by, "how": act.how, "why": ""}


def _act(event: CaseEvent) -> LetterAct:
    return LetterAct(event.on, event.by, str(event.body.get("how", "")))


def _written(event: CaseEvent) -> Letter:
    body: Mapping[str, Any] = event.body
    return Letter(
        letter_id=event.subject,
        kind=str(body["kind"]),
        claim_id=str(body["claim"]),
        sender=str(body["sender"]),
        recipient=str(body["recipient"]),
        subject=str(body["subject"]),
        written=_act(event),
        sha256=str(body["sha256"]),
        refs=tuple(body["refs"]),
        access=event.access,
    )


def _out_of_order(letter: Letter, step: str, found: str, expected: str) -> Finding:
    problem = f"the letter cannot be recorded as {step}"
    remedy = "correct --on, or record what came before"
    return Finding("letter-out-of-order", letter.letter_id, problem, expected, found, remedy)
