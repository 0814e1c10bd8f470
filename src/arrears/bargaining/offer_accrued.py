"""A retroactive item may raise what was owed for days gone by; what it would take away has accrued already.

To give up accrued money is a release, and releases are made and priced at the settlement desk. Refused is
only what the formulas show to be less; what they do not show, an offer's page says is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.diff import NOT_THERE, Change, diff_agreements
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library
from arrears.bargaining.figure_effects import figure_effects
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.offer_agreement import offer_wording
from arrears.bargaining.offer_diff import more_for
from arrears.findings import Finding


def accrued_faults(offer: Offer, library: Library) -> Iterator[Finding]:
    """Items that lower what accrued before the offer was signed, or made where it is not signed.

    Findings: `offer-accrued`, at the edit.
    """
    bound = offer.signed_on or offer.made_on
    past = [item for item in offer.items if item.patch is not None and item.effective_on < bound]
    if not past:
        return
    base = offer_wording(offer, [], library)
    stood = figure_effects(base)
    for item in past:
        amended = offer_wording(offer, [item.item_id], library)
        stands = figure_effects(amended)
        for change in diff_agreements(base, amended):
            effects = {some.get(change.address, "not judged") for some in (stood, stands)}
            is_less = len(effects) == 1 and more_for(change.was, change.now, effects.pop()) == "payers"
            if is_less or _is_clause_gone(change, base):
                yield _fault(item, change, amended)


def _is_clause_gone(change: Change, base: Agreement) -> bool:
    if change.now != NOT_THERE:
        return False
    part = addressed_parts(base).get(f"{base.address}/{change.address}")
    return part is not None and part.sort in ("clause", "article")


def _fault(item: Item, change: Change, amended: Agreement) -> Finding:
    edits = [edit for patch in amended.patches[-1:] for edit in patch.edits]
    place = next((edit.place for edit in edits if edit.address == change.address), item.place)
    problem = f"this takes away what accrued from {item.effective_on} on: '{change.address}'."
    expected = f"{change.was} or more for the payees, or a first day that is not past"
    remedy = "a release of accrued claims is recorded with `arrears settlement propose`"
    return Finding("offer-accrued", place, problem, expected, change.now, remedy)
