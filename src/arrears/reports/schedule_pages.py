"""Writes a long schedule as a PDF, row by row: a hundred thousand rows in seconds and in little memory.

One row is one line of type, at a fixed height, so the number of pages is known before any is drawn. What is
too long for its column ends in an ellipsis, and letters that the font lacks are told by near ones; the table
files hold both whole. Sums stand at the foot of each page.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from arrears.findings import terminal_text
from arrears.money import show_cents
from arrears.reports.tables import Cell, Money, Table, cell_text

INK, SOFT, RULE = HexColor("#1d2329"), HexColor("#59636e"), HexColor("#b9c0c8")
WIDTH, HEIGHT = landscape(letter)
MARGIN, TOP, FOOT = 40.0, 62.0, 58.0
ROW, SIZE, GAP = 10.4, 7.2, 7.0
ROWS_A_PAGE = int((HEIGHT - TOP - FOOT - 3 * ROW) // ROW)
SAMPLE = 400
NARROWEST, WIDEST = 26.0, 250.0
T = TypeVar("T")
Progress = Callable[[str], None]
TELL_EVERY = 10_000


@dataclass(frozen=True)
class ScheduleStyle:
    """What stands on every page: heads at the left and right, foot, and the numbers of the pages."""

    head: str
    mark: str
    foot: str
    first_page: int
    pages_in_all: int


def page_count(rows: int) -> int:
    """How many pages a schedule of so many rows takes; one even when it is empty."""
    return max(1, -(-rows // ROWS_A_PAGE))


def draw_schedule(table: Table, style: ScheduleStyle, progress: Progress = lambda _: None) -> bytes:
    """The schedule as a PDF. Money columns of one currency are summed per page and carried forward."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(terminal_text(table.heading or table.name))
    shown = [place for place, column in enumerate(table.columns) if column.for_readers]
    widths = _widths(table, shown)
    sums = _Sums(table, shown)
    for number in range(page_count(len(table.rows))):
        _draw_frame(canvas, table, style, number)
        _draw_heads(canvas, table, shown, widths)
        first = number * ROWS_A_PAGE
        for line, row in enumerate(table.rows[first : first + ROWS_A_PAGE]):
            _draw_row(canvas, row, shown, widths, HEIGHT - TOP - (line + 2) * ROW)
            sums.add(row)
            if (first + line + 1) % TELL_EVERY == 0:
                progress(f"wrote {first + line + 1:,} of {len(table.rows):,} lines of the schedule")
        is_last = first + ROWS_A_PAGE >= len(table.rows)
        _draw_sums(canvas, sums.shown(), widths, "total" if is_last else "carried forward")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class _Sums:
    """Running sums of the money columns; a column of several currencies has none."""

    def __init__(self, table: Table, shown: Sequence[int]) -> None:
        self.shown_places = tuple(shown)
        self.cents: dict[int, dict[str, int]] = {
            place: {} for place in shown if table.columns[place].kind == "money"
        }
        self.unknown: dict[int, int] = dict.fromkeys(self.cents, 0)

    def add(self, row: Sequence[Cell]) -> None:
        """Add one row."""
        for place, by_currency in self.cents.items():
            cell = row[place]
            if isinstance(cell, Money) and cell.cents is not None:
                by_currency[cell.currency] = by_currency.get(cell.currency, 0) + cell.cents
            elif isinstance(cell, Money):
                self.unknown[place] += 1

    def shown(self) -> Iterator[tuple[str, str]]:
        """For each shown column its sum so far, and how many amounts are not in it; or nothing."""
        for place in self.shown_places:
            by_currency = self.cents.get(place, {})
            unknown = self.unknown.get(place, 0)
            more = f"{unknown:,} not known" if unknown else ""
            if len(by_currency) == 1:
                ((currency, cents),) = by_currency.items()
                yield show_cents(cents, currency), more
            else:
                yield ("not summed" if by_currency else ""), more


