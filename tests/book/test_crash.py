"""Over 100 `kill -9` with two writers and three tables an import, while a reader reads.

Every import is as before or complete; none that was acknowledged is lost; the chain holds throughout.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from arrears.book.ledger import Book, create_book
from arrears.book.snapshot import snapshot
from arrears.book.verify import verify_book
from arrears.records.append import append_tables
from arrears.records.verify import verify_records
from arrears.records.views import create_views

from .crash_writer import ROWS, write_forever

KILLS = 110
WRITERS = ("A", "B")
PATIENCE = 60.0
LONGEST_WAIT = 0.5


class Writer:
    """One writing process: started, killed, and started again where it stopped."""

    def __init__(self, book: Book, name: str, processes: Any) -> None:
        self.book, self.name, self.processes = book, name, processes
        self.next = 0
        self.acknowledged: set[str] = set()
        self.start()

    def start(self) -> None:
        self.told, telling = self.processes.Pipe(duplex=False)
        given = (str(self.book.path), self.name, self.next, telling)
        self.process = self.processes.Process(target=write_forever, args=given, daemon=True)
        self.process.start()
        telling.close()

    def wait(self) -> None:
        """Let it finish at least one import."""
        assert self.told.poll(PATIENCE), "the writer acknowledged nothing"

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        assert self.process.exitcode == -signal.SIGKILL, "the writer stopped by itself"
        done = self.next - 1
        try:
            while self.told.poll():
                name = self.told.recv_bytes().decode()
                self.acknowledged.add(name)
                done = int(name.split("-")[1])
        except EOFError:
            pass
        # the import that was running may be in the book or not: its number is not used again
        self.next = done + 2


def held(book: Book) -> dict[str, Counter[str]]:
    """How many rows each import has in each table, in one snapshot."""
    with duckdb.connect() as connection:
        create_views(connection, snapshot(book), ROWS)
        query = "SELECT title_id, count(*) FROM record_{} GROUP BY title_id"
        return {name: Counter(dict(connection.execute(query.format(name)).fetchall())) for name in ROWS}


def assert_every_import_is_whole(found: dict[str, Counter[str]]) -> None:
    for name in set().union(*found.values()):
        assert {table: found[table][name] for table in ROWS} == ROWS, name


def read_until(book: Book, stop: threading.Event) -> int:
    """Read as an audit would, all the while: every snapshot shows whole imports only, and never fewer."""
    before = snapshots = 0
    while not stop.wait(0.5):
        found = held(book)
        assert_every_import_is_whole(found)
        assert len(found["title"]) >= before
        before, snapshots = len(found["title"]), snapshots + 1
    return snapshots


def kill_again_and_again(book: Book) -> set[str]:
    """Kill the two writers in turn at moments left to chance; the names that they acknowledged."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([write_forever.__module__])
    chance = random.Random(20081121)
    writers = [Writer(book, name, processes) for name in WRITERS]
    began = time.monotonic()
    for writer in writers:
        writer.wait()
    usual = time.monotonic() - began
    for kill in range(KILLS):
        writer = writers[kill % len(writers)]
        if kill % 3 == 0:
            writer.wait()
        time.sleep(chance.uniform(0.0, min(usual, LONGEST_WAIT)))
        writer.kill()
        writer.start()
    for writer in writers:
        writer.kill()
    return set().union(*(writer.acknowledged for writer in writers))


@pytest.mark.slow
@pytest.mark.crash
def test_no_import_is_torn_and_no_acknowledged_one_is_lost_in_over_a_hundred_kills(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    known = {
        "company": pa.table({"company_id": ["CO1"], "name": ["Alder Pictures"]}),
        "person": pa.table({"person_id": ["P1", "P2"]}),
    }
    append_tables(book, known, said_by="guild", learned_on=date(2008, 1, 1))
    stop = threading.Event()
    with ThreadPoolExecutor(1) as readers:
        reader = readers.submit(read_until, book, stop)
        try:
            acknowledged = kill_again_and_again(book)
        finally:
            stop.set()
        assert reader.result() > 5
    found = held(book)
    assert_every_import_is_whole(found)
    assert len(acknowledged) >= KILLS // 4, "too few imports were finished for the test to say much"
    assert acknowledged <= set(found["title"])
    left = {finding.code for finding in verify_book(book)}
    assert left <= {"unlisted_file"}
    assert {finding.code for finding in verify_records(book)} == left
