"""Who says what about the same use: groups of facts on which parties, or a party and a monitor, differ.

A group is one statement period, the runs of a title on one service, or its times online there. A source that
says nothing of a group is silent on it, which is not nought and contradicts nobody. Nothing is priced here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from arrears.claims.days_online import Days, DaysOnline, bound_days, seen_times, without
from arrears.claims.sightings import each_watched, gather_looks
from arrears.obligations.use_lines import RUN_MARKETS

GroupKind = Literal["statement", "runs", "online"]
NOBODY = "no report"
CellValue = int | date | str | None
Cells = Mapping[str, CellValue]
FREE_MARKET = "ad_supported_streaming"
OPEN = "still open"
UNKNOWN_END = "end not said"


@dataclass(frozen=True, order=True)
class Group:
    """What a source can speak of as a whole. service: '' for statements. base_kind, currency, period: only of
    statements.
    """

    title_id: str
    kind: GroupKind
    company_id: str
    market: str
    territory: str
    service: str = ""
    base_kind: str = ""
    currency: str = ""
    period_from: date = date.min
    period_to: date = date.max

    @property
    def period(self) -> str:
        return f"{self.period_from} to {self.period_to}" if self.kind == "statement" else ""


@dataclass(frozen=True)
class Said:
    """What one source says of a group, cell by cell. bound: least or most where it is a bound, else ''.

    cells: of a statement `gross_cents`, `units`, `received_on`; of runs one per day, `2008-09-04#1`, with the
    run number given; of times online `from 1`, `to 1`, and so on, a `to` being a day or how it is left open.
    """

    source: str
    cells: Cells
    bound: str = ""

    @property
    def name(self) -> str:
        return f"{self.source}, at {self.bound}" if self.bound else self.source


@dataclass(frozen=True)
class Rivalry:
    """A group on which sources differ. said: the one whose word the audit computes first.

    has_no_upper_bound: a monitor's most is not known, because no first day online is recorded.
    """

    group: Group
    said: tuple[Said, ...]
    has_no_upper_bound: bool = False

    def differing(self) -> tuple[str, ...]:
        """The cells on which not all sources say the same."""
        names = dict.fromkeys(name for one in self.said for name in one.cells)
        return tuple(
            name for name in names if len({(name in one.cells, one.cells.get(name)) for one in self.said}) > 1
        )


def gather_rivalries(
    connection: duckdb.DuckDBPyConnection, trust: Sequence[str], as_of: date
) -> tuple[Rivalry, ...]:
    """Every group on which sources differ, from `record_receipt`, `record_use` and the looks of monitors.

    trust: parties in the order in which their word is taken.
    """
    order = {party: place for place, party in enumerate(trust)}
    said: dict[Group, dict[str, Cells]] = {}
    for group, party, cells in (*_statements(connection, as_of), *_uses(connection, as_of)):
        said.setdefault(group, {})[party] = cells
    found = [
        Rivalry(group, tuple(Said(party, cells) for party, cells in _in_order(by_party, order)))
        for group, by_party in said.items()
        if len({tuple(sorted(cells.items(), key=repr)) for cells in by_party.values()}) > 1
    ]
    first = {group: next(iter(_in_order(by_party, order))) for group, by_party in said.items()}
    seen = _with_sightings(connection, {each.group: each for each in found}, first, as_of)
    return tuple(sorted(seen, key=lambda each: each.group))


def _in_order(by_party: Mapping[str, Cells], order: Mapping[str, int]) -> list[tuple[str, Cells]]:
    return sorted(by_party.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))


def _statements(connection: duckdb.DuckDBPyConnection, as_of: date) -> Iterator[tuple[Group, str, Cells]]:
    """What each party states of each period, all its statements together; one unknown part hides the sum."""
    rows = connection.execute(
        """SELECT title_id, company_id, market, territory, base_kind, coalesce(currency, ''), period_from,
                  period_to, said_by,
                  CASE WHEN count(*) = count(gross_cents) THEN sum(gross_cents)::BIGINT END,
                  CASE WHEN count(*) = count(units) THEN sum(units)::BIGINT END,
                  CASE WHEN count(*) = count(received_on) THEN max(received_on) END
           FROM record_receipt WHERE period_to <= $as_of
           GROUP BY ALL ORDER BY ALL""",
        {"as_of": as_of},
    ).fetchall()
    for title_id, company_id, market, territory, base_kind, currency, begin, end, party, *values in rows:
        group = Group(
            title_id, "statement", company_id, market, territory, "", base_kind, currency, begin, end
        )
        yield group, party, dict(zip(("gross_cents", "units", "received_on"), values))


def _uses(connection: duckdb.DuckDBPyConnection, as_of: date) -> Iterator[tuple[Group, str, Cells]]:
    rows = connection.execute(
        """SELECT title_id, company_id, market, territory, coalesce(service, ''), said_by, from_on, until_on,
                  is_open, run_no, ordinal
           FROM record_use WHERE from_on <= $as_of ORDER BY ALL""",
        {"as_of": as_of},
    ).fetchall()
    held: dict[tuple[Group, str], list[tuple[date, date | None, bool | None, int | None, int]]] = {}
    for title_id, company_id, market, territory, service, party, *use in rows:
        kind: GroupKind = "runs" if market in RUN_MARKETS else "online"
        group = Group(title_id, kind, company_id, market, territory, service)
        held.setdefault((group, party), []).append((use[0], use[1], use[2], use[3], use[4]))
    for (group, party), uses in held.items():
        if group.kind == "runs":
            yield group, party, {f"{day}#{ordinal}": run or "shown" for day, _, _, run, ordinal in uses}
        else:
            ends = ((day, until or (OPEN if is_open else UNKNOWN_END)) for day, until, is_open, *_ in uses)
            yield group, party, times_cells(ends)


def times_cells(times: Iterable[tuple[date, date | str]]) -> Cells:
    """Times online as cells: first and last day of each, in order."""
    cells: dict[str, CellValue] = {}
    for number, (begin, end) in enumerate(times, start=1):
        cells[f"from {number}"] = begin
        cells[f"to {number}"] = end
    return cells


def times_of(cells: Cells) -> list[tuple[date, date | str]]:
    """The times online that cells tell; a time of which one end is lacking is not told by anybody."""
    numbers = sorted(int(name.partition(" ")[2]) for name in cells if name.startswith("from "))
    times = []
    for number in numbers:
        begin, end = cells[f"from {number}"], cells.get(f"to {number}")
        if isinstance(begin, date) and isinstance(end, date | str):
            times.append((begin, end))
    return times


def _with_sightings(
    connection: duckdb.DuckDBPyConnection,
    rivalries: dict[Group, Rivalry],
    first: Mapping[Group, tuple[str, Cells]],
    as_of: date,
) -> list[Rivalry]:
    """The rivalries with monitors' least and most added where looks contradict what is reported."""
    gather_looks(connection, as_of, are_carried=False)
    rows = connection.execute("SELECT title_id, first_new_media_on, obligor_id FROM title_fact").fetchall()
    titles = {title_id: (first_new_media_on, obligor) for title_id, first_new_media_on, obligor in rows}
    reported = {
        (group.title_id, group.service, group.territory): group for group in first if group.kind == "online"
    }
    services = {group.service for group in first if group.market == FREE_MARKET} - {
        group.service for group in first if group.market != FREE_MARKET and group.kind != "statement"
    }
    for watched in each_watched(connection):
        if watched.title_id not in titles:
            continue  # who asks may see a look and not the title that it is of
        key = (watched.title_id, watched.service, watched.territory)
        first_possible, obligor = titles[watched.title_id]
        group = reported.get(key)
        if group is None and watched.service in services and obligor:
            group = Group(
                watched.title_id, "online", obligor, FREE_MARKET, watched.territory, watched.service
            )
        found = bound_days(watched.looks, first_possible, as_of)
        source, cells = first.get(group, (NOBODY, {})) if group else (NOBODY, {})
        if group is None or not found.certain or not _contradicts(found, cells, as_of):
            continue
        before = rivalries.get(group) or Rivalry(group, (Said(source, cells),))
        rivalries[group] = _add_bounds(before, "/".join(watched.monitors), found)
    return list(rivalries.values())


