"""CSV files as cells of text. The encoding is the byte order mark's, else UTF-8; no other is guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from arrears.findings import Finding, Refused
from arrears.records.source_cells import CHUNK_ROWS, cells_from_rows

DELIMITERS = (",", ";", "\t", "|")


def csv_cells(name: str, content: bytes) -> tuple[tuple[str, ...], pa.Table]:
    """The header and the cells of a CSV file. The delimiter is the one that gives the header most columns."""
    text = _decoded(name, content)
    first_line = text[:65_536].lstrip("\r\n")
    delimiter = max(DELIMITERS, key=lambda mark: _columns_by(first_line, mark))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return cells_from_rows(name, _chunks(rows))
    except csv.Error as fault:
        problem = "the file cannot be read beyond this line"
        place = f"{name}:line {rows.line_num}"
        raise Refused(
            [Finding("damaged_file", place, problem, "rows of CSV", str(fault), "check the quotes")]
        ) from fault


def _decoded(name: str, content: bytes) -> str:
    """Text by its byte order mark, else UTF-8. Other encodings are not guessed: a name would change
    letters.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        found = f"byte 0x{content[fault.start]:02x}"
        raise Refused(
            [
                Finding(
                    "not_utf8", f"{name}:line {line}", "not text in UTF-8", "UTF-8", found, "save it as UTF-8"
                )
            ]
        ) from fault


def _columns_by(text: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []))
    except csv.Error:
        return 0


def _chunks(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk
