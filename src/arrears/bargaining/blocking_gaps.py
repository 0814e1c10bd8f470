"""The gap on each issue between two offers, by each side's own count.

A count is one scenario on one position; counts are kept apart and never averaged. An issue that both offers
hold as tentatively agreed is closed; one that only one of them holds is open, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arrears.bargaining.costing import Costing
from arrears.bargaining.gaps import Gap, Valuation
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.same_items import SharedIssue, shared_issues
from arrears.bargaining.separated import item_gaps


@dataclass(frozen=True)
class Count:
    """One side's count: its costing of the one offer and of the other, on the same scenario and position."""

    by: str
    ours: Costing
    theirs: Costing


def open_gaps(ours: Offer, theirs: Offer, counts: Sequence[Count]) -> tuple[Gap, ...]:
    """The gap on every issue that is not tentatively agreed by both, in the order of our offer.

    An issue is the items that change the same terms, however either offer numbers or divides them.
    """
    found = []
    for place, one in enumerate(issues := shared_issues(ours, theirs)):
        if one.ours and one.theirs and all(item.agreed_on for item in (*one.ours, *one.theirs)):
            continue
        found.append(
            Gap(
                issue=one.name,
                title=one.title,
                refs=(*_refs(ours, one.ours), *_refs(theirs, one.theirs)),
                valuations=tuple(_valuation(count, issues, place) for count in counts),
                said=_said(one, (ours, one.ours), (theirs, one.theirs)),
                numbers=tuple(item.item_id for item in one.ours),
            )
        )
    return tuple(found)


def _refs(offer: Offer, items: Sequence[Item]) -> Iterator[str]:
    return (f"{offer.offer_id} item {item.item_id} ({item.place})" for item in items)


def _said(issue: SharedIssue, *sides: tuple[Offer, Sequence[Item]]) -> str:
    """What has to be known of an issue besides its figures: divided otherwise, agreed by one, or absent."""
    parts = [issue.said] if issue.said else []
    for offer, items in sides:
        agreed = [item for item in items if item.agreed_on]
        whole = len(agreed) == len(items)
        parts += [
            f"{'' if whole else f'item {item.item_id} '}tentatively agreed on {item.agreed_on}"
            f" in {offer.offer_id}"
            for item in agreed
        ]
    parts += [f"not in {offer.offer_id}" for offer, items in sides if not items]
    return "; ".join(dict.fromkeys(parts))


def _valuation(count: Count, issues: Sequence[SharedIssue], place: int) -> Valuation:
    gap, issue = item_gaps(count.ours, count.theirs, issues)[place], issues[place]
    costs = [count.ours.item(item.item_id) for item in issue.ours]
    costs += [count.theirs.item(item.item_id) for item in issue.theirs]
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
