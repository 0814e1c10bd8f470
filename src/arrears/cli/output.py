"""Prints reports, tables and findings in the format asked for; progress goes to stderr, answers to stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from arrears.cli.options import RowsFormat
from arrears.findings import Finding, suggest

if TYPE_CHECKING:
    from arrears.book.commit import CommittedEntry
    from arrears.reports.tables import Report, Table


def say(text: str) -> None:
    """Print an answer to stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say_appended(words: str, entry: CommittedEntry) -> None:
    """Print what was appended, with the entry that holds it."""
    say(f"{words}: seq {entry.seq}, head {entry.head}")


def tell_progress(text: str) -> None:
    """Say on stderr what is being done."""
    from arrears.findings import terminal_text

    sys.stderr.write(f"… {terminal_text(text)}\n")
    sys.stderr.flush()


def most_rows(form: RowsFormat, table: str) -> int:
    """The most rows of a long table: cut only where a whole report is printed for a reader."""
    from arrears.reports.tables import ALL_ROWS, TEXT_ROWS

    return TEXT_ROWS if form is RowsFormat.TABLE and not table else ALL_ROWS


def show_report(report: Report, form: RowsFormat, table: str, usual_table: str) -> None:
    """Print a report: whole as text or JSON, one table as CSV (the usual one unless another is named)."""
    from arrears.reports.plain import as_text, table_text
    from arrears.reports.rows import as_csv, as_json

    tables = {each.name: each for each in report.tables()}
    if table and table not in tables:
        raise typer.BadParameter(f"no table '{table}'; {suggest(table, tables)}", param_hint="--table")
    chosen = tables[table or usual_table]
    match form:
        case RowsFormat.TABLE:
            say(table_text(chosen) if table else as_text(report))
        case RowsFormat.JSON:
            say(as_json([chosen] if table else list(tables.values())))
        case RowsFormat.CSV:
            sys.stdout.write(as_csv(chosen))


def show_table(table: Table, form: RowsFormat) -> None:
    """Print one table."""
    from arrears.reports.plain import table_text
    from arrears.reports.rows import as_csv, as_json

    match form:
        case RowsFormat.TABLE:
            say(table_text(table))
        case RowsFormat.JSON:
            say(as_json([table]))
        case RowsFormat.CSV:
            sys.stdout.write(as_csv(table))


def show_findings(findings: Sequence[Finding], form: RowsFormat) -> None:
    """Print findings: as readers read them, or as rows."""
    if form is RowsFormat.TABLE:
        say(findings_text(findings) or "no findings")
        return
    from arrears.reports.tables import Column, Table

    names = ("code", "place", "problem", "expected", "found", "remedy")
    rows = tuple(tuple(getattr(finding, name) for name in names) for finding in findings)
    show_table(Table("findings", "", tuple(Column(name, name) for name in names), rows), form)


def findings_text(findings: Iterable[Finding]) -> str:
    """Findings as text, without control characters of the values they show."""
    from arrears.findings import terminal_text

    texts = (finding.text().split("\n") for finding in findings)
    return "\n".join("\n".join(terminal_text(line) for line in lines) for lines in texts)


def stop_with(findings: Sequence[Finding], form: RowsFormat = RowsFormat.TABLE) -> None:
    """Print findings and end with exit code 1; without findings, do nothing."""
    if findings:
        show_findings(findings, form)
        raise typer.Exit(1)
