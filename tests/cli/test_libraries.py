"""Which agreements a command reads follows from the records that its audit reads, and from no later ones."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from arrears.audit.audit_run import AuditRequest
from arrears.book.ledger import Book, create_book
from arrears.cli.libraries import needed_for
from arrears.records.append import append_tables


def add_title(book: Book, written_on: date, learned_on: date) -> None:
    title = {"title_id": [f"T{written_on.year}"], "name": ["Lantern Hour"]}
    table = pa.table({**title, "written_on": pa.array([written_on], pa.date32())})
    append_tables(book, {"title": table}, said_by="WGA", learned_on=learned_on, checks="schema")


def test_what_was_learned_later_than_an_audit_asks_about_chooses_no_agreement(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    add_title(book, date(2008, 5, 1), date(2009, 6, 30))
    add_title(book, date(2020, 6, 1), date(2021, 1, 1))
    known = AuditRequest(known_by=date(2009, 6, 30))
    assert needed_for(book, known).addresses == ("wga/mba-2008",)
    assert needed_for(book, AuditRequest(seq=1)).addresses == ("wga/mba-2008",)
    assert "wga/mba-2020" in needed_for(book, AuditRequest()).addresses
