"""Proof at load that a formula's numbers can be held exactly, before any record is read.

Prints the clause for every dialect with columns of the facts' bounds; what cannot be held is a finding that
says how large it could grow. Runs nothing.
"""

from __future__ import annotations

from dataclasses import replace

from arrears.findings import Finding, Refused
from arrears.formula.asks import asks, clause_nodes
from arrears.formula.clause import ClauseFormula
from arrears.formula.dialect import Columns, Dialect
from arrears.formula.kinds import MONEY
from arrears.formula.nodes import Bands, Node, Total, kind_of
from arrears.formula.sql import print_cents, print_condition, print_date, print_ratio, print_state_argument


def prove_magnitudes(formula: ClauseFormula, place: str = "") -> tuple[Finding, ...]:
    """Every way in which a clause could outgrow exact numbers; none for a clause that is safe to run.

    Findings: `magnitude-too-large` for a product that could pass 10^37, a counter that divides by a fact, a
    date moved by parts of a day or beyond the calendar.
    """
    columns = stand_in_columns(formula)
    found: dict[str, Finding] = {}
    for dialect in Dialect:
        for node in (*asks(formula).states, *clause_nodes(formula)):
            for finding in _refusals(node, formula, dialect, columns):
                found[finding.problem] = replace(finding, place=place or finding.place)
    return tuple(found.values())


def stand_in_columns(formula: ClauseFormula | Node) -> Columns:
    """Column names for everything that a formula reads, for printing it without an engine."""
    read = asks(formula)
    before = {state: f"before_{number}" for number, state in enumerate(read.states, start=1)}
    owed = {clause: f"owed_{number}" for number, clause in enumerate(read.owed, start=1)}
    return Columns({}, before, owed)


def bounds(node: Node) -> tuple[int, int]:
    """How large the numerator and the denominator of a number may grow."""
    ratio = print_ratio(node, Dialect.DUCKDB, stand_in_columns(node))
    return ratio.numerator_bound, ratio.denominator_bound


def _refusals(node: Node, formula: ClauseFormula, dialect: Dialect, columns: Columns) -> tuple[Finding, ...]:
    """Print a node the way its kind is printed in bulk, and hand back what was refused."""
    kind = kind_of(node)
    try:
        if isinstance(node, Bands | Total):
            print_state_argument(node, dialect, columns)
        if kind.base == "yes/no":
            print_condition(node, dialect, columns)
        elif kind.base == "date":
            print_date(node, dialect, columns)
        elif kind == MONEY:
            print_cents(node, formula.rounding, dialect, columns)
        elif kind.base == "number":
            print_ratio(node, dialect, columns)
    except Refused as refused:
        return refused.findings
    return ()
