"""What every report is made of: tables of cells, notes, and a heading that says where the figures come from.

A report is built once as values and drawn by `plain`, `page`, `workbook` and `rows`; none of them figures
anything. Money stays in cents until it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from arrears.money import Cents, show_cents
from arrears.vocabulary import STATUSES

STATUS_MARKS: Mapping[str, str] = {"unverified": "†", "derived": "‡"}
MARK_MEANINGS: Mapping[str, str] = {
    "†": "rests on a term that is unverified: " + STATUSES["unverified"],
    "‡": "rests on a derived term: " + STATUSES["derived"],
}

# The most rows of a long table: as text, on a page, in a spreadsheet, as CSV or JSON.
TEXT_ROWS, PAGE_ROWS, SHEET_ROWS, ALL_ROWS = 20, 500, 200_000, 10_000_000


@dataclass(frozen=True)
class Money:
    """An amount with its currency and the weakest status among the terms it rests on.

    cents is None when the amount is not known; it is never 0 for that.
    """

    cents: Cents | None
    currency: str = "usd"
    status: str = ""

    def text(self) -> str:
        """The amount as people read it, with the mark of its status: `$1,234.50†`."""
        mark = STATUS_MARKS.get(self.status, "") if self.cents is not None else ""
        return show_cents(self.cents, self.currency) + mark


Cell = str | int | date | Money | None


@dataclass(frozen=True)
class Column:
    """A column: its name in data files, its heading for readers, and what its cells hold.

    for_readers: False for a column that only data files carry, such as the status of the terms.
    is_beneath: a page shows it in small print under the first cell of the row.
    """

    name: str
    heading: str
    kind: Literal["text", "money", "count", "date"] = "text"
    for_readers: bool = True
    is_beneath: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns, and how many rows were left off at the end."""

    name: str
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    left_off: int = 0

    def marks(self) -> frozenset[str]:
        """The marks of status that appear beside its amounts."""
        return frozenset(
            STATUS_MARKS[status]
            for row in self.rows
            for status in map(status_of, row)
            if status in STATUS_MARKS
        )

    def marked_places(self) -> tuple[int, ...]:
        """The places of the columns in which an amount carries a mark, in printing order."""
        places = range(len(self.columns))
        return tuple(k for k in places if any(status_of(row[k]) in STATUS_MARKS for row in self.rows))


@dataclass(frozen=True)
class TreeLine:
    """One line of a computation: how deep it lies, what it is, its value, and what is to be said of it."""

    depth: int
    label: str
    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a report: what it says in a sentence or two, its lines of computation, then its tables.

    depth: 1 for a part of the part before it, with a smaller heading and no place in the contents.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    tree: tuple[TreeLine, ...] = ()
    depth: int = 0


@dataclass(frozen=True)
class Report:
    """A whole report. heading_facts: where the figures come from, name and value, in printing order."""

    title: str
    heading_facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...] = field(default=())

    def tables(self) -> Iterator[Table]:
        """Every table in printing order."""
        for section in self.sections:
            yield from section.tables

    def all_footnotes(self) -> tuple[str, ...]:
        """The report's footnotes, and what each mark beside an amount means."""
        used = frozenset[str]().union(*(table.marks() for table in self.tables()))
        said = (self.title, *(sentence for section in self.sections for sentence in section.sentences))
        used |= {mark for mark in MARK_MEANINGS if any(mark in sentence for sentence in said)}
        marks = tuple(f"{mark} {meaning}" for mark, meaning in MARK_MEANINGS.items() if mark in used)
        return marks + self.footnotes


def column_word(words: str) -> str:
    """Words as a part of the name of a column: letters and figures, `_` for all between them."""
    return "_".join(re.findall(r"[^\W_]+", words.lower()))


def status_of(cell: Cell) -> str:
    """The weakest status among the terms that an amount rests on; nothing for what is no known amount."""
    return cell.status if isinstance(cell, Money) and cell.cents is not None else ""


def first_rows(table: Table, most_rows: int) -> Table:
    """The table cut to its first rows; it says how many were left off."""
    left_off = table.left_off + max(0, len(table.rows) - most_rows)
    return replace(table, rows=table.rows[:most_rows], left_off=left_off)


def cell_text(cell: Cell) -> str:
    """A cell as a reader sees it; nothing where a text, a count or a date is not known."""
    match cell:
        case None:
            return ""
        case Money():
            return cell.text()
        case bool():
            raise TypeError("cell_text does not know bool")
        case int():
            return f"{cell:,}"
        case date():
            return cell.isoformat()
        case str():
            return cell
    raise TypeError(f"cell_text does not know {type(cell).__name__}")
