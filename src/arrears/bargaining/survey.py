"""What members said matters to them: a survey's weights by issue, with who was asked, how many answered and
how the answers were weighted.

It gives weights and what they rest on. It does not say what members would accept, keeps no single answer, and
fills in no issue and no group that nobody answered for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, NamedShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_map, as_text, read_yaml_file
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import NUMBER
from arrears.money import divide_pot
from arrears.vocabulary import STATUSES

BYTES_LIMIT = 16 * 1024 * 1024
ROWS_LIMIT = 200_000
FAULTS_SHOWN = 50
WHOLE = Fraction(1)
# Counted weights are whole millionths, odd ones to the largest remainders, so that they add up to the whole.
MILLION = 1_000_000
LONGEST = 2_000
_WORDS = TextShape("words", longest=LONGEST)
SURVEY_SHAPE = KeyedShape(
    "a member survey",
    (
        Key("survey", _WORDS, True),
        Key("by", _WORDS, True),
        Key("on", TextShape("the day it closed"), True),
        Key("question", _WORDS, True),
        Key("source", _WORDS, True),
        Key("status", TextShape("a status", tuple(STATUSES)), True),
        Key("asked", TextShape("how many members were asked")),
        Key("answered", TextShape("how many answered, where weights are stated")),
        Key("weighted", _WORDS),
        Key("weights", NamedShape(TextShape("a share"), "the stated share of each issue")),
        Key("answers", TextShape("the name of a CSV file beside this one")),
        Key("members_by_group", NamedShape(TextShape("a number of members"), "members by group")),
    ),
)


@dataclass(frozen=True)
class GroupAnswers:
    """One group: how many members it has (null where no census is given), how many answered, its weights."""

    group: str
    members: int | None
    answered: int
    weights: Mapping[str, Fraction]


@dataclass(frozen=True)
class Survey:
    """A member survey. weights: the share of each issue; they add up to one.

    asked: how many were asked; null = not said. answered: whose answers count; left_out: answers that lack a
    figure. weighted: how answers were weighted, in words. groups: empty where the weights were stated.
    """

    title: str
    by: str
    on: date
    question: str
    source: str
    status: str
    asked: int | None
    answered: int
    left_out: int
    weighted: str
    weights: Mapping[str, Fraction]
    groups: tuple[GroupAnswers, ...] = ()


def read_survey(path: Path) -> Survey:
    """A survey's file, and the answers beside it where it names them.

    Findings: raises `Refused` with every fault of the file: those of its YAML and figures, and
    survey-weights, survey-answers, survey-row, survey-group.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, SURVEY_SHAPE))
    if faults:
        raise Refused(faults)
    said = as_map(written)
    stated, answers = said.get("weights"), said.get("answers")
    if (stated is None) == (answers is None):
        found = "both" if stated is not None else "neither"
        problem, remedy = "a survey states its weights or names its answers", "give `weights` or `answers`"
        raise Refused([Finding("survey-weights", said.place, problem, "one of the two", found, remedy)])
    if stated is not None:
        return _stated(said, as_map(stated))
    return _counted(said, path.parent / as_text(answers).text, as_text(answers))


