"""Writes what an audit leaves in its output folder: text, page, spreadsheet, and the tables as Parquet.

Each file appears whole or not at all; a folder that cannot be written is a finding. Nothing is written beside
these names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet

from arrears.audit.run_tables import REF_SQL, TABLE_COLUMNS, RunTables
from arrears.findings import Finding, Refused
from arrears.reports.audit_report import build_audit_report
from arrears.reports.charts import draw_audit_charts
from arrears.reports.listed_tables import arrears_table
from arrears.reports.page import as_html
from arrears.reports.plain import as_text
from arrears.reports.tables import PAGE_ROWS, SHEET_ROWS, TEXT_ROWS, Report, Table, first_rows
from arrears.reports.workbook import write_workbook

OWN_TABLES = ("arrears_obligation", "arrears_item", "late_item")


def write_audit_files(run: RunTables, folder: Path) -> tuple[Path, ...]:
    """Write the audit's files into a folder and name them.

    Call `arrears_tables.make_arrears_tables` first. Findings: `output-folder`.
    """
    sheets = build_audit_report(run, SHEET_ROWS)
    text = as_text(_cut(sheets, arrears_table(run, TEXT_ROWS), TEXT_ROWS))
    html = as_html(_cut(sheets, arrears_table(run, PAGE_ROWS), PAGE_ROWS), draw_audit_charts(run))
    try:
        tables = folder / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        _whole(folder / "arrears.txt", lambda path: _write_text(path, text))
        _whole(folder / "arrears.html", lambda path: _write_text(path, html))
        _whole(folder / "arrears.xlsx", lambda path: write_workbook(sheets, path))
        copied = [_copy(run, tables, name) for name in TABLE_COLUMNS]
        made = [_write_own(run, tables, name) for name in OWN_TABLES]
    except OSError as fault:
        problem = "the reports cannot be written here"
        remedy = "name a folder that you may write to with --out"
        expected, found = "a folder to write to", fault.strerror or str(fault)
        raise Refused([Finding("output-folder", str(folder), problem, expected, found, remedy)]) from fault
    named = (folder / "arrears.txt", folder / "arrears.html", folder / "arrears.xlsx")
    return (*named, *(path for path in (*copied, *made) if path is not None))


def _cut(report: Report, listed: Table, most_rows: int) -> Report:
    """The report with shorter tables: what a build with so many rows gives, without asking the run again."""
    sections = tuple(
        replace(
            section,
            tables=tuple(
                listed if table.name == listed.name else first_rows(table, most_rows)
                for table in section.tables
            ),
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _copy(run: RunTables, folder: Path, name: str) -> Path | None:
    """A run's table beside the reports: the same bytes, without a second copy where the disk allows it."""
    source, target = run.folder / f"{name}.parquet", folder / f"{name}.parquet"
    if not source.is_file():
        return None
    _whole(target, lambda path: _link_or_copy(source, path))
    return target


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_own(run: RunTables, folder: Path, name: str) -> Path:
    target = folder / f"{name}.parquet"
    named = f", {REF_SQL} AS ref" if name == "arrears_obligation" else ""
    rows = run.connection.sql(f"SELECT o.*{named} FROM {name} o ORDER BY ALL").to_arrow_table()
    _whole(target, lambda path: _write_arrow(rows, path))
    return target


def _write_arrow(rows: object, path: Path) -> None:
    pyarrow.parquet.write_table(rows, path, compression="zstd")
