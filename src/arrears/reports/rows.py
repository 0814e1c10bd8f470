"""Writes a table's rows for other programs: CSV and JSON, with every column and no thousands separators.

CSV money is a decimal figure made from whole cents; JSON money is integer cents in `<column>_cents`. What the
marks † and ‡ say to readers stands in `<column>_status`: the weakest status among the terms that the amount
rests on. A column has one where any of its amounts is marked and no column `status` says it for the whole
row; in CSV these stand behind all others.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date

from arrears.money import Cents
from arrears.reports.cells import csv_cell
from arrears.reports.tables import Cell, Money, Table, status_of


def decimal_figure(cents: Cents) -> str:
    """Cents as a decimal figure, `-1234.05`, exactly."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def as_csv(table: Table) -> str:
    """A table as CSV with a heading row. Missing: an empty cell. Text never starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    marked = _marked(table)
    names = [column.name for column in table.columns]
    writer.writerow([*names, *(f"{names[place]}_status" for place in marked)])
    for row in table.rows:
        writer.writerow([*map(_csv_value, row), *(status_of(row[place]) for place in marked)])
    return out.getvalue()


def as_json(tables: Sequence[Table]) -> str:
    """Tables as one JSON object, table name to a list of rows. Missing: null."""
    content = {
        table.name: [_json_row(table, row, marked) for row in table.rows]
        for table in tables
        for marked in (frozenset(_marked(table)),)
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _marked(table: Table) -> tuple[int, ...]:
    """The places of the columns that get a column of their statuses."""
    says_status = any(column.name == "status" and not column.for_readers for column in table.columns)
    return () if says_status else table.marked_places()


def _csv_value(cell: Cell) -> str:
    match cell:
        case None | Money(cents=None):
            return ""
        case Money(cents=int(cents)):
            return decimal_figure(cents)
        case str():
            return csv_cell(cell)
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
    raise TypeError(f"as_csv does not know {type(cell).__name__}")


def _json_row(table: Table, row: Sequence[Cell], marked: frozenset[int]) -> dict[str, object]:
    values: dict[str, object] = {}
    for place, (column, cell) in enumerate(zip(table.columns, row)):
        if isinstance(cell, Money):
            values[f"{column.name}_cents"] = cell.cents
        elif column.kind == "money":
            values[f"{column.name}_cents"] = None
        else:
            values[column.name] = cell.isoformat() if isinstance(cell, date) else cell
        if place in marked:
            values[f"{column.name}_status"] = status_of(cell)
    return values
