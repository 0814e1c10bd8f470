"""The first files of an agreement of one's own."""

from pathlib import Path

import pytest

from arrears.agreements.lint import lint_agreements
from arrears.agreements.load import load_library
from arrears.agreements.skeleton import new_agreement
from arrears.findings import Refused
from arrears.obligations.worked_cases import check_files


def test_the_first_files_lint_clean_and_their_case_agrees(tmp_path: Path) -> None:
    header, *_ = new_agreement(tmp_path, "guild/pact-2026")
    assert lint_agreements(load_library(tmp_path)) == []
    checked = check_files([header.parent])
    assert (checked.cases, checked.findings) == (1, ())


def refused(folder: Path, name: str) -> str:
    with pytest.raises(Refused) as refusal:
        new_agreement(folder, name)
    return refusal.value.findings[0].text()


@pytest.mark.parametrize(
    "name", ["pact", "../pact-2026", "guild/../pact", "Guild/pact", "guild/pact/2026", ""]
)
def test_another_name_than_family_and_version_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, name).startswith("--name: this is not the name of an agreement.")
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_shipped_agreement_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "wga/mba-2023") == (
        "--name: an agreement that ships with Arrears has this name.\n"
        "  expected a name of its own, found wga/mba-2023\n  Try: choose another family or version"
    )


def test_files_that_are_there_are_never_written_over(tmp_path: Path) -> None:
    header, *_ = new_agreement(tmp_path, "guild/pact-2026")
    header.write_text("mine", encoding="utf-8")
    assert "the folder holds files already." in refused(tmp_path, "guild/pact-2026")
    assert header.read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "the folder cannot be written." in refused(tmp_path / "file", "guild/pact-2026")
