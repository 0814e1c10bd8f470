"""What members forgo by each day without the agreement: as parties quote it, and as raises really weigh.

The straight line spreads an offer's worth evenly over its term. The phased method lets every raise weigh from
its date over the days it is in force. Neither is the answer: both stand side by side, never one number. The
worth of an offer is an argument: nothing here prices clauses or foretells a signing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Offer
from arrears.dates import add_days, add_months
from arrears.findings import Finding, Refused

# Whether raises come on the days that the offer names, or so many days later as it is signed later.
Starts = Literal["as written", "on signing"]
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Raise:
    """A raise of pay from a day on, on top of those before it: 3.5% = 7/200."""

    on: date
    by: Fraction
    place: str = ""


@dataclass(frozen=True)
class Stretch:
    """Days on which the same is gained every day: from a day to a day, both included; cents, exactly."""

    begins: date
    ends: date
    a_day: Fraction

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.ends - self.begins).days + 1


@dataclass(frozen=True)
class OfferValue:
    """What one side says that an offer is worth over its term; shares of a cent are kept.

    total: cents over the whole term, from `begins` to `ends`, both days included. stretches: how it comes in,
    where that was said in money; else raises: by which raises; both empty = not said.
    starts, is_retroactive: what the offer says of its dates when it is signed late.
    made_by: whose offer. valued_by: whose figure. profile_by: who says how the money comes in.
    left_out: items that were not priced, and are in no figure.
    """

    name: str
    title: str
    made_by: str
    valued_by: str
    total: Fraction
    begins: date
    ends: date
    stretches: tuple[Stretch, ...] = ()
    raises: tuple[Raise, ...] = ()
    starts: Starts = "as written"
    is_retroactive: bool = False
    profile_by: str = ""
    as_of: str = ""
    source: str = ""
    status: str = "unverified"
    place: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """The days of the term."""
        return (self.ends - self.begins).days + 1


@dataclass(frozen=True)
class Forgone:
    """What was forgone before a day of signing, by each method; cents, exactly.

    straight: the straight line. phased: raises weigh from the dates written; null = phases were not said.
    shifted: the same, where raises start on signing and the term ends on its old day; null likewise.
    interest: what is lost where pay is made up afterwards; null = no rate of interest, or no phases.
    """

    days: int
    straight: Fraction
    phased: Fraction | None
    shifted: Fraction | None
    interest: Fraction | None


def value_of_costing(costing: Costing, offer: Offer) -> OfferValue:
    """The worth of an offer as it was figured from a book, calendar year by calendar year of its term.

    Items that were not priced are named in `left_out` and are in no figure.
    """
    stretches = []
    for year in costing.years:
        begins = max(offer.term_from, date(year, 1, 1))
        ends = min(offer.term_until, date(year, 12, 31))
        cents = sum(item.by_year.get(year, 0) for item in costing.items if item.averaged is not None)
        stretches.append(Stretch(begins, ends, Fraction(cents, (ends - begins).days + 1)))
    return OfferValue(
        name=offer.offer_id,
        title=f"{offer.offer_id}, scenario {costing.scenario or 'of all'}",
        made_by=offer.made_by,
        valued_by=f"the book, scenario {costing.scenario or 'of all'}",
        total=sum((one.a_day * one.days for one in stretches), Fraction(0)),
        begins=offer.term_from,
        ends=offer.term_until,
        stretches=tuple(stretches),
        profile_by="the book, evenly within each calendar year",
        as_of=costing.held_to,
        source=f"base year {costing.base_year}, run {costing.run_id}; {offer.source}",
        status="derived",
        place=offer.place,
        is_retroactive=bool(offer.items) and all(item.is_retroactive for item in offer.items),
        left_out=tuple(item.item_id for item in costing.items if item.averaged is None),
    )


def straight_line(value: OfferValue) -> tuple[Stretch, ...]:
    """An offer spread evenly over the days of its term, as parties quote it."""
    return (Stretch(value.begins, value.ends, value.total / value.days),)


def phased(value: OfferValue) -> tuple[Stretch, ...]:
    """An offer over its term as it comes in; empty where nobody said how.

    Raises: each weighs from its day, on top of those before it, and all days together give the total.
    """
    if value.stretches or not value.raises:
        return value.stretches
    levels = raise_levels(value.raises)
    spans = spans_of([one.on for one in value.raises], value.ends)
    weights = [level * days for level, (_, _, days) in zip(levels, spans)]
    whole = sum(weights, Fraction(0))
    if whole <= 0:
        raise Refused([_no_weight(value)])
    return tuple(
        Stretch(begins, ends, value.total * level / whole) for level, (begins, ends, _) in zip(levels, spans)
    )


def raise_levels(raises: Sequence[Raise]) -> list[Fraction]:
    """By how much pay is above the old pay once each raise is in force: 3% and 3.5% give 3% and 6.605%."""
    levels, pay = [], Fraction(1)
    for one in raises:
        pay *= 1 + one.by
        levels.append(pay - 1)
    return levels


def spans_of(starts: Sequence[date], ends: date) -> list[tuple[date, date, int]]:
    """Each start with the day before the next one, and the days between; the last runs to the term's end."""
    lasts = [*(add_days(day, -1) for day in starts[1:]), ends]
    return [(begins, last, (last - begins).days + 1) for begins, last in zip(starts, lasts)]


