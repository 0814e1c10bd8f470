"""Commands that compute: what is owed, paid and in arrears, why, and what a dispute is worth."""

from __future__ import annotations

from contextlib import ExitStack
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
    PageFormat,
    Readings,
    Rows,
    RowsFormat,
    Trust,
    read_day,
    read_pairs,
)
from arrears.cli.output import most_rows, say, show_report, tell_progress
from arrears.findings import Finding, Refused

if TYPE_CHECKING:
    from arrears.audit.audit_run import AuditRequest, AuditRun
    from arrears.obligations.explanation_model import Explanation


def audit(
    book: BookFolder,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    reading: Readings = None,
    trust: Trust = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write page, spreadsheet and Parquet here.")
    ] = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show arrears by company and person, with reasons.

    The main job: compute what is owed on every position, match it with what was paid, age what is open, and
    figure late charges. Arrears are an answer: the exit code is 0.

    \b
    Examples:
      arrears audit autumn-2008 --as-of 2009-08-31 --out out
      arrears audit autumn-2008 --reading new-media/download-television=guild
      arrears audit autumn-2008 --format csv --table by_person
    """
    from arrears.audit.arrears_tables import make_arrears_tables
    from arrears.audit.run_tables import open_run
    from arrears.reports.audit_report import build_audit_report

    request = _request(as_of, known_by, guild, reading, trust)
    with ExitStack() as afterwards:
        run = open_run(_run(book, request, library, afterwards).folder)
    make_arrears_tables(run)
    show_report(build_audit_report(run, most_rows(form, table)), form, table, "by_company")
    if out is not None:
        from arrears.reports.audit_files import write_audit_files  # charts and spreadsheets take long to load

        tell_progress(f"writing the reports to {out}")
        for path in write_audit_files(run, out):
            tell_progress(f"wrote {path}")


def owed(
    book: BookFolder,
    due_by: Annotated[
        date | None,
        typer.Option("--due-by", parser=read_day, metavar="DAY", help="Up to this day. Default: all."),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    reading: Readings = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what falls due next, by day and company.

    \b
    Example:
      arrears owed autumn-2008 --as-of 2008-11-21 --due-by 2008-12-31
    """
    from arrears.audit.run_tables import open_run
    from arrears.reports.coming_due import build_coming_due

    run = open_run(_run(book, _request(as_of, known_by, guild, reading, None), library).folder)
    if due_by and due_by.isoformat() < run.heading.as_of:
        raise _wrong_day("--due-by", due_by, run.heading.as_of, "nothing falls due next by a day before it")
    show_report(build_coming_due(run, due_by), form, table, "coming_due")


