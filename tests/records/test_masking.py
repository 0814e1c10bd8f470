"""Social security and bank numbers never come into the book, wherever it is searched."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from arrears.book.ledger import Book
from arrears.findings import Refused
from arrears.records.importing import FileToImport, import_file
from arrears.records.mapping import is_private
from arrears.records.verify import verify_records

LEARNED = date(2008, 11, 20)
SOCIAL = ["078-05-1120", "219099999", "457-55-5462"]
ACCOUNTS = ["DE02120300000000202051", "000123456789", ""]
HEADER = ["person_id", "name", "S.S.N.", "Bank Account"]
ROWS = [[f"P{place}", f"Writer {place}", SOCIAL[place - 7], ACCOUNTS[place - 7]] for place in (7, 8, 9)]


def as_csv(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    lines = [",".join(HEADER), ",".join(ROWS[0]), "", *(",".join(row) for row in ROWS[1:])]
    path.write_text("\n".join(lines) + "\n")
    return path


def as_xlsx(tmp_path: Path) -> Path:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row_no, row in enumerate([HEADER, *ROWS]):
            for column, cell in enumerate(row):
                sheet.write_string(row_no, column, cell)
    return path


def as_parquet(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)}
    pq.write_table(pa.table(columns).replace_schema_metadata({"note": SOCIAL[0]}), path)
    return path


def every_byte(book: Book) -> Iterator[tuple[Path, bytes]]:
    """All files of a book, the ledger's log folded in, and every Parquet column unpacked."""
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield book.path, "\n".join(ledger.iterdump()).encode()
    for path in book.path.rglob("*"):
        yield path, str(path).encode()
        if path.is_file():
            yield path, path.read_bytes()
        if path.suffix == ".parquet":
            yield path, str(pq.read_table(path).to_pylist()).encode()


@pytest.mark.parametrize("make", [as_csv, as_xlsx, as_parquet])
def test_no_byte_of_a_masked_column_is_anywhere_in_the_book(
    book: Book, tmp_path: Path, make: Any, current: Any
) -> None:
    path = make(tmp_path)
    result = import_file(book, FileToImport(path, "person"), said_by="guild", learned_on=LEARNED)
    assert [warning.place for warning in result.warnings] == [
        f"{path.name}:1:S.S.N.",
        f"{path.name}:1:Bank Account",
    ]
    secrets = [value for value in (*SOCIAL, *ACCOUNTS) if value]
    secrets += [value.replace("-", "") for value in SOCIAL]
    searched = list(every_byte(book))
    assert len(searched) > 10
    for place, content in searched:
        for secret in secrets:
            assert secret.encode() not in content, place
            assert secret.encode("utf-16-le") not in content, place
    assert {row["person_id"] for row in current(book, "person")} == {"P1", "P2", "P7", "P8", "P9"}
    assert verify_records(book) == []


def test_the_hash_of_the_unmasked_file_is_kept_and_the_file_is_known_again(
    book: Book, tmp_path: Path
) -> None:
    path = as_csv(tmp_path)
    import_file(book, FileToImport(path, "person"), said_by="guild", learned_on=LEARNED)
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        [(given, kept)] = ledger.execute("SELECT sha256, original_sha256 FROM source").fetchall()
    assert given == hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept != given
    assert import_file(book, FileToImport(path, "person"), said_by="guild", learned_on=LEARNED).is_repeated


def test_the_masked_original_keeps_row_numbers_and_empty_cells(book: Book, tmp_path: Path) -> None:
    import_file(book, FileToImport(as_csv(tmp_path), "person"), said_by="guild", learned_on=LEARNED)
    [kept] = [path for path in (book.path / "originals").rglob("*") if path.is_file()]
    assert kept.read_text().splitlines() == [
        "person_id,name,S.S.N.,Bank Account",
        "P7,Writer 7,[masked],[masked]",
        "",
        "P8,Writer 8,[masked],[masked]",
        "P9,Writer 9,[masked],",
    ]


