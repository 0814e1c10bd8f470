"""Records on which a condition is yes: found by its words, dates and numbers, then proved by evaluating it.

Conditions are taken apart into alternatives of simple demands on single facts. A demand on anything else is
left out of the search and decided by the proof, so an answer here is either a record or "none was found".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from arrears.formula.explain import RecordFacts, Value, evaluate
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Day,
    Fact,
    Figure,
    IsIn,
    Named,
    Node,
    Not,
    Truth,
    Word,
)
from arrears.vocabulary import WORD_LISTS

ALTERNATIVES_LIMIT = 500
OPPOSITE: Mapping[Comparison, Comparison] = {
    "=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip


@dataclass(frozen=True)
class Witness:
    """What the search found. facts: a record on which the condition is yes, None when none was found.
    is_certain: False when a part that could not be taken apart leaves the answer open.
    """

    facts: Mapping[str, Value] | None
    is_certain: bool


@dataclass(frozen=True)
class _Demand:
    """One simple demand on one fact; `value` None stands for a part that cannot be taken apart."""

    fact: Fact | None
    sign: Comparison
    value: Fraction | date | frozenset[str] | None


def find_record(condition: Node, most: int = ALTERNATIVES_LIMIT) -> Witness:
    """A record on which a condition is yes, or the knowledge that there is none.

    It looks at `most` alternatives of words and at the edges of every range, one step to each side.
    """
    alternatives = list(itertools.islice(_alternatives(condition, True), most + 1))
    is_open = len(alternatives) > most
    for demands in alternatives[:most]:
        facts = _record_for(demands)
        if facts is None:
            continue
        if evaluate(condition, RecordFacts(facts)).value is True:
            return Witness(facts, True)
        is_open = is_open or any(demand.value is None for demand in demands)
    return Witness(None, not is_open)


def _alternatives(node: Node, wanted: bool) -> Iterator[tuple[_Demand, ...]]:
    """The ways in which a condition can be `wanted`, each a list of demands that must all hold."""
    match node:
        case Named(body=body):
            yield from _alternatives(body, wanted)
        case Not(part=part):
            yield from _alternatives(part, not wanted)
        case Truth(value=value):
            if value is wanted:
                yield ()
        case AllOf(parts=parts) | AnyOf(parts=parts):
            if isinstance(node, AllOf) is wanted:
                together = sorted(_together(parts, wanted), key=_branches)
                yield from _all(together, ())
            else:
                for part in parts:
                    yield from _alternatives(part, wanted)
        case Compare() | IsIn():
            yield (_demand(node, wanted),)
        case _:
            yield (_Demand(None, "=", None),)


def _together(parts: Sequence[Node], wanted: bool) -> Iterator[tuple[Node, bool]]:
    """The parts that must all hold, each with what is wanted of it, taken out of the lists they stand in."""
    for part in parts:
        wish = wanted
        while isinstance(part, Named | Not):
            wish, part = (not wish, part.part) if isinstance(part, Not) else (wish, part.body)
        if isinstance(part, AllOf | AnyOf) and isinstance(part, AllOf) is wish:
            yield from _together(part.parts, wish)
        else:
            yield part, wish


def _branches(part: tuple[Node, bool]) -> bool:
    return isinstance(part[0], AllOf | AnyOf)


def _all(parts: Sequence[tuple[Node, bool]], so_far: tuple[_Demand, ...]) -> Iterator[tuple[_Demand, ...]]:
    """One alternative of each part beside the demands so far; a contradiction ends the branch at once."""
    if not parts:
        yield so_far
        return
    for first in _alternatives(*parts[0]):
        joined = (*so_far, *first)
        if _record_for(joined) is not None:
            yield from _all(parts[1:], joined)


def _demand(node: Compare | IsIn, wanted: bool) -> _Demand:
    match node:
        case IsIn(value=Fact() as fact, words=words):
            return _Demand(fact, "=" if wanted else "<>", frozenset(words))
        case Compare(sign=sign, left=Fact() as fact, right=Word(value=word)):
            return _Demand(fact, sign if wanted else OPPOSITE[sign], frozenset({word}))
        case Compare(sign=sign, left=Fact() as fact, right=Figure(value=value) | Day(value=value)):
            return _Demand(fact, sign if wanted else OPPOSITE[sign], value)
    return _Demand(None, "=", None)


def _record_for(demands: Iterable[_Demand]) -> dict[str, Value] | None:
    """A value for every fact that meets its demands, or None when they contradict each other."""
    by_fact: dict[str, list[_Demand]] = {}
    for demand in demands:
        if demand.fact is not None:
            by_fact.setdefault(demand.fact.name, []).append(demand)
    facts: dict[str, Value] = {}
    for name, group in by_fact.items():
        value = _value_for(group)
        if value is None:
            return None
        facts[name] = value
    return facts


def _value_for(demands: Sequence[_Demand]) -> Value:
    """One value that meets every demand on one fact, or None."""
    if any(isinstance(demand.value, frozenset) for demand in demands):
        return _word_for(demands)
    edges = [demand.value for demand in demands if isinstance(demand.value, Fraction | date)]
    for edge in edges:
        near = (edge, edge + timedelta(days=1), edge - timedelta(days=1)) if isinstance(edge, date) else (
            edge, edge + 1, edge - 1,
        )  # fmt: skip
        for value in near:
            if all(_meets(value, demand) for demand in demands):
                return value
    return None


def _word_for(demands: Sequence[_Demand]) -> str | None:
    fact = demands[0].fact
    known = WORD_LISTS.get(fact.kind.words, {}) if fact is not None else {}
    listed = [
        word for demand in demands if isinstance(demand.value, frozenset) for word in sorted(demand.value)
    ]
    for word in dict.fromkeys([*listed, *known]):
        words = [(demand.sign, demand.value) for demand in demands if isinstance(demand.value, frozenset)]
        if all((word in value) == (sign == "=") for sign, value in words):
            return word
    return None


def _meets(value: Fraction | date, demand: _Demand) -> bool:
    other = demand.value
    match demand.sign:
        case "=":
            return value == other
        case "<>":
            return value != other
        case "<":
            return value < other  # type: ignore[operator]  # one fact, so one kind of value
        case "<=":
            return value <= other  # type: ignore[operator]
        case ">":
            return value > other  # type: ignore[operator]
        case ">=":
            return value >= other  # type: ignore[operator]


def record_words(facts: Mapping[str, Value]) -> str:
    """A record in words, for findings: `market rental, received_on 2008-02-13`."""
    return ", ".join(f"{name} {value}" for name, value in sorted(facts.items()))
