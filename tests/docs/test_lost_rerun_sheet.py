"""The walk-through of a real rerun sheet runs as printed, says whose agreement governs, and names nobody."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from arrears.records.credit_words import read_credit_list

from .pages import run_python

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "lost-rerun-sheet.md"
EPISODES = ROOT.parent / "shared" / "data" / "episodes"
WRITERS = {
    "lost_episodes.csv": "written_by",
    "seinfeld_episodes.csv": "writer",
    "simpsons_episodes.csv": "writer",
    "30_rock_episodes.csv": "writers",
    "office_directors_writers.csv": "writer",
    "torchwood_writers.csv": "writer",
}

needs_shared = pytest.mark.skipif(
    not EPISODES.is_dir(), reason="the shared reference folder beside the repository is not here"
)


@pytest.fixture(scope="module")
def runs() -> list[tuple[str, str]]:
    return run_python("lost-rerun-sheet")


@needs_shared
def test_every_block_prints_what_the_page_says(runs: list[tuple[str, str]]):
    page = PAGE.read_text(encoding="utf-8")
    assert len(runs) == page.count("```python") == 5
    for said, printed in runs:
        assert [line.rstrip() for line in printed.splitlines()] == said.splitlines()


@needs_shared
def test_the_columns_pay_what_page_29_of_the_schedule_prints(runs: list[tuple[str, str]]):
    # Programme of more than 30 and at most 60 minutes, employment from 25 September 2023 to 1 May 2024.
    assert "story $9,822.00\nteleplay $17,012.00\nboth $24,558.00\n" in runs[2][1]
    # More than 90 and at most 120 minutes: 48,365; twice an hour: 49,116.
    assert "$49,116.00" in runs[4][1]
    assert "$48,365.00" in runs[4][1]


@needs_shared
def test_positions_of_a_column_add_up_to_the_column(runs: list[tuple[str, str]]):
    # 24,558 / 2 = 12,279; / 3 = 8,186. 9,822 / 2 = 4,911, halved again 2,455.50. 17,012 / 2 = 8,506.
    sheet = runs[3][1]
    for amount in (
        "$24,558.00",
        "$12,279.00",
        "$8,186.00",
        "$4,911.00",
        "$2,455.50",
        "$8,506.00",
    ):
        assert amount in sheet
    counted = re.findall(r"^episodes alike: (\d+)", sheet, re.MULTILINE)
    assert sum(map(int, counted)) == 121


def test_the_page_says_that_earlier_agreements_govern():
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "the agreements of those years govern them" in page
    assert "as if the writer had been employed on 2023-11-01" in page


@needs_shared
def test_the_page_names_no_writer():
    page = PAGE.read_text(encoding="utf-8")
    names: set[str] = set()
    for file, column in WRITERS.items():
        with (EPISODES / file).open(encoding="utf-8", newline="") as lines:
            printed = [row[column] for row in csv.DictReader(lines)]
        names.update(name for words in printed for name in re.split(r"[&,;:]|\band\b|\b[Bb]y\b", words))
    surnames = {name.split()[-1] for name in names if len(name.split()) > 1}
    assert len(surnames) > 200
    surnames.discard("Seinfeld")  # there the title of the series
    assert sorted(surname for surname in surnames if re.search(rf"\b{re.escape(surname)}\b", page)) == []


@needs_shared
def test_a_row_that_cannot_be_read_would_be_listed_by_its_place():
    with (EPISODES / "lost_episodes.csv").open(encoding="utf-8", newline="") as lines:
        printed = [
            (f"lost:{number}", row["written_by"]) for number, row in enumerate(csv.DictReader(lines), 2)
        ]
    spoilt = [
        (place, words.replace(" and ", " ; ")) if place == "lost:2" else (place, words)
        for place, words in printed
    ]
    credits, findings = read_credit_list(spoilt)
    assert [finding.place for finding in findings] == ["lost:2:story_by"]
    assert len(credits) == 120
