"""Spreadsheets as cells of text: the first sheet, its first row that is not empty as header.

A number comes as a binary fraction and is written back exactly or not at all. A workbook is measured before
it is opened: what it unpacks to and how far its cells reach, because a small file may claim billions of
cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

import pyarrow as pa
import python_calamine

from arrears.findings import Finding, Refused
from arrears.records.source_cells import CHUNK_ROWS, Row, cells_from_rows

MOST_UNPACKED = 1 << 29
MOST_CELLS = 20_000_000
MOST_MEMBERS = 2_000
BLOCK = 1 << 20
CELL_REF = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?r="([A-Z]{1,4})([0-9]{1,8})"')
# A formula with no result beside it; a formula whose result is an empty text says so in its type.
FORMULA = re.compile(
    rb"<(?:\w+:)?c\s(?P<of>[^>]{0,200})>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]{0,4096}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
OVERLAP = 8_192
EXACT_LIMIT = 2**53
NEAR = Decimal("1e-6")


def xlsx_cells(name: str, content: bytes) -> tuple[tuple[str, ...], pa.Table]:
    """The header and the cells of a workbook's only sheet with rows.

    Findings: damaged_file, file_too_large, several_sheets, file_empty, formula_without_result.
    """
    _measure(name, content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Refused([_damaged(name, str(fault))]) from fault
    filled = [(title, sheet) for title, sheet in sheets if sheet.height and sheet.width]
    if len(filled) > 1:
        titles = ", ".join(title for title, _ in filled)
        remedy = "keep one sheet in the file that you import"
        raise Refused([Finding("several_sheets", name, "several sheets have rows", "one", titles, remedy)])
    return cells_from_rows(name, (chunk for _, sheet in filled for chunk in _chunks(sheet)))


def _chunks(sheet: python_calamine.CalamineSheet) -> Iterator[list[Row]]:
    rows = iter(sheet.to_python(skip_empty_area=False))
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield [[cell_text(cell) for cell in row] for row in chunk]


def _measure(name: str, content: bytes) -> None:
    """Unpack every member once without keeping it, and stop at the caps."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Refused([_too_large(name, f"{MOST_MEMBERS:,} parts", f"{len(members):,} parts")])
            unpacked = 0
            for member in members:
                unpacked = _measure_member(name, archive, member, unpacked)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as fault:
        raise Refused([_damaged(name, str(fault))]) from fault


def _measure_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, unpacked: int) -> int:
    is_sheet = "worksheets/" in member.filename
    furthest_row = furthest_column = 0
    tail = b""
    with archive.open(member) as stream:
        while block := stream.read(BLOCK):
            unpacked += len(block)
            if unpacked > MOST_UNPACKED:
                raise Refused([_too_large(name, f"{MOST_UNPACKED:,} bytes unpacked", "more than that")])
            if not is_sheet:
                continue
            _refuse_open_formulas(name, tail + block)
            for letters, digits in CELL_REF.findall(tail + block):
                furthest_row = max(furthest_row, int(digits))
                furthest_column = max(furthest_column, column_number(letters.decode("ascii")))
            tail = block[-OVERLAP:]
            if furthest_row * furthest_column > MOST_CELLS:
                reach = f"cells up to row {furthest_row:,}, column {furthest_column:,}"
                raise Refused([_too_large(name, f"at most {MOST_CELLS:,} cells", reach)])
    return unpacked


def _refuse_open_formulas(name: str, part: bytes) -> None:
    """A formula that no program has calculated reads as an empty cell, and would be taken for not known."""
    for found in FORMULA.finditer(part):
        if b't="str"' in found["of"]:
            continue
        at = re.search(rb'r="([A-Z]{1,4}[0-9]{1,8})"', found["of"])
        problem = "a cell holds a formula and no result of it"
        cell = at[1].decode("ascii") if at else "a formula"
        remedy = "open the file in a spreadsheet program, save it there, and import that"
        raise Refused([Finding("formula_without_result", name, problem, "saved results", cell, remedy)])


def column_number(letters: str) -> int:
    """The number of a spreadsheet column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_text(cell: object) -> str | None:
    """One cell as text: whole numbers without a point, dates as ISO; nothing for an empty cell.

    A binary fraction within a millionth of a cent of a whole cent is that many cents (0.1 + 0.2 is 0.30);
    any other is written out in full, so that the check for money refuses it.
    """
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float():
            return number_text(cell)
        case datetime() if (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0):
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def number_text(number: float) -> str:
    """A binary fraction as exact text: whole, in whole hundredths, or as it is."""
    if not abs(number) < EXACT_LIMIT:  # also true of a number that is none
        return repr(number)
    if number == int(number):
        return str(int(number))
    # The shortest text of the fraction, and not a product: at ten thousand millions that is off already.
    hundredths = Decimal(repr(number)) * 100
    if abs(number) < EXACT_LIMIT / 100 and abs(hundredths - round(hundredths)) < NEAR:
        sign = "-" if hundredths < 0 else ""
        whole, part = divmod(abs(round(hundredths)), 100)
        return f"{sign}{whole}.{part:02d}"
    return repr(number)


def _damaged(name: str, found: str) -> Finding:
    remedy = "save it again as .xlsx"
    return Finding("damaged_file", name, "the workbook cannot be read", "a workbook (.xlsx)", found, remedy)


def _too_large(name: str, expected: str, found: str) -> Finding:
    remedy = "remove what is not part of the table, or save the sheet as CSV"
    return Finding(
        "file_too_large", name, "the workbook is too large to check whole", expected, found, remedy
    )
