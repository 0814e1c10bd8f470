"""The pages of the agreements' texts, by the number that citations use, with lines that can be searched.

The texts stand in a folder that the user names; they are read and never copied. A text that is not there is
no fault: what cites it cannot be checked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from arrears.agreements.printed_forms import in_plain_marks
from arrears.agreements.texts import TEXTS, SourceText
from arrears.findings import Finding, Refused

BYTES_LIMIT = 20_000_000
_PAGE_LINE = re.compile(r"^--- PAGE \d+ of \d+ ---$", re.MULTILINE)
_FOOT = re.compile(r"(?:^-\s*(\d{1,3})\s*-\s.*|(?:^|.*\s)-?\s*(\d{1,3})\s*-?)$")


@dataclass(frozen=True)
class Stretch:
    """Where words stand on a page: the first and the last line."""

    first: int
    last: int


@dataclass(frozen=True)
class Page:
    """One page as lines; words are found across line ends."""

    lines: tuple[str, ...]

    @cached_property
    def flat(self) -> str:
        """The page as one line, in plain quotes and hyphens."""
        return " ".join(self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in `flat`."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return tuple(starts)

    def stretches(self, pattern: re.Pattern[str]) -> Iterator[Stretch]:
        """Every place where a pattern stands."""
        for match in pattern.finditer(self.flat):
            first = bisect_right(self.starts, match.start()) - 1
            last = bisect_right(self.starts, max(match.start(), match.end() - 1)) - 1
            yield Stretch(first, last)


def page_of(text: str) -> Page:
    """A page from its text: blanks in a row are one blank, empty lines stay."""
    return Page(tuple(" ".join(line.split()) for line in in_plain_marks(text).split("\n")))


def open_texts(folder: Path) -> Mapping[str, Mapping[int, Page]]:
    """The pages of every text that is in a folder, by code and page.

    Findings: raises `Refused` when none of the texts is there, or one is too large to be a text.
    """
    found: dict[str, Mapping[int, Page]] = {}
    for code, text in TEXTS.items():
        path = folder / f"{text.file}.txt"
        if path.is_file():
            found[code] = _read_pages(path, text)
    if not found:
        problem, expected = "none of the agreements' texts is in this folder.", "files such as "
        names = ", ".join(f"{text.file}.txt" for text in list(TEXTS.values())[:2])
        raise Refused([Finding("texts-none", str(folder), problem, expected + names, "none")])
    return found


def _read_pages(path: Path, text: SourceText) -> Mapping[int, Page]:
    if path.stat().st_size > BYTES_LIMIT:
        problem, found = "this file is too large to be the text of an agreement.", f"{path.stat().st_size:,}"
        raise Refused([Finding("texts-size", str(path), problem, f"at most {BYTES_LIMIT:,} bytes", found)])
    return split_pages(path.read_text(encoding="utf-8", errors="replace"), text)


def split_pages(content: str, text: SourceText) -> Mapping[int, Page]:
    """The pages of one text by number; a sheet without a number at its foot has none where numbers count."""
    if text.sheets == "form feed":
        sheets = content.split("\f")
    else:
        sheets = _PAGE_LINE.split(content)[1:]
    pages: dict[int, Page] = {}
    for place, sheet in enumerate(sheets, start=1):
        number = place if text.pages == "sheet" else _printed_number(sheet)
        if number is not None:
            pages.setdefault(number, page_of(sheet))
    return pages


def _printed_number(sheet: str) -> int | None:
    """The number at the foot of a sheet: `- 19 -`, `7`, before what is printed beside it or after it."""
    lines = sheet.rstrip().rsplit("\n", 1)
    match = _FOOT.match(in_plain_marks(lines[-1].strip())) if lines[-1].strip() else None
    return int(match[1] or match[2]) if match else None
