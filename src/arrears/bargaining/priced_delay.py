"""Offers as a book prices them, put as what is at stake: their worth year by year, to be waited for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from arrears.bargaining.costing import Costing
from arrears.bargaining.delay import value_of_costing
from arrears.bargaining.offer import Offer
from arrears.bargaining.read_stakes import Stakes
from arrears.findings import Finding, Refused


def priced_stakes(priced: Sequence[tuple[Costing, Offer]], book: str, horizon: date | None = None) -> Stakes:
    """Priced offers as stakes. With a horizon the first is turned down and the last is hoped for.

    Missing: items that were not priced are in no figure; the stakes say which.
    Findings: `offers-not-apart` for two offers of one name.
    """
    values = [value_of_costing(costing, offer) for costing, offer in priced]
    names = [one.name for one in values]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problem, remedy = "two offers have one name.", "give each offer a name of its own"
        raise Refused(
            [Finding("offers-not-apart", "--offer", problem, "different names", ", ".join(twice), remedy)]
        )
    said = [f"priced from the book {book}, position {priced[0][0].position or 'as agreed'}"]
    for one in values:
        if one.left_out:
            said.append(f"of {one.name} not priced and in no figure: item {', '.join(one.left_out)}")
    return Stakes(
        name=book,
        title="Offers as the book prices them",
        says="; ".join(said),
        offers={one.name: one for one in values},
        turned_down=values[0] if horizon else None,
        hoped_for=values[-1] if horizon else None,
        horizon=horizon,
        stoppage_begins=None,
        sides=(),
        persons=(),
        file=book,
        rests_on=tuple(dict.fromkeys(one for costing, _ in priced for one in costing.assumptions)),
    )
