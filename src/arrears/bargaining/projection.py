"""From a base year to the years of a term: growth, mix, vintage, each asked for by name; and phased raises.

Everything is an exact fraction until the costing rounds once. A year that the term covers in part counts by
its days. What is not assumed is asked for; nothing stands in its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.governed import last_day
from arrears.bargaining.offer import Item, Offer, Step
from arrears.bargaining.raised_pay import COUNTED, WAGES, Level, level_on
from arrears.findings import Finding, Refused

PAY, RESIDUALS, PLANS = "pay", "residuals", "pension and health"


@dataclass(frozen=True)
class Part:
    """What a figure of a projection is of: a calendar year, a part of the cost, before signing or after."""

    year: int
    part: str
    is_back_pay: bool = False


@dataclass(frozen=True)
class Segment:
    """Days of one calendar year with the same items in force: the first, and the first that is not."""

    from_on: date
    to_on: date

    @property
    def share_of_year(self) -> Fraction:
        year = self.from_on.year
        return Fraction((self.to_on - self.from_on).days, (date(year + 1, 1, 1) - date(year, 1, 1)).days)


@dataclass(frozen=True)
class Asked:
    """The assumptions while a costing uses them: those used, and findings for those that are missing.

    A missing one counts as one whole until all are asked for; `refuse_missing` then stops the costing.
    """

    assumptions: Assumptions
    used: dict[str, Assumption] = field(default_factory=dict)
    absent: dict[str, Finding] = field(default_factory=dict)

    def value(self, *names: str, within_one: bool = False, is_money: bool = False) -> Fraction:
        """The value of the first of these names that is assumed."""
        found = self.assumptions.find(*names)
        if found is None:
            self.absent.setdefault(names[0], self.assumptions.missing(*names))
            return Fraction(1)
        self.used[found.name] = found
        if within_one and not 0 <= found.value <= 1:
            self._unfit(found, "a share lies from 0 to 100%", "0% to 100%")
        if found.is_money != is_money:
            expected = "dollars, such as $1,300,000" if is_money else "a share or a factor, such as 3%"
            self._unfit(found, "the assumption is of another unit", expected)
        return found.value

    def _unfit(self, found: Assumption, problem: str, expected: str) -> None:
        fault = Finding("assumption-range", found.place, problem, expected, _shown(found), "write another")
        self.absent.setdefault(f"{found.name} {problem}", fault)

    def refuse_missing(self) -> None:
        """Stop where anything was missing, with every finding. Findings: assumption-missing, -range."""
        if self.absent:
            raise Refused(self.absent.values())


def _shown(found: Assumption) -> str:
    return f"{found.name} = {found.value}{' cents' if found.is_money else ''}"


def segments(offer: Offer, also: Iterable[date] = ()) -> tuple[Segment, ...]:
    """The term cut at each new year, at the signing, where an item or a raise begins or ends, and on other
    days.
    """
    first, end = offer.term_from, offer.term_until + timedelta(1)
    cuts = {first, end, *also, *(date(year, 1, 1) for year in range(first.year + 1, end.year + 1))}
    for item in offer.items:
        cuts |= {item.effective_on, last_day(offer, item) + timedelta(1), *(step.on for step in item.steps)}
    if offer.signed_on is not None:
        cuts.add(offer.signed_on)
    kept = sorted(day for day in cuts if first <= day <= end)
    return tuple(itertools.starmap(Segment, itertools.pairwise(kept)))


def in_force(offer: Offer, item: Item, segment: Segment) -> bool:
    """Whether an item is in force on the days of a segment."""
    return item.effective_on <= segment.from_on <= last_day(offer, item)


def is_back_pay(offer: Offer, segment: Segment) -> bool:
    """Whether the days of a segment lie before the signing; without a day of signing none are told apart."""
    return offer.signed_on is not None and segment.from_on < offer.signed_on


@dataclass(frozen=True)
class Outlook:
    """How the volume of the base year goes on, as one scenario takes it."""

    base_year: int
    asked: Asked

    def volume(self, what: str, year: int, instead: str = "") -> Fraction:
        """The year's volume of a market, or of wages, as a part of the base year's: growth year by year.

        instead: whose growth is taken where that of `what` is not assumed.
        """
        volume = Fraction(1)
        for step in range(self.base_year + 1, year + 1):
            volume *= 1 + self._growth((what, instead), step)
        for step in range(year + 1, self.base_year + 1):
            volume /= 1 + self._growth((what, instead), step)
        return volume

    def _growth(self, of: tuple[str, str], year: int) -> Fraction:
        named = (name for one in of if one for name in (f"growth/{one}/{year}", f"growth/{one}"))
        names = (*named, f"growth/{year}", "growth")
        value = self.asked.value(*names)
        if value <= -1:
            fault = Finding(
                "assumption-range", names[0], "nothing is left to grow", "above -100%", str(value)
            )
            self.asked.absent.setdefault(f"{names[0]} range", fault)
            return Fraction(0)
        return value

    def mix(self, market: str, year: int) -> Fraction:
        """The market's part of all use in a year, as a part of its part in the base year."""
        if year == self.base_year:
            return Fraction(1)
        return self.asked.value(f"mix/{market}/{year}", f"mix/{market}", f"mix/{year}")

    def vintage(self, clause: str, key: str, year: int, since: str = "") -> Fraction:
        """The share of a year's use under a clause that comes from works whose key date the new terms govern.

        since: `@` and the day from which they govern, where it is not the offer's own first day.
        """
        names = [f"vintage/{clause}{since}/{year}", f"vintage/{clause}{since}"]
        names += [f"vintage/{key}{since}/{year}", f"vintage/{key}{since}"]
        return self.asked.value(*names, within_one=True)

    def plans(self, *what: str) -> Fraction:
        """What pension and health take on top, as a share: of wages, or of the residuals of a market."""
        return self.asked.value(*(f"plans/{one}" for one in what))


