"""Commands about totals of what is held for totals only: release one, list those released."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts, one_word
from arrears.cli.options import BookFolder, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import say, show_report


def release(
    book: BookFolder,
    measure: Annotated[str, typer.Argument(metavar="MEASURE", help="hours, views or subscribers.")],
    territory: Annotated[str, typer.Argument(metavar="TERRITORY", help="Where, such as us.")],
    measured_from: Annotated[
        date, typer.Option("--from", parser=read_day, metavar="DAY", help="First day of the counts.")
    ],
    measured_to: Annotated[
        date, typer.Option("--to", parser=read_day, metavar="DAY", help="Last day of the counts.")
    ],
    on: On,
    by: By,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Release the total over all services of what they gave for totals only.

    Refused where fewer than five services gave counts, where one has more than half, and where a total for
    some of the days was released before. The total is rounded to two digits and is for everybody.

    \b
    Example:
      arrears totals release autumn-2008 hours us --from 2024-01-01 --to 2024-03-31 --on 2024-07-01 --by clerk
    """
    from arrears.claims.acting import Acting
    from arrears.claims.released_totals import TotalAsked, release_total
    from arrears.cli.audiences import open_book
    from arrears.vocabulary import AUDIENCE_MEASURES, TERRITORIES

    asked = TotalAsked(
        one_word("MEASURE", measure, tuple(AUDIENCE_MEASURES)),
        one_word("TERRITORY", territory, tuple(TERRITORIES)),
        measured_from,
        measured_to,
    )
    name, entry = release_total(open_book(book), asked, Acting(on, by, learned_on or on, why))
    say(f"{name} committed as seq {entry.seq}, head {entry.head}")


def list_totals(book: BookFolder, form: Rows = RowsFormat.TABLE, table: OneTable = "") -> None:
    """List the totals that were released.

    \b
    Example:
      arrears totals list autumn-2008
    """
    from arrears.claims.released_totals import read_totals
    from arrears.cli.audiences import open_book
    from arrears.reports.totals_report import build_totals

    opened = open_book(book)
    show_report(build_totals(read_totals(opened), book_facts(opened)), form, table, "totals")


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="Totals of what is held for totals only: release, list.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(group, name="totals")
    group.command("release")(release)
    group.command("list")(list_totals)
