"""Draws a report as plain text for a terminal or a mail: aligned columns, no colour, the same on every width.

Money and counts are set flush right. Control characters of names never reach the terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from arrears.findings import terminal_text
from arrears.reports.tables import Column, Report, Section, Table, TreeLine, cell_text

WIDTH = 118
WIDEST_CELL = 40
TABLE_WIDTH = 132
MARKS = ("†", "‡")


def as_text(report: Report) -> str:
    """The whole report as text."""
    blocks = [_heading(report)]
    blocks += [_section(section) for section in report.sections]
    blocks += [_wrapped(note, "  ") for note in report.all_footnotes()]
    return "\n\n".join(block for block in blocks if block) + "\n"


def table_text(table: Table) -> str:
    """One table as text, with its heading, its note and how many rows were left off.

    A table wider than the page is written row by row: the first cell, then the others by name.
    """
    shown = [place for place, column in enumerate(table.columns) if column.for_readers]
    columns = [table.columns[place] for place in shown]
    cells = [[terminal_text(cell_text(row[place])) for place in shown] for row in table.rows]
    lines = [terminal_text(table.heading)] if table.heading else []
    lines += _drawn(columns, cells) if cells else ["  none"]
    if table.left_off:
        lines.append(f"  … and {table.left_off:,} more")
    if table.note:
        lines.append(_wrapped(table.note, "  "))
    return "\n".join(lines)


def _tree_lines(step: TreeLine) -> list[str]:
    lead = "  " * (step.depth + 1)
    label = _wrapped(step.label, lead, lead + "  ").split("\n")
    value = terminal_text(step.value)
    room = WIDTH - len(label[-1]) - len(value) - 2
    label[-1] = f"{label[-1]} {'.' * max(2, room)} {value}" if value else label[-1]
    return label + [_wrapped(note, lead + "    ") for note in step.notes]


def _drawn(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[str]:
    aligned = _aligned(columns, [[_shortened(cell) for cell in row] for row in cells])
    if max(len(line) for line in aligned) <= TABLE_WIDTH:
        return aligned
    return [line for row in cells for line in _row_by_row(columns, row)]


def _row_by_row(columns: Sequence[Column], row: Sequence[str]) -> list[str]:
    pairs = [f"{column.heading} {cell}" for column, cell in zip(columns[1:], row[1:]) if cell]
    return [f"  {row[0]}", _wrapped(" · ".join(pairs), "      ")]


def _heading(report: Report) -> str:
    facts = report.heading_facts
    width = max((len(name) for name, _ in facts), default=0)
    title = terminal_text(report.title)
    lines = [title, "=" * len(title)]
    for name, value in facts:
        lead = f"  {name:<{width}}  "
        lines.append(_wrapped(value, lead, " " * len(lead)))
    return "\n".join(lines)


def _section(section: Section) -> str:
    heading = terminal_text(section.heading)
    parts = [f"{heading}\n{'-' * len(heading)}" if heading else ""]
    parts += [_wrapped(sentence, "") for sentence in section.sentences]
    if section.tree:
        parts.append("\n".join(line for step in section.tree for line in _tree_lines(step)))
    parts += [table_text(table) for table in section.tables]
    return "\n\n".join(part for part in parts if part)


def _aligned(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[str]:
    right = [column.kind in ("money", "count") for column in columns]
    # A mark after an amount hangs outside the figures, so that cents stay below cents.
    hanging = [flush and any(row[k].endswith(MARKS) for row in cells) for k, flush in enumerate(right)]
    padded = [[_hung(cell, hangs) for cell, hangs in zip(row, hanging)] for row in cells]
    headings = [_hung(column.heading, hangs) for column, hangs in zip(columns, hanging)]
    widths = [max(len(row[place]) for row in (headings, *padded)) for place in range(len(columns))]
    rule = ["-" * width for width in widths]
    return [_line(row, widths, right) for row in (headings, rule, *padded)]


def _hung(cell: str, hangs: bool) -> str:
    return cell + " " if hangs and not cell.endswith(MARKS) else cell


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(cells, widths, right)
    ]
    return ("  " + "  ".join(parts)).rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _wrapped(text: str, lead: str, following: str | None = None) -> str:
    return textwrap.fill(
        terminal_text(text),
        width=WIDTH,
        initial_indent=lead,
        subsequent_indent=lead if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
