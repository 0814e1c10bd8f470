"""What one change costs the employers in every agreement that it reaches: the real marginal cost.

Own cost, what other texts bind, what follows by practice, and what merely has the same clause are summed
apart, and apart again by what they are priced on: the book, or a stated base. What neither prices is in no
sum, and its base is asked for by name; nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from arrears.agreements.model import Agreement
from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.pattern import Bond, ClauseReached, EditedFigure, Follower, Pattern, RaisesReached
from arrears.bargaining.pattern_base import BaseSort, base_sort, yearly_cents
from arrears.bargaining.pattern_clauses import NO_FIGURE
from arrears.bargaining.pattern_on_book import OnBook
from arrears.bargaining.raised_pay import COUNTED, WAGES, in_days, level_of, rise_text
from arrears.bargaining.rounding import apportion, whole_cents
from arrears.findings import Finding, Refused
from arrears.formula.words import show_number

How = Literal["from the book", "stated base", "not priced"]
HOWS: tuple[How, ...] = ("from the book", "stated base", "not priced")
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
    """One change over the horizon: a figure, a whole clause, or one agreement's raises.

    bond: `own`, or that of the follower. how: what it is priced on. total: cents, which those by year add up
    to; null = not priced, and `asked` says what for. base: what the assumptions say a year of; null for what
    the book prices. assumptions: those that it rests on. said: what has to be known of it besides.
    """

    item_id: str
    agreement: str
    address: str
    bond: str
    reading: str
    was: str
    now: str
    by_year: Mapping[int, int]
    total: int | None
    base: BaseSort | None
    assumptions: tuple[Assumption, ...]
    from_on: date
    how: How = "stated base"
    asked: tuple[Finding, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class PatternCost:
    """Everything priced, and the sums apart: lowest and highest over the readings of texts.

    sums: bond -> lowest and highest cents of what is priced; `own` first. by_how: the same, by bond and by
    what it is priced on. not_priced: bond -> how many addresses are in no sum. counted_once: addresses that
    several changed figures reach by one bond, of which the dearest alone is in the sums.
    own_not_priced: edits of the amended agreement that are no figure and no whole clause, without a book.
    """

    priced: tuple[PricedChange, ...]
    sums: Mapping[str, tuple[int, int]]
    by_how: Mapping[tuple[str, How], tuple[int, int]]
    not_priced: Mapping[str, int]
    horizon: Horizon
    scenario: str
    counted_once: tuple[str, ...]
    own_not_priced: tuple[str, ...] = ()

    def up_to(self, bond: Bond) -> tuple[int, int]:
        """Lowest and highest of own cost and every bond down to this one."""
        kinds = [OWN, *BONDS[: BONDS.index(bond) + 1]]
        return (sum(self.sums[kind][0] for kind in kinds), sum(self.sums[kind][1] for kind in kinds))

    def asked(self) -> tuple[Finding, ...]:
        """What is asked for, each once, so that everything is priced."""
        return tuple(dict.fromkeys(finding for one in self.priced for finding in one.asked))


@dataclass(frozen=True)
class Bases:
    """What changes are priced on. own: item -> year -> cents of the amended agreement, for the items that a
    book prices. own_assumptions: those that it rests on. own_why_not: item -> why the book does not price it.

    on_book: what the book says of a figure or clause of another agreement; null = without a book.
    """

    assumptions: Assumptions
    horizon: Horizon
    own: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    own_why_not: Mapping[str, str] = field(default_factory=dict)
    own_assumptions: tuple[Assumption, ...] = ()
    on_book: Callable[[Follower | ClauseReached], OnBook] | None = None


def price_pattern(pattern: Pattern, library: Sequence[Agreement], bases: Bases) -> PatternCost:
    """Every change on its own base: the book where it holds what the clause pays on, else a stated one.

    On a stated base a figure costs its change times the base, by the days that it is in force in a year; the
    total is rounded half up to the cent, and the years take its cents between them.
    Missing: what nobody stated a base of is not priced, and asked for.
    Findings: raises `Refused` with every `pattern-base` at once; those of pricing on a book.
    """
    known = {agreement.address: agreement for agreement in library}
    faults: list[Finding] = []
    priced: list[PricedChange] = []
    for one in _changes(pattern, bases):
        try:
            priced.append(_priced(one, known, bases, pattern.amends))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(dict.fromkeys(faults))
    priced = [*_from_book(pattern, bases), *priced]
    sums, counted_once = _sums(priced)
    by_how = {(bond, how): cents for how in HOWS for bond, cents in _sums(_of_how(priced, how))[0].items()}
    not_priced = {
        bond: len({one.address for one in priced if one.bond == bond and one.total is None})
        for bond in (OWN, *BONDS)
    }
    scenario = bases.assumptions.scenario
    left = tuple(
        one.what for one in pattern.not_carried if one.why == NO_FIGURE and one.item_id not in bases.own
    )
    return PatternCost(tuple(priced), sums, by_how, not_priced, bases.horizon, scenario, counted_once, left)


Changed = EditedFigure | Follower | ClauseReached | RaisesReached


def _changes(pattern: Pattern, bases: Bases) -> Iterator[Changed]:
    """What is priced by itself; what a book prices of the amended agreement is priced whole."""
    yield from (one for one in pattern.edited if one.item_id not in bases.own)
    yield from (one for one in pattern.raises if one.bond == OWN and one.item_id not in bases.own)
    yield from (one for one in pattern.clauses if one.bond == OWN and one.item_id not in bases.own)
    yield from pattern.followers
    yield from (one for one in pattern.clauses if one.bond != OWN)
    yield from (one for one in pattern.raises if one.bond != OWN)


def _priced(one: Changed, known: Mapping[str, Agreement], bases: Bases, amends: str) -> PricedChange:
    why_not, asked = "", tuple[Finding, ...]()
    if _bond(one) == OWN and bases.own_why_not.get(one.item_id):
        why_not = f"not from the book: {bases.own_why_not[one.item_id]}"
    if isinstance(one, Follower | ClauseReached) and one.bond != OWN and bases.on_book is not None:
        horizon = bases.horizon
        if one.from_on <= horizon.ends and (one.until is None or one.until >= horizon.begins):
            found = bases.on_book(one)
            if found.by_year is not None:
                return _on_book(one, found, horizon)
            why_not, asked = f"not from the book: {found.why_not}", found.asked
    try:
        return replace(_stated(one, known, bases, amends), said=why_not)
    except Refused as refused:
        if any(fault.code != "assumption-missing" for fault in refused.findings):
            raise
        return replace(_empty(one, amends), asked=(*refused.findings, *asked), said=why_not)


def _empty(one: Changed, amends: str) -> PricedChange:
    """A change with nothing priced of it."""
    agreement = amends if isinstance(one, EditedFigure) else one.agreement
    bond = _bond(one)
    reading, was, now = "", "", ""
    match one:
        case EditedFigure() | Follower():
            address = one.address
            was, now = (show_number(value, one.kind) for value in (one.was, one.now))
            reading = one.reading if isinstance(one, Follower) else ""
        case ClauseReached(address=address, change=change):
            was, now = ("no clause", "a new clause") if change == "new" else ("the clause", "no clause")
        case RaisesReached():
            address = f"{one.agreement}: raises of {one.of}"
            was, now = "no raise", ", ".join(f"{rise_text(rise)} on {on}" for on, rise in one.raises)
    return PricedChange(
        one.item_id,
        agreement,
        address,
        bond,
        reading,
        was,
        now,
        {},
        None,
        None,
        (),
        _begins(one),
        "not priced",
    )


def _bond(one: Changed) -> str:
    return OWN if isinstance(one, EditedFigure) else one.bond


def _begins(one: Changed) -> date:
    match one:
        case EditedFigure(effective_on=day) | Follower(from_on=day) | ClauseReached(from_on=day):
            return day
        case RaisesReached(raises=raises):
            return raises[0][0]
    raise TypeError(f"_begins does not know {type(one).__name__}")


def _on_book(one: Follower | ClauseReached, found: OnBook, horizon: Horizon) -> PricedChange:
    by_year = {year: (found.by_year or {}).get(year, 0) for year in horizon.years()}
    return replace(
        _empty(one, ""), by_year=by_year, total=sum(by_year.values()), assumptions=found.assumptions,
        how="from the book", said=found.note,
    )  # fmt: skip


@dataclass(frozen=True)
class _Yearly:
    """What a change costs in each year, exactly, on which stated bases."""

    cents: Mapping[int, Fraction]
    used: tuple[Assumption, ...]
    sort: BaseSort


def _stated(one: Changed, known: Mapping[str, Agreement], bases: Bases, amends: str) -> PricedChange:
    """A change on the bases that somebody stated. Findings: assumption-missing; pattern-base."""
    match one:
        case RaisesReached():
            yearly = _raises(one, bases, amends)
        case ClauseReached():
            yearly = _of_days(one, bases, lambda year: _clause_cents(one, year, bases.assumptions))
        case _:
            agreement = known[amends if isinstance(one, EditedFigure) else one.agreement]
            sort = base_sort(agreement, one.address, one.kind)
            delta = one.now - one.was
            yearly = _of_days(
                one, bases, lambda year: yearly_cents(delta, sort, one.address, year, bases.assumptions), sort
            )
    by_year = apportion(whole_cents(sum(yearly.cents.values(), Fraction(0))), yearly.cents)
    return replace(
        _empty(one, amends), by_year=by_year, total=sum(by_year.values()), base=yearly.sort,
        assumptions=yearly.used, how="stated base",
    )  # fmt: skip


def _of_days(
    one: EditedFigure | Follower | ClauseReached,
    bases: Bases,
    whole: Callable[[int], tuple[Fraction, Assumption]],
    sort: BaseSort = "yearly cost",
) -> _Yearly:
    """A whole year's cost by the days of each year on which the change is in force."""
    cents: dict[int, Fraction] = {}
    used: dict[Assumption, None] = {}
    for year in bases.horizon.years():
        share = bases.horizon.share_of(year, _begins(one), one.until)
        cents[year] = Fraction(0)
        if share:
            a_year, stated = whole(year)
            cents[year], used[stated] = a_year * share, None
    return _Yearly(cents, tuple(used), sort)


