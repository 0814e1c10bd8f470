"""What one change costs the employers in every agreement that it reaches: the real marginal cost.

Own cost, what other texts bind, what follows by practice, and what merely has the same clause are summed
apart. A base that nobody stated is asked for by name; nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from arrears.agreements.addresses import percent
from arrears.agreements.model import Agreement
from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.pattern import Bond, EditedFigure, Follower, Pattern, RaisesReached
from arrears.bargaining.pattern_base import BaseSort, base_sort, yearly_cents
from arrears.bargaining.rounding import apportion, whole_cents
from arrears.findings import Finding, Refused
from arrears.formula.words import show_number

OWN = "own"
BONDS: tuple[Bond, ...] = ("text", "practice", "same clause")


@dataclass(frozen=True)
class Horizon:
    """The days over which everything is counted, both included."""

    begins: date
    ends: date

    def years(self) -> tuple[int, ...]:
        """Every calendar year that it touches."""
        return tuple(range(self.begins.year, self.ends.year + 1))

    def share_of(self, year: int, begins: date, ends: date | None) -> Fraction:
        """The part of a calendar year that lies in the horizon and between two days."""
        first = max(self.begins, begins, date(year, 1, 1))
        last = min(self.ends, ends or self.ends, date(year, 12, 31))
        days = (last - first).days + 1
        whole = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        return Fraction(max(days, 0), whole)


@dataclass(frozen=True)
class PricedChange:
    """One changed figure, or one agreement's raises, over the horizon. Cents by year add up to `total`.

    bond: `own`, or that of the follower. base: what the assumptions say a year of; '' where the costing of
    the book stands for it. assumptions: those that it rests on, in the order of years.
    """

    item_id: str
    agreement: str
    address: str
    bond: str
    reading: str
    was: str
    now: str
    by_year: Mapping[int, int]
    total: int
    base: BaseSort | None
    assumptions: tuple[Assumption, ...]
    from_on: date


@dataclass(frozen=True)
class PatternCost:
    """Everything priced, and the sums apart: lowest and highest over the readings of texts.

    sums: bond -> lowest and highest cents; `own` first. counted_once: addresses that several changed figures
    reach by one bond, of which the dearest alone is in the sums.
    """

    priced: tuple[PricedChange, ...]
    sums: Mapping[str, tuple[int, int]]
    horizon: Horizon
    scenario: str
    counted_once: tuple[str, ...]

    def up_to(self, bond: Bond) -> tuple[int, int]:
        """Lowest and highest of own cost and every bond down to this one."""
        kinds = [OWN, *BONDS[: BONDS.index(bond) + 1]]
        return (sum(self.sums[kind][0] for kind in kinds), sum(self.sums[kind][1] for kind in kinds))


def price_pattern(
    pattern: Pattern,
    library: Sequence[Agreement],
    assumptions: Assumptions,
    *,
    horizon: Horizon,
    own: Mapping[str, Mapping[int, int]] | None = None,
) -> PatternCost:
    """Every change on its own base. own: item -> year -> cents of the amended agreement, where a book gave
    it.

    Each figure costs its change times its base, by the days that it is in force in a year; the total is
    rounded half up to the cent, and the years take its cents between them.
    Findings: raises `Refused` with every `assumption-missing` at once, and with `pattern-base`.
    """
    known = {agreement.address: agreement for agreement in library}
    faults: list[Finding] = []
    priced: list[PricedChange] = []
    for figure in pattern.edited if own is None else ():
        _attempt(faults, priced, _Priced(figure, known, assumptions, horizon, pattern.amends))
    for one in pattern.followers:
        _attempt(faults, priced, _Priced(one, known, assumptions, horizon, one.agreement))
    for raised in pattern.raises:
        if own is not None and raised.agreement == pattern.amends:
            continue
        try:
            priced.append(_raises(raised, assumptions, horizon, pattern.amends))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(dict.fromkeys(faults))
    priced = [*_from_book(own or {}, pattern, horizon), *priced]
    sums, counted_once = _sums(priced)
    return PatternCost(tuple(priced), sums, horizon, assumptions.scenario, counted_once)


@dataclass(frozen=True)
class _Priced:
    """One change with all that pricing it asks for."""

    change: EditedFigure | Follower
    known: Mapping[str, Agreement]
    assumptions: Assumptions
    horizon: Horizon
    agreement: str


def _attempt(faults: list[Finding], priced: list[PricedChange], one: _Priced) -> None:
    try:
        priced.append(_price(one))
    except Refused as refused:
        faults.extend(refused.findings)


def _price(one: _Priced) -> PricedChange:
    change, horizon = one.change, one.horizon
    begins = change.effective_on if isinstance(change, EditedFigure) else change.from_on
    sort = base_sort(one.known[one.agreement], change.address, change.kind)
    cents: dict[int, Fraction] = {}
    used: dict[Assumption, None] = {}
    for year in horizon.years():
        share = horizon.share_of(year, begins, change.until)
        if not share:
            cents[year] = Fraction(0)
            continue
        whole, stated = yearly_cents(change.now - change.was, sort, change.address, year, one.assumptions)
        cents[year] = whole * share
        used[stated] = None
    by_year = apportion(whole_cents(sum(cents.values(), Fraction(0))), cents)
    was, now = (show_number(value, change.kind) for value in (change.was, change.now))
    return PricedChange(
        change.item_id, one.agreement, change.address,
        OWN if isinstance(change, EditedFigure) else change.bond,
        "" if isinstance(change, EditedFigure) else change.reading,
        was, now, by_year, sum(by_year.values()), sort, tuple(used), begins,
    )  # fmt: skip


def _raises(raised: RaisesReached, assumptions: Assumptions, horizon: Horizon, amends: str) -> PricedChange:
    """Raises on a stated pay base: each weighs from its day on, on top of those before it."""
    name = f"pay-base/wages/{raised.agreement}"
    cents: dict[int, Fraction] = {}
    used: dict[Assumption, None] = {}
    for year in horizon.years():
        weight = _weight(raised.raises, horizon, year)
        cents[year] = Fraction(0)
        if weight:
            general = ("pay-base/wages",) if raised.agreement == amends else ()
            stated = assumptions.wanted(f"{name}/{year}", name, *general)
            if not stated.is_money:
                problem, expected = f"'{stated.name}' states another sort of figure.", "dollars of pay a year"
                raise Refused([Finding("pattern-base", stated.place, problem, expected, "a plain number")])
            cents[year] = stated.value * weight
            used[stated] = None
    by_year = apportion(whole_cents(sum(cents.values(), Fraction(0))), cents)
    bond = OWN if raised.agreement == amends else "practice"
    now = ", ".join(f"{percent(share)} on {on}" for on, share in raised.raises)
    return PricedChange(
        raised.item_id, raised.agreement, name, bond, "", "no raise", now, by_year,
        sum(by_year.values()), "money", tuple(used), raised.raises[0][0],
    )  # fmt: skip


def _weight(raises: Sequence[tuple[date, Fraction]], horizon: Horizon, year: int) -> Fraction:
    """What a year's raises come to, as a share of the pay before the first: by days, one upon the other."""
    factor, weight = Fraction(1), Fraction(0)
    ends = [on - timedelta(days=1) for on, _ in raises[1:]]
    for (on, share), last in zip(raises, [*ends, horizon.ends]):
        factor *= 1 + share
        weight += (factor - 1) * horizon.share_of(year, on, last)
    return weight


