"""Clauses that a version inherits are not read again; the agreement is the same as if they were."""

from pathlib import Path

import pytest
from tests.agreements.test_patched_versions import write_patch

from arrears.agreements.load import SHIPPED, load_alone, load_library, lower_agreement
from arrears.agreements.lower_clause import lower_clause
from arrears.agreements.written_agreement import Library, read_written

PATCHED = sorted(
    path.parent.relative_to(SHIPPED).as_posix()
    for path in SHIPPED.glob("*/*/agreement.yaml")
    if "\npatch:" in path.read_text(encoding="utf-8")
)
EDITS = {
    "nothing": "",
    "a figure of one clause": (
        'edits: [{at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1", cite: memo}]\n'
    ),
    "a shared figure": (
        "edits: [{at: downloads/shared/library_after, was: 1977-12-31, is: 1978-12-31, item: a, cite: b}]\n"
    ),
    "a due rule": 'edits: [{at: due/quarterly/count, was: 60 days, is: 45 days, item: "1", cite: memo}]\n',
    "the date that chooses the version": "governed_by: {television: shown_on}\n",
    "another due rule": "due: {monthly: {count: 1 months, after: period_to, cite: memo, status: derived}}\n",
}


@pytest.mark.parametrize("below", EDITS.values(), ids=EDITS)
def test_a_version_read_after_its_base_is_the_version_read_alone(below: str, tmp_path: Path) -> None:
    folder = write_patch(tmp_path, below)
    assert load_library(tmp_path)[1] == load_alone(folder)


@pytest.mark.parametrize("address", PATCHED)
def test_a_shipped_patch_read_with_the_library_is_the_version_read_alone(address: str) -> None:
    alone = load_alone(SHIPPED / address)
    library = Library(SHIPPED)
    for version in (patch.of for patch in alone.patches):
        lower_agreement(read_written(library, version), library.clauses)
    assert lower_agreement(read_written(library, address), library.clauses) == alone


def test_an_inherited_clause_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(block, header, known, faults):  # type: ignore[no-untyped-def]
        read.append(header.address)
        return lower_clause(block, header, known, faults)

    monkeypatch.setattr("arrears.agreements.lower_article.lower_clause", counted)
    write_patch(tmp_path, EDITS["a figure of one clause"])
    load_library(tmp_path)
    assert read.count("guild/pact-2011/reruns") == 1
    assert read.count("guild/pact-2011/downloads") == 0
