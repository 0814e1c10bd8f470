"""Runs: a folder of derived tables under a name that says what it was computed from.

The same inputs give the same name, and then nothing is computed again. A run folder appears whole, by
rename, or not at all; it may be deleted at any time and is never part of the book's chain.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import rfc8785

from arrears.findings import Finding, Refused

TABLES_FORMAT = "8"  # rises when a derived table changes, so that an older run is not read as a newer one

# The engine passes on what the system says, and nothing else tells a full disk from another fault.
STOPS = tuple(
    os.strerror(number)
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
)


def run_id(inputs: Mapping[str, object]) -> str:
    """The name of a run: SHA-256 of everything its figures depend on, and of nothing else."""
    canonical = rfc8785.dumps({"format": TABLES_FORMAT, **inputs})
    return hashlib.sha256(canonical).hexdigest()[:24]


def find_run(runs: Path, name: str) -> Path | None:
    """The finished run of that name, if there is one."""
    folder = runs / name
    return folder if (folder / "run.json").is_file() else None


@contextmanager
def new_run(runs: Path, name: str) -> Iterator[Path]:
    """A folder to write a run into; it takes its name only when the block ends well.

    When another process finished the same run meanwhile, its folder stays and this one is thrown away: both
    hold the same bytes.
    """
    folder = runs / f".{name}.{os.getpid()}"
    with _telling_what_stops(runs):
        runs.mkdir(parents=True, exist_ok=True)
        _remove_drafts_of_the_dead(runs)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
            _take_name(folder, runs, name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _take_name(folder: Path, runs: Path, name: str) -> None:
    try:
        folder.rename(runs / name)
    except OSError:
        if find_run(runs, name) is None:
            raise


@contextmanager
def _telling_what_stops(runs: Path) -> Iterator[None]:
    """Turn 'no room' and 'no right to write' into a finding; the engine says them in its own words."""
    try:
        yield
    except (OSError, duckdb.Error) as fault:
        said = [words for words in STOPS if words in str(fault)]
        if not said:
            raise
        problem = "the run cannot be written, and nothing of it was kept; the records are as they were"
        expected = "room and the right to write; a run holds only what can be computed again"
        remedy = "free some space, delete old runs, or copy the book to a folder that you may write to"
        raise Refused([Finding("run-not-written", str(runs), problem, expected, said[0], remedy)]) from fault


def _remove_drafts_of_the_dead(runs: Path) -> None:
    """Remove what a killed audit left: its draft carries the number of a process that is no more."""
    for draft in sorted(runs.iterdir()):
        number = draft.name.rpartition(".")[2]
        if draft.name.startswith(".") and number.isdigit() and not _is_alive(int(number)):
            shutil.rmtree(draft, ignore_errors=True)


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def write_run_record(folder: Path, record: Mapping[str, object]) -> None:
    """Write `run.json`, the page that says what the run was computed from."""
    (folder / "run.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_run_record(folder: Path) -> dict[str, object]:
    """Read `run.json` of a finished run."""
    record: dict[str, object] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record
