"""The truth names exactly what was planted, counts the rest, and holds on both days and all positions."""

import itertools
from datetime import date
from typing import Any

import pytest
from tests.demonstration.worlds import SMALL, hub_world, keys_of, small_position, small_truth, small_world
from tools.demonstration import (
    FAULT_KINDS,
    FIRST_REPORT,
    LOOK_ALIKES,
    POSITIONS,
    REPORT_DATES,
    SECOND_REPORT,
    generate,
    truth,
)
from tools.demonstration.faults import LINE_LOOK_ALIKES
from tools.demonstration.truth import charges

SEEDS = range(20)
FEW_SEEDS = range(5)  # for worlds made for one test alone
IN_ARREARS_AT_THE_END = set(FAULT_KINDS) - {"duplicate", "paid_90_days_late"}
MOVES_MONEY_ASTRAY = {"duplicate": ["duplicate"], "wrong_writer": ["not_credited"]}


def planted_keys(world: Any, kinds: set[str]) -> set[tuple[str, str, str, str]]:
    return {
        (fault.key.title_id, fault.key.market, fault.key.occasion, fault.key.payee_id)
        for fault in world.planted
        if fault.kind in kinds
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_open_on_every_sides_own_words_is_exactly_what_was_planted(seed: int) -> None:
    world = small_world(seed)
    found = small_truth(seed)
    both = keys_of(found["positions"]["guild"]["arrears"]) & keys_of(
        found["positions"]["companies"]["arrears"]
    )
    assert both == planted_keys(world, IN_ARREARS_AT_THE_END)
    assert found["on_all_own_words_positions"]["arrears"] == len(both)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("as_of", REPORT_DATES)
def test_no_arrear_is_without_a_cause(seed: int, as_of: date) -> None:
    for name in POSITIONS:
        assert "unexplained" not in small_position(seed, name, as_of)["by_fault"]


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_a_world_without_faults_has_nothing_open_on_every_sides_own_words(seed: int) -> None:
    world = generate(seed, faults=(), sizes=SMALL)
    for as_of in REPORT_DATES:
        found = truth(world, as_of)
        assert found["on_all_own_words_positions"] == {"open_cents": 0, "arrears": 0}
        for name in POSITIONS:
            assert set(found["positions"][name]["by_fault"]) <= {"reading"}
            assert found["positions"][name]["late"] == []


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_each_fault_alone_is_all_that_the_truth_finds(kind: str) -> None:
    world = hub_world(11, kind)
    found = truth(world, SECOND_REPORT)
    guild = found["positions"]["guild"]
    assert set(guild["by_fault"]) - {"reading"} == {kind} & IN_ARREARS_AT_THE_END
    assert keys_of(guild["late"]) == planted_keys(world, {"paid_90_days_late"})
    astray = [line for line in guild["exceptions"] if line["kind"] != "overpaid"]
    assert [line["kind"] for line in astray] == MOVES_MONEY_ASTRAY.get(kind, [])


@pytest.mark.parametrize("pair", list(itertools.combinations(FAULT_KINDS, 2)))
def test_two_faults_on_one_title_are_told_apart(pair: tuple[str, str]) -> None:
    world = hub_world(12, *pair)
    guild = truth(world, SECOND_REPORT)["positions"]["guild"]
    on_hub = [line for line in guild["arrears"] if line["title"] == "T-HUB"]
    assert {line["fault"] for line in on_hub} == set(pair) & IN_ARREARS_AT_THE_END
    assert keys_of(on_hub) == planted_keys(world, IN_ARREARS_AT_THE_END)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_only_looks_wrong_is_never_in_arrears(seed: int) -> None:
    for as_of in REPORT_DATES:
        found = small_truth(seed, as_of)
        innocent = {
            place
            for kind, lines in found["look_alikes"].items()
            for place in keys_of(lines)
            if kind != "loan_out"
        }
        shown = LOOK_ALIKES if as_of == SECOND_REPORT else LINE_LOOK_ALIKES
        assert all(found["look_alikes"][kind] for kind in shown)
        for name in POSITIONS:
            assert not keys_of(found["positions"][name]["arrears"]) & innocent


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_loan_outs_settle_what_their_writers_are_owed(seed: int) -> None:
    world = generate(seed, faults=(), look_alikes=("loan_out",), sizes=SMALL)
    found = truth(world, SECOND_REPORT)
    assert found["look_alikes"]["loan_out"]
    assert all(line["paid_to"].startswith("L") for line in found["look_alikes"]["loan_out"])
    assert found["on_all_own_words_positions"]["arrears"] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_money_of_the_third_quarter_is_not_yet_due_in_november(seed: int) -> None:
    for name in POSITIONS:
        found = small_position(seed, name, FIRST_REPORT)
        assert found["states"]["not_yet_due"] > 0
        assert not [line for line in found["arrears"] if line["occasion"] == "2008Q3"]
        assert all(line["due_on"] < "2008-11-21" for line in found["arrears"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("as_of", REPORT_DATES)
def test_totals_are_the_sums_of_their_lines(seed: int, as_of: date) -> None:
    for name in POSITIONS:
        found = small_position(seed, name, as_of)
        total = sum(line["open_cents"] for line in found["arrears"])
        assert found["totals"]["open_cents"] == total
        assert sum(found["by_company"].values()) == total
        assert sum(found["by_person"].values()) == total
        assert sum(found["by_fault"].values()) == total
        assert all(ln["open_cents"] == ln["owed_cents"] - ln["paid_cents"] > 0 for ln in found["arrears"])
        assert len(keys_of(found["arrears"])) == len(found["arrears"])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_known_on_a_day_is_in_one_state(seed: int) -> None:
    world = small_world(seed)
    for as_of in REPORT_DATES:
        known = sum(1 for line in world.owed if line.since <= as_of)
        for name in POSITIONS:
            assert sum(small_position(seed, name, as_of)["states"].values()) == known


def test_a_late_payment_is_an_arrear_until_it_comes() -> None:
    kinds = {"paid_90_days_late"}
    seen = 0
    for seed in SEEDS:
        world = small_world(seed)
        later = keys_of(small_position(seed, "guild")["late"])
        assert later == planted_keys(world, kinds)
        november = small_position(seed, "guild", FIRST_REPORT)
        waiting = {
            (ln["title"], ln["market"], ln["occasion"], ln["payee"])
            for ln in november["arrears"]
            if ln["fault"] in kinds
        }
        seen += len(waiting)
        assert waiting <= later
    assert seen > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_stray_money_on_every_position_is_what_was_planted(seed: int) -> None:
    """What a company paid on its own reading beyond another one is no overpayment on every position."""
    world = small_world(seed)
    found = small_truth(seed)["exceptions_on_every_position"]
    twice = [line for line in found if line["kind"] == "duplicate"]
    astray = [line for line in found if line["kind"] == "not_credited"]
    assert keys_of(twice) == planted_keys(world, {"duplicate"})
    assert {(line["title"], line["payee"]) for line in astray} == {
        (fault.key.title_id, fault.payee_paid) for fault in world.planted if fault.kind == "wrong_writer"
    }
    assert len(found) == len(twice) + len(astray)


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_where_the_money_is_makes_no_arrear(seed: int) -> None:
    world = generate(seed, faults=(), look_alikes=("with_the_guild", "undeliverable"), sizes=SMALL)
    found = truth(world, SECOND_REPORT)
    count = sum(1 for planted in world.planted if planted.kind == "undeliverable")
    assert count > 0
    for name in POSITIONS:
        assert found["positions"][name]["states"]["undeliverable"] == count
        assert found["positions"][name]["states"]["with_the_guild"] > 0
    assert found["on_all_own_words_positions"]["arrears"] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_readings_do_not_nest(seed: int) -> None:
    """The companies' own words reach some films that the guild's leave out."""
    world = small_world(seed)
    more = [line for line in world.owed if line.cents["companies"] > line.cents["guild"]]
    less = [line for line in world.owed if line.cents["companies"] < line.cents["guild"]]
    assert more
    assert less


def test_charges_are_simple_and_compound_on_whole_months() -> None:
    # $20,000 for three months at 1.5%: 900.00; compound 20,300.00, 20,604.50, 20,913.57 (from 20,913.5675)
    found = charges(2_000_000, date(2022, 1, 10), date(2022, 4, 10))
    assert found == {"months": 3, "simple_cents": 90_000, "compound_cents": 91_357}


def test_less_than_a_month_costs_nothing() -> None:
    found = charges(2_000_000, date(2022, 1, 10), date(2022, 2, 9))
    assert found == {"months": 0, "simple_cents": 0, "compound_cents": 0}


def test_the_truth_is_told_for_the_two_report_days_only() -> None:
    with pytest.raises(ValueError, match="told for 2008-11-21 and 2009-08-31, not for 2009-01-01"):
        truth(small_world(0), date(2009, 1, 1))
