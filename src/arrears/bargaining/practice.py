"""Reads what makes one agreement move when another does: binding texts that no clause file can hold, and
practices that somebody stated.

The shipped list is `practice.yaml`; a party may bring its own. Nothing here decides that a practice holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import NUMBER
from arrears.vocabulary import STATUSES

Read = TypeVar("Read")
SHORTEST, LONGEST = 5, 8
PRACTICE_FILE = Path(__file__).with_name("practice.yaml")
WHAT = ("figures", "raises", "contributions", "clauses")
TAKES_UP = ("at once", "next agreement")
RAISED = ("in proportion", "by points")
_TEXT = TextShape("words", longest=2_000)
_PART = re.compile(r"\*|[A-Za-z0-9_.$%,+ -]{1,80}")
_FAMILY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SAID = (
    Key("id", TextShape("its name", longest=60), True),
    Key("says", _TEXT, True),
    Key("by", _TEXT, True),
    Key("on", TextShape("the day it was said"), True),
    Key("cite", _TEXT, True),
    Key("status", TextShape("a status", tuple(STATUSES)), True),
    Key("note", _TEXT),
)
_ENDS = (
    Key("of", TextShape("the address that leads, * for any one part", longest=300), True),
    Key("to", TextShape("the address that follows, * for any one part", longest=300), True),
)
TEXT = KeyedShape(
    "a text that binds",
    (
        *_SAID,
        Key("raised", ListShape(TextShape("a reading of how", RAISED), "the readings of how"), True),
        Key("pairs", ListShape(KeyedShape("a pair of figures", _ENDS), "pairs of figures"), True),
    ),
)
RATIO = TextShape("how many times the leading figure the following one is, such as 3", longest=80)
PRACTICE = KeyedShape(
    "a stated practice",
    (
        *_SAID,
        Key("what", TextShape("what follows", WHAT), True),
        Key("leads", TextShape("the family whose terms lead", longest=60), True),
        Key("follows", TextShape("the family whose terms follow", longest=60), True),
        Key("takes_up", TextShape("when it follows", TAKES_UP), True),
        Key("ratio", RATIO, True),
        Key(
            "articles",
            ListShape(TextShape("an article", longest=60), "what it was said of; anything without"),
        ),
        Key(
            "pairs",
            ListShape(
                KeyedShape("a pair of figures", (*_ENDS, Key("ratio", RATIO, True))), "pairs of figures"
            ),
        ),
    ),
)
LAYOUT = KeyedShape(
    "texts and practices",
    (Key("texts", ListShape(TEXT, "texts")), Key("practices", ListShape(PRACTICE, "practices"))),
)


@dataclass(frozen=True)
class Pair:
    """Two figures, one following the other, by address; `*` for any one part. ratio: null for a text."""

    of: str
    to: str
    ratio: Fraction | None


@dataclass(frozen=True)
class Said:
    """Who said what makes an agreement move, when, and how far that can be trusted."""

    said_id: str
    says: str
    by: str
    on: date
    cite: str
    status: str
    note: str
    place: str


@dataclass(frozen=True)
class BindingText:
    """Words of an agreement that bind it to another's figures. raised: the readings of how far."""

    said: Said
    raised: tuple[str, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Practice:
    """A stated practice. what: `figures`, `raises` of wages, `contributions`, or new `clauses`. takes_up: `at
    once` or `next agreement`.

    leads, follows: families. ratio: the following figure over the leading one, for clauses of one formula.
    articles: of the leading agreement, of which it was said; none where it was said of the whole agreement.
    """

    said: Said
    what: str
    leads: str
    follows: str
    takes_up: str
    ratio: Fraction
    articles: tuple[str, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Bonds:
    """Everything that one or more files state. file: as findings name it."""

    texts: tuple[BindingText, ...]
    practices: tuple[Practice, ...]
    file: str


def read_practice(path: Path = PRACTICE_FILE) -> Bonds:
    """The texts and practices of one file.

    Findings: raises `Refused` with every fault of shape, and with `practice-address`, `practice-family`,
    `practice-ratio`, `practice-twice` and `figure-not-read`, each at its place.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, LAYOUT))
    if faults:
        raise Refused(faults)
    texts = _read(as_map(written).get("texts"), _text, faults)
    practices = _read(as_map(written).get("practices"), _practice, faults)
    faults.extend(_repeated([*(one.said for one in texts), *(one.said for one in practices)]))
    if faults:
        raise Refused(faults)
    return Bonds(tuple(texts), tuple(practices), path.name)


def _read(
    written: Written | None, read: Callable[[WrittenMap, list[Finding]], Read], faults: list[Finding]
) -> list[Read]:
    blocks = as_list(written).items if written is not None else ()
    return [read(as_map(block), faults) for block in blocks]


def _text(block: WrittenMap, faults: list[Finding]) -> BindingText:
    raised = tuple(as_text(item).text for item in as_list(block.get("raised")).items)
    pairs = _items(block.get("pairs"))
    return BindingText(_said(block, faults), raised, tuple(_pair(as_map(one), faults) for one in pairs))


def _practice(block: WrittenMap, faults: list[Finding]) -> Practice:
    leads, follows = (_family(as_text(block.get(key)), faults) for key in ("leads", "follows"))
    if leads == follows:
        problem, remedy = "a family cannot follow itself.", "name another one"
        place = as_text(block.get("follows")).place
        faults.append(Finding("practice-family", place, problem, "two families", f"'{leads}'", remedy))
    pairs = tuple(_pair(as_map(one), faults) for one in _items(block.get("pairs")))
    what, takes_up = (as_text(block.get(key)).text for key in ("what", "takes_up"))
    ratio = _ratio(as_text(block.get("ratio")), faults)
    articles = tuple(as_text(item).text for item in _items(block.get("articles")))
    return Practice(_said(block, faults), what, leads, follows, takes_up, ratio, articles, pairs)


def _items(written: Written | None) -> tuple[Written, ...]:
    return written.items if isinstance(written, WrittenList) else ()


def _said(block: WrittenMap, faults: list[Finding]) -> Said:
    name, on = as_text(block.get("id")), as_text(block.get("on"))
    day = date.min
    try:
        day = read_day(on.text, on.place)
    except Refused as refused:
        faults.extend(refused.findings)
    says, by, cite, status = (as_text(block.get(key)).text for key in ("says", "by", "cite", "status"))
    note = block.get("note")
    return Said(
        name.text, says, by, day, cite, status, note.text if isinstance(note, WrittenText) else "", name.place
    )


def _pair(block: WrittenMap, faults: list[Finding]) -> Pair:
    of, to = as_text(block.get("of")), as_text(block.get("to"))
    for one in (of, to):
        parts = one.text.split("/")
        if not SHORTEST <= len(parts) <= LONGEST or not all(_PART.fullmatch(part) for part in parts):
            problem, shown = "this is not the address of figures.", one.text[:80]
            expected = "family, version, article, clause and name: dga/*/supplemental/home-video/rate/*"
            faults.append(Finding("practice-address", one.place, problem, expected, f"'{shown}'"))
    ratio = block.get("ratio")
    return Pair(of.text, to.text, None if ratio is None else _ratio(as_text(ratio), faults))


def _ratio(written: WrittenText, faults: list[Finding]) -> Fraction:
    try:
        figure = read_number(written.text, written.place)
    except Refused as refused:
        faults.extend(refused.findings)
        return Fraction(1)
    if figure.kind != NUMBER or figure.value <= 0:
        problem = "a ratio is a plain number above zero."
        shown = f"'{written.text[:40]}'"
        faults.append(Finding("practice-ratio", written.place, problem, "a number such as 3", shown))
    return figure.value


def _family(written: WrittenText, faults: list[Finding]) -> str:
    if not _FAMILY.fullmatch(written.text):
        problem, shown = "this is not the name of a family.", f"'{written.text[:40]}'"
        faults.append(Finding("practice-family", written.place, problem, "a word such as dga", shown))
    return written.text


def _repeated(said: Sequence[Said]) -> Iterator[Finding]:
    first: dict[str, Said] = {}
    for one in said:
        before = first.setdefault(one.said_id, one)
        if before is not one:
            problem, found = f"'{one.said_id}' is stated twice.", f"also at {before.place}"
            yield Finding("practice-twice", one.place, problem, "once", found, "give one another name")
