"""What separates two costings: of two offers, item by item; and of two sides, assumption by assumption.

Each side's figure stays its own: nothing is averaged between them, and which is right is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Offer
from arrears.bargaining.price import price_offer
from arrears.findings import Finding, Refused
from arrears.money import Cents


@dataclass(frozen=True)
class ItemGap:
    """One item in two offers: cents over the term, null where it is not priced, and what separates them.

    An item that one of the offers has not got costs nothing there: `is_in` says in which it stands.
    """

    item_id: str
    title: str
    ours: Cents | None
    theirs: Cents | None
    is_in: str

    @property
    def gap(self) -> Cents | None:
        """Ours less theirs; null where one of them is not priced."""
        if self.ours is None or self.theirs is None:
            return None
        return self.ours - self.theirs


@dataclass(frozen=True)
class Separation:
    """One assumption on which two scenarios differ.

    moves: what the total of `ours` becomes more by, in cents, where only this one is taken from the other
    side.
    """

    name: str
    ours: Assumption | None
    theirs: Assumption
    moves: Cents


def item_gaps(ours: Costing, theirs: Costing) -> tuple[ItemGap, ...]:
    """Two offers item by item, in the order of the first; items are matched by their numbers."""
    numbers = dict.fromkeys([*(i.item_id for i in ours.items), *(i.item_id for i in theirs.items)])
    found = []
    for number in numbers:
        one, other = ours.item(number), theirs.item(number)
        title = one.title if one else other.title if other else ""
        is_in = "both" if one and other else ours.offer_id if one else theirs.offer_id
        found.append(
            ItemGap(number, title, one.averaged if one else 0, other.averaged if other else 0, is_in)
        )
    return tuple(found)


def total_gap(gaps: Sequence[ItemGap]) -> Cents:
    """What separates the offers over the term, of the items priced in both or absent from one."""
    return sum(gap.gap for gap in gaps if gap.gap is not None)


def separations(
    offer: Offer,
    repricing: Repricing | None,
    ours: Assumptions,
    theirs: Assumptions,
    *,
    base_year: int | None = None,
) -> tuple[Separation, ...]:
    """The assumptions on which two scenarios of one offer differ, and what each moves by itself.

    Assumptions work on each other, so what they move does not add up to the difference of the totals.
    Findings: those of pricing.
    """
    priced = [price_offer(offer, repricing, one, base_year=base_year) for one in (ours, theirs)]
    names = dict.fromkeys(one.name for costing in priced for one in costing.assumptions)
    found = []
    for name in names:
        one, other = ours.find(name), theirs.find(name)
        if other is None or (one is not None and one.value == other.value):
            continue
        taken = replace(other, scenario=ours.scenario)
        kept = tuple(each for each in ours.entries if (each.name, each.scenario) != (name, ours.scenario))
        moved = price_offer(offer, repricing, replace(ours, entries=(taken, *kept)), base_year=base_year)
        found.append(Separation(name, one, other, moved.total - priced[0].total))
    return tuple(found)


def refuse_other_base(ours: Offer, theirs: Offer) -> None:
    """Two offers are held together only where they amend one version. Findings: offers-apart."""
    if ours.amends != theirs.amends:
        problem = "the offers amend different versions, so their items cannot be held together"
        remedy = "price each by itself"
        raise Refused([Finding("offers-apart", theirs.place, problem, ours.amends, theirs.amends, remedy)])
