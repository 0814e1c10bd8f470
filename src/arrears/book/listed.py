"""What the entries of a book list, read by walking the whole chain and held against the ledger's own lists.

The chain is walked over every entry whoever asks; what is told is what the asking audience may see, under
the numbers that it sees. Nothing is repaired here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arrears.book.access import KEEPER
from arrears.book.chain import GENESIS, canonical, entry_hash, sealed, text_hash
from arrears.book.embargoed import acts_of_blackouts, kept_back
from arrears.book.layout import original_path
from arrears.book.ledger import Book, reading
from arrears.book.visible import PARTS, is_part_shown, part_access
from arrears.findings import Finding


@dataclass(frozen=True)
class ListedFile:
    """A file or original as the chain covers it, with the plain digest that the ledger keeps beside.

    digest: as the body writes it, sealed with `secret` under `name`, or plain where secret is empty.
    """

    path: str
    digest: str
    sha256: str
    rows: str
    access: str
    secret: str
    name: str

    def is_of(self, sha256: str) -> bool:
        """Whether bytes of this SHA-256 are what was committed."""
        return self.digest == (sealed(self.secret, self.name, sha256) if self.secret else sha256)


@dataclass(frozen=True)
class Listed:
    """What an audience may see of all that is listed, and where chain or ledger do not hold.

    all_paths: every listed path, whoever may see it, so that no such file is taken for one left behind.
    """

    files: tuple[ListedFile, ...]
    originals: tuple[ListedFile, ...]
    all_paths: frozenset[str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Entry:
    """One sound entry: its body, and the number that the audience knows it by (null: it may not see it)."""

    body: dict[str, Any]
    shown_seq: int | None

    @property
    def is_sealed(self) -> bool:
        return "format" in self.body


def read_listed(book: Book) -> Listed:
    """Walk the chain and the ledger's lists. Findings: chain_broken, ledger_differs."""
    with reading(book.seen_by(KEEPER)) as ledger:
        back = kept_back(ledger, book.audience, acts_of_blackouts(ledger, book.audience))
        entries, findings = _walk_chain(book, ledger, back)
        secret = _secret(ledger)
        files: list[ListedFile] = []
        originals: list[ListedFile] = []
        for entry in entries:
            rows = {part: _rows_of(ledger, entry.body["seq"], part) for _, part in PARTS}
            findings.extend(_differences(book, entry, rows, (secret, back)))
            files.extend(_files(entry, rows["file"], secret))
            originals.extend(_originals(entry, rows["source"], secret))
    seen = book.audience.classes
    return Listed(
        tuple(file for file in files if file.access in seen),
        tuple(file for file in originals if file.access in seen),
        frozenset(file.path for file in (*files, *originals)),
        tuple(findings),
    )


def _secret(ledger: sqlite3.Connection) -> str:
    columns = [str(row[1]) for row in ledger.execute("PRAGMA table_info(meta)")]
    return str(ledger.execute("SELECT secret FROM meta").fetchone()[0]) if "secret" in columns else ""


def _walk_chain(
    book: Book, ledger: sqlite3.Connection, back: frozenset[str]
) -> tuple[list[_Entry], list[Finding]]:
    """The sound entries, and where the chain does not hold at an entry that the audience may see."""
    findings: list[Finding] = []
    entries: list[_Entry] = []
    before, expected_seq, shown = GENESIS, 1, 0
    query = "SELECT seq, kind, learned_on, body, prev, hash FROM entry ORDER BY seq"
    for seq, kind, learned_on, text, prev, found in ledger.execute(query).fetchall():
        body = _body(text)
        is_shown = _is_shown(book, ledger, seq, back)
        shown += is_shown
        hides = shown != expected_seq
        place = f"{book.path}: entry {shown + seq - expected_seq}"
        faults = []
        if seq != expected_seq:
            numbers = (str(shown), str(shown + seq - expected_seq))
            faults.append(_broken(place, "an entry is missing before this one", *numbers))
        if prev != before:
            problem = "the entry does not follow the one before it"
            faults.append(_broken(place, problem, *_hashes(before, prev, hides)))
        hashed = entry_hash(prev, text)
        if hashed != found:
            problem = "the entry is not what was hashed"
            faults.append(_broken(place, problem, *_hashes(found, hashed, hides)))
        before, expected_seq = found, seq + 1
        # what an altered body lists says nothing about the files
        if hashed == found and body is not None:
            entries.append(_Entry(body, shown if is_shown else None))
            faults.extend(_column_fault(place, body, (str(seq), kind, learned_on)))
        findings.extend(faults if is_shown else ())
    return entries, findings