def weights_text(survey: Survey) -> str:
    """A survey as a file that states its weights: what is kept of it, without a single answer."""
    groups = "".join(
        f"; {group.group}: {group.answered:,} answered"
        + (f" of {group.members:,} members" if group.members is not None else "")
        for group in survey.groups
    )
    left_out = f"; {survey.left_out:,} answers that lack a figure are left out" if survey.left_out else ""
    said = {
        "survey": survey.title,
        "by": survey.by,
        "on": survey.on.isoformat(),
        "question": survey.question,
        "source": survey.source,
        "status": survey.status,
        **({} if survey.asked is None else {"asked": str(survey.asked)}),
        "answered": str(survey.answered),
        "weighted": (survey.weighted + groups + left_out)[:LONGEST],
        "weights": {issue: str(weight) for issue, weight in survey.weights.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _stated(said: WrittenMap, stated: WrittenMap) -> Survey:
    answered = said.get("answered")
    if answered is None or said.get("weighted") is None:
        problem, remedy = "stated weights come with how many answered and how they were weighted", "add both"
        expected = "`answered` and `weighted`"
        raise Refused([Finding("survey-weights", said.place, problem, expected, "not both", remedy)])
    weights = {name.text: _share(as_text(value)) for name, value in stated.entries}
    if sum(weights.values(), Fraction(0)) != WHOLE:
        problem, remedy = "the weights do not add up to the whole", "correct them; nothing is scaled silently"
        found = f"{sum(weights.values(), Fraction(0)) * 100}%"
        raise Refused([Finding("survey-weights", stated.place, problem, "100%", found, remedy)])
    return _survey(said, weights, (), (_whole(as_text(answered)), 0))


def _counted(said: WrittenMap, path: Path, named: WrittenText) -> Survey:
    for key in ("answered", "weighted"):
        if (word := said.key(key)) is not None:
            problem, remedy = f"`{key}` is counted from the answers", "leave it out"
            raise Refused([Finding("survey-weights", word.place, problem, "no such key", key, remedy)])
    if Path(named.text).name != named.text or named.text in ("", ".", ".."):
        problem, remedy = "the answers lie beside the survey", "name the file alone, without a folder"
        raise Refused([Finding("survey-answers", named.place, problem, "a file's name", named.text, remedy)])
    issues, rows, left_out = _answers(path)
    census = said.get("members_by_group")
    members = {} if census is None else _census(as_map(census))
    groups = _groups(issues, rows, members, said.place)
    if not members:
        whole = sum(group.answered for group in groups)
        sizes = {group.group: Fraction(group.answered, whole) for group in groups}
    else:
        sizes = {name: Fraction(count, sum(members.values())) for name, count in members.items()}
    exact = [
        sum((sizes[group.group] * group.weights[issue] for group in groups), Fraction(0)) for issue in issues
    ]
    parts = divide_pot(MILLION, exact, "largest_remainder")
    weights = {issue: Fraction(part, MILLION) for issue, part in zip(issues, parts, strict=True)}
    return _survey(said, weights, groups, (len(rows), left_out))


def _survey(
    said: WrittenMap,
    weights: Mapping[str, Fraction],
    groups: tuple[GroupAnswers, ...],
    counted: tuple[int, int],
) -> Survey:
    asked, how = said.get("asked"), said.get("weighted")
    by_census = any(group.members is not None for group in groups)
    usual = (
        "each group counts by its members, whoever of it answered"
        if by_census
        else "every answer counts alike"
    )
    survey = Survey(
        title=as_text(said.get("survey")).text,
        by=as_text(said.get("by")).text,
        on=read_day(as_text(said.get("on")).text, as_text(said.get("on")).place),
        question=as_text(said.get("question")).text,
        source=as_text(said.get("source")).text,
        status=as_text(said.get("status")).text,
        asked=None if asked is None else _whole(as_text(asked)),
        answered=counted[0],
        left_out=counted[1],
        weighted=usual if how is None else as_text(how).text,
        weights=weights,
        groups=groups,
    )
    if survey.asked is not None and survey.asked < sum(counted):
        problem, remedy = "more members answered than were asked", "correct the count"
        place = as_text(asked).place
        found = f"{sum(counted):,} of {survey.asked:,}"
        raise Refused([Finding("survey-answers", place, problem, "at most those asked", found, remedy)])
    return survey


def _census(written: WrittenMap) -> dict[str, int]:
    return {name.text: _whole(as_text(value)) for name, value in written.entries}


Answer = tuple[str, tuple[Fraction, ...]]


def _answers(path: Path) -> tuple[tuple[str, ...], list[Answer], int]:
    """The issues, each answer's group and shares, and how many answers lack a figure."""
    head, *lines = _csv_lines(path)
    if len(head) < 3 or head[:2] != ["respondent", "group"] or len(set(head)) != len(head):
        expected, remedy = "respondent,group,<issue>,…", "write that first line, each issue once"
        problem, found = "the first line does not name its columns", ",".join(head)[:80]
        raise Refused([Finding("survey-answers", f"{path.name}:1", problem, expected, found, remedy)])
    faults: list[Finding] = []
    rows: list[Answer] = []
    seen: set[str] = set()
    left_out = 0
    for number, line in enumerate(lines, start=2):
        place = f"{path.name}:{number}"
        if len(line) != len(head) or not line[0] or not line[1] or line[0] in seen:
            problem = "an answer has a respondent of its own, a group, and a cell for each issue"
            found, remedy = ",".join(line)[:80], "correct the line; leave a cell empty where none was given"
            faults.append(Finding("survey-row", place, problem, f"{len(head)} cells", found, remedy))
            continue
        seen.add(line[0])
        shares = _shares(line[2:], place, faults)
        left_out += shares is None
        if shares:
            rows.append((line[1], shares))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return tuple(head[2:]), rows, left_out


def _csv_lines(path: Path) -> list[list[str]]:
    expected = f"a CSV file in UTF-8 of at most {BYTES_LIMIT:,} bytes and {ROWS_LIMIT:,} lines"
    remedy = "check the name and what is in it"
    try:
        if not path.is_file() or path.stat().st_size > BYTES_LIMIT:
            raise ValueError("no such file, or a larger one")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [[cell.strip() for cell in line] for line in csv.reader(stream, strict=True) if line]
        if not lines or len(lines) > ROWS_LIMIT:
            raise ValueError(f"{len(lines):,} lines")
    except (OSError, ValueError, csv.Error) as fault:
        problem = "the answers cannot be read"
        found = (fault.strerror if isinstance(fault, OSError) else str(fault)) or "no answer"
        raise Refused(
            [Finding("survey-answers", path.name, problem, expected, found[:80], remedy)]
        ) from fault
    return lines


def _shares(cells: Sequence[str], place: str, faults: list[Finding]) -> tuple[Fraction, ...] | None:
    """The shares that one answer gives to each issue; null where a cell is empty or it was faulty.

    An empty cell is no nought: the answer is left out and counted.
    """
    if not all(cells):
        return None
    try:
        points = [read_number(cell, place) for cell in cells]
    except Refused as refused:
        faults.extend(refused.findings)
        return ()
    total = sum((point.value for point in points), Fraction(0))
    if total <= 0 or any(point.value < 0 or point.kind != NUMBER for point in points):
        problem, remedy = (
            "these are no points on the issues",
            "write numbers from nought, one of them above it",
        )
        found = ",".join(cells)[:80]
        faults.append(Finding("survey-row", place, problem, "points from nought", found, remedy))
        return ()
    return tuple(point.value / total for point in points)


def _groups(
    issues: Sequence[str], rows: Sequence[Answer], members: Mapping[str, int], place: str
) -> tuple[GroupAnswers, ...]:
    by_group: dict[str, list[tuple[Fraction, ...]]] = {name: [] for name in members}
    for group, shares in rows:
        by_group.setdefault(group, []).append(shares)
    faults = [
        _group_fault(name, bool(answers), place)
        for name, answers in by_group.items()
        if not answers or (members and name not in members)
    ]
    if not rows and not faults:
        problem, remedy = "no answer has a figure for every issue", "ask again; nothing is filled in"
        faults.append(Finding("survey-answers", place, problem, "one answer or more", "none", remedy))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return tuple(
        GroupAnswers(name, members.get(name), len(answers), _means(issues, answers))
        for name, answers in sorted(by_group.items())
    )


def _group_fault(name: str, has_answers: bool, place: str) -> Finding:
    if has_answers:
        problem, expected = "a group answered whose members are not counted", "its number of members"
        return Finding("survey-group", place, problem, expected, name, "add it to `members_by_group`")
    problem, expected = "nobody of a group answered with every figure", "one answer or more"
    remedy = "join it to another group by name, or leave it out of the census and say so in `question`"
    return Finding("survey-group", place, problem, expected, name, remedy)


def _means(issues: Sequence[str], answers: Sequence[tuple[Fraction, ...]]) -> dict[str, Fraction]:
    return {
        issue: sum((answer[number] for answer in answers), Fraction(0)) / len(answers)
        for number, issue in enumerate(issues)
    }


def _share(written: WrittenText) -> Fraction:
    figure = read_number(written.text, written.place)
    if figure.kind != NUMBER or not 0 <= figure.value <= 1:
        problem, remedy = "this is no share", "write a share such as 25% or 1/4"
        raise Refused([Finding("survey-weights", written.place, problem, "0% to 100%", written.text, remedy)])
    return figure.value


def _whole(written: WrittenText) -> int:
    figure = read_number(written.text, written.place)
    if figure.kind != NUMBER or figure.value.denominator != 1 or figure.value <= 0:
        problem, remedy = "this is no count of members", "write a whole number above nought"
        raise Refused([Finding("survey-answers", written.place, problem, "a count", written.text, remedy)])
    return int(figure.value)