def _from_book(
    own: Mapping[str, Mapping[int, int]], pattern: Pattern, horizon: Horizon
) -> Iterator[PricedChange]:
    """The items of the amended agreement as the costing of a book has them."""
    for item_id, by_year in own.items():
        figures = [figure for figure in pattern.edited if figure.item_id == item_id]
        addresses = ", ".join(figure.address for figure in figures) or pattern.amends
        within = {year: by_year.get(year, 0) for year in horizon.years()}
        begins = figures[0].effective_on if figures else horizon.begins
        yield PricedChange(
            item_id,
            pattern.amends,
            addresses,
            OWN,
            "",
            "",
            "",
            within,
            sum(within.values()),
            None,
            (),
            begins,
        )


def _sums(priced: Iterable[PricedChange]) -> tuple[dict[str, tuple[int, int]], tuple[str, ...]]:
    """Lowest and highest by bond: of one address the dearest change counts, on each reading."""
    readings: dict[tuple[str, str], dict[str, int]] = {}
    several: dict[str, None] = {}
    for number, one in enumerate(priced):
        key = (one.bond, one.address if one.bond != OWN else f"{number}")
        known = readings.setdefault(key, {})
        if one.reading in known:
            several[one.address] = None
        known[one.reading] = max(known.get(one.reading, one.total), one.total)
    sums = dict.fromkeys((OWN, *BONDS), (0, 0))
    for (bond, _), by_reading in readings.items():
        low, high = sums[bond]
        sums[bond] = (low + min(by_reading.values()), high + max(by_reading.values()))
    return sums, tuple(several)
