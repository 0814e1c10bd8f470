"""The group `arrears published`, and `arrears valuations`: figures of disputes, worked out again, kept"
" apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import OneTable, Rows, RowsFormat
from arrears.cli.output import show_report
from arrears.findings import Finding, Refused, suggest

published = typer.Typer(
    help="Published figures of disputes, worked out again: list, check.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="A folder of published figures. Default: the shipped ones."),
]


def add_to(app: typer.Typer) -> None:
    """Add the group and the command to the command line."""
    app.add_typer(published, name="published")
    app.command("valuations")(valuations)


@published.command("list")
def list_published(folder: Folder = None, form: Rows = RowsFormat.TABLE, table: OneTable = "") -> None:
    """List the published figures that are worked out again.

    \b
    Example:
      arrears published list
    """
    from arrears.bargaining.published import FOLDER, read_published
    from arrears.reports.published_report import build_published_list

    show_report(build_published_list(read_published(folder or FOLDER)), form, table, "cases")


@published.command("check")
def check(
    cases: Annotated[
        list[str] | None, typer.Argument(metavar="CASE", help="Only these. Default: all.")
    ] = None,
    folder: Folder = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Work published figures out from their inputs and hold them against print.

    Computed beside printed with the tolerance; figures that must lie apart, because two sides or two ways of
    counting were printed, are held to that. A figure that does not stand ends the command with exit code 1.

    \b
    Examples:
      arrears published check
      arrears published check clock-of-the-wait bonus-base
    """
    from arrears.bargaining.published import FOLDER, check_case, read_published
    from arrears.reports.published_report import build_published

    known = {case.name: case for case in read_published(folder or FOLDER)}
    unknown = [name for name in cases or () if name not in known]
    if unknown:
        problem, expected = "there is no such case.", "a case of `arrears published list`"
        raise Refused(
            Finding("published-unknown", "CASE", problem, expected, name[:60], suggest(name, known))
            for name in unknown
        )
    checked = [check_case(known[name]) for name in cases or known]
    show_report(build_published(checked), form, table, "held")
    if not all(one.is_met for case in checked for one in case.held):
        raise typer.Exit(1)


def valuations(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A file of valuations. Default: the published ones."),
    ] = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what each side says one item is worth, and what separates them.

    \b
    Examples:
      arrears valuations
      arrears valuations own.yaml --format csv --table gaps
    """
    from arrears.bargaining.valuations import SHIPPED_VALUATIONS, read_valuations
    from arrears.reports.valuations_report import build_valuations

    items = read_valuations(file or SHIPPED_VALUATIONS)
    show_report(build_valuations(items, file.name if file else "published ones"), form, table, "values")
