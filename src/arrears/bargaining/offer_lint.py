"""What counsel and both sides should see in a series of offers before anybody answers the last of them.

Three things are flagged, whoever makes them: pending claims made a condition, an item that was tentatively
agreed and is gone or changed, a move back from the party's own last offer. Whether any of it is unlawful is
counsel's question. What is final, and whether talks are at an impasse, is told as declared, never concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from arrears.agreements.sentences import CITING
from arrears.agreements.written_agreement import Library
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.offer_diff import (
    BY_FORMULA,
    Difference,
    Offered,
    compare_conditions,
    compare_offers,
    offered,
)
from arrears.bargaining.same_items import same_items, touched
from arrears.findings import Finding, Refused, suggest

FlagKind = Literal["claim condition", "agreed item withdrawn", "move backwards", "last offer"]
DEALS = ("tentative", "ratified")
OF_THE_EDIT = ("item", *CITING)  # where an edit was read is no part of what it says
_ABOUT_CLAIMS = re.compile(
    r"\b(claims?|grievances?|arbitrations?|settle|settled|settlement)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Flag:
    """One thing to look at. made_by: whose offer it stands in. held_against: the earlier offer that it is
    seen beside; '' where it stands alone. for_counsel: the question that only counsel can answer.
    """

    kind: FlagKind
    offer_id: str
    made_by: str
    item_id: str
    says: str
    held_against: str
    for_counsel: str
    place: str


@dataclass(frozen=True)
class Move:
    """How a party's offer moved from its own last one, in one thing. is_back: away from the other side."""

    offer: Offer
    last: Offer
    difference: Difference
    is_back: bool


@dataclass(frozen=True)
class Linted:
    """A series of offers in the order in which they were made, what is flagged, and how each moved."""

    offers: tuple[Offer, ...]
    flags: tuple[Flag, ...]
    moves: tuple[Move, ...]


def lint_offers(offers: Sequence[Offer], library: Library) -> Linted:
    """Look over the offers of both sides, of one set of talks or of several.

    Talks are told apart by the agreement that is amended and by the two parties.
    Findings: raises `Refused`, `offer-series`, for two offers of one name, or two of one party on one day
    where neither says that it follows the other.
    """
    ordered = tuple(sorted(offers, key=lambda one: (one.made_on, _depth(one, offers), one.offer_id)))
    faults = list(_series_faults(ordered))
    if faults:
        raise Refused(faults)
    seen: dict[str, Offered] = {}
    flags: list[Flag] = []
    moves: list[Move] = []
    for place, offer in enumerate(ordered):
        earlier = [one for one in ordered[:place] if _talks(one) == _talks(offer) and _precedes(one, offer)]
        flags += [*_claim_conditions(offer), *_withdrawn(offer, earlier)]
        last = last_own(offer, earlier)
        flags += _last_flags(offer, last, ordered)
        if last is not None:
            for one in (last, offer):
                seen.setdefault(one.offer_id, offered(one, library))
            moved = tuple(_moves(seen[last.offer_id], seen[offer.offer_id]))
            moves += moved
            flags += [_backwards(move) for move in moved if move.is_back]
    return Linted(ordered, tuple(flags), tuple(moves))


def _precedes(one: Offer, offer: Offer) -> bool:
    """Of two offers of one day of two parties nobody knows which came first; neither is held to the other."""
    return one.made_on < offer.made_on or one.made_by == offer.made_by


def _depth(offer: Offer, offers: Sequence[Offer]) -> int:
    """How many offers of the series stand before an offer by what each follows; at most all of them."""
    by_name = {one.offer_id: one for one in offers}
    depth = 0
    while offer.follows in by_name and depth < len(offers):
        offer, depth = by_name[offer.follows], depth + 1
    return depth


