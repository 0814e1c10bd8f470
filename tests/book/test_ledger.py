"""Making, opening and refusing books."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from arrears.book import ledger as ledger_module
from arrears.book.commit import stage_and_commit
from arrears.book.ledger import Book, create_book, open_book, reserve_file_numbers
from arrears.book.snapshot import snapshot
from arrears.findings import Refused

from .conftest import titles


def test_a_new_book_is_empty(tmp_path: Path) -> None:
    book = create_book(tmp_path / "far" / "away" / "book")
    assert book.position() == (0, "0" * 64)
    named = {path.name for path in book.path.iterdir()}
    assert named - {"book.sqlite-shm", "book.sqlite-wal"} == {"book.sqlite", "originals", "runs", "tables"}
    assert open_book(book.path) == book
    assert list(book.path.parent.iterdir()) == [book.path]


def test_an_empty_folder_becomes_a_book(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    assert create_book(tmp_path / "book").position()[0] == 0


@pytest.mark.parametrize("what", ["a folder with files in it", "a file"])
def test_a_book_is_not_made_over_something(tmp_path: Path, what: str) -> None:
    target = tmp_path / "book"
    if what == "a file":
        target.write_text("x")
    else:
        target.mkdir()
        (target / "x").touch()
    with pytest.raises(Refused) as refused:
        create_book(target)
    assert str(refused.value) == (
        f"{target}: a new book needs a folder of its own\n"
        f"  expected a folder that does not exist yet, or an empty one, found {what}\n"
        "  Try: name another folder"
    )


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_a_ledger_is_no_book(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "book"
    if exists:
        target.mkdir()
    found = "a folder without it" if exists else "no such folder"
    with pytest.raises(Refused, match=f"expected a folder with book.sqlite, found {found}"):
        open_book(target)


def test_a_book_of_a_newer_release_is_refused_and_the_release_named(book: Book) -> None:
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        ledger.execute("UPDATE meta SET format = 7, made_with = '3.2.0'")
    with pytest.raises(Refused) as refused:
        open_book(book.path)
    assert str(refused.value) == (
        f"{book.path}: this book was written by a newer release of arrears\n"
        "  expected format 2 or earlier, found format 7, written by release 3.2.0\n"
        "  Try: use arrears 3.2.0 or later"
    )


def test_a_ledger_that_is_none_is_a_finding(book: Book) -> None:
    for path in book.path.glob("book.sqlite*"):
        path.unlink()
    (book.path / "book.sqlite").write_bytes(b"not a ledger" * 100)
    with pytest.raises(Refused, match="the ledger of this book cannot be read") as refused:
        open_book(book.path)
    assert [finding.code for finding in refused.value.findings] == ["book_damaged"]


def test_a_handle_for_reading_does_not_append(book: Book) -> None:
    reader = open_book(book.path, read_only=True)
    with pytest.raises(Refused, match="can be read but not appended to; nothing was appended"):
        stage_and_commit(reader, {"title": titles("T9")}, kind="import", learned_on=date(2009, 6, 1))
    assert reader.position() == book.position()


def test_file_numbers_are_never_given_twice(book: Book) -> None:
    taken: list[int] = []
    takers = [threading.Thread(target=lambda: taken.extend(reserve_file_numbers(book, 2))) for _ in range(8)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(taken) == list(range(min(taken), min(taken) + 16))
    assert min(taken) == 3


def test_a_book_that_another_program_holds_is_busy(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "WAIT_SECONDS", 0.05)
    holder = sqlite3.connect(book.path / "book.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused, match="another program holds the book") as refused:
        stage_and_commit(book, {"title": titles("T9")}, kind="import", learned_on=date(2009, 6, 1))
    assert [finding.code for finding in refused.value.findings] == ["book_busy"]
    assert snapshot(book).seq == 2
    holder.close()


APPEND = """
import ctypes
import os
import sys
from datetime import date
import pyarrow as pa
from arrears.book.commit import stage_and_commit
from arrears.book.ledger import open_book
from arrears.book.snapshot import snapshot
from arrears.findings import Refused
if os.geteuid() == 0:
    # Root without any capability is bound by the modes of files like everybody else.
    version, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(version, nothing) == 0
book = open_book(sys.argv[1])
print("read", snapshot(book).seq)
try:
    rows = pa.table({"said_by": ["guild"], "title_id": ["T9"]})
    stage_and_commit(book, {"title": rows}, kind="import", learned_on=date(2009, 6, 1))
except Refused as refused:
    print(refused.findings[0].code)
"""


def test_a_book_that_may_only_be_read_is_read_and_not_appended_to(book: Book) -> None:
    folders = [book.path, *(path for path in book.path.rglob("*") if path.is_dir())]
    for path in book.path.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    book.path.chmod(0o555)
    try:
        told = subprocess.run([sys.executable, "-c", APPEND, str(book.path)], capture_output=True, text=True)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert told.stdout.split("\n")[:2] == ["read 2", "book_read_only"], told.stderr
    assert len(list(book.path.rglob("*.parquet"))) == 2
