"""Rows of text on their way to columns: the first row that is not empty is the header, the rest are cells.

The column `row_no` numbers the rows of the file, the header being row 1 when it comes first. Nothing is
typed here, and nothing is dropped but empty rows. Refuses rows that are not as wide as the header.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from arrears.findings import Finding, Refused
from arrears.records.faults import SHOWN, more_faults, shortened

MOST_COLUMNS = 500
CHUNK_ROWS = 65_536
ROW_NO = "row_no"

Row = Sequence[str | None]


def cells_from_rows(name: str, chunks: Iterable[Sequence[Row]]) -> tuple[tuple[str, ...], pa.Table]:
    """The header and all cells: `row_no`, then a text column `c0`, `c1`, … for each heading.

    Findings: file_empty, too_many_columns, ragged_row.
    """
    header: tuple[str, ...] = ()
    batches: list[list[pa.Array]] = []
    ragged: list[tuple[int, int]] = []
    read = 0
    for chunk in chunks:
        numbered = [(read + place, row) for place, row in enumerate(chunk, start=1) if _has_text(row)]
        read += len(chunk)
        if numbered and not header:
            header = _header(name, numbered.pop(0)[1])
        if any(len(row) != len(header) for _, row in numbered):
            numbered, odd = _even(numbered, len(header))
            ragged.extend(odd)
        if numbered:
            columns = [pa.array(values, pa.string()) for values in zip(*(row for _, row in numbered))]
            batches.append([pa.array([row_no for row_no, _ in numbered], pa.int64()), *columns])
    if ragged:
        raise Refused(_ragged_rows(name, ragged, len(header)))
    if not header:
        raise Refused([Finding("file_empty", name, "the file holds no rows", "a header and rows", "none")])
    names = [ROW_NO, *(f"c{place}" for place in range(len(header)))]
    schema = pa.schema([(ROW_NO, pa.int64()), *((heading, pa.string()) for heading in names[1:])])
    return header, pa.Table.from_batches(
        [pa.RecordBatch.from_arrays(batch, schema=schema) for batch in batches], schema=schema
    )


def _has_text(row: Row) -> bool:
    return any(cell and cell.strip() for cell in row)


def _header(name: str, row: Row) -> tuple[str, ...]:
    header = tuple((cell or "").strip() for cell in _trimmed(row))
    if len(header) > MOST_COLUMNS:
        raise Refused([too_many_columns(name, len(header))])
    return header


def _even(
    numbered: Sequence[tuple[int, Row]], width: int
) -> tuple[list[tuple[int, Row]], list[tuple[int, int]]]:
    """Rows as wide as the header, empty cells beyond it cut off; and row number and width of all others."""
    even: list[tuple[int, Row]] = []
    ragged = []
    for row_no, row in numbered:
        cut = _trimmed(row) if len(row) > width else row
        if len(row) < width or len(cut) > width:
            ragged.append((row_no, len(row)))
        else:
            even.append((row_no, [*cut, *[None] * (width - len(cut))]))
    return even, ragged


def _trimmed(row: Row) -> list[str | None]:
    """A row without its empty cells at the end."""
    cells = list(row)
    while cells and not (cells[-1] or "").strip():
        cells.pop()
    return cells


def _ragged_rows(name: str, ragged: Sequence[tuple[int, int]], width: int) -> list[Finding]:
    problem = "the row is not as wide as the header"
    remedy = "look for a delimiter inside a value that is not quoted"
    findings = [
        Finding("ragged_row", f"{name}:{row_no}", problem, f"{width} cells", f"{cells} cells", remedy)
        for row_no, cells in ragged[:SHOWN]
    ]
    if len(ragged) > SHOWN:
        findings.append(more_faults(name, "", problem, len(ragged)))
    return findings


def too_many_columns(name: str, count: int) -> Finding:
    """A header beyond the cap."""
    return Finding(
        "too_many_columns",
        f"{name}:1",
        "the file has too many columns to check",
        f"at most {MOST_COLUMNS} columns",
        f"{count:,} columns",
        "keep the columns of one table",
    )


def checked_header(name: str, header: tuple[str, ...], cells: pa.Table) -> tuple[tuple[str, ...], pa.Table]:
    """A header whose names can be told apart; a column without a name is dropped when it is empty.

    Findings: duplicate_header, header_missing.
    """
    findings = []
    for place, heading in enumerate(header):
        if heading and header.index(heading) != place:
            problem = "two columns have one name"
            findings.append(
                Finding("duplicate_header", f"{name}:1", problem, "one column", shortened(heading))
            )
        if not heading and cells.column(f"c{place}").null_count < cells.num_rows:
            problem = "a column with values has no name"
            findings.append(
                Finding(
                    "header_missing",
                    f"{name}:1",
                    problem,
                    "a name in row 1",
                    f"nothing in column {place + 1}",
                )
            )
    if findings:
        raise Refused(findings)
    kept = [place for place, heading in enumerate(header) if heading]
    columns = [cells.column(ROW_NO), *(cells.column(f"c{place}") for place in kept)]
    names = [ROW_NO, *(f"c{place}" for place in range(len(kept)))]
    return tuple(header[place] for place in kept), pa.table(columns, names=names)
