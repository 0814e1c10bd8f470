"""Draws a report as Markdown: headings, sentences, lists of computation, tables.

Nothing that a report says is read as Markdown's own marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.findings import terminal_text
from arrears.reports.tables import Column, Report, Section, Table, TreeLine, cell_text

MARKS = "\\`|<>*_[]"


def as_markdown(report: Report) -> str:
    """The whole report as Markdown."""
    facts = [f"- {_plain(name)}: {_plain(value)}" for name, value in report.heading_facts]
    blocks = [f"# {_plain(report.title)}", "\n".join(facts), *map(_section, report.sections)]
    blocks += [_plain(note) for note in report.all_footnotes()]
    return "\n\n".join(block.strip("\n") for block in blocks if block) + "\n"


def table_markdown(table: Table) -> str:
    """A table as Markdown; `none` where it has no rows."""
    if not table.rows:
        return "none\n"
    shown = [place for place, column in enumerate(table.columns) if column.for_readers]
    columns = [table.columns[place] for place in shown]
    lines = [_line([_plain(column.heading) for column in columns]), _line([_rule(one) for one in columns])]
    lines += [_line([_plain(cell_text(row[place])) for place in shown]) for row in table.rows]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> str:
    parts = [f"{'##' if section.depth == 0 else '###'} {_plain(section.heading)}"] if section.heading else []
    parts += [_plain(sentence) for sentence in section.sentences]
    if section.tree:
        parts.append("\n".join(_tree_line(line) for line in section.tree))
    for table in section.tables:
        parts += [f"**{_plain(table.heading)}**"] if table.heading else []
        parts.append(table_markdown(table).strip("\n"))
        parts += [_plain(table.note)] if table.note else []
    return "\n\n".join(parts)


def _tree_line(line: TreeLine) -> str:
    said = ": ".join(_plain(part) for part in (line.label, line.value) if part)
    notes = "".join(f" ({_plain(note)})" for note in line.notes)
    return f"{'  ' * line.depth}- {said}{notes}"


def _rule(column: Column) -> str:
    return "---:" if column.kind in ("count", "money") else "---"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """A text on one line, with nothing that could be read as a mark."""
    flat = " ".join(terminal_text(text).split())
    for mark in MARKS:
        flat = flat.replace(mark, f"\\{mark}")
    return flat
