"""What the record printed comes out of the encoded rules, to the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from arrears.bargaining.worked_path import WORKED, one_worked, read_worked, worked_paths
from arrears.findings import Refused


def test_every_printed_figure_comes_out_to_the_day() -> None:
    told = [(path.name, run.says, run.agrees()) for path in worked_paths() for run in path.runs]
    assert len([one for one in told if one[2] is not None]) == 9
    assert all(agrees is not False for _, _, agrees in told), told


def test_a_strike_could_not_begin_before_mid_january_2009() -> None:
    runs = one_worked("sag-strike-2008").runs
    days = [(run.found.earliest, run.found.at_most) for run in runs]
    assert days == [
        (date(2008, 12, 22), date(2009, 1, 6)),
        (date(2008, 12, 22), date(2009, 1, 15)),
        (date(2009, 1, 9), date(2009, 1, 9)),
        (date(2009, 1, 23), None),
        (date(2009, 2, 3), None),
    ]
    assert runs[0].days() == (30, 45)
    # The notices' days are in no source that was read: they bound nothing if given by these days.
    bounds = {one.name: one.harmless_until for one in runs[3].found.unknown_facts}
    assert bounds == {"notice-given": date(2008, 11, 24), "fmcs-notified": date(2008, 12, 24)}


def test_fifty_three_days_are_these_steps_and_this_rest() -> None:
    rules_alone, as_it_went = one_worked("sag-ratification-2009").runs
    assert rules_alone.days() == (35, None)
    assert [one.step_id for one in rules_alone.found.unknown] == [
        "board-approval", "statements-called", "ballots-mailed",
    ]  # fmt: skip
    assert as_it_went.days() == (53, 53)
    spent = {
        one.step.step_id: (one.ends - one.starts).days
        for one in as_it_went.found.steps
        if one.ends and one.starts
    }
    assert spent == {
        "board-approval": 2, "statements-called": 10, "statements": 7, "rebuttals": 7, "ballots-mailed": 6,
        "ratification-ballot": 21,
    }  # fmt: skip
    assert sum(spent.values()) == 53


def test_a_printed_figure_that_does_not_come_out_is_told_so(tmp_path: Path) -> None:
    text = (WORKED / "sag-strike-2008.yaml").read_text()
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace("day: 2009-01-23", "day: 2009-01-24").replace("days: 30-45", "days: 30-44"))
    assert [run.agrees() for run in read_worked(path).runs] == [False, True, None, False, True]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("day: 2009-01-23", "day: January", "path-day"),
        ("talks-failed: 2008-11-22", "talks-failed: 2008-11-31", "path-day"),
        ("{prepare-referendum: 2009-01-02}", "{prepare-referendum: unknown}", "path-day"),
        ("    days: 30-45\n", "", "path-published"),
        ("    day: 2009-02-03\n", "", "path-published"),
        ("rules: sag-2008", "rules: sag-1908", "path-unknown"),
        ("goal: strike", "goal: stroke", "path-goal"),
        ("what: range", "what: span", "agreement-word"),
        ("status: secondary\nfacts:", "facts:", "agreement-citation"),
    ],
)
def test_each_fault_of_a_worked_path_has_its_finding(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = (WORKED / "sag-strike-2008.yaml").read_text()
    assert old in text
    path = tmp_path / "faulty.yaml"
    path.write_text(text.replace(old, new))
    with pytest.raises(Refused) as told:
        read_worked(path)
    assert code in {one.code for one in told.value.findings}


def test_a_worked_path_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(Refused, match="sag-strike-2008"):
        one_worked("sag-strike-2009")
