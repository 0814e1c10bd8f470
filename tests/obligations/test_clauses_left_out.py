"""An audit says which clauses it cannot run yet, and never gives one of them to the wrong people."""

from pathlib import Path

from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.readings import positions
from arrears.obligations.left_out import clauses_left_out
from arrears.obligations.lines import LINE_BUILDERS
from arrears.obligations.variants import choose_variants
from arrears.vocabulary import RECORD_FACTS

FOURTEEN = Path(__file__).resolve().parents[1] / "agreements" / "fourteen"


def left_out(address: str) -> dict[str, str]:
    sentences = clauses_left_out([load_agreement(FOURTEEN / address)])
    return dict(sentence.removesuffix(".").split(" is left out: ") for sentence in sentences)  # type: ignore[misc]


def test_each_reason_is_said() -> None:
    assert left_out("sag/tv-2014") == {
        "sag/tv-2014/force-majeure/suspension-full-pay-credit": "no record holds advanced, advanced_under",
        "sag/tv-2014/force-majeure/suspension-exit": (
            "it gives a right, which is no amount; where it arose is listed"
        ),
        "sag/tv-2014/sideletter-b/sideletter-b": "no record holds fixed_residual",
    }
    assert left_out("iatse/basic-2021") == {
        "iatse/basic-2021/post-60s/post-60s": "no record holds sale",
        "iatse/basic-2021/post-60s/post-60s-waterfall": (
            "it fills places in order, and nothing is matched with those yet"
        ),
    }


def test_what_can_be_run_is_run_and_nothing_else() -> None:
    agreements = load_library(FOURTEEN)
    run = {
        f"{one.agreement.address}/{one.clause.name}"
        for one in choose_variants(agreements, positions(agreements))
    }
    assert "wga/mba-2008/new-media/download-television" in run
    assert "iatse/basic-2021/supplemental/supplemental-pay-tv" in run
    every = {f"{agreement.address}/{one.name}" for agreement in agreements for one in agreement.clauses()}
    not_run = {sentence.split(" is left out: ")[0] for sentence in clauses_left_out(agreements)}
    assert (run | not_run, run & not_run) == (every, set())


def test_of_the_writers_agreements_the_facts_that_no_record_holds_are_named() -> None:
    reasons = {
        sentence.split(" is left out: ")[1]
        for sentence in clauses_left_out(
            load_library(addresses=["wga/mba-2001", "wga/mba-2008", "wga/mba-2023"])
        )
    }
    assert reasons == {
        "no record holds applicable_minimum.",
        "no record holds credits_final_on.",
        "no record holds derivative.",
        "no record holds service.",
    }


def test_contributions_run_and_those_whose_facts_are_not_held_name_them() -> None:
    whys = dict(
        sentence.removesuffix(".").split(" is left out: ")  # type: ignore[misc]
        for sentence in clauses_left_out(
            load_library(addresses=["sag/tv-2014", "sag/network-code-2014", "dga/ba-2014"])
        )
    )
    ran = ("sag/tv-2014/contributions/pension-and-health", "sag/tv-2014/contributions/cooperative-fund")
    assert not whys.keys() & {*ran, "dga/ba-2014/pension/employers-contribution"}
    assert whys["sag/network-code-2014/contributions/drama"] == "no record holds due_on"
    assert whys["sag/network-code-2014/contributions/other-programmes"] == (
        "no record holds due_on, paid_this_year"
    )
    assert (
        whys["sag/tv-2014/high-budget-svod/original-service"] == "records of performer_year are not built yet"
    )
    assert whys["dga/ba-2014/television-scale/director-hour"] == (
        "it says what pay must come to, and no record tells that apart from what was paid"
    )
    assert whys["sag/tv-2014/advances/network-advance"] == "it gives a right, which is no amount"


def test_the_record_kinds_that_hold_facts_are_those_that_are_built() -> None:
    assert set(RECORD_FACTS) == set(LINE_BUILDERS)
