"""What bad input gets, end to end: a clear finding, nothing lost, nothing half-written.

One test for each sort that the project promises; the rooms test the finer shades of each.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import ARTICLE, audit, make_book, receipt, small_world, write_pact

from arrears.agreements.model import Agreement
from arrears.book.ledger import Book, open_book
from arrears.findings import Finding, Refused
from arrears.records.importing import FileToImport, import_file

AS_OF = date(2009, 6, 30)
HEADING = (
    "company_id,title_id,market,territory,base_kind,period_from,period_to,statement_id,gross_cents,currency,"
    "units"
)
GOOD = "CO1,T1,download,us,distributors_gross,2008-07-01,2008-09-30,S1,100000,usd,500"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_book(tmp_path / "book", small_world())


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def refused_rows(book: Book, tmp_path: Path, *rows: str, table: str = "receipt") -> list[Finding]:
    """Why a file of these rows is refused; nothing may have been appended."""
    before = book.position()
    path = tmp_path / "given.csv"
    path.write_text("\n".join([HEADING, *rows]) + "\n")
    with pytest.raises(Refused) as refused:
        import_file(book, FileToImport(path, table), said_by="keeper", learned_on=AS_OF)
    assert book.position() == before
    return list(refused.value.findings)


def shown(findings: list[Finding]) -> str:
    return "\n".join(finding.text() for finding in findings)


def test_an_unknown_market_and_an_unknown_currency_are_both_told_with_the_nearest_word(
    tmp_path: Path, book: Book
) -> None:
    bad = GOOD.replace("download", "dowload").replace("usd", "usx")
    findings = refused_rows(book, tmp_path, GOOD, bad)
    text = shown(findings)
    assert len(findings) == 2
    assert "dowload" in text
    assert "download" in text.replace("dowload", "")
    assert "usx" in text
    assert all(finding.place.startswith("given.csv:3") for finding in findings)


def test_returned_copies_without_returned_money_are_refused(tmp_path: Path, book: Book) -> None:
    (finding,) = refused_rows(book, tmp_path, GOOD.replace(",500", ",-500"))
    assert "-500" in finding.text()
    assert "units" in finding.place or "units" in finding.text()


def test_dates_in_two_styles_in_one_column_are_refused(tmp_path: Path, book: Book) -> None:
    other = GOOD.replace("2008-07-01", "07/01/2008").replace("S1", "S2")
    (finding,) = refused_rows(book, tmp_path, GOOD, other)
    assert finding.place == "given.csv:period_from"
    assert finding.found == "2008-11-21 in row 2, with slashes in row 3"


def test_a_total_that_disagrees_is_kept_with_its_difference(tmp_path: Path, book: Book) -> None:
    """The rows and the printed total are both kept: the difference is told, not repaired."""
    first = tmp_path / "receipts.csv"
    first.write_text(f"{HEADING}\n{GOOD}\n")
    import_file(book, FileToImport(first, "receipt"), said_by="keeper", learned_on=AS_OF)
    total = tmp_path / "totals.csv"
    total.write_text("statement_id,column,amount_cents\nS1,gross_cents,100700\n")
    result = import_file(book, FileToImport(total, "statement_total"), said_by="keeper", learned_on=AS_OF)
    ((code, text),) = [(warning.code, warning.text()) for warning in result.warnings]
    assert code == "statement_total_differs"
    assert "$7.00" in text


def test_a_row_that_refers_to_nothing_is_refused(tmp_path: Path, book: Book) -> None:
    (finding,) = refused_rows(book, tmp_path, GOOD.replace("T1", "T404"))
    assert finding.code == "refers_to_nothing"
    assert "T404" in finding.text()


def test_a_truncated_file_of_the_book_stops_the_audit_and_is_named(book: Book, pact: Agreement) -> None:
    path = next((book.path / "tables" / "title").glob("*.parquet"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Refused) as refused:
        audit(book, [pact], as_of=AS_OF)
    assert [finding.code for finding in refused.value.findings] == ["file_truncated"]
    assert path.name in str(refused.value)
    assert "arrears verify" in str(refused.value)
    assert not any((book.path / "runs").iterdir())


def test_a_book_of_a_newer_release_is_not_opened(book: Book) -> None:
    with closing(sqlite3.connect(book.path / "book.sqlite")) as ledger:
        ledger.execute("UPDATE meta SET format = 99, made_with = '9.9'")
        ledger.commit()
    with pytest.raises(Refused) as refused:
        open_book(book.path)
    assert [finding.code for finding in refused.value.findings] == ["book_newer"]
    assert "9.9" in str(refused.value)


def test_an_empty_book_and_an_unknown_guild_are_told(tmp_path: Path, book: Book, pact: Agreement) -> None:
    from arrears.book.ledger import create_book

    with pytest.raises(Refused, match="holds no records"):
        audit(create_book(tmp_path / "empty"), [pact], as_of=None)
    with pytest.raises(Refused, match="no agreement of this guild is loaded"):
        audit(book, [pact], as_of=AS_OF, families=("nobody",))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("gros * rate", "'gros'"),
        ("gross + copies", "copies"),
        ("gross * gross", "money"),
        ("gross * rate / 0", "a division by nothing"),
        ("gross * copies * copies / copies / copies * rate", "too large to be exact"),
    ],
)
def test_a_faulty_expression_is_told_with_its_place_and_no_agreement_is_made(
    tmp_path: Path, written: str, told: str
) -> None:
    """An unknown word, two units, a wrong kind, a division by zero, a product that could overflow."""
    with pytest.raises(Refused) as refused:
        write_pact(tmp_path, ARTICLE.replace("pays: gross * rate", f"pays: {written}", 1))
    places = [finding.place for finding in refused.value.findings]
    assert any(place.startswith("pact/v1/reuse.yaml:") for place in places)
    assert told in str(refused.value)


def test_a_division_by_a_count_of_nothing_has_no_amount_and_no_crash(tmp_path: Path) -> None:
    """Copies may be 0 on a line of money: then nothing can be divided by them."""
    article = ARTICLE.replace("pays: gross * rate", "pays: gross * rate / copies * one", 1)
    article = article.replace(
        "  steps:\n    rate: {counts", "  terms: {one: 1 copy}\n  steps:\n    rate: {counts", 1
    )
    rows = small_world(receipt=[receipt("2008Q3", 100_000, 0)])  # money for no copy at all
    found = audit(make_book(tmp_path / "book", rows), [write_pact(tmp_path, article)], as_of=AS_OF)
    assert found.rows("SELECT amount_cents FROM obligation") == [(None,)]
