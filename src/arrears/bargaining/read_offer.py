"""Reads one offer from its file, or refuses it with every fault of the file and the place of each.

Releases of accrued claims are no edits: an item that holds one is refused and sent to the settlement desk.
What a party declared final is written down as declared by whom; nothing here concludes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from arrears.agreements.addresses import full_address
from arrears.agreements.check_shape import shape_faults
from arrears.agreements.load import SHIPPED
from arrears.agreements.lower_front import days_covered
from arrears.agreements.names import text_at
from arrears.agreements.procedure_read import items_of, maps_of
from arrears.agreements.written_agreement import Library, PatchFile, read_written
from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_map, read_yaml_file
from arrears.bargaining.offer import Condition, Item, Offer, Reach, Rise, Side, Status, Step
from arrears.bargaining.offer_accrued import accrued_faults
from arrears.bargaining.offer_agreement import PatchHead, edit_faults, item_patch
from arrears.bargaining.offer_dates import DatedItem, DatedOffer, DayAt, date_faults
from arrears.bargaining.offer_layout import OFFER_FILE
from arrears.bargaining.raised_pay import COUNTED, read_rise
from arrears.findings import Finding, Refused, place_order, suggest

ITEMS_LIMIT = 100
OF_THE_HEADING = ("agreement", "articles", "covers", "patch")
ACCRUED = ("award", "claim", "collection", "settlement")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SETTLEMENT = re.compile(r"settlement/[1-9][0-9]{0,8}")
_CLAIM = re.compile(r"claim/[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class _Reading:
    """One file while it is read, with the faults found so far."""

    written: WrittenMap
    library: Library
    faults: list[Finding] = field(default_factory=list)

    def fault(self, at: WrittenText | WrittenMap, problem: str, expected: str, remedy: str = "") -> None:
        found = f"'{at.text[:60]}'" if isinstance(at, WrittenText) else "none"
        self.faults.append(Finding("offer-part", at.place, problem, expected, found, remedy))


def read_offer(path: Path, library: Path | Library = SHIPPED) -> Offer:
    """One offer from its file, its edits tried on the version that it amends.

    A `Library` keeps what was read of it for the next offer.

    Findings: raises `Refused` with every fault: of YAML and of shape; of names, days and figures; days that
    contradict each other; a version that is not in the library; edits that do not hold on it, that overlap,
    that hold only with another item's, or that touch accrued claims. What takes accrued money away is told
    when everything else is right.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, OFFER_FILE))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    reading = _Reading(written, library if isinstance(library, Library) else Library(library))
    _name_faults(reading)
    base = _base(reading)
    dated = _dated(reading, base)
    steps = tuple(_steps(reading, block) for block in maps_of(written, "items"))
    conditions = tuple(_condition(reading, block) for block in maps_of(written, "conditions"))
    patches = _patches(reading, base)
    reading.faults.extend(date_faults(dated))
    if base:
        made = [patch for patch in patches if patch is not None]
        reading.faults.extend(edit_faults(reading.library, base, made))
    if reading.faults:
        raise Refused(sorted(dict.fromkeys(reading.faults), key=place_order))
    items = tuple(
        _item(block, days, patch, raises)
        for block, days, patch, raises in zip(maps_of(written, "items"), dated.items, patches, steps)
    )
    offer = _offer(base, written, dated, items, conditions)
    taken_away = list(accrued_faults(offer, reading.library))
    if taken_away:
        raise Refused(taken_away)
    return offer


def _name_faults(reading: _Reading) -> None:
    written = reading.written
    for key in ("offer", "follows"):
        name = written.get(key)
        if isinstance(name, WrittenText) and not _NAME.fullmatch(name.text):
            reading.fault(name, "this cannot name an offer.", "lower-case letters, digits and -")
    follows, made_to = written.get("follows"), written.get("made_to")
    if isinstance(follows, WrittenText) and follows.text == text_at(written, "offer"):
        reading.fault(follows, "the offer follows itself.", "the party's own last offer")
    if isinstance(made_to, WrittenText) and made_to.text == text_at(written, "made_by"):
        reading.fault(made_to, "the offer is made to the party that makes it.", "the other party")
    for name in items_of(written, "releases"):
        if not _SETTLEMENT.fullmatch(name.text):
            remedy = "record it with `arrears settlement propose` and refer to it by its name"
            reading.fault(name, "this names no settlement.", "a settlement such as settlement/1", remedy)
    blocks = maps_of(written, "items")
    if len(blocks) > ITEMS_LIMIT:
        reading.fault(blocks[ITEMS_LIMIT], "the offer has too many items.", f"at most {ITEMS_LIMIT}")
    seen: dict[str, str] = {}
    for block in blocks:
        reading.faults.extend(_item_faults(block, seen))


