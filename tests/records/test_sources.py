"""Files are read whole as cells of text, or refused: nothing is cut, padded or guessed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.records import parquet_source, sources, xlsx_source
from arrears.records.sources import GivenFile, SourceRows, read_cells, read_source
from arrears.records.xlsx_source import cell_text, column_number, number_text


def read(content: bytes, name: str = "f.csv") -> SourceRows:
    return read_cells(GivenFile(name, content, ""))


def rows(source: SourceRows) -> list[list[object]]:
    return [list(row.values()) for row in source.cells.to_pylist()]


def refusal(content: bytes, name: str = "f.csv") -> list[str]:
    with pytest.raises(Refused) as refused:
        read(content, name)
    return [finding.text() for finding in refused.value.findings]


def test_empty_rows_are_left_out_and_still_counted() -> None:
    source = read(b"\n a ,b\n\n1,2\n , \n3,4\n")
    assert source.header == ("a", "b")
    assert rows(source) == [[4, "1", "2"], [6, "3", "4"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_columns(mark: str) -> None:
    text = mark.join(["name", '"Quill, Ada; Stet"', "x"]).replace("name", "h1")
    source = read(f"{mark.join(['h1', 'h2', 'h3'])}\n{text}\n".encode())
    assert rows(source) == [[2, "h1", "Quill, Ada; Stet", "x"]]


def test_a_value_may_run_over_lines_and_hold_quotes() -> None:
    assert rows(read(b'a,b\n"one\ntwo","say ""so"""\n3,4\n')) == [[2, "one\ntwo", 'say "so"'], [3, "3", "4"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_byte_order_mark_says_the_encoding(encoding: str) -> None:
    assert rows(read("a,b\nZoë,1\n".encode(encoding))) == [[2, "Zoë", "1"]]


def test_other_encodings_are_not_guessed() -> None:
    assert refusal("a,b\n1,2\nZoë,1\n".encode("cp1252")) == [
        "f.csv:line 3: not text in UTF-8\n  expected UTF-8, found byte 0xeb\n  Try: save it as UTF-8"
    ]


def test_ragged_rows_are_all_named() -> None:
    assert refusal(b"a,b\n1\n1,2\n1,2,3\n1,2,,\n") == [
        "f.csv:2: the row is not as wide as the header\n  expected 2 cells, found 1 cells\n"
        "  Try: look for a delimiter inside a value that is not quoted",
        "f.csv:4: the row is not as wide as the header\n  expected 2 cells, found 3 cells\n"
        "  Try: look for a delimiter inside a value that is not quoted",
    ]
    many = refusal(b"a,b\n" + b"1\n" * 30)
    assert len(many) == 21
    assert "30 such rows in all" in many[-1]


def test_an_open_quote_is_refused_with_its_line() -> None:
    [found] = refusal(b'a,b\n1,"open\n2,3\n')
    assert found.startswith("f.csv:line 3: the file cannot be read beyond this line\n  expected rows of CSV")


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    assert refusal(content) == ["f.csv: the file holds no rows\n  expected a header and rows, found none"]


def test_a_header_without_rows_is_no_rows() -> None:
    assert rows(read(b"a,b\n")) == []


def test_headings_must_tell_columns_apart() -> None:
    assert refusal(b"a,a,,b\n1,2,3,4\n") == [
        "f.csv:1: two columns have one name\n  expected one column, found a",
        "f.csv:1: a column with values has no name\n  expected a name in row 1, found nothing in column 3",
    ]


def test_too_many_columns_are_refused() -> None:
    assert refusal(b",".join(b"c%d" % place for place in range(501)) + b"\n") == [
        "f.csv:1: the file has too many columns to check\n  expected at most 500 columns, found 501 columns"
        "\n  Try: keep the columns of one table"
    ]


def test_files_of_other_kinds_and_no_file_are_refused(tmp_path: Path) -> None:
    assert refusal(b"x", "f.ods") == [
        "f.ods: files of this kind are not read\n"
        "  expected a name that ends in .csv, .tsv, .txt, .xlsx or .parquet, found .ods\n"
        "  Try: save it as CSV or as a spreadsheet (.xlsx)"
    ]
    with pytest.raises(Refused, match=r"none\.csv: there is no such file"):
        read_source(tmp_path / "none.csv")


def test_a_file_beyond_the_cap_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 3)
    (tmp_path / "f.csv").write_text("a,b\n")
    with pytest.raises(Refused, match="too large to check whole\n  expected at most 3 bytes, found 4 bytes"):
        read_source(tmp_path / "f.csv")


