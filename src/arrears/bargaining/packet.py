"""What a tentative agreement changes, what was given up on the way to it, and what voting either way costs.

It explains and recommends nothing. The agreement's own text governs; releases of claims are named and lie at
the settlement desk; what was given up is told where the formulas or figured lines show whom a change favours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.diff import NOT_THERE
from arrears.agreements.load import SHIPPED
from arrears.agreements.patch_diff import address_words
from arrears.agreements.written_agreement import Library
from arrears.bargaining.costing import Costing
from arrears.bargaining.delay import OfferValue, days_that_eat, forgone, value_of_costing
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.offer_diff import Difference, Offered, compare_offers, offered
from arrears.bargaining.probed_moves import MoreFor
from arrears.findings import Finding, Refused

FOR_VOTE = ("tentative", "ratified")
PARTS_TOLD = ("terms", "raises")  # conditions are told by themselves
# Of an item's days those that move money; when it was agreed, and that it reaches back, is told elsewhere.
DAYS_TOLD = ("first day", "last day")
FAVOURED = {"payees": "payers", "payers": "payees"}


@dataclass(frozen=True)
class ItemChange:
    """One thing that an item changes: in words, as it is in force, as it would be. address: of the text."""

    address: str
    what: str
    today: str
    under_the_deal: str


@dataclass(frozen=True)
class ItemTold:
    """One item of the deal with everything that it changes; empty where it only says words or raises pay."""

    item: Item
    changes: tuple[ItemChange, ...]


@dataclass(frozen=True)
class GivenUp:
    """What one party proposed and the deal does not give it.

    is_judged: whether it is shown that the deal gives its side less; False where that cannot be told.
    """

    by: str
    offer_id: str
    difference: Difference
    is_judged: bool


@dataclass(frozen=True)
class ConditionDropped:
    """A condition of an earlier proposal that the deal does not make."""

    by: str
    offer_id: str
    says: str


@dataclass(frozen=True)
class Waited:
    """What members forgo if the same deal is signed on a later day, on one costing. Cents, exactly.

    is_made_up: the deal reaches back, so pay is made up and waiting is what is lost. interest: null where no
    rate was assumed.
    """

    costing: Costing
    signed_on: date
    days: int
    straight: Fraction
    phased: Fraction | None
    shifted: Fraction | None
    interest: Fraction | None
    is_made_up: bool


@dataclass(frozen=True)
class Unmet:
    """What an earlier proposal was worth beyond the deal, on one costing's assumptions: the price of signing.

    eaten_after: days of holding out after which what is forgone of the deal equals what is hoped for, by the
    straight line and by phases; null = it does not happen within the term, or there is nothing to hope for.
    """

    proposal: Costing
    deal: Costing
    beyond: int
    straight_days: int | None
    phased_days: int | None


@dataclass(frozen=True)
class Ballot:
    """What members are told of the vote, as the committee says it. closes: the last day of the ballot.

    how: how to vote. text_at: where the text lies. Null and '' = not said, and it is said that it is not.
    """

    closes: date | None
    how: str
    text_at: str


NOT_SAID = Ballot(None, "", "")


def refuse_no_deal(offer: Offer) -> None:
    """Refuse an offer that is not tentatively agreed. Findings: `packet-not-agreed`."""
    if offer.status not in FOR_VOTE:
        problem, remedy = "the offer is no tentative agreement.", "name the memorandum that is voted on"
        found = offer.status.replace("_", " ")
        expected = "status: tentative or ratified"
        raise Refused([Finding("packet-not-agreed", offer.place, problem, expected, found, remedy)])


def tell_items(deal: Offered) -> tuple[ItemTold, ...]:
    """Every item of the deal with what it changes, in its order."""
    return tuple(ItemTold(item, tuple(_changes(deal, item))) for item in deal.offer.items)


def _changes(deal: Offered, item: Item) -> Iterator[ItemChange]:
    for address, (item_id, now) in deal.said.items():
        if item_id == item.item_id:
            was = deal.base.get(address, NOT_THERE)
            yield ItemChange(address, address_words(deal.agreement, address), was, now)


def given_up(
    deal: Offered, earlier: Iterable[Offer], folder: Path = SHIPPED
) -> tuple[tuple[GivenUp, ...], tuple[ConditionDropped, ...]]:
    """What the parties' earlier proposals asked for and the deal does not give, and whose each is.

    Findings: those of `compare_offers`, for a proposal on another version.
    """
    library = Library(folder)
    found: list[GivenUp] = []
    dropped: list[ConditionDropped] = []
    kept = {(one.kind, one.subject, one.says) for one in deal.offer.conditions}
    for proposal in earlier:
        for difference in compare_offers(offered(proposal, library), deal):
            if difference.part not in PARTS_TOLD and difference.address not in DAYS_TOLD:
                continue
            judged = _gives_up(difference.more_for, proposal.side)
            if judged is not None:
                found.append(GivenUp(proposal.made_by, proposal.offer_id, difference, judged))
        dropped += [
            ConditionDropped(proposal.made_by, proposal.offer_id, one.says)
            for one in proposal.conditions
            if (one.kind, one.subject, one.says) not in kept
        ]
    return tuple(found), tuple(dropped)


def _gives_up(more_for: MoreFor, side: str) -> bool | None:
    """Whether a move from a proposal to the deal gives its side less; null where it does not."""
    if more_for == FAVOURED[side]:
        return True
    return False if more_for in ("not judged", "depends") else None


def wait(
    deal: Offer, costings: Sequence[Costing], days: Sequence[date], interest: Sequence[Fraction | None]
) -> tuple[Waited, ...]:
    """What signing the same deal later costs members, for each costing and day. interest: of each costing."""
    found: list[Waited] = []
    is_made_up = any(item.is_retroactive for item in deal.items)
    for costing, rate in zip(costings, interest):
        value = value_of_costing(costing, deal)
        for day in days:
            lost = forgone(value, day, rate)
            found.append(
                Waited(
                    costing, day, lost.days, lost.straight, lost.phased, lost.shifted, lost.interest,
                    is_made_up,
                )
            )  # fmt: skip
    return tuple(found)


def unmet(
    deal: Offer, costings: Sequence[Costing], proposals: Sequence[tuple[Offer, Sequence[Costing]]]
) -> tuple[Unmet, ...]:
    """What each earlier proposal was worth beyond the deal; costings of both in the same order."""
    found: list[Unmet] = []
    for proposal, theirs in proposals:
        for ours, other in zip(costings, theirs):
            turned_down, hoped = value_of_costing(ours, deal), value_of_costing(other, proposal)
            found.append(
                Unmet(
                    other, ours, other.total - ours.total,
                    _eaten(turned_down, hoped, "straight"), _eaten(turned_down, hoped, "phased"),
                )
            )  # fmt: skip
    return tuple(found)


def _eaten(turned_down: OfferValue, hoped_for: OfferValue, method: str) -> int | None:
    return days_that_eat(turned_down, hoped_for, method) if hoped_for.total > turned_down.total else None
