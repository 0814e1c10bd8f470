"""Commands about the book itself: make one, import records, verify it, remove what was left behind."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import (
    BookFolder,
    DateOrder,
    Rows,
    RowsFormat,
    read_day,
    read_pairs,
)
from arrears.cli.output import findings_text, say, show_findings, show_table

if TYPE_CHECKING:
    from arrears.records.append import ImportResult
    from arrears.records.date_styles import DateStyle
    from arrears.records.importing import FileToImport


def init(book: BookFolder) -> None:
    """Make an empty book in a new folder on a local disk.

    \b
    Example:
      arrears init autumn-2008
    """
    from arrears.book.ledger import create_book

    made = create_book(book)
    say(f"made an empty book in {made.path}")


def import_records(
    book: BookFolder,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV, Parquet or XLSX; or a folder of them.")
    ],
    said_by: Annotated[str, typer.Option("--said-by", metavar="PARTY", help="Who asserts these rows.")],
    learned_on: Annotated[
        date, typer.Option("--learned-on", parser=read_day, metavar="DAY", help="When they were learned.")
    ],
    tables: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="TABLE", help="The table of each FILE, in order. Default: its name."),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADING=COLUMN", help="A heading's column; may be repeated."),
    ] = None,
    dates: Annotated[
        DateOrder | None,
        typer.Option("--dates", help="How dates are written, where the file leaves it open."),
    ] = None,
    access: Annotated[
        str | None,
        typer.Option(
            "--access", metavar="CLASS", help="Who may see the rows and files. Default: as the table's are."
        ),
    ] = None,
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Append the rows of files in one commit.

    Every file is checked whole first; a file with faults appends nothing, and each fault is listed. Importing
    the same file again changes nothing and says so.

    \b
    Examples:
      arrears import autumn-2008 receipts.csv --as receipt --said-by brindlemoor --learned-on 2008-11-21
      arrears import autumn-2008 delivery/ --said-by wga --learned-on 2008-11-21
      arrears import autumn-2008 measured.csv --as audience --said-by auditor --learned-on 2009-01-05
        --audience outside_auditor
      arrears import autumn-2008 q3.xlsx --as receipt --map Gross=gross_cents --said-by co1
        --learned-on 2008-11-21
    """
    from arrears.cli.audiences import open_book
    from arrears.records.importing import import_files

    pairs = read_pairs(mapping, "--map", "--map Heading=column")
    given = _files_with_tables(files, tables, dict(pairs), dates)
    result = import_files(open_book(book), given, said_by=said_by, learned_on=learned_on, access=access)
    _show_import(result, form)


def verify(
    book: BookFolder,
    head: Annotated[
        str, typer.Option("--head", help="A head of the chain that you kept; it must be in it.")
    ] = "",
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Check that a book is as its entries say.

    The chain of entries, every file and every kept original, one current row for each key, and totals.

    \b
    Example:
      arrears verify autumn-2008 --head 9f3e01…
    """
    from arrears.claims.evidence import read_evidence, verify_evidence
    from arrears.cli.audiences import open_book
    from arrears.records.verify import verify_records

    opened = open_book(book, read_only=True)
    findings = [*verify_records(opened, head), *verify_evidence(opened)]
    seq, found_head = opened.position()
    if form is not RowsFormat.TABLE or findings:
        show_findings(findings, form)
    if findings:
        raise typer.Exit(1)
    if form is RowsFormat.TABLE:
        say(f"the book is as its entries say: seq {seq}, head {found_head}")
        for item in read_evidence(opened):
            if item.destroyed:
                say(f"{item.evidence_id}: {item.state}")


def tidy(book: BookFolder) -> None:
    """Remove what an interrupted import left behind.

    Only files that no entry lists and that are older than a day.

    \b
    Example:
      arrears tidy autumn-2008
    """
    from arrears.book.verify import tidy as remove_unlisted
    from arrears.claims.evidence import tidy_keys
    from arrears.cli.audiences import open_book

    opened, now = open_book(book), time.time()
    removed = [*remove_unlisted(opened, now=now), *tidy_keys(opened, now)]
    for path in removed:
        say(f"removed {path}")
    say(f"{len(removed)} files removed")


def _files_with_tables(
    files: list[Path], tables: list[str] | None, pairs: dict[str, str], dates: DateOrder | None
) -> list[FileToImport]:
    from arrears.records.importing import FileToImport

    listed = [each for file in files for each in _files_below(file)]
    if tables and len(tables) != len(listed):
        problem = f"{len(tables)} tables for {len(listed)} files; give one --as for each file, or none"
        raise typer.BadParameter(problem, param_hint="--as")
    names = tables or [file.stem for file in listed]
    styles: dict[DateOrder | None, DateStyle | None] = {
        None: None,
        DateOrder.ISO: "iso",
        DateOrder.MONTH_FIRST: "mdy",
        DateOrder.DAY_FIRST: "dmy",
    }
    style = styles[dates]
    return [FileToImport(file, table, pairs, style) for file, table in zip(listed, names, strict=True)]


def _files_below(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in (".csv", ".parquet", ".xlsx"))
    if not found:
        raise typer.BadParameter(f"{path} holds no CSV, Parquet or XLSX file", param_hint="FILE...")
    return found


def _show_import(result: ImportResult, form: RowsFormat) -> None:
    from arrears.reports.tables import Column, Table

    names = sorted({*result.appended, *result.equal, *result.corrected})
    rows = tuple(
        (name, result.appended.get(name, 0), result.equal.get(name, 0), result.corrected.get(name, 0))
        for name in names
    )
    columns = (
        Column("table", "table"),
        Column("appended", "appended", "count"),
        Column("equal", "held already", "count"),
        Column("corrected", "of them correct a row", "count"),
    )
    state = "held since" if result.is_repeated else "committed as"
    show_table(Table("imported", f"{state} seq {result.seq}, head {result.head}", columns, rows), form)
    if result.warnings:
        typer.echo(findings_text(result.warnings), err=True)
