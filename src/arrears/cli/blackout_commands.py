"""Commands about news blackouts: declare one over talks, lift it, list them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why
from arrears.cli.options import AsOf, BookFolder, KnownBy, Rows, RowsFormat, read_day
from arrears.cli.output import say_appended, show_table

BlackoutId = Annotated[str, typer.Argument(metavar="BLACKOUT", help="The blackout, such as blackout/1 or 1.")]


def declare(
    book: BookFolder,
    talks: Annotated[str, typer.Option("--talks", metavar="NAME", help="The talks that it covers.")],
    party: Annotated[
        list[str], typer.Option("--party", metavar="NAME", help="Between whom it was agreed; repeat it.")
    ],
    on: On,
    by: By,
    begins: Annotated[
        date | None,
        typer.Option("--from", parser=read_day, metavar="DAY", help="Its first day. Default: that of --on."),
    ] = None,
    access: Annotated[
        str, typer.Option("--access", metavar="CLASS", help="Who may know that it was declared.")
    ] = "public",
    entries_since: Annotated[
        date | None,
        typer.Option(
            "--entries-since",
            parser=read_day,
            metavar="DAY",
            help="Leave entries of earlier days open. Default: every entry is embargoed.",
        ),
    ] = None,
    published_stay: Annotated[
        bool, typer.Option("--published-stay", help="Leave public entries that name a source open.")
    ] = False,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Declare a news blackout over named talks: their entries are embargoed until it is lifted.

    Only the committee, counsel and the keeper see what is embargoed, and no file holds it: neither what is
    recorded while it runs nor what was recorded before. Statements, claims and amounts owed are never
    embargoed.

    \b
    Example:
      arrears blackout declare autumn-2008 --talks lantern-2008 --party "Lantern Guild"
        --party "Lantern Alliance" --on 2008-11-10 --by committee
    """
    from arrears.bargaining.embargo import NewBlackout, declare_blackout
    from arrears.claims.acting import Acting
    from arrears.cli.audiences import open_book

    new = NewBlackout(talks, tuple(party), begins or on, access, entries_since, published_stay)
    name, entry = declare_blackout(open_book(book), new, Acting(on, by, learned_on or on, why))
    say_appended(f"declared {name} over {talks} from {new.from_on}", entry)


def lift(
    book: BookFolder,
    blackout: BlackoutId,
    on: On,
    by: By,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Lift a blackout: its entries may be read from now on, each by the readers of its own class.

    What was recorded while it ran is written anew in its own class; what was recorded before was never moved.
    Mediation material and counsel's work stay with counsel. Heads of the book that somebody kept stay good.

    \b
    Example:
      arrears blackout lift autumn-2008 1 --on 2008-12-01 --by committee --why "talks broke off"
    """
    from arrears.bargaining.embargo import lift_blackout
    from arrears.claims.acting import Acting
    from arrears.cli.audiences import open_book

    entry, count = lift_blackout(open_book(book), blackout, Acting(on, by, learned_on or on, why))
    what = "entry" if count == 1 else "entries"
    say_appended(f"lifted; {count:,} {what} recorded while it ran may be read now", entry)


def list_blackouts(
    book: BookFolder,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
) -> None:
    """List news blackouts: over which talks, between whom, from when, lifted when and by whom.

    \b
    Example:
      arrears blackout list autumn-2008 --audience guild
    """
    from arrears.bargaining.embargo import read_blackouts
    from arrears.book.snapshot import last_learned_on
    from arrears.cli.audiences import open_book
    from arrears.reports.timeline_report import blackouts_table

    opened = open_book(book, read_only=True)
    day = as_of or last_learned_on(opened) or date.min
    show_table(blackouts_table(read_blackouts(opened, known_by=known_by), day), form)


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="News blackouts: declare, lift, list.", rich_markup_mode=None, no_args_is_help=True
    )
    app.add_typer(group, name="blackout")
    group.command("declare")(declare)
    group.command("lift")(lift)
    group.command("list")(list_blackouts)