def _series_faults(ordered: Sequence[Offer]) -> Iterator[Finding]:
    first: dict[str, Offer] = {}
    for offer in ordered:
        if first.setdefault(offer.offer_id, offer) is not offer:
            problem, found = "two offers have one name.", f"'{offer.offer_id}' twice"
            yield Finding("offer-series", offer.place, problem, "a name of its own", found, "rename one")
    for place, offer in enumerate(ordered):
        for one in ordered[:place]:
            same = (one.made_on, one.made_by, _talks(one)) == (offer.made_on, offer.made_by, _talks(offer))
            if same and offer.follows != one.offer_id:
                problem = "two offers of one party on one day, and neither follows the other."
                found = f"'{one.offer_id}' at {one.place}"
                remedy = f"write `follows: {one.offer_id}` in the later one"
                yield Finding("offer-series", offer.place, problem, "`follows`", found, remedy)


def _talks(offer: Offer) -> tuple[str, frozenset[str]]:
    return offer.amends, frozenset((offer.made_by, offer.made_to))


def last_own(offer: Offer, earlier: Sequence[Offer]) -> Offer | None:
    """The party's own last offer: the one that it names, else the latest before; None for its first."""
    own = [one for one in earlier if one.made_by == offer.made_by]
    if offer.follows:
        return next((one for one in own if one.offer_id == offer.follows), None)
    return own[-1] if own else None


def _last_flags(offer: Offer, last: Offer | None, series: Sequence[Offer]) -> Iterator[Flag]:
    if not offer.follows or last is not None:
        return
    known = [one.offer_id for one in series if one is not offer]
    found = next((one for one in series if one.offer_id == offer.follows), None)
    if found is None:
        says = f"it follows '{offer.follows}', which is not among the files ({suggest(offer.follows, known)})"
    else:
        says = f"it follows '{offer.follows}', which is no earlier offer of {offer.made_by} in these talks"
    asked = "which offer is the party's own last one"
    yield Flag("last offer", offer.offer_id, offer.made_by, "", says, offer.follows, asked, offer.place)


def _claim_conditions(offer: Offer) -> Iterator[Flag]:
    asked = "whether a party may insist on it, and what it would give up"
    for one in offer.conditions:
        if one.kind == "claim_settled":
            says = f"{one.subject} is to be settled before the offer binds: {one.says}"
        elif one.kind == "other" and _ABOUT_CLAIMS.search(one.says):
            says = f"a condition in words that may be about claims: {one.says}"
        else:
            continue
        yield Flag("claim condition", offer.offer_id, offer.made_by, "", says, "", asked, one.place)
    for released in offer.releases:
        says = f"it refers to {released}; its price is at the settlement desk, and in no figure of the offer"
        yield Flag("claim condition", offer.offer_id, offer.made_by, "", says, "", asked, offer.place)


def _withdrawn(offer: Offer, earlier: Sequence[Offer]) -> Iterator[Flag]:
    """Items that an earlier offer of either side has as agreed, and this one has not, or otherwise."""
    asked = "whether there was cause to go back on it"
    for source, item in _agreed(earlier):
        now = same_items(source, offer).get(item.item_id)
        says = _departure((source, item), offer, now)
        if says:
            whole = f"{item.title}, agreed on {agreed_day(source, item)}, {says}"
            number, place = (item.item_id, offer.place) if now is None else (now.item_id, now.place)
            flag: FlagKind = "agreed item withdrawn"
            yield Flag(flag, offer.offer_id, offer.made_by, number, whole, source.offer_id, asked, place)


def _agreed(earlier: Sequence[Offer]) -> tuple[tuple[Offer, Item], ...]:
    """What was agreed, as the last of the earlier offers that has it as agreed words and numbers it."""
    found: list[tuple[Offer, Item]] = []
    for offer in earlier:
        anew = [(offer, item) for item in offer.items if agreed_day(offer, item)]
        numbers = {item.item_id for _, item in anew}
        found = [
            (source, item)
            for source, item in found
            if (twin := same_items(source, offer).get(item.item_id)) is None or twin.item_id not in numbers
        ]
        found += anew
    return tuple(found)


