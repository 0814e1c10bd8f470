"""Questions answered: one reading changes the words in dispute and nothing else."""

import shutil
from pathlib import Path
from textwrap import indent

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.load import clause_named, load_agreement
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import (
    positions,
    question_key,
    questions_of,
    read_as,
    to_formula,
)
from arrears.agreements.rewrite import walk
from arrears.findings import Refused
from arrears.formula.nodes import Fact, Named

PACT = Path(__file__).parent / "library" / "guild" / "pact-2008"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


def clause(pact: Agreement, name: str) -> Clause:
    found = clause_named(pact, name)
    assert found is not None, name
    return found


def facts_in(node: object) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, Fact)}  # type: ignore[arg-type]


def test_each_side_reads_its_own_words(pact: Agreement) -> None:
    television = clause(pact, "downloads/download-television")
    guild = read_as(television, {"covered": "guild"})
    companies = read_as(television, {"covered": "companies"})
    assert "photographed_on" in facts_in(guild.when)
    assert "first_new_media_on" not in facts_in(guild.when)
    assert "first_new_media_on" in facts_in(companies.when)
    assert "photographed_on" not in facts_in(companies.when)


def test_a_reading_changes_nothing_but_the_question(pact: Agreement) -> None:
    television = clause(pact, "downloads/download-television")
    guild = read_as(television, {"covered": "guild"})
    assert guild.result == television.result
    assert (guild.name, guild.record_kind, guild.split) == (
        television.name,
        "statement_line",
        television.split,
    )
    answered = [node for node in walk(guild.when) if isinstance(node, Named)]
    assert [(node.name, node.answer) for node in answered] == [("covered", "guild")]


def test_the_first_reading_is_what_the_clause_itself_holds(pact: Agreement) -> None:
    television = clause(pact, "downloads/download-television")
    assert read_as(television, {"covered": "guild"}).when == television.when


def test_a_clause_without_questions_needs_no_reading(pact: Agreement) -> None:
    bonus = clause(pact, "reruns/rerun-bonus")
    assert to_formula(bonus) == read_as(bonus, {})
    with pytest.raises(ValueError, match="open questions: covered"):
        to_formula(clause(pact, "downloads/download-television"))


def test_a_reading_that_leaves_a_question_open_is_refused(pact: Agreement) -> None:
    with pytest.raises(
        ValueError, match="answered by guild, companies, companies-per-guild; the reading says None"
    ):
        read_as(clause(pact, "downloads/download-television"), {})
    with pytest.raises(ValueError, match="the reading says nobody"):
        read_as(clause(pact, "downloads/download-television"), {"covered": "nobody"})


def test_questions_are_found_through_the_clauses_it_reads(pact: Agreement) -> None:
    bonus = questions_of(clause(pact, "reruns/rerun-bonus"), pact)
    assert [question.name for question in bonus] == ["new_series"]
    assert [question_key(question) for question in bonus] == ["guild/reruns/rerun/new_series"]
    both = questions_of(clause(pact, "downloads/download-fallback"), pact)
    assert [question_key(question) for question in both] == ["guild/downloads/shared/covered"]


def test_an_open_question_gives_a_position_for_each_answer(pact: Agreement) -> None:
    assert [(one.name, one.is_own_words) for one in positions([pact])] == [
        ("guild+new_series:first-season", True),
        ("guild+new_series:first-seven", True),
        ("companies+new_series:first-season", True),
        ("companies+new_series:first-seven", True),
        ("companies-per-guild+new_series:first-season", False),
        ("companies-per-guild+new_series:first-seven", False),
    ]


def test_every_position_reads_every_clause(pact: Agreement) -> None:
    for position in positions([pact]):
        for one in pact.clauses():
            read_as(one, position.answers)


