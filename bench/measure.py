"""Runs commands as processes of their own and says what they took, as the kernel counted it.

Imports nothing heavy: a child's peak memory starts from its parent's, so the parent stays small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Measured:
    """What one process took: wall and CPU seconds, peak resident memory in GiB; what it printed."""

    wall: float
    cpu: float
    peak: float
    output: str
    errors: str


def run_measured(command: Sequence[str | Path], folder: Path | None = None) -> Measured:
    """Run a command to its end, in `folder` if given; a failure stops the benchmark with the reason."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, cwd=folder)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said = Measured(
            wall=wall,
            cpu=used.ru_utime + used.ru_stime,
            peak=used.ru_maxrss / 1024**2,
            output=output.read().decode(errors="replace"),
            errors=errors.read().decode(errors="replace"),
        )
    if child.returncode:
        line = " ".join(str(part) for part in command)
        raise SystemExit(
            f"{line}\nended with {child.returncode}:\n{said.output[-3000:]}{said.errors[-3000:]}"
        )
    return said


def tell(text: str) -> None:
    """Say on the error stream how far the benchmark is."""
    print(text, file=sys.stderr, flush=True)


def middle(measured: Sequence[Measured]) -> tuple[float, float, float]:
    """The medians of wall, CPU and peak, each taken alone."""
    return (
        median(one.wall for one in measured),
        median(one.cpu for one in measured),
        median(one.peak for one in measured),
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, figures to the right."""
    rule = ["---", *("---:" for _ in header[1:])]
    return ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]
