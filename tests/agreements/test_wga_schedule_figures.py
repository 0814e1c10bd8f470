"""Every figure of the 2023 agreement against the page of the schedule that it cites, read again there.

The grids are read a second time here, by position, so that a figure in the wrong row or column is found too.
"""

import calendar
import re
from pathlib import Path

import pytest

from arrears.agreements.load import load_library
from arrears.agreements.model import TermRecord

SCHEDULE = (
    Path(__file__).resolve().parents[2].parent / "shared" / "texts" / "WGA_2023_Schedule_of_Minimums.txt"
)
(AGREEMENT,) = load_library(addresses=["wga/mba-2023"])
FIRST_PRINTED_PAGE = 5  # the sheets before printed page 1, cover and contents

COLUMNS = ("story", "teleplay", "both")
LENGTHS = {
    "15": "up to 15",
    "30": "over 15 up to 30",
    "60": "over 30 up to 60",
    "75": "over 60 up to 75",
    "90": "over 75 up to 90",
    "120": "over 90",
}
LATER_PERIODS = ("2023-10-15", "2024-05-02", "2025-05-02")
PERIODS = ("2023-09-25", "2024-05-02", "2025-05-02")

# Figures that a page gives by its words, not by these digits.
IN_WORDS = {
    "made-for-cable-reruns/run_share/2": "runs 3 to 5 are payable with run 2: 17 + 12 + 11 + 10",
    "made-for-cable-reruns/run_share/3..5": "runs 3 to 5 are payable with run 2",
    "made-for-cable-reruns/series_high_budget": "misprinted as 1,2000,000",
    "high-budget-avod/covered_weeks": "26 weeks of 7 days",
    "hbsvod-bonus/minutes_per_hour": "an hour",
    "foreign-receipts-above-threshold/threshold_part": "reduced by 50%",
}


@pytest.fixture(scope="module")
def pages() -> dict[int, str]:
    if not SCHEDULE.is_file():
        pytest.skip("the shared reference folder is not beside the repository")
    sheets = SCHEDULE.read_text(encoding="utf-8").split("\f")
    return {number - FIRST_PRINTED_PAGE: sheet for number, sheet in enumerate(sheets)}


def test_pages_are_numbered_as_printed(pages: dict[int, str]) -> None:
    assert all(pages[number].rstrip().endswith(f"-{number}-") for number in range(1, 50))


def terms() -> dict[str, TermRecord]:
    """Every figure of the agreement by address within it."""
    return {
        term.address.removeprefix("wga/mba-2023/"): term
        for clause in AGREEMENT.clauses()
        for term in clause.terms
    }


def cited_pages(source: str) -> list[int]:
    """`pp. 12, 29 and 30` is 12, 29, 30; `pp. 10 to 12` is 10, 11, 12."""
    match = re.match(r"(?:schedule )?pp?\. ([\d, ]+(?:(?:and|to) \d+)?)", source)
    if match is None:
        return []
    numbers = [int(number) for number in re.findall(r"\d+", match[1])]
    return list(range(numbers[0], numbers[1] + 1)) if " to " in match[1] else numbers


