"""Whether a book is what its entries say: the chain walked, every listed file and original hashed, orphans
named.

The chain shows alteration up to a head that somebody kept; it cannot show that entries after that head were
cut off. Nothing is repaired here.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.book.chain import GENESIS, canonical, entry_hash, file_hash, text_hash
from arrears.book.layout import ORIGINALS, TABLES, original_path
from arrears.book.ledger import Book, reading
from arrears.findings import Finding

ORPHAN_SECONDS = 86_400


def verify_book(book: Book, kept_head: str = "") -> list[Finding]:
    """Everything about a book that is not as its entries say; empty when all is well.

    kept_head: a head of the chain that somebody wrote down, which must still be in the chain.
    Findings: chain_broken, ledger_differs, head_not_found, file_missing, file_altered, original_missing,
    original_altered, unlisted_file.
    """
    with reading(book) as ledger:
        bodies, findings = _walk_chain(book, ledger)
        findings.extend(_ledger_differences(book, ledger, bodies))
        if kept_head and kept_head != GENESIS and not _holds_head(ledger, kept_head):
            findings.append(_head_not_found(book, kept_head))
    files = [file for body in bodies for file in body["files"]]
    sources = [source for body in bodies for source in body["sources"]]
    for file in files:
        findings.extend(_file_faults(book, file))
    for sha256 in sorted({source["original_sha256"] for source in sources}):
        findings.extend(_original_faults(book, sha256))
    findings.extend(_unlisted_finding(book, path) for path in unlisted_files(book, bodies))
    return findings


def _walk_chain(book: Book, ledger: sqlite3.Connection) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The bodies of all entries, and where the chain does not hold."""
    findings: list[Finding] = []
    bodies: list[dict[str, Any]] = []
    before, expected_seq = GENESIS, 1
    query = "SELECT seq, kind, learned_on, body, prev, hash FROM entry ORDER BY seq"
    for seq, kind, learned_on, text, prev, found in ledger.execute(query).fetchall():
        place = f"{book.path}: entry {seq}"
        if seq != expected_seq:
            findings.append(
                _broken(place, "an entry is missing before this one", str(expected_seq), str(seq))
            )
        if prev != before:
            findings.append(_broken(place, "the entry does not follow the one before it", before, prev))
        hashed = entry_hash(prev, text)
        if hashed != found:
            findings.append(_broken(place, "the entry is not what was hashed", found, hashed))
        before, expected_seq = found, seq + 1
        if hashed != found:
            # what an altered body lists says nothing about the files
            continue
        body = json.loads(text)
        bodies.append(body)
        told = (str(seq), kind, learned_on)
        if (body["seq"], body["kind"], body["learned_on"]) != told:
            written = ", ".join((body["seq"], body["kind"], body["learned_on"]))
            findings.append(_broken(place, "the entry's columns are not its body", written, ", ".join(told)))
    return bodies, findings


def _ledger_differences(
    book: Book, ledger: sqlite3.Connection, bodies: Iterable[Mapping[str, Any]]
) -> list[Finding]:
    """Rows of the ledger's lists against the bodies that the chain covers."""
    findings = []
    for body in bodies:
        place = f"{book.path}: entry {body['seq']}"
        listed = (_rows_of(ledger, body["seq"], part) for part in ("file", "source", "event"))
        for what, held, written in zip(("files", "sources", "events"), listed, _parts(body)):
            if held != written:
                problem = f"the ledger's list of {what} is not the entry's"
                remedy = "restore the ledger from a copy; do not append to this book"
                findings.append(
                    Finding("ledger_differs", place, problem, "; ".join(written), "; ".join(held), remedy)
                )
    return findings


def _parts(body: Mapping[str, Any]) -> Iterator[list[str]]:
    for part in ("files", "sources", "events"):
        yield sorted(canonical(item) for item in body[part])


def _rows_of(ledger: sqlite3.Connection, seq: str, part: str) -> list[str]:
    """The rows of one entry as the body writes them."""
    rows = ledger.execute(f"SELECT * FROM {part} WHERE seq = ?", (seq,))
    names = [column[0] for column in rows.description]
    return sorted(canonical(_as_body(part, dict(zip(names, row)))) for row in rows.fetchall())


