"""Draws a report as a PDF that reads as a filed document: title block, contents, tables, page x of y.

The typesetter gets every word as text, never as markup, and may read no file but the template and reach no
network. The same report gives the same bytes: no clock, no font of the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Literal

import typst

from arrears.findings import terminal_text
from arrears.reports.charts import Chart
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, cell_text

TEMPLATE = "document.typ"
# How much of the width a column of text takes against others; figures and days take what they need.
WIDEST_WEIGHT = 40
SHORT = 14
# A cell with more signs than this may be divided between pages.
LONG = 500
EM_A_SIGN = 0.55
Print = Literal["usual", "close", "small"]


@dataclass(frozen=True)
class DocumentStyle:
    """What stands around a report: its day, caption above the title, running head, foot, exhibit mark.

    dated: the day it speaks of, which is also the day in the file: there is no clock. pages_after: pages of
    other volumes that follow and are counted in "of y". new_pages: headings of parts that begin a page.
    charts: by the heading of the part that they stand in, after its sentences. contents_at: the heading of
    the part that the contents stand before; '' = they follow the title. print_of: smaller print of parts, by
    heading. side_by_side: whose tables stand in two columns. together: parts that no page break divides.
    """

    dated: date
    caption: tuple[str, ...] = ()
    running: str = ""
    foot: str = ""
    mark: str = ""
    author: str = "Arrears"
    has_contents: bool = True
    pages_after: int = 0
    new_pages: frozenset[str] = frozenset()
    charts: Mapping[str, Sequence[Chart]] = field(default_factory=dict)
    contents_at: str = ""
    print_of: Mapping[str, Print] = field(default_factory=dict)
    side_by_side: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()


def as_pdf(report: Report, style: DocumentStyle) -> bytes:
    """The report as a PDF."""
    template = files("arrears.reports").joinpath(TEMPLATE).read_bytes()
    inputs = {
        "document": json.dumps(document_content(report, style), ensure_ascii=False),
        "pages_after": str(style.pages_after),
    }
    drawn: bytes = typst.compile(
        template,
        sys_inputs=inputs,
        ignore_system_fonts=True,
        # for archives, and with tags for readers who hear a document
        pdf_standards=["a-2a", "ua-1"],
    )
    return drawn


def document_content(report: Report, style: DocumentStyle) -> dict[str, Any]:
    """Every word of the document, as the template takes it."""
    return {
        "title": terminal_text(report.title),
        "author": style.author,
        "dated": [style.dated.year, style.dated.month, style.dated.day],
        "running": terminal_text(style.running or report.title),
        "foot": terminal_text(style.foot),
        "mark": terminal_text(style.mark),
        "caption": [terminal_text(line) for line in style.caption],
        "facts": [[terminal_text(name), terminal_text(value)] for name, value in report.heading_facts],
        "contents": style.has_contents and not style.contents_at,
        "sections": [_section(section, style) for section in report.sections],
        "footnotes": [terminal_text(note) for note in report.all_footnotes()],
    }


def _section(section: Section, style: DocumentStyle) -> dict[str, Any]:
    return {
        "heading": terminal_text(section.heading),
        "depth": section.depth,
        "new_page": section.heading in style.new_pages,
        "contents": style.has_contents and bool(section.heading) and section.heading == style.contents_at,
        "print": style.print_of.get(section.heading, "usual"),
        "side_by_side": section.heading in style.side_by_side,
        "together": section.heading in style.together,
        "sentences": [terminal_text(sentence) for sentence in section.sentences],
        "tree": [
            {
                "depth": line.depth,
                "label": terminal_text(line.label),
                "value": terminal_text(line.value),
                "notes": [terminal_text(note) for note in line.notes],
            }
            for line in section.tree
        ],
        "charts": [
            {
                "heading": terminal_text(chart.heading),
                "description": terminal_text(chart.description),
                "svg": chart.svg,
            }
            for chart in style.charts.get(section.heading, ())
        ],
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    readers = [place for place, column in enumerate(table.columns) if column.for_readers]
    beneath = [place for place in readers if table.columns[place].is_beneath]
    shown = [place for place in readers if place not in beneath and _says_something(table, place)]
    return {
        "heading": terminal_text(table.heading),
        "note": terminal_text(table.note),
        "left_off": table.left_off,
        "columns": [_column(table.columns[place], [row[place] for row in table.rows]) for place in shown],
        "rows": [_row(table, row, shown, beneath) for row in table.rows],
    }


def _says_something(table: Table, place: int) -> bool:
    """A column that is empty in every row takes no room on paper."""
    return not table.rows or any(row[place] not in (None, "") for row in table.rows)


def _column(column: Column, cells: Sequence[Cell]) -> dict[str, Any]:
    """A column's heading and width: as wide as its figures or short words need, else a share of the rest.

    A long heading goes over several lines rather than take room from the words of other columns.
    """
    is_figure = column.kind in ("money", "count")
    longest = max((len(cell_text(cell)) for cell in cells), default=0)
    needed = max(longest, *(len(word) for word in re.split(r"[\s-]+", column.heading)), 3)
    fits = is_figure or column.kind == "date" or longest <= SHORT
    weight = 0 if fits else min(longest, WIDEST_WEIGHT)
    width = round(needed * EM_A_SIGN + 0.9, 2)
    return {"heading": terminal_text(column.heading), "right": is_figure, "weight": weight, "ems": width}


def _row(
    table: Table, row: Sequence[Cell], shown: Sequence[int], beneath: Sequence[int]
) -> list[Mapping[str, Any]]:
    first, *others = shown
    small = [
        terminal_text(f"{table.columns[place].heading}: {cell_text(row[place])}")
        for place in beneath
        if row[place] not in (None, "")
    ]
    return [_cell(row[first], small), *(_cell(row[place], []) for place in others)]


def _cell(cell: Cell, beneath: Sequence[str]) -> dict[str, Any]:
    unknown = isinstance(cell, Money) and cell.cents is None
    text = "not known" if unknown else terminal_text(cell_text(cell))
    is_long = len(text) + sum(map(len, beneath)) > LONG
    return {"text": text, "unknown": unknown, "beneath": list(beneath), "long": is_long}
