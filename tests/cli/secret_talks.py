"""Talks under a news blackout, secrets of the talks, and an invocation of every command about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from arrears.bargaining.docket import ClaimedFigure, DocketEntry
from arrears.bargaining.docket_acts import CLASSES, record_entries
from arrears.bargaining.embargo import NewBlackout, declare_blackout
from arrears.book.access import EMBARGOED
from arrears.book.ledger import Book
from arrears.claims.acting import Acting

TALKS = "lantern-2008"
# Talks whose blackout embargoes everything, also what was recorded and read before it was declared.
EARLIER = "earlier-2008"
PARTIES = ("Lantern Guild", "Lantern Alliance")
BEGAN = date(2008, 11, 10)
LEARNED_SECRET = date(2012, 1, 1)
OPENED = DocketEntry(
    "opened", TALKS, date(2008, 9, 8), "session", PARTIES, "Talks open.", "sourced", sources=("minutes",)
)
ACT = ("--on", "2009-02-01", "--by", "attorney")
DOCKET = """\
talks: {talks}
entries:
- {{key: own, on: 2008-11-20, kind: statement, parties: [Lantern Guild], words: A statement.,
    confidence: sourced, sources: [a page],
    figures: [{{says: value over three years, amount: $20, claimed_by: Lantern Guild}}]}}
"""


def begin_talks(book: Book) -> None:
    """Talks that everybody on the staff knows of, and a blackout over them."""
    day = date(2008, 11, 10)
    record_entries(book, [OPENED], Acting(day, "clerk", day))
    new = NewBlackout(TALKS, PARTIES, BEGAN, entries_since=BEGAN)
    declare_blackout(book, new, Acting(day, "committee", day))


def end_earlier_talks(book: Book) -> None:
    """A blackout over talks whose entries were open to everybody until now."""
    new = NewBlackout(EARLIER, PARTIES, BEGAN)
    declare_blackout(book, new, Acting(LEARNED_SECRET, "committee", LEARNED_SECRET))


def add_secret_talks(book: Book, access: str, secret: str) -> None:
    """A secret entry of the talks of a class, with the secret in all that an entry holds; two where it is
    embargoed, and a blackout that only counsel knows of.
    """
    deed = Acting(LEARNED_SECRET, secret, LEARNED_SECRET, secret)
    amount = ClaimedFigure("value over three years", secret, "amount", cents=int(secret))
    key = f"k{secret}" if access == EMBARGOED else f"{access}-{secret}"
    entry = DocketEntry(
        key, TALKS, date(2008, 11, 20), "offer", (secret, "x"), secret, "sourced",
        figures=(amount,), sources=(secret,), note=secret,
    )  # fmt: skip
    if access == EMBARGOED:
        other = DocketEntry("own", TALKS, None, "session", PARTIES, secret, "invented", conflict=secret)
        record_entries(book, [entry, other], deed)
    elif access in ("counsel_only", "settlement"):
        record_entries(book, [entry], deed, access)
        if access == "counsel_only":
            new = NewBlackout("rival-2008", ("Lantern Guild", "Rival"), BEGAN, access)
            declare_blackout(book, new, deed)
    elif access in CLASSES:
        key, day = f"old-{access}-{secret}", date(2008, 9, 9)
        old = DocketEntry(key, TALKS, day, "offer", PARTIES, secret, "invented")
        record_entries(book, [old], deed, access)


def add_earlier_talks(book: Book, secret: str) -> None:
    """Entries of talks that nobody has embargoed yet, open to everybody, with the secret in all they hold."""
    deed = Acting(LEARNED_SECRET, secret, LEARNED_SECRET, secret)
    amount = ClaimedFigure("value over three years", secret, "amount", cents=int(secret))
    for own in ("guild_only", "public", "parties"):
        entry = DocketEntry(
            f"{own}-{secret}", EARLIER, date(2008, 11, 20), "offer", (secret, "x"), secret, "sourced",
            figures=(amount,), sources=(secret,), note=secret,
        )  # fmt: skip
        record_entries(book, [entry], deed, own)


def write_dockets(place: Path) -> None:
    """The files that the commands import: of talks under the blackout, and of others."""
    for name, talks in (("docket.yaml", TALKS), ("rival.yaml", "rival-2008")):
        (place / name).write_text(DOCKET.format(talks=talks))


def _added(talks: str, *more: str) -> tuple[str, ...]:
    said = ("--kind", "session", "--party", "Lantern Guild", "--party", "Rival", "--words", "They met.")
    return ("BOOK", "--talks", talks, *said, "--confidence", "from_memory", *more, *ACT)


TALKS_INVOCATIONS: Mapping[str, Sequence[Sequence[str]]] = {
    "docket add": (
        _added(TALKS, "--happened", "2008-11-21"),
        _added(TALKS, "--happened", "2008-09-10", "--figure", "value over three years > $20 by A"),
        _added("rival-2008", "--key", "own", "--happened", "2008-11-21"),
        _added(TALKS, "--happened", "2008-09-10", "--key", "again", "--corrects", "own"),
    ),
    "docket import": (
        ("BOOK", "PLACE/docket.yaml", *ACT),
        ("BOOK", "PLACE/rival.yaml", *ACT),
        ("BOOK", "PLACE/rival.yaml", "--access", "public", *ACT),
        ("BOOK", "PLACE/stub.txt", "--as", "csv", *ACT),
    ),
    "docket list": (
        ("BOOK",), ("BOOK", "--format", "json"), ("BOOK", "--table", "differing", "--format", "csv"),
        ("BOOK", "--talks", TALKS, "--known-by", "2012-12-31"),
    ),
    "docket timeline": (
        ("BOOK",), ("BOOK", "--as-of", "2009-03-31"), ("BOOK", "--talks", TALKS, "--out", "OUT/talks.svg"),
        ("BOOK", "--out", "OUT/talks.html"), ("BOOK", "--out", "OUT/talks.txt"),
        ("BOOK", "--out", "OUT/all.svg"),
    ),
    "docket export": (
        ("BOOK", "--out", "OUT/docket.yaml"), ("BOOK", "--out", "OUT/docket.csv", "--talks", TALKS),
        ("BOOK", "--out", "OUT/docket.ics"),
    ),
    "blackout list": (("BOOK",), ("BOOK", "--format", "json")),
    "blackout declare": (
        ("BOOK", "--talks", TALKS, "--party", "A", "--party", "B", *ACT),
        ("BOOK", "--talks", "third-2009", "--party", "A", "--party", "B", *ACT),
    ),
    "blackout lift": (("BOOK", "1", *ACT), ("BOOK", "2000001", *ACT), ("BOOK", "9", *ACT)),
}  # fmt: skip
