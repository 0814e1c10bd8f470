"""Prices an offer on one scenario and one position: `price_offer` puts the stages in order.

Raises are a game of their own, and every unit of clauses that hang together is one; what an item costs is the
sum over them, which equals pricing every set of all items at once and takes a fraction of the time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TypeVar

from arrears.bargaining.amended import AmendedClause, Unit, depends_on, units, why_unchanged
from arrears.bargaining.assumptions import Assumptions
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.dated_terms import ChangeDays, TakenAs
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.projection import (
    PLANS,
    RESIDUALS,
    Asked,
    Outlook,
    Part,
    Segment,
    is_back_pay,
    layers,
    pay_of,
    segments,
)
from arrears.bargaining.rounding import apportion, whole_cents
from arrears.bargaining.shapley import Averaged, Draws, alone, averaged, in_sequence, plus, total
from arrears.findings import Finding, Refused

K = TypeVar("K", bound=Hashable)
Values = Mapping[Part, Fraction]


@dataclass(frozen=True)
class Subgame:
    """Items that interact and what any set of them costs over the term, by part."""

    items: tuple[str, ...]
    value: Callable[[frozenset[str]], Values]


@dataclass(frozen=True)
class Move:
    """What one set of items moves in one market under one clause, on the days of a segment.

    cents: of a whole base year whose lines are `taken` as of some days. weight: what of it the segment has.
    """

    segment: Segment
    moving: frozenset[str]
    taken: TakenAs
    clause: str
    market: str
    cents: int
    weight: Fraction


@dataclass(frozen=True)
class Pricing:
    """An offer while it is priced: the base year's repricing and the outlook of one scenario."""

    offer: Offer
    repricing: Repricing
    outlook: Outlook
    weights: dict[tuple[str, int], Fraction] = field(default_factory=dict, repr=False)

    def residuals(self, unit: Unit, chosen: frozenset[str]) -> dict[Part, Fraction]:
        """What a set of items adds to the residuals of a unit's clauses over the term, plans on top."""
        found: dict[Part, Fraction] = {}
        for move in self.moves(unit, chosen):
            value = move.cents * move.weight
            plans = value * self.outlook.plans(move.market, RESIDUALS)
            year, back = move.segment.from_on.year, is_back_pay(self.offer, move.segment)
            for part, each in ((RESIDUALS, value), (PLANS, plans)):
                key = Part(year, part, back)
                found[key] = found.get(key, Fraction(0)) + each
        return found

    def moves(self, unit: Unit, chosen: frozenset[str]) -> Iterator[Move]:
        """What a set of items moves under a unit's clauses, stretch by stretch of the term and by the works
        that it is of.
        """
        items = [one for one in self.offer.items if one.item_id in chosen and one.item_id in unit.items]
        of_use = self.change_days(unit).of_use
        inside = [day for day in of_use if day > self.offer.term_from]
        for segment in segments(self.offer, inside) if items else ():
            used_on = segment.from_on if of_use else None
            for name in unit.clauses:
                yield from self._moved(unit, name, items, (segment, used_on))

    def change_days(self, unit: Unit) -> ChangeDays:
        """The days on which the unit's clauses change by their own words, since the base year began and as
        far as the term goes; of works since the amended version, or the first item, begins.
        """
        year, works = self.outlook.base_year, self.repricing.amended.covers_from
        made_from = min([works, *(item.effective_on for item in self.offer.items)])
        found = self.repricing.change_days(unit)
        return found.between(date(year, 1, 1), made_from, self.offer.term_until)

    def _moved(
        self, unit: Unit, name: str, items: Sequence[Item], when: tuple[Segment, date | None]
    ) -> Iterator[Move]:
        """What the items move under one clause, weighed by the works that they govern."""
        clause, (segment, used_on) = self._clause(name), when
        covers_from = self.repricing.amended.covers_from if clause.is_of_works else None
        of_work = self.change_days(unit).of_work if clause.is_of_works else frozenset()
        for layer in layers(self.offer, items, segment, covers_from, of_work):
            if not layer.moving:
                continue
            taken = TakenAs(used_on, layer.from_on if of_work else None)
            cents = self.repricing.change(unit, layer.moving, taken).of_clause(name)
            if not cents:
                continue
            share = self._share(clause, layer.from_on, segment, Fraction(1))
            share -= self._share(clause, layer.to_on, segment, Fraction(0))
            for market, each in cents.items():
                weight = share * segment.share_of_year * self._weight(market, segment.from_on.year)
                yield Move(segment, layer.moving, taken, name, market, each, weight)

    def _share(
        self, clause: AmendedClause, day: date | None, segment: Segment, without: Fraction
    ) -> Fraction:
        """The share of the year's use under a clause that comes from works on or after a day."""
        if day is None:
            return without
        since = "" if day == self.offer.effective_on else f"@{day.isoformat()}"
        name, key = clause.variant.clause.name, "+".join(clause.key_dates)
        return self.outlook.vintage(name, key, segment.from_on.year, since)

    def _weight(self, market: str, year: int) -> Fraction:
        """What a market is in a year, as a part of what it was in the base year."""
        if (market, year) not in self.weights:
            self.weights[market, year] = self.outlook.volume(market, year) * self.outlook.mix(market, year)
        return self.weights[market, year]

    def _clause(self, name: str) -> AmendedClause:
        return next(known[name] for known in self.repricing.amended.known.values() if name in known)


