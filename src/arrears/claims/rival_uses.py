"""What rival sources of use are worth: money under each, the least and the most, and the facts that explain.

Every combination of sources is priced by the audit's own stages; a bound is the least or the most of them and
nothing in between is assumed. The smallest set of facts is searched exactly, and every set of that size is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from math import comb, prod
from pathlib import Path

import duckdb

from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position, positions
from arrears.audit.audit_run import latest_day
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.priced_worlds import ORDER, Owed, Priced, World, keep_base, price_worlds, priceable
from arrears.claims.rival_facts import Cells, Group, Rivalry, gather_rivalries
from arrears.claims.windows import WindowQuestion, open_records
from arrears.engine.connection import open_engine
from arrears.engine.trust import trust_order
from arrears.findings import Finding, Refused
from arrears.obligations.variants import choose_variants

AUDITED = "as the audit computes"
MOST_COMBINATIONS = 512  # of sources of one title; beyond, only each source by itself is priced
MOST_SETS = 4_096  # of facts of one title that are tried
MOST_IN_ALL = 100_000  # of one size, of all titles together
BATCH = 2_000
NOTHING = Owed(0, 0)
Pricer = Callable[[Sequence[World]], list[Priced]]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class SourceMoney:
    """What a title is owed if one source is right wherever it speaks. groups: of how many it speaks."""

    title_id: str
    source: str
    groups: int
    priced: Priced


@dataclass(frozen=True)
class MoneyBounds:
    """The least and the most on one position in one currency, over all combinations of sources.

    low, high: null where no world is computable, high also where no upper bound of the days is known. What
    the audit computes lies within them. worlds: the combinations, or the sources, that were priced.
    not_computable: those in which an amount is missing; they are in neither bound. status: the weakest.
    """

    title_id: str
    bit: int
    currency: str
    low: int | None
    high: int | None
    worlds: int
    not_computable: int
    is_every_combination: bool
    status: str


@dataclass(frozen=True)
class FactTaken:
    """One cell of a group: whose value would be taken, in the place of the one first trusted."""

    group: Group
    cell: str
    first: str
    other: str


@dataclass(frozen=True)
class Explained:
    """The smallest sets of facts which, taken from the source, make the amounts those of the source.

    facts: how many the two differ in. sets: all of the smallest size; empty when there is no gap, or when
    none was found among sets of up to `tried` facts, the most that were tried.
    """

    title_id: str
    source: str
    facts: int
    has_gap: bool
    sets: tuple[tuple[FactTaken, ...], ...]
    tried: int


@dataclass(frozen=True)
class RivalsFound:
    """The answer, with the book's position that it was read at. names: titles by id."""

    as_of: date
    seq: int
    head: str
    known_by: date | None
    trust: tuple[str, ...]
    positions: tuple[Position, ...]
    rivalries: tuple[Rivalry, ...]
    names: Mapping[str, str]
    money: tuple[SourceMoney, ...] = ()
    bounds: tuple[MoneyBounds, ...] = ()
    explained: tuple[Explained, ...] = ()
    left_out: tuple[str, ...] = ()


def list_rivals(book: Book, question: WindowQuestion, spill_folder: Path) -> RivalsFound:
    """Every conflict between sources of use, unpriced. Findings: `book-empty`, `title-without-rivals`."""
    return _found(book, question, spill_folder)[0]


def price_rivals(
    book: Book,
    agreements: Sequence[Agreement],
    question: WindowQuestion,
    spill_folder: Path,
    progress: Progress = lambda _: None,
) -> RivalsFound:
    """Every conflict with the money under each source, its bounds, and what explains the gap."""
    found, connection = _found(book, question, spill_folder)
    if not found.rivalries:
        return found
    as_of = found.as_of
    taken = positions(agreements, question.choices)
    variants, left_out = priceable(choose_variants(agreements, taken))
    keep_base(connection)

    def price(worlds: Sequence[World]) -> list[Priced]:
        return [
            priced
            for start in range(0, len(worlds), BATCH)
            for priced in price_worlds(connection, variants, worlds[start : start + BATCH], as_of)
        ]

    by_title: dict[str, list[Rivalry]] = {}
    for rivalry in found.rivalries:
        by_title.setdefault(rivalry.group.title_id, []).append(rivalry)
    progress("pricing every combination of sources")
    money = tuple(_money(by_title, price))
    return replace(
        found,
        positions=taken,
        money=money,
        bounds=tuple(_bounds(by_title, money, price)),
        explained=tuple(_explain(by_title, price, progress)),
        left_out=left_out,
    )


