"""Bundles made anew by somebody who alters a decision, an account or a cast are named, though every hash
fits; and a verifier that is wrong in any of these parts is noticed.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arrears.claims.verifier import verify

from .decided_bundles import FORGERIES
from .decided_checks import CHECKS, Decided, decided, is_as_said
from .decided_mutants import MUTANTS, Mutant

SOURCE = Path(verify.__file__).read_text(encoding="utf-8")
PARTS = [(node.lineno, node.end_lineno or node.lineno) for node in ast.parse(SOURCE).body]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Decided:
    return decided(tmp_path_factory.mktemp("decided"))


def test_what_was_decided_is_verified_as_it_stands(given: Decided) -> None:
    assert [name for name in given.held if not given.holds(name)] == []


@pytest.mark.parametrize("name", [forgery.name for forgery in FORGERIES])
def test_a_forged_decision_is_named(given: Decided, name: str) -> None:
    assert given.holds(name), verify.check_bundle(given.bundle(name)).lines


@pytest.mark.parametrize("name", CHECKS)
def test_lines_divisions_and_accounts_are_figured_alike_and_odd_files_are_named(
    given: Decided, name: str
) -> None:
    assert given.holds(name)


@contextmanager
def mutated(mutant: Mutant) -> Iterator[None]:
    """The verifier with one function or table replaced by a wrong one, in this process; put back after."""
    lines = SOURCE.splitlines(keepends=True)
    at = SOURCE[: SOURCE.index(mutant.old)].count("\n") + 1
    first, last = next((low, high) for low, high in PARTS if low <= at <= high)
    while lines[first - 2].startswith("@"):
        first -= 1
    part = "".join(lines[first - 1 : last])
    assert part.count(mutant.old) == 1, mutant
    code = compile(
        part.replace(mutant.old, mutant.new), "mutant", "exec", __future__.annotations.compiler_flag, True
    )
    kept = dict(vars(verify))
    exec(code, vars(verify))
    try:
        yield
    finally:
        vars(verify).update(kept)


def is_noticed(given: Decided, mutant: Mutant) -> bool:
    """Whether what must be said is said no more, or nothing is."""
    with mutated(mutant):
        try:
            return not is_as_said(given, mutant.notices)
        except Exception:
            return True


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.new.strip()[:40])
def test_a_wrong_verifier_of_decisions_is_noticed(given: Decided, mutant: Mutant) -> None:
    assert SOURCE.count(mutant.old) == 1
    assert given.holds(mutant.notices), "what notices it holds for the verifier as it is"
    assert is_noticed(given, mutant)
