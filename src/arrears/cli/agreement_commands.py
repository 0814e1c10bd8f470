"""Commands about agreements: list, show, compare, lint them, check worked cases, and run the benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.libraries import load_agreements
from arrears.cli.options import Library, ReadingFormat, Rows, RowsFormat
from arrears.cli.output import say, show_findings, show_report, show_table, stop_with
from arrears.findings import Finding, Refused

Address = Annotated[str, typer.Argument(help="An address such as wga/mba-2008 or wga/mba-2008/new-media/….")]

Reading = Annotated[ReadingFormat, typer.Option("--format", help="How the agreement is printed.")]


def list_agreements(library: Library = None, form: Rows = RowsFormat.TABLE) -> None:
    """List the agreements that ship with Arrears, or those of a folder.

    \b
    Example:
      arrears agreements list
    """
    from arrears.reports.tables import Column, Table

    columns = (
        Column("address", "address"),
        Column("title", "title"),
        Column("covers_from", "from", "date"),
        Column("covers_until", "until", "date"),
        Column("clauses", "clauses", "count"),
        Column("digest", "digest"),
    )
    rows = tuple(
        (a.address, a.title, a.covers_from, a.covers_until, len(a.clauses()), a.digest[:12])
        for a in load_agreements(library)
    )
    show_table(Table("agreements", "", columns, rows), form)


def show(address: Address, library: Library = None, form: Reading = ReadingFormat.TEXT) -> None:
    """Show an agreement, article or clause in words.

    With citations and the status of every term, readings, worked cases, forums and clocks, and what is
    missing.

    \b
    Examples:
      arrears agreements show wga/mba-2008/new-media/download-television
      arrears agreements show wga/mba-2023 --format html > mba-2023.html
      arrears agreements show sag/tv-2014/procedure
    """
    from arrears.agreements.addresses import full_address
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.show import show_address
    from arrears.agreements.written_agreement import Library as Folder
    from arrears.reports.agreement_report import report_at
    from arrears.reports.markdown import as_markdown
    from arrears.reports.page import as_html
    from arrears.reports.plain import as_text

    folder = library or SHIPPED
    address = full_address(address, Folder(folder).versions())
    agreements = load_agreements(library, ["/".join(address.split("/")[:2])])
    agreement, _, below = address.strip("/").rpartition("/")
    if below == "procedure" and "/" in agreement:
        _show_procedure(agreement, folder, form)
        return
    is_whole = address.strip("/").count("/") < 2
    match form:
        case ReadingFormat.TEXT if not is_whole:
            say(show_address(agreements, address))
        case ReadingFormat.TEXT:
            say(as_text(report_at(agreements, address, folder)))
        case ReadingFormat.HTML:
            say(as_html(report_at(agreements, address, folder)))
        case ReadingFormat.MD:
            say(as_markdown(report_at(agreements, address, folder)))


def _show_procedure(address: str, folder: Path, form: ReadingFormat) -> None:
    from arrears.agreements.procedure_load import load_procedure
    from arrears.reports.markdown import as_markdown
    from arrears.reports.page import as_html
    from arrears.reports.plain import as_text
    from arrears.reports.procedure_report import build_procedure_report

    report = build_procedure_report(load_procedure(address, folder))
    match form:
        case ReadingFormat.TEXT:
            say(as_text(report))
        case ReadingFormat.HTML:
            say(as_html(report))
        case ReadingFormat.MD:
            say(as_markdown(report))


def diff(
    old: Annotated[str, typer.Argument(help="The older version.")],
    new: Annotated[str, typer.Argument(help="The newer version.")],
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Say what differs between two versions.

    Where the newer is a patch of the older, edit by edit with the memorandum's items; then the items without
    an edit, and what becomes of the older clauses. Else address by address.

    \b
    Example:
      arrears agreements diff wga-mba-2008 wga-mba-2023
    """
    from arrears.reports.patch_report import difference_report, main_table

    versions = load_agreements(library, [old, new])
    report = difference_report(versions[0], versions[-1])
    show_report(report, form, "", main_table(report))


def lint(library: Library = None, form: Rows = RowsFormat.TABLE) -> None:
    """List what is doubtful in the agreements.

    Overlaps, gaps in time, holes of tables, unused terms, missing citations and unverified terms; clocks of
    unknown length, claims without a forum or a clock.

    \b
    Example:
      arrears agreements lint
    """
    from arrears.agreements.lint import lint_agreements
    from arrears.agreements.lint_procedures import lint_procedures
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.procedure_load import procedures

    found = lint_agreements(load_agreements(library))
    show_findings([*found, *lint_procedures(procedures(library or SHIPPED))], form)


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of your own agreements.")],
    name: Annotated[
        str, typer.Option("--name", metavar="FAMILY/VERSION", help="What the agreement is called.")
    ],
) -> None:
    """Write the first files of an agreement of your own.

    A header, an article with one clause, and a worked case that agrees; nothing is written over.

    \b
    Example:
      arrears agreements new my-agreements --name guild/pact-2026
    """
    from arrears.agreements.skeleton import new_agreement

    for path in new_agreement(folder, name):
        say(f"wrote {path}")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Agreement folders or case files.")],
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Check agreement files and run their worked cases.

    Every disagreement is shown with both figures.

    \b
    Example:
      arrears check src/arrears/agreements/library/wga/mba-2008
    """
    from arrears.obligations.worked_cases import check_files

    checked = check_files(files)
    stop_with(checked.findings, form)
    for name, count in checked.by_clause:
        say(f"{count:6,}  {name}")
    say("1 worked case agrees" if checked.cases == 1 else f"{checked.cases} worked cases agree")


def bench(
    rows: Annotated[
        int, typer.Option("--rows", min=1000, help="Usage rows of the generated book.")
    ] = 10_000_000,
) -> None:
    """Run the benchmark of the main job.

    Against hand-written SQL and other engines, in one run.

    \b
    Example:
      arrears bench --rows 1000000
    """
    import subprocess
    import sys

    script = find_bench(Path(__file__).resolve().parents[3])
    done = subprocess.run([sys.executable, str(script), "--rows", str(rows)], check=False)
    raise typer.Exit(1 if done.returncode else 0)


def find_bench(source_folder: Path) -> Path:
    """The benchmark's script in the folder of the project's source.

    Findings: `bench-not-here`.
    """
    script = source_folder / "bench" / "run.py"
    if not script.is_file():
        problem = "the benchmark is part of the source folder, and this installation has none"
        remedy = "run it from a clone of the project"
        raise Refused([Finding("bench-not-here", str(script), problem, "bench/run.py", "none", remedy)])
    return script
