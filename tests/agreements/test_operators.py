"""The page of operators: every clause it prints stands in a file and its worked cases run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from arrears.agreements.load import load_library
from arrears.obligations.worked_cases import check_files

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).parent / "library" / "operators"
PAGE = REPOSITORY / "docs" / "operators.md"
REFERENCE = REPOSITORY.parent / "shared" / "reference" / "terms-dga-iatse-afm.yaml"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/*/agreement.yaml"))


def printed_clauses() -> list[str]:
    """Each clause of the page's blocks, as it is printed."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [
        clause for block in blocks for clause in re.split(r"^(?=- id: )", block, flags=re.MULTILINE) if clause
    ]


def article_texts() -> str:
    files = sorted(path for path in EXAMPLES.glob("*/*/*.yaml") if not path.name.endswith(".cases.yaml"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def case_heads() -> Iterator[dict[str, str]]:
    for path in EXAMPLES.glob("*/*/*.cases.yaml"):
        for item in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            yield item["case"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_worked_case_of_the_examples_agrees(folder: Path) -> None:
    checked = check_files([folder])
    assert [finding.text() for finding in checked.findings] == []
    written = [path.read_text(encoding="utf-8") for path in folder.glob("*.cases.yaml")]
    assert checked.cases == sum(text.count("- case:") for text in written) > 0


def test_the_page_prints_clauses_as_they_are_run() -> None:
    texts = article_texts()
    printed = printed_clauses()
    assert len(printed) >= 20
    assert [clause for clause in printed if clause not in texts] == []


def test_every_printed_clause_has_a_worked_case() -> None:
    with_cases = {head["clause"] for head in case_heads()}
    printed = {clause.split("\n")[0].removeprefix("- id: ") for clause in printed_clauses()}
    assert printed - with_cases == set()


def test_every_clause_of_the_examples_has_a_worked_case() -> None:
    with_cases = {head["clause"] for head in case_heads()}
    clauses = {
        clause.name.rpartition("/")[2]
        for agreement in load_library(EXAMPLES)
        for clause in agreement.clauses()
    }
    assert clauses - with_cases == set()


def test_every_operator_of_the_contracts_is_on_the_page() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.load(REFERENCE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    operators = {entry["op"] for entry in written["algebra"]}
    named = set(re.findall(r"^\*\*([a-z_]+)\.\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == operators


def test_the_addresses_of_the_page_stand_in_the_library() -> None:
    named = re.findall(r"`((?:dga|afm|wga|sag|iatse)/[^`]+)`", PAGE.read_text(encoding="utf-8"))
    versions = {"/".join(address.split("/")[:2]) for address in named}
    loaded = load_library(addresses=sorted(versions))
    known = {
        name
        for agreement in loaded
        for clause in agreement.clauses()
        for name in (f"{agreement.address}/{clause.name}", f"{agreement.address}/{clause.name.split('/')[0]}")
    }
    assert set(named) - known == set()