def year_starts(begins: date, ends: date) -> list[date]:
    """The first day of each year of a term; the last year may be short."""
    starts, months = [], 0
    while (day := add_months(begins, months)) <= ends:
        starts.append(day)
        months += 12
    return starts


def by_years(years: Sequence[Fraction], begins: date, ends: date, place: str = "") -> tuple[Stretch, ...]:
    """Each year's money evenly over its days. Findings: `delay-years` for other years than the term's."""
    starts = year_starts(begins, ends)
    if len(starts) != len(years):
        problem, expected = "an offer states other years than its term has.", f"{len(starts)} years"
        remedy = "state one value for each year of the term, a short one too"
        raise Refused([Finding("delay-years", place, problem, expected, f"{len(years)}", remedy)])
    return tuple(
        Stretch(first, last, cents / days)
        for cents, (first, last, days) in zip(years, spans_of(starts, ends))
    )


def _no_weight(value: OfferValue) -> Finding:
    problem = "the raises of an offer weigh nothing, so its worth cannot be spread over them."
    remedy = "state its raises, or its value year by year"
    return Finding("delay-raises", value.place, problem, "raises above 0%", "none", remedy)


def from_signing(value: OfferValue, signed_on: date) -> tuple[Stretch, ...]:
    """An offer as it comes in where raises start on signing: every raise so many days later, and the term
    ends on its old day. Missing: empty where nobody said how the money comes in.
    """
    later = days_forgone(value, signed_on)
    moved = ((add_days(one.begins, later), add_days(one.ends, later), one.a_day) for one in phased(value))
    return tuple(
        Stretch(begins, min(ends, value.ends), a_day) for begins, ends, a_day in moved if begins <= value.ends
    )


def accrued(stretches: Iterable[Stretch], begins: date, ends: date) -> Fraction:
    """What comes in from a day to a day, both included; nothing when the first is after the last."""
    total = Fraction(0)
    for one in stretches:
        first, last = max(one.begins, begins), min(one.ends, ends)
        if first <= last:
            total += one.a_day * ((last - first).days + 1)
    return total


def on_day(stretches: Iterable[Stretch], day: date) -> Fraction:
    """What one day brings."""
    return accrued(stretches, day, day)


def days_forgone(value: OfferValue, signed_on: date) -> int:
    """The days of the term that passed before the day of signing."""
    return min(max(0, (signed_on - value.begins).days), value.days)


def forgone(value: OfferValue, signed_on: date, interest_a_year: Fraction | None = None) -> Forgone:
    """What members forwent before they signed on a day.

    Missing: phased, shifted, interest are null where phases were not said; interest also without a rate.
    """
    days, before = days_forgone(value, signed_on), add_days(signed_on, -1)
    spread = phased(value)
    straight = accrued(straight_line(value), value.begins, before)
    if not spread:
        return Forgone(days, straight, None, None, None)
    as_written = accrued(spread, value.begins, before)
    shifted = value.total - accrued(from_signing(value, signed_on), value.begins, value.ends)
    interest = None if interest_a_year is None else waiting_cost(spread, signed_on, interest_a_year)
    return Forgone(days, straight, as_written, shifted, interest)


def waiting_cost(stretches: Iterable[Stretch], signed_on: date, interest_a_year: Fraction) -> Fraction:
    """Simple interest on what each day would have brought, until the day on which it is made up."""
    waited = Fraction(0)
    for one in stretches:
        last = min(one.ends, add_days(signed_on, -1))
        if one.begins <= last:
            longest, shortest = (signed_on - one.begins).days, (signed_on - last).days
            waited += one.a_day * Fraction((longest + shortest) * (longest - shortest + 1), 2)
    return waited * interest_a_year / DAYS_A_YEAR


def days_that_eat(turned_down: OfferValue, hoped_for: OfferValue, method: str) -> int | None:
    """After how many days a holdout has cost the whole of what is hoped for: what is forgone of the offer
    turned down is then as much as the better offer still brings above it over what is left of the term.

    method: `straight` or `phased`. Missing: null where phases were not said, or the other offer is no better.
    """
    spread = straight_line if method == "straight" else phased
    low, high = spread(turned_down), spread(hoped_for)
    if not low or not high:
        return None
    last = min(turned_down.ends, hoped_for.ends)
    for days in range(turned_down.days + 1):
        signed_on = add_days(turned_down.begins, days)
        gain = accrued(high, signed_on, last) - accrued(low, signed_on, last)
        if gain <= 0 and days == 0:
            return None
        if accrued(low, turned_down.begins, add_days(signed_on, -1)) >= gain:
            return days
    return None