def test_a_column_may_be_mapped_as_private_whatever_its_name(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("person_id,name,Remark\nP7,Writer 7,078-05-1120\n")
    mapping = {"Remark": "social_security_number"}
    import_file(book, FileToImport(path, "person", mapping=mapping), said_by="guild", learned_on=LEARNED)
    assert all(b"078-05-1120" not in content for _, content in every_byte(book))


def refused_texts(book: Book, path: Path, **how: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_file(book, FileToImport(path, "person", **how), said_by="guild", learned_on=LEARNED)
    assert all(b"078-05-1120" not in content for _, content in every_byte(book))
    return [finding.text() for finding in refused.value.findings]


@pytest.mark.parametrize("mapping", [{}, {"Remark": "ignore"}])
def test_a_cell_that_looks_like_a_social_security_number_is_refused_and_not_shown(
    book: Book, tmp_path: Path, mapping: dict[str, str]
) -> None:
    path = tmp_path / "people.csv"
    heading = "Remark" if mapping else "name"
    rest = "name,Remark\nP7,Writer 7,see 078-05-1120" if mapping else "name\nP7,see 078-05-1120"
    path.write_text(f"person_id,{rest}\n")
    assert refused_texts(book, path, mapping=mapping) == [
        f"people.csv:2:{heading}: a cell looks like a social security or bank number\n"
        "  expected no such number outside a masked column, found a value that is not shown\n"
        "  Try: map the column to `social_security_number`, or take the number out"
    ]


def test_a_masked_value_repeated_in_another_column_is_refused(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("person_id,name,SSN\n219099999,Writer 7,219099999\n")
    [found] = refused_texts(book, path)
    assert found.startswith("people.csv:2:person_id: a cell looks like a social security or bank number")


def test_a_column_named_as_private_is_never_stored(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("SSN,name\n078051120,Writer 7\n")
    assert refused_texts(book, path, mapping={"SSN": "person_id"})[0] == (
        "people.csv:1:SSN: a column named as a social security, tax or bank number is never stored\n"
        "  expected another column for person_id, found SSN\n"
        "  Try: map it to `social_security_number` or `bank_number` so that it is masked,"
        " or rename it if it holds neither"
    )


@pytest.mark.parametrize(
    "heading",
    [
        *("SSN", "S.S.N.", "Social Security Number", "soc_sec ssn", "Tax ID", "taxpayer id", "IBAN", "EIN"),
        *("Routing No", "Account #", "bank acct", "Account Number", "SS Num", "FEIN"),
    ],
)
def test_private_headings_are_known(heading: str) -> None:
    assert is_private(heading)


@pytest.mark.parametrize(
    "heading",
    ["title_id", "accountable_receipts", "tin_man_title"[4:], "market", "session", "basin", "discount"],
)
def test_other_headings_are_not_private(heading: str) -> None:
    assert not is_private(heading)


@pytest.mark.parametrize(
    ("masked", "cell"),
    [
        ("078-05-1120", "Writer 7 078051120"),
        ("078-05-1120", "see 078 05 1120 again"),
        ("078051120", "078 051120"),
        ("078051120", "P7 078051120"),
        ("DE02 1203 0000 0000 2020 51", "pay to de02120300000000202051"),
    ],
)
def test_a_masked_number_written_in_another_way_is_refused_too(
    book: Book, tmp_path: Path, masked: str, cell: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"person_id,name,Account\nP7,{cell},{masked}\nP8,Writer 8,\n")
    [found] = refused_texts(book, path)
    assert found.startswith("people.csv:2:name: a cell looks like a social security or bank number")


def test_words_and_short_numbers_of_a_masked_column_may_stand_elsewhere(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("person_id,name,Account\nP7,Residuals of 2008,Residuals\nP8,Room 1234,1234\n")
    result = import_file(book, FileToImport(path, "person"), said_by="guild", learned_on=LEARNED)
    assert result.appended == {"person": 2}
