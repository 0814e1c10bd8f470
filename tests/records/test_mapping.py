"""Columns of a file are found by their headings or as the importer says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from arrears.book.ledger import Book

from .bringing import HEADER, LINE, bring, refusal, written


def test_headings_are_mapped_as_the_importer_says(book: Book, tmp_path: Path, current: Any) -> None:
    header = HEADER.replace("title_id", "Picture").replace("gross", "Reported Amount") + ",Remarks"
    mapping = {"Picture": "title_id", "Reported Amount": "gross", "Remarks": "ignore"}
    bring(book, written(tmp_path, header, LINE + ",nice film"), mapping=mapping)
    [row] = current(book, "receipt")
    assert (row["title_id"], row["gross_cents"]) == ("T1", 1234_56)


def test_headings_may_be_written_as_people_write_them(book: Book, tmp_path: Path, current: Any) -> None:
    bring(book, written(tmp_path, HEADER.replace("title_id", "Title ID"), LINE))
    assert [row["title_id"] for row in current(book, "receipt")] == ["T1"]


def test_a_file_may_say_who_says_each_row(book: Book, tmp_path: Path, current: Any) -> None:
    path = written(tmp_path, HEADER + ",said_by", LINE + ",CO1", LINE + ",guild")
    bring(book, path)
    assert [row["said_by"] for row in current(book, "receipt")] == ["CO1", "guild"]


def test_wrong_headings_are_all_named(book: Book, tmp_path: Path) -> None:
    header = HEADER.replace("market", "markt").replace("units", "Gross cents")
    assert refusal(book, written(tmp_path, header, LINE), mapping={"Nowhere": "units"}) == [
        "receipts.csv:1: the mapping names a column that the file does not have\n"
        "  expected a heading, found Nowhere\n"
        "  Try: use one of: Gross cents, base_kind, company_id, currency, gross, markt, period_from,"
        " period_to, statement_id, territory, title_id",
        "receipts.csv:1: receipt has no such column\n  expected a column, found markt\n"
        "  Try: write 'market' as its heading, or map 'markt' to it or to `ignore`",
        "receipts.csv:1: several columns fill gross_cents\n  expected one, found gross, Gross cents\n"
        "  Try: map all but one to `ignore`",
        "receipts.csv:1: a required column is missing\n  expected market (the market), found nothing\n"
        "  Try: add the column, or map the column that holds it",
    ]
