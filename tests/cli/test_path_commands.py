"""`arrears path` and `arrears base-rates`, run as users run them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run_here

STRIKE = (
    "path",
    "strike",
    "--rules",
    "sag-2008",
    "--fact",
    "talks-failed=2008-11-22",
    "--fact",
    "expiry=2008-06-30",
)
UNKNOWN = ("--fact", "notice-given=unknown", "--fact", "fmcs-notified=unknown")
LIST = (
    "Employer,Union,# Idled,Start Date,End Date\n"
    "Mill,USA 1,2000,2008-01-01,2008-01-20\n"
    "Mill,USA 2,5,2008-01-01,2008-03-10\n"
    "Stage,IATSE 1,40,2008-01-01,2008-06-30\n"
    "Stage,IATSE 2,40,2008-01-01,\n"
)


def rows(*words: str | Path) -> list[dict[str, str]]:
    told = run_here(*words, "--format", "csv")
    assert told.returncode == 0, told.stderr
    return list(csv.DictReader(io.StringIO(told.stdout)))


def tables(*words: str | Path) -> dict[str, list[dict[str, Any]]]:
    told = run_here(*words, "--format", "json")
    assert told.returncode == 0, told.stderr
    read: dict[str, list[dict[str, Any]]] = json.loads(told.stdout)
    return read


def test_a_strike_is_shown_as_a_bound_with_its_votes_and_what_holds_on_after_expiry() -> None:
    told = run_here(*STRIKE, *UNKNOWN, "--vote", "strike-authorization=2524:1373")
    assert told.returncode == 0, told.stderr
    for said in (
        "Not earlier than 2008-12-22; 3 things are not known",
        "counsel to confirm",
        "predicts nobody",
        "share for it 64.77%",
        "carries no · how many more are needed 399",
        "residuals of works made before",
        "† its source is unverified",
    ):
        assert said in told.stdout, said


def test_steps_votes_and_unknowns_are_rows() -> None:
    found = tables(
        *STRIKE,
        *UNKNOWN,
        "--done",
        "prepare-referendum=2009-01-02",
        "--vote",
        "strike-authorization=75%@50%of1000",
    )
    steps = {one["step"]: one for one in found["steps"]}
    assert steps["authorization-ballot"]["ends"] == "2009-01-23"
    assert (steps["prepare-referendum"]["done_on"], steps["prepare-referendum"]["beyond"]) == (
        "2009-01-02",
        32,
    )
    assert all(one["source"] and one["status"] for one in found["steps"])
    (vote,) = found["votes"]
    assert (vote["yes"], vote["of"], vote["carries"]) == (375, 500, "yes")
    assert {one["matters_after"] for one in found["unknown"]} == {None, "2008-11-24", "2008-12-24"}


def test_a_slow_step_is_tried_and_told() -> None:
    one, other = (
        rows("path", "ratify", "--rules", "sag-2008", "--fact", "tentative-agreement=2009-04-17", *late)
        for late in ((), ("--late", "statements=9", "--slip", "3"))
    )
    assert (one[-1]["ends"], other[-1]["ends"]) == ("2009-05-22", "2009-05-31")
    assert {step["moves"] for step in other} == {"3"}
    told = run_here(
        "path",
        "ratify",
        "--rules",
        "sag-2008",
        "--fact",
        "tentative-agreement=2009-04-17",
        "--late",
        "statements=9",
    )
    assert "statements takes 9 days more" in told.stdout


def test_closings_may_be_passed_over_and_another_goal_asked_for() -> None:
    goal = (*STRIKE[:6], "--goal", "authorization")
    assert rows(*goal)[-1]["at_most"] == "2009-01-15"
    assert rows(*goal, "--over-holidays")[-1]["at_most"] == "2009-01-06"


def test_units_carry_their_weight_and_a_question_mark_is_not_known() -> None:
    words = ("path", "ratify", "--rules", "iatse-2021", "--fact", "tentative-agreement=2021-10-16",
             "--fact", "vote-opened=2021-11-12", "--unit", "ratification=600:76:1229:904")  # fmt: skip
    (vote,) = rows(*words, "--unit", "ratification=700:73:?:?", "--table", "votes")
    assert (vote["yes"], vote["of"], vote["share"], vote["carries"]) == (
        "76",
        "149",
        "51.01% to 100.00%",
        "yes",
    )
    (vote,) = rows(*words, "--unit", "ratification=700:93:?:?", "--table", "votes")
    assert vote["carries"] == "open"


def test_an_award_comes_from_the_agreements_own_clocks() -> None:
    found = rows("path", "award", "sag/tv-2014", "--filed", "2014-11-19", "--done", "demanded=2015-02-02")
    hearing = next(one for one in found if one["step"] == "hearing-opened")
    assert (hearing["ends"], hearing["at_most"]) == ("2015-02-02", "2015-04-18")
    assert hearing["status"] == "primary"


def test_worked_paths_stand_beside_what_was_printed() -> None:
    found = rows("path", "worked")
    assert {one["agrees"] for one in found} == {"yes", ""}
    (days,) = [one for one in rows("path", "worked", "sag-ratification-2009") if one["agrees"]]
    assert (days["days"], days["printed"]) == ("53", "53 days")


def test_rules_are_listed_and_shown_with_their_sources() -> None:
    assert "sag-2008" in {one["rules"] for one in rows("path", "rules")}
    shown = rows("path", "rules", "sag-2008")
    assert {one["kind"] for one in shown} == {"fact", "step", "vote", "closing"}
    assert all(one["source"] for one in shown)
    assert "deduction of dues" in run_here("path", "rules", "us-law").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (STRIKE, "the day of 'written notice to the other side"),
        ((*STRIKE, *UNKNOWN, "--vote", "strike=1:2"), "this names no vote of the rules"),
        (("path", "strike", "--rules", "nobody"), "there are no path rules 'nobody'"),
        (
            ("path", "award", "sag/tv-2014", "--filed", "2014-11-19", "--forum", "court"),
            "knows no award there",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused(words: tuple[str, ...], said: str) -> None:
    told = run_here(*words)
    assert told.returncode == 1
    assert said in " ".join(told.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ("--fact", "talks-failed=soon"),
        ("--late", "authorization-ballot=many"),
        ("--vote", "strike-authorization=most"),
        ("--unit", "ratification=600:76:1229"),
        ("--slip", "0"),
    ],
)
def test_words_written_wrongly_are_errors_of_use(words: tuple[str, ...]) -> None:
    assert run_here("path", "strike", "--rules", "sag-2008", *words).returncode == 2


@pytest.fixture
def stoppages(tmp_path: Path) -> Path:
    path = tmp_path / "stoppages.csv"
    path.write_text(LIST)
    return path


def test_base_rates_come_with_n_bands_and_what_the_list_omits(stoppages: Path) -> None:
    told = run_here("base-rates", stoppages)
    assert told.returncode == 0, told.stderr
    assert "4 rows; left out: 1 without a last day" in told.stdout
    assert "No hold-out is in the record" in told.stdout
    found = tables("base-rates", stoppages)
    assert [(one["group"], one["stoppages"]) for one in found["groups"]] == [
        ("all", 3), ("at least 1,000 idled", 1), ("entertainment unions", 1),
    ]  # fmt: skip
    first = found["rates"][0]
    assert (first["age"], first["at_risk"], first["ended"], first["share"]) == (0, 3, 1, "33.33%")
    assert (first["low"], first["high"]) == ("5.4%", "94.6%")


def test_base_rates_of_a_choice_and_those_that_lasted_longer(stoppages: Path) -> None:
    found = tables("base-rates", stoppages, "--union", "USA", "--within", "80", "--longer-than", "20")
    assert [(one["union"], one["days"]) for one in found["longer"]] == [("USA 2", 70)]
    assert found["rates"][0]["share"] == "100.00%"
    assert rows("base-rates", stoppages, "--entertainment")[0]["group"] == "entertainment unions"
    assert rows("base-rates", stoppages, "--idled", "40", "--table", "groups")[0]["stoppages"] == "2"


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    told = run_here("base-rates", tmp_path / "none.csv")
    assert told.returncode == 1
    assert "cannot be read as a list of stoppages" in told.stderr
