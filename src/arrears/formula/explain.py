"""One record, one formula: the exact value with every step that led to it, or the names of what is missing.

Fractions throughout, rounded only where the agreement rounds. The tree that comes back is made to be shown,
as a page or as JSON; it is the twin of the SQL in bulk, and tests hold the two to the same cents and names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from arrears.formula.asks import names_read
from arrears.formula.clause import Rounding
from arrears.formula.keys import show_key
from arrears.formula.kinds import Kind
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Band,
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
    StateNode,
    TableKey,
    TableRow,
    Total,
    Truth,
    Word,
    kind_of,
)
from arrears.formula.scaled import holds
from arrears.money import round_to

LARGEST_ROUNDED = 2**62  # of its unit; what passes this is too large to be money, in bulk as well

Value = Fraction | date | str | bool | None


@dataclass(frozen=True)
class RecordFacts:
    """What one record says, and what other records and clauses lend it. None and absent facts are missing.

    before: per counter or total, the exact sum over earlier records. owed: per clause, cents.
    """

    facts: Mapping[str, Value]
    before: Mapping[StateNode, Fraction | None] = field(default_factory=dict)
    owed: Mapping[str, Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """A table that has no row for the values of this record."""

    table: str
    address: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Explained:
    """A node with its value for one record.

    Attributes:
      label: the sort of node, in words: `fact`, `figure`, `step`, `table`, `bands`, `+`, `at_most`, …
      missing: names of what is missing, empty when the value is known.
      gaps: tables without a row for this record, empty when the value is known.
      rounded_from: the exact value before a declared rounding.
      chosen: address or name of the table row or arm that was used.
    """

    label: str
    name: str
    value: Value
    kind: Kind
    children: tuple[Explained, ...] = ()
    address: str = ""
    missing: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    rounded_from: Fraction | None = None
    chosen: str = ""


def evaluate(node: Node, record: RecordFacts) -> Explained:
    """The exact value of a node for one record, with everything below it."""
    match node:
        case Figure() | Day() | Word() | Truth() | Fact() | Owed():
            return _leaf(node, record)
        case Named(name=name, body=body, address=address, answer=answer):
            below = evaluate(body, record)
            return _above("step", node, below.value, (below,), name=name, address=address, chosen=answer)
        case Arithmetic():
            return _arithmetic(node, record)
        case Limit(sign=sign, value=value_node, bound=bound):
            sides = (evaluate(value_node, record), evaluate(bound, record))
            return _above(sign, node, _limited(sign, *sides), sides)
        case Compare(sign=sign, left=left, right=right):
            sides = (evaluate(left, record), evaluate(right, record))
            return _above(sign, node, _compared(sign, *sides), sides)
        case IsIn(value=value_node, words=words):
            below = evaluate(value_node, record)
            return _above("in", node, None if below.value is None else below.value in words, (below,))
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return _joined(node, tuple(evaluate(part, record) for part in parts))
        case Not(part=part):
            below = evaluate(part, record)
            return _above("not", node, None if below.value is None else not below.value, (below,))
        case Known(value=value_node):
            below = evaluate(value_node, record)
            return _above("known", node, below.value is not None, (below,))
        case FirstOf():
            return _first_of(node, record)
        case Lookup():
            return _lookup(node, record)
        case Bands() | Total():
            return _running(node, record)
        case Rounded():
            return _rounded(node, record)
    raise TypeError(f"explain does not know {type(node).__name__}")


def _rounded(node: Rounded, record: RecordFacts) -> Explained:
    below = evaluate(node.value, record)
    exact = as_number(below)
    rounded = None if exact is None else round_to(exact, node.unit, node.mode)
    if rounded is not None and abs(rounded / node.unit) > LARGEST_ROUNDED:
        rounded = None
    return _above("rounded", node, rounded, (below,), rounded_from=exact)


def _leaf(node: Figure | Day | Word | Truth | Fact | Owed, record: RecordFacts) -> Explained:
    """A value that nothing lies below."""
    kind = kind_of(node)
    match node:
        case Figure(value=value, name=name, address=address):
            return Explained("figure", name, value, kind, address=address)
        case Day(value=day, name=name, address=address):
            return Explained("date", name, day, kind, address=address)
        case Word(value=word):
            return Explained("word", "", word, kind)
        case Truth(value=truth):
            return Explained("truth", "", truth, kind)
        case Fact(name=name):
            found = record.facts.get(name)
            found = Fraction(found) if type(found) is int else found
            return Explained("fact", name, found, kind, missing=(name,) if found is None else ())
        case Owed(clause=clause):
            owed = record.owed.get(clause)
            name = f"owed('{clause}')"
            return Explained("owed", name, owed, kind, missing=(name,) if owed is None else ())
    raise TypeError(f"explain does not know {type(node).__name__}")


def _above(label: str, node: Node, value: Value, below: tuple[Explained, ...], **shown: Any) -> Explained:
    """A node over its children: what they miss, it misses, unless its value is known all the same.

    shown: what else `Explained` holds of it, such as its name.
    """
    missing: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    if value is None:
        missing = union(child.missing for child in below)
        gaps = tuple(dict.fromkeys(gap for child in below for gap in child.gaps))
    name = shown.pop("name", "")
    return Explained(label, name, value, kind_of(node), below, missing=missing, gaps=gaps, **shown)


def union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All names once, in alphabetical order, as the SQL lists them too."""
    return tuple(sorted({name for some in names for name in some}))


