"""The commands that look into the library, run as users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import run_here

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "texts"


def test_an_agreement_is_shown_as_text_page_and_markdown() -> None:
    starts = {"text": "WGA Theatrical", "html": "<!DOCTYPE html>", "md": "# WGA Theatrical"}
    for form, start in starts.items():
        done = run_here("agreements", "show", "wga/mba-2023", "--format", form)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(start)
        assert "0.36%" in done.stdout


def test_the_ledger_is_printed_as_rows() -> None:
    done = run_here("agreements", "fidelity", "--agreement", "wga/mba-2023", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert {"articles", "totals", "conflicts", "noted", "left_out"} == set(json.loads(done.stdout))
    one = run_here(
        "agreements", "fidelity", "--agreement", "wga/mba-2023", "--table", "totals", "--format", "csv"
    )
    assert one.stdout.startswith("agreement,clauses,terms,primary,secondary,derived,unverified")


def test_a_folder_without_texts_ends_the_ledger(tmp_path: Path) -> None:
    done = run_here("agreements", "fidelity", "--agreement", "wga/mba-2023", "--texts", tmp_path)
    assert done.returncode == 1
    assert "none of the agreements' texts is in this folder" in done.stderr


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared reference folder is not beside the repository")
def test_a_figure_that_its_page_does_not_bear_out_ends_with_one(tmp_path: Path) -> None:
    text = (TEXTS / "WGA_2023_Schedule_of_Minimums.txt").read_text(encoding="utf-8")
    (tmp_path / "WGA_2023_Schedule_of_Minimums.txt").write_text(
        text.replace("24,558", "24,559"), encoding="utf-8"
    )
    done = run_here(
        "agreements", "fidelity", "--agreement", "wga/mba-2023", "--texts", tmp_path, "--table", "faults",
        "--format", "csv",
    )  # fmt: skip
    assert done.returncode == 1
    assert "$24,558" in done.stdout


@pytest.mark.parametrize("gross", ["$1000.00", "1000.00", "1,000"])
def test_a_rate_is_told_with_its_source_however_the_money_is_typed(gross: str) -> None:
    done = run_here(
        "rate", "--agreement", "wga", "--market", "rental", "--date", "2024-01-01",
        "--facts", "work=television", "--facts", f"gross={gross}", "--facts", "base_kind=distributors_gross",
        "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rates"]
    assert (row["amount_cents"], row["status"]) == (1200, "primary")


@pytest.mark.parametrize(
    ("agreement", "market", "day", "problem"),
    [
        ("wga/mba-2023", "renta", "2024-01-01", "this is no market"),
        ("wgo", "rental", "2024-01-01", "there is no agreement 'wgo'"),
        ("wga/mba-2007", "rental", "2024-01-01", "there is no agreement 'wga/mba-2007'"),
        ("wga", "rental", "1950-01-01", "no version of wga covers this day"),
    ],
)
def test_a_question_about_nothing_is_a_finding(agreement: str, market: str, day: str, problem: str) -> None:
    done = run_here("rate", "--agreement", agreement, "--market", market, "--date", day)
    assert done.returncode == 1
    assert problem in done.stderr


def test_guilds_are_compared_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "use.yaml"
    path.write_text(
        'use: {market: rental, work: theatrical, gross: "$1,000.00", base_kind: distributors_gross,\n'
        "  photographed_on: 2015-08-01, period_to: 2016-03-31, received_on: 2016-03-31}\n"
        "only: {dga: {base_kind: licence_fee}}\n"
    )
    done = run_here(
        "agreements", "compare", "--use", path, "--guild", "wga", "--guild", "dga", "--format", "json"
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["compared"]
    assert [(row["guild"], row["amount_cents"]) for row in rows] == [("WGA", 1200), ("DGA", 1200)]
    unknown = run_here("agreements", "compare", "--guild", "wgo", "--facts", "market=rental")
    assert unknown.returncode == 1
    assert "there is no agreement 'wgo'" in unknown.stderr


def test_a_wrong_sheet_is_contradicted_with_the_citation(tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    rate = {
        "union_local": "WGA",
        "job_classification": "Polish (High Budget)",
        "effective_date": "2025-05-02",
    }
    path.write_text(json.dumps({"rates": [{**rate, "base_rate": 22737}]}))
    done = run_here("agreements", "contradict", path, "--format", "json")
    assert done.returncode == 1
    (row,) = json.loads(done.stdout)["contradicted"]
    assert (row["written"], row["source"]) == ("$22,736", "W23 p. 2")
    path.write_text(json.dumps({"rates": [{**rate, "base_rate": 22736}]}))
    assert run_here("agreements", "contradict", path).returncode == 0