def _clause_cents(one: ClauseReached, year: int, assumptions: Assumptions) -> tuple[Fraction, Assumption]:
    """What a year of a new or removed clause costs, as somebody states it."""
    return yearly_cents(Fraction(1), "yearly cost", one.address, year, assumptions)


def _raises(raised: RaisesReached, bases: Bases, amends: str) -> _Yearly:
    """Raises on stated pay, hours or weeks: each weighs from its day on, on top of those before it."""
    cents: dict[int, Fraction] = {}
    used: dict[Assumption, None] = {}
    for year in bases.horizon.years():
        cents[year] = Fraction(0)
        for base, weight in _weights(raised, bases.horizon, year).items():
            if weight:
                stated = _pay_base(base, raised.agreement, year, (bases.assumptions, amends))
                cents[year] += stated.value * weight
                used[stated] = None
    return _Yearly(cents, tuple(used), "money")


def _weights(raised: RaisesReached, horizon: Horizon, year: int) -> dict[str, Fraction]:
    """What a year's raises come to by days: of the pay before the first, and cents for each unit."""
    raises = in_days(raised.raises)
    ends = [on - timedelta(days=1) for on, _ in raises[1:]]
    found: dict[str, Fraction] = {}
    for place, ((on, _), last) in enumerate(zip(raises, [*ends, horizon.ends])):
        share = horizon.share_of(year, on, min(last, raised.until or last))
        level = level_of(raised.of, raises[: place + 1])
        reached = {WAGES: level.share - (raised.of == WAGES)}
        reached |= {COUNTED[per]: money for per, money in level.by_unit.items()}
        for base, weight in reached.items():
            found[base] = found.get(base, Fraction(0)) + weight * share
    return found


