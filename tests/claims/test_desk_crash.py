"""`kill -9` in the middle of every act of the desk: nothing is lost, nothing is doubled, and it can be done
again.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.moments import Moments, end_of

from arrears.book.ledger import Book
from arrears.book.verify import verify_book
from arrears.claims.award import award_lines, read_awards
from arrears.claims.casework import read_events
from arrears.claims.collection import read_collection
from arrears.claims.settlement import read_proposals, read_settlements, settled_lines
from arrears.findings import Refused
from arrears.records.append import append_tables

from .desk_acts import ACTS, act_once
from .desk_world import make_desk

ROUNDS = 4
PATIENCE = 60.0


def made(folder: Path) -> Book:
    book = make_desk(folder)
    people = [{"person_id": f"P{number}", "name": f"Person {number}"} for number in (1, 2, 3)]
    append_tables(book, {"person": pa.Table.from_pylist(people)}, said_by="sag", learned_on=date(2009, 1, 1))
    return book


def time_one(processes: Any, book: Book, name: str) -> float:
    began = time.monotonic()
    worker = processes.Process(target=act_once, args=(str(book.path), name))
    worker.start()
    worker.join(PATIENCE)
    assert worker.exitcode == 0, name
    return time.monotonic() - began


def kill_one(processes: Any, book: Book, name: str, moments: Moments) -> bool:
    """Start an act and kill it; whether it was killed before it ended by itself."""
    worker = processes.Process(target=act_once, args=(str(book.path), name))
    worker.start()
    moments.wait(name, end_of(worker))
    worker.kill()
    worker.join(PATIENCE)
    return bool(worker.exitcode == -signal.SIGKILL)


def finish(book: Book, name: str) -> None:
    """Do the act if the killed one did not; it is refused where it did."""
    before = len(read_events(book))
    try:
        ACTS[name](book)
    except Refused:
        assert len(read_events(book)) == before


@pytest.mark.slow
@pytest.mark.crash
def test_every_act_killed_at_any_moment_is_done_once(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([act_once.__module__])
    moments = Moments(random.Random(20090609))
    whole = made(tmp_path / "whole")
    for name in ACTS:
        moments.saw(name, time_one(processes, whole, name))
    expected = Counter((event.subject, event.kind) for event in read_events(whole))
    killed = 0
    for number in range(ROUNDS):
        book = made(tmp_path / str(number))
        for name in ACTS:
            killed += kill_one(processes, book, name, moments)
            assert {finding.code for finding in verify_book(book)} <= {"unlisted_file"}
            finish(book, name)
        assert Counter((event.subject, event.kind) for event in read_events(book)) == expected
        assert_same_money(book, whole)
    assert killed >= len(ACTS) * ROUNDS // 3, "too few acts were killed for the test to say much"


def assert_same_money(book: Book, whole: Book) -> None:
    for read in (read_proposals, read_settlements):
        mine, theirs = read(book), read(whole)
        assert list(mine) == list(theirs)
        for name, held in mine.items():
            assert settled_lines(book, held) == settled_lines(whole, theirs[name])
    for name, award in read_awards(book).items():
        assert award_lines(book, award) == award_lines(whole, read_awards(whole)[name])
        assert award.sum_cents() == read_awards(whole)[name].sum_cents()
    collected = read_collection(book, "collection/1")
    assert collected.remittances == read_collection(whole, "collection/1").remittances
    parts = (collected.sent_cents(), collected.held_cents(), collected.undistributed_cents)
    assert sum(parts) == collected.cents
