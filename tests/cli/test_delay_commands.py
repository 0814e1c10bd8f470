"""The commands on delay, published figures and valuations, as a user types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.bargaining.priced_world import FLAT, World, assume, make_world, offer_text
from tests.bargaining.stakes_worlds import write_assumed, write_stakes
from tests.command_line import run_here

from arrears.bargaining.published import read_published


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_stakes(tmp_path), write_assumed(tmp_path)


def tables(*words: str | Path) -> dict[str, list[dict[str, object]]]:
    ran = run_here(*words, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, list[dict[str, object]]] = json.loads(ran.stdout)
    return found


def test_a_day_is_shown_by_every_method_with_whose_figure_it_is(files: tuple[Path, Path]) -> None:
    stakes, assumed = files
    rows = tables("delay", "per-day", stakes, "--on", "2002-01-01", "--assumptions", assumed)["per_day"]
    low = [row for row in rows if row["offer"] == "low"]
    assert [row["forgone_cents"] for row in low] == [36_500, 36_500, 36_500, 1_830]
    assert [row["own dates" if "own dates" in row else "applies"] for row in low] == ["", "yes", "no", "no"]
    assert {row["by"] for row in low} == {"the companies"}
    assert {row["days"] for row in rows} == {365}


def test_interest_that_nobody_assumes_is_missing_and_asked_for(files: tuple[Path, Path]) -> None:
    ran = run_here("delay", "per-day", files[0], "--on", "2002-01-01")
    assert ran.returncode == 0
    assert "asks for the assumption delay/interest" in ran.stdout
    rows = tables("delay", "per-day", files[0], "--on", "2002-01-01")["per_day"]
    made_up = [row["forgone_cents"] for row in rows if row["counted"] == "made up on signing, interest lost"]
    assert made_up == [None, None]


def test_an_offer_without_phases_has_no_phased_figure(tmp_path: Path) -> None:
    stakes = write_stakes(tmp_path, ("    raises: [{on: 2001-01-01, by: 10%}]\n", ""))
    ran = run_here("delay", "per-day", stakes, "--on", "2002-01-01")
    assert "How its money comes in was not said of low: no phased figure." in ran.stdout


def test_a_holdout_names_its_horizon_and_its_assumptions(files: tuple[Path, Path]) -> None:
    stakes, assumed = files
    ran = run_here("delay", "holdout", stakes, "--on", "2002-01-01", "--assumptions", assumed)
    assert ran.returncode == 0, ran.stderr
    assert "up to 2006-12-31" in ran.stdout
    rows = tables("delay", "holdout", stakes, "--on", "2002-01-01", "--assumptions", assumed)
    assert [row["in_term_cents"] for row in rows["must_win"]] == [18_250, 18_250, 18_250, 915]
    assert {row["assumption"] for row in rows["assumptions"]} == {
        "delay/discount", "delay/persistence", "delay/interest",
    }  # fmt: skip


def test_a_holdout_without_a_better_offer_says_only_what_must_be_won(tmp_path: Path) -> None:
    stakes = write_stakes(tmp_path, ("hoped_for: high\n", ""))
    found = tables("delay", "holdout", stakes, "--on", "2002-01-01", "--assumptions", write_assumed(tmp_path))
    assert "hoped_for" not in found
    assert found["must_win"]


def test_a_strike_is_weighed_for_sides_and_persons(files: tuple[Path, Path]) -> None:
    stakes, assumed = files
    found = tables("delay", "strike", stakes, "--days", "100", "--assumptions", assumed)
    assert [
        (row["side"], row["loss_cents"], row["shifted"], row["net_loss_cents"]) for row in found["sides"]
    ] == [
        ("the members", 100_000, "50.00%", 50_000),
        ("the companies", 200_000, "75.00%", 50_000),
        ("the crews", 300_000, "50.00%", 150_000),
    ]
    members = [row for row in found["break_even"] if row["side"] == "the members"]
    assert [row["break_even"] for row in members] == ["183", "183"]
    # Half of 100 days at 2 dollars is lost; 995 days at 10 cents and at 20 cents are gained.
    kinds = {row["kind"]: (row["lost_cents"], row["gained_cents"], row["behind"]) for row in found["kinds"]}
    assert kinds == {"working": (3 * 10_000, 3 * 9_950, 3), "resting": (0, 7 * 19_900, 0)}


def test_persons_from_a_list_are_counted_and_not_shown(files: tuple[Path, Path], tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    rows = [f"P{n},writer,${n}.37,$73,the guild,invented,derived" for n in range(1, 6)]
    people.write_text("person_id,kind,loses_a_day,gains_a_year,by,source,status\n" + "\n".join(rows) + "\n")
    words = ("delay", "strike", files[0], "--days", "100", "--assumptions", files[1], "--people", people)
    ran = run_here(*words)
    assert ran.returncode == 0, ran.stderr
    assert "Of 5 persons" in ran.stdout
    assert "nobody's own figures are shown" in ran.stdout
    assert "3.37" not in ran.stdout
    assert tables(*words)["kinds"][0]["persons"] == 5


def test_missing_assumptions_are_findings_and_nothing_is_printed(files: tuple[Path, Path]) -> None:
    ran = run_here("delay", "strike", files[0], "--days", "10")
    assert (ran.returncode, ran.stdout) == (1, "")
    for name in ("delay/discount", "delay/persistence", "delay/shifted-work"):
        assert f"the assumption '{name}' is not made" in ran.stderr


def test_a_scenario_that_nobody_assumes_for_is_refused(files: tuple[Path, Path]) -> None:
    ran = run_here(
        "delay", "per-day", files[0], "--on", "2002-01-01", "--assumptions", files[1], "--scenario", "x"
    )
    assert ran.returncode == 1


def test_published_figures_are_listed_and_all_stand() -> None:
    cases = read_published()
    ran = run_here("published", "list", "--format", "csv")
    listed = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [row["case"] for row in listed] == [case.name for case in cases]
    held = tables("published", "check")["held"]
    assert len(held) == sum(len(case.printed) for case in cases)
    assert {row["stands"] for row in held} == {"yes"}


def test_a_case_that_does_not_stand_ends_with_exit_code_1(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    source = Path("src/arrears/bargaining/published/strikes.yaml")
    text = (Path(__file__).resolve().parents[2] / source).read_text(encoding="utf-8")
    (folder / "strikes.yaml").write_text(text.replace("10,500 employees", "10,501 employees"))
    ran = run_here("published", "check", "days-idle-2007", "--folder", folder)
    assert ran.returncode == 1
    assert "DOES NOT STAND" in ran.stdout
    assert "1 do not stand" in ran.stdout


def test_a_case_that_is_not_there_is_refused_with_the_nearest() -> None:
    ran = run_here("published", "check", "bonus-bas")
    assert ran.returncode == 1
    assert "write 'bonus-base'" in ran.stderr


def test_valuations_are_shown_side_by_side(tmp_path: Path) -> None:
    found = tables("valuations")
    bonus = [row for row in found["values"] if row["item"] == "viewership-bonus-2023"]
    assert [(row["whose"], row["base"]) for row in bonus] == [
        ("AMPTP", "1,403,508,772 subscriptions"), ("SAG-AFTRA", "877,192,982 subscriptions"),
    ]  # fmt: skip
    missing = [row for row in found["gaps"] if row["lowest_cents"] is None]
    assert [row["missing"] for row in missing] == ["no figure for the writers' ask"]
    ran = run_here("valuations", tmp_path / "none.yaml")
    assert ran.returncode == 1


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("priced-delay"))
    for name, items in (("low", ("low",)), ("high", ("low", "fee"))):
        text = offer_text(*items, name=name, by="the companies", last="2009-12-31")
        (made.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assume(made.folder, **FLAT)
    return made


def priced(world: World, *words: str | Path) -> dict[str, list[dict[str, object]]]:
    files = ("--priced-with", str(world.folder / "assumed.yaml"), "--library", str(world.run.library))
    return tables("delay", "priced", str(world.book), *words, "--on", "2009-07-01", *files)


@pytest.mark.slow
def test_a_priced_offer_is_waited_for_as_the_book_prices_it(world: World) -> None:
    found = priced(world, "--offer", world.folder / "low.yaml", "--offer", world.folder / "high.yaml")
    price = tables(
        "offer", "price", world.folder / "high.yaml", "--book", world.book, "--library", world.run.library,
        "--assumptions", world.folder / "assumed.yaml",
    )  # fmt: skip
    worth = {row["offer"]: row["value_cents"] for row in found["offers"]}
    assert worth["high"] == sum(int(str(row["averaged_cents"])) for row in price["items"])
    low = [row for row in found["per_day"] if row["offer"] == "low"]
    assert [row["days"] for row in low] == [181] * 4
    assert low[0]["forgone_cents"] == low[1]["forgone_cents"]  # one calendar year, evenly
    named = {str(value) for row in price["assumptions"] for value in row.values()}
    assert found["assumptions"]
    assert {row["assumption"] for row in found["assumptions"]} <= named


def test_a_holdout_for_a_priced_offer_needs_its_horizon(world: World) -> None:
    with_both = ("--offer", world.folder / "low.yaml", "--hoped-for", world.folder / "high.yaml")
    ran = run_here(
        "delay", "priced", world.book, *with_both, "--on", "2009-07-01", "--library", world.run.library
    )
    assert ran.returncode == 2
    assert "give both or neither" in ran.stderr


@pytest.mark.slow
def test_a_strike_takes_persons_gains_from_the_book_and_marks_them(world: World, tmp_path: Path) -> None:
    stakes, assumed = write_stakes(tmp_path), write_assumed(tmp_path)
    people = tmp_path / "people.csv"
    people.write_text(
        "person_id,kind,loses_a_day,gains_a_year,by,source,status\n"
        "P1,writer,$2.00,,the guild,invented,derived\nP2,writer,$2.00,$365.00,the guild,invented,derived\n",
        encoding="utf-8",
    )
    words = ("delay", "strike", stakes, "--days", "10", "--assumptions", assumed, "--people", people)
    offers = ("--hoped-for", world.folder / "high.yaml", "--turned-down", world.folder / "low.yaml")
    files = ("--priced-with", world.folder / "assumed.yaml", "--library", world.run.library, "--each")
    found = tables(*words, "--book", world.book, *offers, *files)
    # high is better than low by the streaming fee: $1,000.00 in place of $800.00 in its one year, all P1's
    assert [(row["person"], row["gains_a_year_cents"], row["gain_is"]) for row in found["each"]] == [
        ("P1", 20_000, "priced"),
        ("P2", 36_500, "stated"),
    ]
    assert [(row["persons"], row["priced"]) for row in found["days_by_kind"]] == [(2, 1)]
    # of two persons the middle one would be known
    assert {row["middle"] for row in found["days_by_stage"]} == {""}
    named = {str(row["assumption"]) for row in found["assumptions"]}
    assert {"delay/discount", "growth", "plans/residuals"} <= named
    alone = run_here(*words, "--book", world.book)
    assert alone.returncode == 2
    assert "give all three or none" in alone.stderr
