"""Killed at any moment, the sealing of a claim leaves a whole bundle or none, and one act or none."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from pathlib import Path

import pytest

from arrears.book.access import GUILD
from arrears.book.ledger import Book, open_book
from arrears.book.verify import verify_book
from arrears.claims.bundle import BundleAsked, make_bundle
from arrears.claims.bundle_seal import DRAFT
from arrears.claims.casework import read_events
from arrears.claims.verifier import verify

from .frozen_worlds import FILED
from .sealed_world import sealed_world

KILLS = 25


def seal_once(book: Path, out: Path, library: Path) -> None:
    """What the killed process does."""
    make_bundle(open_book(book), "claim/1", BundleAsked(GUILD, FILED, "attorney"), out, library)


def killed_after(seconds: float, *given: Path) -> int | None:
    """Seal in another process and kill it after so long."""
    sealing = multiprocessing.get_context("fork").Process(target=seal_once, args=given)
    sealing.start()
    sealing.join(seconds)
    sealing.kill()
    sealing.join()
    return sealing.exitcode


def check_state(book: Book, out: Path) -> None:
    assert verify_book(book) == []
    assert len(read_events(book, "bundle/")) <= 1
    if out.exists():
        assert verify.check_bundle(out).code == 0


@pytest.mark.crash
@pytest.mark.slow
def test_a_killed_sealing_leaves_a_whole_bundle_or_none(tmp_path: Path) -> None:
    sealed, chance = sealed_world(tmp_path), random.Random(9)
    book, library = sealed.world.book, sealed.world.library
    begun = time.monotonic()
    seal_once(book.path, tmp_path / "first.zip", library)
    usual, ended = time.monotonic() - begun, []
    for number in range(KILLS):
        out = tmp_path / f"out{number}.zip"
        ended.append(killed_after(chance.uniform(0.01, usual), book.path, out, library))
        check_state(book, out)
    assert -signal.SIGKILL in ended
    last = tmp_path / "last.zip"
    seal_once(book.path, last, library)
    check_state(book, last)
    assert last.read_bytes() == (tmp_path / "first.zip").read_bytes()
    assert list(tmp_path.glob(f"{DRAFT}*")) == []


@pytest.mark.crash
@pytest.mark.slow
def test_the_first_sealing_killed_and_done_again_appends_one_act(tmp_path: Path) -> None:
    sealed, chance = sealed_world(tmp_path), random.Random(10)
    book, library = sealed.world.book, sealed.world.library
    for number in range(KILLS):
        killed_after(chance.uniform(0.05, 1.5), book.path, tmp_path / f"out{number}.zip", library)
        check_state(book, tmp_path / f"out{number}.zip")
    seal_once(book.path, tmp_path / "last.zip", library)
    (event,) = read_events(book, "bundle/")
    assert event.kind == "sealed"
