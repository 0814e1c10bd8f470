"""A book of claims by hand, for deadlines: one opened claim after another, and steps on invented days."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from arrears.agreements.procedure import Procedure
from arrears.agreements.procedure_load import find_procedure
from arrears.book.ledger import Book, create_book
from arrears.claims.casework import NewEvent, append
from arrears.claims.deadlines import Asked, Deadlines, read_deadlines


def book_at(folder: Path) -> Book:
    return create_book(folder / "book")


def open_by_event(
    book: Book,
    claim: int,
    *,
    agreement: str = "sag/tv-2014",
    subject: str = "residuals",
    on: str = "2015-01-02",
) -> None:
    """A claim as its opening act tells it."""
    body = {
        "on": on, "by": "attorney", "why": "", "title": f"Invented claim {claim}", "subject": subject,
        "family": agreement.partition("/")[0], "agreement": agreement,
        "claimants": [{"kind": "guild", "id": "sag"}], "respondents": ["C1"], "represented_by": "",
        "clauses": [], "positions": {}, "cause": "",
    }  # fmt: skip
    act(book, claim, "opened", body, on)


def take(
    book: Book, claim: int, step: str, on: str, *, forum: str = "", access: str = "guild_only", **facts: str
) -> None:
    """One step of a claim, learned on its day."""
    body = {"step": step, "on": on, "by": "attorney", "why": "", "forum": forum, "facts": facts}
    act(book, claim, "step", body, on, access)


def act(
    book: Book, claim: int, kind: str, body: Mapping[str, Any], on: str, access: str = "guild_only"
) -> None:
    event = NewEvent(f"claim/{claim}", kind, body, access)
    append(book, [event], learned_on=date.fromisoformat(on))


def ask(book: Book, as_of: str, claim_id: str = "") -> Deadlines:
    return read_deadlines(book, Asked(date.fromisoformat(as_of), claim_id=claim_id), shipped)


def shipped(address: str) -> Procedure | None:
    return find_procedure(address)


def told(found: Deadlines) -> Sequence[tuple[str, str, str]]:
    """Claim, clock and state of every deadline."""
    return [(one.claim_id, one.deadline.clock_id, one.deadline.state) for one in found.claims]