def _pay_base(base: str, agreement: str, year: int, among: tuple[Assumptions, str]) -> Assumption:
    """The pay, or the units, of a year under an agreement. Findings: assumption-missing; pattern-base."""
    assumptions, amends = among
    name = f"pay-base/{base}/{agreement}"
    general = (f"pay-base/{base}",) if agreement == amends else ()
    stated = assumptions.wanted(f"{name}/{year}", name, *general)
    if stated.is_money != (base == WAGES):
        problem = f"'{stated.name}' states another sort of figure."
        expected = "dollars of pay a year" if base == WAGES else f"how many {base} a year, such as 1,000,000"
        found = "dollars" if stated.is_money else "a plain number"
        raise Refused([Finding("pattern-base", stated.place, problem, expected, found)])
    return stated


def _from_book(pattern: Pattern, bases: Bases) -> Iterator[PricedChange]:
    """The items of the amended agreement as the costing of a book has them."""
    for item_id, by_year in bases.own.items():
        moved: list[Changed] = [*pattern.edited, *(one for one in pattern.clauses if one.bond == OWN)]
        moved += [one for one in pattern.raises if one.bond == OWN]
        own = [_empty(one, pattern.amends) for one in moved if one.item_id == item_id]
        addresses = ", ".join(one.address for one in own) or pattern.amends
        within = {year: by_year.get(year, 0) for year in bases.horizon.years()}
        begins = min((one.from_on for one in own), default=bases.horizon.begins)
        yield PricedChange(
            item_id, pattern.amends, addresses, OWN, "", "", "", within, sum(within.values()), None,
            bases.own_assumptions,
            begins, "from the book",
        )  # fmt: skip


def _of_how(priced: Iterable[PricedChange], how: How) -> list[PricedChange]:
    return [one for one in priced if one.how == how]


def _sums(priced: Iterable[PricedChange]) -> tuple[dict[str, tuple[int, int]], tuple[str, ...]]:
    """Lowest and highest by bond: of one address the dearest change counts, on each reading.

    What is not priced is in no sum.
    """
    readings: dict[tuple[str, str], dict[str, int]] = {}
    several: dict[str, None] = {}
    for number, one in enumerate(priced):
        if one.total is None:
            continue
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
