"""A small book with one open claim, and lines that can be settled by hand: two companies, three people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from arrears.book.access import COUNSEL
from arrears.book.ledger import Book, create_book
from arrears.claims.acting import Acting
from arrears.claims.casework import NewEvent, append
from arrears.claims.settlement_terms import SettlementLine

OPENED = date(2008, 11, 19)
SUBMITTED = date(2009, 1, 12)
DAY = date(2009, 4, 29)


def acting(on: date = DAY, by: str = "attorney", why: str = "") -> Acting:
    return Acting(on, by, on, why)


def make_desk(folder: Path, *, heard: bool = True) -> Book:
    """A book for counsel with `claim/1` of the guild `sag` against C1 and C2, submitted to an arbitrator."""
    book = create_book(folder / "book").seen_by(COUNSEL)
    body = {
        "on": OPENED.isoformat(),
        "by": "attorney",
        "why": "",
        "title": "Suspended regulars",
        "subject": "force_majeure",
        "family": "sag",
        "agreement": "sag/tv-2005",
        "claimants": [{"kind": "guild", "id": "sag"}],
        "respondents": ["C1", "C2"],
        "represented_by": "",
        "clauses": ["force-majeure/half-pay"],
        "positions": {"claimants": "guild", "respondents": "companies"},
        "cause": "",
    }
    append(book, [NewEvent("claim/1", "opened", body)], learned_on=OPENED)
    if heard:
        append(book, [step("filed", OPENED), step("submitted", SUBMITTED)], learned_on=SUBMITTED)
    return book


def step(word: str, on: date) -> NewEvent:
    """A step of `claim/1` by hand."""
    facts: dict[str, str] = {}
    said = {"step": word, "on": on.isoformat(), "by": "attorney", "party": "", "forum": "", "why": ""}
    return NewEvent("claim/1", "step", {**said, "facts": facts})


def line(ref: str, payee: str, company: str, guild: int, **more: object) -> SettlementLine:
    usual: dict[str, object] = {
        "title_id": f"T{ref}",
        "currency": "usd",
        "character": "compensation",
        "by_position": {"guild": guild, "companies": 0},
        "undisputed_cents": 0,
        "status": "secondary",
    }
    return SettlementLine(ref, payee, company, **(usual | more))  # type: ignore[arg-type]


LINES = (
    line("a", "P1", "C1", 1_000_00),
    line("b", "P2", "C1", 2_000_00),
    line("c", "P3", "C2", 500_00),
    line("a", "P1", "C1", 100_00, character="late_charge", status="unverified"),
)
