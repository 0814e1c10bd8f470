"""The command about deadlines: what must be done by when in every claim of a book, and as a calendar file."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import book_facts
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report, tell_progress

if TYPE_CHECKING:
    from datetime import date

    from arrears.book.ledger import Book
    from arrears.claims.deadlines import Deadlines, FindProcedure

MOST_DAYS = 36_500
# Of each table where a whole page is printed for a reader; one table, csv and json have every row.
SHOWN = 200


def read_within(text: str) -> timedelta:
    """A stretch of days as `30d`, `30` or `2w`; anything else is an error of use."""
    match = re.fullmatch(r"(\d{1,5})([dw]?)", text.strip())
    days = int(match[1]) * (7 if match[2] == "w" else 1) if match else MOST_DAYS + 1
    if days > MOST_DAYS:
        raise typer.BadParameter(f"'{text}' is no stretch of days; write it as 30d or 2w")
    return timedelta(days=days)


def deadlines(
    book: BookFolder,
    within: Annotated[
        timedelta | None,
        typer.Option("--within", parser=read_within, metavar="DAYS", help="Only so far ahead, such as 30d."),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="Only this claim's.")] = "",
    with_all: Annotated[
        bool, typer.Option("--all", help="Also clocks that were kept, given up or are not needed.")
    ] = False,
    ical: Annotated[
        Path | None, typer.Option("--ical", metavar="FILE", help="Also write a calendar file here.")
    ] = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what must be done by when, in every claim, and requests that wait.

    Each day with the counts it comes from and what is not known; what may be past stands first. The calendar
    file keeps one entry for each clock, so a later file replaces an earlier one; what was done is cancelled.

    \b
    Examples:
      arrears deadlines autumn-2008 --within 30d
      arrears deadlines autumn-2008 --claim 1 --all --ical deadlines.ics
    """
    from arrears.agreements.load import nothing_collected
    from arrears.claims.deadlines import Asked, read_deadlines
    from arrears.cli.audiences import open_book
    from arrears.reports.deadline_report import ALL_ROWS, build_deadlines

    opened = open_book(book)
    day = as_of or _last_day(opened, known_by)
    most_rows = SHOWN if form is RowsFormat.TABLE and not table else ALL_ROWS
    with nothing_collected():
        found = read_deadlines(opened, Asked(day, known_by, claim), _finder(library))
        report = build_deadlines(
            found, book_facts(opened), within=within, with_all=with_all, most_rows=most_rows
        )
    show_report(report, form, table, "deadlines")
    if ical is not None:
        _write_calendar(ical, found)


def _write_calendar(path: Path, found: Deadlines) -> None:
    """Write the calendar in one step: beside the file first, then in its place."""
    from arrears.claims.deadline_calendar import deadline_calendar

    content = deadline_calendar(found)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
    tell_progress(f"wrote {path}")


def _finder(library: Path | None) -> FindProcedure:
    """Finds the procedure of an agreement, each once."""
    from functools import cache

    from arrears.agreements.load import SHIPPED
    from arrears.agreements.procedure_load import find_procedure

    folder = library or SHIPPED
    return cache(lambda address: find_procedure(address, folder))


def _last_day(book: Book, known_by: date | None) -> date:
    """The last day on which something was learned. Findings: book-empty."""
    from arrears.book.snapshot import last_learned_on
    from arrears.findings import Finding, Refused

    day = last_learned_on(book)
    if day is None:
        problem, remedy = "the book is empty, so no day can be asked for.", "name one with --as-of"
        raise Refused([Finding("book-empty", str(book.path), problem, "an entry", "none", remedy)])
    return min(day, known_by) if known_by else day
