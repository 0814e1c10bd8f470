"""Whom one term of two offers gives more, where the formulas do not show it: both wordings are figured.

A term is probed alone, set on the version that is amended without anything else of either offer; where its
edit does not stand alone the item's other edits are set with it, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from arrears.agreements.cases import WorkedCase
from arrears.agreements.diff import diff_agreements
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library
from arrears.agreements.yaml_source import WrittenList
from arrears.bargaining.judged import Judged
from arrears.bargaining.offer import Offer
from arrears.bargaining.offer_agreement import edit_wording, offer_wording
from arrears.bargaining.probed_moves import judge_wordings
from arrears.findings import Refused

WITH_OTHERS = "with its item's other edits: "


def probe_term(
    offers: tuple[tuple[Offer, str], tuple[Offer, str]],
    address: str,
    library: Library,
    cases: Sequence[WorkedCase],
) -> Judged:
    """Whom the second of two offers gives more at an address.

    offers: each with the number of its item that changes the address; '' where it leaves it as in force.
    """
    worded = [_wording(offer, item_id, address, library) for offer, item_id in offers]
    on = offers[0][0].effective_on
    judged = judge_wordings(worded[0][0], worded[1][0], cases, max(on, offers[1][0].effective_on))
    if not all(is_alone for _, is_alone in worded):
        judged = replace(judged, why=f"{WITH_OTHERS}{judged.why}")
    return judged


def probe_item(offer: Offer, item_id: str, library: Library, cases: Sequence[WorkedCase]) -> Judged:
    """Whom an item gives more than what is in force, all its edits together."""
    base, amended = offer_wording(offer, [], library), offer_wording(offer, [item_id], library)
    return judge_wordings(base, amended, cases, _first_day(offer, item_id))


def _first_day(offer: Offer, item_id: str) -> date:
    return next(item.effective_on for item in offer.items if item.item_id == item_id)


def _wording(offer: Offer, item_id: str, address: str, library: Library) -> tuple[Agreement, bool]:
    """The version with the edit of an item that changes an address; whether that edit stands alone."""
    base = offer_wording(offer, [], library)
    item = offer.item(item_id)
    edits = item.patch.header.get("edits") if item is not None and item.patch is not None else None
    if item is None or not isinstance(edits, WrittenList):
        return base, True
    for place in range(len(edits.items)) if len(edits.items) > 1 else ():
        try:
            alone = edit_wording(offer, item, place, library)
        except Refused:  # it needs another edit of its item
            continue
        if any(change.address == address for change in diff_agreements(base, alone)):
            return alone, True
    return offer_wording(offer, [item_id], library), len(edits.items) == 1
