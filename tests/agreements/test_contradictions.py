"""A stranger's rates against the library: found by the words of their labels, never by their amounts."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from arrears.agreements.contradictions import Judged, judge_sheet, label_words
from arrears.agreements.load import load_library
from arrears.agreements.rate_sheet import SheetRate, read_rate_sheet
from arrears.reports.contradiction_report import build_contradiction_report

AGREEMENTS = load_library(addresses=["wga/mba-2023"])
FOUND_IN_PUBLIC = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "rates_thirdparty" / "wga_rates.json"
)


def judged(label: str, dollars: int, *, union: str = "WGA", day: date | None = date(2025, 5, 2)) -> Judged:
    (one,) = judge_sheet([SheetRate("sheet: rate 1", label, union, dollars * 100, day)], AGREEMENTS)
    return one


def test_a_right_figure_under_its_own_words_is_borne_out() -> None:
    found = judged("Polish (High Budget)", 22736)
    assert (found.judgement, [term.written for term in found.terms]) == ("borne out", ["$22,736"])


def test_a_wrong_figure_is_contradicted_with_the_citation() -> None:
    found = judged("Polish (High Budget)", 22737)
    assert found.judgement == "contradicted"
    assert [(term.written, term.citation.source) for term in found.terms] == [("$22,736", "p. 2")]


def test_the_figure_of_another_period_is_contradicted() -> None:
    assert judged("Polish (High Budget)", 22736, day=date(2025, 5, 1)).judgement == "contradicted"
    assert judged("Polish (High Budget)", 22074, day=date(2025, 5, 1)).judgement == "borne out"
    assert judged("Polish (High Budget)", 21328, day=date(2023, 9, 25)).judgement == "borne out"


def test_a_label_that_fits_two_terms_is_told_with_both() -> None:
    found = judged("Screenplay, Including Treatment (High Budget)", 147920)
    assert found.judgement == "label covers several terms"
    assert {term.written for term in found.terms} == {"$170,655", "$147,920"}


@pytest.mark.parametrize(
    ("label", "union", "day", "why"),
    [
        ("Catering", "WGA", date(2025, 5, 2), "no term has these words"),
        (
            "Polish (High Budget)",
            "Teamsters 399",
            date(2025, 5, 2),
            "the library has no agreement of this union",
        ),
        ("Polish (High Budget)", "WGA", None, "the sheet names no day"),
        ("Polish (High Budget)", "WGA", date(2019, 5, 2), "no term with these words is in force on that day"),
        ("of the", "WGA", date(2025, 5, 2), "no term has these words"),
    ],
)
def test_what_cannot_be_judged_says_why(label: str, union: str, day: date | None, why: str) -> None:
    found = judged(label, 22736, union=union, day=day)
    assert (found.judgement, found.why, found.terms) == ("not comparable", why, ())


def test_two_figures_under_one_label_contradict_each_other() -> None:
    rates = [
        SheetRate(f"rate {n}", "Polish (High Budget)", "WGA", cents, date(2025, 5, 2))
        for n, cents in enumerate((2_273_600, 2_273_700))
    ]
    found = judge_sheet(rates, AGREEMENTS)
    assert [one.judgement for one in found] == ["contradicted", "contradicted"]
    assert all("the sheet itself gives this label 2 figures" in one.why for one in found)


def test_labels_are_compared_by_their_telling_words() -> None:
    assert label_words("Rewrites of the Screenplay") == label_words("rewrite screenplay")


def test_the_report_shows_each_contradiction_with_its_source() -> None:
    report = build_contradiction_report(
        "rates.json", [judged("Polish (High Budget)", 1), judged("Catering", 1)]
    )
    tables = {table.name: table for table in report.tables()}
    (row,) = tables["contradicted"].rows
    assert (row[3], row[5], row[8]) == ("contradicted", "$22,736", "W23 p. 2")
    assert tables["others"].rows[0][3] == "not comparable"


@pytest.mark.skipif(
    not FOUND_IN_PUBLIC.is_file(), reason="the shared reference folder is not beside the repository"
)
def test_the_sheet_found_in_public_is_wrong_in_six_of_eleven_labels() -> None:
    """Original and other screenplays stand under one label, and a price without treatment for all."""
    assert len(json.loads(FOUND_IN_PUBLIC.read_text(encoding="utf-8"))["rates"]) == 11
    found = judge_sheet(read_rate_sheet(FOUND_IN_PUBLIC), AGREEMENTS)
    assert Counter(one.judgement for one in found) == {"borne out": 5, "label covers several terms": 6}
    doubtful = {one.rate.label: {term.written for term in one.terms} for one in found if len(one.terms) > 1}
    assert doubtful["Non-Original Screenplay (High Budget)"] == {"$147,920", "$102,288"}
    assert all(term.citation.status == "primary" for one in found for term in one.terms)
