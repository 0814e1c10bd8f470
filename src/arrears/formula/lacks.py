"""Why a value is missing, in bulk: the names of the facts, and whether a table of the agreement has a hole.

The twin of `Explained.missing` and `Explained.gaps`. A condition printed here holds only where the node it
speaks of is missing, so a fact that did not matter for a row is not named for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from arrears.formula.asks import names_read
from arrears.formula.dialect import NARROW_LIMIT, Columns, Dialect, Printing, keep_known, print_quoted
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bands,
    Day,
    Fact,
    Figure,
    FirstOf,
    Known,
    Lookup,
    Node,
    Owed,
    StateNode,
    Total,
    Truth,
    Word,
    children,
    kind_of,
)
from arrears.formula.printing import condition, covers, is_known, number, state_before, state_units
from arrears.formula.scaled import Scaled, compare


@dataclass(frozen=True)
class Lack:
    """One reason for a missing value: the name of a missing fact or of a table with a hole, and the test."""

    name: str
    test: str
    is_gap: bool = False


def print_missing(node: Node, dialect: Dialect, columns: Columns) -> str:
    """The names of what made a node missing, as a list in alphabetical order; empty where it is known."""
    tests: dict[str, dict[str, None]] = {}
    for lack in lacks(node, _printing_for(node, dialect, columns)):
        if not lack.is_gap:
            tests.setdefault(lack.name, {})[lack.test] = None
    named = [f"CASE WHEN {' OR '.join(tests[name])} THEN {print_quoted(name)} END" for name in sorted(tests)]
    return keep_known(named, dialect)


def print_gap(node: Node, dialect: Dialect, columns: Columns) -> str | None:
    """Whether a table has no row for values that are all known; None where the node reads no table."""
    tests = [lack.test for lack in lacks(node, _printing_for(node, dialect, columns)) if lack.is_gap]
    return f"coalesce({' OR '.join(dict.fromkeys(tests))}, FALSE)" if tests else None


def _printing_for(node: Node, dialect: Dialect, columns: Columns) -> Printing:
    """One width for all tests of a node: they run on few rows, so no guard is worth its text."""
    printing = Printing(dialect, columns)
    is_number = kind_of(node).base == "number"
    peak = number(node, printing).peak if is_number else is_known(node, printing).peak
    return replace(printing, wide=peak >= NARROW_LIMIT)


def lacks(node: Node, printing: Printing) -> list[Lack]:
    """Every reason for which a node can be missing."""
    match node:
        case Figure() | Day() | Word() | Truth() | Known():
            return []
        case Fact(name=name):
            return [Lack(name, f"{printing.columns.facts.get(name, name)} IS NULL")]
        case Owed(clause=clause):
            return [Lack(f"owed('{clause}')", f"{printing.columns.owed[clause]} IS NULL")]
        case AllOf() | AnyOf():
            unsettled = f"{condition(node, printing).sql} IS NULL"
            return [_under([unsettled], lack) for lack in _below(node, printing)]
        case FirstOf():
            return _first_of_lacks(node, printing)
        case Lookup():
            return [*_below(node, printing), _hole(node, printing)]
        case Bands() | Total():
            return _running_lacks(node, printing)
        case Arithmetic(sign="/", right=right):
            used_up = compare("<=", number(right, printing), Scaled(Fraction(0))).sql
            return [*_below(node, printing), *(Lack(name, used_up) for name in names_read(right))]
        case _:
            return _below(node, printing)


def _below(node: Node, printing: Printing) -> list[Lack]:
    return [lack for child in children(node) for lack in lacks(child, printing)]


def _under(tests: Sequence[str], lack: Lack) -> Lack:
    """The lack, where all the tests hold as well."""
    return replace(lack, test=f"({' AND '.join([*tests, lack.test])})") if tests else lack


def _first_of_lacks(node: FirstOf, printing: Printing) -> list[Lack]:
    """Of the arms before the first yes only the tests matter; of the rest nothing does."""
    passed: list[str] = []
    found: list[Lack] = []
    for arm in node.arms:
        if arm.when is None:
            found += [_under(passed, lack) for lack in lacks(arm.value, printing)]
            break
        test = condition(arm.when, printing).sql
        found += [_under(passed, lack) for lack in lacks(arm.when, printing)]
        found += [_under([*passed, test], lack) for lack in lacks(arm.value, printing)]
        passed.append(f"NOT {test}")
    return found


def _hole(node: Lookup, printing: Printing) -> Lack:
    """All keys are known and no row covers them."""
    known = " AND ".join(is_known(key, printing).sql for key in node.keys)
    covered = " OR ".join(f"({covers(node.keys, row.keys, printing).sql})" for row in node.table.rows)
    return Lack(node.table.name, f"({known} AND NOT ({covered or 'FALSE'}))", is_gap=True)


def _running_lacks(node: StateNode, printing: Printing) -> list[Lack]:
    """A missing part here or in an earlier record; for bands also a record that counts nothing."""
    counted = node.counter if isinstance(node, Bands) else node.value
    before = state_before(node, printing).number
    found = [*_below(node, printing)]
    found += [Lack(f"earlier {name}", f"{before} IS NULL") for name in names_read(counted)]
    if isinstance(node, Bands):
        nothing = f"({state_units(node, printing)[0].number} = 0 AND {before} IS NOT NULL)"
        found += [Lack(name, nothing) for name in names_read(counted)]
    return found
