"""Every listed mutant is noticed by the test named beside it: tests that cannot fail are found here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .mutants import MUTANTS, Mutant

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "arrears"
NAMED_NODES = [
    "Arithmetic",
    "Limit",
    "Compare",
    "IsIn",
    "AllOf",
    "AnyOf",
    "Not",
    "Known",
    "Owed",
    "FirstOf",
    "Lookup",
    "Bands",
    "Total",
    "Rounded",
    "Fact",
    "Day",
]
KERNELS = ["half up", "half down", "up", "down"]


def test_every_node_and_kernel_has_a_mutant_and_each_changes_one_place() -> None:
    assert {*NAMED_NODES, *KERNELS} <= {mutant.node for mutant in MUTANTS}
    for mutant in MUTANTS:
        assert (SOURCE / mutant.module).read_text().count(mutant.old) == 1, mutant
        assert (Path(__file__).parent / mutant.test.split("::")[0]).exists()


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.node}: {mutant.old[:30]}")
def test_a_mutant_is_noticed(mutant: Mutant, tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "arrears", ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / "arrears" / mutant.module
    module.write_text(module.read_text().replace(mutant.old, mutant.new))
    file, _, name = mutant.test.partition("::")
    target = str(Path(__file__).parent / file) + (f"::{name}" if name else "")
    # Plain assertions: explaining how twenty thousand results differ takes pytest many minutes.
    options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--assert=plain"]
    options += ["--hypothesis-profile", "no-shrinking"]
    command = [sys.executable, "-m", "pytest", *options, target]
    settings = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, cwd=REPOSITORY, env=settings, capture_output=True, text=True, check=False)
    assert run.returncode == 1, f"not noticed: {mutant}\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
    assert "FAILED" in run.stdout
