"""Commands on the money of a claim: what it amounts to, on each reading, as of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import ClaimId
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report, tell_progress

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.audit.run_tables import RunTables
    from arrears.book.ledger import Book
    from arrears.claims.claim import Claim

AsFiled = Annotated[
    bool, typer.Option("--as-filed", help="Only as filed: from the claim's own file, without a fresh audit.")
]


def amounts(
    book: BookFolder,
    claim: ClaimId,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    as_filed: AsFiled = False,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what a claim amounts to on each reading, as of a day: as filed, and as the book has it now.

    Principal, its undisputed and disputed parts, late charges by each count, by person, title and company,
    and what a further month costs.

    \b
    Examples:
      arrears claim amounts autumn-2008 1 --as-of 2009-12-31
      arrears claim amounts autumn-2008 1 --as-filed --format csv --table by_person
    """
    from arrears.claims.claim import read_claim
    from arrears.claims.claim_figures import figure_claim
    from arrears.cli.audiences import open_book
    from arrears.reports.audit_files import TEXT_ROWS
    from arrears.reports.claim_amounts_report import build_claim_amounts

    opened = open_book(book)
    found = read_claim(opened, claim, known_by=known_by)
    day = as_of or latest_day(opened)
    run = None if as_filed else fresh_run(opened, found, day, known_by, library)[0]
    most_rows = TEXT_ROWS if form is RowsFormat.TABLE and not table else 10_000_000
    report = build_claim_amounts(figure_claim(opened, found, day, run), most_rows)
    show_report(report, form, table, "by_reading")


def latest_day(book: Book) -> date:
    """The latest day of learning of a book that holds a claim."""
    from arrears.book.snapshot import last_learned_on

    day = last_learned_on(book)
    assert day is not None
    return day


def fresh_run(
    book: Book, claim: Claim, as_of: date, known_by: date | None, library: Path | None
) -> tuple[RunTables, tuple[Agreement, ...]]:
    """An audit of the claim's guild as of a day, on the records that the book holds now."""
    from dataclasses import replace

    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.run_tables import open_run
    from arrears.cli.libraries import load_agreements, needed_for

    request = AuditRequest(as_of=as_of, known_by=known_by, families=(claim.family,))
    if library is None:
        needed = needed_for(book, request)
        agreements = load_agreements(None, needed.addresses)
        request = replace(request, left_out=needed.left_out)
    else:
        agreements = load_agreements(library)
    return open_run(run_audit(book, agreements, request, tell_progress).folder), agreements
