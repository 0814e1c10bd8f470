"""What the world got wrong, as values: a place, what was found, what was expected, what to try.

A finding is returned, listed and counted; only a command that cannot go on raises `Refused` with its
findings. A programmer's mistake is an ordinary exception, never a finding.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_PLACE = re.compile(r"(.*?)(?::(\d+))?(?::(\d+))?", re.DOTALL)
TURNS_TEXT_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a file, a record or an agreement.

    Attributes:
      code: the kind of finding, a word of `docs/findings.md`.
      place: `file:line:column`, `table:row` or an agreement address.
      problem: what is wrong, one short sentence without the place.
      expected, found: the two sides of the difference; empty where there is nothing to compare.
      remedy: what to try.
      row_id: the record row it is about, null when it is about a file or an agreement.
    """

    code: str
    place: str
    problem: str
    expected: str = ""
    found: str = ""
    remedy: str = ""
    row_id: int | None = None

    def text(self) -> str:
        """The finding as the user reads it: place and problem, the difference, the remedy."""
        lines = [f"{self.place}: {self.problem}"]
        if self.expected or self.found:
            lines.append(f"  expected {self.expected or 'nothing'}, found {self.found or 'nothing'}")
        if self.remedy:
            lines.append(f"  Try: {self.remedy}")
        return "\n".join(lines)


def place_order(finding: Finding) -> tuple[str, int, int]:
    """For sorting: by file, then line, then column; the name of a file may hold colons of its own."""
    found = _PLACE.fullmatch(finding.place)
    file, line, column = found.groups() if found else (finding.place, None, None)
    return file, int(line or 0), int(column or 0)


class Refused(Exception):
    """A command cannot go on; nothing was written. Carries every finding, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.text() for finding in self.findings))


def nearest_word(word: str, known: Iterable[str]) -> str:
    """The known word closest in spelling, or an empty string when none is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or lists a few when none is near."""
    words = sorted(known)
    near = nearest_word(word, words)
    if near:
        return f"write '{near}'"
    shown = ", ".join(words[:12]) + (", …" if len(words) > 12 else "")
    return f"use one of: {shown}"


def counted(count: int, one: str, several: str = "") -> str:
    """How many of something, as people say it; several: the plural where it is not with an `s`.

    >>> counted(1, "line"), counted(1_200, "line"), counted(2, "company", "companies")
    ('1 line', '1,200 lines', '2 companies')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def terminal_text(text: str) -> str:
    """Text without control characters: line breaks become spaces, everything else that steers a terminal or
    turns the writing direction becomes `\N{REPLACEMENT CHARACTER}`.
    """
    if text.isprintable():  # nearly every text: no control, format or private character is printable
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in TURNS_TEXT_AROUND or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return "\N{REPLACEMENT CHARACTER}"
    return character
