"""What a clause is made of without its names, so that clauses of two agreements can be held together.

A part is the amount, the periods or one condition of a clause on one reading: its shape, and the figures that
stand in it in one order. Names, citations, notes and the order of factors make no difference; facts, words,
units, signs, limits of bands and rounding do. It figures nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.agreements.model import Clause
from arrears.agreements.readings import read_as
from arrears.agreements.rewrite import result_nodes
from arrears.formula.clause import (
    ClauseFormula,
    Credits,
    Gives,
    Holds,
    Pays,
    PaysToDate,
    Result,
    Waterfall,
)
from arrears.formula.kinds import Kind
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bands,
    Compare,
    Day,
    Fact,
    Figure,
    FirstOf,
    IsIn,
    Known,
    Limit,
    Lookup,
    Named,
    Node,
    Not,
    Owed,
    Rounded,
    Total,
    Truth,
    Word,
)
from arrears.formula.words import say

Role = Literal["amount", "periods", "condition"]
READINGS_LIMIT = 64


@dataclass(frozen=True)
class PlacedFigure:
    """A figure of a part and where the agreement says it; '' for one that an expression writes itself."""

    address: str
    value: Fraction | date
    kind: Kind | None


@dataclass(frozen=True)
class Part:
    """One part of a clause on one reading. shape: with `#` where a figure stands. said: in words.

    reading: side by question, for a clause with questions; empty for one without.
    """

    role: Role
    shape: str
    figures: tuple[PlacedFigure, ...]
    reading: str
    said: str

    def has(self, address: str) -> bool:
        """Whether a figure of the agreement stands in this part."""
        return any(figure.address == address for figure in self.figures)


@dataclass(frozen=True)
class _Bare:
    """A node without names: its shape and its figures in the shape's order."""

    shape: str
    figures: tuple[PlacedFigure, ...] = ()


def parts_of(clause: Clause) -> tuple[Part, ...]:
    """Every part of a clause, once for each reading on which it differs; first readings first."""
    found: dict[tuple[str, str, tuple[PlacedFigure, ...]], Part] = {}
    for reading, formula in _readings(clause):
        for part in _parts(formula, reading):
            found.setdefault((part.role, part.shape, part.figures), part)
    return tuple(found.values())


def _readings(clause: Clause) -> Iterator[tuple[str, ClauseFormula]]:
    sides = [[(question.name, answer.side) for answer in question.answers] for question in clause.questions]
    for chosen in itertools.islice(itertools.product(*sides), READINGS_LIMIT):
        yield ", ".join(f"{name}: {side}" for name, side in chosen), read_as(clause, dict(chosen))


def _parts(formula: ClauseFormula, reading: str) -> Iterator[Part]:
    bares = [_bare(node) for node in result_nodes(formula.result)]
    sort, rounded = _sort_of(formula.result), formula.rounding
    shape = f"{sort} {' '.join(bare.shape for bare in bares)} to {rounded.unit_cents} {rounded.mode}"
    said = "; ".join(say(node) for node in result_nodes(formula.result))
    yield Part("amount", shape, _joined(bares), reading, said)
    each = formula.each
    if each is not None:
        ends = [_bare(each.start), _bare(each.end)]
        shape = f"{each.days} days {each.at_most} {each.part} {ends[0].shape} {ends[1].shape}"
        said = f"periods of {each.days} days from {say(each.start)} until {say(each.end)}"
        yield Part("periods", shape, _joined(ends), reading, said)
    for node in _conditions(formula.when):
        bare = _bare(node)
        yield Part("condition", bare.shape, bare.figures, reading, say(node))


def _sort_of(result: Result) -> str:
    match result:
        case Pays():
            return "pays"
        case PaysToDate(per=per):
            return f"pays to date per {', '.join(per)}"
        case Credits(per=per, order=order):
            return f"credits per {', '.join(per)} by {order}"
        case Holds(per=per):
            return f"holds per {', '.join(per)}"
        case Waterfall():
            return "fills"
        case Gives(right=right):
            return f"gives {right}"
    raise TypeError(f"_sort_of does not know {type(result).__name__}")


def _conditions(when: Node) -> Iterator[Node]:
    """The conditions that must all hold."""
    if isinstance(when, Named):
        yield from _conditions(when.body)
    elif isinstance(when, AllOf):
        for part in when.parts:
            yield from _conditions(part)
    else:
        yield when


def _joined(bares: Iterable[_Bare]) -> tuple[PlacedFigure, ...]:
    return tuple(figure for bare in bares for figure in bare.figures)


def _bare(node: Node) -> _Bare:
    """A node without names."""
    match node:
        case Named(body=body):
            return _bare(body)
        case Figure(value=value, kind=kind, address=address):
            return _Bare(f"#{kind}", (PlacedFigure(address, value, kind),))
        case Day(value=day, address=address):
            return _Bare("#date", (PlacedFigure(address, day, None),))
        case Word(value=word):
            return _Bare(f"'{word}'")
        case Truth(value=truth):
            return _Bare("yes" if truth else "no")
        case Fact(name=name):
            return _Bare(name)
        case Owed(clause=clause):
            return _Bare(f"owed {clause}")
        case Lookup() | Bands():
            return _bare_table(node)
        case Arithmetic(sign=sign):
            return _bare_arithmetic(node, sign)
        case _:
            return _bare_other(node)


