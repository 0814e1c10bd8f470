"""Every cell says what its column needs, or is a finding with row, column, found and expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from arrears.book.ledger import Book

from .bringing import HEADER, LINE, bring, refusal, written


def test_every_faulty_cell_is_listed_with_row_column_found_and_expected(book: Book, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADER,
        "CO1,T1,dowload,us,distributors_gross,2008-07-01,2008-09-30,S1,12.345,usd,100",
        "CO1,,download,us,distributors_gross,2008-07-01,soon,S1,a lot,usd,many",
    )
    assert refusal(book, path) == [
        "receipts.csv:3:title_id: a required value is missing\n  expected the title, found nothing",
        "receipts.csv:3:period_to: not a date\n  expected a day written 2008-11-21, found soon",
        "receipts.csv:2:gross: the amount is finer than a cent; nothing is rounded on the way in\n"
        "  expected an amount such as 1234.56, 1,234.56 or (1,234.56), found 12.345",
        "receipts.csv:3:gross: not an amount\n"
        "  expected an amount such as 1234.56, 1,234.56 or (1,234.56), found a lot",
        "receipts.csv:3:units: not a whole number\n"
        "  expected a whole number of at most 18 figures, such as 1200 or 1,200, found many",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "download",
            "dowload",
            "receipts.csv:2:market: unknown word\n  expected a word of the list markets, found dowload\n"
            "  Try: write 'download'",
        ),
        (
            "usd",
            "uds",
            "receipts.csv:2:currency: unknown word\n  expected a word of the list currencies, found uds\n"
            "  Try: write 'usd'",
        ),
        (
            "1234.56,usd,100",
            "1234.56,usd,-3",
            "receipts.csv:2:units: negative units without a negative gross\n"
            "  expected a negative gross beside negative units: a return carries both,"
            " found units -3 with gross_cents 123456\n"
            "  Try: give the amount that was returned, or leave the units out",
        ),
        (
            "1234.56,usd,100",
            ",usd,-3",
            "receipts.csv:2:units: negative units without a negative gross\n"
            "  expected a negative gross beside negative units: a return carries both,"
            " found units -3 with no gross\n"
            "  Try: give the amount that was returned, or leave the units out",
        ),
        (
            "2008-09-30",
            "2008-06-30",
            "receipts.csv:2:period_to: period_to lies before period_from\n"
            "  expected a day on or after period_from, found 2008-06-30",
        ),
        (
            "usd",
            "",
            "receipts.csv:2:currency: an amount without a currency\n"
            "  expected the currency of the amount, such as usd, found gross_cents 123456",
        ),
        (
            "S1",
            "S 1",
            "receipts.csv:2:statement_id: not an id\n"
            "  expected 1 to 40 letters, digits, points, dashes or underscores, found S 1",
        ),
        (
            "2008-07-01",
            "1808-07-01",
            "receipts.csv:2:period_from: the date is out of bounds\n"
            "  expected a day from 1880 to 2199, found 1808-07-01",
        ),
        (
            "1234.56",
            "12345678901234.56",
            "receipts.csv:2:gross: the amount is out of bounds\n"
            "  expected less than 1,000,000,000,000,000 cents, found 1234567890123456",
        ),
        (
            ",100",
            ",1000000000000",
            "receipts.csv:2:units: the number is out of bounds\n"
            "  expected less than 1,000,000,000,000, found 1000000000000",
        ),
        (
            "T1",
            "T9",
            "receipts.csv:2:title_id: the row refers to something that is not in the book\n"
            "  expected a title in the book or in this import, found T9\n"
            "  Try: import the title first, or with it in one import",
        ),
    ],
)
def test_one_fault_one_finding(book: Book, tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in LINE
    assert refusal(book, written(tmp_path, HEADER, LINE.replace(old, new))) == [expected]


def test_a_return_carries_negative_units_and_a_negative_gross(
    book: Book, tmp_path: Path, current: Any
) -> None:
    bring(book, written(tmp_path, HEADER, LINE.replace("1234.56,usd,100", "(20.00),usd,-4")))
    [row] = current(book, "receipt")
    assert (row["gross_cents"], row["units"]) == (-20_00, -4)


def test_an_empty_cell_is_missing_and_not_zero(book: Book, tmp_path: Path, current: Any) -> None:
    bring(book, written(tmp_path, HEADER, LINE.replace("1234.56,usd,100", " ,,")))
    [row] = current(book, "receipt")
    assert (row["gross_cents"], row["currency"], row["units"]) == (None, None, None)


def test_words_are_read_in_any_case(book: Book, tmp_path: Path, current: Any) -> None:
    bring(book, written(tmp_path, HEADER, LINE.replace("usd", "USD").replace("download", "Download")))
    [row] = current(book, "receipt")
    assert (row["currency"], row["market"]) == ("usd", "download")


def test_cents_with_a_point_are_refused_and_the_heading_for_amounts_is_named(
    book: Book, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER.replace("gross", "gross_cents"), LINE)
    assert refusal(book, path) == [
        "receipts.csv:2:gross_cents: the amount is finer than a cent; nothing is rounded on the way in\n"
        "  expected whole cents, found 1234.56\n"
        "  Try: head the column `gross` if it gives amounts such as 1234.56"
    ]


def test_long_lists_of_faults_are_cut_and_counted(book: Book, tmp_path: Path) -> None:
    lines = [LINE.replace("S1", f"S{place}").replace("1234.56", "?") for place in range(50)]
    found = refusal(book, written(tmp_path, HEADER, *lines))
    assert len(found) == 21
    assert found[-1] == (
        "receipts.csv:gross: not an amount (the same in further rows)\n"
        "  expected no such rows, found 50 such rows in all, 20 of them listed"
    )


def test_yes_and_no_are_words(book: Book, tmp_path: Path, current: Any) -> None:
    header = "title_id,company_id,market,service,territory,from_on,ordinal,is_open"
    row = "T1,CO1,download,shop,us,2008-02-13,1,"
    assert refusal(book, written(tmp_path, header, row + "maybe", name="uses.csv"), "use") == [
        "uses.csv:2:is_open: neither yes nor no\n  expected yes or no, found maybe"
    ]
    bring(book, written(tmp_path, header, row + "Yes", name="uses.csv"), "use")
    assert [row["is_open"] for row in current(book, "use")] == [True]


def test_lists_are_separated_by_semicolons(book: Book, tmp_path: Path, current: Any) -> None:
    path = written(tmp_path, "company_id,name,signatory_to", "CO3,Cedar,wga; sag", "CO4,Date,", name="c.csv")
    bring(book, path, "company")
    assert [row["signatory_to"] for row in current(book, "company")] == [None, None, ["wga", "sag"], None]


def spreadsheet(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row_no, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(row_no, column, datetime(cell.year, cell.month, cell.day), day)
            elif cell is not None:
                sheet.write(row_no, column, cell)
    book.close()
    return path


def sheet_rows(gross: object) -> list[list[object]]:
    row = ["CO1", "T1", "download", "us", "distributors_gross", date(2008, 7, 1), date(2008, 9, 30)]
    return [list(HEADER.split(",")), [*row, "S1", gross, "usd", 100]]


@pytest.mark.parametrize(
    ("gross", "cents"), [(1234.56, 1234_56), (0.1 + 0.2, 30), (-20, -20_00), (100000000.01, 10000000001)]
)
def test_a_spreadsheet_s_binary_fractions_become_exact_cents(
    book: Book, tmp_path: Path, current: Any, gross: float, cents: int
) -> None:
    bring(book, spreadsheet(tmp_path / "receipts.xlsx", sheet_rows(gross)))
    [row] = current(book, "receipt")
    assert (row["gross_cents"], row["units"], row["period_from"]) == (cents, 100, date(2008, 7, 1))


def test_a_spreadsheet_s_number_between_two_cents_is_refused(book: Book, tmp_path: Path) -> None:
    [found] = refusal(book, spreadsheet(tmp_path / "receipts.xlsx", sheet_rows(12.345)))
    assert found.startswith("receipts.xlsx:2:gross: the amount is finer than a cent")
    assert "found 12.345" in found


def parquet(path: Path, columns: Mapping[str, Any]) -> Path:
    pq.write_table(pa.table(dict(columns)), path)
    return path


def test_a_parquet_file_is_read_by_the_same_rules(book: Book, tmp_path: Path, current: Any) -> None:
    columns = dict(zip(HEADER.split(","), ([cell] for cell in LINE.split(","))))
    columns["gross"] = pa.array([1234.56])
    columns["units"] = pa.array([100], pa.int32())
    columns["period_from"] = pa.array([datetime(2008, 7, 1)], pa.timestamp("us"))
    columns["period_to"] = pa.array([date(2008, 9, 30)])
    bring(book, parquet(tmp_path / "receipts.parquet", columns))
    [row] = current(book, "receipt")
    assert (row["gross_cents"], row["units"], row["period_from"]) == (1234_56, 100, date(2008, 7, 1))
    assert row["source_row"] == 2


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        ("gross", pa.array([12.345]), "found 12.345"),
        ("gross", pa.array([1234560], pa.int64()).cast(pa.decimal128(19, 0)), ""),
        ("units", pa.array([1.5]), "found 1.50"),
        (
            "period_from",
            pa.array([datetime(2008, 7, 1, 12)], pa.timestamp("us")),
            "found 2008-07-01 12:00:00",
        ),
    ],
)
def test_a_parquet_value_that_does_not_fit_is_never_cast(
    book: Book, tmp_path: Path, column: str, values: pa.Array, found: str
) -> None:
    columns = dict(zip(HEADER.split(","), ([cell] for cell in LINE.split(","))))
    path = parquet(tmp_path / "receipts.parquet", columns | {column: values})
    if found:
        assert found in refusal(book, path)[0]
    else:
        assert dict(bring(book, path).appended) == {"receipt": 1}


def test_decimals_with_more_places_are_read_when_they_are_whole_cents(
    book: Book, tmp_path: Path, current: Any
) -> None:
    from decimal import Decimal

    columns = dict(zip(HEADER.split(","), ([cell] for cell in LINE.split(","))))
    exact = pa.array([Decimal("12.3400")], pa.decimal128(18, 4))
    bring(book, parquet(tmp_path / "receipts.parquet", columns | {"gross": exact}))
    assert [row["gross_cents"] for row in current(book, "receipt")] == [12_34]
    finer = pa.array([Decimal("12.3450")], pa.decimal128(18, 4))
    [found] = refusal(book, parquet(tmp_path / "finer.parquet", columns | {"gross": finer}))
    assert "found 12.345" in found