def price_offer(
    offer: Offer,
    repricing: Repricing | None,
    assumptions: Assumptions,
    *,
    base_year: int | None = None,
    draws: Draws | None = None,
) -> Costing:
    """What an offer costs over its term, item by item, as one scenario sees it.

    repricing: the base year of a book and the agreements of this offer; null = without a book, and then only
    raises are priced. base_year: of the pay base, where there is no book. draws: orders drawn where there are
    too many, and where asked for.
    Findings: raises `Refused` with every assumption that is missing or out of range; those of repricing.
    """
    asked = Asked(assumptions)
    year = repricing.base.year if repricing else _named_year(offer, base_year)
    outlook = Outlook(year, asked)
    games = list(_pay_game(offer, outlook))
    touched: tuple[Unit, ...] = ()
    if repricing is not None:
        touched = units(repricing.amended, depends_on(repricing.amended))
        repricing.tally["of"] = sum(2 ** len(unit.items) - 1 for unit in touched)
        pricing = Pricing(offer, repricing, outlook)
        games += [Subgame(unit.items, partial(pricing.residuals, unit)) for unit in touched]
    for game in games:
        game.value(frozenset(game.items))
    asked.refuse_missing()
    priced = [_play(game, draws) for game in games]
    asked.refuse_missing()
    return _costing(offer, repricing, asked, priced, touched)


def _named_year(offer: Offer, base_year: int | None) -> int:
    if base_year is not None or not any(item.steps for item in offer.items):
        return base_year or offer.made_on.year  # nothing is projected where nothing is raised
    problem, remedy = "without a book nothing says of which year the pay base is", "name it with --base-year"
    raise Refused([Finding("base-year-needed", "--base-year", problem, "a year", "none", remedy)])


def _pay_game(offer: Offer, outlook: Outlook) -> Iterator[Subgame]:
    raising = tuple(item.item_id for item in offer.items if item.steps)
    if raising:
        yield Subgame(raising, partial(pay_of, offer, outlook))


@dataclass(frozen=True)
class Played:
    """One game's answers by item."""

    items: tuple[str, ...]
    alone: Mapping[str, Values]
    in_sequence: Mapping[str, Values]
    averaged: Mapping[str, Averaged]


def _play(game: Subgame, draws: Draws | None) -> Played:
    known: dict[frozenset[str], Values] = {}

    def value(chosen: frozenset[str]) -> Values:
        if chosen not in known:
            known[chosen] = game.value(chosen)
        return known[chosen]

    return Played(
        game.items,
        alone(game.items, value),
        in_sequence(game.items, value),
        averaged(game.items, value, draws),
    )


