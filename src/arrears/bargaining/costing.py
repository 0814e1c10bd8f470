"""What an offer is worth: each item alone, in sequence and averaged over orders, by year and over the term.

Every figure is cents of one scenario and one position, and rests on the base year and on the assumptions that
the costing lists. It does not say which scenario is right, and predicts nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from arrears.bargaining.assumptions import Assumption


@dataclass(frozen=True)
class Gain:
    """What the payees of one group gain over the term.

    by: `market`, `company`, `credit`, `career stage` or `size band`. item_id: '' for the whole offer.
    total_cents: the groups of one dimension come to what the item costs alone, or to the offer's total.
    median_cents: of the payees whose amount changes; rounded half up between two in the middle; null where
    the group is no people's, as what goes to the plans.
    """

    item_id: str
    by: str
    group: str
    payees: int
    total_cents: int
    median_cents: int | None


@dataclass(frozen=True)
class ItemCost:
    """What one item costs over the term. Cents; null = not priced, and `not_priced` says why.

    by_year: averaged over orders, adds up to `averaged`. by_part: `pay`, `residuals`, `pension and health`,
    adds up to `averaged` too. back_pay: what of it is for days before the signing. interval: 95 % around
    `averaged` where orders were drawn; null = exact. group: the items that it interacts with, itself among
    them. unknown_lines: lines of the base year whose amount cannot be figured before or after; they are in no
    figure.
    """

    item_id: str
    title: str
    by_year: Mapping[int, int]
    alone: int | None
    in_sequence: int | None
    averaged: int | None
    interval: tuple[int, int] | None
    group: tuple[str, ...]
    by_part: Mapping[str, int] = field(default_factory=dict)
    back_pay: int = 0
    unknown_lines: int = 0
    not_priced: str = ""


@dataclass(frozen=True)
class Costing:
    """An offer priced on one scenario and one position.

    years: of the term, also part years. total: cents over the term, the sum of `averaged`. base_owed: what
    the base year's records owe, in cents by market, as the audit has it. by_person: item, '' for the whole
    offer -> person -> cents of the term, without plans, raises, and what is not told apart. run_id: of the
    audit that the base year was taken from; '' without a book.
    """

    offer_id: str
    made_by: str
    scenario: str
    position: str
    years: tuple[int, ...]
    items: tuple[ItemCost, ...]
    total: int
    assumptions: tuple[Assumption, ...]
    base_year: int | None = None
    base_owed: Mapping[str, int] = field(default_factory=dict)
    run_id: str = ""
    held_to: str = ""
    gains: tuple[Gain, ...] = ()
    by_person: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    effective_on: date | None = None
    term_until: date | None = None

    def item(self, item_id: str) -> ItemCost | None:
        """The cost of one item; null where the offer has none of that number."""
        return next((item for item in self.items if item.item_id == item_id), None)
