"""`kill -9` in the middle of every act about a claim: nothing is lost, nothing is doubled."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.moments import Moments, end_of

from arrears.book.ledger import Book, open_book
from arrears.book.verify import verify_book
from arrears.claims.casework import read_events
from arrears.claims.claim import read_claims
from arrears.claims.letters import read_letters
from arrears.claims.lines_held import lines_in_claims
from arrears.claims.requests import read_requests
from arrears.findings import Refused
from arrears.records.verify import verify_records

from .claim_acts import ACTS, act_once

ROUNDS = 3
PATIENCE = 120.0


def run_one(processes: Any, book: Book, name: str, moments: Moments | None = None) -> int | None:
    """Do an act in a process of its own, killed at a moment if any are given; its exit code."""
    worker = processes.Process(target=act_once, args=(str(book.path), name))
    worker.start()
    if moments is not None:
        moments.wait(name, end_of(worker))
        worker.kill()
    worker.join(PATIENCE)
    code: int | None = worker.exitcode
    return code


def finish(book: Book, name: str) -> None:
    """Do the act if the killed one did not; it is refused where it did."""
    before = len(read_events(book))
    try:
        ACTS[name](book)
    except Refused:
        assert len(read_events(book)) == before


def told(book: Book) -> tuple[object, ...]:
    """What the book says of claims, letters and requests; entry numbers are left out, since nothing else
    may differ.
    """
    claims = [
        (claim.claim_id, claim.state, claim.withdrawn_refs, [lines.refs_sha256 for lines in claim.lines],
         [(step.step, step.on) for step in claim.steps], [one.what for one in claim.decisions])
        for claim in read_claims(book).values()
    ]  # fmt: skip
    letters = [(letter.letter_id, letter.state, letter.refs) for letter in read_letters(book)]
    asked = [
        (
            request.request_id,
            request.claim_id,
            request.items,
            [(one.kind, one.says) for one in request.replies],
        )
        for request in read_requests(book)
    ]
    events = Counter((event.subject, event.kind) for event in read_events(book))
    return claims, letters, asked, events, sorted(lines_in_claims(book).items())


@pytest.mark.slow
@pytest.mark.crash
def test_every_act_killed_at_any_moment_is_done_once(small_book: Path, tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([act_once.__module__])
    moments = Moments(random.Random(20081119))
    shutil.copytree(small_book, tmp_path / "whole")
    whole = open_book(tmp_path / "whole")
    for name in ACTS:
        began = time.monotonic()
        assert run_one(processes, whole, name) == 0, name
        moments.saw(name, time.monotonic() - began)
    killed = 0
    for number in range(ROUNDS):
        shutil.copytree(small_book, tmp_path / str(number))
        book = open_book(tmp_path / str(number))
        for name in ACTS:
            killed += run_one(processes, book, name, moments) == -signal.SIGKILL
            assert {finding.code for finding in verify_book(book)} <= {"unlisted_file"}
            finish(book, name)
        assert told(book) == told(whole)
        assert {finding.code for finding in verify_records(book)} <= {"unlisted_file"}
    assert killed >= len(ACTS) * ROUNDS // 3, "too few acts were killed for the test to say much"
