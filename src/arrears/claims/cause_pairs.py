"""Two causes on one line: every pair of changes to different places of a clause's formula, made together.

Tried beside single changes and never in their place: where one change alone gives what was paid, a pair that
gives it too is not said to fit. A pair names both of its causes; more than two are not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from arrears.agreements.rewrite import rewrite_result, walk
from arrears.claims.supposed import SupposedCause
from arrears.formula.clause import ClauseFormula, Result
from arrears.vocabulary import CAUSES

BOTH = "two_causes"
MOST_PAIRS = 200


def pair_causes(
    own: ClauseFormula, singles: Sequence[SupposedCause], bare: Callable[[Result], Result]
) -> tuple[tuple[SupposedCause, ...], tuple[str, ...]]:
    """The pairs of changes that make a formula which no single change makes, and in words what was not tried.

    bare: a result without names and addresses, so that equal formulas are one.
    """
    known = {bare(own.result), *(bare(one.formula.result) for one in singles)}
    pairs = [(one, other) for one, other in combinations(singles, 2) if _are_apart(one, other)]
    found: list[SupposedCause] = []
    for one, other in pairs[:MOST_PAIRS]:
        formula = _both(own, one, other)
        plain = bare(formula.result)
        if plain not in known:
            known.add(plain)
            found.append(SupposedCause(BOTH, f"{_words(one)}; and {_words(other)}", formula))
    left = len(pairs) - MOST_PAIRS
    return tuple(found), (f"{own.name}: {left:,} pairs of causes are not tried",) if left > 0 else ()


def _are_apart(one: SupposedCause, other: SupposedCause) -> bool:
    """Whether two changes are made at different places, none of which stands within the other."""
    if one.change is None or other.change is None:
        return False
    (first, _), (second, _) = one.change, other.change
    return first not in tuple(walk(second)) and second not in tuple(walk(first))


def _both(own: ClauseFormula, one: SupposedCause, other: SupposedCause) -> ClauseFormula:
    assert one.change is not None
    assert other.change is not None
    puts = [one.change, other.change]
    result = rewrite_result(own.result, lambda here: next((put for node, put in puts if here == node), None))
    return replace(own, result=result)


def _words(cause: SupposedCause) -> str:
    return f"{cause.detail} ({CAUSES[cause.code]})"
