"""Every published figure about directors, musicians and other contracts is a worked case or has its reason.

The figures about the stage employees, in the same reference file, are those of `iatse/*`.
"""

import re
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLISHED = REPOSITORY.parent / "shared" / "cases" / "dga-iatse-afm.yaml"
CASE_FOLDERS = (
    REPOSITORY / "src" / "arrears" / "agreements" / "library",
    REPOSITORY / "tests" / "agreements" / "library" / "operators",
)
# A figure that adds up several agreements' clauses cannot stand beside one article.
TESTS_WITH_CASES = (REPOSITORY / "tests" / "agreements" / "test_cross_guild.py",)


def published_ids() -> set[str]:
    if not PUBLISHED.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.load(PUBLISHED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {case["id"] for case in written["cases"] if not case["id"].startswith("iatse-")}


def noted_ids() -> set[str]:
    """The ids that a worked case names in its note or name."""
    heads = [
        item["case"]
        for folder in CASE_FOLDERS
        for path in folder.glob("*/*/*.cases.yaml")
        for item in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    ]
    texts = [head.get("note", "") + " " + head.get("name", "") for head in heads]
    texts += [path.read_text(encoding="utf-8") for path in TESTS_WITH_CASES]
    return set(re.findall(r"\b[a-z]+(?:-[a-z0-9]+)+\b", " ".join(texts)))


def listed_ids() -> dict[str, str]:
    page = (REPOSITORY / "docs" / "cases-not-encoded.md").read_text(encoding="utf-8")
    table = page.split("## Directors, musicians and others")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| ([a-z]+-[^ ]+) \| (.+) \|$", table, re.MULTILINE))


def test_every_published_figure_is_encoded_or_listed_with_a_reason() -> None:
    published = published_ids()
    assert len(published) == 20
    assert published - noted_ids() - set(listed_ids()) == set()


def test_no_figure_is_both_encoded_and_listed_as_left_out() -> None:
    assert noted_ids() & set(listed_ids()) == set()


def test_every_listed_figure_was_published_and_its_reason_says_something() -> None:
    assert set(listed_ids()) - published_ids() == set()
    assert all(len(reason.split()) >= 6 for reason in listed_ids().values())
