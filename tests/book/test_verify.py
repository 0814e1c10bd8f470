"""Verify finds every change to what was committed; tidy removes only what no entry lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from arrears.book.chain import GENESIS, entry_hash
from arrears.book.ledger import Book
from arrears.book.originals import keep_original, original_bytes
from arrears.book.snapshot import snapshot
from arrears.book.staging import number_rows, write_files
from arrears.book.verify import tidy, verify_book
from arrears.findings import Refused

from .conftest import titles

DAY = 86_400


def codes(book: Book, kept_head: str = "") -> list[str]:
    return [finding.code for finding in verify_book(book, kept_head)]


def change(book: Book, statement: str) -> None:
    ledger = sqlite3.connect(book.path / "book.sqlite", isolation_level=None)
    ledger.execute(statement)
    ledger.close()


def test_a_book_as_committed_has_no_findings(book: Book) -> None:
    assert verify_book(book) == []
    assert verify_book(book, kept_head=snapshot(book, seq=1).head) == []
    assert verify_book(book, kept_head=GENESIS) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE entry SET learned_on = '2008-01-01' WHERE seq = 1", ["chain_broken"]),
        ("UPDATE entry SET kind = 'event' WHERE seq = 2", ["chain_broken"]),
        (
            "UPDATE entry SET body = replace(body, 'guild', 'other') WHERE seq = 1",
            ["chain_broken", "unlisted_file"],
        ),
        (
            "UPDATE entry SET seq = 5 WHERE seq = 2",
            ["chain_broken", "chain_broken"],
        ),
        ("UPDATE file SET says = '[\"other\"]' WHERE file_no = 1", ["ledger_differs"]),
        ("UPDATE file SET rows = 9 WHERE file_no = 1", ["ledger_differs"]),
        ("DELETE FROM file WHERE file_no = 2", ["ledger_differs"]),
        ("UPDATE source SET name = 'other.csv'", ["ledger_differs"]),
        ("INSERT INTO event VALUES (1, 'claim/1', 'opened', '{}', 'public')", ["ledger_differs"]),
    ],
)
def test_a_change_to_the_ledger_is_found(book: Book, statement: str, expected: list[str]) -> None:
    change(book, statement)
    assert codes(book) == expected


def test_an_entry_that_was_taken_out_breaks_the_chain(book: Book) -> None:
    change(book, "DELETE FROM file WHERE seq = 1")
    change(book, "DELETE FROM entry WHERE seq = 1")
    texts = [finding.text() for finding in verify_book(book)]
    assert texts[0].startswith(
        f"{book.path}: entry 2: an entry is missing before this one\n  expected 1, found 2"
    )
    assert "the entry does not follow the one before it" in texts[1]


def test_only_a_head_that_was_kept_shows_that_the_end_was_cut_off(book: Book) -> None:
    head = book.position()[1]
    for table in ("file", "source", "entry"):
        change(book, f"DELETE FROM {table} WHERE seq = 2")
    assert set(codes(book)) == {"unlisted_file"}
    assert "head_not_found" in codes(book, kept_head=head)


def test_a_rewritten_entry_is_found_by_a_head_that_was_kept(book: Book) -> None:
    head = book.position()[1]
    ledger = sqlite3.connect(book.path / "book.sqlite", isolation_level=None)
    [(prev, body)] = ledger.execute("SELECT prev, body FROM entry WHERE seq = 2").fetchall()
    body = body.replace("2009-05-01", "2008-05-01")
    ledger.execute(
        "UPDATE entry SET body = ?, hash = ?, learned_on = '2008-05-01' WHERE seq = 2",
        (body, entry_hash(prev, body)),
    )
    ledger.close()
    assert codes(book) == []
    assert codes(book, kept_head=head) == ["head_not_found"]


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(("act", "code"), [(flip_a_byte, "altered"), (Path.unlink, "missing")])
@pytest.mark.parametrize(("top", "what"), [("tables", "file"), ("originals", "original")])
def test_a_change_to_a_file_is_found(
    book: Book, act: Callable[[Path], None], code: str, top: str, what: str
) -> None:
    [path, *_] = sorted(path for path in (book.path / top).rglob("*") if path.is_file())
    act(path)
    assert codes(book) == [f"{what}_{code}"]


def test_an_orphan_is_named_and_removed_only_after_a_day(book: Book) -> None:
    [orphan] = write_files(book, number_rows(book, {"title": titles("T7")}))
    path = book.path / orphan.path
    unlisted = keep_original(book, b"given and not used")
    assert codes(book) == ["unlisted_file", "unlisted_file"]
    written = path.stat().st_mtime
    assert tidy(book, written + DAY - 60) == []
    removed = tidy(book, written + DAY + 60)
    assert [path.name for path in removed] == [path.name, unlisted[2:]]
    assert verify_book(book) == []


def test_originals_are_kept_once_and_given_back(book: Book) -> None:
    first = keep_original(book, b"bytes")
    assert keep_original(book, b"bytes") == first
    assert original_bytes(book, first) == b"bytes"


def test_an_original_is_not_kept_through_a_handle_for_reading(book: Book) -> None:
    with pytest.raises(Refused, match="can be read but not appended to"):
        keep_original(Book(book.path, read_only=True), b"bytes")
