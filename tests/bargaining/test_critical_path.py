"""The earliest day of a goal, what decides it, and how far each step may slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.path_writer import read_words

from arrears.agreements.model import Citation
from arrears.bargaining.critical_path import PathFound, Record, days_after, find_path, is_closed
from arrears.bargaining.paths import Closing, Fact, Lasts, PathRules, PathStep
from arrears.findings import Refused

CITED = Citation("invented for a test", "derived")
DAY = date(2008, 11, 3)
YEAR_END = Closing("year-end", (12, 24), (1, 1), "", CITED)
EXPIRY = date(2008, 10, 31)


def found(rules: PathRules, **record: object) -> PathFound:
    facts = {"called": DAY, "expiry": EXPIRY}
    return find_path(rules, "strike", Record(facts, **record))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PathRules:
    return read_words(tmp_path_factory.mktemp("rules"), [])


def test_the_day_comes_from_the_longest_way_and_has_a_range(small: PathRules) -> None:
    path = found(small)
    assert (path.earliest, path.at_most, path.is_bound()) == (date(2008, 11, 17), date(2008, 12, 1), False)
    assert [one.step.step_id for one in path.deciding()] == ["ballot", "call"]
    slack = {one.step.step_id: one.slack for one in path.steps}
    assert slack == {"notice": 7, "ballot": 0, "call": 0}
    assert {one.step.step_id: one.moves for one in path.steps} == {"notice": 0, "ballot": 7, "call": 7}


def test_a_slip_beyond_the_slack_moves_the_goal_by_the_rest(small: PathRules) -> None:
    assert found(small, late={"notice": 9}).earliest == found(small).earliest + timedelta(days=2)
    moves = {
        one.step.step_id: one.moves
        for one in find_path(small, "strike", Record({"called": DAY, "expiry": EXPIRY}), slip=12).steps
    }
    assert moves == {"notice": 5, "ballot": 12, "call": 12}


def test_a_step_stands_still_over_a_closing_and_a_slip_into_it_costs_more(small: PathRules) -> None:
    facts = {"called": date(2008, 12, 5), "expiry": EXPIRY}
    path = find_path(small, "strike", Record(facts))
    assert (path.earliest, path.at_most) == (date(2008, 12, 19), date(2009, 1, 11))
    assert find_path(small, "strike", Record(facts, is_open=True)).at_most == date(2009, 1, 2)
    ballot = next(one for one in path.steps if one.step.step_id == "ballot")
    assert ballot.moves == 7 + 9  # the seven days run into nine closed ones


def test_a_day_nobody_knows_bounds_nothing_and_says_until_when_it_would_not_matter(small: PathRules) -> None:
    path = find_path(small, "strike", Record({"called": DAY, "expiry": None}))
    assert path.is_bound()
    assert path.earliest == date(2008, 11, 17)
    assert path.at_most is None
    (unknown,) = path.unknown_facts
    assert (unknown.name, unknown.harmless_until) == ("expiry", date(2008, 11, 7))
    for day, moved in ((unknown.harmless_until, 0), (unknown.harmless_until + timedelta(days=1), 1)):
        known = find_path(small, "strike", Record({"called": DAY, "expiry": day}))
        assert (known.earliest - path.earliest).days == moved


def test_an_unknown_length_makes_the_day_a_bound_and_is_named(tmp_path: Path) -> None:
    rules = read_words(tmp_path, [("lasts: 2-4 weeks", "lasts: unknown, find_at: the bylaws")])
    path = found(rules)
    assert path.is_bound()
    assert path.at_most is None
    assert [(one.step_id, one.find_at) for one in path.unknown] == [("ballot", "the bylaws")]
    assert path.earliest == date(2008, 11, 10)  # what is known still counts: ten days from expiry


def test_a_step_that_was_taken_counts_from_its_day_and_says_how_much_longer_it_took(small: PathRules) -> None:
    path = found(small, done={"ballot": date(2008, 11, 20)})
    ballot = next(one for one in path.steps if one.step.step_id == "ballot")
    assert (path.earliest, ballot.beyond, ballot.slack, ballot.moves) == (date(2008, 11, 20), 3, None, None)


def test_a_fact_behind_a_step_that_was_taken_need_not_be_known(small: PathRules) -> None:
    record = Record({"expiry": EXPIRY}, {"ballot": date(2008, 11, 20)})
    assert find_path(small, "strike", record).earliest == date(2008, 11, 20)


def test_working_days_skip_weekends_and_federal_holidays(tmp_path: Path) -> None:
    rules = read_words(tmp_path, [("lasts: 2-4 weeks", "lasts: 10 working days")])
    path = find_path(rules, "strike", Record({"called": date(2008, 11, 24), "expiry": EXPIRY}))
    assert path.earliest == date(2008, 12, 9)  # 27 November is a holiday; without it the eighth


def test_a_missing_fact_is_asked_for_by_name(small: PathRules) -> None:
    with pytest.raises(Refused) as told:
        find_path(small, "strike", Record({}))
    assert [(one.code, one.expected) for one in told.value.findings] == [
        ("path-fact", "called"),
        ("path-fact", "expiry"),
    ]


def test_facts_that_nobody_knows_alone_give_no_day(small: PathRules) -> None:
    with pytest.raises(Refused, match="no day is known"):
        find_path(small, "strike", Record({"called": None, "expiry": None}))


def test_words_that_the_rules_do_not_have_are_refused_together(small: PathRules) -> None:
    with pytest.raises(Refused) as told:
        found(small, done={"balot": DAY}, late={"notise": 1})
    assert [one.remedy for one in told.value.findings] == ["write 'ballot'", "write 'notice'"]
    with pytest.raises(Refused, match="do not say how 'peace'"):
        find_path(small, "peace", Record({}))


def test_a_step_done_before_what_it_waits_for_is_refused(small: PathRules) -> None:
    with pytest.raises(Refused) as told:
        found(small, done={"ballot": DAY - timedelta(days=1)})
    assert [one.code for one in told.value.findings] == ["path-order"]


@pytest.mark.parametrize(
    ("day", "closed"), [("12-23", False), ("12-24", True), ("12-31", True), ("01-01", True), ("01-02", False)]
)
def test_a_closing_runs_into_the_next_year(day: str, closed: bool) -> None:
    assert is_closed(date.fromisoformat(f"2008-{day}"), (YEAR_END,)) is closed


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_so_many_open_days_lie_between_a_day_and_the_day_counted(start: date, count: int) -> None:
    end = days_after(start, count, (YEAR_END,))
    days = [start + timedelta(days=one) for one in range(1, (end - start).days + 1)]
    assert sum(not is_closed(day, (YEAR_END,)) for day in days) == count or count == 0
    assert not is_closed(end, (YEAR_END,))


def step(number: int, length: int, after: tuple[str, ...]) -> PathStep:
    return PathStep(f"s{number}", "", "", Lasts(length, length, "days"), "", after, (), "", "", CITED)


@st.composite
def networks(draw: st.DrawFn) -> PathRules:
    steps = []
    for number in range(draw(st.integers(1, 7))):
        earlier = [f"s{one}" for one in range(number)]
        after = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else []
        steps.append(step(number, draw(st.integers(0, 30)), tuple(after) or ("begun",)))
    goal = (("end", (f"s{len(steps) - 1}",)),)
    return PathRules("x", "", "", (Fact("begun", "", CITED),), (), tuple(steps), (), (), goal, CITED)


def longest(rules: PathRules, name: str) -> int:
    """By hand: the longest way to the end of a step, every way tried."""
    one = rules.step(name)
    if one is None or one.lasts is None:
        return 0
    return one.lasts.least + max(longest(rules, before) for before in one.after)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_day_and_slack_are_those_of_every_way_tried_one_by_one(rules: PathRules) -> None:
    path = find_path(rules, "end", Record({"begun": DAY}), slip=5)
    last = rules.steps[-1].step_id
    assert (path.earliest - DAY).days == longest(rules, last)
    assert all(one.slack == 0 for one in path.deciding())
    for one in path.steps:
        assert one.slack is not None
        at_slack, beyond = (
            replace(rules, steps=tuple(
                replace(each, lasts=Lasts(each.lasts.least + more, None, "days"))
                if each.step_id == one.step.step_id and each.lasts else each
                for each in rules.steps
            ))
            for more in (one.slack, one.slack + 1)
        )  # fmt: skip
        assert longest(at_slack, last) == longest(rules, last) < longest(beyond, last)
        assert one.moves == max(0, 5 - one.slack)
