"""Bring small invented files into a book, or see why they are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from arrears.book.ledger import Book
from arrears.findings import Refused
from arrears.records.append import ImportResult
from arrears.records.importing import FileToImport, import_file

LEARNED = date(2008, 11, 20)
HEADER = (
    "company_id,title_id,market,territory,base_kind,period_from,period_to,statement_id,gross,currency,units"
)
LINE = "CO1,T1,download,us,distributors_gross,2008-07-01,2008-09-30,S1,1234.56,usd,100"


def written(tmp_path: Path, *lines: str, name: str = "receipts.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def bring(
    book: Book,
    path: Path,
    table: str = "receipt",
    said_by: str = "CO1",
    learned_on: date = LEARNED,
    **how: Any,
) -> ImportResult:
    file = FileToImport(path, table, **how)
    return import_file(book, file, said_by=said_by, learned_on=learned_on)


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