def workbook(*sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for cells in sheets:
            sheet = book.add_worksheet()
            for row_no, row in enumerate(cells):
                sheet.write_row(row_no, 0, row)
    return stream.getvalue()


def test_a_sheet_is_read_from_where_its_rows_begin() -> None:
    source = read(workbook([[], ["id", "amount"], ["T1", 1.5], [], ["T2", 3]]), "f.xlsx")
    assert source.header == ("id", "amount")
    assert rows(source) == [[3, "T1", "1.50"], [5, "T2", "3"]]


def test_several_sheets_with_rows_are_refused() -> None:
    assert rows(read(workbook([["a"], ["1"]], []), "f.xlsx")) == [[2, "1"]]
    assert refusal(workbook([["a"]], [["b"]]), "f.xlsx") == [
        "f.xlsx: several sheets have rows\n  expected one, found Sheet1, Sheet2\n"
        "  Try: keep one sheet in the file that you import"
    ]


def test_a_workbook_that_is_none_is_refused() -> None:
    [found] = refusal(b"not a zip", "f.xlsx")
    assert found.startswith("f.xlsx: the workbook cannot be read\n  expected a workbook (.xlsx), found ")
    whole = workbook([["a"], ["1"]])
    assert "cannot be read" in refusal(whole[: len(whole) // 2], "f.xlsx")[0]


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose sheet is replaced by other XML."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            sheet = member.filename == "xl/worksheets/sheet1.xml"
            new.writestr(member.filename, xml if sheet else old.read(member))
    return kept.getvalue()


def test_a_workbook_that_claims_billions_of_cells_is_not_opened() -> None:
    spaced = b'<c r="A1"/>' + b" " * (1 << 20) + b'<c s="1" r="XFD1048576"><v>1</v></c>'
    assert refusal(with_sheet(b"<worksheet><sheetData>" + spaced), "f.xlsx") == [
        "f.xlsx: the workbook is too large to check whole\n"
        "  expected at most 20,000,000 cells, found cells up to row 1,048,576, column 16,384\n"
        "  Try: remove what is not part of the table, or save the sheet as CSV"
    ]


def test_a_workbook_that_unpacks_without_end_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_source, "MOST_UNPACKED", 1 << 22)
    bomb = with_sheet(b"0" * (1 << 23))
    assert len(bomb) < 1 << 16
    [found] = refusal(bomb, "f.xlsx")
    assert "expected 4,194,304 bytes unpacked, found more than that" in found


def test_a_workbook_of_thousands_of_parts_is_not_opened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for place in range(2_001):
            archive.writestr(f"{place}", b"")
    assert "expected 2,000 parts, found 2,001 parts" in refusal(stream.getvalue(), "f.xlsx")[0]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None),
        ("", None),
        (True, "true"),
        (5.0, "5"),
        (-0.5, "-0.50"),
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.30"),
        (12.345, "12.345"),
        (-1.999, "-1.999"),
        (1e22, "1e+22"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (date(2008, 2, 13), "2008-02-13"),
        (datetime(2008, 2, 13), "2008-02-13"),
        (datetime(2008, 2, 13, 1), "2008-02-13T01:00:00"),
        (time(1, 2), "01:02:00"),
    ],
)
def test_a_cell_is_written_exactly_or_in_full(cell: object, text: str | None) -> None:
    assert cell_text(cell) == text


@given(st.integers(-(10**13), 10**13))
@example(1_869_412_726_690)  # times a hundred, its binary fraction is off by a millionth of a cent
@example(-1_869_412_726_690)
def test_every_amount_in_cents_survives_a_binary_fraction(cents: int) -> None:
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    expected = f"{sign}{whole}" if part == 0 else f"{sign}{whole}.{part:02d}"
    assert number_text(cents / 100) == expected


def with_formula(replaced: bytes, by: bytes, result: object) -> bytes:
    """A workbook with `=1+1` in B2, its sheet changed by hand."""
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "amount"])
        sheet.write_string(1, 0, "T1")
        sheet.write_formula(1, 1, "=1+1", None, result)
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(changed, "w") as written:
        for name in given.namelist():
            content = given.read(name)
            if "worksheets/" in name:
                assert replaced in content
                content = content.replace(replaced, by)
            written.writestr(name, content)
    return changed.getvalue()


