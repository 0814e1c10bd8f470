"""Writes a report's tables as a spreadsheet: one sheet a subject, all text as text, money as exact numbers.

No cell becomes a formula, whatever a name starts with. Missing amounts are blank cells, never nought. The
same report gives the same bytes.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from arrears.reports.cells import sheet_text
from arrears.reports.tables import Cell, Column, Money, Report, Table, cell_text, status_of

MOST_ROWS = 1_048_576 - 8
SHEETS: Mapping[str, tuple[str, ...]] = {
    "by company": ("by_company", "ages_by_company", "positions_by_company"),
    "by person": ("by_person", "ages_by_person", "positions_by_person"),
    "obligations in arrears": ("obligations_in_arrears",),
    "exceptions": ("exceptions_by_kind", "exceptions"),
    "late charges": ("late_charges",),
    "findings": ("findings", "findings_listed"),
}
MADE_ON = datetime.datetime(1980, 1, 1)


def write_workbook(report: Report, path: Path) -> None:
    """Write the report to an .xlsx file: a summary sheet, then the sheets of SHEETS."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": report.title, "created": MADE_ON})
    styles = _styles(book)
    tables = {table.name: table for table in report.tables()}
    listed = {name for names in SHEETS.values() for name in names}
    sheet = book.add_worksheet("summary")
    row = _write_heading(sheet, report, styles)
    _write_tables(sheet, [t for t in report.tables() if t.name not in listed], row, styles)
    for name, parts in SHEETS.items():
        _write_tables(book.add_worksheet(name), [tables[part] for part in parts if part in tables], 0, styles)
    book.close()


def _styles(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 15}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "subject": book.add_format({"bold": True, "font_size": 12}),
        "money": book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({}),
    }


def _write_heading(sheet: Any, report: Report, styles: Mapping[str, Any]) -> int:
    sheet.write_string(0, 0, sheet_text(report.title), styles["title"])
    row = 1
    for name, value in report.heading_facts:
        sheet.write_string(row, 0, sheet_text(name))
        sheet.write_string(row, 1, sheet_text(value))
        row += 1
    for note in report.all_footnotes():
        sheet.write_string(row, 0, sheet_text(note))
        row += 1
    return row + 1


def _write_tables(sheet: Any, tables: Sequence[Table], row: int, styles: Mapping[str, Any]) -> None:
    first = row
    for table in tables:
        if table.heading:
            sheet.write_string(row, 0, sheet_text(table.heading), styles["subject"])
            row += 1
        row = _write_table(sheet, table, row, styles) + 1
    if first == 0 and len(tables) == 1 and not tables[0].heading:
        sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 20, 18)


def _write_table(sheet: Any, table: Table, row: int, styles: Mapping[str, Any]) -> int:
    columns = _sheet_columns(table)
    for place, (heading, _) in enumerate(columns):
        sheet.write_string(row, place, sheet_text(heading), styles["head"])
    kept = table.rows[: MOST_ROWS - row]
    for cells in kept:
        row += 1
        for place, (_, value_of) in enumerate(columns):
            _write_cell(sheet, (row, place), value_of(cells), styles)
    left_off = table.left_off + len(table.rows) - len(kept)
    if left_off:
        row += 1
        text = f"… and {left_off:,} more, in the Parquet tables of the run"
        sheet.write_string(row, 0, text)
    return row + 1


def _sheet_columns(table: Table) -> list[tuple[str, Any]]:
    """Headings with the way to the cell. Beside money with a status goes a column that says the status."""
    columns: list[tuple[str, Any]] = []
    marked = table.marked_places()
    for place, column in enumerate(table.columns):
        columns.append((_heading(column), lambda cells, k=place: cells[k]))
        if place in marked:
            columns.append((f"{column.heading}: terms", lambda cells, k=place: status_of(cells[k])))
    return columns


def _heading(column: Column) -> str:
    return column.heading if column.for_readers else column.name.replace("_", " ")


def _write_cell(sheet: Any, where: tuple[int, int], cell: Cell, styles: Mapping[str, Any]) -> None:
    row, column = where
    match cell:
        case None | "" | Money(cents=None):
            return
        case Money(cents=int(cents)):
            # A decimal is written digit for digit; a float could differ from the cents in its last digit.
            sheet.write_number(row, column, Decimal(cents).scaleb(-2), styles["money"])
        case datetime.date():
            sheet.write_datetime(
                row, column, datetime.datetime.combine(cell, datetime.time()), styles["date"]
            )
        case int():
            sheet.write_number(row, column, cell, styles["count"])
        case str():
            sheet.write_string(row, column, sheet_text(cell), styles["text"])
        case _:
            raise TypeError(f"write_workbook does not know {cell_text(cell)}")
