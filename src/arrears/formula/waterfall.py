"""A pot that fills places in order: each takes at most its need from what is left, the last takes the rest.

A need that is not known leaves its place and all later ones unknown; nothing is skipped. A pot below zero
goes to the last place whole: needs take nothing from a debt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.formula.clause import Rounding, WaterfallStep
from arrears.formula.dialect import Columns, Dialect
from arrears.formula.explain import Explained, RecordFacts, as_number, evaluate, round_cents
from arrears.formula.sql import print_cents
from arrears.money import Cents


@dataclass(frozen=True)
class Fill:
    """What one place takes, in cents; None is missing. need: what it asked for, None for the rest."""

    to: str
    cents: Cents | None
    need: Explained | None


def fill_in_order(
    pot: Cents, steps: Sequence[WaterfallStep], record: RecordFacts, rounding: Rounding
) -> tuple[Fill, ...]:
    """What each place takes, in cents; needs below zero take nothing."""
    left: Cents | None = pot
    fills: list[Fill] = []
    for step in steps:
        need = None if step.up_to is None else evaluate(step.up_to, record)
        taken = None if left is None else _taken(left, need, rounding)
        left = None if left is None or taken is None else left - taken
        fills.append(Fill(step.to, taken, need))
    return tuple(fills)


def _taken(left: Cents, need: Explained | None, rounding: Rounding) -> Cents | None:
    """What one place takes of what is left."""
    if need is None:
        return left
    exact = as_number(need)
    cents = None if exact is None else round_cents(exact, rounding)
    return None if cents is None else min(max(cents, 0), max(left, 0))


def print_fills(
    pot: str, steps: Sequence[WaterfallStep], rounding: Rounding, *, dialect: Dialect, columns: Columns
) -> list[tuple[str, str]]:
    """The same as SQL: per place its name and its cents, given the SQL of the pot in cents.

    What the places before k have taken together is min(sum of their needs, pot): so each is a difference.
    """
    fills: list[tuple[str, str]] = []
    positive = f"(CASE WHEN {pot} > 0 THEN {pot} WHEN {pot} <= 0 THEN 0 END)"
    needs: list[str] = []
    for step in steps:
        before = _capped(needs, positive)
        if step.up_to is None:
            fills.append((step.to, f"({pot} - {before})"))
            continue
        need = print_cents(step.up_to, rounding, dialect, columns)
        needs.append(f"(CASE WHEN {need} > 0 THEN {need} WHEN {need} <= 0 THEN 0 END)")
        fills.append((step.to, f"({_capped(needs, positive)} - {before})"))
    return fills


def _capped(needs: list[str], pot: str) -> str:
    """The sum of some needs, but not more than the pot; NULL when any is."""
    if not needs:
        return "0"
    wanted = " + ".join(f"CAST({need} AS DECIMAL(38, 0))" for need in needs)
    return f"CAST((CASE WHEN {wanted} <= {pot} THEN {wanted} WHEN {wanted} > {pot} THEN {pot} END) AS BIGINT)"
