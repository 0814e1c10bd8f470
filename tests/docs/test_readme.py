"""The first page tells the truth: its commands run, and its output is what they print."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from tools.demonstration import generate, write

from .pages import printed_well, run_line

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[list[str]]:
    """The fenced blocks of the page in one language, as lines."""
    found = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    return [block.strip("\n").splitlines() for block in found]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `make demo` leaves it: the demonstration's files below `out/`."""
    folder = tmp_path_factory.mktemp("readme")
    write(generate(2008), folder / "out" / "files")
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "one-sale.yaml", folder / "docs")
    return folder


def run(line: str, place: Path) -> str:
    """What one command prints; it must end well."""
    return "\n".join(printed_well(run_line(line, place)))


@pytest.mark.slow
def test_the_commands_of_the_page_run_and_its_output_is_theirs(place: Path) -> None:
    shutil.rmtree(place / "my-book", ignore_errors=True)
    lines = [line for block in blocks("sh") for line in block if line.startswith("arrears ")]
    assert len(lines) >= 8
    for line in lines:
        run(line, place)
    told = run("arrears audit my-book --as-of 2009-08-31 --known-by 2009-08-31 --guild wga", place)
    shown = [line.rstrip() for block in blocks("text") for line in block]
    printed = [line.rstrip() for line in told.splitlines()]
    lacking = [line for line in shown if line not in printed]
    assert len(shown) > 30
    assert not lacking


@pytest.mark.slow
def test_the_sale_of_the_page_owes_what_the_page_says(place: Path) -> None:
    told = run("arrears agreements compare --use docs/one-sale.yaml --table compared --format csv", place)
    owed = [row["amount"] for row in csv.DictReader(told.splitlines())]
    assert owed == ["12000.00", "12000.00", "36000.00", "54000.00"]
    assert all(f"${int(amount.removesuffix('.00')):,}" in README for amount in owed)


def test_the_two_commands_that_do_all_the_set_up_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = [line.split()[1] for block in blocks("sh") for line in block if line.startswith("make ")]
    assert named == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in named)
