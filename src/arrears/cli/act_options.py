"""Options of commands that record an act of casework: when, by whom, why, and when it was learned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import read_day

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.claim import Notice

On = Annotated[date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day of the act.")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="The person or party who acts.")]
Why = Annotated[str, typer.Option("--why", help="The reason in words.")]
LearnedOn = Annotated[
    date | None,
    typer.Option(
        "--learned-on",
        parser=read_day,
        metavar="DAY",
        help="When it was learned. Default: the day of the act.",
    ),
]
Notices = Annotated[
    list[str] | None,
    typer.Option(
        "--notice", metavar="PERSON,DAY,HOW", help="A member who was told, when and how; may be repeated."
    ),
]
NoNotice = Annotated[str, typer.Option("--no-notice", metavar="WHY", help="Why no member was told.")]
DiffersBecause = Annotated[
    str,
    typer.Option("--differs-because", metavar="WHY", help="Why like cases were decided otherwise."),
]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim, such as claim/3 or 3.")]


def read_notices(words: Sequence[str] | None) -> tuple[Notice, ...]:
    """Notices as `P0001,2009-01-05,letter`; anything else is an error of use."""
    from arrears.claims.claim import Notice

    notices = []
    for word in words or ():
        parts = [part.strip() for part in word.split(",", 2)]
        if len(parts) != 3 or not all(parts):
            example = "--notice P0001,2009-01-05,letter"
            raise typer.BadParameter(f"'{word}' is no notice; write {example}", param_hint="--notice")
        notices.append(Notice(parts[0], read_day(parts[1]), parts[2]))
    return tuple(notices)


def one_word(option: str, word: str, known: Sequence[str]) -> str:
    """A word of a fixed list, however its parts are joined; anything else is an error of use."""
    from arrears.findings import suggest

    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    if plain not in known:
        raise typer.BadParameter(f"'{word}' is not known; {suggest(plain, known)}", param_hint=option)
    return plain


def book_facts(book: Book) -> tuple[tuple[str, str], ...]:
    """Which book an answer about casework was read from, and how far it went."""
    seq, head = book.position()
    return (("book", f"seq {seq}, head {head}"),)
