"""Makes text safe for the place it is printed in: a terminal, a CSV file, a web page.

Names of payees and titles come from strangers' files. Nothing here decides what to print, and nothing is
dropped without a visible mark.

>>> csv_cell("=1+1")
"'=1+1"
"""

from __future__ import annotations

import html
import re

from arrears.findings import terminal_text

PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
