"""Files are checked whole and appended in one commit, or nothing is appended and every fault is listed."""

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
from arrears.book.originals import original_bytes
from arrears.findings import Refused
from arrears.records import append
from arrears.records.append import append_tables
from arrears.records.importing import FileToImport, import_file, import_files

LEARNED = date(2008, 11, 20)
HEADER = (
    "company_id,title_id,market,territory,base_kind,period_from,period_to,statement_id,gross,currency,units"
)
LINE = "CO1,T1,download,us,distributors_gross,2008-07-01,2008-09-30,S1,1234.56,usd,100"


def written(tmp_path: Path, *lines: str, name: str = "receipts.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def bring(book: Book, path: Path, table: str = "receipt", **how: Any) -> Any:
    return import_file(book, path, table, **({"said_by": "CO1", "learned_on": LEARNED} | how))


def refusal(book: Book, path: Path, table: str = "receipt", **how: Any) -> list[str]:
    """Every finding of a refused import; the book must be byte for byte as before."""
    before = {file: file.read_bytes() for file in book.path.rglob("*") if file.is_file()}
    with pytest.raises(Refused) as refused:
        bring(book, path, table, **how)
    kept = {file: file.read_bytes() for file in book.path.rglob("*") if file.is_file()}
    volatile = ("-wal", "-shm")
    for held in (before, kept):
        for file in [file for file in held if file.name.endswith(volatile)]:
            del held[file]
    assert kept == before
    return [finding.text() for finding in refused.value.findings]


def test_a_csv_becomes_typed_rows_that_name_their_row_in_the_file(
    book: Book, tmp_path: Path, current: Any
) -> None:
    path = written(tmp_path, HEADER, LINE, "", LINE.replace("T1", "T2").replace("1234.56", '"(1,234.5)"'))
    result = bring(book, path)
    assert (result.seq, dict(result.appended), result.is_repeated) == (2, {"receipt": 2}, False)
    first, second = current(book, "receipt")
    assert (first["gross_cents"], second["gross_cents"]) == (1234_56, -1234_50)
    assert (first["source_row"], second["source_row"]) == (2, 4)
    assert (first["said_by"], first["period_to"], first["units"]) == ("CO1", date(2008, 9, 30), 100)


def test_the_same_file_twice_changes_nothing_and_says_so(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    before = book.position()
    again = bring(book, path)
    assert again.is_repeated
    assert again.seq == 2
    assert book.position() == before
    assert [warning.text() for warning in again.warnings] == [
        "receipts.csv: this file was imported before in the same way; nothing was changed\n"
        "  expected a file that is not in the book yet, found entry 2"
    ]


def test_the_same_bytes_said_by_another_party_are_another_import(
    book: Book, tmp_path: Path, current: Any
) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    assert not bring(book, path, said_by="guild").is_repeated
    assert [row["said_by"] for row in current(book, "receipt")] == ["CO1", "guild"]


def test_two_imports_of_one_file_at_once_append_it_once(
    book: Book, tmp_path: Path, current: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, HEADER, LINE)
    keep_original = append.keep_original
    first = iter([True])

    def keep_after_the_other(into: Book, content: bytes) -> str:
        if next(first, False):
            bring(book, path)
        return keep_original(into, content)

    monkeypatch.setattr(append, "keep_original", keep_after_the_other)
    late = bring(book, path)
    assert late.is_repeated
    assert book.position()[0] == 2
    assert len(current(book, "receipt")) == 1


def test_a_restated_file_corrects_what_the_first_one_said(book: Book, tmp_path: Path, current: Any) -> None:
    bring(book, written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2")))
    restated = written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2").replace("1234.56", "1000"))
    result = bring(book, restated)
    assert (dict(result.equal), dict(result.corrected)) == ({"receipt": 1}, {"receipt": 1})
    assert [row["gross_cents"] for row in current(book, "receipt")] == [1234_56, 1000_00]


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
        "  expected a whole number such as 1200 or 1,200, found many",
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


def test_rows_with_one_key_in_one_file_are_refused(book: Book, tmp_path: Path) -> None:
    [found] = refusal(book, written(tmp_path, HEADER, LINE, LINE.replace("1234.56", "1")))
    assert found.startswith("receipts.csv:2: 2 rows have one key and are said by one party\n")
    assert "in receipts.csv:2, receipts.csv:3\n" in found


def test_files_of_several_tables_are_one_commit(book: Book, tmp_path: Path, current: Any) -> None:
    titles = written(tmp_path, "title_id,name", "T9,Harbour Lights", name="titles.csv")
    receipts = written(tmp_path, HEADER, LINE.replace("T1", "T9"))
    files = [FileToImport(receipts, "receipt"), FileToImport(titles, "title")]
    result = import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert book.position()[0] == 2
    assert dict(result.appended) == {"receipt": 1, "title": 1}
    assert [row["title_id"] for row in current(book, "receipt")] == ["T9"]


def test_faults_of_all_files_are_listed_before_anything_is_appended(book: Book, tmp_path: Path) -> None:
    titles = written(tmp_path, "title_id,name", "T9,", name="titles.csv")
    receipts = written(tmp_path, HEADER, LINE.replace("1234.56", "?"))
    files = [FileToImport(titles, "title"), FileToImport(receipts, "receipt")]
    with pytest.raises(Refused) as refused:
        import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert [finding.place for finding in refused.value.findings] == [
        "titles.csv:2:name",
        "receipts.csv:2:gross",
    ]
    assert book.position()[0] == 1


def test_a_file_with_one_new_and_one_known_part_brings_only_the_new(book: Book, tmp_path: Path) -> None:
    receipts = written(tmp_path, HEADER, LINE)
    bring(book, receipts)
    titles = written(tmp_path, "title_id,name", "T9,Harbour Lights", name="titles.csv")
    files = [FileToImport(receipts, "receipt"), FileToImport(titles, "title")]
    result = import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert dict(result.appended) == {"title": 1}
    assert [warning.code for warning in result.warnings] == ["imported_before"]


def test_two_files_of_one_table_are_checked_together(book: Book, tmp_path: Path) -> None:
    one, two = (written(tmp_path, HEADER, LINE, name=f"{name}.csv") for name in ("one", "two"))
    two.write_text(two.read_text() + "\n")
    files = [FileToImport(one, "receipt"), FileToImport(two, "receipt")]
    with pytest.raises(Refused, match=r"in one\.csv:2, two\.csv:2"):
        import_files(book, files, said_by="CO1", learned_on=LEARNED)


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


def test_an_unknown_table_is_refused_with_the_nearest(book: Book, tmp_path: Path) -> None:
    assert refusal(book, written(tmp_path, HEADER, LINE), "receipts") == [
        "receipts: there is no such table\n  expected a record table, found receipts\n  Try: write 'receipt'"
    ]
    [found] = refusal(book, written(tmp_path, HEADER, LINE), "correction")
    assert found.startswith("correction: there is no such table")


def test_a_total_line_that_agrees_is_left_out(book: Book, tmp_path: Path, current: Any) -> None:
    total = "Total,,,,,,,,2469.12,,200"
    bring(book, written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2"), total))
    assert len(current(book, "receipt")) == 2


def test_a_total_line_that_disagrees_is_refused(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2"), "Total,,,,,,,,2469.13,,200")
    assert refusal(book, path) == [
        "receipts.csv:4:gross_cents: the total line is not the sum of the rows\n"
        "  expected 246,912, the sum of the rows, found 246,913 (difference 1)\n"
        "  Try: ask the sender for the missing or changed rows"
    ]


def test_a_total_over_several_currencies_is_refused(book: Book, tmp_path: Path) -> None:
    other = LINE.replace("T1", "T2").replace("usd", "eur")
    assert refusal(book, written(tmp_path, HEADER, LINE, other, "Grand total,,,,,,,,2469.12,,")) == [
        "receipts.csv:4: the total line adds amounts of several currencies\n"
        "  expected one currency, found eur, usd\n"
        "  Try: take the total line out, or give one file for each currency"
    ]


def test_a_statement_s_printed_total_is_kept_and_the_difference_told(
    book: Book, tmp_path: Path, current: Any
) -> None:
    bring(book, written(tmp_path, HEADER, LINE))
    totals = written(tmp_path, "statement_id,column,amount", "S1,gross_cents,1300.00", name="totals.csv")
    result = bring(book, totals, "statement_total")
    assert [warning.text() for warning in result.warnings] == [
        "statement S1:gross_cents: the printed total is not the sum of the statement's rows\n"
        "  expected 130,000, as printed, found 123,456 from the rows (difference -6,544)\n"
        "  Try: ask the sender which is right; both are kept"
    ]
    assert [row["amount_cents"] for row in current(book, "statement_total")] == [1300_00]


def test_a_wrong_check_character_is_refused(book: Book, tmp_path: Path) -> None:
    right = "T8,Far Shore,10.5240/7791-8534-2C23-9030-8610-5,0000-0001-8CFA-0000-I-0000-0000-K"
    wrong = "T9,Near Shore,10.5240/7791-8534-2C23-9030-8610-6,0000-0001-8CFA-0000-J"
    path = written(tmp_path, "title_id,name,eidr,isan", right, wrong, name="titles.csv")
    assert refusal(book, path, "title") == [
        "titles.csv:3:eidr: not accepted\n"
        "  expected an EIDR whose check character is right, found 10.5240/7791-8534-2C23-9030-8610-6",
        "titles.csv:3:isan: not accepted\n"
        "  expected an ISAN whose check character is right, found 0000-0001-8CFA-0000-J",
    ]


def test_identifiers_are_kept_in_their_one_written_form(book: Book, tmp_path: Path, current: Any) -> None:
    row = "T8,Far Shore,doi:10.5240/7791-8534-2c23-9030-8610-5,0000-0001-8CFA-0000-I-0000-0000-K"
    bring(book, written(tmp_path, "title_id,name,eidr,isan", row, name="titles.csv"), "title")
    kept = {row["title_id"]: row for row in current(book, "title")}["T8"]
    assert kept["eidr"] == "10.5240/7791-8534-2C23-9030-8610-5"
    assert kept["isan"] == "000000018CFA0000I00000000K"


@pytest.mark.parametrize(("share", "shown"), [("1,", "1/nothing"), ("3,2", "3/2"), ("1,0", "1/0")])
def test_a_share_is_a_fraction(book: Book, tmp_path: Path, share: str, shown: str) -> None:
    path = written(
        tmp_path,
        "title_id,person_id,role,share_num,share_den",
        f"T1,P1,written_by,{share}",
        name="credits.csv",
    )
    assert refusal(book, path, "credit") == [
        "credits.csv:2:share_num: not a share\n"
        f"  expected a fraction from 0 to 1, or neither part, found {shown}"
    ]


def test_counts_start_at_one(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "payment_id,line_no", "PAY1,0", name="payments.csv")
    assert refusal(book, path, "payment_line") == [
        "payments.csv:2:line_no: the number is too small\n  expected 1 or more, found 0"
    ]


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


def test_a_control_character_is_shown_and_refused(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "company_id,name", "CO3,Ce\x07dar", name="companies.csv")
    assert refusal(book, path, "company") == [
        "companies.csv:2:name: a text holds a control character (shown as �)\n"
        "  expected printable text, found Ce�dar"
    ]


def test_a_huge_cell_is_refused_and_shown_short(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "company_id,name", "CO3," + "x" * 40_000, name="companies.csv")
    [found] = refusal(book, path, "company")
    assert found == (
        "companies.csv:2:name: a text is too long\n"
        "  expected 32,767 characters, found " + "x" * 80 + "… (200 characters)"
    )


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


def test_the_original_is_kept_by_its_hash(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    [kept] = [file for file in (book.path / "originals").rglob("*") if file.is_file()]
    assert kept.read_bytes() == path.read_bytes()
    assert original_bytes(book, kept.parent.name + kept.name) == path.read_bytes()


def test_a_correction_by_import_needs_a_later_day(book: Book, tmp_path: Path) -> None:
    bring(book, written(tmp_path, HEADER, LINE))
    restated = written(tmp_path, HEADER, LINE.replace("1234.56", "1"))
    [found] = refusal(book, restated, learned_on=date(2008, 11, 19))
    assert found.startswith("receipts.csv:2: the row corrects one that was learned later\n")


def test_generated_rows_meet_the_same_value_checks(book: Book) -> None:
    rows = pa.table({"company_id": ["C O"], "name": ["Cedar"]})
    with pytest.raises(Refused, match="company:1:company_id: not an id"):
        append_tables(book, {"company": rows}, said_by="guild", learned_on=LEARNED)
