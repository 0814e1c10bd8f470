"""Makes text safe for the place it is printed in: a terminal, a CSV file, a web page.

Names of payees and titles come from strangers' files. Nothing here decides what to print, and nothing is
dropped without a visible mark.

>>> csv_cell("=1+1")
"'=1+1"
"""

from __future__ import annotations

import html
import re
import unicodedata

PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TURNS_TEXT_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def terminal_text(text: str) -> str:
    """Text without control characters: line breaks become spaces, everything else that steers a terminal or
    turns the writing direction becomes `\N{REPLACEMENT CHARACTER}`.
    """
    return "".join(_visible(character) for character in text)


def csv_cell(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe goes before `= + - @`, tab and return.

    Plain numbers, also negative ones, stay as they are.
    """
    if text.lstrip(" \n\ufeff").startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def html_text(text: str) -> str:
    """Text escaped for the body and the attributes of a web page."""
    return html.escape(terminal_text(text), quote=True)


def sheet_text(text: str) -> str:
    """Text for a spreadsheet cell, without control characters and within the 32,767 characters of a cell."""
    cleaned = terminal_text(text)
    return cleaned if len(cleaned) <= 32_767 else cleaned[:32_766] + "…"


def _visible(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in TURNS_TEXT_AROUND or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return "\N{REPLACEMENT CHARACTER}"
    return character