def _item_faults(block: WrittenMap, seen: dict[str, str]) -> Iterator[Finding]:
    number = block.get("id")
    if not isinstance(number, WrittenText):
        raise TypeError("an offer is checked against its shape before it is read")
    if not _ITEM.fullmatch(number.text):
        problem, expected = "this cannot number an item.", "letters, digits, - and ."
        yield Finding("offer-part", number.place, problem, expected, f"'{number.text}'")
    first = seen.setdefault(number.text, number.place)
    if first != number.place:
        problem, found = "two items have one number.", f"also at {first}"
        yield Finding("offer-part", number.place, problem, "a number of its own", found)
    says_nothing = all(block.get(key) is None for key in ("edits", "steps", "says", "releases"))
    if says_nothing:
        problem, expected = "the item says nothing.", "edits, steps or says"
        yield Finding("offer-part", block.place, problem, expected, "none of them")
    if block.get("edits") is not None and block.get("reach") is None:
        problem, remedy = "the item does not say what its edits move.", "`reach: works` or `reach: uses`"
        yield Finding("offer-part", block.place, problem, "reach", "no such key", remedy)
    for released in items_of(block, "releases"):
        yield _accrued(released, "an item cannot release accrued claims.")
    for edit in maps_of(block, "edits"):
        for verb in ("at", "add", "remove", "rename"):
            address = edit.get(verb)
            first_part = address.text.partition("/")[0] if isinstance(address, WrittenText) else ""
            if isinstance(address, WrittenText) and first_part in ACCRUED:
                yield _accrued(address, "an edit cannot change accrued claims.")
            elif isinstance(address, WrittenText) and first_part in OF_THE_HEADING:
                problem, expected = "an edit cannot change what the agreement is.", "an address of its text"
                remedy = "the days of the new terms are the offer's `effective_on` and `term`"
                found = f"'{address.text[:60]}'"
                yield Finding("offer-part", address.place, problem, expected, found, remedy)


def _accrued(at: WrittenText, problem: str) -> Finding:
    remedy = "record it with `arrears settlement propose`, and refer to it in the offer's own `releases`"
    expected = "an edit of the agreement's text"
    return Finding("offer-accrued", at.place, problem, expected, f"'{at.text[:60]}'", remedy)


def _base(reading: _Reading) -> str:
    """The address of the version that is amended; empty where the library has none such."""
    amends = reading.written.get("amends")
    if not isinstance(amends, WrittenText):
        raise TypeError("an offer is checked against its shape before it is read")
    known = reading.library.versions()
    address = full_address(amends.text, known)
    if address in known:
        return address
    problem, found = "the offer amends an agreement that is not here.", f"'{amends.text[:80]}'"
    remedy = suggest(amends.text, known) if known else ""
    expected = "an agreement of the library"
    reading.faults.append(Finding("offer-base", amends.place, problem, expected, found, remedy))
    return ""


def _day(reading: _Reading, block: WrittenMap, key: str) -> DayAt | None:
    written = block.get(key)
    if not isinstance(written, WrittenText):
        return None
    try:
        if _DAY.fullmatch(written.text):
            return DayAt(date.fromisoformat(written.text), written.place)
    except ValueError:  # such as 30 February
        pass
    reading.fault(written, "there is no such day.", "a day such as 2008-10-01")
    return None


def _dated(reading: _Reading, base: str) -> DatedOffer:
    written, term = reading.written, as_map(reading.written.get("term"))
    effective_on = _day(reading, written, "effective_on")
    covers_from = days_covered(read_written(reading.library, base).header)[0] if base else None
    return DatedOffer(
        status=text_at(written, "status"),
        made_on=_day(reading, written, "made_on"),
        valid_until=_day(reading, written, "valid_until"),
        effective_on=effective_on,
        signed_on=_day(reading, written, "signed_on"),
        term_from=_day(reading, term, "from"),
        term_until=_day(reading, term, "until"),
        covers_from=covers_from,
        items=tuple(_dated_item(reading, one, effective_on) for one in maps_of(written, "items")),
        place=written.place,
    )


