"""What a monitor of the guild's saw: daily looks at three streams, and the days on which nobody looked.

The free window is certainly outstayed once, possibly once, because the monitor stood still as it ended, and
certainly kept once. Looks follow from the uses, so the truth behind them is known, and no chance is drawn:
amounts stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tools.demonstration.activity import window_of
from tools.demonstration.world import FIRST_REPORT, Title, Use, World

MONITOR = "GUILDWATCH"
DAY = timedelta(days=1)
AUTUMN = date(2008, 9, 1)
STANDSTILL = (-3, 2)  # the gap's first and last day, counted from the first day beyond the window


@dataclass(frozen=True)
class Sighting:
    title_id: str
    service: str
    territory: str
    seen_on: date
    monitor: str
    is_there: bool


@dataclass(frozen=True)
class MonitorGap:
    monitor: str
    from_on: date
    to_on: date


@dataclass(frozen=True)
class WatchedStream:
    """One stream that the monitor looked at, and what its looks must show of the free window.

    verdict: certainly, possibly or certainly not outstayed. until: the last day on which it looked.
    """

    verdict: str
    use: Use
    window_days: int
    until: date


def watched_streams(world: World) -> tuple[WatchedStream, ...]:
    """At most one stream for each verdict, the earliest that fits; small worlds may have none."""
    titles = {title.title_id: title for title in world.catalogue.titles}
    streams = sorted(
        (use for use in world.activity.uses if use.market == "ad_supported_streaming"),
        key=lambda use: (use.from_on, use.title_id),
    )
    wanted: tuple[tuple[str, Callable[[Use, int], bool]], ...] = (
        ("certainly", _is_long_in_spring),
        ("possibly", _ends_with_the_window_in_autumn),
        ("certainly not", _is_short_in_spring),
    )
    return tuple(
        found[0] for verdict, fits in wanted if (found := list(_fitting(streams, titles, verdict, fits)))
    )


def sightings(world: World) -> list[Sighting]:
    """The monitor's log: from two days before a stream began, one look a day but on the days of the gap."""
    gaps = monitor_gaps(world)
    return [
        Sighting(
            title_id=stream.use.title_id,
            service=stream.use.service,
            territory=stream.use.territory,
            seen_on=day,
            monitor=MONITOR,
            is_there=_is_online(stream.use, day),
        )
        for stream in watched_streams(world)
        for day in _days(stream.use.from_on - 2 * DAY, stream.until)
        if not any(gap.from_on <= day <= gap.to_on for gap in gaps)
    ]


def monitor_gaps(world: World) -> list[MonitorGap]:
    """The days on which the monitor stood still: as the window of the stream in question ended."""
    return [
        MonitorGap(MONITOR, paid_from + STANDSTILL[0] * DAY, paid_from + STANDSTILL[1] * DAY)
        for stream in watched_streams(world)
        if stream.verdict == "possibly"
        for paid_from in [stream.use.from_on + stream.window_days * DAY]
    ]


def _fitting(
    streams: Sequence[Use], titles: dict[str, Title], verdict: str, fits: Callable[[Use, int], bool]
) -> Iterator[WatchedStream]:
    for use in streams:
        window = window_of(titles[use.title_id]).days
        until = use.from_on + (window + 6) * DAY
        if fits(use, window) and until <= FIRST_REPORT:
            yield WatchedStream(verdict, use, window, until)


def _is_long_in_spring(use: Use, window: int) -> bool:
    return use.from_on < AUTUMN and window == 24 and _days_online(use) > window + 10


def _ends_with_the_window_in_autumn(use: Use, window: int) -> bool:
    return use.from_on >= AUTUMN and window == 17 and _days_online(use) in (window, window + 1)


def _is_short_in_spring(use: Use, window: int) -> bool:
    return use.from_on < AUTUMN and _days_online(use) < window


def _days_online(use: Use) -> int:
    """How long the stream ran; for one that still runs, to the day of the first report."""
    return ((use.until_on or FIRST_REPORT) - use.from_on).days + 1


def _is_online(use: Use, day: date) -> bool:
    return use.from_on <= day and (use.until_on is None or day <= use.until_on)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
