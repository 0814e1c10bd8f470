"""What the book held at one seq, as far as was known by one day: a list of files per table.

A snapshot is taken once and never changes, so an answer rests on it whatever is appended meanwhile. It reads
no rows: corrections are taken out by the views made from it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.book.access import DEFAULT_ACCESS, GUILD, Audience
from arrears.book.ledger import Book, last_entry, reading
from arrears.findings import Finding, Refused

CORRECTION = "correction"


@dataclass(frozen=True)
class FileEntry:
    """A listed Parquet file: where it lies and what the ledger says of it.

    says: the parties that assert its rows. columns: those it stores (a column added later is read as null).
    corrects: for a file of corrections, the tables whose rows it takes out.
    """

    path: Path
    file_no: int
    rows: int
    bytes: int
    sha256: str
    says: tuple[str, ...]
    columns: tuple[str, ...]
    corrects: tuple[str, ...]
    seq: int
    learned_on: date
    access: str = DEFAULT_ACCESS


@dataclass(frozen=True)
class Snapshot:
    """The files per table at `seq`, learned on or before `known_by` (null: whenever learned).

    audience: for whom it was taken; files that it may not see are not in it, and seq and head are those of
    its view.
    """

    seq: int
    head: str
    known_by: date | None
    files: Mapping[str, tuple[FileEntry, ...]]
    audience: Audience = GUILD

    @property
    def corrections(self) -> tuple[FileEntry, ...]:
        """The files of corrections that count in this snapshot."""
        return self.files.get(CORRECTION, ())

    def says(self, table: str) -> frozenset[str]:
        """Every party that asserts rows of a table; one party alone can have no rival."""
        return frozenset(party for entry in self.files.get(table, ()) for party in entry.says)


def snapshot(book: Book, seq: int | None = None, known_by: date | None = None) -> Snapshot:
    """The book at a seq (default: now), with what had been learned by a day (default: everything).

    Findings: no_such_seq; file_missing and file_truncated for listed files that are not as long as written.
    """
    with reading(book) as ledger:
        last, head = last_entry(ledger)
        at = last if seq is None else seq
        if not 0 <= at <= last:
            raise Refused([_no_such_seq(book, at, last)])
        if at != last:
            found = ledger.execute("SELECT hash FROM entry WHERE seq = ?", (at,)).fetchone()
            head = str(found[0]) if found else "0" * 64
        rows = _listed(ledger, at, known_by)
    files: dict[str, list[FileEntry]] = {}
    for row in rows:
        files.setdefault(str(row[0]), []).append(_file_entry(book, row))
    faults = [fault for entries in files.values() for fault in length_faults(entries)]
    if faults:
        raise Refused(faults)
    listed = {table: tuple(entries) for table, entries in files.items()}
    return Snapshot(at, head, known_by, listed, book.audience)


def _listed(ledger: sqlite3.Connection, seq: int, known_by: date | None) -> list[tuple[object, ...]]:
    query = (
        "SELECT table_name, path, file_no, rows, bytes, sha256, says, columns, corrects, seq, learned_on,"
        " access"
        " FROM file JOIN entry USING (seq) WHERE seq <= ? AND learned_on <= ? ORDER BY file_no"
    )
    return ledger.execute(query, (seq, known_by.isoformat() if known_by else "9999-12-31")).fetchall()


def _file_entry(book: Book, row: tuple[object, ...]) -> FileEntry:
    _, path, file_no, rows, size, sha256, says, columns, corrects, seq, learned_on, access = map(str, row)
    return FileEntry(
        path=book.path / path,
        file_no=int(file_no),
        rows=int(rows),
        bytes=int(size),
        sha256=sha256,
        says=tuple(json.loads(says)),
        columns=tuple(json.loads(columns)),
        corrects=tuple(json.loads(corrects)),
        seq=int(seq),
        learned_on=date.fromisoformat(learned_on),
        access=access,
    )


def length_faults(entries: Iterable[FileEntry]) -> list[Finding]:
    """Listed files that are gone or not as long as when they were written. Their bytes are not read."""
    faults = []
    for entry in entries:
        try:
            size = entry.path.stat().st_size
        except FileNotFoundError:
            faults.append(_file_fault("file_missing", entry, "a file of this book is missing", "no file"))
            continue
        if size != entry.bytes:
            problem = "a file of this book is not as long as when it was written"
            faults.append(_file_fault("file_truncated", entry, problem, f"{size:,} bytes"))
    return faults


def _file_fault(code: str, entry: FileEntry, problem: str, found: str) -> Finding:
    return Finding(
        code=code,
        place=str(entry.path),
        problem=problem,
        expected=f"{entry.bytes:,} bytes with {entry.rows:,} rows, as entry {entry.seq} lists it",
        found=found,
        remedy="restore this file from a copy of the book, then run `arrears verify`",
    )


def _no_such_seq(book: Book, seq: int, last: int) -> Finding:
    return Finding(
        code="no_such_seq",
        place=str(book.path),
        problem="the book has no entry of that number",
        expected=f"a seq from 0 to {last}",
        found=str(seq),
        remedy="leave seq out to read the book as it is now",
    )


def last_learned_on(book: Book) -> date | None:
    """The latest day any entry was learned on; null for an empty book. Commands take it when no day is
    given.
    """
    with reading(book) as ledger:
        latest = ledger.execute("SELECT max(learned_on) FROM entry").fetchone()[0]
    return date.fromisoformat(latest) if latest else None
