"""`kill -9` amid commands that record findings and open classes: each is done once or not at all."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.command_line import run_here
from tests.moments import Moments

from arrears.book.ledger import open_book
from arrears.book.verify import verify_book
from arrears.claims.casework import read_events
from arrears.claims.claim import read_claims

from .book_fixture import ROOT, make_book, run_alone

SALE = "C1:T1:download:2008Q3"
ACT = ("--on", "2009-02-01", "--by", "counsel")
LATE = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q2:P1:usd"
FINDING = ("joint-finding", "BOOK", SALE, "audit", "--answer", "yes", *ACT)
CLASS = (
    "claim", "open-class", "BOOK", "Paid late", LATE, "--as-of", "2009-03-31", "--reason", "pattern",
    "--no-notice", "the claim is the guild's own", *ACT,
)  # fmt: skip
PAYMENT = (
    "payment_id,line_no,payer_id,payee_id,paid_on,gross_cents,currency,title_id,market,period,kind\n"
    "PAY1,1,C1,P1,2008-12-28,8100,usd,T1,download,2008Q2,principal\n"
    "PAY1,2,C1,P2,2008-12-28,8100,usd,T1,download,2008Q2,principal\n"
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book, with the second quarter paid four months late."""
    folder = tmp_path_factory.mktemp("begun")
    book = make_book(folder)
    (folder / "payment_line.csv").write_text(PAYMENT, encoding="utf-8")
    done = run_here(
        "import", book, folder / "payment_line.csv", "--said-by", "wga", "--learned-on", "2009-01-05"
    )
    assert done.returncode == 0, done.stderr
    return book


def kill_one(words: tuple[str, ...], book: Path, moments: Moments) -> bool:
    """Run a command and kill it amid its work; whether it was killed before it ended."""
    command = [sys.executable, "-m", "arrears.cli.main", *(str(book) if w == "BOOK" else w for w in words)]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    moments.wait(words[0], lambda seconds: has_ended(worker, seconds))
    worker.kill()
    return worker.wait() == -signal.SIGKILL


def has_ended(worker: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a command at most so many seconds; whether it ended."""
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


@pytest.mark.slow
@pytest.mark.crash
@pytest.mark.parametrize("words", [FINDING, CLASS], ids=["joint-finding", "open-class"])
def test_a_killed_command_is_done_once_when_it_is_run_again(
    begun: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    moments = Moments(random.Random(20081119))
    shutil.copytree(begun, tmp_path / "whole")
    began = time.monotonic()
    done = run_alone(*(tmp_path / "whole" if w == "BOOK" else w for w in words))
    moments.saw(words[0], time.monotonic() - began)
    assert done.returncode == 0, done.stderr
    wanted = [(e.subject, e.kind) for e in read_events(open_book(tmp_path / "whole"))]
    killed = 0
    for number in range(5):
        place = tmp_path / str(number)
        shutil.copytree(begun, place)
        killed += kill_one(words, place, moments)
        book = open_book(place)
        assert {finding.code for finding in verify_book(book)} <= {"unlisted_file"}
        before = [(e.subject, e.kind) for e in read_events(book)]
        assert before in ([], wanted)
        again = run_here(*(place if w == "BOOK" else w for w in words))
        assert again.returncode == (1 if before else 0), again.stderr
        assert [(e.subject, e.kind) for e in read_events(book)] == wanted
        assert len(read_claims(book)) == sum(kind == "opened" for _, kind in wanted)
    assert killed >= 2, "too few runs were killed for the test to say much"
