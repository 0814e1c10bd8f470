"""An offer as the rooms above the agreements know it: who made it, what it changes, from when, on what terms.

It holds what was written and prices nothing. Releases of accrued claims are no edits: they are only
referred to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.agreements.written_agreement import PatchFile

Status = Literal["proposal", "counter", "last_best_final", "tentative", "ratified", "rejected", "withdrawn"]
# Which records an item moves: those of works that its key date governs, or uses from the effective date on.
Reach = Literal["works", "uses"]
Side = Literal["payees", "payers"]


@dataclass(frozen=True)
class Rise:
    """How far a raise goes. value: an exact share (3% = 3/100), or cents for each unit where it has one.

    per: `hour`, `day`, `week`, `minimum`; '' for a share: of what was in force the day before, or of pay
    where it goes to a plan.
    """

    value: Fraction
    per: str = ""


@dataclass(frozen=True)
class Step:
    """A raise from a day on.

    of: `wages`, or the plan that a contribution goes to (`pension`, `health`), to whose rate it is added.
    """

    of: str
    on: date
    raised_by: Rise
    place: str


@dataclass(frozen=True)
class Item:
    """One item of an offer, numbered as the parties number it.

    patch: its edits, by address; null for an item that edits no clause (raises, or words only).
    effective_on: no cent before it moves; earlier than the day of signing where the item is retroactive.
    until: the last day of its terms where they end before the term does (a sunset); null = with the term.
    agreed_on: the day it was tentatively agreed; null = open.
    is_retroactive: whether it is said to reach back before the day of making or signing. says: in words.
    """

    item_id: str
    title: str
    effective_on: date
    reach: Reach
    patch: PatchFile | None
    steps: tuple[Step, ...]
    until: date | None
    agreed_on: date | None
    place: str
    is_retroactive: bool = False
    says: str = ""


@dataclass(frozen=True)
class Condition:
    """What must happen for the offer to bind. kind: `claim_settled`, `agreement_ratified`, `other`."""

    kind: str
    subject: str
    says: str
    place: str


@dataclass(frozen=True)
class Offer:
    """A proposal of one party. amends: address of the agreement version. follows: the party's own last offer.

    final_declared_by, impasse_declared_by: who declared it so; empty = nobody, and it is never inferred.
    signed_on: the day that retroactive pay is counted back from; null = not signed.
    releases: settlements that the offer refers to, such as `settlement/1`; they are priced at the desk.
    side: whether its maker speaks for those who are paid or for those who pay. source, source_status: where
    its words were read, and how far that can be trusted.
    """

    offer_id: str
    made_by: str
    made_to: str
    made_on: date
    valid_until: date | None
    status: Status
    amends: str
    effective_on: date
    signed_on: date | None
    term_from: date
    term_until: date
    follows: str
    final_declared_by: str
    impasse_declared_by: str
    items: tuple[Item, ...]
    conditions: tuple[Condition, ...]
    releases: tuple[str, ...]
    source: str
    place: str
    title: str = ""
    side: Side = "payees"
    source_status: str = ""

    def item(self, item_id: str) -> Item | None:
        """The item of that number; none where the offer has not got it."""
        return next((item for item in self.items if item.item_id == item_id), None)
