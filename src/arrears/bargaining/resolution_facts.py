"""What people established about an impasse: who can move what, which days cost whom, what belongs to what.

A file that somebody writes and signs with a source for each line; nothing of it is concluded here, and what
nobody wrote is said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.model import Citation
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.procedure_read import items_of, maps_of, texts_of
from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, WrittenText, read_yaml_file
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import MONEY

UNKNOWN = "unknown"
Room = Literal["yes", "no", "unknown"]
_LINKED = {
    "claims": re.compile(r"claim/[1-9][0-9]{0,8}"),
    "requests": re.compile(r"request/[1-9][0-9]{0,8}"),
    "entries": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}:[A-Za-z0-9][A-Za-z0-9._-]{0,59}"),
}
ISSUE = TextShape("an item's number, as the offers number it")
MOVER = KeyedShape(
    "who can move an issue",
    (
        Key("issue", ISSUE, True),
        Key("who", TextShape("who has the authority to move it"), True),
        Key("party", TextShape("the party, as the offers name it"), True),
        Key("in_room", TextShape("whether they sit at the table", ("yes", "no", UNKNOWN)), True),
        *CITED,
    ),
)
COSTLY_DAY = KeyedShape(
    "a day that costs somebody",
    (
        Key("party", TextShape("whom it costs, as the offers name it"), True),
        Key("on", TextShape("a day, 2009-01-15"), True),
        Key("what", TextShape("what happens on it"), True),
        Key("costs", TextShape("dollars, or unknown"), True),
        *CITED,
    ),
)
LINK = KeyedShape(
    "what belongs to an issue",
    (
        Key("issue", ISSUE, True),
        Key("claims", ListShape(TextShape("a claim of the book, claim/1"), "claims")),
        Key("requests", ListShape(TextShape("an information request, request/1"), "requests")),
        Key("entries", ListShape(TextShape("an entry of the docket, talks:key"), "entries")),
        Key(
            "wanted", ListShape(TextShape("evidence that would change the picture, in our words"), "evidence")
        ),
        *CITED,
    ),
)
RESOLUTION_FILE = KeyedShape(
    "what was established",
    (
        Key("resolution", TextShape("its name"), True),
        Key("movers", ListShape(MOVER, "who can move what")),
        Key("costly_days", ListShape(COSTLY_DAY, "days that cost somebody")),
        Key("links", ListShape(LINK, "what belongs to what")),
        *CITED,
    ),
)


@dataclass(frozen=True)
class Mover:
    """Who can move an issue. in_room: whether they sit at the table."""

    issue: str
    who: str
    party: str
    in_room: Room
    citation: Citation
    place: str


@dataclass(frozen=True)
class CostlyDay:
    """A day that costs a party. cents: null where nobody gave a figure."""

    party: str
    on: date
    what: str
    cents: int | None
    citation: Citation
    place: str


@dataclass(frozen=True)
class Link:
    """What belongs to an issue: claims, requests, docket entries (`talks:key`), evidence that is wanted."""

    issue: str
    claims: tuple[str, ...]
    requests: tuple[str, ...]
    entries: tuple[str, ...]
    wanted: tuple[str, ...]
    citation: Citation
    place: str


@dataclass(frozen=True)
class ResolutionFacts:
    """A file of what was established, as written."""

    name: str
    movers: tuple[Mover, ...] = ()
    costly_days: tuple[CostlyDay, ...] = ()
    links: tuple[Link, ...] = ()


NO_FACTS = ResolutionFacts("none given")


def read_resolution(path: Path) -> ResolutionFacts:
    """What was established, from its file. Findings: raises `Refused` with every fault and its place."""
    written = read_yaml_file(path)
    faults = list(shape_faults(written, RESOLUTION_FILE))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    movers = [_mover(block, written, faults) for block in maps_of(written, "movers")]
    days = [_costly(block, written, faults) for block in maps_of(written, "costly_days")]
    links = [_link(block, written, faults) for block in maps_of(written, "links")]
    if faults:
        raise Refused(faults)
    return ResolutionFacts(
        text_at(written, "resolution"), tuple(movers), tuple(one for one in days if one), tuple(links)
    )


def _cited(block: WrittenMap, above: WrittenMap, faults: list[Finding]) -> Citation:
    found = citation_of(block, citation_of(above, None))
    if found is None:
        problem, remedy = "this has no citation.", "say where it was read, and how far that can be trusted"
        faults.append(Finding("agreement-citation", block.place, problem, "cite and status", "none", remedy))
        return Citation("", "unverified")
    return found


def _mover(block: WrittenMap, above: WrittenMap, faults: list[Finding]) -> Mover:
    return Mover(
        text_at(block, "issue"), text_at(block, "who"), text_at(block, "party"),
        _room(text_at(block, "in_room")), _cited(block, above, faults), block.place,
    )  # fmt: skip


def _room(word: str) -> Room:
    match word:
        case "yes" | "no":
            return word
    return "unknown"


def _costly(block: WrittenMap, above: WrittenMap, faults: list[Finding]) -> CostlyDay | None:
    citation = _cited(block, above, faults)
    before = len(faults)
    on, cents = None, None
    try:
        on = read_day(text_at(block, "on"), _place(block, "on"))
    except Refused as refused:
        faults.extend(refused.findings)
    written = text_at(block, "costs")
    try:
        cents = None if written == UNKNOWN else _cents(written, _place(block, "costs"))
    except Refused as refused:
        faults.extend(refused.findings)
    if on is None or len(faults) > before:
        return None
    return CostlyDay(text_at(block, "party"), on, text_at(block, "what"), cents, citation, block.place)


def _place(block: WrittenMap, key: str) -> str:
    written = block.get(key)
    return written.place if written else block.place


def _cents(text: str, place: str) -> int:
    """A sum in whole cents. Findings: figure-not-read, resolution-sum."""
    value = read_number(text, place)
    if value.kind != MONEY or value.value.denominator != 1 or value.value < 0:
        problem, expected = (
            "this is no sum that a day costs.",
            "dollars and cents, such as $1,200,000, or unknown",
        )
        raise Refused([Finding("resolution-sum", place, problem, expected, f"'{text[:40]}'")])
    return int(value.value)


def _link(block: WrittenMap, above: WrittenMap, faults: list[Finding]) -> Link:
    for key in _LINKED:
        faults.extend(_link_faults(key, items_of(block, key)))
    return Link(
        text_at(block, "issue"), texts_of(block, "claims"), texts_of(block, "requests"),
        texts_of(block, "entries"), texts_of(block, "wanted"), _cited(block, above, faults), block.place,
    )  # fmt: skip


def _link_faults(key: str, names: tuple[WrittenText, ...]) -> Iterator[Finding]:
    shown = {"claims": "claim/1", "requests": "request/1", "entries": "talks:key"}[key]
    for name in names:
        if not _LINKED[key].fullmatch(name.text):
            problem = f"this names none of the {key}."
            yield Finding("resolution-link", name.place, problem, shown, f"'{name.text[:60]}'")
