"""Commands on packages, for counsel: keep a file of packages, list them, what they rest on, which are
efficient, which swaps gain for us.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.audiences import open_book
from arrears.cli.options import BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat, read_pairs
from arrears.cli.output import most_rows, say, show_report, tell_progress
from arrears.cli.priced_offer import OfferPaths, PricedPosition, PricedScenario, PricedWith, PricedYear
from arrears.cli.settlement_commands import acting

if TYPE_CHECKING:
    from arrears.bargaining.packages import PackageFile
    from arrears.book.ledger import Book
    from arrears.cli.priced_offer import PriceAsked


class Judged(StrEnum):
    """What counts as better for us."""

    BOTH = "both"
    MONEY = "money"
    WEIGHTS = "weights"


Packages = Annotated[
    str,
    typer.Argument(metavar="PACKAGES", help="A file of packages, or one the book keeps: packages/2000001."),
]
PackagesPath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A file of packages, its survey beside it.")
]
JudgedByWord = Annotated[
    Judged, typer.Option("--judged-by", help="What is better for us: both (kept apart), money, or weights.")
]
From = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="ISSUE=OPTION", help="Start from this option; may be repeated."),
]
MostIssues = Annotated[int, typer.Option("--issues", min=1, max=4, help="Change so many issues at most.")]
Replaces = Annotated[
    str, typer.Option("--replaces", metavar="NAME", help="The kept paper that this replaces.")
]


def add_to(app: typer.Typer) -> None:
    """Add the group `package`."""
    words = "Packages, for counsel: which are efficient, and which swaps gain for us. Never a forecast."
    group = typer.Typer(help=words, rich_markup_mode=None, no_args_is_help=True)
    group.command("keep")(keep)
    group.command("list")(list_packages)
    group.command("show")(show)
    group.command("efficient")(efficient)
    group.command("swaps")(swaps)
    app.add_typer(group, name="package")


def keep(
    book: BookFolder,
    file: PackagesPath,
    on: On,
    by: By,
    replaces: Replaces = "",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Keep a file of packages in the book, for counsel only, with the weights of its survey.

    Single answers of members are not kept.

    \b
    Example:
      arrears package keep autumn-2008 packages.yaml --on 2009-04-10 --by counsel
    """
    from arrears.bargaining.counsel_papers import (
        PACKAGES,
        NewPaper,
        keep_paper,
        refuse_others,
        text_of_file,
    )
    from arrears.bargaining.read_package import build_packages, open_packages
    from arrears.bargaining.survey import read_survey, weights_text

    opened = open_book(book)
    refuse_others(opened.audience)
    written = open_packages(file)
    survey = read_survey(file.parent / written.survey_name)
    if not written.items:
        build_packages(written, survey)
    files = (text_of_file(file), (written.survey_name, weights_text(survey)))
    act = acting(on, by, why, learned_on)
    subject, entry = keep_paper(opened, NewPaper(PACKAGES, written.title, files, replaces), act)
    say(f"kept {subject} for counsel only: seq {entry.seq}, head {entry.head}")


def list_packages(
    book: BookFolder, known_by: KnownBy = None, form: Rows = RowsFormat.TABLE, table: OneTable = ""
) -> None:
    """List the files of packages that a book keeps.

    \b
    Example:
      arrears package list autumn-2008
    """
    from arrears.bargaining.counsel_papers import PACKAGES, read_papers, refuse_others
    from arrears.reports.package_report import build_papers

    opened = open_book(book)
    refuse_others(opened.audience)
    papers = tuple(read_papers(opened, PACKAGES, known_by).values())
    show_report(build_papers(papers, book_facts(opened), "Packages"), form, table, "papers")


