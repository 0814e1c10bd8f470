"""Every published figure about performers is a worked case or a test's, or is listed with its reason."""

import re
from pathlib import Path

import pytest
import yaml

from arrears.agreements.load import load_agreement

REPOSITORY = Path(__file__).resolve().parents[2]
LIBRARY = REPOSITORY / "src" / "arrears" / "agreements" / "library" / "sag"
PUBLISHED = REPOSITORY.parent / "shared" / "cases" / "sag.yaml"
# Late charges and due days are no clauses; their figures are cases of this test.
LATE = REPOSITORY / "tests" / "reconciliation" / "test_sag_late_charges.py"
BEFORE = {"tv-2017": "tv-2014", "tv-2020": "tv-2017", "tv-2023": "tv-2020"}
CASE_ID = re.compile(r"\bSAG-(?:[A-Za-z0-9]+)(?:-[A-Za-z0-9]+)+")


def published_ids() -> set[str]:
    if not PUBLISHED.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.load(PUBLISHED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {case["id"] for case in written["cases"]}


def encoded_ids() -> set[str]:
    files = [*LIBRARY.glob("*/*.cases.yaml"), LATE]
    return {found for file in files for found in CASE_ID.findall(file.read_text(encoding="utf-8"))}


def listed_ids() -> dict[str, str]:
    """Ids of the table of figures that are no worked cases, with their reasons."""
    page = (REPOSITORY / "docs" / "cases-not-encoded.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (SAG-[^ ]+) \| (.+) \|$", page, re.MULTILINE))


def test_every_published_figure_is_encoded_or_listed_with_a_reason() -> None:
    published = published_ids()
    assert len(published) == 62
    assert published - encoded_ids() - set(listed_ids()) == set()


def test_no_figure_is_both_encoded_and_listed_as_left_out() -> None:
    assert encoded_ids() & set(listed_ids()) == set()


def test_every_listed_figure_was_published() -> None:
    assert set(listed_ids()) - published_ids() == set()


def test_every_reason_says_something() -> None:
    assert all(len(reason.split()) >= 4 for reason in listed_ids().values())


@pytest.mark.parametrize("version", ["tv-2017", "tv-2020", "tv-2023"])
def test_every_clause_that_a_memorandum_adds_has_a_worked_case_in_its_version(version: str) -> None:
    agreement = load_agreement(LIBRARY / version)
    before = {clause.name for clause in load_agreement(LIBRARY / BEFORE[version]).clauses()}
    cased = set()
    for path in (LIBRARY / version).glob("*.cases.yaml"):
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        cased |= {f"{path.name.removesuffix('.cases.yaml')}/{item['case']['clause']}" for item in written}
    assert {clause.name for clause in agreement.clauses()} - before <= cased
