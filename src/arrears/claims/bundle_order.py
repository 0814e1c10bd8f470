"""Numbers a claim's obligations so that their order tells nobody whom they are for.

A run numbers people of one line by their ids, so numbers and the order of rows would tell, in a copy that
withholds the ids, which of two known writers is owed which part. Here the order follows from what the same
copy shows, and ids decide only between rows that are alike in all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from arrears.claims.bundle_content import MEMBER, BundleTable, Cell, Row
from arrears.claims.verifier.verify import FREEZING_BITS

NUMBER = "obligation_no"
OF_OBLIGATIONS = ("payment", "late_event", "late_charge")
Key = tuple[Any, ...]


def order_by_what_is_shown(tables: Sequence[BundleTable]) -> list[BundleTable]:
    """The tables with obligations numbered anew, and what hangs on them with them.

    Numbers of one freezing stay together, as the verifier reads them.
    """
    by_name = {table.name: table for table in tables}
    beside: dict[Cell, list[Key]] = {}
    for name in OF_OBLIGATIONS:
        for row in _rows(by_name[name]):
            beside.setdefault(row[0], []).append((name, _shown(by_name[name], row)))
    owed = by_name["obligation"]
    ordered = sorted(
        _rows(owed),
        key=lambda row: (_freezing(row), _shown(owed, row), sorted(beside.get(row[0], ())), _all(row[1:])),
    )
    numbers: dict[Cell, str] = {}
    last: dict[int, int] = {}
    for row in ordered:
        freezing = _freezing(row)
        last[freezing] = last.get(freezing, 0) + 1
        numbers[row[0]] = str((freezing << FREEZING_BITS) + last[freezing])
    return [
        _numbered(table, numbers) if table.name in ("obligation", *OF_OBLIGATIONS) else table
        for table in tables
    ]


def sorted_by_what_is_shown(table: BundleTable) -> BundleTable:
    """The rows of a table in the order of what needs no name of a member."""
    return replace(table, parts={
        needs: sorted(rows, key=lambda row: (_shown(table, row, 0), _all(row)))
        for needs, rows in table.parts.items()
    })  # fmt: skip


def _rows(table: BundleTable) -> list[Row]:
    if table.columns[0].name != NUMBER:
        raise ValueError(f"{table.name} does not begin with {NUMBER}")
    return [row for rows in table.parts.values() for row in rows]


def _freezing(row: Row) -> int:
    return int(row[0] or 0) >> FREEZING_BITS


def _shown(table: BundleTable, row: Row, first: int = 1) -> Key:
    """The cells that need no name of a member, but for the number before them."""
    columns = zip(table.columns[first:], row[first:])
    return _all([cell for column, cell in columns if not column.needs & MEMBER])


def _all(cells: Sequence[Cell]) -> Key:
    """Cells as they are sorted: what is missing last, whole numbers by their size."""
    return tuple((cell is None, _size(cell), cell or "") for cell in cells)


def _size(cell: Cell) -> int:
    return int(cell) if cell is not None and cell.lstrip("-").isdecimal() and cell.isascii() else 0


def _numbered(table: BundleTable, numbers: Mapping[Cell, str]) -> BundleTable:
    parts = {}
    for needs, rows in table.parts.items():
        made = [(numbers[row[0]], *row[1:]) for row in rows]
        parts[needs] = sorted(made, key=lambda row: (int(row[0] or 0), _shown(table, row), _all(row)))
    return replace(table, parts=parts)
