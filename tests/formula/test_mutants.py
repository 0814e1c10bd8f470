"""Every listed mutant is noticed by the test named beside it: tests that cannot fail are found here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.mutated_source import SOURCE, Changed, Runner, runner

from .held_mutants import HELD_MUTANTS
from .mutants import EXPLAIN, MUTANTS, Mutant

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


@pytest.fixture(scope="module")
def waiting() -> Iterator[Runner]:
    with runner() as started:
        yield started


@pytest.mark.slow
def test_the_source_as_it_is_passes_where_its_mutants_fail(waiting: Runner, tmp_path: Path) -> None:
    first = next(mutant for mutant in MUTANTS if mutant.test == EXPLAIN)
    as_it_is = Changed(first.module, first.old, first.old)
    run = waiting.run(as_it_is, f"tests/formula/{first.test}", tmp_path / "told.txt")
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
@pytest.mark.parametrize("mutant", ALL_MUTANTS, ids=lambda mutant: f"{mutant.node}: {mutant.old[:30]}")
def test_a_mutant_is_noticed(mutant: Mutant, waiting: Runner, tmp_path: Path) -> None:
    changed = Changed(mutant.module, mutant.old, mutant.new)
    options = ["--hypothesis-profile", "no-shrinking"]
    run = waiting.run(changed, f"tests/formula/{mutant.test}", tmp_path / "told.txt", options)
    assert run.returncode == 1, f"not noticed: {mutant}\n{run.stdout[-2000:]}"
    assert "FAILED" in run.stdout
