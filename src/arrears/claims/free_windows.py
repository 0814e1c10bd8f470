"""Whether a free window was outstayed: certainly, possibly or certainly not, by the bounds of days online.

Judged are the times online in which somebody saw the title; of days around which nobody did, nothing is said.
Being online on more days can only outstay a window more, so the two bounds decide exactly, and no other truth
needs to be tried. Which window applies, and how long it is, is for the agreements to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from arrears.claims.days_online import Days, DaysOnline, longest, seen_times, without

Verdict = Literal["certainly", "possibly", "certainly not"]
# An unbroken time online has a window of its own each time, or the first day online starts the only one.
Counting = Literal["each time", "once"]
COUNTINGS: tuple[Counting, ...] = ("each time", "once")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """A window held against days online.

    verdict: whether it was outstayed. certain, possible: the longest time that the verdict rests on, under
    each bound (null: none). paid_from: first day beyond the window, if the lower bound is what happened.
    gone_settles: a single look on any of these days that finds the title gone shows that the window was kept.
    there_settles: the fewest days on which looks that find it there show that it was outstayed.
    """

    verdict: Verdict
    certain: Days | None
    possible: Days | None
    paid_from: date | None
    gone_settles: tuple[Days, ...] = ()
    there_settles: tuple[Days, ...] = ()


def judge_window(found: DaysOnline, window_days: int, counting: Counting) -> Judged:
    """Hold a free window of so many consecutive days, day 1 counting, against the bounds of the days online.

    0: no day is free. each time: outstayed when some unbroken time online is longer. once: outstayed when the
    title is online on any day after the window that its first day online began.
    """
    if window_days < 0:
        raise ValueError(f"a free window has no fewer than 0 days, not {window_days}")
    times = seen_times(found)
    certain, possible = _measured(found.certain, counting), _measured(times, counting)
    if certain is not None and certain.count > window_days:
        paid_from = certain.from_on + window_days * DAY
        return Judged("certainly", certain, possible, paid_from)
    if possible is None or (possible.has_first_day and possible.count <= window_days):
        return Judged("certainly not", certain, possible, None)
    if counting == "once":
        assert certain is not None
        uncertain = without(found.possible, found.certain)
        there = _late_or_early(uncertain, certain, window_days)
        return Judged("possibly", certain, possible, None, there_settles=there)
    gone = _splitting_days(times, found.certain, window_days)
    there = _fewest_looks(times, found.certain, window_days)
    return Judged("possibly", certain, possible, None, gone, there)


def _measured(stretches: Sequence[Days], counting: Counting) -> Days | None:
    """What is held against the window: the longest stretch, or all from the first day to the last."""
    if not stretches:
        return None
    return longest(stretches) if counting == "each time" else Days(stretches[0].from_on, stretches[-1].to_on)


def _splitting_days(times: Sequence[Days], certain: Sequence[Days], window_days: int) -> tuple[Days, ...]:
    """Days without which no time online in which it was seen is longer than the window.

    Only one such time may be too long, and what a day splits off it counts on when it was seen there.
    """
    too_long = [days for days in times if not days.has_first_day or days.count > window_days]
    if len(too_long) != 1:
        return ()
    (time,) = too_long
    seen = [days for days in certain if time.from_on <= days.from_on <= time.to_on]
    first, last = seen[0].from_on, seen[-1].to_on
    uncertain = without([time], seen)
    # Split between two sightings, both halves count; split before the first or after the last, one does.
    between = _within(uncertain, first, last)
    both = _within(between, time.to_on - window_days * DAY, _later(time, window_days))
    before = _within(_until(uncertain, first), time.to_on - window_days * DAY, date.max)
    after = _within(_after(uncertain, last), date.min, _later(time, window_days))
    return (*before, *both, *after)


def _later(time: Days, window_days: int) -> date:
    """The last day on which a look that finds it gone leaves no more than the window before it."""
    return time.from_on + window_days * DAY if time.has_first_day else date.min


def _until(stretches: Sequence[Days], day: date) -> tuple[Days, ...]:
    return tuple(days for days in stretches if days.to_on < day)


def _after(stretches: Sequence[Days], day: date) -> tuple[Days, ...]:
    return tuple(days for days in stretches if days.from_on > day)


def _fewest_looks(times: Sequence[Days], certain: Sequence[Days], window_days: int) -> tuple[Days, ...]:
    """The fewest uncertain days that, seen there, make one certain time longer than the window.

    The best stretch of window + 1 days begins or ends where a certain time does, or where a possible one
    does: moved one day, it loses no more than it gains anywhere else. The earliest of equals.
    """
    best: tuple[Days, ...] = ()
    uncertain = without(times, certain)
    for begin in _beginnings((*times, *certain), window_days):
        end = begin + window_days * DAY
        is_held = any(days.from_on <= begin and end <= days.to_on for days in times)
        needed = _within(uncertain, begin, end) if is_held else ()
        if needed and (not best or _total(needed) < _total(best)):
            best = needed
    return best


def _beginnings(stretches: Sequence[Days], window_days: int) -> list[date]:
    begins = {days.from_on for days in stretches if days.has_first_day}
    ends = {days.to_on - window_days * DAY for days in stretches if days.to_on.toordinal() > window_days}
    return sorted(begins | ends)


def _late_or_early(uncertain: Sequence[Days], certain: Days, window_days: int) -> tuple[Days, ...]:
    """One look on any of these days that finds the title there carries it beyond the window."""
    too_early = certain.to_on.toordinal() - window_days
    early = _within(uncertain, date.min, date.fromordinal(too_early)) if too_early > 0 else ()
    return (*early, *_within(uncertain, certain.from_on + window_days * DAY, date.max))


def _within(stretches: Sequence[Days], first: date, last: date) -> tuple[Days, ...]:
    return tuple(_cut(stretches, first, last))


def _cut(stretches: Sequence[Days], first: date, last: date) -> Iterator[Days]:
    for days in stretches:
        begin, end = max(days.from_on, first), min(days.to_on, last)
        if begin <= end:
            yield Days(begin, end)


def _total(stretches: Sequence[Days]) -> int:
    return sum(days.count for days in stretches)
