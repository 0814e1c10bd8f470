"""The one commit point: staged files, sources and events become an entry in a single SQLite transaction.

Before the commit nothing of it exists for a reader, after it everything does. `seq` is given here and nobody
can choose it. Two writers stage in parallel and queue only for this transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import pyarrow as pa

from arrears.book.access import DEFAULT_ACCESS, KEEPER
from arrears.book.chain import canonical, entry_hash, sealed, text_hash
from arrears.book.layout import FORMAT
from arrears.book.ledger import Book, last_entry, reading, writing
from arrears.book.staging import StagedFile, discard, number_rows, write_files
from arrears.book.visible import shown_seq
from arrears.findings import Refused

EntryKind = Literal["import", "correction", "event", "freeze"]


@dataclass(frozen=True)
class Source:
    """A file that somebody gave us: the SHA-256 of its bytes as given, and of the bytes kept (masked
    columns).

    mapping_sha256 covers how it was read (columns, dates, who says so): the same file read another way is
    another source.
    """

    sha256: str
    as_table: str
    mapping_sha256: str
    name: str
    original_sha256: str
    access: str = DEFAULT_ACCESS

    def body(self, secret: str) -> dict[str, object]:
        """The source as an entry's body writes it, its digests sealed."""
        return {
            "sha256": sealed(secret, f"source {self.as_table}", self.sha256),
            "as_table": self.as_table,
            "mapping_sha256": self.mapping_sha256,
            "name": self.name,
            "original_sha256": sealed(secret, "original", self.original_sha256),
            "access": self.access,
        }


@dataclass(frozen=True)
class Event:
    """One act of casework about a subject such as `claim/12`; the body is canonical JSON.

    access: who may see it, a word of `vocabulary.ACCESS_CLASSES`.
    """

    subject: str
    kind: str
    body: str
    access: str = DEFAULT_ACCESS

    def entry_body(self, secret: str) -> dict[str, object]:
        """The event as an entry's body writes it, its digest sealed."""
        digest = sealed(secret, f"event {self.subject} {self.kind}", text_hash(self.body))
        return {"subject": self.subject, "kind": self.kind, "sha256": digest, "access": self.access}


@dataclass(frozen=True)
class Act:
    """What an entry is: its kind, the day its maker says we learned it, and what it adds besides files."""

    kind: EntryKind
    learned_on: date
    sources: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class CommittedEntry:
    """An entry that is in the book for good, with the head of the chain after it."""

    seq: int
    head: str
    files: Mapping[str, StagedFile] = field(default_factory=dict)


@dataclass(frozen=True)
class AlreadyImported:
    """The same bytes were imported before, in the same way, by the entry `seq`. Nothing was written."""

    seq: int
    name: str


@dataclass(frozen=True)
class Overtaken:
    """Another writer committed something, since staging began, that this entry depends on. Nothing was
    written.
    """

    seq: int


def commit(
    book: Book,
    staged: Sequence[StagedFile],
    act: Act,
    still_valid: Callable[[int], bool] | None = None,
) -> CommittedEntry | AlreadyImported | Overtaken:
    """List staged files as one entry, or write nothing and remove them.

    still_valid: asked inside the transaction with the book's last seq; False means that what other writers
    committed since staging began changes the outcome, and the caller stages anew.
    Findings: disk_full, book_read_only, book_busy.
    """
    outcome: CommittedEntry | AlreadyImported | Overtaken | None = None
    try:
        with writing(book) as ledger:
            outcome = _commit_in(ledger, staged, act, _asked_of_shown(book, still_valid))
    except BaseException:
        # a failure after the last word of the transaction may come from an entry that is in the book
        if not (isinstance(outcome, CommittedEntry) and _is_listed(book, outcome)):
            discard(book, staged)
        raise
    if not isinstance(outcome, CommittedEntry):
        discard(book, staged)
    return _as_shown(book, outcome)


