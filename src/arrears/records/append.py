"""Rows that a program made, appended to a book in one commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pyarrow as pa

from arrears.book.commit import stage_and_commit
from arrears.book.ledger import Book
from arrears.findings import Finding, Refused
from arrears.records.schema import cast_rows
from arrears.records.tables import TABLES

Checks = Literal["all", "schema"]


@dataclass(frozen=True)
class ImportResult:
    """What an import did. Counts are per table.

    seq: the entry that holds the rows (for a repeated import the earlier one). appended counts every new row,
    those that correct an older row included; equal rows were held already and are not stored again.
    """

    seq: int
    head: str
    appended: Mapping[str, int] = field(default_factory=dict)
    equal: Mapping[str, int] = field(default_factory=dict)
    corrected: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()
    is_repeated: bool = False


def append_tables(
    book: Book,
    tables: Mapping[str, pa.Table],
    *,
    said_by: str | None = None,
    learned_on: date,
    checks: Checks = "all",
) -> ImportResult:
    """Append rows of several tables as one entry; rows are checked first and all are appended or none.

    said_by fills the envelope where a table has no such column. checks: `all`, or `schema` for generated rows
    whose keys and references are known to be right (columns, types and required values are checked even
    then).
    """
    if checks not in ("all", "schema"):
        raise ValueError(f"checks is `all` or `schema`, not {checks}")
    cast, faults = {}, []
    for name, rows in tables.items():
        checked, wrong = cast_rows(TABLES[name], rows, said_by)
        faults.extend(wrong)
        if checked is not None:
            cast[name] = checked
    if faults:
        raise Refused(faults)
    entry = stage_and_commit(book, cast, kind="import", learned_on=learned_on)
    return ImportResult(entry.seq, entry.head, {name: rows.num_rows for name, rows in cast.items()})
