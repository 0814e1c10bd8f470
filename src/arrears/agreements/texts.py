"""The agreements' texts by code: which file each is, and how its pages are counted.

A citation names a page by code, `S14 p. 49`, so that a checker can open that page. The texts themselves are
no part of the project; nothing here reads one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal


@dataclass(frozen=True)
class SourceText:
    """One text: its file's name without `.txt`, and how its pages are told apart and numbered.

    sheets: what stands between two sheets, a form feed or a line `--- PAGE 3 of 71 ---`. pages: `printed`
    where a citation names the number at the foot of the sheet, `sheet` where it names the sheet itself.
    """

    code: str
    title: str
    file: str
    sheets: Literal["form feed", "page line"]
    pages: Literal["printed", "sheet"]
    names: tuple[str, ...] = ()  # what citations called it before it had a code


TEXTS: Mapping[str, SourceText] = {
    text.code: text
    for text in (
        SourceText(
            "W23",
            "WGA Schedule of Minimums of 2023",
            "WGA_2023_Schedule_of_Minimums",
            "form feed",
            "printed",
            ("schedule of minimums 2023", "schedule"),
        ),
        SourceText(
            "S14",
            "SAG-AFTRA Television Agreement of 2014",
            "SAG-AFTRA_TV_2014",
            "form feed",
            "printed",
        ),
        SourceText(
            "N14",
            "SAG-AFTRA Network Code of 2014",
            "SAG-AFTRA_Network-Code_2014",
            "form feed",
            "printed",
        ),
        SourceText(
            "N21",
            "SAG-AFTRA Network Code, memorandum of 2021",
            "SAG-AFTRA_Network-Code_2021_MOA",
            "form feed",
            "sheet",
        ),
        SourceText(
            "S20",
            "SAG-AFTRA TV and theatrical, memorandum of 2020",
            "SAG-AFTRA_TV-Theatrical_2020_MOA",
            "form feed",
            "printed",
        ),
        SourceText(
            "S23",
            "SAG-AFTRA TV and theatrical, draft memorandum of 2023",
            "SAG-AFTRA_TV-Theatrical_2023_MOA",
            "page line",
            "sheet",
        ),
        SourceText(
            "S23S",
            "SAG-AFTRA TV and theatrical, summary of 2023",
            "SAG-AFTRA_TV-Theatrical_2023_Summary",
            "page line",
            "sheet",
        ),
        SourceText(
            "I15",
            "IATSE Basic Agreement of 2015",
            "IATSE_2015-2018_Basic_Agreement",
            "page line",
            "printed",
        ),
        SourceText(
            "I18",
            "IATSE Basic Agreement of 2018",
            "IATSE_2018-2021_Basic_Agreement",
            "page line",
            "printed",
        ),
        SourceText(
            "I21",
            "IATSE Basic Agreement of 2021",
            "IATSE_Basic_Agreement_2021-2024",
            "page line",
            "printed",
        ),
        SourceText(
            "I24",
            "IATSE Basic Agreement, memorandum of 2024",
            "IATSE_Basic_Agreement_2024_MOA",
            "page line",
            "sheet",
        ),
        SourceText(
            "A24",
            "The Animation Guild (IATSE Local 839), memorandum of 2024",
            "Local_839_Animation_Guild_MOA",
            "form feed",
            "sheet",
        ),
    )
}
MOST_PAGES = 60  # of one citation; more is no place where a reader can look
_PAGES = r"(?:p\. ?(?P<page>\d+)|(?:pp\.|pages?) ?(?P<pages>\d+(?:(?:, | and | to |-|–)\d+)*))"


@dataclass(frozen=True)
class PageReference:
    """A text by its code and the pages of it that a citation names."""

    code: str
    pages: tuple[int, ...]


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(
        (name for text in TEXTS.values() for name in (text.code, *text.names)), key=len, reverse=True
    )
    called = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?:\b(?P<name>{called})\b,? ?)?(?:\b{_PAGES})?")


def text_code(source: str) -> str:
    """The code of the text that a citation begins with, or an empty string."""
    match = _pattern().match(source)
    return _code_of(match["name"]) if match and match["name"] else ""


def _code_of(name: str) -> str:
    return next(text.code for text in TEXTS.values() if name in (text.code, *text.names))


def names_only_pages(source: str) -> bool:
    """Whether a citation says pages without a text: `p. 33, other free television`."""
    return source.startswith(("p.", "pp.", "page"))


def full_source(source: str, code: str) -> str:
    """A citation that stands alone: the code of its text before pages that are named without it.

    >>> full_source("p. 33, other free television", "W23")
    'W23 p. 33, other free television'
    """
    return f"{code} {source}" if code and names_only_pages(source) else source


def page_references(source: str, code: str = "") -> tuple[PageReference, ...]:
    """The pages that a citation names, in its order; `code` is the text of pages named without one.

    >>> page_references("S14 pp. 53 to 54 s. 18(e); S20 p. 12")
    (PageReference(code='S14', pages=(53, 54)), PageReference(code='S20', pages=(12,)))
    >>> page_references("pp. 12, 29 and 30, each additional 30 minutes", "W23")
    (PageReference(code='W23', pages=(12, 29, 30)),)
    """
    found: list[PageReference] = []
    if not names_only_pages(source) and not text_code(source):
        code = ""  # a source of another kind: its page numbers are its own
    for match in _pattern().finditer(source):
        code = _code_of(match["name"]) if match["name"] else code
        pages = (int(match["page"]),) if match["page"] else _listed(match["pages"] or "")
        if code and pages:
            found.append(PageReference(code, pages))
    return tuple(found)


def _listed(text: str) -> tuple[int, ...]:
    """`12, 29 and 30` is 12, 29, 30; `10 to 12` is 10, 11, 12."""
    pages: list[int] = []
    for part in re.split(r", | and ", text) if text else ():
        first, *last = (int(number) for number in re.findall(r"\d+", part))
        pages.extend(range(first, min(last[0] if last else first, first + MOST_PAGES) + 1))
    return tuple(pages[:MOST_PAGES])
