"""The gap on each issue between two offers, by each side's own count.

A count is one scenario on one position; counts are kept apart and never averaged. An issue that both offers
hold as tentatively agreed is closed; one that only one of them holds is open, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.bargaining.costing import Costing
from arrears.bargaining.gaps import Gap, Valuation
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.separated import item_gaps


@dataclass(frozen=True)
class Count:
    """One side's count: its costing of the one offer and of the other, on the same scenario and position."""

    by: str
    ours: Costing
    theirs: Costing


def open_gaps(ours: Offer, theirs: Offer, counts: Sequence[Count]) -> tuple[Gap, ...]:
    """The gap on every issue that is not tentatively agreed by both, in the order of our offer."""
    numbers = dict.fromkeys([*(one.item_id for one in ours.items), *(one.item_id for one in theirs.items)])
    found = []
    for number in numbers:
        mine, other = ours.item(number), theirs.item(number)
        if mine and other and mine.agreed_on and other.agreed_on:
            continue
        titled = mine or other
        found.append(
            Gap(
                issue=number,
                title=titled.title if titled else "",
                refs=(*_refs(ours, mine), *_refs(theirs, other)),
                valuations=tuple(_valuation(count, number) for count in counts),
                said=_said((ours, mine), (theirs, other)),
            )
        )
    return tuple(found)


def _refs(offer: Offer, item: Item | None) -> tuple[str, ...]:
    return (f"{offer.offer_id} item {item.item_id} ({item.place})",) if item else ()


def _said(*sides: tuple[Offer, Item | None]) -> str:
    """What has to be known of an issue besides its figures: agreed by one, or absent from one."""
    parts = [
        f"tentatively agreed on {item.agreed_on} in {offer.offer_id}"
        for offer, item in sides
        if item and item.agreed_on
    ]
    parts += [f"not in {offer.offer_id}" for offer, item in sides if item is None]
    return "; ".join(parts)


def _valuation(count: Count, number: str) -> Valuation:
    gap = next(one for one in item_gaps(count.ours, count.theirs) if one.item_id == number)
    costs = [costing.item(number) for costing in (count.ours, count.theirs)]
    not_priced = "; ".join(dict.fromkeys(one.not_priced for one in costs if one and one.not_priced))
    names = dict.fromkeys(one.name for costing in (count.ours, count.theirs) for one in costing.assumptions)
    unknown_lines = sum(one.unknown_lines for one in costs if one)
    return Valuation(
        by=count.by,
        cents=gap.gap,
        rests_on=tuple(names),
        source=_source(count, unknown_lines, not_priced),
        status="derived",
        ours_cents=gap.ours,
        theirs_cents=gap.theirs,
    )


def _source(count: Count, unknown_lines: int, not_priced: str) -> str:
    run = f"run {count.ours.run_id}" if count.ours.run_id else "no book"
    parts = [f"costing of {count.ours.offer_id} and {count.theirs.offer_id}, {run}"]
    parts += [f"{unknown_lines:,} lines cannot be figured and are in no figure"] if unknown_lines else []
    parts += [f"not priced: {not_priced}"] if not_priced else []
    return "; ".join(parts)
