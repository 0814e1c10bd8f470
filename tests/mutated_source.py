"""Runs one test on a copy of the source with one place changed: a test that cannot fail is found so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "arrears"


def copy_with_mutant(folder: Path, module: str, old: str, new: str) -> None:
    """The source below `folder`, with one text of one module replaced. What Python has compiled of the other
    modules is copied as well: compiling all of it again took longer than the test.
    """
    shutil.copytree(SOURCE, folder / "arrears")
    mutated = folder / "arrears" / module
    for compiled in mutated.parent.glob(f"__pycache__/{mutated.stem}.*"):
        compiled.unlink()
    mutated.write_text(mutated.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def run_on_copy(folder: Path, target: str, options: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """One test file, or one test of it, run on the source below `folder` in a process of its own."""
    # Plain assertions: explaining how twenty thousand results differ takes pytest many minutes.
    usual = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--assert=plain"]
    command = [sys.executable, "-m", "pytest", *usual, *options, target]
    settings = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
