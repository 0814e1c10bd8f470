"""The way to an award follows the procedure's own steps and clocks."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.agreements.procedure_load import load_procedure, procedures
from arrears.bargaining.award_path import award_rules
from arrears.bargaining.critical_path import PathFound, Record, find_path
from arrears.findings import Refused

FILED = date(2014, 7, 1)


def found(address: str, forum: str = "") -> PathFound:
    rules = award_rules(load_procedure(address), forum)
    return find_path(rules, "award", Record({rules.facts[0].name: FILED}))


def test_the_television_agreement_gives_its_clocks_as_lengths() -> None:
    path = found("sag/tv-2014")
    told = [(one.step.step_id, one.step.lasts.text() if one.step.lasts else "") for one in path.steps]
    assert told == [
        ("demanded", "0-12 months"),
        ("arbitrator-selected", "0-15 days"),
        ("hearing-opened", "0-60 days"),
        ("submitted", "at least 0 days"),
        ("awarded", "0-30 days"),
    ]
    assert path.steps[2].at_most == date(2015, 9, 14)  # a year, fifteen days, sixty days
    assert path.at_most is None
    assert [one.step_id for one in path.unknown] == ["submitted"]
    assert all(one.citation.source for one in path.rules.steps)


def test_a_first_day_of_a_clock_moves_the_earliest() -> None:
    path = found("sag/network-code-2014")
    assert path.earliest == date(2014, 7, 30)  # twenty working days after filing; the fourth of July is none
    assert path.is_bound()


def test_every_procedure_that_knows_an_award_gives_a_path() -> None:
    for procedure in procedures():
        rules = award_rules(procedure)
        path = find_path(rules, "award", Record({rules.facts[0].name: FILED}))
        assert path.steps[-1].step.step_id == "awarded"
        assert path.earliest >= FILED


@pytest.mark.parametrize("forum", ["court", "nowhere"])
def test_a_forum_without_an_award_is_refused(forum: str) -> None:
    with pytest.raises(Refused) as told:
        award_rules(load_procedure("sag/tv-2014"), forum)
    assert [one.code for one in told.value.findings] == ["path-forum"]