def agreed_day(offer: Offer, item: Item) -> date | None:
    """The day on which an item was tentatively agreed; in a deal every item was, on its day at the latest."""
    if item.agreed_on is None and offer.status in DEALS:
        return offer.signed_on or offer.made_on
    return item.agreed_on


def _departure(agreed: tuple[Offer, Item], offer: Offer, now: Item | None) -> str:
    """How an offer departs from an item that was agreed; empty where it keeps it, or it was agreed anew."""
    if now is None:
        return "" if _stands_elsewhere(agreed[1], offer) else "is not in this offer"
    before, again = agreed_day(*agreed), agreed_day(offer, now)
    if before is not None and again is not None and again > before:
        return ""
    renumbered = f" as item {now.item_id}" if now.item_id != agreed[1].item_id else ""
    parts = zip(("edits", "raises", "days or reach"), _content(agreed[1]), _content(now))
    differing = [name for name, then, here in parts if then != here]
    if differing == ["edits"] and _is_kept_whole(agreed, offer, now):
        differing = []
    if differing:
        return f"has other {' and '.join(differing)} here{renumbered}"
    return "" if again is not None else f"is no longer said to be agreed{renumbered}"


def _is_kept_whole(agreed: tuple[Offer, Item], offer: Offer, now: Item) -> bool:
    """Whether all that was agreed stands in the offer, and what its item has beside it is of other items."""
    source, item = agreed
    others = frozenset(at for one in source.items if one is not item for at in touched(one))
    return _stands_elsewhere(item, offer) and touched(now) - touched(item) <= others


def _stands_elsewhere(item: Item, offer: Offer) -> bool:
    """Whether every edit of an item stands in an offer, word for word, whatever item holds it."""
    here = {edit for one in offer.items for edit in _content_edits(one)}
    edits = _content_edits(item)
    return bool(edits) and not item.steps and set(edits) <= here


def _content(item: Item) -> tuple[object, object, object]:
    steps = [(step.of, step.on, step.raised_by) for step in item.steps]
    return (
        sorted(_content_edits(item)),
        steps,
        (item.effective_on, item.until, item.is_retroactive, item.reach),
    )


def _content_edits(item: Item) -> list[str]:
    return _edit_texts(item.patch.header.get("edits")) if item.patch is not None else []


def _edit_texts(edits: Written | None) -> list[str]:
    return [_text(edit) for edit in edits.items] if isinstance(edits, WrittenList) else []


def _text(written: Written) -> str:
    match written:
        case WrittenText(text=text):
            return repr(" ".join(text.split()))
        case WrittenList(items=items):
            return f"[{','.join(map(_text, items))}]"
        case WrittenMap(entries=entries):
            told = [(name.text, _text(value)) for name, value in entries if name.text not in OF_THE_EDIT]
            return f"{{{','.join(f'{name}:{value}' for name, value in sorted(told))}}}"
    raise TypeError(f"_text does not know {type(written).__name__}")


def _moves(last: Offered, now: Offered) -> Iterator[Move]:
    back = now.offer.side  # whoever moves towards those it speaks for moves away from the other side
    for difference in (*compare_offers(last, now), *compare_conditions(last.offer, now.offer)):
        if difference.more_for and not (
            difference.part == "days" and difference.what == "tentatively agreed"
        ):
            yield Move(now.offer, last.offer, difference, difference.more_for == back)


def _backwards(move: Move) -> Flag:
    row = move.difference
    says = f"{row.what}: {row.first} in its own last offer, {row.second} here"
    if row.why != BY_FORMULA:
        says = f"{says}; {row.why}"
    asked = "whether something changed between the two offers that explains it"
    item = move.offer.item(row.item_id.partition(",")[0])
    place = item.place if item is not None else move.offer.place
    return Flag(
        "move backwards",
        move.offer.offer_id,
        move.offer.made_by,
        row.item_id,
        says,
        move.last.offer_id,
        asked,
        place,
    )
