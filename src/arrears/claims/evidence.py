"""Evidence: files that prove something, with who gave them, who may see them, and until when we may hold
them.

Every item is an event of its class, the bytes are in the chain by their digest, and a claim is told of it.
Material under a duty is destroyed by destroying its key, and only such material is: nothing else is ever
taken out of a book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from arrears.book.access import refuse_unreadable
from arrears.book.commit import CommittedEntry, Source
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
from arrears.claims.evidence_store import (
    destroy_key,
    keep_encrypted,
    keep_salted,
    key_files,
    key_missing,
    key_path,
    padded_size,
    read_encrypted,
    read_given,
    read_salted,
    shown_name,
)
from arrears.findings import Finding, Refused

AS_TABLE = "evidence"
ORPHAN_SECONDS = 86_400


@dataclass(frozen=True)
class Given:
    """What somebody gave us: the file, who gave it and when, who may see it, and for which claim.

    duty: what binds us to return or destroy it, empty where nothing does; destroy_by: until when, null where
    the duty names no day.
    """

    path: Path
    source: str
    received_on: date
    access: str
    claim: str = ""
    duty: str = ""
    destroy_by: date | None = None


@dataclass(frozen=True)
class Evidence:
    """One item. bytes: its length, of encrypted material the padded one. destroyed: the act that did it."""

    evidence_id: str
    given: Given
    sha256: str
    bytes: int
    added: CaseEvent
    destroyed: CaseEvent | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether it is held under a duty, and so under a key."""
        return bool(self.given.duty)

    @property
    def state(self) -> str:
        """In words: held, held until, or destroyed under its duty."""
        if self.destroyed:
            return f"destroyed under duty on {self.destroyed.on}"
        until = self.given.destroy_by
        return f"held, to be returned or destroyed by {until}" if until else "held"


def read_evidence(book: Book, claim: str = "", *, known_by: date | None = None) -> tuple[Evidence, ...]:
    """The items that the handle's audience may see, those of one claim or all, in the order of the book."""
    held = _evidence(book, known_by)
    return tuple(item for item in held.values() if not claim or item.given.claim == claim)


def _evidence(book: Book, known_by: date | None = None) -> dict[str, Evidence]:
    return fold(read_events(book, "evidence/", known_by=known_by), ("added",), _item, _after)


def _after(item: Evidence, event: CaseEvent) -> Evidence:
    return replace(item, destroyed=event) if event.kind == "destroyed" else item


def _item(event: CaseEvent) -> Evidence:
    body = event.body
    given = Given(
        path=Path(str(body["name"])),
        source=str(body["source"]),
        received_on=date.fromisoformat(body["received_on"]),
        access=event.access,
        claim=str(body["claim"]),
        duty=str(body["duty"]),
        destroy_by=date.fromisoformat(body["destroy_by"]) if body["destroy_by"] else None,
    )
    return Evidence(event.subject, given, str(body["sha256"]), int(body["bytes"]), event)


def one_evidence(book: Book, evidence_id: str) -> Evidence:
    """One item by its id. Findings: evidence-unknown."""
    wanted = full_name("evidence", evidence_id)
    problem = "there is no such evidence, or none that may be seen here"
    remedy = "list what there is with `arrears evidence list BOOK`"
    unknown = Finding("evidence-unknown", wanted, problem, "an item of evidence", "none", remedy)
    return one_or_refuse(_evidence(book), wanted, unknown)


def add_evidence(book: Book, given: Given, acting: Acting) -> tuple[str, CommittedEntry]:
    """Keep a file as evidence, in one act with the claim's being told of it.

    Findings: evidence-not-read, evidence-held, evidence-before-received, access-unknown, access-not-readable,
    claim-unknown, and those of `casework.append`.
    """
    refuse_unreadable(book.audience, given.access)
    if acting.on < given.received_on:
        raise Refused([_before_received(given, acting)])
    claim = read_claim(book, given.claim).claim_id if given.claim else ""
    given = replace(given, claim=claim)
    content = read_given(given.path)
    _refuse_held(book, given, content)
    keep = keep_encrypted if given.duty else keep_salted
    sha256 = keep(book, content, given.access)
    name = shown_name(given.path)
    source = Source(sha256, AS_TABLE, "", name, sha256, given.access)
    size = padded_size(content) if given.duty else len(content)
    body = acting.body(
        {
            "name": name,
            "source": given.source,
            "received_on": given.received_on.isoformat(),
            "claim": claim,
            "duty": given.duty,
            "destroy_by": given.destroy_by.isoformat() if given.destroy_by else "",
            "sha256": sha256,
            "bytes": str(size),
        }
    )

    def make(subject: str) -> Plan:
        events = [NewEvent(subject, "added", body, given.access)]
        if claim:
            linked = acting.body({"id": subject, "role": "evidence"})
            events.append(NewEvent(claim, "evidence_added", linked, given.access))
        return Plan(tuple(events), sources=(source,))

    return append_numbered(book, "evidence", make, learned_on=acting.learned_on, access=given.access)


