"""Parquet files on their way into a book: sorted, numbered, written and made durable, but not yet listed.

Until an entry lists it, a staged file is an orphan that nobody reads. The caller has checked the rows; here
they are only given their row_id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from arrears.book.access import DEFAULT_ACCESS
from arrears.book.chain import file_hash, sealed
from arrears.book.layout import file_path, make_folder, sync_folder, writing_to
from arrears.book.ledger import Book, reserve_file_numbers

ROW_GROUP = 122_880
TAKE_ROWS = 1 << 20
ROW_ID_SHIFT = 32
MOST_ROWS = 1 << ROW_ID_SHIFT


@dataclass(frozen=True)
class NumberedTable:
    """Rows in their final order with their row_id, not yet on disk. corrects: tables whose rows they
    correct.
    """

    table: str
    file_no: int
    rows: pa.Table
    corrects: tuple[str, ...] = ()
    access: str = DEFAULT_ACCESS


@dataclass(frozen=True)
class StagedFile:
    """A file on disk that no entry lists yet."""

    table: str
    file_no: int
    path: str
    sha256: str
    rows: int
    bytes: int
    says: tuple[str, ...]
    columns: tuple[str, ...]
    corrects: tuple[str, ...]
    access: str = DEFAULT_ACCESS

    def body(self, secret: str) -> dict[str, object]:
        """The file as an entry's body writes it: every number as text, its digest sealed."""
        return {
            "table": self.table,
            "file_no": str(self.file_no),
            "path": self.path,
            "sha256": sealed(secret, self.path, self.sha256),
            "rows": str(self.rows),
            "bytes": str(self.bytes),
            "says": list(self.says),
            "columns": list(self.columns),
            "corrects": list(self.corrects),
            "access": self.access,
        }

    def ledger_row(self, seq: int) -> tuple[object, ...]:
        """The file as a row of the ledger."""
        lists = (json.dumps(part) for part in (self.says, self.columns, self.corrects))
        return (
            *(self.file_no, seq, self.table, self.path, self.sha256, self.rows, self.bytes),
            *lists,
            self.access,
        )


def number_rows(
    book: Book, tables: Mapping[str, pa.Table], access: str = DEFAULT_ACCESS
) -> list[NumberedTable]:
    """Sort each table by title where it has one, reserve a file for it, and give every row its row_id.

    Empty tables are left out. row_id = file_no << 32 | position in the file; order of equal titles is kept.
    """
    filled = [(name, rows) for name, rows in tables.items() if rows.num_rows]
    if not filled:
        return []
    numbers = reserve_file_numbers(book, len(filled), access)
    return [
        NumberedTable(name, file_no, _with_row_ids(_sorted_by_title(rows), file_no), access=access)
        for file_no, (name, rows) in zip(numbers, filled)
    ]


def _sorted_by_title(rows: pa.Table) -> pa.Table:
    if "title_id" not in rows.column_names or rows.num_rows < 2:
        return rows
    titles = rows.column("title_id")
    in_order = pc.all(pc.less_equal(titles[:-1], titles[1:]), skip_nulls=False).as_py()
    if in_order:
        return rows
    order = pc.sort_indices(rows, sort_keys=[("title_id", "ascending", "at_end")])
    # taken in slices: one take over everything overflows 32-bit string offsets in large tables
    parts = [rows.take(order.slice(start, TAKE_ROWS)) for start in range(0, rows.num_rows, TAKE_ROWS)]
    return pa.concat_tables(parts)


def _with_row_ids(rows: pa.Table, file_no: int) -> pa.Table:
    if rows.num_rows >= MOST_ROWS:
        raise ValueError(f"a file holds fewer than {MOST_ROWS} rows, this table has {rows.num_rows}")
    first = file_no << ROW_ID_SHIFT
    row_ids = pa.arange(first, first + rows.num_rows)
    return rows.add_column(0, pa.field("row_id", pa.int64(), nullable=False), row_ids)


def write_files(book: Book, numbered: Iterable[NumberedTable]) -> list[StagedFile]:
    """Write the tables as Parquet and make files and folders durable. Refuses with nothing left behind.

    Findings: disk_full, book_read_only.
    """
    staged: list[StagedFile] = []
    try:
        for part in numbered:
            staged.append(_write_file(book, part))
        for folder in sorted({(book.path / part.path).parent for part in staged}):
            sync_folder(folder)
    except BaseException:
        discard(book, staged)
        raise
    return staged


def _write_file(book: Book, part: NumberedTable) -> StagedFile:
    relative = file_path(part.table, part.file_no)
    target = book.path / relative
    with writing_to(book.path):
        make_folder(target.parent)
        try:
            with target.open("xb") as stream:
                pq.write_table(part.rows, stream, compression="zstd", row_group_size=ROW_GROUP)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return StagedFile(
        table=part.table,
        file_no=part.file_no,
        path=relative,
        sha256=file_hash(target),
        rows=part.rows.num_rows,
        bytes=target.stat().st_size,
        says=tuple(sorted(pc.unique(part.rows.column("said_by")).to_pylist())),
        columns=tuple(part.rows.column_names),
        corrects=part.corrects,
        access=part.access,
    )


def discard(book: Book, staged: Iterable[StagedFile]) -> None:
    """Remove staged files that will not be listed. What cannot be removed stays an orphan for `tidy`."""
    for part in staged:
        with suppress(OSError):
            (book.path / part.path).unlink(missing_ok=True)
