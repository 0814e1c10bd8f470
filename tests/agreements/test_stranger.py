"""Folders of agreements from strangers: limits of size, links out of them, names of shipped agreements."""

import shutil
from pathlib import Path

import pytest
from tests.agreements.test_patch_refusals import told
from tests.agreements.test_patched_versions import LIBRARY, write_patch

from arrears.agreements.load import SHIPPED, load_library
from arrears.agreements.stranger import LIBRARY_BYTES_LIMIT, VERSIONS_LIMIT, refuse_large, shadowed
from arrears.agreements.written_agreement import FILES_LIMIT
from arrears.findings import Refused

SHARED_NAME = SHIPPED / "afm" / "secondary-markets-fund"


def text_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return "\n".join(finding.text() for finding in refusal.value.findings)


def test_a_folder_without_agreements_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        refuse_large(tmp_path)
    assert "there is no agreement in this folder." in text_of(refused)


def test_too_many_agreements_are_refused_before_any_is_read(tmp_path: Path) -> None:
    for number in range(VERSIONS_LIMIT + 1):
        folder = tmp_path / "guild" / f"v{number}"
        folder.mkdir(parents=True)
        (folder / "agreement.yaml").touch()
    with pytest.raises(Refused) as refused:
        refuse_large(tmp_path)
    assert "the folder of agreements is too large." in text_of(refused)
    assert "expected at most 400 agreements, found 401" in text_of(refused)


def test_too_long_files_are_refused_before_any_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "guild" / "v1"
    folder.mkdir(parents=True)
    with (folder / "agreement.yaml").open("wb") as stream:
        stream.truncate(LIBRARY_BYTES_LIMIT + 1)
    with pytest.raises(Refused) as refused:
        refuse_large(tmp_path)
    assert "expected at most 8,388,608 bytes, found 8,388,609" in text_of(refused)


def test_the_shipped_library_is_within_the_limits() -> None:
    refuse_large(SHIPPED)
    assert shadowed(SHIPPED) == ()


def test_a_version_that_is_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    elsewhere = shutil.copytree(LIBRARY / "guild" / "pact-2008", tmp_path / "elsewhere")
    (tmp_path / "library" / "guild").mkdir(parents=True)
    (tmp_path / "library" / "guild" / "pact-2008").symlink_to(elsewhere)
    with pytest.raises(Refused) as refused:
        load_library(tmp_path / "library")
    assert {finding.code for finding in refused.value.findings} == {"agreement-outside"}


def test_a_copy_of_a_shipped_agreement_shadows_nothing(tmp_path: Path) -> None:
    shutil.copytree(SHARED_NAME, tmp_path / "afm" / SHARED_NAME.name)
    assert shadowed(tmp_path) == ()


def test_another_agreement_under_a_shipped_name_is_said(tmp_path: Path) -> None:
    folder = shutil.copytree(SHARED_NAME, tmp_path / "afm" / SHARED_NAME.name)
    header = folder / "agreement.yaml"
    header.write_text(header.read_text("utf-8") + "# another\n", encoding="utf-8")
    (finding,) = shadowed(tmp_path)
    assert finding.text() == (
        "afm/secondary-markets-fund: "
        "this agreement has the name of one that ships with Arrears, and is another.\n"
        "  expected the shipped agreement, found the folder's own\n"
        "  Try: every figure comes from the folder named; "
        "give it another family or version to tell them apart"
    )


def test_a_file_that_is_a_link_out_of_the_library_is_not_read(tmp_path: Path) -> None:
    folder = write_patch(tmp_path / "library", "")
    elsewhere = tmp_path / "hire.yaml"
    elsewhere.write_text("article: hire\ntitle: Hire\n", encoding="utf-8")
    (folder / "hire.yaml").symlink_to(elsewhere)
    assert told(folder) == (
        "guild/pact-2011/hire.yaml: the file lies outside the folder of the library.\n"
        "  expected a file of its own, found a link\n  Try: copy it to where it is read"
    )


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "")
    for number in range(FILES_LIMIT):
        (folder / f"a{number}.yaml").write_text(f"article: a{number}\ntitle: More\n", encoding="utf-8")
    assert told(folder) == (
        "guild/pact-2011: the folder holds too many files.\n  expected at most 200, found 201"
    )
