"""Options and arguments that several commands share, and how their words are read.

Imports nothing but the command line library: asking for help must not load the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RowsFormat(StrEnum):
    """How a command prints rows."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class PageFormat(StrEnum):
    """How an explanation is printed."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


class ReadingFormat(StrEnum):
    """How an agreement is printed for people."""

    TEXT = "text"
    HTML = "html"
    MD = "md"


class DateOrder(StrEnum):
    """How a file writes its dates."""

    ISO = "iso"
    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


def read_day(text: str) -> date:
    """A day as `2009-08-31`; anything else is an error of use."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no day; write it as 2009-08-31") from None


def read_pairs(words: Sequence[str] | None, option: str, example: str) -> Mapping[str, str]:
    """`old=new` words as a mapping; anything else is an error of use."""
    pairs: dict[str, str] = {}
    for word in words or ():
        left, sign, right = (part.strip() for part in word.partition("="))
        if not sign or not left or not right:
            raise typer.BadParameter(f"'{word}' is no pair; write {example}", param_hint=option)
        if pairs.get(left, right) != right:
            raise typer.BadParameter(
                f"'{left}' is given twice, as {pairs[left]} and {right}", param_hint=option
            )
        pairs[left] = right
    return pairs


BookFolder = Annotated[Path, typer.Argument(help="The book's folder.")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="DAY",
        help="The day asked for. Default: the latest day of learning.",
    ),
]
KnownBy = Annotated[
    date | None,
    typer.Option(
        "--known-by", parser=read_day, metavar="DAY", help="Only what was learned by this day. Default: all."
    ),
]
Guilds = Annotated[
    list[str] | None,
    typer.Option("--guild", metavar="FAMILY", help="Only this guild's agreements; may be repeated."),
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="CLAUSE=SIDE",
        help="Read a clause as this side does, everywhere; may be repeated.",
    ),
]
Trust = Annotated[
    list[str] | None,
    typer.Option(
        "--trust", metavar="PARTY", help="Whose figure is computed where parties differ; first first."
    ),
]
Library = Annotated[
    Path | None,
    typer.Option("--library", help="A folder of agreements to use instead of the shipped ones."),
]
Rows = Annotated[RowsFormat, typer.Option("--format", help="How rows are printed.")]
OneTable = Annotated[
    str,
    typer.Option(
        "--table",
        metavar="NAME",
        help="Print only this table of the report. csv prints one: this, or the main one.",
    ),
]