def _is_shown(book: Book, ledger: sqlite3.Connection, seq: int, back: frozenset[str]) -> bool:
    """Whether an audience may see an entry, by the ledger's lists: an altered body may say anything.

    back: the subjects that blackouts keep from it.
    """
    subjects = {"event": "subject"}
    lists = " UNION ALL ".join(
        f"SELECT access, {subjects.get(table, 'NULL')} FROM {table} WHERE seq = :seq" for _, table in PARTS
    )
    held = ledger.execute(lists, {"seq": seq}).fetchall()
    return not held or any(
        access in book.audience.classes and subject not in back for access, subject in held
    )


def _body(text: str) -> dict[str, Any] | None:
    try:
        body: dict[str, Any] = json.loads(text)
    except ValueError:
        return None
    return body


def _hashes(expected: str, found: str, hides: bool) -> tuple[str, str]:
    """The two hashes; where entries are hidden, those of the chain are no hashes of the audience's view."""
    return ("the hash of the entry", "another") if hides else (expected, found)


def _column_fault(place: str, body: Mapping[str, Any], told: tuple[str, str, str]) -> Iterator[Finding]:
    if (body["seq"], body["kind"], body["learned_on"]) != told:
        written = ", ".join((body["seq"], body["kind"], body["learned_on"]))
        yield _broken(place, "the entry's columns are not its body", written, ", ".join(told))


def _differences(
    book: Book, entry: _Entry, rows: Mapping[str, list[dict[str, Any]]], how: tuple[str, frozenset[str]]
) -> Iterator[Finding]:
    """Rows of the ledger's lists against the body that the chain covers, as far as they may be seen."""
    if entry.shown_seq is None:
        return
    secret, back = how
    seen = book.audience
    place = f"{book.path}: entry {entry.shown_seq}"
    for part, table in PARTS:
        held = sorted(
            canonical(_as_body(table, row, secret if entry.is_sealed else ""))
            for row in rows[table]
            if row["access"] in seen.classes and row.get("subject") not in back
        )
        written = sorted(
            canonical(item) for item in entry.body[part] if is_part_shown(part, item, seen, back)
        )
        if held != written:
            problem = f"the ledger's list of {part} is not the entry's"
            remedy = "restore the ledger from a copy; do not append to this book"
            yield Finding("ledger_differs", place, problem, "; ".join(written), "; ".join(held), remedy)


def _rows_of(ledger: sqlite3.Connection, seq: str, table: str) -> list[dict[str, Any]]:
    rows = ledger.execute(f"SELECT * FROM {table} WHERE seq = ?", (seq,))
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row)) for row in rows.fetchall()]


def _as_body(table: str, row: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """A row of the ledger as the body writes it: sealed, or as books of format 1 wrote it."""
    part = {name: value for name, value in row.items() if name != "seq"}
    if not secret:
        part.pop("access")
    if table == "event":
        digest, name = text_hash(part.pop("body")), f"event {row['subject']} {row['kind']}"
        return {**part, "sha256": sealed(secret, name, digest) if secret else digest}
    if table == "source":
        if secret:
            part["sha256"] = sealed(secret, f"source {row['as_table']}", row["sha256"])
            part["original_sha256"] = sealed(secret, "original", row["original_sha256"])
        return part
    part["table"] = part.pop("table_name")
    for name in ("file_no", "rows", "bytes"):
        part[name] = str(part[name])
    for name in ("says", "columns", "corrects"):
        part[name] = json.loads(part[name])
    if secret:
        part["sha256"] = sealed(secret, row["path"], row["sha256"])
    return part


def _files(entry: _Entry, rows: list[dict[str, Any]], secret: str) -> Iterator[ListedFile]:
    plain = {row["path"]: row["sha256"] for row in rows}
    for item in entry.body["files"]:
        yield ListedFile(
            path=item["path"],
            digest=item["sha256"],
            sha256=plain.get(item["path"], "not in the ledger"),
            rows=item["rows"],
            access=part_access("files", item),
            secret=secret if entry.is_sealed else "",
            name=item["path"],
        )


def _originals(entry: _Entry, rows: list[dict[str, Any]], secret: str) -> Iterator[ListedFile]:
    used = secret if entry.is_sealed else ""
    digests = {item["original_sha256"] for item in entry.body["sources"]}
    for row in rows:
        sha256 = row["original_sha256"]
        digest = sealed(used, "original", sha256) if used else sha256
        if digest in digests:
            path = original_path(sha256, row["access"])
            yield ListedFile(path, digest, sha256, "", row["access"], used, "original")


def _broken(place: str, problem: str, expected: str, found: str) -> Finding:
    remedy = "compare with a copy of the book; do not append to this one"
    return Finding("chain_broken", place, problem, expected, found, remedy)
