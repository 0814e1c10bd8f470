"""Runs: a folder of derived tables under a name that says what it was computed from.

The same inputs give the same name, and then nothing is computed again. A run folder appears whole, by
rename, or not at all; it may be deleted at any time and is never part of the book's chain.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import rfc8785

TABLES_FORMAT = "2"  # rises when a derived table changes, so that an older run is not read as a newer one


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
    runs.mkdir(parents=True, exist_ok=True)
    folder = runs / f".{name}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        try:
            folder.rename(runs / name)
        except OSError:
            if find_run(runs, name) is None:
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_run_record(folder: Path, record: Mapping[str, object]) -> None:
    """Write `run.json`, the page that says what the run was computed from."""
    (folder / "run.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_run_record(folder: Path) -> dict[str, object]:
    """Read `run.json` of a finished run."""
    record: dict[str, object] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record
