"""The command that leads from one short line to its class."""

from __future__ import annotations

from typing import Annotated

import typer

from arrears.cli.options import AsOf, BookFolder, Guilds, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report, tell_progress


def pattern(
    book: BookFolder,
    obligation: Annotated[str, typer.Argument(help="A line that is short or late, as reports print it.")],
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Find the cause of a short line, and every line alike.

    Each cause is the clause's own formula with one thing changed; it fits where it gives what was paid, to
    the cent. Where several fit, all are listed and none is chosen. The class schedule is ready for a claim.

    \b
    Examples:
      arrears claim pattern autumn-2008 wga/new-media/rental:C1:T1:rental:us_ca:2008Q3:P1:usd
      arrears claim pattern autumn-2008 wga/… --format csv --table class
    """
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.explainer import open_for_explaining
    from arrears.claims.patterns import pattern_of
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book, versions_of
    from arrears.reports.pattern_report import build_pattern

    opened = open_book(book)
    request = AuditRequest(as_of=as_of, known_by=known_by, families=tuple(guild or ()))
    agreements, asked = asked_of_book(opened, request, library)
    run = run_audit(opened, agreements, asked, tell_progress)
    tell_progress("trying causes")
    explainer = open_for_explaining(opened, run.folder, agreements)
    family = obligation.partition("/")[0]
    found = pattern_of(explainer, versions_of(family, library), obligation)
    most_rows = 20 if form is RowsFormat.TABLE and not table else 10_000_000
    show_report(build_pattern(found, explainer.run.heading, str(book), most_rows), form, table, "class")
