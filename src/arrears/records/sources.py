"""Files as somebody gave them: CSV, Parquet and XLSX read as cells of text, each with its row in the file.

The bytes are read once, so what is hashed is what is read. Nothing is typed here, and nothing is dropped but
empty rows. Refuses what it cannot read whole: other encodings, ragged rows, cells and files beyond the caps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from arrears.findings import Finding, Refused
from arrears.records.csv_source import csv_cells
from arrears.records.parquet_source import parquet_cells
from arrears.records.source_cells import checked_header
from arrears.records.xlsx_source import xlsx_cells

SourceFormat = Literal["csv", "parquet", "xlsx"]
MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class GivenFile:
    """A file as it came: its name without folders, its bytes and their SHA-256."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class SourceRows:
    """A file read whole. cells: `row_no` (the header is row 1) and one text column for each header, by
    position.

    A cell that holds nothing is null; a cell of blanks is still a cell.
    """

    name: str
    format: SourceFormat
    content: bytes
    sha256: str
    header: tuple[str, ...]
    cells: pa.Table

    def cell_column(self, header: str) -> str:
        """The column of `cells` under a header."""
        return f"c{self.header.index(header)}"


def read_source(path: Path | str) -> SourceRows:
    """Read a file into cells of text; see `read_bytes` and `read_cells`."""
    return read_cells(read_bytes(path))


def read_bytes(path: Path | str) -> GivenFile:
    """The bytes of a file and their SHA-256. Findings: file_not_found, file_too_large."""
    target = Path(path)
    content = _bytes_of(target)
    return GivenFile(target.name, content, hashlib.sha256(content).hexdigest())


def read_cells(given: GivenFile) -> SourceRows:
    """The cells of a file; the ending of its name says what it is.

    Findings: unknown_format, file_empty, not_utf8, ragged_row, damaged_file, duplicate_header,
    header_missing, too_many_columns, and those of spreadsheets and Parquet files.
    """
    name, content = given.name, given.content
    match Path(name).suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            kind: SourceFormat = "csv"
            header, cells = csv_cells(name, content)
        case ".parquet":
            kind = "parquet"
            header, cells = parquet_cells(name, content)
        case ".xlsx":
            kind = "xlsx"
            header, cells = xlsx_cells(name, content)
        case other:
            raise Refused([_unknown_format(name, other)])
    header, cells = checked_header(name, header, cells)
    return SourceRows(name, kind, content, given.sha256, header, cells)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise Refused([Finding("file_not_found", str(path), "there is no such file", "a file", "none")])
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(
            [
                Finding(
                    "file_too_large",
                    path.name,
                    "the file is too large to check whole",
                    f"at most {MOST_BYTES:,} bytes",
                    f"{size:,} bytes",
                    "split it and import the parts together",
                )
            ]
        )
    return path.read_bytes()


def _unknown_format(name: str, ending: str) -> Finding:
    return Finding(
        "unknown_format",
        name,
        "files of this kind are not read",
        "a name that ends in .csv, .tsv, .txt, .xlsx or .parquet",
        ending or "no ending",
        "save it as CSV or as a spreadsheet (.xlsx)",
    )