def _contradicts(found: DaysOnline, cells: Cells, as_of: date) -> bool:
    """Whether looks saw the title on a day that is not reported, or found it gone on a day that is."""
    reported = [Days(begin, min(_end(end, as_of), as_of)) for begin, end in times_of(cells)]
    # How long a use without an end ran is not said, so no look after its first day contradicts it.
    if any(end == UNKNOWN_END for _, end in times_of(cells)):
        return found.certain[0].from_on < reported[0].from_on
    unreported = without(found.certain, _merged(reported))
    gone = without(_merged(reported), found.possible)
    return bool(unreported or gone)


def _merged(stretches: Sequence[Days]) -> list[Days]:
    """Stretches in order; those that overlap made one."""
    merged: list[Days] = []
    for days in sorted(stretches, key=lambda days: days.from_on):
        if merged and days.from_on <= merged[-1].to_on:
            merged[-1] = Days(merged[-1].from_on, max(merged[-1].to_on, days.to_on))
        else:
            merged.append(days)
    return merged


def _end(end: date | str, as_of: date) -> date:
    return end if isinstance(end, date) else as_of


def _add_bounds(before: Rivalry, monitors: str, found: DaysOnline) -> Rivalry:
    least = Said(monitors, times_cells((days.from_on, days.to_on) for days in found.certain), "least")
    times = seen_times(found)
    if not times[0].has_first_day:
        return Rivalry(before.group, (*before.said, least), has_no_upper_bound=True)
    most = Said(monitors, times_cells((days.from_on, days.to_on) for days in times), "most")
    bounds = (least,) if most.cells == least.cells else (least, most)
    return Rivalry(before.group, (*before.said, *bounds), before.has_no_upper_bound)
