"""One transaction is the only commit point: an entry is in the book whole, or nothing of it is."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arrears.book.commit import (
    Act,
    AlreadyImported,
    CommittedEntry,
    Event,
    Overtaken,
    Source,
    commit,
    imported_before,
    stage_and_commit,
)
from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import snapshot
from arrears.book.staging import number_rows, write_files
from arrears.book.verify import verify_book
from arrears.findings import Refused

from .conftest import titles

LEARNED = date(2009, 6, 1)
SOURCE = Source("a" * 64, "title", "b" * 64, "titles.csv", "c" * 64)


def staged(book: Book, *ids: str) -> list:
    return write_files(book, number_rows(book, {"title": titles(*ids)}))


def parquet_files(book: Book) -> int:
    return len(list(book.path.rglob("*.parquet")))


def test_several_tables_are_one_entry(book: Book) -> None:
    credits = pa.table({"said_by": ["guild"], "title_id": ["T4"], "person_id": ["P1"]})
    entry = stage_and_commit(
        book, {"title": titles("T4"), "credit": credits}, kind="import", learned_on=LEARNED
    )
    assert entry.seq == 3
    assert set(entry.files) == {"title", "credit"}
    assert book.position() == (3, entry.head)
    assert {file.seq for files in snapshot(book).files.values() for file in files} == {1, 2, 3}


def test_an_empty_table_makes_no_file(book: Book) -> None:
    entry = stage_and_commit(book, {"title": titles()}, kind="import", learned_on=LEARNED)
    assert (entry.seq, dict(entry.files), parquet_files(book)) == (3, {}, 2)


def test_a_file_is_stored_as_the_engine_reads_it(book: Book) -> None:
    entry = stage_and_commit(book, {"title": titles("T5", "T4")}, kind="import", learned_on=LEARNED)
    stored = pq.ParquetFile(book.path / entry.files["title"].path)
    assert stored.metadata.row_group(0).column(0).compression == "ZSTD"
    assert stored.read()["title_id"].to_pylist() == ["T4", "T5"]
    assert stored.read()["row_id"].to_pylist() == [3 << 32, (3 << 32) + 1]


def test_titles_that_are_not_known_come_last(book: Book) -> None:
    rows = pa.table({"said_by": ["a", "b", "c"], "title_id": [None, "T2", "T1"]})
    [part] = number_rows(book, {"payment_line": rows})
    assert part.rows["said_by"].to_pylist() == ["c", "b", "a"]


def test_the_same_source_twice_is_known_and_its_files_are_removed(book: Book) -> None:
    first = commit(book, staged(book, "T4"), Act("import", LEARNED, sources=(SOURCE,)))
    assert isinstance(first, AlreadyImported)
    other = Source("d" * 64, "title", "b" * 64, "titles.csv", "c" * 64)
    assert isinstance(
        commit(book, staged(book, "T4"), Act("import", LEARNED, sources=(other,))), CommittedEntry
    )
    before = parquet_files(book)
    again = commit(book, staged(book, "T4"), Act("import", LEARNED, sources=(other,)))
    assert again == AlreadyImported(3, "titles.csv")
    assert parquet_files(book) == before
    assert imported_before(book, other) == 3
    assert imported_before(book, Source("e" * 64, "title", "b" * 64, "", "")) is None


def test_what_other_writers_did_is_asked_inside_the_transaction(book: Book) -> None:
    asked: list[int] = []

    def still_valid(seq: int) -> bool:
        asked.append(seq)
        return seq > 2

    outcome = commit(book, staged(book, "T4"), Act("import", LEARNED), still_valid)
    assert (outcome, asked, parquet_files(book)) == (Overtaken(2), [2], 2)


def test_a_failure_inside_the_transaction_leaves_nothing(book: Book) -> None:
    before = book.position()

    def fail(seq: int) -> bool:
        raise RuntimeError(f"at {seq}")

    with pytest.raises(RuntimeError, match="at 2"):
        commit(book, staged(book, "T4"), Act("import", LEARNED), fail)
    assert (book.position(), parquet_files(book)) == (before, 2)
    assert verify_book(book) == []


def test_an_event_is_kept_with_its_hash_in_the_chain(book: Book) -> None:
    act = Act("event", LEARNED, events=(Event("claim/12", "opened", '{"by":"guild"}'),))
    commit(book, [], act)
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        assert ledger.execute("SELECT * FROM event").fetchall() == [
            (3, "claim/12", "opened", '{"by":"guild"}', "guild_only")
        ]
        [(body,)] = ledger.execute("SELECT body FROM entry WHERE seq = 3").fetchall()
    assert len(json.loads(body)["events"][0]["sha256"]) == 64
    assert verify_book(book) == []


LIMITED = """
import resource, sys
from datetime import date
import pyarrow as pa
from arrears.book.commit import stage_and_commit
from arrears.book.ledger import open_book
from arrears.findings import Refused
book = open_book(sys.argv[1])
rows = pa.table({"said_by": ["guild"] * 200000, "title_id": [f"T{n * 7919 % 200000}" for n in range(200000)]})
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    stage_and_commit(book, {"small": rows[:10], "title": rows}, kind="import", learned_on=date(2009, 6, 1))
except Refused as refused:
    print(refused.findings[0].code)
"""


def test_a_file_that_cannot_be_written_whole_leaves_nothing(book: Book) -> None:
    before = book.position()
    told = subprocess.run([sys.executable, "-c", LIMITED, str(book.path)], capture_output=True, text=True)
    assert told.stdout.strip() == "disk_full", told.stderr
    assert (book.position(), parquet_files(book)) == (before, 2)
    assert verify_book(book) == []


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of one megabyte, where the test may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_a_finding_and_the_book_stays_as_it_was(small_disk: Path) -> None:
    book = create_book(small_disk / "book")
    stage_and_commit(book, {"title": titles("T1")}, kind="import", learned_on=LEARNED)
    before = book.position()
    filled = small_disk / "filled"
    room = os.statvfs(small_disk)
    filled.write_bytes(b"x" * (room.f_bavail * room.f_frsize))
    with pytest.raises(Refused, match="no room to write; nothing was appended") as refused:
        stage_and_commit(book, {"title": titles("T2")}, kind="import", learned_on=LEARNED)
    assert [finding.code for finding in refused.value.findings] == ["disk_full"]
    assert (book.position(), parquet_files(book)) == (before, 1)
    filled.unlink()
    stage_and_commit(book, {"title": titles("T2")}, kind="import", learned_on=LEARNED)
    assert book.position()[0] == 2
    assert verify_book(book) == []
