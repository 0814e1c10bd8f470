"""The rows of a book are looked at once its files are known to be right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.findings import Refused
from arrears.records import append
from arrears.records.append import append_tables
from arrears.records.verify import verify_records

LEARNED = date(2008, 11, 20)


def company(name: str) -> dict[str, pa.Table]:
    return {"company": pa.table({"company_id": ["CO7"], "name": [name]})}


def test_a_book_as_imported_has_no_findings(book: Book) -> None:
    assert verify_records(book) == []


def test_two_current_rows_of_one_key_and_party_are_told(book: Book) -> None:
    for name in ("Cedar", "Cedar Pictures"):
        append_tables(book, company(name), said_by="guild", learned_on=LEARNED, checks="schema")
    [found] = verify_records(book)
    first, second = 4 << 32, 5 << 32
    assert found.text() == (
        "company: CO7: guild states this key in 2 current rows\n"
        f"  expected one row for each key and party, found rows {first}, {second}\n"
        "  Try: append the row that is right; it takes the place of all of them"
    )
    append_tables(book, company("Cedar Pictures"), said_by="guild", learned_on=LEARNED)
    assert verify_records(book) == []


def test_rows_are_not_looked_at_when_a_file_is_altered(book: Book) -> None:
    entry = snapshot(book).files["company"][0]
    entry.path.write_bytes(entry.path.read_bytes()[:-1] + b"x")
    assert [finding.code for finding in verify_records(book)] == ["file_altered"]


def test_an_import_that_is_overtaken_every_time_gives_way(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer commits the same row before each attempt; the import ends with a finding, not a loop."""
    write_files = append.write_files
    rival = iter(range(1_000))
    within: list[bool] = []

    def write_after_the_other(into: Book, numbered: Any) -> Any:
        if not within:
            within.append(True)
            rows = company(f"Cedar {next(rival)}")
            append_tables(into, rows, said_by="guild", learned_on=LEARNED, checks="schema")
            within.pop()
        return write_files(into, numbered)

    monkeypatch.setattr(append, "ATTEMPTS", 3)
    monkeypatch.setattr(append, "write_files", write_after_the_other)
    with pytest.raises(Refused) as refused:
        append_tables(book, company("Date"), said_by="guild", learned_on=LEARNED)
    [found] = refused.value.findings
    assert found.text() == (
        f"{book.path}: other imports of the same rows keep going first; nothing was appended\n"
        "  expected a free book within 3 attempts or 120 seconds, found 3 attempts overtaken\n"
        "  Try: let the other imports finish and run this one again"
    )
    assert "unlisted_file" not in {finding.code for finding in verify_records(book)}
