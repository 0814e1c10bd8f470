"""What a ratification packet holds, and the few words and ranges that all its pages share.

It figures nothing but least and most of what was figured, and the yearly average of a term.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.bargaining.costing import Costing, Gain
from arrears.bargaining.delay import DAYS_A_YEAR
from arrears.bargaining.offer import Offer
from arrears.bargaining.packet import NOT_SAID, Ballot, ConditionDropped, GivenUp, ItemTold, Unmet, Waited
from arrears.bargaining.rounding import whole_cents
from arrears.bargaining.statements import Statement
from arrears.money import show_cents
from arrears.reports.offer_price_report import Priced
from arrears.reports.tables import Money


@dataclass(frozen=True)
class Packet:
    """Everything that the packet tells. proposals: the earlier proposals that it was held against.

    voted_on: the day that the packet speaks of. ballot: what members are told about voting.
    """

    deal: Offer
    voted_on: date
    items: tuple[ItemTold, ...]
    priced: Priced
    waited: tuple[Waited, ...]
    unmet: tuple[Unmet, ...]
    proposals: tuple[Offer, ...]
    given_up: tuple[GivenUp, ...]
    dropped: tuple[ConditionDropped, ...]
    statements: tuple[Statement, ...]
    ballot: Ballot = NOT_SAID

    @property
    def members(self) -> str:
        """The party whose members vote."""
        return self.deal.made_to if self.deal.side == "payers" else self.deal.made_by

    @property
    def days(self) -> int:
        """The days of the deal's term."""
        return (self.deal.term_until - self.deal.term_from).days + 1

    def a_year(self, cents: int) -> int:
        """A worth over the term as an average year of it."""
        return whole_cents(Fraction(cents * DAYS_A_YEAR, self.days))


# A paper for everybody tells no sums of fewer people: they would be somebody's own money.
FEWEST_SHOWN = 5


def is_shown(gain: Gain) -> bool:
    """Whether a group's sums are told; of what is no people's they are."""
    return gain.median_cents is None or gain.payees >= FEWEST_SHOWN


def whose(costing: Costing) -> str:
    """Whose assumptions and whose reading a costing stands on."""
    scenario = f"scenario {costing.scenario}" if costing.scenario else "listed assumptions"
    return f"{scenario}, reading {costing.position}" if costing.position else scenario


def whose_words(costings: Iterable[Costing]) -> str:
    """All whose views a range runs over."""
    return "; ".join(whose(costing) for costing in costings)


def spread(cents: Iterable[int]) -> str:
    """From the least to the most, or the one sum that both are."""
    low, high = least_and_most(cents)
    return show_cents(low) if low == high else f"{show_cents(low)} to {show_cents(high)}"


def least_and_most(cents: Iterable[int]) -> tuple[int, int]:
    """The least and the most of one sum or more."""
    known = tuple(cents)
    return min(known), max(known)


def forgone_by(day: date, waited: Sequence[Waited]) -> tuple[int, ...]:
    """What is forgone if the deal is signed on a day, by every method and assumption that is known."""
    each = ((one.straight, one.phased, one.shifted, one.interest) for one in waited if one.signed_on == day)
    return tuple(whole_cents(cents) for many in each for cents in many if cents is not None)


def exact_money(exact: Fraction | None) -> Money:
    """Exact cents as a cell; not known where there are none."""
    return Money(None if exact is None else whole_cents(exact))
