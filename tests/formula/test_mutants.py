"""Every listed mutant is noticed by the test named beside it: tests that cannot fail are found here."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.mutated_source import SOURCE, copy_with_mutant, run_on_copy

from .held_mutants import HELD_MUTANTS
from .mutants import MUTANTS, Mutant

ALL_MUTANTS = (*MUTANTS, *HELD_MUTANTS)
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
    "Holds",
    "Fact",
    "Day",
]
KERNELS = ["half up", "half down", "up", "down"]


def test_every_node_and_kernel_has_a_mutant_and_each_changes_one_place() -> None:
    assert {*NAMED_NODES, *KERNELS} <= {mutant.node for mutant in ALL_MUTANTS}
    for mutant in ALL_MUTANTS:
        assert (SOURCE / mutant.module).read_text().count(mutant.old) == 1, mutant
        assert (Path(__file__).parent / mutant.test.split("::")[0]).exists()


@pytest.mark.slow
@pytest.mark.parametrize("mutant", ALL_MUTANTS, ids=lambda mutant: f"{mutant.node}: {mutant.old[:30]}")
def test_a_mutant_is_noticed(mutant: Mutant, tmp_path: Path) -> None:
    copy_with_mutant(tmp_path, mutant.module, mutant.old, mutant.new)
    options = ["--hypothesis-profile", "no-shrinking"]
    run = run_on_copy(tmp_path, f"tests/formula/{mutant.test}", options)
    assert run.returncode == 1, f"not noticed: {mutant}\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
    assert "FAILED" in run.stdout
