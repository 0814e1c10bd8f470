"""Write docs/records.md and docs/frozen-tables.md from the tables: `python tools/record_tables.py`."""

from __future__ import annotations

from pathlib import Path

from arrears.book.access import DEFAULT_ACCESS
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.records.tables import ENVELOPE, TABLES, Column, Table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "records.md"
FROZEN_PAGE = PAGE.with_name("frozen-tables.md")
TYPES = {
    "id": "1 to 40 letters, digits, `.`, `_`, `-`",
    "text": "text; where a list is named, a word of it",
    "cents": "whole minor units of the row's currency; a file may head a column `gross` and give 1234.56",
    "date": "a day: `2008-11-21`, or month and day in one order throughout the column",
    "n": "a whole number",
    "bool": "yes or no",
    "text[]": "several texts; in a CSV cell separated by `;`",
}
HEAD = """# Record tables

*Made from `arrears.records.tables` by `tools/record_tables.py`; a test fails when it is out of date.*

Every row says who asserts it (`said_by`) and, through its entry, when we learned it (`learned_on`). Columns
in bold are the natural key: one party has one current row for each. Rows of another party with the same key
are rivals and stay beside it. A row of the same party with the same key and other values takes the place of
the older one (a row in `correction` says so); an equal row is dropped and counted. A missing value means what
the last column says, never 0. Rows are `guild_only` unless the import says otherwise, or the table below; a
column of a class of its own is empty to who may not read that class (`docs/access.md`).

| type | what a cell says |
| --- | --- |
"""


FROZEN_HEAD = """# Frozen tables

*Made from `arrears.claims.frozen_tables` by `tools/record_tables.py`; a test fails when it is old.*

When lines of an audit join a claim they are frozen: everything that their amounts follow from becomes files
of the book, in the entry of the act. Each table has the first columns of `docs/records.md` before its own;
columns in bold are its key. No audit reads these tables, nothing corrects them, and a restated claim has
further files.
"""


def page() -> str:
    """The whole page."""
    types = "".join(f"| {name} | {meaning} |\n" for name, meaning in TYPES.items())
    envelope = f"\n## The first columns of every table\n\n{columns(ENVELOPE, ())}"
    return HEAD + types + envelope + "".join(section(table) for table in TABLES.values())


def frozen_page() -> str:
    """The page on the tables in which a claim's lines are frozen."""
    return FROZEN_HEAD + "".join(section(table) for table in FROZEN_TABLES.values())


def section(table: Table) -> str:
    """One table."""
    access = "" if table.access == DEFAULT_ACCESS else f" Usually `{table.access}`."
    heading = f"\n## {table.name}\n\nOne row per {table.one_row_per}.{access}\n\n"
    return heading + columns(table.columns, table.key)


def columns(listed: tuple[Column, ...], key: tuple[str, ...]) -> str:
    """The columns of a table as a table."""
    lines = ["| column | type | what | missing means |", "| --- | --- | --- | --- |"]
    for column in listed:
        name = f"**{column.name}**" if column.name in key else column.name
        kind = f"{column.type}, of {column.words.lower()}" if column.words else column.type
        refers = " or ".join(f"`{target.split('.')[0]}`" for target in column.refers.split("|") if target)
        what = f"{column.meaning} ({refers})" if refers else column.meaning
        what += f"; `{column.access}`" if column.access else ""
        lines.append(f"| {name} | {kind} | {what} | {column.null_means or '(required)'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    FROZEN_PAGE.write_text(frozen_page(), encoding="utf-8")
