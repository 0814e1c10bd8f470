"""Every published figure about the stage employees is a worked case or is listed with its reason."""

import re
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
LIBRARY = REPOSITORY / "src" / "arrears" / "agreements" / "library" / "iatse"
PUBLISHED = REPOSITORY.parent / "shared" / "cases" / "dga-iatse-afm.yaml"
# A late charge is no clause; its figure is a case of this test.
LATE = REPOSITORY / "tests" / "reconciliation" / "test_iatse_late_interest.py"
CASE_ID = re.compile(r"\biatse-[a-z0-9]+(?:-[a-z0-9]+)+")


def published_ids() -> set[str]:
    if not PUBLISHED.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.load(PUBLISHED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {case["id"] for case in written["cases"] if case["id"].startswith("iatse-")}


def noted_ids() -> set[str]:
    """The ids that a worked case, or the test of late charges, names."""
    texts = [path.read_text(encoding="utf-8") for path in (*LIBRARY.glob("*/*.cases.yaml"), LATE)]
    return {found for text in texts for found in CASE_ID.findall(text)}


def test_every_published_figure_is_a_worked_case() -> None:
    assert len(published_ids()) == 9
    assert noted_ids() == published_ids()


def test_every_clause_of_the_library_has_a_worked_case_in_its_version_or_an_older_one() -> None:
    from arrears.agreements.load import load_library

    agreements = {one.address: one for one in load_library() if one.family == "iatse"}
    cased: dict[str, set[str]] = {}
    for path in sorted(LIBRARY.glob("*/*.cases.yaml")):
        article = path.name.removesuffix(".cases.yaml")
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        named = {item["case"]["clause"] for item in written}
        cased.setdefault(f"iatse/{path.parent.name}", set()).update(
            name if "/" in name else f"{article}/{name}" for name in named
        )
    older: set[str] = set()
    for address, agreement in sorted(agreements.items()):
        older |= cased.get(address, set())
        assert {clause.name for clause in agreement.clauses()} <= older, address
