"""Commands on the money of a claim: what it amounts to as of a day, what changed in it since it was filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, ClaimId, LearnedOn, On, Why
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import most_rows, show_report, tell_progress

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.audit.run_tables import RunTables
    from arrears.book.ledger import Book
    from arrears.claims.changes import ClaimChanges, FreshAudit
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
    from arrears.reports.claim_amounts_report import build_claim_amounts

    opened = open_book(book)
    found = read_claim(opened, claim, known_by=known_by)
    day = as_of or latest_day(opened)
    run = None if as_filed else fresh_run(opened, found, day, known_by, library)[0]
    report = build_claim_amounts(figure_claim(opened, found, day, run), most_rows(form, table))
    show_report(report, form, table, "by_reading")


def changes(
    book: BookFolder,
    claim: ClaimId,
    version: Annotated[
        int, typer.Option("--version", min=0, help="Compare this version of the lines with the next, from 1.")
    ] = 0,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what changed in a claim's lines since they were filed, line by line, and why.

    The claim itself stays as it was filed; `arrears claim restate` makes a new version.

    \b
    Examples:
      arrears claim changes autumn-2008 1
      arrears claim changes autumn-2008 1 --version 1
    """
    from arrears.claims.changes import changes_between, changes_since, line_versions
    from arrears.claims.claim import read_claim
    from arrears.cli.audiences import open_book
    from arrears.reports.claim_changes_report import side_facts, version_text

    opened = open_book(book)
    found = read_claim(opened, claim)
    fresh = _as_filed_run(opened, found, known_by, library)
    if version:
        versions = line_versions(opened, found.claim_id)
        if version >= len(versions):
            problem = f"the claim has {len(versions)} version(s) of its lines; the last has no next one"
            raise typer.BadParameter(problem, param_hint="--version")
        pair = (versions[version - 1], versions[version])
        made = changes_between(opened, found, pair, fresh.run)
        facts = side_facts(version_text(pair[0]), version_text(pair[1]))
    else:
        made = changes_since(opened, found, fresh.run)
        heading = fresh.run.heading
        now = f"run {heading.run_id} as of {heading.as_of}, records held to {heading.records_text()}"
        facts = side_facts(version_text(found.lines), f"{now}, head {heading.head}")
    _show_changes(found, made, facts, form, table)


def restate(
    book: BookFolder,
    claim: ClaimId,
    on: On,
    by: By,
    why: Why = "",
    known_by: KnownBy = None,
    learned_on: LearnedOn = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Freeze a claim's lines anew where corrections changed them; the filed version stays in the book.

    Prints the difference line by line, and the entry of the new version.

    \b
    Example:
      arrears claim restate autumn-2008 1 --on 2009-10-01 --by attorney --why "statement corrected"
    """
    from arrears.claims.acting import Acting
    from arrears.claims.changes import restate as restate_lines
    from arrears.claims.claim import read_claim
    from arrears.cli.audiences import open_book
    from arrears.reports.claim_changes_report import side_facts, version_text

    opened = open_book(book)
    before = read_claim(opened, claim)
    fresh = _as_filed_run(opened, before, known_by, library)
    made, entry = restate_lines(opened, claim, fresh, Acting(on, by, learned_on or on, why))
    after = read_claim(opened, claim)
    facts = (
        *side_facts(version_text(before.lines), version_text(after.lines)),
        ("appended", f"seq {entry.seq}, head {entry.head}"),
    )
    _show_changes(after, made, facts, form, table)


def _show_changes(
    claim: Claim, made: ClaimChanges, facts: tuple[tuple[str, str], ...], form: RowsFormat, table: str
) -> None:
    from arrears.reports.claim_changes_report import build_claim_changes

    show_report(build_claim_changes(claim, made, facts, most_rows(form, table)), form, table, "changes")


def _as_filed_run(book: Book, claim: Claim, known_by: date | None, library: Path | None) -> FreshAudit:
    """An audit of the book as it is now, as of the day to which the claim's lines were filed."""
    from arrears.agreements.load import SHIPPED
    from arrears.audit.run_tables import open_run
    from arrears.claims.changes import FreshAudit
    from arrears.claims.lines_held import open_lines

    as_of = max(one.as_of for one in open_lines(book, claim).freezings)
    run, agreements = fresh_run(book, claim, as_of, known_by, library)
    readable = open_run(run.folder, also=(book.path / "tables",))
    return FreshAudit(readable, agreements, library or SHIPPED)


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
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.run_tables import open_run
    from arrears.cli.libraries import asked_of_book

    request = AuditRequest(as_of=as_of, known_by=known_by, families=(claim.family,))
    agreements, asked = asked_of_book(book, request, library)
    return open_run(run_audit(book, agreements, asked, tell_progress).folder), agreements
