"""Puts a stoppage together from a file of stakes and named assumptions: sides, kinds of persons, all persons.

Every assumption that is missing is asked for at once. With phases said of both offers the better terms are
counted by both methods; without, only evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.delay import OfferValue
from arrears.bargaining.delay_assumptions import DISCOUNT, PERSISTENCE, SHIFTED, wanted_shares
from arrears.bargaining.outlook import GainStep
from arrears.bargaining.read_stakes import Stakes
from arrears.bargaining.stoppage import (
    Ahead,
    Method,
    PersonBalance,
    PersonStake,
    SideBalance,
    Spread,
    StrikeTerms,
    balance_persons,
    balance_side,
    improvement,
    spread_of,
)


@dataclass(frozen=True)
class SideWeighed:
    """One side by one method, with the share of its idle work that is shifted."""

    method: Method
    balance: SideBalance
    shifted: Assumption


@dataclass(frozen=True)
class Weighed:
    """A stoppage of so many days from a day, with every assumption that it rests on."""

    begins: date
    days: int
    ahead: Ahead
    offers: tuple[OfferValue, OfferValue]
    sides: tuple[SideWeighed, ...]
    persons: tuple[PersonBalance, ...]
    persons_shifted: Assumption
    spread: Spread | None
    scenario: str
    used: tuple[Assumption, ...]


def weigh_stoppage(
    stakes: Stakes, persons: Sequence[PersonStake], days: int, assumptions: Assumptions
) -> Weighed:
    """A stoppage of so many days.

    Findings: `stakes-missing` for what the file does not say; `assumption-missing` for every assumption that
    nobody made: discount, persistence, and the share of work shifted, of a side or of all.
    """
    low, high = stakes.needs_turned_down(), stakes.needs_hoped_for()
    begins, horizon = stakes.needs_stoppage_begins(), stakes.needs_horizon()
    whose = ["persons", *(side.name for side in stakes.sides)]
    groups = [_shifted_names(assumptions, one) for one in whose]
    found = wanted_shares(assumptions, [(DISCOUNT,), (PERSISTENCE,), *groups])
    discount, persistence, shifted, *of_sides = found
    ahead = Ahead(horizon, min(low.ends, high.ends), persistence.value, discount.value)
    sides = []
    for side, share in zip(stakes.sides, of_sides):
        terms = StrikeTerms(ahead, share.value)
        for method in methods_of(low, high, begins) if side.role != "neither" else ("straight",):
            gain = partial(_gain, low, high, method)
            sides.append(SideWeighed(method, balance_side(side, gain, (begins, days), terms), share))
    terms = StrikeTerms(ahead, shifted.value)
    balances = balance_persons(persons, begins, days, terms) if persons else ()
    return Weighed(
        begins,
        days,
        ahead,
        (low, high),
        tuple(sides),
        balances,
        shifted,
        spread_of(balances) if balances else None,
        assumptions.scenario,
        tuple(dict.fromkeys(found)),
    )


def _shifted_names(assumptions: Assumptions, whose: str) -> tuple[str, ...]:
    own = f"{SHIFTED}/{whose}"
    return (own,) if assumptions.find(own) else (SHIFTED,)


def methods_of(low: OfferValue, high: OfferValue, begins: date) -> tuple[Method, ...]:
    """The methods by which both offers can be counted from a day on."""
    return ("straight", "phased") if improvement(low, high, begins, "phased") else ("straight",)


def _gain(low: OfferValue, high: OfferValue, method: Method, day: date) -> tuple[GainStep, ...]:
    return improvement(low, high, day, method)
