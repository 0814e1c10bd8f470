"""What separates two costings: of two offers, item by item; and of two sides, assumption by assumption.

Each side's figure stays its own: nothing is averaged between them, and which is right is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.price import price_offer
from arrears.bargaining.same_items import SharedIssue
from arrears.findings import Finding, Refused
from arrears.money import Cents


@dataclass(frozen=True)
class ItemGap:
    """One issue in two offers: cents over the term, null where an item of it is not priced, and what
    separates them.

    An issue that one of the offers has no item of costs nothing there: `is_in` says in which it stands. said:
    how the two offers divide it, where they do not under one number.
    """

    item_id: str
    title: str
    ours: Cents | None
    theirs: Cents | None
    is_in: str
    said: str = ""

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


def item_gaps(ours: Costing, theirs: Costing, issues: Sequence[SharedIssue]) -> tuple[ItemGap, ...]:
    """Two offers issue by issue, in the order of the first. issues: those of the two offers that were priced;
    what they change says which item is which, not how they are numbered.
    """
    found = []
    for one in issues:
        is_in = ours.offer_id if not one.theirs else "both" if one.ours else theirs.offer_id
        cents = _sum_of(ours, one.ours), _sum_of(theirs, one.theirs)
        found.append(ItemGap(one.name, one.title, *cents, is_in, one.said))
    return tuple(found)


def _sum_of(costing: Costing, items: Sequence[Item]) -> Cents | None:
    """What items of one issue cost together, averaged over orders; null where one of them is not priced."""
    costs = [costing.item(one.item_id) for one in items]
    known = [one.averaged for one in costs if one is not None and one.averaged is not None]
    return sum(known) if len(known) == len(items) else None


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