def _widths(table: Table, shown: Sequence[int]) -> list[float]:
    """Widths by what the heads and a sample of cells need, drawn together or apart to fill the page."""
    step = max(1, len(table.rows) // SAMPLE)
    sample = table.rows[::step]
    needed = []
    for place in shown:
        texts = [table.columns[place].heading, *(_text(row[place]) for row in sample)]
        widest = max(stringWidth(text, "Helvetica", SIZE) for text in texts)
        needed.append(min(max(widest + 2, NARROWEST), WIDEST))
    room = WIDTH - 2 * MARGIN - GAP * (len(shown) - 1)
    factor = room / sum(needed)
    return [width * factor for width in needed]


def _draw_frame(canvas: Canvas, table: Table, style: ScheduleStyle, number: int) -> None:
    canvas.setFillColor(SOFT)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, HEIGHT - 34, _fitted(style.head, 500, 8))
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 34, terminal_text(style.mark))
    canvas.drawString(MARGIN, 28, _fitted(style.foot, 560, 8))
    page = style.first_page + number
    canvas.drawRightString(WIDTH - MARGIN, 28, f"Page {page} of {style.pages_in_all}")
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", 9.5)
    canvas.drawString(MARGIN, HEIGHT - 50, _fitted(table.heading or table.name, 600, 9.5))


def _draw_heads(canvas: Canvas, table: Table, shown: Sequence[int], widths: Sequence[float]) -> None:
    canvas.setFillColor(SOFT)
    canvas.setFont("Helvetica-Bold", SIZE)
    height = HEIGHT - TOP - ROW
    for left, width, place in _places(shown, widths):
        column = table.columns[place]
        text = _fitted(column.heading, width, SIZE, "Helvetica-Bold")
        if column.kind in ("money", "count"):
            canvas.drawRightString(left + width, height, text)
        else:
            canvas.drawString(left, height, text)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, height - 3, WIDTH - MARGIN, height - 3)
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", SIZE)


def _draw_row(
    canvas: Canvas, row: Sequence[Cell], shown: Sequence[int], widths: Sequence[float], height: float
) -> None:
    for left, width, place in _places(shown, widths):
        cell = row[place]
        text = _fitted(_text(cell), width, SIZE)
        if isinstance(cell, (Money, int)):
            canvas.drawRightString(left + width, height, text)
        else:
            canvas.drawString(left, height, text)


def _draw_sums(canvas: Canvas, texts: Iterator[tuple[str, str]], widths: Sequence[float], what: str) -> None:
    height = FOOT - 4
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, height + ROW, WIDTH - MARGIN, height + ROW)
    canvas.setFont("Helvetica-Bold", SIZE)
    canvas.drawString(MARGIN, height, what)
    sums = list(texts)
    for left, width, (text, _) in _places(sums, widths):
        canvas.drawRightString(left + width, height, text)
    canvas.setFont("Helvetica", SIZE - 1)
    for left, width, (_, more) in _places(sums, widths):
        canvas.drawRightString(left + width, height - 0.8 * ROW, more)


def _places(items: Sequence[T], widths: Sequence[float]) -> Iterator[tuple[float, float, T]]:
    left = MARGIN
    for item, width in zip(items, widths):
        yield left, width, item
        left += width + GAP


def _text(cell: Cell) -> str:
    if isinstance(cell, Money) and cell.cents is None:
        return "not known"
    return western(cell_text(cell))


def western(text: str) -> str:
    """Text in the letters that the font has: marks are taken off others, and what then lacks is a `?`.

    >>> western("Łukasz Ňový 李")
    '?ukasz Nový ?'
    """
    return "".join(_western_sign(sign) for sign in terminal_text(text))


def _western_sign(sign: str) -> str:
    for attempt in (sign, unicodedata.normalize("NFKD", sign)[:1]):
        if attempt.encode("cp1252", "ignore"):
            return attempt
    return "?"


def _fitted(text: str, width: float, size: float, font: str = "Helvetica") -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    text = western(text)
    if stringWidth(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if stringWidth(text[:middle] + "…", font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…"