def _costing(
    offer: Offer,
    repricing: Repricing | None,
    asked: Asked,
    priced: Sequence[Played],
    touched: Sequence[Unit],
) -> Costing:
    means = {
        item.item_id: plus(one.averaged[item.item_id].mean for one in priced if item.item_id in one.items)
        for item in offer.items
    }
    items = []
    for item in offer.items:
        games = [one for one in priced if item.item_id in one.items]
        cost = _item_cost(item, games, means[item.item_id])
        unknown = _unknown_lines(repricing, touched, item) if repricing else 0
        why = "" if games else _why_not(repricing, item)
        items.append(replace(cost, unknown_lines=unknown, not_priced=why))
    base = repricing.base if repricing else None
    heading = base.lines.run.heading if base else None
    return Costing(
        offer_id=offer.offer_id,
        made_by=offer.made_by,
        scenario=asked.assumptions.scenario,
        position=base.position if base else "",
        years=tuple(sorted({segment.from_on.year for segment in segments(offer)})),
        items=tuple(items),
        total=sum(item.averaged or 0 for item in items),
        assumptions=tuple(asked.used[name] for name in sorted(asked.used)),
        base_year=base.year if base else None,
        base_owed=base.owed() if base else {},
        run_id=heading.run_id if heading else "",
        held_to=heading.held_to() if heading else "",
        notes=base.notes if base else (),
        effective_on=offer.effective_on,
        term_until=offer.term_until,
    )


def _item_cost(item: Item, games: Sequence[Played], mean: Mapping[Hashable, Fraction]) -> ItemCost:
    group = dict.fromkeys(name for game in games for name in game.items)
    if not games:
        return ItemCost(item.item_id, item.title, {}, None, None, None, None, (item.item_id,))
    cents = whole_cents(total(mean))
    parts = {key: value for key, value in mean.items() if isinstance(key, Part)}
    by_year = _summed(parts, lambda part: part.year)
    back = _summed(parts, lambda part: part.is_back_pay)
    return ItemCost(
        item_id=item.item_id,
        title=item.title,
        by_year=apportion(cents, by_year) if by_year else {},
        alone=whole_cents(total(plus(game.alone[item.item_id] for game in games))),
        in_sequence=whole_cents(total(plus(game.in_sequence[item.item_id] for game in games))),
        averaged=cents,
        interval=_interval([game.averaged[item.item_id] for game in games]),
        group=tuple(group),
        by_part=apportion(cents, _summed(parts, lambda part: part.part)) if parts else {},
        back_pay=apportion(cents, back).get(True, 0) if back else 0,
    )


def _summed(parts: Mapping[Part, Fraction], by: Callable[[Part], K]) -> dict[K, Fraction]:
    found: dict[K, Fraction] = {}
    for part in sorted(parts, key=lambda one: (one.year, one.part, one.is_back_pay)):
        found[by(part)] = found.get(by(part), Fraction(0)) + parts[part]
    return found


def _interval(found: Sequence[Averaged]) -> tuple[int, int] | None:
    if all(one.low is None for one in found):
        return None
    lows = (total(one.mean) if one.low is None else one.low for one in found)
    highs = (total(one.mean) if one.high is None else one.high for one in found)
    return math.floor(sum(lows, Fraction(0))), math.ceil(sum(highs, Fraction(0)))


def _why_not(repricing: Repricing | None, item: Item) -> str:
    if item.patch is None:
        return "it edits no clause and raises nothing"
    if repricing is None:
        return "its edits are priced on the records of a book; name one with --book"
    return why_unchanged(repricing.amended, item)


def _unknown_lines(repricing: Repricing, touched: Sequence[Unit], item: Item) -> int:
    """Lines that the item alone would touch and whose amount cannot be figured: on those of the days priced
    on which they are most.
    """
    alone_set = frozenset((item.item_id,))
    found = 0
    for unit in touched:
        known = [
            change.unknown_lines
            for (one, items, _), change in repricing.known.items()
            if (one, items) == (unit, alone_set)
        ]
        found += max(known, default=0)
    return found
