"""A run is there whole or not at all: killed, on a full disk, in a folder that may not be written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import audit, make_book, receipt, small_world, write_pact

from arrears.agreements.model import Agreement
from arrears.book.ledger import Book
from arrears.engine.runs import find_run, new_run

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2009, 6, 30)
AUDIT = """
import resource, os, sys
from datetime import date
from pathlib import Path
from arrears.agreements.load import load_agreement
from arrears.book.ledger import open_book
from arrears.findings import Refused
from arrears.audit.audit_run import AuditRequest, run_audit
{before}
try:
    run_audit(open_book({book!r}), [agreement], AuditRequest(as_of=date(2009, 6, 30)), {progress})
except Refused as refused:
    print(*(finding.text() for finding in refused.findings), sep="\\n")
else:
    print("written")
"""


@pytest.fixture
def pact(tmp_path: Path) -> Agreement:
    return write_pact(tmp_path)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_book(tmp_path / "book", small_world(receipt=[receipt("2008Q3", 100_000, 500)]))


def start(
    tmp_path: Path, book: Book, *, before: str = "", progress: str = "lambda said: None"
) -> subprocess.Popen[str]:
    """An audit in a process of its own."""
    load = f"agreement = load_agreement(Path({str(tmp_path / 'pact' / 'v1')!r}))\n"
    code = AUDIT.format(before=load + before, book=str(book.path), progress=progress)
    place = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=place, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finished(book: Book) -> list[str]:
    """What lies in the folder of runs."""
    return sorted(path.name for path in (book.path / "runs").iterdir())


@pytest.mark.crash
def test_a_killed_audit_leaves_no_run_and_the_next_one_clears_its_draft(
    tmp_path: Path, pact: Agreement, book: Book
) -> None:
    waiting = (
        "lambda said: (print(said, flush=True), __import__('time').sleep(60 if 'matching' in said else 0))"
    )
    running = start(tmp_path, book, progress=waiting)
    assert running.stdout is not None
    while "matching" not in (said := running.stdout.readline()):
        assert said
    running.send_signal(signal.SIGKILL)
    running.wait()
    left = finished(book)
    assert [name for name in left if not name.startswith(".")] == []
    assert len(left) == 1
    found = audit(book, [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q3", "P1"): 1_000}
    assert finished(book) == [found.folder.name]


def test_a_full_disk_is_a_finding_and_leaves_nothing(tmp_path: Path, pact: Agreement, book: Book) -> None:
    """A limit on the size of files stands for the full disk: writing the first table stops."""
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))\n"
    told, _ = start(tmp_path, book, before=limit).communicate(timeout=60)
    assert "the run cannot be written, and nothing of it was kept" in told
    assert "File too large" in told
    assert finished(book) == []
    assert audit(book, [pact], as_of=AS_OF).amounts() == {("2008Q3", "P1"): 1_000}


@pytest.mark.usefixtures("pact")
@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become somebody without rights")
def test_a_folder_that_may_not_be_written_is_a_finding(tmp_path: Path, book: Book) -> None:
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    # What Python reads late must be read before the rights are given up.
    nobody = "''.encode('utf-16be')\nos.setgid(65534)\nos.setuid(65534)\n"
    told, said = start(tmp_path, book, before=nobody).communicate(timeout=60)
    assert "the run cannot be written" in told, said
    assert "Permission denied" in told
    assert finished(book) == []


def test_a_run_that_somebody_else_finished_first_stays(tmp_path: Path) -> None:
    with new_run(tmp_path, "name") as folder:
        (folder / "run.json").write_text("mine")
        (tmp_path / "name").mkdir()
        (tmp_path / "name" / "run.json").write_text("theirs")
    assert find_run(tmp_path, "name") == tmp_path / "name"
    assert (tmp_path / "name" / "run.json").read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


def test_a_draft_that_is_still_written_is_left_alone(tmp_path: Path) -> None:
    living = tmp_path / f".other.{os.getppid()}"
    living.mkdir()
    with new_run(tmp_path, "name") as folder:
        (folder / "run.json").write_text("{}")
    assert living.is_dir()
