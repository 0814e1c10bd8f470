"""When a strike or a holdout has cost more than it can win: for each side, and for each kind of person.

A day of a stoppage costs what a party says it costs, less the work that is only shifted in time. Those who
lose pay are not those who gain by the terms, so persons are counted one kind at a time. It states break-even
days under assumptions that somebody made; it predicts neither side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import ceil
from typing import Literal

from arrears.bargaining.delay import (
    DAYS_A_YEAR,
    OfferValue,
    Stretch,
    accrued,
    from_signing,
    phased,
    straight_line,
)
from arrears.bargaining.outlook import GainStep, Outlook, worth_of
from arrears.dates import add_days

# `gains` by better terms, `pays` for them, or only loses by the stoppage.
Role = Literal["gains", "pays", "neither"]
Method = Literal["straight", "phased", "shifted"]
# No stoppage is followed further than this many days.
LONGEST_DAYS = 1_500


@dataclass(frozen=True)
class Side:
    """Who loses what by a day of a stoppage, as somebody claims. loses_a_day: cents, before shifted work.

    by, as_of, source, status: whose figure it is. says: what the figure leaves out, in words.
    """

    name: str
    title: str
    role: Role
    loses_a_day: Fraction
    by: str
    as_of: str
    source: str
    status: str
    says: str = ""
    place: str = ""


GainIs = Literal["stated", "priced"]


@dataclass(frozen=True)
class PersonStake:
    """What one person of a kind loses by a day and gains in a year, in cents; so many are of the kind.

    gain_is: whether somebody states the gain, or a book prices it; priced, `gains_a_year` is at first what
    raises are stated to bring besides. raises_known: whether that was stated. stage: of the career.
    """

    name: str
    persons: int
    loses_a_day: Fraction
    gains_a_year: Fraction
    by: str
    source: str
    status: str
    place: str = ""
    as_of: str = ""
    person_id: str = field(default="", repr=False)
    gain_is: GainIs = "stated"
    raises_known: bool = True
    stage: str = ""


@dataclass(frozen=True)
class Ahead:
    """How gains are counted ahead. horizon: the last day counted. term_ends: of the terms that are won."""

    horizon: date
    term_ends: date
    persistence: Fraction
    discount: Fraction

    def seen_from(self, day: date) -> Outlook:
        """The outlook from the day on which terms begin."""
        return Outlook(
            years_between(day, self.horizon),
            years_between(day, self.term_ends),
            self.persistence,
            self.discount,
        )


@dataclass(frozen=True)
class SideBalance:
    """One side after a stoppage of so many days; cents, exactly.

    loss: without shifted work taken off, as parties quote it. net_loss: shifted work taken off.
    at_stake: what the better terms bring or cost it over the horizon.
    quoted_days: at stake on the first day ÷ a day's quoted loss.
    break_even_days: whole days until the net loss is as much as what is at stake; null = never.
    """

    side: Side
    loss: Fraction
    net_loss: Fraction
    at_stake: Fraction | None
    quoted_days: Fraction | None
    break_even_days: int | None


@dataclass(frozen=True)
class PersonBalance:
    """One person of a kind after a stoppage: cents lost net of shifted work, gained over the horizon."""

    stake: PersonStake
    loss: Fraction
    gain: Fraction
    break_even_days: int | None

    def break_even_text(self) -> str:
        """The break-even days in words, where there are none."""
        if self.break_even_days is not None:
            return f"{self.break_even_days:,}"
        if not self.stake.loses_a_day:
            return "loses nothing"
        return "never" if self.stake.gains_a_year > 0 else "gains nothing"

    @property
    def net(self) -> Fraction:
        """What is left of the gain."""
        return self.gain - self.loss


def years_between(begins: date, ends: date) -> Fraction:
    """Years of 365 days, both days included; nothing when the first is after the last."""
    return Fraction(max(0, (ends - begins).days + 1), DAYS_A_YEAR)


def improvement(
    turned_down: OfferValue, hoped_for: OfferValue, begins: date, method: Method
) -> tuple[GainStep, ...]:
    """By how much one offer is better than another from a day on, step by step to the end of the term.

    shifted: raises of both start on that day. Missing: empty where the method needs phases that were not
    said.
    """
    low, high = (spread_by(value, begins, method) for value in (turned_down, hoped_for))
    last = min(turned_down.ends, hoped_for.ends)
    if not low or not high or begins > last:
        return ()
    starts = sorted({begins} | {one.begins for one in (*low, *high) if begins < one.begins <= last})
    ends = [*(add_days(day, -1) for day in starts[1:]), last]
    return tuple(
        GainStep(years_between(begins, until), _a_year(high, day) - _a_year(low, day))
        for day, until in zip(starts, ends)
    )


def spread_by(value: OfferValue, begins: date, method: Method) -> tuple[Stretch, ...]:
    """An offer over its term by one method; `begins` is the day of signing where raises start on it."""
    match method:
        case "straight":
            return straight_line(value)
        case "phased":
            return phased(value)
        case "shifted":
            return from_signing(value, begins)
    raise TypeError(f"spread_by does not know {method}")


def _a_year(stretches: Sequence[Stretch], day: date) -> Fraction:
    return accrued(stretches, day, day) * DAYS_A_YEAR


def balance_side(
    side: Side,
    gain_from: Callable[[date], tuple[GainStep, ...]],
    stoppage: tuple[date, int],
    terms: StrikeTerms,
) -> SideBalance:
    """One side after a stoppage from a day on, of so many days.

    gain_from: the improvement seen from a day. Whoever gains has it from the end of the stoppage; whoever
    pays would have granted it on the first day.
    """
    begins, days = stoppage
    loss, kept = side.loses_a_day * days, 1 - terms.shifted
    if side.role == "neither":
        return SideBalance(side, loss, loss * kept, None, None, None)

    @cache
    def worth_from(day: date) -> Fraction:
        return worth_of(gain_from(day), terms.ahead.seen_from(day))

    def at_stake(length: int) -> Fraction:
        return worth_from(add_days(begins, length if side.role == "gains" else 0))

    whole = at_stake(0)
    quoted = whole / side.loses_a_day if side.loses_a_day > 0 else None
    return SideBalance(
        side, loss, loss * kept, at_stake(days), quoted, _days_until(side.loses_a_day * kept, at_stake)
    )


@dataclass(frozen=True)
class StrikeTerms:
    """What a stoppage is counted under. shifted: the share of idle work that is done before or after it."""

    ahead: Ahead
    shifted: Fraction


def balance_persons(
    stakes: Sequence[PersonStake], begins: date, days: int, terms: StrikeTerms
) -> tuple[PersonBalance, ...]:
    """One person of each stake after a stoppage of so many days; the gain begins at its end.

    What a gain of one a year is then worth is figured once for each day, so that lists may be long.
    """
    last = min(LONGEST_DAYS, max(1, days, (terms.ahead.horizon - begins).days + 1))
    worth = [_worth_after(length, begins, terms) for length in range(last + 1)]
    # How much a day's loss may be, beside a year's gain, for the first days to have reached break-even.
    lowest = list(accumulate((worth[day] / day for day in range(1, last + 1)), min))
    kept = 1 - terms.shifted
    balances = []
    for stake in stakes:
        a_day = stake.loses_a_day * kept
        even = _first_day(a_day, stake.gains_a_year, lowest) if worth[0] > 0 else None
        balances.append(PersonBalance(stake, a_day * days, stake.gains_a_year * worth[days], even))
    return tuple(balances)


def _worth_after(length: int, begins: date, terms: StrikeTerms) -> Fraction:
    outlook = terms.ahead.seen_from(add_days(begins, length))
    return worth_of((GainStep(outlook.term_years, Fraction(1)),), outlook)


def _first_day(loss_a_day: Fraction, gain_a_year: Fraction, lowest: Sequence[Fraction]) -> int | None:
    if loss_a_day <= 0 or gain_a_year <= 0:
        return None
    place = bisect_left(lowest, -loss_a_day / gain_a_year, key=lambda share: -share)
    return place + 1 if place < len(lowest) else None


def _days_until(loss_a_day: Fraction, at_stake: Callable[[int], Fraction]) -> int | None:
    """The first whole day on which the loss is as much as what is then still at stake.

    Missing: null where nothing is lost by a day, nothing is at stake, or no day up to `LONGEST_DAYS` is it.
    """
    if loss_a_day <= 0 or at_stake(0) <= 0:
        return None
    # Day by day: with a discount, what is at stake need not fall evenly, so nothing may be skipped.
    return next((day for day in range(1, LONGEST_DAYS + 1) if loss_a_day * day >= at_stake(day)), None)


@dataclass(frozen=True)
class Spread:
    """How persons come out of a stoppage: how many ahead, level or behind, and who bears what. Cents.

    lost_by_losers: what those who end behind lost; gained_by_losers: what they gained by the terms.
    net_at: the net of the person at each percentile (nearest rank).
    """

    persons: int
    ahead: int
    behind: int
    lost: Fraction
    gained: Fraction
    lost_by_losers: Fraction
    gained_by_losers: Fraction
    net_at: tuple[tuple[int, Fraction], ...]


PERCENTILES = (10, 25, 50, 75, 90)


def spread_of(balances: Sequence[PersonBalance]) -> Spread:
    """All persons together: losers are not the gainers, so both are shown. `net_at`: net by percentile."""
    losers = [one for one in balances if one.net < 0]
    return Spread(
        persons=sum(one.stake.persons for one in balances),
        ahead=sum(one.stake.persons for one in balances if one.net > 0),
        behind=sum(one.stake.persons for one in losers),
        lost=_whole(balances, lambda one: one.loss),
        gained=_whole(balances, lambda one: one.gain),
        lost_by_losers=_whole(losers, lambda one: one.loss),
        gained_by_losers=_whole(losers, lambda one: one.gain),
        net_at=tuple((share, _net_at(balances, share)) for share in PERCENTILES) if balances else (),
    )


@dataclass(frozen=True)
class KindSpread:
    """Persons of one kind: how many end ahead or behind, what they lose and gain together, the middle net."""

    kind: str
    persons: int
    ahead: int
    behind: int
    lost: Fraction
    gained: Fraction
    median_net: Fraction


def by_kind(balances: Sequence[PersonBalance]) -> tuple[KindSpread, ...]:
    """Persons kind by kind, in the order in which the kinds first appear."""
    kinds = dict.fromkeys(one.stake.name for one in balances)
    found = []
    for kind in kinds:
        own = [one for one in balances if one.stake.name == kind]
        whole = spread_of(own)
        middle = _net_at(own, 50)
        found.append(
            KindSpread(kind, whole.persons, whole.ahead, whole.behind, whole.lost, whole.gained, middle)
        )
    return tuple(found)


def _whole(balances: Sequence[PersonBalance], of: Callable[[PersonBalance], Fraction]) -> Fraction:
    return sum((of(one) * one.stake.persons for one in balances), Fraction(0))


def _net_at(balances: Sequence[PersonBalance], percent: int) -> Fraction:
    """The net of the person that so many per cent of all persons do not exceed (nearest rank)."""
    ordered = sorted(balances, key=lambda one: one.net)
    rank = max(1, ceil(Fraction(percent * sum(one.stake.persons for one in ordered), 100)))
    for one in ordered:
        rank -= one.stake.persons
        if rank <= 0:
            return one.net
    raise ValueError("no persons")
