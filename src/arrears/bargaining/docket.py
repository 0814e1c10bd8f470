"""The docket of talks: dated events with parties, and figures that stay those of whoever claims them.

Entries are acts about `talks/1`, appended and never edited: what was wrong is corrected by a new entry that
names the old. Figures that differ are all kept; nothing here prefers one, nets them, or fills a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from arrears.book.access import DEFAULT_ACCESS, EMBARGOED, TALKS
from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, read_events
from arrears.money import Cents, show_cents

WORD = TALKS
ENTERED = "entered"
RELEASED = "released"
# Said of an embargoed entry, to whoever may see it, once its blackout was lifted: it stands elsewhere now.
LET_GO = "let_go"
FigureKind = Literal["amount", "number", "day", "words"]


@dataclass(frozen=True)
class ClaimedFigure:
    """A figure as somebody claims it: of cents, number, day and words exactly the one that `kind` names.

    sign: a word of `vocabulary.FIGURE_SIGNS`. source, confidence: empty = those of the entry.
    """

    says: str
    claimed_by: str
    kind: FigureKind
    cents: Cents | None = None
    number: Fraction | None = None
    day: date | None = None
    words: str = ""
    sign: str = "is"
    source: str = ""
    confidence: str = ""

    def value_text(self) -> str:
        """The value as it is written in a file, without its sign: `$250,000,000.00`, `90.3`, `2008-02-15`."""
        match self.kind:
            case "amount":
                return show_cents(self.cents)
            case "number":
                return number_text(self.number) if self.number is not None else ""
            case "day":
                return str(self.day)
            case "words":
                return self.words
        raise TypeError(f"value_text does not know {self.kind}")

    def text(self) -> str:
        """The value as it is read, with its sign: `more than $250,000,000.00`."""
        sign = "" if self.sign == "is" else self.sign.replace("_", " ") + " "
        return sign + self.value_text()


@dataclass(frozen=True)
class DocketEntry:
    """One event of the talks. key: its name within its talks, the same in every file that it is written to.

    on: the day of the event, null = not known. until: its last day where it has several; is_about: near `on`.
    conflict: how sources disagree about the event itself. corrects: the key of the entry that this replaces.
    entry_id, recorded_on, by, learned_on, access: where it stands in the book; empty before it is there.
    released_on: the day on which a lifted blackout let it be read; null = it was not embargoed, or still is.
    """

    key: str
    talks: str
    on: date | None
    kind: str
    parties: tuple[str, ...]
    words: str
    confidence: str
    until: date | None = None
    is_about: bool = False
    figures: tuple[ClaimedFigure, ...] = ()
    sources: tuple[str, ...] = ()
    conflict: str = ""
    note: str = ""
    corrects: str = ""
    entry_id: str = ""
    recorded_on: date | None = None
    by: str = ""
    learned_on: date | None = None
    access: str = DEFAULT_ACCESS
    released_on: date | None = None

    def said(self) -> DocketEntry:
        """The entry as somebody wrote it, without where it stands in a book: what files hold and equal."""
        return replace(
            self,
            entry_id="",
            recorded_on=None,
            by="",
            learned_on=None,
            access=DEFAULT_ACCESS,
            released_on=None,
        )


@dataclass(frozen=True)
class FigureClaim:
    """A figure with the entry that it stands in."""

    figure: ClaimedFigure
    entry: DocketEntry


def number_text(value: Fraction) -> str:
    """A decimal number as it is written, without an end of noughts: `90.3`."""
    scaled, places = value, 0
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
        if places > 30:
            raise ValueError(f"{value} is no decimal number")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    whole = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{whole}" if value < 0 else whole


def read_docket(
    book: Book, talks: str = "", *, known_by: date | None = None, seq: int | None = None
) -> tuple[DocketEntry, ...]:
    """Every entry that the book's audience may see, in the order of events; those without a day come last.

    Corrected entries are among them; see `standing`. Of an entry that a lifted blackout let be read, whoever
    saw it before sees it once.
    """
    events = read_events(book, f"{WORD}/", known_by=known_by, seq=seq)
    let_go = {event.subject for event in events if event.kind == LET_GO}
    told = [event for event in events if event.kind != LET_GO and event.subject not in let_go]
    entries = _keys_apart(_from_event(event) for event in told)
    return in_order(one for one in entries if not talks or one.talks == talks)


def _keys_apart(entries: Iterable[DocketEntry]) -> Iterator[DocketEntry]:
    """Entries in the order of the book; a key that was given again, by somebody from whom a blackout kept the
    entry that has it, gets a number. Those of what is embargoed get theirs when they are let go.
    """
    taken: set[tuple[str, str]] = set()
    for one in entries:
        if one.access == EMBARGOED:
            yield one
            continue
        key, count = one.key, 1
        while (one.talks, key) in taken:
            count += 1
            key = f"{one.key[:36]}-{count}"
        taken.add((one.talks, key))
        yield one if key == one.key else replace(one, key=key)


def in_order(entries: Iterable[DocketEntry]) -> tuple[DocketEntry, ...]:
    """By day, then as they were recorded; without a day last."""
    return tuple(sorted(entries, key=lambda one: one.on or date.max))


def standing(entries: Iterable[DocketEntry]) -> tuple[DocketEntry, ...]:
    """The entries that no other of them corrects."""
    held = tuple(entries)
    corrected = {(one.talks, one.corrects) for one in held if one.corrects}
    return tuple(one for one in held if (one.talks, one.key) not in corrected)


def differing_figures(entries: Iterable[DocketEntry]) -> tuple[tuple[FigureClaim, ...], ...]:
    """Figures that say the same thing with more than one value, side by side, in the order of events.

    Amounts of the same name are compared over all entries of the same talks; counts, days and words within
    one entry, for the share of one vote is not that of another. A repeated claim is kept as well: who holds
    to a figure, and since when, is part of the picture.
    """
    groups: dict[tuple[str, str, str, str], list[FigureClaim]] = {}
    for entry in standing(entries):
        for figure in entry.figures:
            within = "" if figure.kind == "amount" else entry.key
            key = (entry.talks, figure.says.casefold(), figure.kind, within)
            groups.setdefault(key, []).append(FigureClaim(figure, entry))
    return tuple(
        tuple(group) for group in groups.values() if len({claim.figure.text() for claim in group}) > 1
    )


def body_of(entry: DocketEntry) -> dict[str, Any]:
    """The entry as the body of an act holds it: every number and day as text."""
    return {
        "key": entry.key,
        "talks": entry.talks,
        "on": str(entry.on or ""),
        "until": str(entry.until or ""),
        "is_about": "yes" if entry.is_about else "",
        "kind": entry.kind,
        "parties": list(entry.parties),
        "words": entry.words,
        "confidence": entry.confidence,
        "figures": [_figure_body(figure) for figure in entry.figures],
        "sources": list(entry.sources),
        "conflict": entry.conflict,
        "note": entry.note,
        "corrects": entry.corrects,
    }


def _figure_body(figure: ClaimedFigure) -> dict[str, str]:
    value = str(figure.cents) if figure.kind == "amount" else figure.value_text()
    return {
        "says": figure.says,
        "claimed_by": figure.claimed_by,
        "kind": figure.kind,
        "value": value,
        "sign": figure.sign,
        "source": figure.source,
        "confidence": figure.confidence,
    }


def entry_from_body(held: Mapping[str, Any]) -> DocketEntry:
    """The entry that a body holds; without where it stands in the book."""
    return DocketEntry(
        key=str(held["key"]),
        talks=str(held["talks"]),
        on=_day(held["on"]),
        kind=str(held["kind"]),
        parties=tuple(map(str, held["parties"])),
        words=str(held["words"]),
        confidence=str(held["confidence"]),
        until=_day(held["until"]),
        is_about=bool(held["is_about"]),
        figures=tuple(_figure(figure) for figure in held["figures"]),
        sources=tuple(map(str, held["sources"])),
        conflict=str(held["conflict"]),
        note=str(held["note"]),
        corrects=str(held["corrects"]),
    )


def _figure(held: Mapping[str, str]) -> ClaimedFigure:
    bare = ClaimedFigure(
        held["says"],
        held["claimed_by"],
        "words",
        sign=held["sign"],
        source=held["source"],
        confidence=held["confidence"],
    )
    value = held["value"]
    match held["kind"]:
        case "amount":
            return replace(bare, kind="amount", cents=int(value))
        case "number":
            return replace(bare, kind="number", number=Fraction(value))
        case "day":
            return replace(bare, kind="day", day=date.fromisoformat(value))
        case "words":
            return replace(bare, words=value)
    raise TypeError(f"a docket holds no figure of kind {held['kind']}")


def _from_event(event: CaseEvent) -> DocketEntry:
    body = event.body
    # A released entry says who recorded it and when; the act itself is the lifting.
    first: Mapping[str, Any] = body["recorded"] if event.kind == RELEASED else body
    return replace(
        entry_from_body(body["entry"]),
        entry_id=event.subject,
        recorded_on=date.fromisoformat(str(first["on"])),
        by=str(first["by"]),
        learned_on=event.learned_on,
        access=event.access,
        released_on=event.on if event.kind == RELEASED else None,
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
