"""What a clause can give for a line while some of its facts are known by their bounds only.

The bounds are cut at the edges of the clause's own bands and limits, and each piece is ranged apart: within a
piece every test that reads one fact alone has one answer. The range holds every amount that facts within the
bounds give; it is never narrower, and where it cannot be told there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod

from arrears.claims.fact_bounds import FactBound
from arrears.claims.value_ranges import NO, YES, Between, NoRange, Ranged, as_number, possible
from arrears.formula.asks import asks, names_read, walk
from arrears.formula.clause import ClauseFormula, Pays
from arrears.formula.explain import RecordFacts, evaluate, round_cents
from arrears.formula.nodes import Compare, Fact, Limit, Lookup, Node, Span

MOST_PIECES = 256
Cents = tuple[int, int]


def can_be_bounded(formula: ClauseFormula, names: Sequence[str]) -> bool:
    """Whether an amount is figured from the line's own facts and sums that do not read these."""
    found = asks(formula)
    counted = {name for state in found.states for name in names_read(state)}
    is_plain = isinstance(formula.result, Pays) and formula.each is None and not found.owed
    return is_plain and set(names) <= set(found.facts) and not counted & set(names)


def bounded_amount(formula: ClauseFormula, record: RecordFacts, bounds: Sequence[FactBound]) -> Cents | None:
    """The least and the most cents of a line over all facts within the bounds; null where no range is told.

    record: the other facts, and the sums before this line. A line that the clause does not reach pays 0.
    """
    pieces = [_pieces(formula, record, bound) for bound in bounds]
    if prod(len(each) for each in pieces) > MOST_PIECES:
        return None
    found: list[Cents] = []
    for chosen in product(*pieces):
        ranges = {bound.fact: piece for bound, piece in zip(bounds, chosen)}
        try:
            found.append(_of_piece(formula, Ranged(record, ranges)))
        except NoRange:
            return None
    return min(low for low, _ in found), max(high for _, high in found)


def _of_piece(formula: ClauseFormula, record: Ranged) -> Cents:
    applies = possible(formula.when, record)
    if applies == NO:
        return 0, 0
    assert isinstance(formula.result, Pays)
    amount = possible(formula.result.amount, record)
    if not isinstance(amount, Between):
        raise NoRange
    low, high = round_cents(amount.low, formula.rounding), round_cents(amount.high, formula.rounding)
    if low is None or high is None:
        raise NoRange
    return (low, high) if applies == YES else (min(low, 0), max(high, 0))


def _pieces(formula: ClauseFormula, record: RecordFacts, bound: FactBound) -> list[Between]:
    """The bounds of a fact, cut so that each edge stands alone."""
    is_date = asks(formula).facts[bound.fact].kind.base == "date"
    cuts = sorted({whole for edge in _edges(formula, record, bound.fact) for whole in _around(edge)})
    starts = [bound.low, *(cut for cut in cuts if bound.low < cut <= bound.high)]
    ends = [*(start - 1 for start in starts[1:]), bound.high]
    return [Between(Fraction(low), Fraction(high), is_date) for low, high in zip(starts, ends)]


def _around(edge: Fraction) -> tuple[int, int]:
    """Where pieces begin around an edge: at it, or at the first whole number above, and right after."""
    at = -(-edge.numerator // edge.denominator)
    return at, at + 1


def _edges(formula: ClauseFormula, record: RecordFacts, name: str) -> Iterator[Fraction]:
    """The values of a fact at which a test, a limit or a table of the clause turns."""
    assert isinstance(formula.result, Pays)
    for node in (*walk(formula.when), *walk(formula.result.amount)):
        match node:
            case Compare(left=left, right=right) | Limit(value=left, bound=right):
                yield from _turns(left, right, record, name)
                yield from _turns(right, left, record, name)
            case Lookup():
                yield from _row_edges(node, name)


def _row_edges(node: Lookup, name: str) -> Iterator[Fraction]:
    """Where the rows of a table begin and end, for each of its keys that is the fact itself."""
    for place, key in enumerate(node.keys):
        if isinstance(key, Fact) and key.name == name:
            yield from _span_edges(row.keys[place] for row in node.table.rows)


def _turns(one: Node, other: Node, record: RecordFacts, name: str) -> Iterator[Fraction]:
    if isinstance(one, Fact) and one.name == name and name not in names_read(other):
        value = evaluate(other, record).value
        if isinstance(value, date | Fraction):
            yield as_number(value)


def _span_edges(keys: Iterator[Span | str]) -> Iterator[Fraction]:
    for key in keys:
        if isinstance(key, Span):
            yield from (as_number(end) for end in (key.low, key.high) if end is not None)