def as_number(explained: Explained) -> Fraction | None:
    """The value of a number node; a programmer's mistake for any other."""
    value = explained.value
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"{explained.name or explained.label} is not a number: {value!r}")


def _arithmetic(node: Arithmetic, record: RecordFacts) -> Explained:
    sides = (evaluate(node.left, record), evaluate(node.right, record))
    left, right = sides[0].value, sides[1].value
    if node.sign == "/" and right is not None and as_number(sides[1]) <= 0:  # type: ignore[operator]
        no_divisor = _above("/", node, None, sides)
        return replace(no_divisor, missing=union((no_divisor.missing, names_read(node.right))))
    if left is None or right is None:
        return _above(node.sign, node, None, sides)
    if isinstance(left, date):
        return _above(node.sign, node, _dated(node.sign, left, sides[1]), sides)
    above, below = as_number(sides[0]), as_number(sides[1])
    assert above is not None
    assert below is not None
    match node.sign:
        case "+":
            value = above + below
        case "-":
            value = above - below
        case "*":
            value = above * below
        case "/":
            value = above / below
    return _above(node.sign, node, value, sides)


def _dated(sign: str, day: date, other: Explained) -> Value:
    """Days between two dates, or a date moved by whole days."""
    if isinstance(other.value, date):
        return Fraction((day - other.value).days)
    days = as_number(other)
    assert days is not None
    if days.denominator != 1:
        raise ValueError(f"a date cannot be moved by {days} days")
    return day + timedelta(days=int(days) if sign == "+" else -int(days))


def _limited(sign: str, value: Explained, bound: Explained) -> Fraction | None:
    number, limit = as_number(value), as_number(bound)
    if number is None or limit is None:
        return None
    return min(number, limit) if sign == "at_most" else max(number, limit)


def _compared(sign: str, left: Explained, right: Explained) -> bool | None:
    if left.value is None or right.value is None:
        return None
    one, other = left.value, right.value
    if sign == "=":
        return one == other
    if sign == "<>":
        return one != other
    if isinstance(one, date) and isinstance(other, date):
        return holds(sign, Fraction(one.toordinal()), Fraction(other.toordinal()))  # type: ignore[arg-type]
    return holds(sign, as_number(left), as_number(right))  # type: ignore[arg-type]


def _joined(node: AllOf | AnyOf, below: tuple[Explained, ...]) -> Explained:
    """Three-valued and, or: one deciding part settles it, whatever is missing beside it."""
    decides = isinstance(node, AnyOf)
    label = "or" if decides else "and"
    values = [part.value for part in below]
    value: bool | None = not decides
    if any(one is decides for one in values):
        value = decides
    elif any(one is None for one in values):
        value = None
    return _above(label, node, value, below)


