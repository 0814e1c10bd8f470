"""Invented entries of an invented docket, and strategies that make any entry a file can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from arrears.bargaining.docket import ClaimedFigure, DocketEntry
from arrears.bargaining.docket_acts import Recorded, record_entries
from arrears.bargaining.docket_written import made_key
from arrears.book.access import DEFAULT_ACCESS, KEEPER
from arrears.book.ledger import Book, create_book
from arrears.claims.acting import Acting
from arrears.vocabulary import DOCKET_CONFIDENCES, FIGURE_SIGNS, TALKS_KINDS

TALKS = "lantern-2008"
PARTIES = ("Lantern Guild", "Lantern Alliance")
ON = date(2008, 11, 12)


def an_entry(key: str = "first", **given: object) -> DocketEntry:
    """An invented session, with whatever a test gives it instead."""
    usual = DocketEntry(
        key, TALKS, ON, "session", PARTIES, "They met.", "sourced", sources=("minutes of the day",)
    )
    return replace(usual, **given)  # type: ignore[arg-type]


def an_amount(dollars: int, by: str, says: str = "value over three years", **given: object) -> ClaimedFigure:
    """A claimed amount of dollars."""
    return replace(ClaimedFigure(says, by, "amount", cents=dollars * 100), **given)  # type: ignore[arg-type]


def acting(on: date = date(2008, 11, 25), by: str = "researcher", why: str = "") -> Acting:
    return Acting(on, by, on, why)


def record(book: Book, *entries: DocketEntry, access: str = DEFAULT_ACCESS) -> Recorded:
    """Record entries on the day after the last of them."""
    return record_entries(book, entries, acting(), access)


def new_book(folder: Path) -> Book:
    """An empty book that its keeper reads and writes."""
    return create_book(folder / "book").seen_by(KEEPER)


# Letters, digits and signs that files, spreadsheets and calendars treat as something else.
SIGNS = "=+-@'\"\\,;:#|&%!?*[]{}()<>~`^éßЖ中\u2026 ."
TEXTS = st.text(alphabet=st.sampled_from("abcXYZ019" + SIGNS), min_size=1, max_size=60).map(
    lambda text: " ".join(text.split())
)
PLAIN = TEXTS.filter(lambda text: bool(text))
LISTED = PLAIN.map(lambda text: text.replace("|", "/"))
NAMES = st.text(alphabet="abcXYZ019._-", min_size=1, max_size=40)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def figures(draw: st.DrawFn) -> ClaimedFigure:
    """A figure of any kind."""
    bare = ClaimedFigure(
        draw(PLAIN),
        draw(PLAIN),
        "words",
        sign=draw(st.sampled_from(sorted(FIGURE_SIGNS))),
        source=draw(st.one_of(st.just(""), PLAIN)),
        confidence=draw(st.sampled_from(["", *DOCKET_CONFIDENCES])),
    )
    match draw(st.sampled_from(["amount", "number", "day", "words"])):
        case "amount":
            return replace(bare, kind="amount", cents=draw(st.integers(-(10**15) + 1, 10**15 - 1)))
        case "number":
            share = Fraction(draw(st.integers(-(10**9), 10**9)), draw(st.sampled_from([1, 10, 100, 1000])))
            return replace(bare, kind="number", number=share)
        case "day":
            return replace(bare, kind="day", day=draw(DAYS))
    return replace(bare, words=draw(PLAIN))


@st.composite
def entries(draw: st.DrawFn) -> DocketEntry:
    """An entry that a file can hold, with a key of its own or one made from what it says."""
    on = draw(st.one_of(st.none(), DAYS))
    until = on + timedelta(days=draw(st.integers(1, 400))) if on and draw(st.booleans()) else None
    confidence = draw(st.sampled_from(sorted(DOCKET_CONFIDENCES)))
    entry = DocketEntry(
        key="",
        talks=draw(NAMES),
        on=on,
        kind=draw(st.sampled_from(sorted(TALKS_KINDS))),
        parties=tuple(draw(st.lists(LISTED, min_size=1, max_size=3))),
        words=draw(PLAIN),
        confidence=confidence,
        until=until,
        is_about=draw(st.booleans()),
        figures=tuple(draw(st.lists(figures(), max_size=3))),
        sources=tuple(draw(st.lists(LISTED, min_size=int(confidence == "sourced"), max_size=3))),
        conflict=draw(st.one_of(st.just(""), PLAIN)),
        note=draw(st.one_of(st.just(""), PLAIN)),
        corrects=draw(st.one_of(st.just(""), NAMES)),
    )
    key = draw(st.one_of(st.just(""), NAMES.filter(lambda name: name != entry.corrects)))
    return replace(entry, key=key or made_key(entry))
