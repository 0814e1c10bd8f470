"""Sets the pages of exhibits behind a claim file: a sheet before each, then its pages in a frame.

The frame says which exhibit and which page of it this is, at what part of its size it is shown, and the page
of the whole file. A page is never enlarged, and nothing of it can reach outside its frame.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from arrears.findings import terminal_text
from arrears.reports.exhibit_binding import Bound
from arrears.reports.schedule_pages import INK, MARGIN, RULE, SOFT, ScheduleStyle, fitted

TOP, FOOT = 70.0, 70.0
NAME = "/Exhibit"


@dataclass(frozen=True)
class _Sheet:
    """One sheet of the volume: whose it is, which page of it, or the sheet before it; what it shows."""

    bound: Bound
    number: int
    shown: Any = None

    @property
    def size(self) -> tuple[float, float]:
        """Of the sheet: on its side where what it shows is wider than high."""
        short, long = (float(side) for side in letter)
        is_wide = self.shown is not None and self.shown.mediabox.width > self.shown.mediabox.height
        return (long, short) if is_wide else (short, long)

    @property
    def scale(self) -> float:
        """How large the page is shown: never larger than it is."""
        if self.shown is None:
            return 1.0
        width, height = self.size
        across, up = float(self.shown.mediabox.width), float(self.shown.mediabox.height)
        return min(1.0, (width - 2 * MARGIN) / across, (height - TOP - FOOT) / up)


def volume_pages(bound: Sequence[Bound]) -> int:
    """How many pages the exhibits take, with the sheet before each."""
    return sum(one.count + 1 for one in bound if not one.why)


def first_pages(bound: Sequence[Bound], first: int) -> dict[str, tuple[int, int]]:
    """The first and last page of each bound exhibit, its sheet among them, by mark."""
    found: dict[str, tuple[int, int]] = {}
    for one in bound:
        if not one.why:
            found[one.exhibit.mark] = (first, first + one.count)
            first += one.count + 1
    return found


def draw_exhibits(bound: Sequence[Bound], style: ScheduleStyle) -> bytes:
    """The volume of exhibits as a PDF. style: head, foot and the numbers of pages; its mark is not used."""
    sheets = [sheet for one in bound if not one.why for sheet in _sheets(one)]
    frames = pypdf.PdfReader(io.BytesIO(_frames(sheets, style)))
    writer = pypdf.PdfWriter()
    for sheet, frame in zip(sheets, frames.pages):
        page = writer.add_page(frame)
        if sheet.shown is not None:
            _show(writer, page, sheet)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _sheets(bound: Bound) -> list[_Sheet]:
    pages = pypdf.PdfReader(io.BytesIO(bound.pages)).pages
    return [_Sheet(bound, 0), *(_Sheet(bound, number, page) for number, page in enumerate(pages, start=1))]


def _show(writer: pypdf.PdfWriter, page: Any, sheet: _Sheet) -> None:
    """Draw the page of an exhibit into its frame, as a form that ends at its own edges."""
    across, up = float(sheet.shown.mediabox.width), float(sheet.shown.mediabox.height)
    width, height = sheet.size
    left = (width - across * sheet.scale) / 2
    low = height - TOP - up * sheet.scale
    form = DecodedStreamObject()
    form.set_data(sheet.shown.get_contents().get_data())
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(sheet.shown.mediabox)
    form[NameObject("/Resources")] = sheet.shown["/Resources"].clone(writer)
    kept = writer._add_object(form.flate_encode())
    shows = DecodedStreamObject()
    matrix = f"{sheet.scale:.5f} 0 0 {sheet.scale:.5f} {left:.3f} {low:.3f}"
    shows.set_data(f"q {matrix} cm {NAME} Do Q\n".encode())
    resources = page["/Resources"].get_object()
    resources[NameObject("/XObject")] = DictionaryObject({NameObject(NAME): kept})
    page[NameObject("/Resources")] = resources
    frame = page.raw_get("/Contents")
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(shows), frame])


def _frames(sheets: Sequence[_Sheet], style: ScheduleStyle) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=letter, invariant=1, pageCompression=1)
    for place, sheet in enumerate(sheets):
        canvas.setPageSize(sheet.size)
        _draw_frame(canvas, sheet, style, style.first_page + place)
        if sheet.shown is None:
            _draw_slip(canvas, sheet.bound)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_frame(canvas: Canvas, sheet: _Sheet, style: ScheduleStyle, page: int) -> None:
    width, height = sheet.size
    canvas.setFillColor(SOFT)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, height - 34, fitted(style.head, width - 2 * MARGIN - 160, 8))
    canvas.drawString(MARGIN, 28, fitted(style.foot, width - 2 * MARGIN - 100, 8))
    canvas.drawRightString(width - MARGIN, 28, f"Page {page} of {style.pages_in_all}")
    canvas.setFillColor(INK)
    mark = f"Exhibit {sheet.bound.exhibit.mark}"
    if sheet.number:
        canvas.setFont("Helvetica", 8)
        shown = f", shown at {int(sheet.scale * 100)}% of its size" if sheet.scale < 1 else ""
        canvas.drawString(MARGIN, height - 48, f"{mark}, page {sheet.number} of {sheet.bound.count}{shown}")
    canvas.setFont("Helvetica-Bold", 9.5)
    canvas.drawRightString(width - MARGIN, height - 36, mark)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, height - 54, width - MARGIN, height - 54)
    canvas.line(MARGIN, 42, width - MARGIN, 42)


def _draw_slip(canvas: Canvas, bound: Bound) -> None:
    """The sheet before an exhibit: its mark, what it is, who gave it, and what of it follows."""
    width, height = letter
    exhibit = bound.exhibit
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawCentredString(width / 2, height * 0.62, f"Exhibit {exhibit.mark}")
    pages = f"{bound.count:,} page{'' if bound.count == 1 else 's'}"
    lines = (
        exhibit.name,
        f"from {exhibit.source}, received on {exhibit.received_on}",
        f"{pages} follow{'s' if bound.count == 1 else ''}",
        bound.says(),
        f"kept in the book of records under {exhibit.sha256}",
    )
    canvas.setFillColor(INK)
    for place, line in enumerate(line for line in lines if line):
        size = 13 if place == 0 else 9
        canvas.setFont("Helvetica", size)
        text = fitted(terminal_text(line), width - 2 * MARGIN, size)
        canvas.drawCentredString(width / 2, height * 0.56 - 18 * place, text)
