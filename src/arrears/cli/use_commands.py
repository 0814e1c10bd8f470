"""Commands about rival sources of use: what monitors saw, what feeds list, what parties say differently."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.libraries import asked_of_book
from arrears.cli.options import (
    AsOf,
    BookFolder,
    Guilds,
    KnownBy,
    Library,
    OneTable,
    Readings,
    Rows,
    RowsFormat,
    Trust,
    read_day,
    read_pairs,
)
from arrears.cli.output import show_report, tell_progress

if TYPE_CHECKING:
    pass

Titles = Annotated[
    list[str] | None, typer.Option("--title", metavar="TITLE", help="Only this title; may be repeated.")
]


def windows(
    book: BookFolder,
    title: Titles = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    reading: Readings = None,
    carry: Annotated[
        bool,
        typer.Option(
            "--carry", help="Let two looks that follow each other and agree stand for the days between."
        ),
    ] = False,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Judge free windows by what monitors saw: certainly, possibly or certainly not outstayed.

    Days online are bounded from both sides; the windows come from the agreements. What is possible names the
    look that would settle it.

    \b
    Examples:
      arrears uses windows autumn-2008 --as-of 2008-11-21
      arrears uses windows autumn-2008 --title T0597 --carry
      arrears uses windows autumn-2008 --format csv --table settling
    """
    from arrears.audit.audit_run import AuditRequest
    from arrears.claims.windows import WindowQuestion, judge_windows
    from arrears.cli.audiences import open_book
    from arrears.reports.use_report import build_windows_report

    opened = open_book(book, read_only=True)
    choices = read_pairs(reading, "--reading", "--reading new_series=first-season")
    asked = AuditRequest(as_of, known_by, None, choices, families=tuple(guild or ()))
    question = WindowQuestion(as_of, known_by, choices, titles=tuple(title or ()), are_carried=carry)
    with tempfile.TemporaryDirectory(prefix="arrears-uses-") as spill:
        agreements, _ = asked_of_book(opened, asked, library)
        found = judge_windows(opened, agreements, question, Path(spill))
    show_report(build_windows_report(found), form, table, "windows")


def days(
    feeds: Annotated[
        list[Path], typer.Argument(metavar="FEED...", help="CSV, or CSV packed with gzip; together one feed.")
    ],
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of", parser=read_day, metavar="DAY", help="The day asked for. Default: the last look."
        ),
    ] = None,
    titles: Annotated[
        int, typer.Option("--titles", metavar="N", min=0, help="How many titles to list, under numbers.")
    ] = 10,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Bound the days online in a catalogue feed, by layout: at least, and at most.

    Knows three layouts in which one column means different things, and refuses a feed that mixes them. Titles
    stand under numbers; nothing is said of any title or company, and no free window is judged.

    \b
    Example:
      arrears uses days leaving-soon.csv.gz --titles 5
    """
    from arrears.claims.feed_days import count_feed_days
    from arrears.reports.use_report import build_feed_report

    tell_progress("reading the feed")
    with tempfile.TemporaryDirectory(prefix="arrears-uses-") as spill:
        found = count_feed_days(feeds, Path(spill), as_of=as_of, most_titles=titles)
    show_report(build_feed_report(found), form, table, "layouts")


def conflicts(
    book: BookFolder,
    title: Titles = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    trust: Trust = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List what sources of use say differently: reports, logs, and monitors that contradict them.

    Per title, service, territory and period, with who says what.

    \b
    Examples:
      arrears uses conflicts autumn-2008
      arrears uses conflicts autumn-2008 --title T0042 --format csv
    """
    from arrears.claims.rival_uses import list_rivals
    from arrears.claims.windows import WindowQuestion
    from arrears.cli.audiences import open_book
    from arrears.reports.rival_report import build_conflicts_report

    opened = open_book(book, read_only=True)
    question = WindowQuestion(as_of, known_by, trust=tuple(trust or ()), titles=tuple(title or ()))
    with tempfile.TemporaryDirectory(prefix="arrears-uses-") as spill:
        found = list_rivals(opened, question, Path(spill))
    show_report(build_conflicts_report(found), form, table, "conflicts")


def money(
    book: BookFolder,
    title: Titles = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    reading: Readings = None,
    trust: Trust = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Price rival sources: money under each, the least and the most, and the fewest facts that explain.

    Every combination of sources is priced in full; nothing in between is assumed.

    \b
    Examples:
      arrears uses money autumn-2008
      arrears uses money autumn-2008 --title T0042 --trust monitor
      arrears uses money autumn-2008 --format csv --table sets
    """
    from arrears.audit.audit_run import AuditRequest
    from arrears.claims.rival_uses import price_rivals
    from arrears.claims.windows import WindowQuestion
    from arrears.cli.audiences import open_book
    from arrears.reports.rival_report import build_rival_money_report

    opened = open_book(book, read_only=True)
    choices = read_pairs(reading, "--reading", "--reading new-media/download-television=guild")
    trusted, titles = tuple(trust or ()), tuple(title or ())
    asked = AuditRequest(as_of, known_by, None, choices, trusted, tuple(guild or ()))
    question = WindowQuestion(as_of, known_by, choices, trusted, titles)
    with tempfile.TemporaryDirectory(prefix="arrears-uses-") as spill:
        agreements, _ = asked_of_book(opened, asked, library)
        found = price_rivals(opened, agreements, question, Path(spill), tell_progress)
    show_report(build_rival_money_report(found), form, table, "money")


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="Rival sources of use: windows, days, conflicts, money.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(group, name="uses")
    group.command("windows")(windows)
    group.command("days")(days)
    group.command("conflicts")(conflicts)
    group.command("money")(money)