def _found(
    book: Book, question: WindowQuestion, spill_folder: Path
) -> tuple[RivalsFound, duckdb.DuckDBPyConnection]:
    """The conflicts, and the engine that holds the records they were read from."""
    held = snapshot(book, known_by=question.known_by)
    as_of = question.as_of or latest_day(held)
    trust = trust_order(held, question.trust)
    connection = open_engine([book.path], spill_folder, question.limits)
    open_records(connection, held, question)
    rivalries = _asked(gather_rivalries(connection, trust, as_of), question.titles)
    names = dict(
        connection.execute("SELECT title_id, coalesce(name, title_id) FROM trusted_title").fetchall()
    )
    return RivalsFound(as_of, held.seq, held.head, held.known_by, trust, (), rivalries, names), connection


def _asked(rivalries: tuple[Rivalry, ...], titles: Sequence[str]) -> tuple[Rivalry, ...]:
    known = {each.group.title_id for each in rivalries}
    unknown = [title for title in titles if title not in known]
    if unknown:
        problem = "no two sources differ on a use of this title"
        shown = ", ".join(sorted(known)[:5]) or "no title at all"
        remedy = "leave --title out to see every conflict"
        raise Refused(
            [Finding("title-without-rivals", title, problem, shown, title, remedy) for title in unknown]
        )
    return tuple(each for each in rivalries if not titles or each.group.title_id in titles)


def _sources(rivalries: Sequence[Rivalry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.name for rivalry in rivalries for said in rivalry.said))


def _world(title_id: str, rivalries: Sequence[Rivalry], source: str) -> World:
    """The title with one source's word wherever it speaks, and the audit's wherever it is silent."""
    spoken = {each.group: said.cells for each in rivalries for said in each.said if said.name == source}
    return World(title_id, spoken)


def _money(by_title: Mapping[str, Sequence[Rivalry]], price: Pricer) -> Iterator[SourceMoney]:
    asked = [
        (world, source)
        for title_id, rivalries in by_title.items()
        for world, source in [
            (World(title_id, {}), AUDITED),
            *((_world(title_id, rivalries, source), source) for source in _sources(rivalries)),
        ]
    ]
    for (world, source), priced in zip(asked, price([world for world, _ in asked])):
        yield SourceMoney(world.title_id, source, len(world.cells), priced)


def _bounds(
    by_title: Mapping[str, Sequence[Rivalry]], money: Sequence[SourceMoney], price: Pricer
) -> Iterator[MoneyBounds]:
    every = {
        title_id: prod(len(each.said) for each in rivalries) <= MOST_COMBINATIONS
        for title_id, rivalries in by_title.items()
    }
    worlds = [
        World(title_id, {each.group: said.cells for each, said in zip(rivalries, chosen)})
        for title_id, rivalries in by_title.items()
        if every[title_id]
        for chosen in product(*(each.said for each in rivalries))
    ]
    priced: dict[str, list[Priced]] = {title_id: [] for title_id in by_title}
    audited = {one.title_id: one.priced for one in money if one.source == AUDITED}
    for world, amounts in zip(worlds, price(worlds)):
        priced[world.title_id].append(amounts)
    for one in money:
        if not every[one.title_id] and one.source != AUDITED:
            priced[one.title_id].append(one.priced)
    for title_id, rivalries in by_title.items():
        is_bounded = not any(each.has_no_upper_bound for each in rivalries)
        found = [audited[title_id], *priced[title_id]]
        for bit, currency in sorted({key for amounts in found for key in amounts}):
            each_owed = [amounts.get((bit, currency), NOTHING) for amounts in found]
            known = [owed.cents for owed in each_owed if not owed.unknown]
            yield MoneyBounds(
                title_id=title_id,
                bit=bit,
                currency=currency,
                low=min(known, default=None),
                high=max(known, default=None) if is_bounded else None,
                worlds=len(found) - 1,
                not_computable=sum(bool(owed.unknown) for owed in each_owed[1:]),
                is_every_combination=every[title_id],
                status=max((owed.status for owed in each_owed), key=ORDER.index),
            )