def _first_of(node: FirstOf, record: RecordFacts) -> Explained:
    """The first arm whose test is yes; a missing test stops the search."""
    seen: list[Explained] = []
    for number, arm in enumerate(node.arms, start=1):
        test = None if arm.when is None else evaluate(arm.when, record)
        if test is not None:
            seen.append(test)
            if test.value is None:
                return _above("first_of", node, None, tuple(seen))
            if test.value is False:
                continue
        value = evaluate(arm.value, record)
        return _above("first_of", node, value.value, (*seen, value), chosen=f"arm {number}")
    raise TypeError("explain does not know a first_of without a last arm")


def _lookup(node: Lookup, record: RecordFacts) -> Explained:
    """The row that covers all keys; none is a gap of the agreement, not a missing fact."""
    table = node.table
    keys = tuple(evaluate(key, record) for key in node.keys)
    row = None if any(key.value is None for key in keys) else _row_for(node, keys)
    value, chosen = None, ""
    if row is not None:
        value, chosen = row.value, row.address or "/".join(show_key(key) for key in row.keys)
    found = _above("table", node, value, keys, name=table.name, address=table.address, chosen=chosen)
    if row is not None or found.missing or found.gaps:
        return found
    return replace(
        found,
        gaps=(Gap(table.name, table.address, tuple(f"{key.name or key.label} {key.value}" for key in keys)),),
    )


def _row_for(node: Lookup, keys: tuple[Explained, ...]) -> TableRow | None:
    """The row that covers all the key values."""
    for row in node.table.rows:
        if all(_covers(key, explained.value) for key, explained in zip(row.keys, keys)):
            return row
    return None


def _covers(key: TableKey, value: Value) -> bool:
    """Whether a key of a table row covers a value."""
    if isinstance(key, str):
        return value is (key == "yes") if isinstance(value, bool) else key == value
    return _is_above(key, value) and _is_below(key, value)


def _is_above(span: Span, value: Value) -> bool:
    if span.low is None:
        return True
    return value >= span.low if span.low_included else value > span.low  # type: ignore[operator]


def _is_below(span: Span, value: Value) -> bool:
    if span.high is None:
        return True
    return value <= span.high if span.high_included else value < span.high  # type: ignore[operator]


def _running(node: StateNode, record: RecordFacts) -> Explained:
    """A counter or a total: what earlier records added, and what this one adds."""
    counted = node.counter if isinstance(node, Bands) else node.value
    own = evaluate(counted, record)
    before = record.before.get(node)
    label = "bands" if isinstance(node, Bands) else "total"
    earlier = Explained("before", f"earlier {node.name}".strip(), before, kind_of(counted))
    if before is None:
        earlier = replace(earlier, missing=tuple(f"earlier {name}" for name in names_read(counted)))
    number = as_number(own)
    value: Fraction | None = None
    if before is not None and number is not None:
        value = before + number if isinstance(node, Total) else _blended(node, before, number)
    address = node.address if isinstance(node, Bands) else ""
    running = _above(label, node, value, (earlier, own), name=node.name, address=address)
    if before is not None and number == 0 and value is None:
        return replace(running, missing=names_read(counted))
    return running


def _blended(node: Bands, before: Fraction, number: Fraction) -> Fraction | None:
    """The rate over all the bands that this record crosses; a record that counts nothing has none."""
    if number == 0:
        return None
    return (cumulative(node.bands, before + number) - cumulative(node.bands, before)) / number


def cumulative(bands: tuple[Band, ...], reached: Fraction) -> Fraction:
    """F: what the schedule gives for all from zero up to `reached`. Below zero the first rate unwinds."""
    total, low = Fraction(0), Fraction(0)
    if reached < 0:
        return bands[0].rate * reached
    for band in bands:
        high = reached if band.up_to is None else min(reached, band.up_to)
        if high > low:
            total += band.rate * (high - low)
            low = high
    return total


def round_cents(exact: Fraction, rounding: Rounding) -> int | None:
    """An exact amount as whole cents, in the declared unit and mode; None when too large to be money."""
    rounded = round_to(exact, rounding.unit_cents, rounding.mode)
    if abs(rounded) > LARGEST_ROUNDED or abs(rounded / rounding.unit_cents) > LARGEST_ROUNDED:
        return None
    if rounded.denominator != 1:
        raise ValueError(f"rounding to {rounding.unit_cents} cents leaves parts of a cent")
    return int(rounded)
