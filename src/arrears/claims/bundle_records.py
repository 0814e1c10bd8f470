"""The records that a claim's lines were made of: each row as it stands in the book, with who says so.

Taken from the entries that the audit had read, for the titles of the claim. Every row needs the class of the
file it came in, and that of members where it names one. The verifier figures the units of a cast from them;
amounts rest on the facts of lines, which stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from arrears.book.access import access_of_number
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.bundle_content import MEMBER, NO_CLASS, BundleTable, make_table
from arrears.claims.bundle_rows import columns_of
from arrears.claims.lines_held import Freezing, HeldLines
from arrears.records.tables import TABLES
from arrears.records.views import create_views

# What amounts are figured from, with the column that names the title.
RECORDS = (
    "title", "credit", "engagement", "use", "receipt", "payment_line", "production", "cast_member",
    "telecast",
)  # fmt: skip
NAMES_MEMBERS = frozenset({"credit", "engagement", "payment_line", "cast_member"})
NUMBERS_A_FILE = 32  # bits of a row's number that are its place in the file
COLUMNS = "record title_id said_by learned_on:d content:json"


def record_table(book: Book, held: HeldLines) -> BundleTable:
    """The records on the titles of a claim, as its audits read them.

    Rows: one per row of a record table. Columns: the table, the title, who says so, when it was learned, and
    every value that the row states.
    """
    found: dict[tuple[str, int], tuple[frozenset[str], tuple[Any, ...]]] = {}
    for one in held.freezings:
        for name, row_id, values in _records(book, held, one):
            needs = frozenset({access_of_number(row_id >> NUMBERS_A_FILE)})
            found[name, row_id] = (needs | (MEMBER if name in NAMES_MEMBERS else NO_CLASS), (name, *values))
    return make_table("record", columns_of(COLUMNS), [found[key] for key in sorted(found)])


def _records(book: Book, held: HeldLines, one: Freezing) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
    """Each row of one freezing: its table, its number, and title, speaker, day and content."""
    state = snapshot(book, seq=one.run_seq, known_by=one.known_by)
    learned = {entry.file_no: entry.learned_on for entries in state.files.values() for entry in entries}
    create_views(held.connection, state, RECORDS)
    for name in RECORDS:
        own = [column.name for column in TABLES[name].columns if column.name != "title_id"]
        for row_id, title_id, said_by, *values in _rows(held, one, name, own):
            content = {key: _plain(value) for key, value in zip(own, values) if value is not None}
            day = learned[row_id >> NUMBERS_A_FILE]
            yield name, row_id, (title_id, said_by, day, content)


def _rows(held: HeldLines, one: Freezing, name: str, own: Sequence[str]) -> list[tuple[Any, ...]]:
    columns = ", ".join(f'"{column}"' for column in own)
    lines = f"FROM line WHERE freezing = {one.place}"
    payers = f" AND payer_id IN (SELECT company_id {lines})" if name == "payment_line" else ""
    rows: list[tuple[Any, ...]] = held.connection.execute(
        f"SELECT row_id, title_id, said_by, {columns} FROM record_{name}"
        f" WHERE title_id IN (SELECT title_id {lines}){payers} ORDER BY row_id"
    ).fetchall()
    return rows


def _plain(value: Any) -> Any:
    """A stored value as JSON holds it: numbers and days as text, so that nothing is rounded."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
