"""Every published WGA figure of the shared reference folder is a worked case or is listed with its reason."""

import re
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
LIBRARY = REPOSITORY / "src" / "arrears" / "agreements" / "library"
PUBLISHED = REPOSITORY.parent / "shared" / "cases" / "wga.yaml"
CASE_ID = re.compile(r"\bex-\d\d-[a-z0-9_-]+")
# Credit shares, late charges and whole offers are no clauses; their figures are cases of these tests.
TESTS_WITH_CASES = (
    REPOSITORY / "tests" / "agreements" / "test_wga_credit_shares.py",
    REPOSITORY / "tests" / "reconciliation" / "test_wga_late_interest.py",
    REPOSITORY / "tests" / "bargaining" / "test_published.py",
)


def published_ids() -> set[str]:
    if not PUBLISHED.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    return {case["id"] for case in written["cases"]}


def encoded_ids() -> set[str]:
    files = [*LIBRARY.glob("*/*/*.cases.yaml"), *TESTS_WITH_CASES]
    return {found for file in files for found in CASE_ID.findall(file.read_text(encoding="utf-8"))}


def listed_ids() -> dict[str, str]:
    """Ids of the table of cases that are not encoded, with their reasons."""
    page = (REPOSITORY / "docs" / "cases-not-encoded.md").read_text(encoding="utf-8")
    table = page.split("## Not encoded")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (ex-[^ ]+) \| (.+) \|$", table, re.MULTILINE)
    return dict(rows)


def test_every_published_figure_is_encoded_or_listed_with_a_reason() -> None:
    published = published_ids()
    assert len(published) == 37
    assert published - encoded_ids() - set(listed_ids()) == set()


def test_no_figure_is_both_encoded_and_listed_as_left_out() -> None:
    assert encoded_ids() & set(listed_ids()) == set()


def test_no_case_names_a_figure_that_was_never_published() -> None:
    assert (encoded_ids() | set(listed_ids())) - published_ids() == set()


def test_every_reason_says_something() -> None:
    assert all(len(reason.split()) >= 4 for reason in listed_ids().values())
