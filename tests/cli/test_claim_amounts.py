"""A claim's amounts, what changed in it and its restatement, as a user asks for them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.command_line import run_here

from .book_fixture import make_book, write_files

pytestmark = pytest.mark.slow
ACT = ("--by", "attorney", "--reason", "amount", "--no-notice", "the guild's own claim")
OWN = ("--position", "as agreed", "--their-position", "as agreed")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_book(tmp_path_factory.mktemp("claims"))
    opened = run_here("claim", "open", made, "Downloads", "--guild", "wga", "--on", "2009-08-31", *ACT, *OWN)
    assert opened.returncode == 0, opened.stderr
    return made


def test_the_amounts_of_a_claim_follow_the_day_asked_for(book: Path):
    """$159.00 has been due since 2008-11-30: thirteen whole months of 1.5% to the end of 2009."""
    done = run_here("claim", "amounts", book, "1", "--as-of", "2009-12-31", "--as-filed", "--format", "csv")
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["principal"], row["late_simple"], row["total_simple"]) == ("159.00", "31.00", "190.00")
    assert (row["undisputed"], row["disputed"], row["lines"]) == ("159.00", "0.00", "2")


def test_as_now_is_figured_from_a_fresh_audit(book: Path):
    done = run_here("claim", "amounts", book, "1", "--as-of", "2009-12-31", "--format", "json")
    assert done.returncode == 0, done.stderr
    tables = json.loads(done.stdout)
    assert tables["by_reading"] == tables["by_reading_now"]
    assert [row["payee_id"] for row in tables["by_person"]] == ["P1", "P2"]


def test_a_correction_is_told_and_restated_by_an_act(tmp_path: Path, book: Path):
    same = run_here("claim", "restate", book, "1", "--on", "2009-10-01", "--by", "attorney")
    assert same.returncode == 1
    assert "a fresh audit gives every line of the claim as it was filed" in same.stderr
    given = write_files(tmp_path / "given") / "receipt.csv"
    heading, _, last = given.read_text(encoding="utf-8").splitlines()
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(f"{heading}\n{last.replace('3000000', '6000000')}\n", encoding="utf-8")
    words = ("--as", "receipt", "--said-by", "wga", "--learned-on", "2009-09-15")
    assert run_here("import", book, corrected, *words).returncode == 0
    told = run_here("claim", "changes", book, "1", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert [(row["kind"], row["was"], row["became"]) for row in rows] == [
        ("another amount", "79.50", "159.00")
    ] * 2
    assert "1 receipt row of entry 3 (wga, learned 2009-09-15)" in rows[0]["why"]
    amounts = run_here("claim", "amounts", book, "1", "--as-of", "2009-12-31")
    assert "claim-lines-changed" in amounts.stdout
    restated = run_here("claim", "restate", book, "1", "--on", "2009-10-01", "--by", "attorney")
    assert restated.returncode == 0, restated.stderr
    assert "appended" in restated.stdout
    between = run_here("claim", "changes", book, "1", "--version", "1", "--format", "csv")
    assert list(csv.DictReader(io.StringIO(between.stdout))) == rows
    beyond = run_here("claim", "changes", book, "1", "--version", "2")
    assert beyond.returncode == 2
    assert "the last has no next one" in beyond.stderr
    assert run_here("verify", book).returncode == 0
