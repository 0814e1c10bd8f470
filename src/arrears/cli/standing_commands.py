"""The command that shows how companies have paid what fell due."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import AsOf, BookFolder, Guilds, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report, tell_progress


def standing(
    book: BookFolder,
    company: Annotated[
        str, typer.Option("--company", metavar="ID", help="Only this company. Default: all.")
    ] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    library: Library = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write page with chart, and spreadsheet, here.")
    ] = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show how companies paid what fell due, over time.

    Share paid on time by count and by money, days late, shortfalls by stage and cause, what is open on each
    reading. For the guild: it names no member's total and goes to nobody who may not read guild material.

    \b
    Examples:
      arrears standing autumn-2008 --as-of 2009-08-31
      arrears standing autumn-2008 --company C1 --out out/c1
      arrears standing autumn-2008 --format csv --table quarters
    """
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.explainer import open_for_explaining
    from arrears.claims.payment_record import RecordScope
    from arrears.cli.audiences import asking, open_book
    from arrears.cli.libraries import asked_of_book, versions_of
    from arrears.reports.standing_files import gather_standing, refuse_outsiders, write_standing_files
    from arrears.reports.standing_report import build_standing

    refuse_outsiders(asking())
    opened = open_book(book)
    request = AuditRequest(as_of=as_of, known_by=known_by, families=tuple(guild or ()))
    agreements, asked = asked_of_book(opened, request, library)
    run = run_audit(opened, agreements, asked, tell_progress)
    explainer = open_for_explaining(opened, run.folder, agreements)
    tell_progress("trying causes")
    families = dict.fromkeys(agreement.family for agreement in agreements)
    versions = [version for family in families for version in versions_of(family, library)]
    record = gather_standing(opened, explainer, versions, RecordScope(company))
    most_rows = 20 if form is RowsFormat.TABLE and not table else 10_000_000
    report = build_standing(record, explainer.run.heading, str(book), most_rows)
    show_report(report, form, table, "companies")
    if out is not None:
        for path in write_standing_files(record, explainer, str(book), out):
            tell_progress(f"wrote {path}")
