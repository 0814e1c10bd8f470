"""Whether a book is what its entries say: the chain walked, every listed file and original hashed, orphans
named.

The chain shows alteration up to a head that somebody kept; it cannot show that entries after that head were
cut off. Faults are told of what the handle's audience may see. Nothing is repaired here.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.book.access import DEFAULT_ACCESS, KEEPER, access_of_number
from arrears.book.chain import GENESIS, file_hash
from arrears.book.layout import ORIGINALS, TABLES
from arrears.book.ledger import Book, reading
from arrears.book.listed import Listed, ListedFile, read_listed
from arrears.book.visible import heads_before
from arrears.findings import Finding
from arrears.vocabulary import ACCESS_CLASSES

ORPHAN_SECONDS = 86_400


def verify_book(book: Book, kept_head: str = "") -> list[Finding]:
    """Everything about a book that is not as its entries say; empty when all is well.

    kept_head: a head of the chain that somebody wrote down, which must still be in the chain, or in the view
    of the handle's audience.
    Findings: chain_broken, ledger_differs, head_not_found, file_missing, file_altered, original_missing,
    original_altered, unlisted_file.
    """
    listed = read_listed(book)
    findings = list(listed.findings)
    if kept_head and kept_head != GENESIS and not _holds_head(book, kept_head):
        findings.append(_head_not_found(book, kept_head))
    for file in listed.files:
        findings.extend(_file_faults(book, file))
    originals = {original.path: original for original in listed.originals}
    for path in sorted(originals):
        findings.extend(_original_faults(book, originals[path]))
    findings.extend(_unlisted_finding(book, path) for path in unlisted_files(book, listed))
    return findings


def _holds_head(book: Book, head: str) -> bool:
    """Whether a head is in the audience's view, or was before a blackout was declared or lifted."""
    with reading(book) as ledger:
        if ledger.execute("SELECT 1 FROM entry WHERE hash = ?", (head,)).fetchall():
            return True
    with reading(book.seen_by(KEEPER)) as ledger:
        return head in heads_before(ledger, book.audience)


def _file_faults(book: Book, file: ListedFile) -> list[Finding]:
    path = book.path / file.path
    remedy = "restore this file from a copy of the book"
    if not path.is_file():
        return [
            Finding("file_missing", str(path), "a file of this book is missing", "a file", "none", remedy)
        ]
    found = file_hash(path)
    if file.is_of(found):
        return _row_count_faults(path, file)
    problem = "a file of this book is not what was committed"
    return [Finding("file_altered", str(path), problem, f"SHA-256 {file.sha256}", found, remedy)]


def _row_count_faults(path: Path, file: ListedFile) -> list[Finding]:
    """A file that was listed wrongly from the start: the right bytes, but not the rows that the entry
    states.
    """
    try:
        found = str(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as fault:
        found = str(fault)[:120]
    if found == file.rows:
        return []
    problem = "a file of this book does not hold the rows that its entry states"
    return [Finding("file_altered", str(path), problem, f"{file.rows} rows", found)]


def _original_faults(book: Book, original: ListedFile) -> list[Finding]:
    path = book.path / original.path
    remedy = "restore it from a copy of the book, or ask its sender for the file again"
    if not path.is_file():
        return [Finding("original_missing", str(path), "an original is missing", "a file", "none", remedy)]
    found = file_hash(path)
    if found == original.sha256:
        return []
    problem = "an original is not what was given"
    return [Finding("original_altered", str(path), problem, f"SHA-256 {original.sha256}", found, remedy)]


def unlisted_files(book: Book, listed: Listed) -> list[Path]:
    """Files in the book that no entry names: left by an import that did not finish.

    Of files whose class the handle's audience may not read nothing is said.
    """
    all_paths = {book.path / path for path in listed.all_paths}
    held = (path for top in (TABLES, ORIGINALS) for path in sorted((book.path / top).rglob("*")))
    return [
        path
        for path in held
        if path.is_file() and path not in all_paths and _may_be_named(book, path.relative_to(book.path))
    ]


def _may_be_named(book: Book, path: Path) -> bool:
    """Whether an audience may hear of an unlisted file: its number or its folder says of what class it is."""
    if path.parts[0] == ORIGINALS:
        access = path.parts[1] if path.parts[1] in ACCESS_CLASSES else DEFAULT_ACCESS
    else:
        access = access_of_number(int(path.stem)) if path.stem.isdigit() else DEFAULT_ACCESS
    return access in book.audience.classes or not access


def tidy(book: Book, now: float) -> list[Path]:
    """Remove files that no entry lists and that are older than a day, and say which.

    now: seconds since 1970, as the caller's clock has it; a younger file may belong to an import that runs.
    Findings: book_read_only.
    """
    removed = []
    for path in unlisted_files(book, read_listed(book)):
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


def _head_not_found(book: Book, head: str) -> Finding:
    problem = "the head that was kept is not in the chain: entries were cut off or changed since"
    return Finding(
        "head_not_found", str(book.path), problem, head, "no such entry", "compare with a copy of the book"
    )
