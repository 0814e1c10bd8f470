"""The days of an offer held against each other: what comes too early, too late or in the wrong order.

Every contradiction is a finding at the later of the two places. A day that could not be read contradicts
nothing: it was told where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from arrears.findings import Finding

SIGNED = ("tentative", "ratified")  # a tentative deal may be signed before its vote


@dataclass(frozen=True)
class DayAt:
    """A day, and where it is written."""

    day: date
    place: str


@dataclass(frozen=True)
class DatedItem:
    """The days of one item. steps: what each raises, and when; None for a day that could not be read."""

    item_id: str
    effective_on: DayAt | None
    until: DayAt | None
    agreed_on: DayAt | None
    steps: tuple[tuple[str, DayAt | None], ...]
    is_retroactive: bool
    place: str


@dataclass(frozen=True)
class DatedOffer:
    """The days of one offer. covers_from: the first day of the agreement that it amends, if that is known."""

    status: str
    made_on: DayAt | None
    valid_until: DayAt | None
    effective_on: DayAt | None
    signed_on: DayAt | None
    term_from: DayAt | None
    term_until: DayAt | None
    covers_from: date | None
    items: tuple[DatedItem, ...]
    place: str


def date_faults(offer: DatedOffer) -> Iterator[Finding]:
    """Every contradiction between the days of an offer.

    Findings: `offer-date`; `offer-past` for what reaches back and does not say so, or changes days before
    the amended agreement began.
    """
    yield from _not_before(offer.made_on, offer.valid_until, "the offer lapses before it is made.")
    yield from _not_before(offer.term_from, offer.term_until, "the term ends before it begins.")
    yield from _not_before(offer.made_on, offer.term_until, "the term is over before the offer is made.")
    yield from _not_before(offer.made_on, offer.signed_on, "the offer is signed before it is made.")
    yield from _within_term(offer, offer.effective_on, "the offer takes effect")
    yield from _signature_faults(offer)
    yield from _past_faults(offer, offer.effective_on, _said_of_offer(offer))
    for item in offer.items:
        yield from _item_faults(offer, item)


def _said_of_offer(offer: DatedOffer) -> bool:
    """The offer's own first day needs no word where each item that keeps it says that it reaches back."""
    own = offer.effective_on
    return all(item.is_retroactive or item.effective_on != own for item in offer.items)


def _item_faults(offer: DatedOffer, item: DatedItem) -> Iterator[Finding]:
    if item.effective_on != offer.effective_on:
        yield from _within_term(offer, item.effective_on, "the item takes effect")
        yield from _past_faults(offer, item.effective_on, item.is_retroactive)
    yield from _not_before(item.effective_on, item.until, "the item ends before it takes effect.")
    yield from _after(item.until, offer.term_until, "a sunset ends an item before the term does.")
    yield from _not_before(item.agreed_on, offer.made_on, "the item was agreed after the offer was made.", 0)
    yield from _idle_retroactivity(offer, item)
    last: dict[str, DayAt] = {}
    for of, on in item.steps:
        yield from _not_before(item.effective_on, on, f"a raise of {of} comes before its item takes effect.")
        yield from _not_before(on, item.until or offer.term_until, f"a raise of {of} comes after the end.", 0)
        if on is not None:
            if of in last and on.day <= last[of].day:
                yield _contradiction(on, f"the raises of {of} are out of order.", f"after {last[of].day}")
            last[of] = on


def _not_before(first: DayAt | None, then: DayAt | None, problem: str, at: int = 1) -> Iterator[Finding]:
    """at: which of the two days is told as the wrong one."""
    if first is not None and then is not None and then.day < first.day:
        if at:
            yield _contradiction(then, problem, f"{first.day} or later")
        else:
            yield _contradiction(first, problem, f"{then.day} or earlier")


def _after(first: DayAt | None, then: DayAt | None, problem: str) -> Iterator[Finding]:
    if first is not None and then is not None and first.day >= then.day:
        yield _contradiction(first, problem, f"before {then.day}")


def _within_term(offer: DatedOffer, on: DayAt | None, what: str) -> Iterator[Finding]:
    yield from _not_before(offer.term_from, on, f"{what} before the term begins.")
    yield from _not_before(on, offer.term_until, f"{what} after the term ends.", 0)


def _signature_faults(offer: DatedOffer) -> Iterator[Finding]:
    if offer.status == "ratified" and offer.signed_on is None:
        problem, remedy = "a ratified offer names no day of signing.", "add `signed_on`"
        yield Finding("offer-date", offer.place, problem, "signed_on", "no such key", remedy)
    if offer.signed_on is not None and offer.status not in SIGNED:
        problem = f"an offer of status {offer.status} is not signed."
        yield _contradiction(
            offer.signed_on, problem, "the status tentative or ratified, or no day of signing"
        )


def _past_faults(offer: DatedOffer, on: DayAt | None, is_said: bool) -> Iterator[Finding]:
    """What reaches into the past: before the day of signing, or of making where nothing is signed."""
    if on is None:
        return
    if offer.covers_from is not None and on.day < offer.covers_from:
        problem = "the agreement that is amended did not yet hold on this day."
        expected, remedy = f"{offer.covers_from} or later", "amend the version that held then"
        yield Finding("offer-past", on.place, problem, expected, str(on.day), remedy)
    bound = offer.signed_on or offer.made_on
    if bound is not None and on.day < bound.day and not is_said:
        word = "signed" if offer.signed_on is not None else "made"
        problem = f"this changes days before the offer was {word} and does not say that it reaches back."
        remedy = "write `retroactive: yes`, so that the back pay is told apart, or a later day"
        yield Finding("offer-past", on.place, problem, f"{bound.day} or later", str(on.day), remedy)


def _idle_retroactivity(offer: DatedOffer, item: DatedItem) -> Iterator[Finding]:
    on, signed = item.effective_on, offer.signed_on
    if item.is_retroactive and on is not None and signed is not None and on.day >= signed.day:
        problem = "the item says that it reaches back, and its first day is not before the signing."
        yield _contradiction(on, problem, f"before {signed.day}, or no `retroactive`")


def _contradiction(at: DayAt, problem: str, expected: str) -> Finding:
    remedy = "one of the two days is a slip"
    return Finding("offer-date", at.place, problem, expected, str(at.day), remedy)