def _commit_in(
    ledger: sqlite3.Connection,
    staged: Sequence[StagedFile],
    act: Act,
    still_valid: Callable[[int], bool] | None,
) -> CommittedEntry | AlreadyImported | Overtaken:
    seq, prev = last_entry(ledger)
    for source in act.sources:
        known = _seq_of(ledger, source)
        if known is not None:
            return AlreadyImported(known, source.name)
    if still_valid is not None and not still_valid(seq):
        return Overtaken(seq)
    seq += 1
    secret = str(ledger.execute("SELECT secret FROM meta").fetchone()[0])
    body = canonical(_entry_body(seq, staged, act, secret))
    head = entry_hash(prev, body)
    row = (seq, act.kind, act.learned_on.isoformat(), body, prev, head)
    ledger.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
    files = [part.ledger_row(seq) for part in staged]
    ledger.executemany(f"INSERT INTO file VALUES ({', '.join('?' * 11)})", files)
    sources = [
        (s.sha256, s.as_table, s.mapping_sha256, seq, s.name, s.original_sha256, s.access)
        for s in act.sources
    ]
    ledger.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", sources)
    events = [(seq, event.subject, event.kind, event.body, event.access) for event in act.events]
    ledger.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?)", events)
    return CommittedEntry(seq, head, {part.table: part for part in staged})


def _asked_of_shown(book: Book, still_valid: Callable[[int], bool] | None) -> Callable[[int], bool] | None:
    """The caller's question in the caller's numbers: the seq that the handle's audience sees.

    Only one writer is ever inside the transaction, so what a second connection reads is what it will follow.
    """
    if still_valid is None:
        return None
    return lambda _: still_valid(book.position()[0])


def _is_listed(book: Book, entry: CommittedEntry) -> bool:
    """Whether the entry is in the book. Where that cannot be read it is taken for listed: an orphan is
    harmless.
    """
    try:
        with reading(book.seen_by(KEEPER)) as ledger:
            return bool(ledger.execute("SELECT 1 FROM entry WHERE hash = ?", (entry.head,)).fetchall())
    except Refused:
        return True


def imported_before(book: Book, source: Source) -> int | None:
    """The entry that imported the same bytes in the same way; null when none did."""
    with reading(book) as ledger:
        return _seq_of(ledger, source)


def _as_shown(
    book: Book, outcome: CommittedEntry | AlreadyImported | Overtaken
) -> CommittedEntry | AlreadyImported | Overtaken:
    """The outcome with the seq and head that the handle's audience sees."""
    with reading(book) as ledger:
        seq, head = shown_seq(ledger, outcome.seq)
    if isinstance(outcome, CommittedEntry):
        return replace(outcome, seq=seq, head=head)
    return replace(outcome, seq=seq)


def _seq_of(ledger: sqlite3.Connection, source: Source) -> int | None:
    query = "SELECT seq FROM source WHERE sha256 = ? AND as_table = ? AND mapping_sha256 = ? AND access = ?"
    key = (source.sha256, source.as_table, source.mapping_sha256, source.access)
    known = ledger.execute(query, key).fetchall()
    return int(known[0][0]) if known else None


def _entry_body(seq: int, staged: Sequence[StagedFile], act: Act, secret: str) -> dict[str, object]:
    return {
        "format": str(FORMAT),
        "seq": str(seq),
        "kind": act.kind,
        "learned_on": act.learned_on.isoformat(),
        "files": [part.body(secret) for part in staged],
        "sources": [source.body(secret) for source in act.sources],
        "events": [event.entry_body(secret) for event in act.events],
    }


def stage_and_commit(
    book: Book,
    tables: Mapping[str, pa.Table],
    *,
    kind: EntryKind,
    learned_on: date,
    access: str = DEFAULT_ACCESS,
) -> CommittedEntry:
    """Append checked rows of several tables as one entry; see `commit`. Rows come without row_id."""
    staged = write_files(book, number_rows(book, tables, access))
    outcome = commit(book, staged, Act(kind, learned_on))
    if not isinstance(outcome, CommittedEntry):
        raise TypeError(f"an entry without sources cannot be {type(outcome).__name__}")
    return outcome