def pay_of(offer: Offer, outlook: Outlook, chosen: Iterable[str]) -> dict[Part, Fraction]:
    """What the raises of these items cost, in cents: the raise itself, and pension and health on top.

    Raises compound from their days on. A contribution is a share of all pay, raised pay included, or money
    by the unit. The pay base is that of the base year before any raise, `pay-base/wages`, and grows as
    `growth/wages` says; money by the unit is counted on `pay-base/hours`, `days`, `weeks` or `minimums`.
    """
    names = frozenset(chosen)
    found: dict[Part, Fraction] = {}
    for segment in segments(offer):
        steps = tuple(_steps(offer, segment, names))
        if not steps:
            continue
        pay, plans = _raised_in(segment, steps, outlook)
        for part, cents in ((PAY, pay), (PLANS, plans)):
            if cents:
                key = Part(segment.from_on.year, part, is_back_pay(offer, segment))
                found[key] = found.get(key, Fraction(0)) + cents
    return found


def _raised_in(segment: Segment, steps: Sequence[Step], outlook: Outlook) -> tuple[Fraction, Fraction]:
    """What raises add to pay, and to the plans, on the days of a segment."""
    wages = level_on(WAGES, steps, segment.from_on)
    plans = [level_on(of, steps, segment.from_on) for of in sorted({step.of for step in steps} - {WAGES})]
    year, pay = segment.from_on.year, Fraction(0)
    if wages.share != 1 or any(plan.share for plan in plans):
        pay = outlook.asked.value("pay-base/wages", is_money=True) * outlook.volume(WAGES, year)
    raised = pay * (wages.share - 1) + _by_units(wages, outlook, year)
    added = sum((plan.share * (pay + raised) + _by_units(plan, outlook, year) for plan in plans), Fraction(0))
    if raised:
        added += raised * outlook.plans(WAGES)
    return raised * segment.share_of_year, added * segment.share_of_year


def _by_units(level: Level, outlook: Outlook, year: int) -> Fraction:
    """What a whole year's hours, days, weeks or minimums bring by the unit, in cents."""
    return sum(
        (
            cents
            * outlook.asked.value(f"pay-base/{COUNTED[per]}")
            * outlook.volume(COUNTED[per], year, WAGES)
            for per, cents in level.by_unit.items()
        ),
        Fraction(0),
    )


def _steps(offer: Offer, segment: Segment, chosen: frozenset[str]) -> Iterator[Step]:
    """The raises of the chosen items that are in force on a segment's days."""
    for item in offer.items:
        if item.item_id in chosen and in_force(offer, item, segment):
            yield from (step for step in item.steps if step.on <= segment.from_on)


@dataclass(frozen=True)
class Layer:
    """Use that the same items move: of works from `from_on` on and before `to_on`; null = no such end."""

    from_on: date | None
    to_on: date | None
    moving: frozenset[str]


def layers(
    offer: Offer,
    items: Sequence[Item],
    segment: Segment,
    covers_from: date | None,
    also: Iterable[date] = (),
) -> tuple[Layer, ...]:
    """The use of a segment's days by the works that it is of, with the items that move it.

    covers_from: the first day of the amended version, where the clause chooses its version by a day of the
    work; null where the day is that of the use, which is the segment's own: then there is one layer. An item
    that reaches uses moves those of every work that the amended version governs; one that reaches works
    moves those of works from its own first day on. also: days from which works are under another figure;
    those before the first moved work, or after the segment, cut nothing.
    """
    now = frozenset(item.item_id for item in items if in_force(offer, item, segment))
    if covers_from is None:
        return (Layer(None, None, now),)
    uses = {item.item_id for item in items if item.reach == "uses"} & now
    works = [one for one in items if one.reach == "works" and one.effective_on <= segment.from_on]
    days = work_days(offer, works) | ({covers_from} if uses else set())
    days |= {day for day in also if days and min(days) < day < segment.to_on}
    found = []
    for from_on, to_on in itertools.pairwise((None, *sorted(days), None)):
        moved: set[str] = set()
        if from_on is not None:
            moved = {o.item_id for o in works if o.effective_on <= from_on <= last_day(offer, o)}
            moved |= uses if from_on >= covers_from else set()
        found.append(Layer(from_on, to_on, frozenset(moved)))
    return tuple(found)


def work_days(offer: Offer, items: Iterable[Item]) -> set[date]:
    """The days of works at which what governs them changes: an item's first, and the one after its sunset."""
    ends = {last_day(offer, item) + timedelta(1) for item in items if item.until is not None}
    return {item.effective_on for item in items} | ends
