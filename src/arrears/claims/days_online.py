"""Days on which a title was online, as looks at a service show them: a lower and an upper bound, day by day.

A day is certain when somebody looked and saw the title, out of the question when somebody looked and did not,
and possible while nobody looked. Looks that disagree leave their day possible. Nothing is filled in here.

>>> first, last = date(2008, 10, 1), date(2008, 10, 7)
>>> found = bound_days([Look(first, date(2008, 10, 3), True), Look(last, last, False)], first, last)
>>> count_days(found.certain), count_days(found.possible)
(3, 6)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

# An upper bound without a first day: any day from the beginning of the calendar on.
NO_FIRST_DAY = date.min


@dataclass(frozen=True)
class Look:
    """What was seen on each day of a stretch: the title was there, or it was not."""

    from_on: date
    to_on: date
    is_there: bool


@dataclass(frozen=True)
class Days:
    """A stretch of days, first and last included. A first day `NO_FIRST_DAY` means that none is known."""

    from_on: date
    to_on: date

    @property
    def has_first_day(self) -> bool:
        return self.from_on != NO_FIRST_DAY

    @property
    def count(self) -> int:
        """How many days; only a least number when no first day is known."""
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True)
class DaysOnline:
    """Days online as far as looks tell. Each list is in order, its stretches apart by a day or more.

    certain: seen there. possible: seen there, not looked at, or looks disagree. contested: looks disagree.
    absent: seen to be gone, within the days asked about.
    """

    certain: tuple[Days, ...]
    possible: tuple[Days, ...]
    contested: tuple[Days, ...]
    absent: tuple[Days, ...]


@dataclass(frozen=True)
class Return:
    """The title came back: last day of one time online, first day of the next, and whether a look between
    found it gone.
    """

    last_seen_on: date
    seen_again_on: date
    is_certain: bool


def bound_days(looks: Iterable[Look], first_possible: date | None, as_of: date) -> DaysOnline:
    """The lower and the upper bound of the days online up to `as_of`.

    first_possible: before this day the title cannot have been online, on somebody's word; null = no such day
    is known. A look that saw it earlier stands against that word, and wins.
    """
    kept = [
        Look(look.from_on, min(look.to_on, as_of), look.is_there) for look in looks if look.from_on <= as_of
    ]
    first = NO_FIRST_DAY if first_possible is None else first_possible
    first = min([first, *(look.from_on for look in kept if look.is_there)])
    found: dict[str, list[tuple[int, int]]] = {"there": [], "gone": [], "contested": [], "unseen": []}
    for begin, end, state in _swept(kept, first.toordinal(), as_of.toordinal()):
        found[state].append((begin, end))
    uncertain = [*found["there"], *found["contested"], *found["unseen"]]
    return DaysOnline(
        certain=_joined(found["there"]),
        possible=_joined(uncertain),
        contested=_joined(found["contested"]),
        absent=_joined(found["gone"]),
    )


def count_days(stretches: Iterable[Days]) -> int | None:
    """All days of some stretches; null where one of them has no first day."""
    listed = tuple(stretches)
    return sum(days.count for days in listed) if all(days.has_first_day for days in listed) else None


def longest(stretches: Sequence[Days]) -> Days | None:
    """The longest stretch, the earliest of equals; null when there is none."""
    return max(stretches, key=lambda days: days.count, default=None)


def without(stretches: Sequence[Days], taken: Sequence[Days]) -> tuple[Days, ...]:
    """The days of some stretches that are in none of the others. Both in order."""
    left: list[tuple[int, int]] = []
    for days in stretches:
        begin, end = days.from_on.toordinal(), days.to_on.toordinal()
        for other in taken:
            if other.to_on.toordinal() < begin or other.from_on.toordinal() > end:
                continue
            if other.from_on.toordinal() > begin:
                left.append((begin, other.from_on.toordinal() - 1))
            begin = other.to_on.toordinal() + 1
        if begin <= end:
            left.append((begin, end))
    return _joined(left)


def seen_times(found: DaysOnline) -> tuple[Days, ...]:
    """The possible times online in which somebody saw the title; of all others nothing at all is known."""
    return tuple(
        days
        for days in found.possible
        if any(days.from_on <= seen.from_on <= days.to_on for seen in found.certain)
    )


def returns_of(found: DaysOnline) -> tuple[Return, ...]:
    """Where one certain time online ends and a later one begins.

    A return is certain when a look between the two found the title gone, else possible: nobody looked.
    """
    pairs = pairwise(found.certain)
    return tuple(
        Return(
            last_seen_on=one.to_on,
            seen_again_on=next_one.from_on,
            is_certain=any(
                gone.from_on > one.to_on and gone.to_on < next_one.from_on for gone in found.absent
            ),
        )
        for one, next_one in pairs
    )


def _swept(looks: Sequence[Look], first: int, last: int) -> Iterable[tuple[int, int, str]]:
    """Stretches of one state between the days where some look begins or ends."""
    changes: dict[int, tuple[int, int]] = {first: (0, 0), last + 1: (0, 0)}
    for look in looks:
        begin, end = max(look.from_on.toordinal(), first), look.to_on.toordinal() + 1
        if begin >= end:
            continue
        for day, step in ((begin, 1), (end, -1)):
            there, gone = changes.get(day, (0, 0))
            changes[day] = (there + step, gone) if look.is_there else (there, gone + step)
    days = sorted(day for day in changes if first <= day <= last + 1)
    there = gone = 0
    for begin, end in pairwise(days):
        there, gone = there + changes[begin][0], gone + changes[begin][1]
        yield begin, end - 1, _state(there, gone)


def _state(there: int, gone: int) -> str:
    if there and gone:
        return "contested"
    if there:
        return "there"
    return "gone" if gone else "unseen"


def _joined(pairs: Iterable[tuple[int, int]]) -> tuple[Days, ...]:
    """Stretches in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(pairs):
        if joined and begin <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return tuple(Days(date.fromordinal(begin), date.fromordinal(end)) for begin, end in joined)
