"""Makes pages of the exhibits of a claim: those of a PDF, a picture, or the first lines of a text.

The files are strangers'. Each PDF and picture is read in a process of its own that may use a minute, a
gibibyte, and write no file; what comes back only draws. What is not bound is named with the reason, and is
whole in the bundle. Only what is for the parties or for anybody is bound.
"""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from arrears.book.access import ARBITRATOR
from arrears.claims.exhibits import EvidenceIndex, Marked
from arrears.reports.schedule_pages import western

WORKER = "arrears.reports.exhibit_worker"
LARGEST = 64_000_000
MOST_PAGES_IN_ALL = 2_000
MOST_SECONDS = 180  # by the wall; of its own time a process has a minute
# The inside of a sheet: upright and on its side, in points.
UPRIGHT, SIDEWAYS = (532.0, 652.0), (712.0, 472.0)
LETTERS, LINE = 7.0, 9.0
A_LETTER = LETTERS * 0.6
MOST_LINES = 120
WIDEST_COLUMN = 40

WHY_NOT: Mapping[str, str] = {
    "class": "it is not of a class that the parties may see",
    "kind": "it is no PDF, PNG, JPEG or plain text",
    "empty": "there is nothing in it",
    "large": "it is larger than is read of one exhibit",
    "time": "it could not be read within a minute",
    "broken": "it is broken, or is not what it begins as",
    "locked": "it opens with a password only",
    "layers": "it has layers that are shown or hidden at will",
    "outside": "a part of it lies in another file",
    "program": "a part of it is a program that draws",
    "size": "a page of it is too small or too large to be one",
    "full": f"the exhibits before it fill {MOST_PAGES_IN_ALL:,} pages",
}
NOTES: Mapping[str, str] = {
    "cut": "its first 300 pages",
    "moving": "the first of several pictures",
    "notes": "words of notes that open on a screen only are not shown",
    "reduced": "at 300 dots to the inch",
    "lines": f"its first {MOST_LINES} lines",
    "letters": "letters that the print lacks stand as ?",
}


@dataclass(frozen=True)
class Bound:
    """An exhibit in the file: its pages as a PDF that only draws, or why there are none.

    why: a word of WHY_NOT, empty where it is bound; notes: words of NOTES.
    """

    exhibit: Marked
    pages: bytes = b""
    count: int = 0
    why: str = ""
    notes: tuple[str, ...] = ()

    def says(self) -> str:
        """What the index says besides the pages: why it is not bound, or what of it is not shown."""
        if self.why:
            return f"not bound: {WHY_NOT[self.why]}; whole in the bundle"
        said = "; ".join(NOTES[note] for note in self.notes)
        return f"{said}; whole in the bundle" if said else ""


def bind_exhibits(
    index: EvidenceIndex,
    content_of: Callable[[Marked], bytes],
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Bound, ...]:
    """Every exhibit of an index, bound or with the reason why not. Findings: those of `content_of`."""
    made: list[Bound] = []
    pages = 0
    for exhibit in index.exhibits:
        if exhibit.access not in ARBITRATOR.classes:
            made.append(Bound(exhibit, why="class"))
            continue
        progress(f"reading exhibit {exhibit.mark}")
        bound = bind_exhibit(exhibit, content_of(exhibit))
        if pages + bound.count > MOST_PAGES_IN_ALL:
            bound = Bound(exhibit, why="full")
        pages += bound.count
        made.append(bound)
    return tuple(made)


def bind_exhibit(exhibit: Marked, content: bytes) -> Bound:
    """One exhibit, by what its bytes begin with and never by its name."""
    if len(content) > LARGEST:
        return Bound(exhibit, why="large")
    kind = kind_of(content)
    if kind in ("pdf", "picture"):
        return _read_apart(exhibit, kind, content)
    text = _text_of(content)
    if text is None:
        return Bound(exhibit, why="kind")
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        return Bound(exhibit, why="empty")
    return _listing(exhibit, lines)


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes: `pdf`, `picture`, or nothing that is known."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    return "picture" if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) else ""


def _read_apart(exhibit: Marked, kind: str, content: bytes) -> Bound:
    """Read a file in a process of its own; one that ends otherwise than by its answer is broken."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", WORKER, kind], input=content, capture_output=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Bound(exhibit, why="time")
    if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Bound(exhibit, why="time")
    first, _, pages = ended.stdout.partition(b"\n")
    try:
        told = json.loads(first)
    except ValueError:
        return Bound(exhibit, why="broken")
    if told["why"]:
        return Bound(exhibit, why=told["why"])
    return Bound(exhibit, pages, int(told["pages"]), notes=tuple(told["notes"]))


def _text_of(content: bytes) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 that says so; null for anything else: nothing is guessed."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if any(sign < " " and sign not in "\t\r\n\f" for sign in text) else text


def _listing(exhibit: Marked, lines: list[str]) -> Bound:
    shown = lines[:MOST_LINES]
    notes = ["lines"] if len(lines) > MOST_LINES else []
    if any(western(line).count("?") > line.count("?") for line in shown):
        notes.append("letters")
    rows = _in_columns(shown) if exhibit.name.lower().endswith(".csv") else shown
    widest = max(len(row) for row in rows)
    size = UPRIGHT if widest <= _letters_across(UPRIGHT) else SIDEWAYS
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1, pageCompression=1)
    a_page = int(size[1] // LINE) - 1
    drawn = list(_numbered(rows, _letters_across(size)))
    for first in range(0, len(drawn), a_page):
        canvas.setFont("Courier", LETTERS)
        for place, line in enumerate(drawn[first : first + a_page]):
            canvas.drawString(0, size[1] - (place + 1) * LINE, line)
        canvas.showPage()
    canvas.save()
    return Bound(exhibit, target.getvalue(), -(-len(drawn) // a_page), notes=tuple(notes))


def _letters_across(size: tuple[float, float]) -> int:
    """How many letters of a line stand beside its number."""
    return int(size[0] / A_LETTER) - 6


def _in_columns(lines: list[str]) -> list[str]:
    """The cells of a table under each other, where every line has as many and they fit; else as written."""
    rows = [[" ".join(western(cell).split()) for cell in row] for row in csv.reader(lines)]
    if len(rows) != len(lines) or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return lines
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    if max(widths) > WIDEST_COLUMN or sum(widths) + 2 * len(widths) > _letters_across(SIDEWAYS):
        return lines
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def _numbered(rows: list[str], across: int) -> Iterator[str]:
    """Each line behind its number; a long one goes on beneath, and nothing of it is cut."""
    for number, row in enumerate(rows, start=1):
        told = western(row.expandtabs(4))
        for place in range(0, max(len(told), 1), across):
            yield f"{number if place == 0 else '':>4}  {told[place : place + across]}"
