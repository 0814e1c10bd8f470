"""The tables in which settlements, awards and distributions keep their lines: columns, types, missing
values.

Declared as record tables are and checked in the same way. They lie in the book beside the records and are
none: no audit reads them and nothing corrects them; what changes is told by a further act with a file of its
own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.book.staging import StagedFile, number_rows, write_files
from arrears.findings import Finding, Refused
from arrears.records.schema import cast_rows
from arrears.records.tables import Column, Table

_LINE_COLUMNS = (
    Column("ref", "text", "the line: an item of a claim, by its name"),
    Column("payee_id", "id", "whose money it is", "the payee is not known"),
    Column("company_id", "id", "the company that owes it"),
    Column("title_id", "id", "the title", "no title"),
    Column("currency", "text", "its currency", words="CURRENCIES"),
    Column("character", "text", "compensation, contributions, late charge, damages or costs"),
)
_SETTLED_LINE = Table(
    "frozen_settled_line",
    "line that a settlement or an award covers, on one position",
    ("ref", "character", "position"),
    (
        *_LINE_COLUMNS,
        Column("position", "text", "the reading that this row prices"),
        Column("amount_cents", "cents", "what it is worth on that position", "it cannot be computed"),
        Column("undisputed_cents", "cents", "what no reading disputes", "it is not known"),
        Column(
            "paid_cents",
            "cents",
            "what the settlement or award gives for the line, the same on every position",
        ),
        Column("kept_out_cents", "cents", "undisputed money that stays owed beside it"),
        Column("is_out", "bool", "whether its company stays out of the settlement"),
        Column("is_waived", "bool", "whether it is given up for nothing"),
        Column("status", "text", "the weakest status among its terms; empty where none is said"),
    ),
)
_REMITTANCE_LINE = Table(
    "frozen_remittance_line",
    "line of a distribution of collected money",
    ("remittance_no", "ref", "character"),
    (
        Column("remittance_no", "n", "the remittance, one for each person and currency, from 1"),
        *_LINE_COLUMNS,
        Column("sent_to", "id", "who receives it: the person, an estate, a loan-out", "nobody is known to"),
        Column("gross_cents", "cents", "before deductions"),
        Column("deducted_cents", "cents", "all deductions together"),
        Column("deductions", "text[]", "each deduction: kind, cents and what allows it", "none"),
        Column("held_because", "text", "why it is held and not sent", "it was sent"),
    ),
)
MONEY_TABLES: Mapping[str, Table] = {table.name: table for table in (_SETTLED_LINE, _REMITTANCE_LINE)}


def stage_rows(
    book: Book, table: str, rows: Sequence[Mapping[str, Any]], *, said_by: str, access: str
) -> tuple[StagedFile, ...]:
    """Check rows, write them as a file of the book and make it durable; no entry lists it yet.

    Findings: raises `Refused` with missing_value, wrong_type, disk_full, book_read_only.
    """
    declared = MONEY_TABLES[table]
    names = [column.name for column in declared.columns]
    columns = {name: [row[name] for row in rows] for name in names}
    checked, faults = cast_rows(declared, pa.table(columns), said_by)
    if checked is None or faults:
        raise Refused(faults)
    return tuple(write_files(book, number_rows(book, {table: checked}, access)))


def read_rows(book: Book, table: str, file_no: int) -> list[dict[str, Any]]:
    """The rows of one such file, in their order; none for file number 0. A company reads its own rows only.

    Findings: raises `Refused` with money-file-unseen, file_missing, file_truncated.
    """
    if not file_no:
        return []
    for entry in snapshot(book).files.get(table, ()):
        if entry.file_no == file_no:
            rows: list[dict[str, Any]] = pq.read_table(entry.path).to_pylist()
            mine = book.audience.company_id
            return [row for row in rows if not mine or row["company_id"] == mine]
    problem = "the act names a file that this book does not show"
    remedy = "ask as somebody who may read it, or run `arrears verify`"
    raise Refused(
        [Finding("money-file-unseen", f"{book.path}: {table}", problem, f"file {file_no}", "none", remedy)]
    )


def file_of(files: Sequence[StagedFile]) -> str:
    """The number of a staged file as an act's body writes it; `0` where there were no rows."""
    return str(files[0].file_no) if files else "0"
