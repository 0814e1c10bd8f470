"""Turns the interpreter's tree of one value into the steps of an explanation page, in readers' words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from arrears.formula.explain import Explained
from arrears.obligations.explanation_model import Step
from arrears.obligations.replay import shown_value

LABELS: Mapping[str, str] = {
    "*": "product",
    "/": "quotient",
    "+": "sum",
    "-": "difference",
    "=": "are these the same",
    "<>": "are these different",
    "<": "is the first below the second",
    "<=": "is the first not above the second",
    ">": "is the first above the second",
    ">=": "is the first not below the second",
    "in": "is it one of the words",
    "and": "do all of these hold",
    "or": "does any of these hold",
    "not": "the opposite of",
    "known": "is it known",
    "at_most": "at most",
    "at_least": "at least",
    "bands": "blended rate of this record over its bands",
    "total": "running total, this record included",
    "before": "what earlier records of the clause added",
    "table": "row of the table",
    "first_of": "first arm whose test is yes",
    "owed": "what this clause owes for the record",
    "figure": "term",
    "date": "date of the agreement",
    "word": "word of the agreement",
    "truth": "always",
    "step": "step of the clause",
}


def step_of(explained: Explained, statuses: Mapping[str, str]) -> Step:
    """One value with all the steps below it. statuses: term address -> status."""
    chosen = "answered as" if explained.label == "step" else "row"
    notes = [f"{chosen} {explained.chosen}"] if explained.chosen else []
    notes += [f"no row of {gap.table} covers {', '.join(gap.keys)}" for gap in explained.gaps]
    exact = explained.rounded_from
    return Step(
        label=LABELS.get(explained.label, explained.label),
        value=shown_value(explained.value, explained.kind),
        name=explained.name,
        address=explained.address,
        status=statuses.get(explained.address, ""),
        rounded=_rounded_words(exact) if exact is not None else "",
        missing=explained.missing,
        note="; ".join(notes),
        children=tuple(step_of(child, statuses) for child in explained.children),
    )


def _rounded_words(exact: Fraction) -> str:
    return f"from exactly {exact}"
