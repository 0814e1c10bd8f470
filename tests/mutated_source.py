"""Runs one test on the source with one place changed: a test that cannot fail is found so.

Python, pytest and what the changed module does not use are read once, and a fork of that process runs each
test: reading them again took longer than most of the tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "arrears"
PACKAGES = ("duckdb", "hypothesis", "pyarrow.compute", "pyarrow.parquet", "sqlglot", "yaml")


@dataclass(frozen=True)
class Changed:
    """One text of one module, and what stands there instead."""

    module: str
    old: str
    new: str

    @property
    def name(self) -> str:
        return "arrears." + self.module.removesuffix(".py").replace("/", ".")


@dataclass(frozen=True)
class Ended:
    """How a run of a test ended and what it printed."""

    returncode: int
    stdout: str


@dataclass(frozen=True)
class Runner:
    """A process that waits for changed sources to run a test on."""

    waiting: subprocess.Popen[str]

    def run(self, changed: Changed, target: str, told: Path, options: Sequence[str] = ()) -> Ended:
        """One test file, or one test of it, on the changed source; what it prints goes to the file `told`."""
        # Plain assertions: explaining how twenty thousand results differ takes pytest many minutes.
        usual = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--assert=plain"]
        asked = {
            "module": changed.name,
            "file": str(SOURCE / changed.module),
            "old": changed.old,
            "new": changed.new,
            "told": str(told),
            "words": [*usual, f"--basetemp={told.parent / 'of-the-test'}", *options, target],
        }
        assert self.waiting.stdin is not None
        assert self.waiting.stdout is not None
        self.waiting.stdin.write(json.dumps(asked) + "\n")
        self.waiting.stdin.flush()
        code = int(self.waiting.stdout.readline())
        return Ended(code, told.read_text(encoding="utf-8"))


@contextlib.contextmanager
def runner(first: Sequence[str] = ()) -> Iterator[Runner]:
    """A runner that has read the usual packages and the modules `first`."""
    command = [sys.executable, "-m", "tests.forking_runner", *PACKAGES, *first]
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE.parent), str(ROOT)])}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdin=pipe, stdout=pipe, text=True) as waiting:
        yield Runner(waiting)
        assert waiting.stdin is not None
        waiting.stdin.close()
