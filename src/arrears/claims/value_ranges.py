"""Every value that a formula can come to while facts of a record are known by their bounds only.

Walks the same nodes as the four interpreters, with ranges in the place of values: each result holds every
value that some choice within the bounds gives, and may hold more. It never guesses: a node whose range cannot
be told raises `NoRange`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.formula.asks import names_read
from arrears.formula.explain import RecordFacts, Value, evaluate
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
    Span,
    TableKey,
    TableRow,
    Total,
    Truth,
    Word,
)
from arrears.formula.scaled import holds
from arrears.money import round_to

# Farther than any fact: their magnitudes are bounded far below it.
FARTHEST = 10**18


class NoRange(Exception):
    """No range can be told: a value is missing, a divisor may be nothing, or a table has a hole."""


@dataclass(frozen=True)
class Between:
    """Numbers from low to high, both included; days are counted as their ordinals."""

    low: Fraction
    high: Fraction
    is_date: bool = False


# A range of numbers or days, or the words and the yes and no that a value can be.
Possible = Between | frozenset[object]
YES, NO = frozenset[object]((True,)), frozenset[object]((False,))
EITHER = YES | NO


@dataclass(frozen=True)
class Ranged:
    """One record: its known facts and sums, and the ranges of those that are not known."""

    known: RecordFacts
    ranges: Mapping[str, Between]


def possible(node: Node, record: Ranged) -> Possible:
    """What a node can come to. Raises `NoRange`."""
    if not set(names_read(node)) & set(record.ranges):
        return exactly(evaluate(node, record.known).value)
    match node:
        case Fact(name=name):
            return record.ranges[name]
        case Named(body=body):
            return possible(body, record)
        case Arithmetic():
            return _arithmetic(node, record)
        case Limit(sign=sign, value=value, bound=bound):
            one, other = _numbers(value, record), _numbers(bound, record)
            choose: Callable[[Fraction, Fraction], Fraction] = min if sign == "at_most" else max
            return Between(choose(one.low, other.low), choose(one.high, other.high))
        case Rounded(value=value, unit=unit, mode=mode):
            found = _numbers(value, record)
            return Between(round_to(found.low, unit, mode), round_to(found.high, unit, mode))
        case FirstOf():
            return _first_of(node, record)
        case Lookup():
            return _lookup(node, record)
        case Compare() | IsIn() | AllOf() | AnyOf() | Not() | Known():
            return _truth(node, record)
        case Bands() | Total() | Owed():
            raise NoRange
        case Figure() | Day() | Word() | Truth():
            raise TypeError(f"possible does not know a {type(node).__name__} that reads a fact")
    raise TypeError(f"possible does not know {type(node).__name__}")


def exactly(value: Value) -> Possible:
    """The range of a value that is known."""
    match value:
        case None:
            raise NoRange
        case bool() | str():
            return frozenset((value,))
        case date():
            return Between(Fraction(value.toordinal()), Fraction(value.toordinal()), is_date=True)
        case Fraction():
            return Between(value, value)
    raise TypeError(f"no range of a {type(value).__name__}")


def hull(found: Iterable[Possible]) -> Possible:
    """The least range that holds several."""
    ranges = list(found)
    numbers = [one for one in ranges if isinstance(one, Between)]
    if len(numbers) == len(ranges):
        low, high = min(one.low for one in numbers), max(one.high for one in numbers)
        return Between(low, high, numbers[0].is_date)
    if numbers:
        raise NoRange
    return frozenset[object]().union(*(one for one in ranges if isinstance(one, frozenset)))


def _numbers(node: Node, record: Ranged) -> Between:
    found = possible(node, record)
    if not isinstance(found, Between):
        raise TypeError(f"a {type(node).__name__} gives no number")
    return found


def _arithmetic(node: Arithmetic, record: Ranged) -> Between:
    left, right = _numbers(node.left, record), _numbers(node.right, record)
    match node.sign:
        case "+":
            return Between(left.low + right.low, left.high + right.high, left.is_date or right.is_date)
        case "-":
            is_day = left.is_date and not right.is_date
            return Between(left.low - right.high, left.high - right.low, is_day)
        case "*":
            ends = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        case "/":
            if right.low <= 0:
                raise NoRange
            ends = [one / other for one in (left.low, left.high) for other in (right.low, right.high)]
    return Between(min(ends), max(ends))


def _first_of(node: FirstOf, record: Ranged) -> Possible:
    """Every arm that may be the first whose test is yes."""
    reached: list[Possible] = []
    for arm in node.arms:
        test = YES if arm.when is None else possible(arm.when, record)
        if test != NO:
            reached.append(possible(arm.value, record))
        if test == YES:
            break
    return hull(reached)


def _lookup(node: Lookup, record: Ranged) -> Possible:
    """Every row that may cover the keys; a table that may have no row for them has no range."""
    keys = [possible(key, record) for key in node.keys]
    rows = [row for row in node.table.rows if all(map(_touches, row.keys, keys))]
    if not rows or not _is_covered(node, rows, keys):
        raise NoRange
    return hull(Between(row.value, row.value) for row in rows)


def _touches(key: TableKey, value: Possible) -> bool:
    """Whether a key of a row covers some value of a range."""
    if isinstance(key, str):
        return isinstance(value, frozenset) and any(key == ("yes" if one is True else one) for one in value)
    if not isinstance(value, Between):
        return False
    is_low = key.low is None or _reaches(as_number(key.low), value.high, is_included=key.low_included)
    is_high = key.high is None or _reaches(value.low, as_number(key.high), is_included=key.high_included)
    return is_low and is_high


def _reaches(low: Fraction, high: Fraction, *, is_included: bool) -> bool:
    return low <= high if is_included else low < high


def _is_covered(node: Lookup, rows: Sequence[TableRow], keys: Sequence[Possible]) -> bool:
    """Whether the rows leave no hole: told where one key alone has a range, and that key is a fact."""
    wide = [
        place
        for place, key in enumerate(keys)
        if (isinstance(key, frozenset) and len(key) > 1) or (isinstance(key, Between) and key.low != key.high)
    ]
    if not wide:
        return True
    key = keys[wide[0]]
    if len(wide) > 1 or not isinstance(key, Between) or not isinstance(node.keys[wide[0]], Fact):
        return False
    reached = key.low - 1
    for span in sorted((row.keys[wide[0]] for row in rows), key=_first):
        if _first(span) > reached + 1:
            return False
        reached = max(reached, _last(span))
    return reached >= key.high


def _first(key: TableKey) -> Fraction:
    """The first whole number that a span covers: facts are whole cents, copies, days."""
    if not isinstance(key, Span) or key.low is None:
        return Fraction(-FARTHEST)
    low = as_number(key.low)
    whole = Fraction(-(-low.numerator // low.denominator))
    return whole + 1 if whole == low and not key.low_included else whole


def _last(key: TableKey) -> Fraction:
    if not isinstance(key, Span) or key.high is None:
        return Fraction(FARTHEST)
    high = as_number(key.high)
    whole = Fraction(high.numerator // high.denominator)
    return whole - 1 if whole == high and not key.high_included else whole


def as_number(value: Fraction | date) -> Fraction:
    """A number, or the ordinal of a day."""
    return Fraction(value.toordinal()) if isinstance(value, date) else Fraction(value)


def _truth(node: Compare | IsIn | AllOf | AnyOf | Not | Known, record: Ranged) -> frozenset[object]:
    match node:
        case Compare():
            return _compared(node, record)
        case IsIn(value=value, words=words):
            found = possible(value, record)
            assert isinstance(found, frozenset)
            return frozenset(word in words for word in found)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return _joined([_sure(part, record) for part in parts], decides=isinstance(node, AnyOf))
        case Not(part=part):
            return frozenset(not one for one in _sure(part, record))
        case Known(value=value):
            possible(value, record)  # known once the facts are, or no range at all
            return YES
    raise TypeError(f"possible does not know {type(node).__name__}")


def _sure(node: Node, record: Ranged) -> frozenset[object]:
    found = possible(node, record)
    assert isinstance(found, frozenset)
    return found


def _joined(parts: list[frozenset[object]], *, decides: bool) -> frozenset[object]:
    """And, or: decided where one part surely decides, open where one may."""
    if any(part == frozenset((decides,)) for part in parts):
        return frozenset((decides,))
    return EITHER if any(decides in part for part in parts) else frozenset((not decides,))


def _compared(node: Compare, record: Ranged) -> frozenset[object]:
    left, right = possible(node.left, record), possible(node.right, record)
    if isinstance(left, frozenset) or isinstance(right, frozenset):
        assert isinstance(left, frozenset)
        assert isinstance(right, frozenset)
        equal = {one == other for one in left for other in right}
        return frozenset(equal if node.sign == "=" else {not one for one in equal})
    if node.sign in ("=", "<>"):
        apart = left.high < right.low or right.high < left.low
        same = left.low == left.high == right.low == right.high
        equal = {False} if apart else {True} if same else {True, False}
        return frozenset(equal if node.sign == "=" else {not one for one in equal})
    ends = {
        holds(node.sign, one, other) for one in (left.low, left.high) for other in (right.low, right.high)
    }
    return frozenset(ends)