def show(
    book: BookFolder,
    packages: Packages,
    offer: OfferPaths = None,
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show issues and options, what members said, and whose figures these are.

    \b
    Example:
      arrears package show autumn-2008 packages.yaml
    """
    from arrears.reports.package_report import PackagePage, build_basis

    opened = open_book(book)
    file = _packages(
        opened, packages, _asked(offer, priced_with, (price_scenario, position, base_year, library))
    )
    page = PackagePage(file, book_facts(opened), most_rows=most_rows(form, table))
    show_report(build_basis(page), form, table, "options")


def efficient(
    book: BookFolder,
    packages: Packages,
    judged_by: JudgedByWord = Judged.BOTH,
    offer: OfferPaths = None,
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the efficient packages, and which of them stay efficient over the whole range of their costs.

    \b
    Examples:
      arrears package efficient autumn-2008 packages.yaml
      arrears package efficient autumn-2008 packages/2000001 --judged-by weights
    """
    from arrears.bargaining.package_ranges import efficient_over_range
    from arrears.bargaining.package_somewhere import efficient_elsewhere
    from arrears.bargaining.packages import efficient_at, reference_point
    from arrears.reports.package_report import PackagePage, build_efficient

    opened = open_book(book)
    file = _packages(
        opened, packages, _asked(offer, priced_with, (price_scenario, position, base_year, library))
    )
    ranged = efficient_over_range(file, judged_by.value, tell_progress)
    known = frozenset(each.choice for each in ranged)
    elsewhere = efficient_elsewhere(file, judged_by.value, known, tell_progress)
    reference = reference_point(file, efficient_at(file, "middle", "money")) if file.limit else None
    page = PackagePage(file, book_facts(opened), judged_by.value, most_rows(form, table))
    show_report(build_efficient(page, ranged, reference, elsewhere), form, table, "efficient")


def swaps(
    book: BookFolder,
    packages: Packages,
    start: From = None,
    most_issues: MostIssues = 2,
    judged_by: JudgedByWord = Judged.BOTH,
    offer: OfferPaths = None,
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what could be dropped for what: swaps that gain for us at no more cost to them.

    From what is on the table, or from the options named with --from.

    \b
    Examples:
      arrears package swaps autumn-2008 packages.yaml --judged-by weights
      arrears package swaps autumn-2008 packages.yaml --from expiry=aligned --issues 3
    """
    from arrears.bargaining.package_ranges import rival_everywhere, rival_somewhere
    from arrears.bargaining.packages import swaps_from
    from arrears.reports.package_report import PackagePage, build_swaps

    opened = open_book(book)
    file = _packages(
        opened, packages, _asked(offer, priced_with, (price_scenario, position, base_year, library))
    )
    choice = _choice(file, start)
    found = swaps_from(file, choice, judged_by.value, most_issues)
    rivals = (rival_somewhere(file, choice, judged_by.value), rival_everywhere(file, choice, judged_by.value))
    page = PackagePage(file, book_facts(opened), judged_by.value, most_rows(form, table))
    show_report(build_swaps(page, choice, found, rivals), form, table, "swaps")


def _choice(file: PackageFile, start: list[str] | None) -> tuple[int, ...]:
    """The package to start from: what is on the table, with the options named instead."""
    from arrears.bargaining.read_package import table_faults
    from arrears.findings import Refused

    stated = {**file.on_the_table, **read_pairs(start, "--from", "expiry=aligned")}
    faults = table_faults(file.issues, stated, "--from" if start else "on_the_table")
    if faults:
        raise Refused(faults)
    return tuple(
        [option.option_id for option in issue.options].index(stated[issue.issue_id]) for issue in file.issues
    )


def _asked(
    offers: list[Path] | None,
    priced_with: list[Path] | None,
    how: tuple[str, str, int | None, Path | None],
) -> list[PriceAsked]:
    """The offers that are priced: how is scenario, position, base year and library."""
    from arrears.cli.priced_offer import PriceAsked

    return [PriceAsked(offer, priced_with or (), *how) for offer in offers or ()]


def _packages(book: Book, wanted: str, asked: Sequence[PriceAsked]) -> PackageFile:
    """The packages of a file, or of a paper that the book keeps; for counsel only.

    asked: the offers that options take their worth from; none where the file states what everything is worth.
    """
    from arrears.bargaining.counsel_papers import PACKAGES, refuse_others
    from arrears.bargaining.package_items import priced_items
    from arrears.bargaining.read_package import build_packages, open_packages
    from arrears.bargaining.survey import read_survey
    from arrears.cli.priced_offer import price_for

    refuse_others(book.audience)
    with paper_path(book, PACKAGES, wanted) as path:
        written = open_packages(path)
        survey = read_survey(path.parent / written.survey_name)
        costings = [price_for(book, each) for each in asked] if written.items else []
        return build_packages(written, survey, priced_items(costings))


@contextmanager
def paper_path(book: Book, word: str, wanted: str) -> Iterator[Path]:
    """The file that is named, or the files of a kept paper for as long as they are read."""
    import tempfile

    from arrears.bargaining.counsel_papers import one_paper, unpack_paper

    if not wanted.startswith(f"{word}/"):
        yield Path(wanted)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield unpack_paper(one_paper(book, word, wanted), Path(folder))
