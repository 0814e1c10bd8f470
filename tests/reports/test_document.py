"""Reports as PDF documents: every word is text, the same report gives the same bytes."""

from __future__ import annotations

import io
import time
from datetime import date

import pypdf
import pytest
from tests.reports.run_fixture import HOSTILE_NAME

from arrears.reports.document import DocumentStyle, as_pdf, document_content
from arrears.reports.tables import Column, Money, Report, Section, Table, TreeLine

STYLE = DocumentStyle(
    date(2009, 8, 31),
    caption=("In the matter of an arbitration",),
    running="claim/1",
    foot="seq 4",
    mark="Exhibit G-1",
)
COLUMNS = (
    Column("payee", "payee"),
    Column("ref", "obligation", is_beneath=True),
    Column("owed", "owed", "money"),
    Column("why", "why"),
    Column("currency", "currency", for_readers=False),
)


def report_of(*rows, sentences=(), tree=()) -> Report:
    table = Table("lines", "Lines", COLUMNS, tuple(rows), note="a note", left_off=2)
    section = Section("Amounts", tuple(sentences), (table,), tuple(tree))
    return Report("Downloads", (("book", "seq 4, head ab12"),), (section,), ("a footnote",))


def row(payee: str = "Ada Quillfeather", cents: int | None = 123_456, status: str = "") -> tuple:
    return (payee, "wga/new-media/x:C1:T1:download:us:2008Q3:P1:usd", Money(cents, "usd", status), "", "usd")


def words_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())


def test_the_report_is_on_paper_word_by_word():
    line = TreeLine(1, "gross times rate", "$12.00", ("rounded half up",))
    words = words_of(as_pdf(report_of(row(), sentences=("What is owed.",), tree=(line,)), STYLE))
    told = (
        "In the matter of an arbitration", "Downloads", "Exhibit G-1", "seq 4, head ab12", "What is owed.",
        "gross times rate", "rounded half up", "Ada Quillfeather", "$1,234.56", "and 2 more", "a note",
        "a footnote", "Page 1 of 1",
    )  # fmt: skip
    for words_told in told:
        assert words_told in words, words_told
    assert "usd" not in words.replace("P1:usd", "")


def test_pages_are_counted_with_the_volumes_that_follow():
    style = DocumentStyle(date(2009, 8, 31), pages_after=7)
    assert "Page 1 of 8" in words_of(as_pdf(report_of(row()), style))


def test_an_amount_that_is_not_known_says_so_and_a_doubtful_one_has_its_mark():
    words = words_of(as_pdf(report_of(row(cents=None), row(status="unverified")), STYLE))
    assert "not known" in words
    assert "$1,234.56†" in words
    assert "† rests on a term that is unverified" in words


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', '#import "@preview/x:1.0.0"', "$x^2$ *bold* <label> @ref", HOSTILE_NAME]
)
def test_no_word_is_markup(text):
    content = document_content(report_of(row(payee=text), sentences=(text,)), STYLE)
    shown = content["sections"][0]["sentences"][0]
    words = words_of(as_pdf(report_of(row(payee=text), sentences=(text,)), STYLE))
    assert " ".join(shown.split())[:12] in words


def test_a_name_copied_from_the_paper_is_the_name():
    assert "wga/new-media/x:C1:T1:download:us:2008Q3:P1:usd" in words_of(as_pdf(report_of(row()), STYLE))


def test_a_column_that_is_empty_in_every_row_is_left_off():
    headings = [
        column["heading"]
        for column in document_content(report_of(row()), STYLE)["sections"][0]["tables"][0]["columns"]
    ]
    assert headings == ["payee", "owed"]


def test_a_long_table_goes_over_pages_with_its_headings():
    pdf = as_pdf(report_of(*(row(f"Person {number}") for number in range(200))), STYLE)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 3
    for page in list(pages)[1:4]:
        assert "payee" in page.extract_text()
        assert "claim/1" in page.extract_text()


def test_the_same_report_gives_the_same_bytes_at_another_time():
    first = as_pdf(report_of(row()), STYLE)
    time.sleep(1.1)
    assert as_pdf(report_of(row()), STYLE) == first
    metadata = pypdf.PdfReader(io.BytesIO(first)).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2009, 8, 31)
