"""Bounds that somebody gives of a fact nobody has sent: how low, how high, and why they say so.

A bound without both ends or without a reason is refused: no default stands in for what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.agreements.case_values import read_fact
from arrears.agreements.yaml_source import WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.kinds import DATE, MONEY, FactKind, Kind, read_kind
from arrears.obligations.answers import as_typed
from arrears.vocabulary import RECORD_FACTS

FORM = re.compile(r"(?P<fact>[a-z_]+)\s*=\s*(?P<low>[^;]*?)\s*\.\.\s*(?P<high>[^;]*?)\s*(?:;\s*(?P<why>.*))?")
EXAMPLE = "gross=$0.00..$50,000.00; the licence names no more (exhibit P-3, p. 2)"


@dataclass(frozen=True)
class FactBound:
    """A fact from low to high, both included: cents, counts, or ordinals of days; and why."""

    fact: str
    low: int
    high: int
    why: str
    written: str


def read_bounds(texts: Sequence[str]) -> tuple[FactBound, ...]:
    """Bounds as users write them: `gross=$0.00..$50,000.00; why`.

    Findings, all at once: `bound-not-well-formed`, `bound-unknown-fact`, `bound-open`, `bound-no-reason`,
    `bound-twice`.
    """
    found = [_read(text) for text in texts]
    faults = [fault for _, faults in found for fault in faults]
    bounds = [bound for bound, _ in found if bound is not None]
    names = [bound.fact for bound in bounds]
    faults += [_twice(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if faults:
        raise Refused(faults)
    return tuple(bounds)


def numeric_kinds() -> dict[str, FactKind]:
    """The facts that are numbers or days, by name."""
    kinds = {name: read_kind(text) for facts in RECORD_FACTS.values() for name, text in facts.items()}
    return {name: fact for name, fact in kinds.items() if fact.kind.base == "number" or fact.kind == DATE}


def _read(text: str) -> tuple[FactBound | None, list[Finding]]:
    form = FORM.fullmatch(text.strip())
    if form is None:
        problem = "this gives no bounds of a fact"
        return None, [_fault("bound-not-well-formed", problem, "FACT=LOW..HIGH; why", text)]
    fact = numeric_kinds().get(form["fact"])
    if fact is None:
        remedy = suggest(form["fact"], numeric_kinds())
        problem, expected = "no fact of that name is a number or a day", "a number or a day that clauses read"
        return None, [_fault("bound-unknown-fact", problem, expected, form["fact"], remedy)]
    faults = list(_faults(form, fact))
    if faults:
        return None, faults
    low, high = _value(form["low"], fact), _value(form["high"], fact)
    assert low is not None
    assert high is not None
    written = f"{form['fact'].replace('_', ' ')} from {form['low']} to {form['high']}"
    return FactBound(form["fact"], low, high, form["why"].strip(), written), []


def _faults(form: re.Match[str], fact: FactKind) -> Iterator[Finding]:
    for end, side in (("low", "lower"), ("high", "upper")):
        if not form[end]:
            problem = f"no {side} bound known of {form['fact']}, so no range of dollars can be told"
            yield _fault("bound-open", problem, f"{side} bound and its reason", "none")
        elif _value(form[end], fact) is None:
            problem = "this is no value of the fact"
            yield _fault("bound-not-well-formed", problem, _form_of(fact.kind), form[end])
    low, high = _value(form["low"], fact), _value(form["high"], fact)
    if low is not None and high is not None and low > high:
        problem, found = "the lower bound is above the upper", f"{form['low']}..{form['high']}"
        yield _fault("bound-not-well-formed", problem, "the lower one first", found)
    if not (form["why"] or "").strip():
        problem = "nobody says why the fact lies within these bounds"
        yield _fault("bound-no-reason", problem, "the limit, record or reason they rest on", "nothing")


def _form_of(kind: Kind) -> str:
    if kind == DATE:
        return "a day such as 2008-09-23"
    return "an amount such as $50,000.00" if kind == MONEY else "a whole number such as 20,000"


def _value(text: str, fact: FactKind) -> int | None:
    """Whole cents, a count, or the ordinal of a day, read as facts are everywhere; null for anything else."""
    try:
        value = read_fact(WrittenText(as_typed(text, fact), "--bound"), fact)
    except Refused:
        return None
    if isinstance(value, date):
        return value.toordinal()
    is_whole = isinstance(value, Fraction) and value.denominator == 1 and value >= 0
    return int(value) if is_whole else None  # type: ignore[arg-type]


def _fault(code: str, problem: str, expected: str, found: str, remedy: str = "") -> Finding:
    return Finding(code, "--bound", problem, expected, found[:80], remedy or f"write it as in: {EXAMPLE}")


def _twice(name: str) -> Finding:
    problem, expected = "two bounds are given of one fact", "one, that holds both"
    return _fault("bound-twice", problem, expected, name)
