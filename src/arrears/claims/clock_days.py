"""The day that a count of a clock gives, as two bounds: no earlier than, no later than.

Where everything is known both are one day. What is not known widens them and is never guessed: an unknown day
of knowledge, a length that no source gives, talks that go on, days that may be closed.

>>> later_of([Bounds(date(2009, 1, 5), date(2009, 1, 5)), Bounds(date(2008, 9, 1), None)])
Bounds(first=datetime.date(2009, 1, 5), last=None)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.agreements.procedure import Length, Limb
from arrears.claims.working_days import WorkingDays, working_days_around
from arrears.dates import add_days, add_months


@dataclass(frozen=True)
class Bounds:
    """A day that lies from `first` to `last`; None where nothing is known on that side."""

    first: date | None
    last: date | None

    @property
    def day(self) -> date | None:
        """The one day, where the bounds meet."""
        return self.first if self.first == self.last else None


NOTHING_KNOWN = Bounds(None, None)


@dataclass(frozen=True)
class Stop:
    """Days on which a clock stands still: from the first up to, and without, `until`.

    until: None while it goes on. is_certain: False where the text may mean other clocks only.
    """

    cause: str
    first: date
    until: date | None
    is_certain: bool = True


@dataclass(frozen=True)
class Counting:
    """With what a clock counts: the name of its calendar, its own closed days, and the stops that are its."""

    calendar: str
    closed_days: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()


def later_of(parts: Sequence[Bounds]) -> Bounds:
    """The later of several days: as early as the latest first bound, as late as every last bound allows."""
    firsts = [part.first for part in parts if part.first is not None]
    lasts = [part.last for part in parts]
    known = [last for last in lasts if last is not None]
    return Bounds(max(firsts, default=None), max(known) if known and len(known) == len(lasts) else None)


def earlier_of(parts: Sequence[Bounds]) -> Bounds:
    """The earlier of several days, the mirror of `later_of`."""
    firsts = [part.first for part in parts]
    known = [first for first in firsts if first is not None]
    lasts = [part.last for part in parts if part.last is not None]
    return Bounds(min(known) if known and len(known) == len(firsts) else None, min(lasts, default=None))


def limb_bounds(limb: Limb, start: Bounds, counting: Counting, as_of: date) -> Bounds:
    """The bounds of one count from the bounds of the day that it starts from.

    as_of: a stop that goes on ends on this day at the earliest.
    """
    if not limb.length:
        return NOTHING_KNOWN
    if limb.starts is not None:
        start = Bounds(_next_year(start.first, limb.starts), _next_year(start.last, limb.starts))
    first, last = start.first, start.last
    if limb.is_before:
        for length in limb.length:
            first = _back(first, length, counting, is_first=True) if first else None
            last = _back(last, length, counting, is_first=False) if last else None
        return Bounds(first, last)
    sure, at_most = _spans(counting.stops, as_of)
    for length in limb.length:
        first = _on(first, length, counting, sure, is_first=True) if first else None
        last = _on(last, length, counting, at_most, is_first=False) if last else None
    return Bounds(first, _unless_stopped(last, counting.stops))


def _next_year(day: date | None, month_day: tuple[int, int]) -> date | None:
    return date(day.year + 1, *month_day) if day else None


def _unless_stopped(last: date | None, stops: Sequence[Stop]) -> date | None:
    """No last day is known while a stop goes on that began by then."""
    running = any(stop.until is None and last is not None and stop.first <= last for stop in stops)
    return None if running else last


Span = tuple[date, date]


def _spans(stops: Sequence[Stop], as_of: date) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The days on which a clock surely stood still, and those on which it stood still at most, as spans."""
    if not stops:
        return (), ()
    ended = [(stop.first, stop.until or max(as_of, stop.first), stop.is_certain) for stop in stops]
    sure = [(first, until) for first, until, is_certain in ended if is_certain]
    return _merged(sure), _merged([(first, until) for first, until, _ in ended])


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch joined; a span without a day is left out."""
    merged: list[Span] = []
    for first, until in sorted(span for span in spans if span[0] < span[1]):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((first, until))
    return tuple(merged)


def _on(start: date, length: Length, counting: Counting, spans: tuple[Span, ...], *, is_first: bool) -> date:
    """The day a length after another, with the days on which the clock stood still added."""
    if length.unit in ("working days", "business days"):
        days = _calendar(start, counting)
        count = days.forwards if is_first else days.forwards_at_most
        return count(start, length.count, spans)
    end = _plain(start, length, 1)
    for first, until in spans:
        # The day of the start does not count, so a stop on that day costs nothing.
        from_on = max(first, start + timedelta(days=1))
        if from_on <= end and from_on < until:
            end += until - from_on
    return end


def _back(start: date, length: Length, counting: Counting, *, is_first: bool) -> date:
    if length.unit in ("working days", "business days"):
        days = _calendar(start, counting)
        return (days.backwards if is_first else days.backwards_at_most)(start, length.count)
    return _plain(start, length, -1)


def _plain(start: date, length: Length, sign: int) -> date:
    count = sign * length.count
    match length.unit:
        case "days":
            return add_days(start, count)
        case "months":
            return add_months(start, count)
        case "years":
            return add_months(start, 12 * count)
    raise TypeError(f"_plain does not know {length.unit}")


def _calendar(start: date, counting: Counting) -> WorkingDays:
    return working_days_around(start, counting.calendar, counting.closed_days)


def stopped_days(start: date, end: date, stops: Sequence[Stop], as_of: date) -> int:
    """How many days a clock surely stood still between its start and its end."""
    sure, _ = _spans(stops, as_of)
    from_on = start + timedelta(days=1)
    spans = [(max(first, from_on), min(until, end + timedelta(days=1))) for first, until in sure]
    return sum(max((until - first).days, 0) for first, until in spans)
