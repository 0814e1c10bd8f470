"""The docket as a line of time: who acted when, what ran how long, and what a reader must know of each entry.

Derived from entries alone and told as such: a strike lasts from its start to its end as entered, a blackout
from the day it was declared for to its lifting. What has no day stands apart and has no place on the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.bargaining.docket import DocketEntry, in_order, standing
from arrears.bargaining.embargo import Blackout

# Lanes of the picture from above, and the kinds of entries that each shows.
LANES: Mapping[str, tuple[str, ...]] = {
    "at the table": ("session", "mediation", "offer", "counteroffer", "rejection", "tentative_agreement"),
    "votes": ("board_vote", "strike_authorization", "ballot", "ratification", "internal"),
    "work": ("strike_start", "strike_end", "stoppage", "expiry"),
    "claims": ("filing", "award", "settlement"),
    "said": ("statement", "blackout", "study", "collateral", "other"),
}
BEGINS_AND_ENDS: Mapping[str, str] = {"strike_start": "strike_end"}


@dataclass(frozen=True)
class Span:
    """A stretch of days. until: the day on which it ended, null = no end is known.

    Whether that day counts is told by no entry: sources count a strike with it (2007-08) and without (2023).
    """

    what: str
    who: str
    since: date
    until: date | None
    words: str

    def days_between(self) -> int | None:
        """From its first day to the day on which it ended, which is not counted; null without an end."""
        return (self.until - self.since).days if self.until else None

    def length(self) -> str:
        """How long it lasted, in words: `148 days, 149 with the last`."""
        days = self.days_between()
        return "no end known" if days is None else f"{days:,} days, {days + 1:,} with the last"


@dataclass(frozen=True)
class Talks:
    """One round of talks: what stands in order, what has no day, what others corrected, what ran how long."""

    name: str
    dated: tuple[DocketEntry, ...]
    undated: tuple[DocketEntry, ...]
    corrected: tuple[DocketEntry, ...]
    spans: tuple[Span, ...]

    @property
    def entries(self) -> tuple[DocketEntry, ...]:
        """Everything that stands, in order, what has no day last."""
        return (*self.dated, *self.undated)


def lane_of(kind: str) -> str:
    """The lane in which entries of a kind are shown."""
    found = next((lane for lane, kinds in LANES.items() if kind in kinds), None)
    if found is None:
        raise TypeError(f"lane_of does not know {kind}")
    return found


def lay_out(entries: Iterable[DocketEntry], blackouts: Sequence[Blackout] = ()) -> tuple[Talks, ...]:
    """Every round of talks, by name; what was corrected is kept beside what stands."""
    named: dict[str, list[DocketEntry]] = {}
    for entry in entries:
        named.setdefault(entry.talks, []).append(entry)
    for blackout in blackouts:
        named.setdefault(blackout.talks, [])
    return tuple(_talks(name, named[name], blackouts) for name in sorted(named))


def _talks(name: str, entries: Sequence[DocketEntry], blackouts: Sequence[Blackout]) -> Talks:
    stands = standing(entries)
    kept = frozenset(one.key for one in stands)
    return Talks(
        name,
        tuple(one for one in in_order(stands) if one.on is not None),
        tuple(one for one in stands if one.on is None),
        tuple(one for one in in_order(entries) if one.key not in kept),
        (*_blackout_spans(name, blackouts), *_strikes(stands)),
    )


def _blackout_spans(name: str, blackouts: Sequence[Blackout]) -> Iterable[Span]:
    for one in blackouts:
        if one.talks == name:
            ended = f", lifted by {one.lifted_by}" if one.lifted_on else ", not lifted"
            words = f"declared {one.declared_on} by {one.declared_by}{ended}"
            yield Span("news blackout", " and ".join(one.parties), one.from_on, one.lifted_on, words)


def _strikes(entries: Sequence[DocketEntry]) -> Iterable[Span]:
    """A strike from its start to the first end entered of the same first party; without one it runs on."""
    for start in entries:
        if start.kind not in BEGINS_AND_ENDS or start.on is None:
            continue
        ends = [
            one.on
            for one in entries
            if one.kind == BEGINS_AND_ENDS[start.kind]
            and one.parties[0] == start.parties[0]
            and one.on is not None
            and one.on >= start.on
        ]
        words = f"from entry {start.key}" + ("" if ends else "; no end is entered")
        yield Span("strike", start.parties[0], start.on, min(ends, default=None), words)


def days_text(entry: DocketEntry) -> str:
    """The days of an entry as a reader needs them: `about 2008-11-20`, `2008-11-20 to 2008-11-22`."""
    if entry.on is None:
        return "no day known"
    until = f" to {entry.until}" if entry.until else ""
    return f"{'about ' if entry.is_about else ''}{entry.on}{until}"
