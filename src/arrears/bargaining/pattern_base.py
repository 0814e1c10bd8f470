"""What a changed figure is multiplied with, so that its change can be priced on a stated base.

A share or an amount that only multiplies costs its change times the rest of the formula. A figure that moves
days, limits or conditions multiplies nothing: then the cost of a year is what must be stated.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import read_as
from arrears.agreements.rewrite import result_nodes, walk
from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.clause_parts import parts_of
from arrears.findings import Finding, Refused
from arrears.formula.clause import Pays
from arrears.formula.kinds import MONEY, NUMBER, Kind
from arrears.formula.nodes import Arithmetic, Bands, Figure, FirstOf, Lookup, Named, Node, children

BaseSort = Literal["money", "count", "yearly cost"]
_OTHER = re.compile(r"[^a-z0-9_+.@-]+")


def base_name(sort: BaseSort, address: str) -> str:
    """The name of the assumption that prices a figure: `base/…` or `yearly-cost/…`, then its address."""
    parts = [_OTHER.sub("-", part.lower()).strip("-") for part in address.split("/")]
    return "/".join(["yearly-cost" if sort == "yearly cost" else "base", *parts])


def base_sort(agreement: Agreement, address: str, kind: Kind) -> BaseSort:
    """What must be stated for a figure: money that a share is taken of, how often an amount is paid, or what
    a year of the change costs where the figure multiplies nothing.
    """
    used = clauses_at(agreement, address)
    if not used or kind not in (NUMBER, MONEY) or not all(_only_multiplies(one, address) for one in used):
        return "yearly cost"
    return "money" if kind == NUMBER else "count"


def clauses_at(agreement: Agreement, address: str) -> list[Clause]:
    """The clauses in whose amount, periods or conditions a figure stands, or any of those below it."""
    return [clause for clause in agreement.clauses() if _roles(clause, address)]


def _roles(clause: Clause, address: str) -> frozenset[str]:
    """The parts of a clause in which a figure stands."""
    return frozenset(
        part.role
        for part in parts_of(clause)
        if any(stands_at(figure.address, address) for figure in part.figures)
    )


def stands_at(place: str, address: str) -> bool:
    """Whether a place is an address or below it, as the dated figures of a linked rate are."""
    return place == address or place.startswith(f"{address}/")


def _only_multiplies(clause: Clause, address: str) -> bool:
    """Whether a figure stands in the amount alone, and only as a factor or as a summand's factor."""
    if _roles(clause, address) != {"amount"} or not isinstance(clause.result, Pays):
        return False
    sides = {question.name: question.answers[0].side for question in clause.questions}
    readings = [sides] + [
        {**sides, question.name: answer.side} for question in clause.questions for answer in question.answers
    ]
    return all(
        _is_factor(node, address)
        for reading in readings
        for node in result_nodes(read_as(clause, reading).result)
    )


def _is_factor(node: Node, address: str) -> bool:
    """Whether a figure below a node is nowhere but in factors; true where it is not below at all."""
    if not _is_below(node, address):
        return True
    match node:
        case Figure() | Bands() | Lookup():
            return not any(_is_below(child, address) for child in children(node))
        case Named(body=body):
            return _is_factor(body, address)
        case Arithmetic(sign="*" | "+", left=left, right=right):
            return _is_factor(left, address) and _is_factor(right, address)
        case Arithmetic(sign="/", left=left, right=right):
            return _is_factor(left, address) and not _is_below(right, address)
        case FirstOf(arms=arms):
            is_asked = any(arm.when is not None and _is_below(arm.when, address) for arm in arms)
            return not is_asked and all(_is_factor(arm.value, address) for arm in arms)
    return False


def _is_below(node: Node, address: str) -> bool:
    return any(stands_at(place, address) for one in walk(node) for place in _places(one))


def _places(node: Node) -> tuple[str, ...]:
    """The addresses of the figures that a node itself holds."""
    match node:
        case Figure(address=address):
            return (address,)
        case Lookup(table=table):
            return tuple(row.address for row in table.rows)
        case Bands(bands=bands):
            return tuple(band.address for band in bands)
    return ()


def yearly_cents(
    delta: Fraction, sort: BaseSort, address: str, year: int, assumptions: Assumptions
) -> tuple[Fraction, Assumption]:
    """What a change costs in one full year, in exact cents, and the assumption that it rests on.

    The assumption of the year goes before one for every year.
    Findings: raises `Refused` with `assumption-missing`, which asks for it by name, or `pattern-base`, where
    it is money and a count belongs there, or the other way round.
    """
    name = base_name(sort, address)
    stated = assumptions.wanted(f"{name}/{year}", name)
    if stated.is_money != (sort != "count"):
        expected = (
            "how often a year, such as 400" if sort == "count" else "dollars a year, such as $1,000,000"
        )
        problem = f"'{stated.name}' states another sort of figure."
        found = "dollars" if stated.is_money else "a plain number"
        raise Refused([Finding("pattern-base", stated.place, problem, expected, found)])
    return (stated.value if sort == "yearly cost" else stated.value * delta), stated