@dataclass(frozen=True)
class Search:
    """One gap to explain: from the first trusted cells to a source's, over the facts in which they differ."""

    title_id: str
    source: str
    first: Mapping[Group, Cells]
    other: Mapping[Group, Cells]
    facts: tuple[tuple[Group, str], ...]

    def world(self, taken: Sequence[tuple[Group, str]]) -> World:
        """The first trusted cells with the taken ones as the source has them."""
        cells = {group: dict(told) for group, told in self.first.items()}
        for group, name in taken:
            cells[group].pop(name, None)
            if name in self.other[group]:
                cells[group][name] = self.other[group][name]
        return World(self.title_id, cells)

    def told(self, taken: Sequence[tuple[Group, str]]) -> tuple[FactTaken, ...]:
        return tuple(
            FactTaken(group, name, _shown(self.first[group], name), _shown(self.other[group], name))
            for group, name in taken
        )


def _shown(cells: Cells, name: str) -> str:
    if name not in cells:
        return "not said"
    return "not known" if cells[name] is None else str(cells[name])


def _searches(by_title: Mapping[str, Sequence[Rivalry]]) -> Iterator[Search]:
    for title_id, rivalries in by_title.items():
        for source in _sources(rivalries):
            other = dict(_world(title_id, rivalries, source).cells)
            first = {each.group: each.said[0].cells for each in rivalries if each.group in other}
            facts = tuple(
                (group, name)
                for group in first
                for name in dict.fromkeys((*first[group], *other[group]))
                if (name in first[group], first[group].get(name))
                != (name in other[group], other[group].get(name))
            )
            if facts:
                yield Search(title_id, source, first, other, facts)


def _explain(
    by_title: Mapping[str, Sequence[Rivalry]], price: Pricer, progress: Progress
) -> Iterator[Explained]:
    """Sets of one fact first, then of two, until some give the source's amounts; all gaps side by side."""
    searches = list(_searches(by_title))
    ends = price([world for each in searches for world in (each.world(()), each.world(each.facts))])
    targets = {place: ends[2 * place + 1] for place in range(len(searches))}
    gaps = [place for place in targets if _amounts(ends[2 * place]) != _amounts(targets[place])]
    found: dict[int, list[tuple[FactTaken, ...]]] = {place: [] for place in targets}
    tried = dict.fromkeys(targets, 0)
    size = 1
    while open_places := _worth_trying([p for p in gaps if not found[p]], searches, tried, size):
        asked = [
            (place, taken) for place in open_places for taken in combinations(searches[place].facts, size)
        ]
        progress(f"trying {len(asked):,} sets of {size} {'fact' if size == 1 else 'facts'}")
        for (place, taken), priced in zip(asked, price([searches[p].world(t) for p, t in asked])):
            if _amounts(priced) == _amounts(targets[place]):
                found[place].append(searches[place].told(taken))
        tried |= dict.fromkeys(open_places, size)
        size += 1
    for place, search in enumerate(searches):
        sets = tuple(found[place])
        yield Explained(search.title_id, search.source, len(search.facts), place in gaps, sets, tried[place])


def _amounts(priced: Priced) -> dict[tuple[int, str], tuple[int, int]]:
    """Cents and lines not computable, without the status of what they rest on."""
    return {key: (owed.cents, owed.unknown) for key, owed in priced.items()}


def _worth_trying(
    open_places: Sequence[int], searches: Sequence[Search], tried: Mapping[int, int], size: int
) -> list[int]:
    """The gaps whose sets of this size are priced next: those with fewest, while they are few enough.

    A gap that was passed over once stays so, since no set of its next size could be the smallest.
    """
    kept, total = [], 0
    for place in sorted(open_places, key=lambda place: (comb(len(searches[place].facts), size), place)):
        facts = len(searches[place].facts)
        sets = sum(comb(facts, k) for k in range(1, size + 1))
        total += comb(facts, size)
        if tried[place] == size - 1 and size <= facts and sets <= MOST_SETS and total <= MOST_IN_ALL:
            kept.append(place)
    return sorted(kept)
