"""Files from strangers: whatever is written, loading gives an agreement or a refusal, and soon."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agreements.faulty_files import ERRORS
from tests.agreements.writing import load_clause, load_clauses

from arrears.agreements.load import load_agreement
from arrears.findings import Refused

BASE = (ERRORS / "base" / "guild" / "pact-2008" / "article.yaml").read_text(encoding="utf-8")
PIECES = [
    "market", "gross", "1.2%", "$1,302", "yes", "[", "]", "{", "}", ": ", "\n", "  ", "- ", "'", '"', "terms",
    "steps", "questions", "pays", "when", "per: title", "bands", "thereafter", "from 2008-01-01", "owed('x')",
    "&a", "*a", "!!x", "9" * 400, "0/0", "1/0", "~", "null", "None", "first_of", "total", "counts", "each",
    "split", "é", "\t", "#", "$", "%",
]  # fmt: skip


def load_text(article: str) -> list[str]:
    """The codes of the refusal of one article, empty when it loads."""
    with TemporaryDirectory() as folder:
        pact = Path(folder) / "guild" / "pact-2008"
        pact.mkdir(parents=True)
        header = ERRORS / "base" / "guild" / "pact-2008" / "agreement.yaml"
        (pact / "agreement.yaml").write_bytes(header.read_bytes())
        (pact / "article.yaml").write_text(article, encoding="utf-8")
        try:
            load_agreement(pact)
        except Refused as refused:
            return [finding.code for finding in refused.findings]
    return []


@given(st.integers(0, len(BASE)), st.integers(0, 12), st.lists(st.sampled_from(PIECES), max_size=4))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_article_is_loaded_or_refused(at: int, cut: int, pieces: list[str]) -> None:
    load_text(BASE[:at] + "".join(pieces) + BASE[at + cut :])


@given(st.lists(st.sampled_from([*BASE.splitlines(keepends=True), *PIECES]), max_size=25))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_shuffled_lines_are_loaded_or_refused(lines: list[str]) -> None:
    load_text("".join(lines))


def test_the_undamaged_article_loads() -> None:
    assert load_text(BASE) == []


@pytest.mark.parametrize(
    "body",
    [
        "terms: {rate: " + "9" * 3_000 + "}\npays: gross * rate\n",
        "terms: {rate: 1/" + "9" * 70 + "}\npays: gross * rate\n",
        "terms: {rate: 1e999}\npays: gross * rate\n",
        "pays: " + "(" * 300 + "gross" + ")" * 290 + "\n",
        "pays: " + "gross + " * 500 + "gross\n",
        "pays: gross; drop table receipt\n",
        "pays: gross -- and more\n",
        "pays: (select gross)\n",
        "pays: read_csv('/etc/passwd')\n",
        "pays: gross::float\n",
        "when: gross is not null\npays: gross\n",
        "steps: {" + ", ".join(f"s{n}: s{n + 1}" for n in range(2_000)) + "}\npays: s0\n",
        "steps: {"
        + ", ".join(f"s{n}: s{n - 1} + s{n - 1}" for n in range(1, 500))
        + ", s0: gross}\npays: s499\n",
        "pays: owed('one')\n",
        "each: {name: week, lasts: 99999999 weeks, from: received_on, until: received_on, part: prorates}\n"
        "pays: gross\n",
    ],
)
def test_a_hostile_clause_is_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        load_clause(tmp_path, body)


def test_a_chain_of_clauses_without_end_is_refused(tmp_path: Path) -> None:
    head = "for: statement_line, governed_by: received_on"
    clauses = "".join(f"- {{id: c{n}, {head}, pays: \"owed('c{(n + 1) % 1500}')\"}}\n" for n in range(1500))
    with pytest.raises(Refused) as refused:
        load_clauses(tmp_path, clauses)
    assert [finding.code for finding in refused.value.findings] == ["agreement-loop"]
