"""Writes a letter as a DOCX file that people go on editing: paragraphs, tables, nothing that runs.

Every word goes in as text. Footnotes on unverified terms stand at the end, as in every report.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from arrears.findings import terminal_text
from arrears.reports.tables import Money, Report, Table, cell_text

FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def as_docx(report: Report, dated: date) -> bytes:
    """The report as a DOCX file; dated: the day of the letter, which is also the day in the file."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.title = terminal_text(report.title)[:255]
    properties.author = "Arrears"
    properties.created = properties.modified = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    document.add_heading(terminal_text(report.title), level=1)
    for name, value in report.heading_facts:
        document.add_paragraph(terminal_text(f"{name}: {value}"))
    for section in report.sections:
        if section.heading:
            document.add_heading(terminal_text(section.heading), level=2)
        for sentence in section.sentences:
            document.add_paragraph(terminal_text(sentence))
        for table in section.tables:
            _add_table(document, table)
    for note in report.all_footnotes():
        document.add_paragraph(terminal_text(note)).runs[0].italic = True
    target = io.BytesIO()
    document.save(target)
    return _without_times(target.getvalue())


def _without_times(content: bytes) -> bytes:
    """The same archive without the hour at which it was packed, so that one letter gives one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(target, "w") as plain:
        for name in packed.namelist():
            member = zipfile.ZipInfo(name, FIRST_ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            plain.writestr(member, packed.read(name))
    return target.getvalue()


def _add_table(document: Document, table: Table) -> None:
    if table.heading:
        document.add_paragraph(terminal_text(table.heading)).runs[0].bold = True
    shown = [place for place, column in enumerate(table.columns) if column.for_readers]
    drawn = document.add_table(rows=1, cols=len(shown))
    drawn.style = "Light Grid Accent 1"
    for cell, place in zip(drawn.rows[0].cells, shown):
        cell.text = terminal_text(table.columns[place].heading)
    for row in table.rows:
        for cell, place in zip(drawn.add_row().cells, shown):
            value = row[place]
            is_unknown = isinstance(value, Money) and value.cents is None
            cell.text = "not known" if is_unknown else terminal_text(cell_text(value))
            if table.columns[place].kind in ("money", "count"):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if not table.rows:
        document.add_paragraph("none")
    if table.left_off:
        document.add_paragraph(f"… and {table.left_off:,} more.")
    if table.note:
        document.add_paragraph(terminal_text(table.note))