def _refuse_held(book: Book, given: Given, content: bytes) -> None:
    """The same bytes of the same class for the same claim are one item, also after a killed command."""
    for item in read_evidence(book, given.claim):
        is_alike = item.given.access == given.access and item.given.claim == given.claim
        if is_alike and not item.destroyed and evidence_bytes(book, item) == content:
            problem = "this file is held as evidence already; nothing was appended"
            expected, remedy = "a file that is not held yet", "nothing if it is the same file"
            found = item.evidence_id
            raise Refused([Finding("evidence-held", str(given.path), problem, expected, found, remedy)])


def evidence_bytes(book: Book, item: Evidence) -> bytes:
    """The content of an item. Findings: evidence-destroyed, evidence-altered, evidence-key-missing."""
    if item.destroyed:
        problem = f"the evidence was {item.state}, by {item.destroyed.by}"
        remedy = "nothing; ask its source, if the duty allows it"
        raise Refused(
            [
                Finding(
                    "evidence-destroyed", item.evidence_id, problem, "evidence that is held", "none", remedy
                )
            ]
        )
    read = read_encrypted if item.is_encrypted else read_salted
    return read(book, item.sha256, item.given.access)


def destroy_evidence(book: Book, evidence_id: str, acting: Acting, certificate: str) -> CommittedEntry | None:
    """Destroy the key of an item under a duty: the act is recorded first, so that no key is gone unexplained.

    Null where the act was in the book already and only the key was still there, as after a killed command.
    Findings: evidence-unknown, evidence-no-duty, evidence-destroyed, evidence-before-received, and those of
    `casework.append`.
    """
    item = one_evidence(book, evidence_id)
    if not item.is_encrypted:
        problem = "no duty to return or destroy binds this evidence, so it stays"
        remedy = "nothing; what is not under such a duty is never taken out of a book"
        raise Refused(
            [Finding("evidence-no-duty", item.evidence_id, problem, "evidence under a duty", "none", remedy)]
        )
    entry = None
    if item.destroyed is None:
        if acting.on < item.given.received_on:
            raise Refused([_before_received(item.given, acting)])
        body = acting.body({"certificate": certificate, "duty": item.given.duty})
        event = NewEvent(item.evidence_id, "destroyed", body, item.given.access)
        entry = plan_and_append(book, lambda _: Plan((event,)), learned_on=acting.learned_on)
    if not destroy_key(book, item.sha256, item.given.access) and entry is None:
        evidence_bytes(book, item)
    return entry


def _before_received(given: Given, acting: Acting) -> Finding:
    problem = "the act is dated before the evidence was received; nothing was appended"
    expected = f"a day from {given.received_on}"
    remedy = "correct --on or --received"
    return Finding("evidence-before-received", "--on", problem, expected, acting.on.isoformat(), remedy)


def verify_evidence(book: Book) -> list[Finding]:
    """Whether every item's key is where it should be; the bytes themselves are in the chain.

    Findings: evidence-key-missing, evidence-key-kept, evidence-key-unlisted.
    """
    return [*_key_faults(book), *(_unlisted(path) for path in unlisted_keys(book))]


def _key_faults(book: Book) -> Iterator[Finding]:
    for item in read_evidence(book):
        path = key_path(book, item.sha256, item.given.access)
        if item.is_encrypted and not item.destroyed and not path.is_file():
            yield key_missing(path)
        if item.destroyed and path.is_file():
            problem = "the evidence is recorded as destroyed, and its key is still here"
            remedy = f"finish with `arrears evidence destroy BOOK {item.evidence_id}`"
            yield Finding("evidence-key-kept", str(path), problem, "no key", "a key", remedy)


def unlisted_keys(book: Book) -> list[Path]:
    """Keys of no item, left by a command that did not finish; of classes that the audience may read."""
    listed = {key_path(book, item.sha256, item.given.access) for item in read_evidence(book)}
    return [path for path in key_files(book) if path not in listed]


def _unlisted(path: Path) -> Finding:
    problem, remedy = "no evidence has this key", "`arrears tidy` removes it after a day"
    return Finding("evidence-key-unlisted", str(path), problem, "a key of listed evidence", path.name, remedy)


def tidy_keys(book: Book, now: float) -> list[Path]:
    """Remove keys of no item that are older than a day, and say which."""
    removed = []
    for path in unlisted_keys(book):
        if now - path.stat().st_mtime > ORPHAN_SECONDS:
            path.unlink()
            removed.append(path)
    return removed
