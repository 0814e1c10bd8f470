"""Writes a long schedule as a PDF, row by row: a hundred thousand rows in seconds and in little memory.

Every row has the same height, so the number of pages is known before any is drawn. Amounts, counts and days
are never cut; a word too long for its column ends in an ellipsis, and letters that the font lacks are told by
near ones: the table files hold both whole. Sums stand at the foot of each page.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
BENEATH, SMALL = 7.6, 6.0
HEAD_LINES = 3
FIRST_ROW = HEIGHT - TOP - (HEAD_LINES + 1) * ROW
SAMPLE = 400
NARROWEST, WIDEST = 40.0, 250.0
FIGURES = ("money", "count", "date")
JOINTS = re.compile(r"[^\s-]+-?")
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


@dataclass(frozen=True)
class _Layout:
    """Where the columns of a schedule stand: those in the row, their widths, and those beneath it."""

    shown: tuple[int, ...]
    beneath: tuple[int, ...]
    widths: tuple[float, ...]

    @property
    def row_height(self) -> float:
        return ROW + (BENEATH if self.beneath else 0)

    def places(self) -> Iterator[tuple[float, float, int]]:
        """Each shown column: left edge, width, place in the row."""
        left = MARGIN
        for width, place in zip(self.widths, self.shown):
            yield left, width, place
            left += width + GAP


def rows_a_page(table: Table) -> int:
    """How many rows of a schedule stand on a page: fewer where a row has something beneath."""
    height = ROW + (BENEATH if _columns(table, is_beneath=True) else 0)
    return int((FIRST_ROW - FOOT - ROW) // height)


def page_count(table: Table) -> int:
    """How many pages a schedule takes; one even when it is empty."""
    return max(1, -(-len(table.rows) // rows_a_page(table)))


def draw_schedule(table: Table, style: ScheduleStyle, progress: Progress = lambda _: None) -> bytes:
    """The schedule as a PDF. Money columns of one currency are summed per page and carried forward."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(western(table.heading or table.name))
    layout = _layout(table)
    sums = _Sums(table, layout.shown)
    on_a_page = rows_a_page(table)
    for number in range(page_count(table)):
        _draw_frame(canvas, table, style, number)
        _draw_heads(canvas, table, layout)
        first = number * on_a_page
        for line, row in enumerate(table.rows[first : first + on_a_page]):
            _draw_row(canvas, table, row, layout, FIRST_ROW - line * layout.row_height)
            sums.add(row)
            if (first + line + 1) % TELL_EVERY == 0:
                progress(f"wrote {first + line + 1:,} of {len(table.rows):,} lines of the schedule")
        is_last = first + on_a_page >= len(table.rows)
        _draw_sums(canvas, list(sums.shown()), layout, "total" if is_last else "carried forward")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _columns(table: Table, *, is_beneath: bool) -> tuple[int, ...]:
    return tuple(
        place
        for place, column in enumerate(table.columns)
        if column.for_readers and column.is_beneath == is_beneath
    )


class _Sums:
    """Running sums of the money columns; a column of several currencies, or of one not known, has none."""

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
            if len(by_currency) == 1 and "" not in by_currency:
                ((currency, cents),) = by_currency.items()
                yield show_cents(cents, currency), more
            else:
                yield ("not summed" if by_currency else ""), more


def _layout(table: Table) -> _Layout:
    """Figures and days get the width that the longest of them needs; words share what is left."""
    shown = _columns(table, is_beneath=False)
    sums = _Sums(table, shown)
    for row in table.rows:
        sums.add(row)
    totals = dict(zip(shown, (text for text, _ in sums.shown())))
    fixed = {
        place: _figure_width(table, place, totals[place])
        for place in shown
        if table.columns[place].kind in FIGURES
    }
    words = {place: _word_width(table, place) for place in shown if place not in fixed}
    room = WIDTH - 2 * MARGIN - GAP * (len(shown) - 1) - sum(fixed.values())
    factor = max(room, NARROWEST * len(words)) / sum(words.values()) if words else 1.0
    widths = tuple(fixed[place] if place in fixed else words[place] * factor for place in shown)
    return _Layout(shown, _columns(table, is_beneath=True), widths)


def _figure_width(table: Table, place: int, total: str) -> float:
    """What the longest figure, the total, and the widest word of the heading need."""
    longest = max((_text(row[place]) for row in table.rows), key=len, default="")
    texts = (total, *re.findall(JOINTS, table.columns[place].heading))
    bold = (stringWidth(western(text), "Helvetica-Bold", SIZE) for text in texts)
    return float(max(stringWidth(longest, "Helvetica", SIZE) * 1.04, *bold, 14.0))


