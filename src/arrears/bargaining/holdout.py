"""What a holdout must win to pay for itself: the gain that makes good what was forgone while it lasted.

By each way of counting what was forgone, for the rest of the term alone and up to a horizon with as much of
the gain as persists. It weighs money that somebody counted; whether anything is won it does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.bargaining.delay import OfferValue, days_that_eat, forgone
from arrears.bargaining.outlook import GainStep, Outlook, worth_of, years_to_recover
from arrears.bargaining.stoppage import Ahead, Method, improvement

Count = Literal["straight", "phased", "shifted", "made up"]
COUNTS: dict[Count, str] = {
    "straight": "straight line, as parties quote it",
    "phased": "phased, raises on the days written",
    "shifted": "phased, raises start on signing",
    "made up": "made up on signing, interest lost",
}


@dataclass(frozen=True)
class Hoped:
    """The better offer beside what was forgone. Cents; worth = counted today.

    a_year: by how much it is better in the year after signing. in_term, to_horizon: what that is worth.
    recovery_years: until it has made good what was forgone, however far ahead; null = never within reach.
    eaten_after: the days of holdout that eat it whole; null where phases were not said or it is no better.
    """

    a_year: Fraction
    in_term: Fraction
    to_horizon: Fraction
    recovery_years: Fraction | None
    eaten_after: int | None


@dataclass(frozen=True)
class HoldoutBalance:
    """One way of counting. forgone: cents. must_win_in_term, must_win_to_horizon: cents a year from signing
    on; null where nothing is left of the term. hoped: null where the file names no better offer, or its
    phases were not said.
    """

    count: Count
    forgone: Fraction
    must_win_in_term: Fraction | None
    must_win_to_horizon: Fraction | None
    share_of_offer: Fraction | None
    hoped: Hoped | None


def balance_holdout(
    turned_down: OfferValue,
    hoped_for: OfferValue | None,
    signed_on: date,
    ahead: Ahead,
    interest_a_year: Fraction | None,
) -> tuple[HoldoutBalance, ...]:
    """What a holdout until a day must win, by every way of counting that the offer's figures allow.

    share_of_offer: what must be won a year within the term, beside the offer's worth in an average year.
    """
    outlook = ahead.seen_from(signed_on)
    in_term = replace(outlook, horizon_years=outlook.term_years)
    average = turned_down.total * 365 / turned_down.days
    balances = []
    for count, cents in _counted(turned_down, signed_on, interest_a_year):
        within = _a_year(cents, in_term)
        balances.append(
            HoldoutBalance(
                count,
                cents,
                within,
                _a_year(cents, outlook),
                within / average if within is not None and average else None,
                _hoped(turned_down, hoped_for, signed_on, outlook, (count, cents)) if hoped_for else None,
            )
        )
    return tuple(balances)


def _counted(
    value: OfferValue, signed_on: date, interest_a_year: Fraction | None
) -> Iterator[tuple[Count, Fraction]]:
    found = forgone(value, signed_on, interest_a_year)
    yield "straight", found.straight
    if found.phased is not None:
        yield "phased", found.phased
    if found.shifted is not None:
        yield "shifted", found.shifted
    if found.interest is not None:
        yield "made up", found.interest


def _a_year(cents: Fraction, outlook: Outlook) -> Fraction | None:
    """The even gain a year that is worth as much over the horizon."""
    one = worth_of((GainStep(outlook.term_years, Fraction(1)),), outlook)
    return cents / one if one else None


def _hoped(
    turned_down: OfferValue,
    hoped_for: OfferValue,
    signed_on: date,
    outlook: Outlook,
    counted: tuple[Count, Fraction],
) -> Hoped | None:
    count, cents = counted
    method: Method = "phased" if count == "made up" else count
    gain = improvement(turned_down, hoped_for, signed_on, method)
    if not gain:
        return None
    in_term = replace(outlook, horizon_years=outlook.term_years)
    return Hoped(
        gain[0].a_year,
        worth_of(gain, in_term),
        worth_of(gain, outlook),
        years_to_recover(cents, gain, outlook),
        days_that_eat(turned_down, hoped_for, count) if count in ("straight", "phased") else None,
    )