def test_a_pinned_question_has_one_answer(pact: Agreement) -> None:
    pinned = positions([pact], {"new_series": "first-seven"})
    assert [one.name for one in pinned] == [
        "guild+new_series:first-seven",
        "companies+new_series:first-seven",
        "companies-per-guild+new_series:first-seven",
    ]
    by_clause = positions([pact], {"download-television": "companies", "rerun": "first-season"})
    assert [dict(one.answers) for one in by_clause] == [
        {"guild/downloads/shared/covered": "companies", "guild/reruns/rerun/new_series": "first-season"}
    ]
    assert by_clause[0].name == "covered:companies+new_series:first-season"


def test_a_choice_that_names_nothing_is_told_with_the_nearest_word(pact: Agreement) -> None:
    with pytest.raises(Refused) as refused:
        positions([pact], {"coverd": "guild", "new_series": "frist-seven"})
    assert [finding.text() for finding in refused.value.findings] == [
        "coverd: 'coverd' is no question and no clause with a question.\n"
        "  expected a question, found coverd\n  Try: write 'covered'",
        "new_series: nobody answers 'new_series' as 'frist-seven'.\n"
        "  expected a side, found frist-seven\n  Try: write 'first-seven'",
    ]


def test_agreements_without_questions_have_one_position() -> None:
    assert [(one.name, dict(one.answers), one.is_own_words) for one in positions([])] == [
        ("as agreed", {}, True)
    ]


def test_two_versions_of_an_agreement_share_a_position(pact: Agreement) -> None:
    assert positions([pact, pact]) == positions([pact])


def test_two_versions_that_are_answered_by_different_sides_are_refused(
    pact: Agreement, tmp_path: Path
) -> None:
    later = shutil.copytree(PACT.parent, tmp_path / "guild") / "pact-2008"
    downloads = later / "downloads.yaml"
    text = downloads.read_text(encoding="utf-8").replace("companies-per-guild:", "companies-as-told:")
    downloads.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        positions([pact, load_agreement(later)])
    (finding,) = refused.value.findings
    assert finding.text() == (
        "guild/pact-2008/downloads/shared/covered: "
        "two versions of one question are answered by different sides.\n"
        "  expected companies, companies-per-guild, guild, found companies, companies-as-told, guild\n"
        "  Try: answer it as guild/pact-2008/downloads/shared/covered does, or rename it"
    )


def test_too_many_open_questions_are_refused(tmp_path: Path) -> None:
    names = [f"question_{number}" for number in range(6)]
    questions = "".join(
        f"  {name}: {{one: {{is: copies > 0}}, other: {{is: copies > 1}}}}\n" for name in names
    )
    body = f"when: {' and '.join(names)}\nquestions:\n{questions}pays: gross\n"
    agreement = load_clauses(tmp_path, "- id: open\n  for: statement_line\n" + indent(body, "  "))
    with pytest.raises(Refused) as refused:
        positions([agreement])
    assert [finding.text() for finding in refused.value.findings] == [
        "readings: the open questions give too many positions.\n"
        "  expected at most 62, found 64\n  Try: pin some with --reading QUESTION=SIDE"
    ]
    assert len(positions([agreement], {"question_0": "one"})) == 32


def test_a_clause_that_stands_in_brings_its_own_question_of_the_same_name(tmp_path: Path) -> None:
    head = "for: statement_line, governed_by: received_on"
    agreement = load_clauses(
        tmp_path,
        f"- {{id: old, {head}, when: covered, pays: gross,\n"
        "   questions: {covered: {one: {is: copies > 0}, other: {is: copies > 1}}}}\n"
        f"- {{id: new, {head}, replaces: old, when: covered, pays: gross,\n"
        "   questions: {covered: {early: {is: minutes > 0}, late: {is: minutes > 1}}}}\n",
    )
    old = clause(agreement, "article/old")
    keys = [question_key(question) for question in old.questions]
    assert keys == ["guild/article/old/covered", "guild/article/new/covered"]
    read = read_as(old, {keys[0]: "other", keys[1]: "late"})
    assert [node.answer for node in walk(read.when) if isinstance(node, Named)] == ["other", "late"]
    assert len(positions([agreement])) == 4