def _word_width(table: Table, place: int) -> float:
    step = max(1, len(table.rows) // SAMPLE)
    texts = [table.columns[place].heading, *(_text(row[place]) for row in table.rows[::step])]
    return float(min(max(max(stringWidth(text, "Helvetica", SIZE) for text in texts) + 2, NARROWEST), WIDEST))


def _draw_frame(canvas: Canvas, table: Table, style: ScheduleStyle, number: int) -> None:
    canvas.setFillColor(SOFT)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, HEIGHT - 34, fitted(style.head, 500, 8))
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 34, terminal_text(style.mark))
    canvas.drawString(MARGIN, 28, fitted(style.foot, 560, 8))
    page = style.first_page + number
    canvas.drawRightString(WIDTH - MARGIN, 28, f"Page {page} of {style.pages_in_all}")
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", 9.5)
    canvas.drawString(MARGIN, HEIGHT - 50, fitted(table.heading or table.name, 600, 9.5))


def _draw_heads(canvas: Canvas, table: Table, layout: _Layout) -> None:
    canvas.setFillColor(SOFT)
    canvas.setFont("Helvetica-Bold", SIZE)
    for left, width, place in layout.places():
        column = table.columns[place]
        lines = _wrapped(column.heading, width)
        for number, line in enumerate(reversed(lines)):
            height = FIRST_ROW + (number + 1) * ROW
            if column.kind in ("money", "count"):
                canvas.drawRightString(left + width, height, line)
            else:
                canvas.drawString(left, height, line)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, FIRST_ROW + ROW - 3, WIDTH - MARGIN, FIRST_ROW + ROW - 3)
    canvas.setFillColor(INK)


def _wrapped(heading: str, width: float) -> list[str]:
    """A heading over at most three lines; what then is too long ends in an ellipsis."""
    lines = [""]
    for word in re.findall(JOINTS, western(heading)):
        joined = f"{lines[-1]}{'' if lines[-1].endswith('-') or not lines[-1] else ' '}{word}"
        if stringWidth(joined, "Helvetica-Bold", SIZE) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return [fitted(line, width + 1, SIZE, "Helvetica-Bold") for line in lines[:HEAD_LINES]]


def _draw_row(canvas: Canvas, table: Table, row: Sequence[Cell], layout: _Layout, height: float) -> None:
    canvas.setFont("Helvetica", SIZE)
    for left, width, place in layout.places():
        if table.columns[place].kind in ("money", "count"):
            canvas.drawRightString(left + width, height, _text(row[place]))
        elif table.columns[place].kind == "date":
            canvas.drawString(left, height, _text(row[place]))
        else:
            canvas.drawString(left, height, fitted(_text(row[place]), width, SIZE))
    if layout.beneath:
        canvas.setFont("Helvetica", SMALL)
        canvas.setFillColor(SOFT)
        told = "  ·  ".join(_text(row[place]) for place in layout.beneath if row[place] not in (None, ""))
        canvas.drawString(MARGIN, height - BENEATH + 0.6, fitted(told, WIDTH - 2 * MARGIN, SMALL))
        canvas.setFillColor(INK)


def _draw_sums(canvas: Canvas, sums: Sequence[tuple[str, str]], layout: _Layout, what: str) -> None:
    height = FOOT - 4
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, height + ROW, WIDTH - MARGIN, height + ROW)
    canvas.setFont("Helvetica-Bold", SIZE)
    canvas.drawString(MARGIN, height, what)
    for (left, width, _), (text, _) in zip(layout.places(), sums):
        canvas.drawRightString(left + width, height, text)
    canvas.setFont("Helvetica", SIZE - 1)
    for (left, width, _), (_, more) in zip(layout.places(), sums):
        canvas.drawRightString(left + width, height - 0.8 * ROW, more)


def _text(cell: Cell) -> str:
    if isinstance(cell, Money) and cell.cents is None:
        return "not known"
    return western(cell_text(cell))


def western(text: str) -> str:
    """Text in the letters that the font has: marks are taken off others, and what then lacks is a `?`.

    >>> western("Łukasz Ňový 李")
    '?ukasz Nový ?'
    """
    plain = terminal_text(text)
    try:
        plain.encode("cp1252")
    except UnicodeEncodeError:
        return "".join(_western_sign(sign) for sign in plain)
    return plain


def _western_sign(sign: str) -> str:
    for attempt in (sign, unicodedata.normalize("NFKD", sign)[:1]):
        if attempt.encode("cp1252", "ignore"):
            return attempt
    return "?"


def fitted(text: str, width: float, size: float, font: str = "Helvetica") -> str:
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