def printed_forms(written: str) -> list[str]:
    """A figure as the schedule may print it."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        year, month, day = (int(part) for part in written.split("-"))
        name = calendar.month_name[month]
        return [
            f"{name} {day}, {year}",
            f"{name}\n{day}, {year}",
            f"{month}/{day}/{year % 100}",
        ]
    number = re.match(r"\$?([\d,.]+)", written)
    assert number is not None, written
    plain = number[1]
    forms = [plain]
    if plain.endswith(",000,000"):
        forms.append(f"{plain.removesuffix(',000,000')} million")
    if written == "0.2 views per subscriber":
        forms = ["20%"]
    if written.endswith("%"):
        forms = [f"{plain}%", f"{plain}0%", f"{plain}.00%"]
    if plain == "1" and "view" in written:
        forms = ["views"]
    return forms


def is_on(page: str, form: str) -> bool:
    """Whether a page prints this figure and not merely the digits inside a longer one."""
    flat = re.sub(r"\s+", " ", page)
    return re.search(rf"(?<![\d,.]){re.escape(form)}(?![\d]|,\d|\.\d)", flat) is not None


def test_every_figure_stands_on_a_page_that_it_cites(pages: dict[int, str]) -> None:
    checked, absent = 0, []
    for address, term in terms().items():
        numbers = cited_pages(term.citation.source)
        if term.citation.status != "primary" or not numbers or any(word in address for word in IN_WORDS):
            continue
        if term.written == "100%":
            continue  # a factor of one for the bases or budgets that the page names
        checked += 1
        forms = printed_forms(term.written)
        if not any(is_on(pages[number], form) for number in numbers for form in forms):
            absent.append(f"{address}: {term.written} ({term.citation.source})")
    assert absent == []
    assert checked > 450


def dollars(line: str) -> list[str]:
    return [
        f"${found}"
        for found in re.findall(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d/,])\d{3}(?![\d,])", line)
    ]


def printed_grid(text: str) -> dict[str, list[str]]:
    """Rows of a grid by length: `60 or less (but more than 30)` and the amounts after it."""
    rows: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = re.match(r"\s*(\d+) or less(?: \(but more than \d+\))?(.*)", line)
        if match:
            rows.setdefault(LENGTHS[match[1]], dollars(match[2]))
        elif line.strip().startswith("each additional 30 minutes or less"):
            rows.setdefault("beyond", dollars(line.split("or less")[1]))
    return rows


def between(text: str, start: str, end: str = "") -> str:
    found = text[text.index(start) + len(start) :]
    return found[: found.index(end)] if end else found


def test_the_network_grid_is_the_printed_one(pages: dict[int, str]) -> None:
    encoded, page = terms(), pages[29]
    periods = {
        "2023-09-25": between(page, "Effective 9/25/23 – 5/1/24", "Effective 5/2/24"),
        "2024-05-02": between(page, "Effective 5/2/24 – 5/1/26", "Under certain"),
    }
    for period, text in periods.items():
        for length, amounts in printed_grid(text).items():
            table = "network_beyond" if length == "beyond" else "network_amount"
            row = f"from {period}" + ("" if length == "beyond" else f"/{length}")
            found = [
                encoded[f"reruns/network-prime-time/{table}/{row}/{column}"].written for column in COLUMNS
            ]
            assert found == amounts, (period, length)


@pytest.mark.parametrize("budget", ["high", "low"])
def test_the_residual_bases_are_the_printed_ones(pages: dict[int, str], budget: str) -> None:
    encoded = terms()
    high, low = pages[30].split("RESIDUAL BASE - LOW BUDGET")
    part = high if budget == "high" else low
    story = (
        between(pages[29], "STORY\n", "+There is")
        if budget == "high"
        else between(part, "STORY\n", "TELEPLAY\n")
    )
    grids = {
        "story": printed_grid(story),
        "teleplay": printed_grid(between(part, "TELEPLAY\n", "STORY & TELEPLAY\n")),
        "both": printed_grid(between(part, "STORY & TELEPLAY\n")),
    }
    for column, grid in grids.items():
        assert set(grid) == {*LENGTHS.values(), "beyond"}
        for length, amounts in grid.items():
            table = f"base_{budget}_beyond" if length == "beyond" else f"base_{budget}"
            rest = "" if length == "beyond" else f"/{length}"
            found = [
                encoded[f"reruns/shared/{table}/from {day}{rest}/{column}"].written for day in LATER_PERIODS
            ]
            assert found == amounts, (column, length)


def printed_minimum(pages: dict[int, str], minutes: str, name: str) -> list[str]:
    """The three periods of one minimum for other than network prime time, pages 10 to 12."""
    text = "".join(pages[number] for number in (10, 11, 12))
    after = re.split(rf"Length of Program:\s+{minutes} minutes or less", text)[1].split("Length of Program")[
        0
    ]
    (line,) = [line for line in after.splitlines() if re.match(rf"\s*{re.escape(name)}\s+\$?\s*\d", line)]
    return dollars(line)


@pytest.mark.parametrize("article", ["reruns/shared/usual_minimum", "new-media/streaming-fixed/minimum"])
def test_the_minimums_of_both_articles_are_the_printed_ones(pages: dict[int, str], article: str) -> None:
    encoded = terms()
    lengths = {"15": "up to 15", "30": "over 15 up to 30", "60": "over 30 up to 60", "90": "over 60 up to 90",
               "120": "over 90"}  # fmt: skip
    for minutes, key in lengths.items():
        for column, name in zip(COLUMNS, ("STORY+", "TELEPLAY", "STORY & TELEPLAY")):
            found = [encoded[f"{article}/from {day}/{key}/{column}"].written for day in PERIODS]
            assert found == printed_minimum(pages, minutes, name), (minutes, column)


def test_the_streaming_bases_and_shares_are_the_printed_ones(pages: dict[int, str]) -> None:
    encoded = terms()
    rows = {"20-35": "20..35", "36-65": "36..65", "66-95": "66..95", "96 Minutes or More": "at least 96"}
    for printed, key in rows.items():
        (line,) = [
            line for line in pages[43].splitlines()
            if line.strip().startswith(printed) and "in Length" in line
        ]  # fmt: skip
        amounts = dollars(line.split("Length")[1])
        found = [encoded[f"high-budget-svod/shared/base_usual/{key}/{column}"].written for column in COLUMNS]
        assert found == amounts, printed
    years = dict(re.findall(r"Year (\d+)\s+([\d.]+%)", pages[43]))
    for year, share in years.items():
        key = {7: "7..9", 8: "7..9", 9: "7..9", 10: "10..12", 11: "10..12", 12: "10..12"}.get(int(year), year)
        assert encoded[f"high-budget-svod/shared/year_share/{key}"].written == share, year
    assert len(years) == 12


def test_every_figure_given_in_words_is_still_there() -> None:
    assert [part for part in IN_WORDS if not any(part in address for address in terms())] == []