def _bare_table(node: Lookup | Bands) -> _Bare:
    """A table by its keys in order, or a schedule of bands by its limits."""
    if isinstance(node, Lookup):
        rows = sorted(node.table.rows, key=lambda row: repr(row.keys))
        keys = [_bare(key) for key in node.keys]
        shape = f"table[{'; '.join(repr(row.keys) for row in rows)}]#{node.table.kind}"
        own = tuple(PlacedFigure(row.address, row.value, node.table.kind) for row in rows)
        return _Bare(f"({shape} by {', '.join(key.shape for key in keys)})", (*own, *_joined(keys)))
    counter = _bare(node.counter)
    limits = ", ".join("rest" if band.up_to is None else str(band.up_to) for band in node.bands)
    own = tuple(PlacedFigure(band.address, band.rate, None) for band in node.bands)
    shape = f"(bands {limits} of {counter.shape} per {', '.join(node.per)})"
    return _Bare(shape, (*own, *counter.figures))


def _bare_arithmetic(node: Arithmetic, sign: str) -> _Bare:
    """A sum or a product in one order of its parts, whichever order the agreement writes."""
    if sign in ("+", "*"):
        return _in_one_order(sign, [_bare(part) for part in _chain(node, sign)])
    sides = [_bare(node.left), _bare(node.right)]
    return _Bare(f"({sides[0].shape} {sign} {sides[1].shape})", _joined(sides))


def _chain(node: Node, sign: str) -> Iterator[Node]:
    if isinstance(node, Named):
        yield from _chain(node.body, sign)
    elif isinstance(node, Arithmetic) and node.sign == sign:
        yield from _chain(node.left, sign)
        yield from _chain(node.right, sign)
    else:
        yield node


def _in_one_order(word: str, bares: list[_Bare]) -> _Bare:
    ordered = sorted(bares, key=lambda bare: (bare.shape, [str(figure.value) for figure in bare.figures]))
    return _Bare(f"({f' {word} '.join(bare.shape for bare in ordered)})", _joined(ordered))


def _bare_other(node: Node) -> _Bare:
    match node:
        case Limit(sign=sign, value=value, bound=bound):
            sides = [_bare(value), _bare(bound)]
            return _Bare(f"({sign} {sides[0].shape} {sides[1].shape})", _joined(sides))
        case Compare(sign=sign, left=left, right=right):
            sides = [_bare(left), _bare(right)]
            return _Bare(f"({sides[0].shape} {sign} {sides[1].shape})", _joined(sides))
        case IsIn(value=value, words=words):
            bare = _bare(value)
            return _Bare(f"({bare.shape} in {', '.join(sorted(words))})", bare.figures)
        case AllOf(parts=parts):
            return _in_one_order("and", [_bare(part) for part in parts])
        case AnyOf(parts=parts):
            return _in_one_order("or", [_bare(part) for part in parts])
        case Not(part=part):
            bare = _bare(part)
            return _Bare(f"(not {bare.shape})", bare.figures)
        case Known(value=value):
            bare = _bare(value)
            return _Bare(f"(known {bare.shape})", bare.figures)
        case FirstOf(arms=arms):
            arm_parts = [_bare(n) for arm in arms for n in (arm.when, arm.value) if n is not None]
            return _Bare(f"(first of {'; '.join(bare.shape for bare in arm_parts)})", _joined(arm_parts))
        case Total(value=value, per=per):
            bare = _bare(value)
            return _Bare(f"(total {bare.shape} per {', '.join(per)})", bare.figures)
        case Rounded(value=value, unit=unit, mode=mode):
            bare = _bare(value)
            return _Bare(f"({bare.shape} to {unit} {mode})", bare.figures)
    raise TypeError(f"_bare does not know {type(node).__name__}")


def words_asked(clause: Clause, fact: str) -> frozenset[str] | None:
    """The words of a fact, such as `market`, that a clause asks for; None where it asks nothing of it."""
    asked: frozenset[str] | None = None
    for node in _conditions(clause.when):
        words: frozenset[str] | None = None
        match node:
            case Compare(sign="=", left=Fact(name=name), right=Word(value=word)) if name == fact:
                words = frozenset((word,))
            case IsIn(value=Fact(name=name), words=many) if name == fact:
                words = frozenset(many)
        if words is not None:
            asked = words if asked is None else asked & words
    return asked


def is_same_use(one: Clause, other: Clause) -> bool:
    """Whether one record could fall under both: its kind, a market and a kind of work in common."""
    return one.record_kind == other.record_kind and all(
        _share_a_word(words_asked(one, fact), words_asked(other, fact)) for fact in ("market", "work")
    )


def _share_a_word(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is None or other is None or bool(one & other)
