"""An invented book with two entries, and rows to append to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from arrears.book.commit import Act, Source, commit, stage_and_commit
from arrears.book.ledger import Book, create_book
from arrears.book.originals import keep_original
from arrears.book.staging import number_rows, write_files


def titles(*ids: str, said_by: str = "guild") -> pa.Table:
    minutes = pa.array([30] * len(ids), pa.int64())
    return pa.table({"said_by": [said_by] * len(ids), "title_id": list(ids), "minutes": minutes})


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = create_book(tmp_path / "the book")
    stage_and_commit(made, {"title": titles("T2", "T1")}, kind="import", learned_on=date(2008, 11, 1))
    source = Source("a" * 64, "title", "b" * 64, "titles.csv", keep_original(made, b"title_id\nT3\n"))
    staged = write_files(made, number_rows(made, {"title": titles("T3", said_by="company")}))
    commit(made, staged, Act("import", date(2009, 5, 1), sources=(source,)))
    return made
