"""`kill -9` while evidence is taken in and destroyed: nothing is lost, doubled, or gone without an act."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from arrears.book.access import KEEPER
from arrears.book.ledger import Book, create_book
from arrears.book.verify import verify_book
from arrears.claims.evidence import (
    destroy_evidence,
    evidence_bytes,
    read_evidence,
    verify_evidence,
)
from arrears.claims.evidence_store import key_path

from .evidence_writer import DEED, work_forever

KILLS = 25
PATIENCE = 60.0


def run_and_kill(book: Book, first: int, after: float, processes: Any) -> set[str]:
    """Let the clerk work for a moment, kill it, and say what it acknowledged."""
    told, telling = processes.Pipe(duplex=False)
    clerk = processes.Process(target=work_forever, args=(str(book.path), first, telling), daemon=True)
    clerk.start()
    telling.close()
    assert told.poll(PATIENCE), "the clerk acknowledged nothing"
    time.sleep(after)
    clerk.kill()
    clerk.join()
    assert clerk.exitcode == -signal.SIGKILL, "the clerk stopped by itself"
    acknowledged = set()
    try:
        while told.poll():
            acknowledged.add(told.recv_bytes().decode())
    except EOFError:
        pass
    return acknowledged


@pytest.mark.slow
@pytest.mark.crash
def test_no_evidence_is_lost_doubled_or_destroyed_without_an_act(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    Path(f"{book.path}-given").mkdir()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([work_forever.__module__])
    chance = random.Random(20090105)
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        last = max((int(said.split()[1]) for said in acknowledged), default=0)
        acknowledged |= run_and_kill(book, last, chance.uniform(0.0, 0.2), processes)

    items = {item.given.path.name: item for item in read_evidence(book)}
    names = Counter(item.given.path.name for item in read_evidence(book))
    assert set(names.values()) == {1}
    for said in acknowledged:
        act, number = said.split()
        item = items[f"{number}.txt"]
        if act == "destroyed":
            assert item.destroyed is not None
            assert not key_path(book, item.sha256, item.given.access).exists()
        elif item.destroyed is None:
            assert evidence_bytes(book, item) == f"hours of {number}".encode()
    assert {finding.code for finding in verify_book(book)} <= {"unlisted_file"}
    left = {finding.code for finding in verify_evidence(book)}
    assert left <= {"evidence-key-kept", "evidence-key-unlisted"}

    for item in items.values():
        if item.destroyed and key_path(book, item.sha256, item.given.access).exists():
            assert destroy_evidence(book, item.evidence_id, DEED, "") is None
    assert {finding.code for finding in verify_evidence(book)} <= {"evidence-key-unlisted"}
