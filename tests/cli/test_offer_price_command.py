"""The command that prices an offer: what it prints, what it asks for, and what it leaves on disk."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.bargaining.priced_world import FLAT, World, assume, make_world, offer_text
from tests.command_line import run_here


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("priced-cli"))
    for name, items, by in (
        ("first", ("low", "window", "fee"), "the guild"),
        ("second", ("low", "fee"), "the companies"),
        ("own", ("low",), "the guild"),
    ):
        text = offer_text(*items, name=name, by=by, last="2009-12-31")
        (made.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assume(made.folder, **FLAT)
    path = made.folder / "assumed.yaml"
    scenarios = "".join(
        f"- {{name: growth/ad_supported_streaming, value: {value}, by: {by}, on: 2008-12-01,"
        f" source: invented, status: unverified, scenario: {by}}}\n"
        for value, by in (("50%", "guild"), ("10%", "companies"))
    )
    path.write_text(path.read_text(encoding="utf-8") + scenarios, encoding="utf-8")
    return made


def asked(world: World, offer: str, *words: str) -> tuple[str, str, int]:
    found = run_here(
        "offer", "price", str(world.folder / f"{offer}.yaml"), "--book", str(world.book),
        "--library", str(world.run.library), "--as-of", "2009-06-30", *words,
    )  # fmt: skip
    return found.stdout, found.stderr, found.returncode


def assumed(world: World) -> tuple[str, ...]:
    return ("--assumptions", str(world.folder / "assumed.yaml"))


def test_each_figure_stands_beside_whose_it_is_and_its_horizon(world: World) -> None:
    out, err, code = asked(world, "first", *assumed(world))
    assert code == 0, err
    assert "Horizon: the term from 2009-01-01 to 2009-12-31, in force from 2009-01-01" in out
    assert "On the shared assumptions, read as agreed: $1,223.33 over the term (2009 $1,223.33)." in out
    assert "Base year 2008, read as agreed; records held to 2009-06-30." in out
    assert "predicts nobody" in out
    assert "figuring the base year again" in err
    assert "growth/ad_supported_streaming" not in out, "it belongs to the scenarios only"
    assert "the test" in out


def test_the_other_sides_offer_is_held_against_it_in_dollars(world: World) -> None:
    """$800.00 of the window, and $100.00 that the fee is worth more beside it."""
    out, _, code = asked(world, "first", "--against", str(world.folder / "second.yaml"), *assumed(world))
    assert code == 0
    assert "What still separates the sides, in dollars" in out
    words = " ".join(out.split())
    assert "first comes to $1,223.33 and second of the companies to $223.33: $1,000.00 between them" in words
    own, _, _ = asked(world, "first", "--against", str(world.folder / "own.yaml"), *assumed(world))
    assert "Since the last offer" in own


def test_two_scenarios_are_kept_apart_with_what_separates_them(world: World) -> None:
    out, _, code = asked(
        world, "first", *assumed(world), "--scenario", "guild", "--scenario", "companies",
        "--format", "json",
    )  # fmt: skip
    assert code == 0
    tables = json.loads(out)
    totals = {}
    for row in tables["items"]:
        totals[row["scenario"]] = totals.get(row["scenario"], 0) + row["averaged_cents"]
    assert totals == {"guild": 2_333 + 180_000, "companies": 2_333 + 132_000}
    (apart,) = tables["separates"]
    assert apart["name"] == "growth/ad_supported_streaming"
    assert apart["moves_cents"] == -48_000
    assert {row["scenario"] for row in tables["assumptions"]} == {"all", "guild", "companies"}


def test_one_table_comes_as_csv(world: World) -> None:
    out, _, _ = asked(world, "first", *assumed(world), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["item"] for row in rows] == ["low", "window", "fee"]
    assert {row["interval"] for row in rows} == {"exact"}
    drawn, _, _ = asked(world, "first", *assumed(world), "--format", "csv", "--orders", "30")
    assert "exact" not in [row["interval"] for row in csv.DictReader(io.StringIO(drawn))][1:]
    base, _, _ = asked(world, "first", *assumed(world), "--format", "csv", "--table", "base_year")
    assert [row["owed"] for row in csv.DictReader(io.StringIO(base))] == ["800.00", "176.67", "350.00"]


def test_missing_assumptions_are_asked_for_and_nothing_is_printed(world: World) -> None:
    out, err, code = asked(world, "first")
    assert (out, code) == ("", 1)
    assert "the assumption 'growth/download/2009' is not made; nothing stands in its place" in err


def test_raises_are_priced_without_a_book(tmp_path: Path, world: World) -> None:
    path = tmp_path / "raise.yaml"
    path.write_text(offer_text("once", last="2009-12-31"), encoding="utf-8")
    assume(tmp_path, growth="0%", **{"pay-base__wages": "$1,000,000", "plans__wages": "14%"})
    words = ("--library", str(world.run.library), "--assumptions", str(tmp_path / "assumed.yaml"))
    found = run_here("offer", "price", str(path), "--base-year", "2008", *words)
    assert "$34,200.00 over the term" in found.stdout, found.stderr
    assert "no book; raises only" in found.stdout
    refused = run_here("offer", "price", str(path), *words)
    assert "name it with --base-year" in refused.stderr


def test_what_was_figured_is_kept_beside_the_run(world: World) -> None:
    _, _, code = asked(world, "first", *assumed(world))
    assert code == 0
    (kept,) = (world.book / "runs").glob("*/costing")
    assert len(list(kept.glob("*.json"))) == 4
    _, err, _ = asked(world, "first", *assumed(world))
    assert "pricing" not in err


def test_retroactive_pay_is_a_line_of_its_own_on_the_books_own_lines(world: World) -> None:
    """4% instead of 2% beyond the step from July 2008 on, made on 1 November: the third quarter's $3,000.00
    owes $60.00 more for days before, the fourth's $4,000.00 another $80.00 after.
    """
    text = offer_text("high", name="back", first="2008-07-01", last="2009-12-31", made="2008-11-01")
    text = text.replace("status: proposal\n", "status: proposal\nretroactive: yes\n")
    (world.folder / "back.yaml").write_text(text, encoding="utf-8")
    out, err, code = asked(world, "back", *assumed(world), "--format", "csv", "--table", "own_lines")
    assert code == 0, err
    assert list(csv.reader(io.StringIO(out)))[1:] == [
        ["as agreed", "download", "days since", "1", "80.00", "160.00", "80.00", "0", "", "0"],
        ["as agreed", "download", "back pay", "1", "60.00", "120.00", "60.00", "0", "", "0"],
    ]
    page, _, _ = asked(world, "back", *assumed(world))
    words = " ".join(page.split())
    assert "Back pay is for days before 2008-11-01, the day of its making, since none of signing" in words
    assert "is named: $60.00, read as agreed." in words
    signed = text.replace("made_on: 2008-11-01\n", "made_on: 2008-11-01\nsigned_on: 2009-01-15\n")
    signed = signed.replace("status: proposal", "status: tentative")
    (world.folder / "signed.yaml").write_text(signed, encoding="utf-8")
    page, err, _ = asked(world, "signed", *assumed(world))
    words = " ".join(page.split())
    assert "Back pay is for days before 2009-01-15, the day of signing: $140.00, read as agreed." in words, (
        err
    )


def test_an_offer_that_begins_after_the_last_record_moves_no_line_of_the_book(world: World) -> None:
    page, _, code = asked(world, "first", *assumed(world))
    assert code == 0
    assert "On the book's own lines" not in page
