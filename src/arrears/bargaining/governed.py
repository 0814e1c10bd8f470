"""Which days an item of an offer governs: none before its first day, none after its last.

The day is the one by which its clause chooses a version: of the work where the item reaches works, of the
record where it reaches uses. Nothing is priced here.
"""

from __future__ import annotations

from datetime import date

from arrears.bargaining.offer import Item, Offer


def last_day(offer: Offer, item: Item) -> date:
    """The last day that an item governs: its sunset, else the end of the term."""
    return item.until or offer.term_until


def governs(offer: Offer, item: Item, day: date) -> bool:
    """Whether an item governs a day. Every amount of a day that it does not govern stays as it was."""
    return item.effective_on <= day <= last_day(offer, item)


def is_back_pay(offer: Offer, item: Item, day: date, signed_on: date | None = None) -> bool:
    """Whether what an item moves on a day is retroactive pay: governed, and before the day of signing.

    signed_on: a day of signing that is supposed, where the offer names none or another is asked about.
    Missing: without any day of signing only what lies before the making is counted back, since no offer is
    signed earlier.
    """
    return governs(offer, item, day) and day < (signed_on or offer.signed_on or offer.made_on)


def moves_from(item: Item, signed_on: date) -> date:
    """The first day that an item would move if it were signed on a day: its own where it reaches back, else
    not before the signing.
    """
    return item.effective_on if item.is_retroactive else max(item.effective_on, signed_on)
