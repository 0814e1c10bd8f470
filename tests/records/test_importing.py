"""Files are checked whole and appended in one commit, or nothing is appended and every fault is listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from arrears.book.ledger import Book
from arrears.book.originals import original_bytes
from arrears.findings import Refused
from arrears.records import append
from arrears.records.importing import FileToImport, import_files

from .bringing import HEADER, LEARNED, LINE, bring, refusal, written


def test_a_csv_becomes_typed_rows_that_name_their_row_in_the_file(
    book: Book, tmp_path: Path, current: Any
) -> None:
    path = written(tmp_path, HEADER, LINE, "", LINE.replace("T1", "T2").replace("1234.56", '"(1,234.5)"'))
    result = bring(book, path)
    assert (result.seq, dict(result.appended), result.is_repeated) == (2, {"receipt": 2}, False)
    first, second = current(book, "receipt")
    assert (first["gross_cents"], second["gross_cents"]) == (1234_56, -1234_50)
    assert (first["source_row"], second["source_row"]) == (2, 4)
    assert (first["said_by"], first["period_to"], first["units"]) == ("CO1", date(2008, 9, 30), 100)


def test_the_same_file_twice_changes_nothing_and_says_so(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    before = book.position()
    again = bring(book, path)
    assert again.is_repeated
    assert again.seq == 2
    assert book.position() == before
    assert [warning.text() for warning in again.warnings] == [
        "receipts.csv: this file was imported before in the same way; nothing was changed\n"
        "  expected a file that is not in the book yet, found entry 2"
    ]


def test_the_same_bytes_said_by_another_party_are_another_import(
    book: Book, tmp_path: Path, current: Any
) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    assert not bring(book, path, said_by="guild").is_repeated
    assert [row["said_by"] for row in current(book, "receipt")] == ["CO1", "guild"]


def test_two_imports_of_one_file_at_once_append_it_once(
    book: Book, tmp_path: Path, current: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, HEADER, LINE)
    keep_original = append.keep_original
    first = iter([True])

    def keep_after_the_other(into: Book, content: bytes, access: str) -> str:
        if next(first, False):
            bring(book, path)
        return keep_original(into, content, access)

    monkeypatch.setattr(append, "keep_original", keep_after_the_other)
    late = bring(book, path)
    assert late.is_repeated
    assert book.position()[0] == 2
    assert len(current(book, "receipt")) == 1


def test_a_restated_file_corrects_what_the_first_one_said(book: Book, tmp_path: Path, current: Any) -> None:
    bring(book, written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2")))
    restated = written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2").replace("1234.56", "1000"))
    result = bring(book, restated)
    assert (dict(result.equal), dict(result.corrected)) == ({"receipt": 1}, {"receipt": 1})
    assert [row["gross_cents"] for row in current(book, "receipt")] == [1234_56, 1000_00]


def test_files_of_several_tables_are_one_commit(book: Book, tmp_path: Path, current: Any) -> None:
    titles = written(tmp_path, "title_id,name", "T9,Harbour Lights", name="titles.csv")
    receipts = written(tmp_path, HEADER, LINE.replace("T1", "T9"))
    files = [FileToImport(receipts, "receipt"), FileToImport(titles, "title")]
    result = import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert book.position()[0] == 2
    assert dict(result.appended) == {"receipt": 1, "title": 1}
    assert [row["title_id"] for row in current(book, "receipt")] == ["T9"]


def test_faults_of_all_files_are_listed_before_anything_is_appended(book: Book, tmp_path: Path) -> None:
    titles = written(tmp_path, "title_id,name", "T9,", name="titles.csv")
    receipts = written(tmp_path, HEADER, LINE.replace("1234.56", "?"))
    files = [FileToImport(titles, "title"), FileToImport(receipts, "receipt")]
    with pytest.raises(Refused) as refused:
        import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert [finding.place for finding in refused.value.findings] == [
        "titles.csv:2:name",
        "receipts.csv:2:gross",
    ]
    assert book.position()[0] == 1


def test_a_file_with_one_new_and_one_known_part_brings_only_the_new(book: Book, tmp_path: Path) -> None:
    receipts = written(tmp_path, HEADER, LINE)
    bring(book, receipts)
    titles = written(tmp_path, "title_id,name", "T9,Harbour Lights", name="titles.csv")
    files = [FileToImport(receipts, "receipt"), FileToImport(titles, "title")]
    result = import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert dict(result.appended) == {"title": 1}
    assert [warning.code for warning in result.warnings] == ["imported_before"]


def test_two_files_of_one_table_are_checked_together(book: Book, tmp_path: Path) -> None:
    one, two = (written(tmp_path, HEADER, LINE, name=f"{name}.csv") for name in ("one", "two"))
    two.write_text(two.read_text() + "\n")
    files = [FileToImport(one, "receipt"), FileToImport(two, "receipt")]
    with pytest.raises(Refused, match=r"in one\.csv:2, two\.csv:2"):
        import_files(book, files, said_by="CO1", learned_on=LEARNED)


def test_an_unknown_table_is_refused_with_the_nearest(book: Book, tmp_path: Path) -> None:
    assert refusal(book, written(tmp_path, HEADER, LINE), "receipts") == [
        "receipts: there is no such table\n  expected a record table, found receipts\n  Try: write 'receipt'"
    ]
    [found] = refusal(book, written(tmp_path, HEADER, LINE), "correction")
    assert found.startswith("correction: there is no such table")


def test_the_original_is_kept_by_its_hash(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE)
    bring(book, path)
    [kept] = [file for file in (book.path / "originals").rglob("*") if file.is_file()]
    assert kept.read_bytes() == path.read_bytes()
    assert original_bytes(book, kept.parent.name + kept.name) == path.read_bytes()


def test_a_correction_by_import_needs_a_later_day(book: Book, tmp_path: Path) -> None:
    bring(book, written(tmp_path, HEADER, LINE))
    restated = written(tmp_path, HEADER, LINE.replace("1234.56", "1"))
    [found] = refusal(book, restated, learned_on=date(2008, 11, 19))
    assert found.startswith("receipts.csv:2: the row corrects one that was learned later\n")


@pytest.mark.parametrize("rows", [[], [LINE]])
def test_one_file_given_twice_in_an_import_is_read_once(book: Book, tmp_path: Path, rows: list[str]) -> None:
    one, two = (written(tmp_path, HEADER, *rows, name=f"{name}.csv") for name in ("one", "two"))
    files = [FileToImport(one, "receipt"), FileToImport(two, "receipt")]
    result = import_files(book, files, said_by="CO1", learned_on=LEARNED)
    assert result.appended == {"receipt": len(rows)}
    assert [(warning.place, warning.found) for warning in result.warnings] == [
        ("two.csv", "one.csv in this import")
    ]