def _as_body(part: str, row: dict[str, Any]) -> dict[str, Any]:
    row.pop("seq")
    if part == "event":
        return {"subject": row["subject"], "kind": row["kind"], "sha256": text_hash(row["body"])}
    if part == "source":
        return row
    row["table"] = row.pop("table_name")
    for name in ("file_no", "rows", "bytes"):
        row[name] = str(row[name])
    for name in ("says", "columns", "corrects"):
        row[name] = json.loads(row[name])
    return row


def _holds_head(ledger: sqlite3.Connection, head: str) -> bool:
    return bool(ledger.execute("SELECT 1 FROM entry WHERE hash = ?", (head,)).fetchall())


def _file_faults(book: Book, file: Mapping[str, Any]) -> list[Finding]:
    path = book.path / file["path"]
    remedy = "restore this file from a copy of the book"
    if not path.is_file():
        return [
            Finding("file_missing", str(path), "a file of this book is missing", "a file", "none", remedy)
        ]
    found = file_hash(path)
    if found == file["sha256"]:
        return _row_count_faults(path, file)
    problem = "a file of this book is not what was committed"
    return [Finding("file_altered", str(path), problem, f"SHA-256 {file['sha256']}", found, remedy)]


def _row_count_faults(path: Path, file: Mapping[str, Any]) -> list[Finding]:
    """A file that was listed wrongly from the start: the right bytes, but not the rows that the entry
    states.
    """
    try:
        found = str(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as fault:
        found = str(fault)[:120]
    if found == file["rows"]:
        return []
    problem = "a file of this book does not hold the rows that its entry states"
    return [Finding("file_altered", str(path), problem, f"{file['rows']} rows", found)]


def _original_faults(book: Book, sha256: str) -> list[Finding]:
    path = book.path / original_path(sha256)
    remedy = "restore it from a copy of the book, or ask its sender for the file again"
    if not path.is_file():
        return [Finding("original_missing", str(path), "an original is missing", "a file", "none", remedy)]
    found = file_hash(path)
    if found == sha256:
        return []
    problem = "an original is not what was given"
    return [Finding("original_altered", str(path), problem, f"SHA-256 {sha256}", found, remedy)]


def unlisted_files(book: Book, bodies: Iterable[Mapping[str, Any]]) -> list[Path]:
    """Files in the book that no entry names: left by an import that did not finish."""
    bodies = list(bodies)
    listed = {book.path / file["path"] for body in bodies for file in body["files"]}
    listed |= {
        book.path / original_path(source["original_sha256"]) for body in bodies for source in body["sources"]
    }
    held = (path for top in (TABLES, ORIGINALS) for path in sorted((book.path / top).rglob("*")))
    return [path for path in held if path.is_file() and path not in listed]


def tidy(book: Book, now: float) -> list[Path]:
    """Remove files that no entry lists and that are older than a day, and say which.

    now: seconds since 1970, as the caller's clock has it; a younger file may belong to an import that runs.
    Findings: book_read_only.
    """
    with reading(book) as ledger:
        bodies, _ = _walk_chain(book, ledger)
    removed = []
    for path in unlisted_files(book, bodies):
        if now - path.stat().st_mtime > ORPHAN_SECONDS:
            os.unlink(path)
            removed.append(path)
    return removed


def _unlisted_finding(book: Book, path: Path) -> Finding:
    return Finding(
        code="unlisted_file",
        place=str(path),
        problem="no entry lists this file; it is not read",
        expected="files that an entry lists",
        found=f"{path.relative_to(book.path)}",
        remedy="nothing if an import is running; else `arrears tidy` removes it after a day",
    )


def _broken(place: str, problem: str, expected: str, found: str) -> Finding:
    remedy = "compare with a copy of the book; do not append to this one"
    return Finding("chain_broken", place, problem, expected, found, remedy)


def _head_not_found(book: Book, head: str) -> Finding:
    problem = "the head that was kept is not in the chain: entries were cut off or changed since"
    return Finding(
        "head_not_found", str(book.path), problem, head, "no such entry", "compare with a copy of the book"
    )