def _dated_item(reading: _Reading, block: WrittenMap, of_offer: DayAt | None) -> DatedItem:
    own = _day(reading, block, "effective_on") if block.get("effective_on") is not None else of_offer
    return DatedItem(
        item_id=text_at(block, "id"),
        effective_on=own,
        until=_day(reading, block, "until"),
        agreed_on=_day(reading, block, "agreed_on"),
        steps=tuple((_raised(one), _day(reading, one, "on")) for one in maps_of(block, "steps")),
        is_retroactive=(text_at(block, "retroactive") or text_at(reading.written, "retroactive")) == "yes",
        place=block.place,
    )


def _raised(block: WrittenMap) -> str:
    """What a step raises, told apart by the unit: a share and money may come on one day."""
    of, unit = text_at(block, "of"), text_at(block, "raised_by").rpartition(" per ")[2]
    return f"{of} by the {unit}" if unit in COUNTED else of


def _steps(reading: _Reading, block: WrittenMap) -> tuple[Rise | None, ...]:
    return tuple(_raised_by(reading, one) for one in maps_of(block, "steps"))


def _raised_by(reading: _Reading, block: WrittenMap) -> Rise | None:
    """How far a raise goes; None for one that was refused."""
    written = block.get("raised_by")
    if not isinstance(written, WrittenText):
        raise TypeError("an offer is checked against its shape before it is read")
    try:
        return read_rise(text_at(block, "of"), written.text, written.place)
    except Refused as refused:
        reading.faults.extend(refused.findings)
        return None


def _condition(reading: _Reading, block: WrittenMap) -> Condition:
    kind, subject = text_at(block, "kind"), block.get("subject")
    if subject is None and kind != "other":
        reading.fault(block, f"a condition of kind {kind} names no subject.", "the claim or agreement")
    if kind == "claim_settled" and isinstance(subject, WrittenText) and not _CLAIM.fullmatch(subject.text):
        reading.fault(subject, "this names no claim.", "a claim such as claim/3")
    return Condition(kind, text_at(block, "subject"), text_at(block, "says"), block.place)


def _patches(reading: _Reading, base: str) -> list[PatchFile | None]:
    written, source = reading.written, as_map(reading.written.get("source"))
    head = PatchHead(
        base,
        text_at(written, "offer"),
        text_at(written, "title"),
        text_at(source, "cite"),
        text_at(source, "status"),
    )
    return [item_patch(head, text_at(block, "id"), block) for block in maps_of(written, "items")]


def _item(
    block: WrittenMap, days: DatedItem, patch: PatchFile | None, raises: tuple[Rise | None, ...]
) -> Item:
    return Item(
        item_id=days.item_id,
        title=text_at(block, "title"),
        effective_on=_known(days.effective_on),
        reach=_word(text_at(block, "reach") or "uses", get_args(Reach)),
        patch=patch,
        steps=tuple(
            Step(text_at(one, "of"), _known(on), raised, on.place if on else "")
            for one, (_, on), raised in zip(maps_of(block, "steps"), days.steps, raises)
            if raised is not None
        ),
        until=_or_none(days.until),
        agreed_on=_or_none(days.agreed_on),
        place=block.place,
        is_retroactive=days.is_retroactive,
        says=text_at(block, "says"),
    )


def _offer(
    base: str,
    written: WrittenMap,
    dated: DatedOffer,
    items: tuple[Item, ...],
    conditions: tuple[Condition, ...],
) -> Offer:
    source = as_map(written.get("source"))
    return Offer(
        offer_id=text_at(written, "offer"),
        made_by=text_at(written, "made_by"),
        made_to=text_at(written, "made_to"),
        made_on=_known(dated.made_on),
        valid_until=_or_none(dated.valid_until),
        status=_word(text_at(written, "status"), get_args(Status)),
        amends=base,
        effective_on=_known(dated.effective_on),
        signed_on=_or_none(dated.signed_on),
        term_from=_known(dated.term_from),
        term_until=_known(dated.term_until),
        follows=text_at(written, "follows"),
        final_declared_by=text_at(written, "final_declared_by"),
        impasse_declared_by=text_at(written, "impasse_declared_by"),
        items=items,
        conditions=conditions,
        releases=tuple(one.text for one in items_of(written, "releases")),
        source=text_at(source, "cite"),
        place=written.place,
        title=text_at(written, "title"),
        side=_word(text_at(written, "side"), get_args(Side)),
        source_status=text_at(source, "status"),
    )


def _known(day: DayAt | None) -> date:
    """A day that a file without faults has."""
    if day is None:
        raise TypeError("an offer is built only when its days were read")
    return day.day


def _or_none(day: DayAt | None) -> date | None:
    return None if day is None else day.day


def _word(text: str, words: tuple[Any, ...]) -> Any:
    """The word of a closed list; the shape was checked, so it is there."""
    return words[words.index(text)]
