"""Prices an offer on a run of an audit: opens its base year, reprices its sets of items, and says who gains.

What was figured is kept in the run's folder, beside the tables that it follows from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.agreements.model import Agreement
from arrears.bargaining.amended import amend, depends_on, units
from arrears.bargaining.assumptions import Assumptions
from arrears.bargaining.base_lines import open_base_lines
from arrears.bargaining.base_year import BaseYear, create_base_line, open_base_year
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Costing
from arrears.bargaining.gains import WHOLE_OFFER, BasePeople, find_gains, read_people
from arrears.bargaining.offer import Offer
from arrears.bargaining.own_lines import MovedMoney, moved_money, own_lines
from arrears.bargaining.price import Pricing, price_offer
from arrears.bargaining.projection import Asked, Outlook
from arrears.bargaining.shapley import Draws
from arrears.engine.connection import EngineLimits, quote_text

KEPT_IN = "costing"


@dataclass(frozen=True)
class OwnMoney:
    """What an offer changes on the lines that a book has already, on one position; retroactive pay apart.

    since: the day of signing, or of the making where nothing is signed; what lies before it is back pay.
    """

    position: str
    since: date
    is_signed: bool
    moved: tuple[MovedMoney, ...]


@dataclass(frozen=True)
class PricedRun:
    """A run to price on: its folder, the agreements that it was made with, and the library of the offer."""

    folder: Path
    agreements: Sequence[Agreement]
    library: Path = SHIPPED
    limits: EngineLimits | None = None

    def base_year(self, year: int | None, position: str) -> BaseYear:
        """Its base year on one position, reproduced. Findings: those of `open_base_year`."""
        return open_base_year(self.folder, self.agreements, year, position=position, limits=self.limits)


def reprice(
    offer: Offer, base: BaseYear, run: PricedRun, progress: Callable[[str], None] = lambda _: None
) -> Repricing:
    """The repricing of an offer over a base year."""
    amended = amend(offer, base.answers, run.library)
    return Repricing(base, amended, run.folder / KEPT_IN, progress)


def own_money(repricing: Repricing, run: PricedRun) -> OwnMoney:
    """What an offer changes on the records' own lines, each on its own day; nothing is projected.

    Missing: no rows where every item begins after the last record.
    """
    offer, base = repricing.amended.offer, repricing.base
    found = OwnMoney(base.position, offer.signed_on or offer.made_on, offer.signed_on is not None, ())
    facts = quote_text(str((run.folder / "fact.parquet").resolve()))
    ((last,),) = base.lines.run.rows(f"SELECT max(ordered_on) FROM read_parquet({facts})")
    edited = [item.effective_on for item in offer.items if item.patch is not None]
    if last is None or not edited or min(edited) > last:
        return found
    lines = base.lines
    if last.year != lines.year:
        lines = open_base_lines(run.folder, run.agreements, last.year, run.limits)
        create_base_line(lines)
    bit = lines.position(base.position).bit
    return replace(found, moved=moved_money(own_lines(lines, repricing.amended, bit)))


def price_with_gains(
    offer: Offer,
    repricing: Repricing,
    assumptions: Assumptions,
    draws: Draws | None = None,
    people: BasePeople | None = None,
) -> Costing:
    """The costing of an offer with who gains, by group and by person.

    people: of the repricing's base year, where they were read before. Findings: those of `price_offer`.
    """
    costing = price_offer(offer, repricing, assumptions, draws=draws)
    repricing.progress("finding who gains")
    outlook = Outlook(repricing.base.year, Asked(assumptions))
    costs = {WHOLE_OFFER: costing.total}
    costs |= {item.item_id: item.alone for item in costing.items if item.alone is not None}
    touched = units(repricing.amended, depends_on(repricing.amended))
    pricing = Pricing(offer, repricing, outlook)
    gains = find_gains(pricing, touched, people or read_people(repricing), costs)
    return replace(costing, gains=gains.groups, by_person=gains.by_person)
