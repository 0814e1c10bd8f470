"""The files of an audit, opened and read: page, spreadsheet, Parquet."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from arrears.audit.arrears_tables import make_arrears_tables
from arrears.audit.run_tables import open_run
from arrears.findings import Refused
from arrears.reports.audit_files import write_audit_files
from arrears.reports.charts import Bar, draw_bars
from arrears.reports.tables import Column, Money, Report, Section, Table
from arrears.reports.workbook import write_workbook

from .run_fixture import owes, write_run

BIGGEST = 9_999_999_999_999_99


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("audit")
    run = open_run(write_run(base / "run"))
    make_arrears_tables(run)
    write_audit_files(run, base / "out")
    return base / "out"


class Tags(HTMLParser):
    """Collects tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def tags_of(out: Path) -> Tags:
    tags = Tags()
    tags.feed((out / "arrears.html").read_text(encoding="utf-8"))
    return tags


def test_the_page_needs_nothing_from_elsewhere(out: Path) -> None:
    tags = tags_of(out)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags.names)
    assert all(address.startswith("#") for address in tags.addresses)
    text = (out / "arrears.html").read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text


def test_every_link_of_the_page_leads_to_a_part_of_it(out: Path) -> None:
    tags = tags_of(out)
    assert {address[1:] for address in tags.addresses} <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))


def test_names_are_escaped_on_the_page(out: Path) -> None:
    text = (out / "arrears.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_shows_charts_with_words_for_who_cannot_see_them(out: Path) -> None:
    text = (out / "arrears.html").read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert "Arrears by days past the due date: 0-30 days $20.00; 31-60 days $0.00" in text


def test_tables_of_the_page_have_headings_for_their_columns(out: Path) -> None:
    text = (out / "arrears.html").read_text(encoding="utf-8")
    assert '<th scope="col" class="figure">arrears</th>' in text
    assert '<html lang="en">' in text


def test_the_spreadsheet_has_a_sheet_for_each_subject(out: Path) -> None:
    book = CalamineWorkbook.from_path(out / "arrears.xlsx")
    assert book.sheet_names == [
        "summary", "by company", "by person", "obligations in arrears", "exceptions", "late charges",
        "findings",
    ]  # fmt: skip


def test_no_cell_of_the_spreadsheet_is_a_formula(out: Path) -> None:
    with zipfile.ZipFile(out / "arrears.xlsx") as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 7
        for name in sheets:
            tree = ElementTree.fromstring(archive.read(name))
            assert not [element for element in tree.iter() if element.tag.endswith("}f")]
    rows = CalamineWorkbook.from_path(out / "arrears.xlsx").get_sheet_by_name("by person").to_python()
    assert any(str(row[1]).startswith("=HYPERLINK") for row in rows if len(row) > 1)


def test_money_of_the_spreadsheet_is_the_cents_exactly(tmp_path: Path) -> None:
    cents = [BIGGEST, -BIGGEST, 1, 29, 8_41, 4_35, 100_000_000_000_01, 0]
    table = Table("x", "", (Column("amount", "amount", "money"),), tuple((Money(c),) for c in cents))
    write_workbook(Report("t", (), (Section("", (), (table,)),)), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        tree = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    written = [element.text or "" for element in tree.iter() if element.tag.endswith("}v")][-len(cents) :]
    assert [int(Decimal(text) * 100) for text in written] == cents
    assert written[:2] == ["9999999999999.99", "-9999999999999.99"]


def test_an_amount_that_is_not_known_is_a_blank_cell(tmp_path: Path) -> None:
    table = Table("x", "", (Column("amount", "amount", "money"), Column("n", "n")), ((Money(None), "a"),))
    write_workbook(Report("t", (), (Section("", (), (table,)),)), tmp_path / "x.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert rows[-1] == ["", "a"]


def test_the_status_of_unverified_money_stands_beside_it_in_the_spreadsheet(out: Path) -> None:
    rows = CalamineWorkbook.from_path(out / "arrears.xlsx").get_sheet_by_name("by company").to_python()
    assert "arrears: terms" in rows[0]
    assert "unverified" in rows[1]


def test_the_parquet_tables_are_the_runs_own_and_what_the_report_made_of_them(out: Path) -> None:
    items = pyarrow.parquet.read_table(out / "tables" / "arrears_item.parquet").to_pylist()
    assert sum(row["every"] for row in items if row["currency"] == "usd") == 155_00
    obligations = pyarrow.parquet.read_table(out / "tables" / "obligation.parquet")
    assert obligations.num_rows == 14


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run = open_run(write_run(tmp_path / "run"))
        make_arrears_tables(run)
        write_audit_files(run, tmp_path / name)
    for file in ("arrears.txt", "arrears.html", "arrears.xlsx", "tables/arrears_item.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_a_folder_that_cannot_be_written_is_a_finding_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should be")
    run = open_run(write_run(tmp_path / "run"))
    make_arrears_tables(run)
    with pytest.raises(Refused, match="the reports cannot be written here") as refused:
        write_audit_files(run, tmp_path / "out")
    assert refused.value.findings[0].code == "output-folder"


def test_an_audit_without_arrears_has_no_charts_and_still_a_page(tmp_path: Path) -> None:
    rows = [owes(1, 5_00, standing={"state": "not_yet_due", "open_cents": 5_00}, due_on=date(2010, 1, 1))]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[], exceptions=[], findings=[], matches=[]))
    make_arrears_tables(run)
    write_audit_files(run, tmp_path / "out")
    assert "<svg" not in (tmp_path / "out" / "arrears.html").read_text(encoding="utf-8")


def test_a_chart_escapes_the_names_it_draws() -> None:
    chart = draw_bars("x", [Bar("<script>&\x1b", 5_00)], "usd")
    assert "<script>" not in chart.svg
    assert "\x1b" not in chart.svg
    ElementTree.fromstring(chart.svg)
