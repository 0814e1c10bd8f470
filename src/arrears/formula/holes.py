"""Holes of a table: values between its rows, or beyond them where other rows of the table reach further.

For whole numbers, cents and days. A hole is told by `lint`; a record that falls into one has no amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from arrears.formula.keys import Edge, show_key
from arrears.formula.kinds import MONEY, NUMBER, Kind
from arrears.formula.nodes import Span, Table, TableKey
from arrears.formula.words import show_number


def gaps(keys: Sequence[TableKey]) -> tuple[Span, ...]:
    """Holes between the rows of one key, for whole numbers, cents or days.

    What lies outside all rows is left out. `35` and `36` leave no hole, since facts are whole; `under 6` and
    `over 6` leave out exactly 6.
    """
    spans = [key for key in keys if isinstance(key, Span)]
    if len(spans) < 2:
        return ()
    ordered = sorted(spans, key=lambda span: (span.low is not None, _first(span) or 0))
    holes: list[Span] = []
    reached = _last(ordered[0])
    for span in ordered[1:]:
        if reached is None:
            break
        first, last = _first(span), _last(span)
        if first is not None and first > _after(reached):  # type: ignore[operator]
            holes.append(Span(_after(reached), True, _before(first), True))
        reached = last if last is None or last > reached else reached  # type: ignore[operator]
    return tuple(holes)


def table_gaps(table: Table, kinds: Sequence[Kind] = ()) -> tuple[str, ...]:
    """Holes of a table by its first key, then within each row group by the next, as people read them.

    Also what other row groups cover and one does not reach. kinds: of the keys, so that money reads as money.
    """
    rows = [row.keys for row in table.rows]
    keys = len(rows[0]) if rows else 0
    return tuple(_gaps_below(rows, rows, (*kinds, *[NUMBER] * (keys - len(kinds))), ""))


def _gaps_below(
    rows: Sequence[tuple[TableKey, ...]],
    sisters: Sequence[tuple[TableKey, ...]],
    kinds: Sequence[Kind],
    path: str,
) -> list[str]:
    """Holes among rows that share the keys named by `path`; sisters: of all row groups beside them."""
    if not rows or not rows[0]:
        return []
    show = partial(_show_edge, kinds[0])
    firsts = list(dict.fromkeys(row[0] for row in rows))
    holes = (*gaps(firsts), *beyond(firsts, [row[0] for row in sisters]))
    found = [f"{path}{show_key(hole, show)}" for hole in holes]
    below = [row[1:] for row in sisters]
    for first in firsts:
        own = [row[1:] for row in rows if row[0] == first]
        found += _gaps_below(own, below, kinds[1:], f"{path}{show_key(first, show)} / ")
    return found


def _show_edge(kind: Kind, edge: Edge) -> str:
    """An end of a key: money in dollars, days as dates, all else as plain numbers."""
    if isinstance(edge, date):
        return edge.isoformat()
    return show_number(edge, MONEY) if kind == MONEY else show_key(Span(edge, True, edge, True))


def beyond(own: Sequence[TableKey], sisters: Sequence[TableKey]) -> tuple[Span, ...]:
    """From where sister rows begin to where these begin, and from where these end to where sisters end.

    For whole values or days. Holes between these rows are not listed again; see `gaps`.
    """
    spans = [key for key in own if isinstance(key, Span)]
    others = [key for key in sisters if isinstance(key, Span)]
    if not spans or not others:
        return ()
    found = []
    start, end = _outermost(spans)
    first, last = _outermost(others)
    if start is not None and (first is None or first < start):  # type: ignore[operator]
        found.append(Span(first, True, _before(start), True))
    if end is not None and (last is None or last > end):  # type: ignore[operator]
        found.append(Span(_after(end), True, last, True))
    return tuple(found)


def _outermost(spans: Sequence[Span]) -> tuple[Edge | None, Edge | None]:
    """The first and the last whole value or day of all spans; None where there is no end."""
    starts, ends = [_first(span) for span in spans], [_last(span) for span in spans]
    return (
        None if None in starts else min(starts),  # type: ignore[type-var]
        None if None in ends else max(ends),  # type: ignore[type-var]
    )


def _first(span: Span) -> Edge | None:
    """The first whole value or day in a span."""
    if span.low is None:
        return None
    return span.low if span.low_included else _after(span.low)


def _last(span: Span) -> Edge | None:
    """The last whole value or day in a span."""
    if span.high is None:
        return None
    return span.high if span.high_included else _before(span.high)


def _after(edge: Edge) -> Edge:
    """The next whole value or day."""
    if isinstance(edge, date):
        return edge + timedelta(days=1)
    return Fraction(edge.numerator // edge.denominator + 1)


def _before(edge: Edge) -> Edge:
    """The whole value or day before."""
    if isinstance(edge, date):
        return edge - timedelta(days=1)
    return Fraction(-(-edge.numerator // edge.denominator) - 1)
