"""A small audited book, made once and copied for each test that appends to it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.cli.book_fixture import write_files

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.layout import RUNS
from arrears.book.ledger import Book, create_book, open_book
from arrears.claims.opening import Audited
from arrears.records.importing import FileToImport, import_files

AS_OF = date(2009, 8, 31)


@pytest.fixture(scope="session")
def small_book(tmp_path_factory) -> Path:
    """Two writers of one title, one quarter paid and one not; nobody may append to it."""
    folder = tmp_path_factory.mktemp("small-book")
    book = create_book(folder / "book")
    given = write_files(folder / "given")
    files = [FileToImport(path, path.stem, {}, None) for path in sorted(given.iterdir())]
    import_files(book, files, said_by="wga", learned_on=date(2008, 11, 21))
    run_audit(book, load_library(addresses=["wga/mba-2008"]), AuditRequest(as_of=AS_OF))
    return book.path


@pytest.fixture
def book(small_book, tmp_path) -> Book:
    """A copy of the small book."""
    shutil.copytree(small_book, tmp_path / "book")
    return open_book(tmp_path / "book")


@pytest.fixture
def audited(book) -> Audited:
    """The audit of the small book as of the last day of August 2009, copied with the book."""
    (record,) = (book.path / RUNS).glob("*/run.json")
    return Audited(open_run(record.parent), load_library(addresses=["wga/mba-2008"]))