def statement(
    book: BookFolder,
    person: Annotated[str, typer.Argument(help="The person's id.")],
    opening_on: Annotated[
        date | None,
        typer.Option("--from", parser=read_day, metavar="DAY", help="First day. Default: the beginning."),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show one person's statement, their own lines only.

    Opening, earned, paid, in process and open; a shared residual shows the fraction, never another's money.

    \b
    Example:
      arrears statement autumn-2008 P0001 --from 2009-01-01 --as-of 2009-08-31
    """
    from arrears.audit.run_tables import open_run
    from arrears.cli.audiences import asking, refuse_other_person
    from arrears.reports.statement_report import build_statement

    audience = asking()
    refuse_other_person(audience, person)
    run = open_run(_run(book, _request(as_of, known_by, guild, None, None), library).folder)
    if opening_on and opening_on.isoformat() > run.heading.as_of:
        raise _wrong_day("--from", opening_on, run.heading.as_of, "a statement opens no later than it ends")
    report = build_statement(run, person, opening_on, is_for_staff=not audience.sees_own_lines_only)
    show_report(report, form, table, "lines")


def explain(
    book: Annotated[Path | None, typer.Argument(help="The book's folder.")] = None,
    obligation: Annotated[str, typer.Argument(help="The obligation, as reports print it.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", metavar="FILE", help="Recompute an explanation from its own contents."),
    ] = None,
    library: Library = None,
    form: Annotated[PageFormat, typer.Option("--format", help="How the page is printed.")] = PageFormat.TEXT,
) -> None:
    """Explain one amount, or replay an explanation.

    The clause in words with citation and status, the facts and who asserted them, every step, the split, the
    payments set against it, the late charge, and what was left out.

    \b
    Examples:
      arrears explain autumn-2008 wga/new-media/download-television:C1:T1:download:us:2008Q3:P1:usd
      arrears explain autumn-2008 wga/… --format json > amount.json
      arrears explain --replay amount.json
    """
    from arrears.obligations.explanation_json import explanation_as_json

    if replay is not None:
        _replay(replay)
        return
    if book is None or not obligation:
        raise typer.BadParameter("name a book and an obligation, or --replay FILE")
    explanation = _explanation(book, obligation, _request(as_of, known_by, guild, None, None), library)
    if form is PageFormat.JSON:
        say(explanation_as_json(explanation))
        return
    from arrears.reports.explanation_report import build_explanation_report
    from arrears.reports.page import as_html
    from arrears.reports.plain import as_text

    report = build_explanation_report(explanation)
    say(as_html(report) if form is PageFormat.HTML else as_text(report))


def dispute(
    book: BookFolder,
    clause: Annotated[str, typer.Argument(help="The clause, such as new-media/download-television.")],
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Price one clause under every side's reading.

    Totals, by company and by person, the facts that make the readings differ, and the interest on the gap.

    \b
    Example:
      arrears dispute autumn-2008 new-media/download-television --as-of 2009-08-31
    """
    from arrears.audit.run_tables import open_run
    from arrears.cli.audiences import open_book
    from arrears.reports.dispute_report import build_dispute, find_dispute

    families = [clause.split("/")[0]] if clause.count("/") > 1 else []
    request = _request(as_of, known_by, families, None, None)
    found = find_dispute(asked_of_book(open_book(book), request, library)[0], clause)
    run = open_run(_run(book, _request(as_of, known_by, [found.family], None, None), library).folder)
    show_report(build_dispute(run, found, most_rows(form, table)), form, table, "by_company")


def changes(
    book: BookFolder,
    earlier: Annotated[str, typer.Option("--from", metavar="SEQ|DAY", help="The earlier state of the book.")],
    later: Annotated[str, typer.Option("--to", metavar="SEQ|DAY", help="The later state of the book.")],
    as_of: AsOf = None,
    guild: Guilds = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show which amounts changed, and why.

    A number is a seq of the book, a day is a day of learning. Both are computed as of the same day.

    \b
    Examples:
      arrears changes autumn-2008 --from 2008-11-21 --to 2009-08-31
      arrears changes autumn-2008 --from 3 --to 4
    """
    from arrears.cli.audiences import open_book
    from arrears.reports.changes_report import build_changes, read_state

    opened = open_book(book)
    first, second = read_state(earlier), read_state(later)
    day = as_of or _latest_day(book)
    runs = [
        _run(book, _request(day, state.known_by, guild, None, None, state.seq), library)
        for state in (first, second)
    ]
    show_report(
        build_changes(opened, first, second, (runs[0].folder, runs[1].folder)), form, table, "changes"
    )


def _request(
    as_of: date | None,
    known_by: date | None,
    guild: list[str] | None,
    reading: list[str] | None,
    trust: list[str] | None,
    seq: int | None = None,
) -> AuditRequest:
    from arrears.audit.audit_run import AuditRequest

    choices = read_pairs(reading, "--reading", "--reading new-media/download-television=guild")
    return AuditRequest(as_of, known_by, seq, choices, tuple(trust or ()), tuple(guild or ()))


def _run(
    book: Path, request: AuditRequest, library: Path | None, afterwards: ExitStack | None = None
) -> AuditRun:
    from arrears.audit.audit_run import run_audit
    from arrears.cli.audiences import open_book

    opened = open_book(book)
    agreements, asked = asked_of_book(opened, request, library)
    return run_audit(opened, agreements, asked, tell_progress, afterwards)


def _latest_day(book: Path) -> date:
    from arrears.book.snapshot import last_learned_on
    from arrears.cli.audiences import open_book

    day = last_learned_on(open_book(book))
    if day is None:
        problem, remedy = "the book holds no records", "import records with `arrears import BOOK FILE`"
        raise Refused([Finding("book-empty", str(book), problem, "at least one import", "none", remedy)])
    return day


def _explanation(book: Path, obligation: str, request: AuditRequest, library: Path | None) -> Explanation:
    from arrears.audit.audit_run import run_audit
    from arrears.audit.explanation import explain_obligation
    from arrears.cli.audiences import open_book

    opened = open_book(book)
    agreements, asked = asked_of_book(opened, request, library)
    run = run_audit(opened, agreements, asked, tell_progress)
    return explain_obligation(opened, run.folder, obligation, agreements)


def _wrong_day(option: str, day: date, as_of: str, why: str) -> typer.BadParameter:
    """The error of use for a day on the wrong side of the day asked for, which may be the book's own."""
    return typer.BadParameter(f"{day} with {as_of} as the day asked for: {why}", param_hint=option)


def _replay(file: Path) -> None:
    from arrears.obligations.explanation_json import read_explanation
    from arrears.obligations.replay import replay_explanation

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        problem, remedy = (
            "the file cannot be read",
            "name a file that `arrears explain … --format json` wrote",
        )
        found = (fault.strerror or "").lower() if isinstance(fault, OSError) else "no text in UTF-8"
        finding = Finding("replay-file", str(file), problem, "an explanation", found, remedy)
        raise Refused([finding]) from fault
    answer = replay_explanation(read_explanation(text, str(file)), str(file))
    if answer.is_same:
        say(f"same: {answer.ref}")
        return
    say(f"different: {answer.ref}")
    for difference in answer.differences:
        say(f"  {difference.what}: stated {difference.stated}, recomputed {difference.recomputed}")
    raise typer.Exit(1)
