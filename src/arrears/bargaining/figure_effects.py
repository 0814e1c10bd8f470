"""Whether more of a figure is more for the payees, read off the formulas of the clauses that it stands in.

It is told only where every formula shows it: a rate or an amount that the pay rises or falls with, whatever
the record. A figure of a condition, of a window or of a share between people is not judged. Receipts are
taken as not below zero; what is returned turns round what is shown for what is sold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from arrears.agreements.model import Agreement, Clause
from arrears.agreements.rewrite import result_nodes, walk
from arrears.formula.clause import Pays, PaysToDate
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

Effect = Literal["more", "less", "not judged"]  # what more of the figure does to the payees' money
Way = Literal[1, 0, -1]
_WORDS: Mapping[Way, Effect] = {1: "more", 0: "not judged", -1: "less"}
_OWED = "owed by "  # what another clause pays, beside the addresses of figures


def figure_effects(agreement: Agreement) -> Mapping[str, Effect]:
    """What more of each figure means for the payees, by address without family and version.

    A figure that several clauses use is judged only where all of them agree; one of a clause whose amount
    another clause takes off or divides by is not judged.
    """
    ways: dict[str, set[Way]] = {}
    by_clause: dict[str, set[str]] = {}
    for clause in agreement.clauses():
        for address, way in _clause_ways(clause):
            ways.setdefault(address, set()).add(way)
            by_clause.setdefault(clause.name, set()).add(address)
    for name, addresses in by_clause.items():
        if not ways.get(_OWED + name, set()) <= {1}:
            for address in addresses:
                ways[address].add(0)
    start = f"{agreement.address}/"
    return {
        address.removeprefix(start): _WORDS[next(iter(some))] if len(some) == 1 else "not judged"
        for address, some in ways.items()
        if address and not address.startswith(_OWED)
    }


def _clause_ways(clause: Clause) -> Iterator[tuple[str, Way]]:
    match clause.result:
        case Pays(amount=amount) | PaysToDate(amount=amount):
            yield from _ways(amount, 1)
        case other:
            yield from _not_judged(result_nodes(other))
    parts: list[Node] = [clause.when, *(answer.node for one in clause.questions for answer in one.answers)]
    if clause.each is not None:
        parts += [clause.each.start, clause.each.end]
    if clause.split is not None and clause.split.units is not None:
        parts.append(clause.split.units)
    yield from _not_judged(parts)


def _not_judged(nodes: Iterable[Node]) -> Iterator[tuple[str, Way]]:
    for top in nodes:
        for node in walk(top):
            yield from ((address, 0) for address in _addresses(node))


def _addresses(node: Node) -> tuple[str, ...]:
    """What a node itself holds: addresses of figures, and the clause whose amount it takes."""
    match node:
        case Figure(address=address) | Day(address=address):
            return (address,)
        case Lookup(table=table):
            return tuple(row.address for row in table.rows)
        case Bands(bands=bands):
            return tuple(band.address for band in bands)
        case Owed(clause=name):
            return (_OWED + name,)
    return ()


def _ways(node: Node, way: Way) -> Iterator[tuple[str, Way]]:
    """Which way the value of a node moves with each figure in it, times a way given."""
    match node:
        case Figure() | Owed() | Day():
            yield from ((address, way) for address in _addresses(node))
        case Fact() | Word() | Truth():
            return
        case Named(body=inner) | Rounded(value=inner) | Total(value=inner):
            yield from _ways(inner, way)
        case Arithmetic():
            yield from _arithmetic_ways(node, way)
        case Limit(value=value, bound=bound):
            yield from _ways(value, way)
            yield from _ways(bound, way)
        case FirstOf(arms=arms):
            for arm in arms:
                yield from _ways(arm.value, way)
                yield from _not_judged([arm.when] if arm.when is not None else [])
        case Lookup(keys=keys):
            yield from ((address, way) for address in _addresses(node))
            yield from _not_judged(keys)
        case Bands(counter=counter):
            yield from ((address, way) for address in _addresses(node))
            yield from _not_judged([counter])
        case Compare() | IsIn() | AllOf() | AnyOf() | Not() | Known():
            yield from _not_judged([node])
        case _:
            raise TypeError(f"_ways does not know {type(node).__name__}")


def _arithmetic_ways(node: Arithmetic, way: Way) -> Iterator[tuple[str, Way]]:
    turned: Way = 1 if way == -1 else -1 if way == 1 else 0
    match node.sign:
        case "+":
            yield from _ways(node.left, way)
            yield from _ways(node.right, way)
        case "-":
            yield from _ways(node.left, way)
            yield from _ways(node.right, turned)
        case "*":
            yield from _ways(node.left, way if _is_never_below_zero(node.right) else 0)
            yield from _ways(node.right, way if _is_never_below_zero(node.left) else 0)
        case "/":  # a divisor of zero or less gives no amount at all
            yield from _ways(node.left, way)
            yield from _ways(node.right, turned if _is_never_below_zero(node.left) else 0)


def _is_never_below_zero(node: Node) -> bool:
    match node:
        case Fact() | Owed():
            return True
        case Figure(value=value):
            return value >= 0
        case Named(body=inner) | Rounded(value=inner) | Total(value=inner):
            return _is_never_below_zero(inner)
        case Arithmetic(sign=sign, left=left, right=right):
            return sign != "-" and _is_never_below_zero(left) and _is_never_below_zero(right)
        case Limit(sign="at_least", value=value, bound=bound):
            return _is_never_below_zero(value) or _is_never_below_zero(bound)
        case Limit(value=value, bound=bound):
            return _is_never_below_zero(value) and _is_never_below_zero(bound)
        case FirstOf(arms=arms):
            return all(_is_never_below_zero(arm.value) for arm in arms)
        case Lookup(table=table):
            return all(row.value >= 0 for row in table.rows)
        case Bands(bands=bands):
            return all(band.rate >= 0 for band in bands)
    return False
