"""Commands about offers: look one over, show it, compare two, and lint a series of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report

if TYPE_CHECKING:
    from arrears.agreements.written_agreement import Library as Folder
    from arrears.bargaining.offer import Offer

OfferFile = Annotated[Path, typer.Argument(metavar="OFFER", help="The offer's file.")]


def lint(
    offers: Annotated[
        list[Path], typer.Argument(metavar="OFFER...", help="The files of both sides' offers, in any order.")
    ],
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Look over the offers of both sides, in the order in which they were made.

    Flagged for both sides and for counsel: pending claims made a condition, an item that was tentatively
    agreed and is gone or changed, a move back from the party's own last offer. What is final, or an impasse,
    is told as declared by whom.

    \b
    Examples:
      arrears offer lint guild-proposal.yaml companies-counter.yaml companies-last.yaml
      arrears offer lint offers/*.yaml --format csv --table moves
    """
    from arrears.bargaining.offer_lint import lint_offers
    from arrears.reports.offer_report import build_lint_report

    folder = _folder(library)
    show_report(build_lint_report(lint_offers(_read(offers, folder), folder)), form, table, "flags")


def show(
    offer: OfferFile, library: Library = None, form: Rows = RowsFormat.TABLE, table: OneTable = ""
) -> None:
    """Show an offer in words: items with their days, edits, raises, conditions.

    \b
    Examples:
      arrears offer show companies-last.yaml
      arrears offer show companies-last.yaml --format json
    """
    from arrears.bargaining.offer_diff import offered
    from arrears.reports.offer_report import build_offer_report

    folder = _folder(library)
    (read,) = _read([offer], folder)
    is_for_rows = form is not RowsFormat.TABLE
    report = build_offer_report(offered(read, folder), is_for_rows=is_for_rows)
    show_report(report, form, table, "items")


def diff(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="The file of one offer.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="The file of the other.")],
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show two offers item by item: what is in force, and what each says.

    \b
    Examples:
      arrears offer diff guild-counter.yaml companies-last.yaml
      arrears offer diff guild-counter.yaml companies-last.yaml --format csv
    """
    from arrears.bargaining.offer_diff import compare_offers, offered
    from arrears.reports.offer_report import build_difference_report

    folder = _folder(library)
    one, other = _read([first, second], folder)
    rows = compare_offers(offered(one, folder), offered(other, folder))
    show_report(build_difference_report(one, other, rows), form, table, "differences")


def _folder(library: Path | None) -> Folder:
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.stranger import refuse_large
    from arrears.agreements.written_agreement import Library as Folder

    if library is not None:
        refuse_large(library)
    return Folder(library or SHIPPED)


def _read(paths: list[Path], folder: Folder) -> list[Offer]:
    """The offers of files; the faults of all of them are told at once."""
    from arrears.bargaining.read_offer import read_offer
    from arrears.findings import Finding, Refused

    faults: list[Finding] = []
    offers: list[Offer] = []
    for path in paths:
        try:
            offers.append(read_offer(path, folder))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(dict.fromkeys(faults))
    return offers


def add_to(app: typer.Typer) -> typer.Typer:
    """Name the commands; the group is returned so that others can add theirs."""
    group = typer.Typer(help="Offers: look over, show, compare.", rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(group, name="offer")
    group.command("lint")(lint)
    group.command("show")(show)
    group.command("diff")(diff)
    return group
