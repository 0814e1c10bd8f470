"""A shared name is read once for clauses that mean the same by it, and anew where they do not."""

from collections import Counter
from pathlib import Path

import pytest
from tests.agreements.test_patched_versions import write_patch
from tests.agreements.writing import ARTICLE, HEADER, load_clauses, write_agreement

from arrears.agreements.load import load_alone, load_library
from arrears.agreements.lower_names import Names, Read, lower_name
from arrears.agreements.names import Declared
from arrears.formula.expression_text import parse_expression
from arrears.formula.nodes import Arithmetic, Named, children
from arrears.formula.read import Trees

LINE = "for: statement_line, governed_by: received_on"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each name was read."""
    counted: Counter[str] = Counter()

    def counting(declared: Declared, names: Names, trees: Trees) -> Read:
        counted[declared.address] += 1
        return lower_name(declared, names, trees)

    monkeypatch.setattr("arrears.agreements.scope.lower_name", counting)
    return counted


def test_two_clauses_that_share_a_name_read_it_once(tmp_path: Path, read: Counter[str]) -> None:
    article = ARTICLE + "shared:\n  terms: {part: 10%}\n  steps: {some: part * gross}\n"
    one, other = load_clauses(
        tmp_path,
        f"- {{id: one, {LINE}, pays: some}}\n- {{id: other, {LINE}, pays: some}}\n",
        article=article,
    ).clauses()
    assert one.result == other.result
    assert read == {"guild/pact-2008/article/shared/part": 1, "guild/pact-2008/article/shared/some": 1}


def test_a_shared_name_over_names_of_the_clauses_is_read_for_each(tmp_path: Path) -> None:
    article = ARTICLE + "shared:\n  steps: {some: rate * gross}\n"
    one, other = load_clauses(
        tmp_path,
        f"- {{id: one, {LINE}, terms: {{rate: 10%}}, pays: some}}\n"
        f"- {{id: other, {LINE}, terms: {{rate: 20%}}, pays: some}}\n",
        article=article,
    ).clauses()
    rates = []
    for clause in (one, other):
        (some,) = [node for node in (clause.result.amount,) if isinstance(node, Named)]  # type: ignore[union-attr]
        assert isinstance(some.body, Arithmetic)
        rates.append(children(some.body)[0].address)  # type: ignore[union-attr]
    assert rates == ["guild/pact-2008/article/one/rate", "guild/pact-2008/article/other/rate"]


def test_a_name_that_rests_on_a_changed_figure_is_read_anew(tmp_path: Path, read: Counter[str]) -> None:
    folder = write_patch(
        tmp_path, 'edits: [{at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1", cite: memo}]\n'
    )
    newer = load_library(tmp_path)[1]
    assert read["guild/pact-2011/reruns/rerun/share"] == 1
    assert newer == load_alone(folder)


def test_a_figure_read_before_keeps_the_citation_of_its_own_version(tmp_path: Path) -> None:
    write_agreement(tmp_path, f"- {{id: one, {LINE}, terms: {{rate: 10%}}, pays: rate * gross}}\n")
    newer = tmp_path / "guild" / "pact-2011"
    newer.mkdir()
    (newer / "agreement.yaml").write_text(
        HEADER.replace("pact-2008", "pact-2011").replace(
            "2008-02-13, until: 2011-05-01", "2011-05-02, until: 2014-05-01"
        ),
        encoding="utf-8",
    )
    (newer / "article.yaml").write_text(
        f"{ARTICLE.replace('cite: invented', 'cite: another')}clauses:\n"
        f"- {{id: one, {LINE}, terms: {{rate: 10%}}, pays: rate * gross}}\n",
        encoding="utf-8",
    )
    cited = [agreement.clauses()[0].terms[0].citation.source for agreement in load_library(tmp_path)]
    assert cited == ["invented", "another"]


def test_a_text_is_parsed_once_and_means_what_the_names_of_its_clause_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[str] = Counter()

    def counting(text: str, place: str) -> object:
        parsed[text] += 1
        return parse_expression(text, place)

    monkeypatch.setattr("arrears.formula.read.parse_expression", counting)
    one, other = load_clauses(
        tmp_path,
        f"- {{id: one, {LINE}, terms: {{rate: 10%}}, pays: rate * gross}}\n"
        f"- {{id: other, {LINE}, terms: {{rate: 20%}}, pays: rate * gross}}\n",
    ).clauses()
    assert parsed["rate * gross"] == 1
    assert one.result != other.result
