"""A member survey: weights counted from answers or stated, and everything that is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining import survey as survey_module
from arrears.bargaining.survey import read_survey
from arrears.findings import Refused

HEAD = """\
survey: Priorities (invented)
by: research
on: 2008-10-31
question: Divide 100 points
source: invented
status: unverified
"""
ANSWERS = """\
respondent,group,downloads,streaming
r1,early,75,25
r2,early,25,75
r3,late,100,0
r4,late,,10
r5,late,80,20
r6,late,60,40
"""


def written(folder: Path, rest: str, answers: str = ANSWERS) -> Path:
    (folder / "answers.csv").write_text(answers, encoding="utf-8")
    path = folder / "survey.yaml"
    path.write_text(HEAD + rest, encoding="utf-8")
    return path


def codes(path: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_survey(path)
    return [finding.code for finding in refused.value.findings]


def test_a_group_counts_by_its_members_and_not_by_who_answered(tmp_path: Path) -> None:
    rest = "asked: 9\nanswers: answers.csv\nmembers_by_group: {early: 900, late: 300}\n"
    survey = read_survey(written(tmp_path, rest))
    # early: (3/4 + 1/4) / 2 = 1/2; late: (1 + 4/5 + 3/5) / 3 = 4/5; 900 x 1/2 + 300 x 4/5 of 1,200.
    assert survey.weights == {"downloads": Fraction(690, 1200), "streaming": Fraction(510, 1200)}
    assert [(one.group, one.members, one.answered) for one in survey.groups] == [
        ("early", 900, 2),
        ("late", 300, 3),
    ]
    assert survey.weighted == "each group counts by its members, whoever of it answered"


def test_without_a_census_every_answer_counts_alike(tmp_path: Path) -> None:
    survey = read_survey(written(tmp_path, "answers: answers.csv\n"))
    # (3/4 + 1/4 + 1 + 4/5 + 3/5) / 5
    assert survey.weights["downloads"] == Fraction(17, 25)
    assert survey.weighted == "every answer counts alike"
    assert survey.groups[0].members is None


def test_an_empty_cell_is_no_nought_and_its_answer_is_counted_as_left_out(tmp_path: Path) -> None:
    survey = read_survey(written(tmp_path, "answers: answers.csv\n"))
    assert (survey.answered, survey.left_out, survey.asked) == (5, 1, None)


def test_points_need_not_add_up_to_a_hundred(tmp_path: Path) -> None:
    answers = "respondent,group,downloads,streaming\nr1,all,3,1\n"
    survey = read_survey(written(tmp_path, "answers: answers.csv\n", answers))
    assert survey.weights == {"downloads": Fraction(3, 4), "streaming": Fraction(1, 4)}


def test_stated_weights_say_how_many_answered_and_how_they_were_weighted(tmp_path: Path) -> None:
    rest = "asked: 4000\nanswered: 1200\nweighted: by stage\nweights: {downloads: 60%, streaming: 2/5}\n"
    survey = read_survey(written(tmp_path, rest))
    assert (survey.asked, survey.answered, survey.weighted) == (4000, 1200, "by stage")
    assert survey.weights == {"downloads": Fraction(3, 5), "streaming": Fraction(2, 5)}


@pytest.mark.parametrize(
    ("rest", "answers", "code"),
    [
        ("", ANSWERS, "survey-weights"),
        ("answers: answers.csv\nweights: {a: 100%}\n", ANSWERS, "survey-weights"),
        ("weights: {a: 100%}\n", ANSWERS, "survey-weights"),
        ("answered: 5\nweighted: no\nweights: {a: 60%}\n", ANSWERS, "survey-weights"),
        ("answered: 5\nweighted: no\nweights: {a: $1.00}\n", ANSWERS, "survey-weights"),
        ("answered: 5\nanswers: answers.csv\n", ANSWERS, "survey-weights"),
        ("answered: 1/2\nweighted: no\nweights: {a: 100%}\n", ANSWERS, "survey-answers"),
        ("asked: 4\nanswered: 5\nweighted: no\nweights: {a: 100%}\n", ANSWERS, "survey-answers"),
        ("answers: ../answers.csv\n", ANSWERS, "survey-answers"),
        ("answers: none.csv\n", ANSWERS, "survey-answers"),
        ("answers: answers.csv\n", "person,stage,a\n", "survey-answers"),
        ("answers: answers.csv\n", "respondent,group,a,a\n", "survey-answers"),
        ("answers: answers.csv\n", "respondent,group,a\n", "survey-answers"),
        ("answers: answers.csv\n", "respondent,group,a,b\nr1,early,,\n", "survey-answers"),
        ("answers: answers.csv\n", 'respondent,group,a\nr1,"x', "survey-answers"),
        ("answers: answers.csv\n", "respondent,group,a\nr1,x,1\nr1,x,1\n", "survey-row"),
        ("answers: answers.csv\n", "respondent,group,a\nr1,x\n", "survey-row"),
        ("answers: answers.csv\n", "respondent,group,a\nr1,x,-1\n", "survey-row"),
        ("answers: answers.csv\n", "respondent,group,a\nr1,x,0\n", "survey-row"),
        ("answers: answers.csv\n", "respondent,group,a\nr1,x,=1+1\n", "figure-not-read"),
        ("answers: answers.csv\nmembers_by_group: {early: 5}\n", ANSWERS, "survey-group"),
        ("answers: answers.csv\nmembers_by_group: {early: 5, late: 5, other: 5}\n", ANSWERS, "survey-group"),
        ("answers: answers.csv\nmembers_by_group: {early: 5, late: none}\n", ANSWERS, "figure-not-read"),
        ("answers: answers.csv\nfound: 7\n", ANSWERS, "agreement-key"),
    ],
)
def test_what_cannot_be_a_survey_is_refused(tmp_path: Path, rest: str, answers: str, code: str) -> None:
    assert code in codes(written(tmp_path, rest, answers))


def test_every_fault_of_the_answers_is_told_at_once(tmp_path: Path) -> None:
    answers = "respondent,group,a\nr1,x\nr2,x,-1\nr3,x,ten\n"
    assert codes(written(tmp_path, "answers: answers.csv\n", answers)) == [
        "survey-row",
        "survey-row",
        "figure-not-read",
    ]


def test_a_file_larger_than_answers_can_be_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "answers: answers.csv\n")
    monkeypatch.setattr(survey_module, "BYTES_LIMIT", 10)
    assert codes(path) == ["survey-answers"]
    monkeypatch.setattr(survey_module, "BYTES_LIMIT", 10_000)
    monkeypatch.setattr(survey_module, "ROWS_LIMIT", 3)
    assert codes(path) == ["survey-answers"]


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_weights_always_add_up_to_the_whole(tmp_path: Path, rows: list[tuple[str, int, int]]) -> None:
    lines = [f"r{number},{group},{a},{b + 1}" for number, (group, a, b) in enumerate(rows)]
    answers = "respondent,group,a,b\n" + "\n".join(lines) + "\n"
    census = ", ".join(f"{group}: {ord(group)}" for group in sorted({row[0] for row in rows}))
    for more in ("", f"members_by_group: {{{census}}}\n"):
        survey = read_survey(written(tmp_path, "answers: answers.csv\n" + more, answers))
        assert sum(survey.weights.values()) == 1
        assert survey.answered == len(rows)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_are_read_or_refused(tmp_path: Path, rest: bytes) -> None:
    path = written(tmp_path, "answers: answers.csv\n")
    (tmp_path / "answers.csv").write_bytes(b"respondent,group,a\nr1,x,1\n" + rest)
    try:
        weights = read_survey(path).weights
    except Refused as refused:
        codes = [finding.code for finding in refused.findings]
    else:
        codes = []
        assert sum(weights.values()) == 1
    assert set(codes) <= {"survey-answers", "survey-row", "figure-not-read"}
