"""The page that says what a version changed, as `arrears agreements diff` prints it."""

from pathlib import Path

from tests.agreements.test_patch_diff import FIRST
from tests.agreements.test_patched_versions import write_patch

from arrears.agreements.load import load_library
from arrears.reports.patch_report import difference_report, main_table
from arrears.reports.plain import as_text
from arrears.reports.rows import as_csv


def test_a_patch_reads_like_its_memorandum(tmp_path: Path) -> None:
    write_patch(tmp_path, FIRST)
    report = difference_report(*load_library(tmp_path))
    page = as_text(report)
    headings = [
        "Edits",
        "Items without an edit",
        "What else differs",
        "What becomes of the clauses after 2011-05-01",
    ]
    assert [section.heading for section in report.sections] == headings
    assert "guild/pact-2011 is guild/pact-2008 with these edits." in page
    assert main_table(report) == "edits"
    (edits, *_) = report.tables()
    assert as_csv(edits).splitlines()[:2] == [
        "item,address,what,was,is,cite,status",
        '3,reruns/rerun/share/2,"Reruns: rerun, share, 2",50%,60%,memo p. 3,derived',
    ]


def test_a_new_name_is_no_item_of_a_memorandum(tmp_path: Path) -> None:
    write_patch(tmp_path, FIRST)
    (edits, *_) = difference_report(*load_library(tmp_path)).tables()
    assert [row[0] for row in edits.rows] == ["3", "3", "5", "a new name"]


def test_other_versions_are_compared_address_by_address(tmp_path: Path) -> None:
    write_patch(tmp_path, FIRST)
    older, newer = load_library(tmp_path)
    report = difference_report(newer, older)
    assert main_table(report) == "differences"
    assert "guild/pact-2008 is not written as a patch of guild/pact-2011" in as_text(report)
