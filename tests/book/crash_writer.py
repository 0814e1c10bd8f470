"""A writer that the crash tests kill: it imports three tables again and again and says what was acknowledged.

Import number n of a writer holds one title, two credits and three receipts, all named after it, so that a
reader can tell a whole import from a torn one.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from multiprocessing.connection import Connection

import pyarrow as pa

from arrears.book.ledger import open_book
from arrears.records.append import append_tables

LEARNED = date(2008, 11, 20)
ROWS = {"title": 1, "credit": 2, "receipt": 3}


def tables(writer: str, number: int) -> dict[str, pa.Table]:
    """The rows of one import."""
    name = f"{writer}-{number}"
    receipt = {
        "company_id": "CO1",
        "title_id": name,
        "market": "download",
        "territory": "us",
        "base_kind": "distributors_gross",
        "period_from": date(2008, 7, 1),
        "period_to": date(2008, 9, 30),
        "gross_cents": 100,
        "currency": "usd",
    }
    credit = {"title_id": name, "role": "written_by"}
    return {
        "title": pa.Table.from_pylist([{"title_id": name, "name": f"Title {name}"}]),
        "credit": pa.Table.from_pylist([credit | {"person_id": person} for person in ("P1", "P2")]),
        "receipt": pa.Table.from_pylist([receipt | {"statement_id": f"S{part}"} for part in (1, 2, 3)]),
    }


def write_forever(path: str, writer: str, first: int, told: Connection) -> None:
    """Import until killed; a name is sent only when the import is in the book."""
    book = open_book(path)
    for number in count(first):
        append_tables(book, tables(writer, number), said_by="guild", learned_on=LEARNED)
        told.send_bytes(f"{writer}-{number}".encode())