@pytest.mark.parametrize("by", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_that_was_never_calculated_is_not_taken_for_an_empty_cell(by: bytes) -> None:
    assert refusal(with_formula(b"<v>2</v>", by, 2), "f.xlsx") == [
        "f.xlsx: a cell holds a formula and no result of it\n"
        "  expected saved results, found B2\n"
        "  Try: open the file in a spreadsheet program, save it there, and import that"
    ]


def test_results_of_formulas_are_read() -> None:
    assert rows(read(with_formula(b"<v>2</v>", b"<v>2</v>", 2), "f.xlsx")) == [[2, "T1", "2"]]
    empty = with_formula(b'r="B2"><f>1+1</f><v>2', b'r="B2" t="str"><f>1+1</f><v>', 2)
    assert rows(read(empty, "f.xlsx")) == [[2, "T1", None]]


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16_384)])
def test_columns_of_a_sheet_are_counted(letters: str, number: int) -> None:
    assert column_number(letters) == number


def parquet(**columns: pa.Array) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_parquet_values_are_written_as_people_write_them() -> None:
    content = parquet(
        n=pa.array([1, None], pa.int16()),
        f=pa.array([1.5, None]),
        d=pa.array([date(2008, 2, 13), None]),
        b=pa.array([True, None]),
        t=pa.array(["x", None]).dictionary_encode(),
        many=pa.array([["wga", "sag"], None]),
    )
    assert rows(read(content, "f.parquet")) == [
        [2, "1", "1.50", "2008-02-13", "true", "x", "wga;sag"],
        [3, None, None, None, None, None, None],
    ]


def test_a_truncated_parquet_file_is_refused() -> None:
    whole = parquet(a=pa.array(["x"] * 100))
    for cut in (whole[:-9], whole[:50], b""):
        [found] = refusal(cut, "f.parquet")
        assert found.startswith("f.parquet: the Parquet file cannot be read; it may be cut short\n")


def test_a_nested_parquet_column_is_refused() -> None:
    [found] = refusal(parquet(a=pa.array([{"x": 1}])), "f.parquet")
    assert found.startswith(
        "f.parquet:a: a column of this kind is not read\n  expected plain values, found struct"
    )


@pytest.mark.parametrize(
    "column",
    [
        pa.array([b"\xff\xfe"], pa.large_binary()),
        pa.array([b"ab\xff"], pa.binary(3)),
        pa.array([[{"x": 1}]]),
        pa.array([[["x"]]]),
    ],
)
def test_a_parquet_column_of_bytes_or_of_lists_of_parts_is_refused(column: pa.Array) -> None:
    [found] = refusal(parquet(a=column), "f.parquet")
    assert found.startswith("f.parquet:a: a column of this kind is not read\n  expected plain values")


def test_parquet_text_that_is_no_utf_8_is_refused() -> None:
    raw = pa.array([b"\xff\xfe"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 1, raw.buffers())
    [found] = refusal(parquet(a=text), "f.parquet")
    assert "Invalid UTF8" in found


def test_noughts_of_many_places_and_parts_without_a_value_are_read() -> None:
    places = [Decimal("0"), Decimal("1200"), Decimal("12.34"), Decimal("12.345")]
    content = parquet(
        d=pa.array(places, pa.decimal128(38, 10)),
        many=pa.array([["wga", None], [None], [], None]),
    )
    assert [row[1:] for row in rows(read(content, "f.parquet"))] == [
        ["0", "wga"],
        ["1200", ""],
        ["12.34", ""],
        ["12.345", None],
    ]


def test_a_parquet_file_beyond_the_cap_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_source, "MOST_ROWS", 5)
    [found] = refusal(parquet(a=pa.array(["x"] * 6)), "f.parquet")
    assert "expected at most 5 rows in" in found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["f.csv", "f.xlsx", "f.parquet"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    read_or_refused(content, name)


WORKBOOK = workbook([["id", "amount"], ["T1", 1.5], ["T2", 2]])
PARQUET = parquet(a=pa.array(["x", "y"]), b=pa.array([1, 2]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([("f.xlsx", WORKBOOK), ("f.parquet", PARQUET)]), st.data())
def test_a_damaged_file_is_read_or_refused(whole: tuple[str, bytes], draw: st.DataObject) -> None:
    name, content = whole
    damaged = bytearray(content)
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(content) - 1))
        damaged[place] = draw.draw(st.integers(0, 255))
    read_or_refused(bytes(damaged), name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet='ab,;"\n\r\t |\x00é', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text.encode(), "f.csv")


def read_or_refused(content: bytes, name: str) -> None:
    try:
        source = read(content, name)
    except Refused:
        return
    assert source.cells.num_columns == len(source.header) + 1
    numbers = source.cells["row_no"].to_pylist()
    assert numbers == sorted(set(numbers))
