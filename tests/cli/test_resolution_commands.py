"""`arrears resolution` over a small book, with figures that can be checked by hand.

The base year of downloads is $60,000.00 in the first band; 0.72% instead of 0.36% is $216.00 a year more, and
the term of 1 April 2009 to 1 May 2011 is 761 of 365 days: $450.35 without growth, against $50.04 for 0.40%.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.bargaining.docket_writer import an_amount, an_entry, record
from tests.bargaining.resolution_world import COMPANIES, GUILD, write_resolution
from tests.command_line import Ran, run_here

from arrears.book.ledger import open_book
from arrears.money import show_cents

from .book_fixture import make_book

ACT = ("--on", "2009-02-01", "--by", "attorney")
# By the hearing of 2 March 2010, a year after the day of the list, fifteen whole months since 30 November
# 2008 at 1.5% make $17.89 on each half of $159.00: $194.78 in all.
CHANCES = """assumptions:
- {name: claim/1/probability/as-agreed, value: 60%, SAID}
- {name: claim/1/probability/nothing, value: 40%, SAID}
- {name: claim/1/costs, value: "$20.00", SAID}
- {name: claim/1/days-to-hearing, value: 365, SAID}
- {name: discount/yearly, value: 0%, SAID}
""".replace("SAID", "by: counsel, on: 2009-02-20, source: opinion, status: unverified")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a claim, an open request and two dockets, and the files of a blocking list."""
    folder = write_resolution(tmp_path_factory.mktemp("resolution"))
    book = make_book(folder)
    for words in (
        ("claim", "open", book, "Downloads", *ACT, "--reason", "amount", "--no-notice", "the guild's own"),
        ("request", "make", book, "download counts", "--of", "C1", "--item", "counts", *ACT,
         "--due", "2009-03-20"),
    ):  # fmt: skip
        ran = run_here(*words)
        assert ran.returncode == 0, ran.stderr
    figure = an_amount(233_000_000, "directors")
    deal = an_entry(
        "deal", talks="directors", kind="tentative_agreement", on=date(2009, 1, 17), figures=(figure,)
    )
    own = an_entry("own", talks="writers", kind="tentative_agreement", on=date(2009, 1, 18))
    later = an_entry("later", talks="directors", kind="ratification", on=date(2009, 6, 1))
    session = an_entry("met", talks="directors", kind="session", on=date(2009, 1, 10))
    record(open_book(book), deal, own, later, session)
    links = '\nlinks:\n- {issue: "1", claims: [claim/1], requests: [request/1], entries: [directors:deal]}\n'
    (folder / "linked.yaml").write_text((folder / "established.yaml").read_text() + links)
    (folder / "chances.yaml").write_text(CHANCES)
    return folder


def ask(place: Path, *words: str | Path, facts: str = "linked.yaml") -> Ran:
    return run_here(
        "resolution", place / "book", "--offer", place / "first.yaml", "--against", place / "second.yaml",
        "--assumptions", place / "assumed.yaml", "--scenario", "guild", "--scenario", "companies",
        "--base-year", "2008", "--facts", place / facts, "--talks", "writers", "--on", "2009-03-02",
        "--as-of", "2009-03-31", *words,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(place: Path) -> dict[str, list[dict[str, Any]]]:
    told = ask(
        place, "--threat", f"{GUILD}={place / 'lantern.yaml'}:strike", "--fact", "called=2009-03-05",
        "--vote", "strike=80:20", "--format", "json",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    read: dict[str, list[dict[str, Any]]] = json.loads(told.stdout)
    return read


def test_issues_come_by_dollars_with_all_that_bears_on_them(found: dict[str, list[dict[str, Any]]]) -> None:
    assert [one["issue"] for one in found["issues"]] == ["2", "1", "4"], "the third is agreed in both"
    downloads = found["issues"][1]
    assert (downloads["movers"], downloads["claims"]) == (
        "the companies' labor committee (Lantern Producers)",
        "claim/1",
    )
    assert (downloads["precedents"], downloads["wanted"]) == ("directors:deal", "download counts")
    assert (downloads["ours_on"], downloads["ours_days"]) == ("2009-04-01", 30)
    assert (downloads["theirs_on"], downloads["theirs_days"]) == ("2009-04-20", 49)
    assert "first.yaml:" in downloads["refs"]
    assert "second.yaml:" in downloads["refs"]
    assert found["issues"][2]["said"] == "not in companies-second"


def test_each_sides_count_stands_apart_to_the_cent(found: dict[str, list[dict[str, Any]]]) -> None:
    gaps = {(one["issue"], one["by"]): one for one in found["gaps"]}
    companies = gaps["1", "companies, read as agreed"]
    assert (companies["ours_cents"], companies["theirs_cents"], companies["gap_cents"]) == (
        45_035,
        5_004,
        40_031,
    )
    assert gaps["1", "guild, read as agreed"]["gap_cents"] > 40_031
    assert all("growth/download" in one["rests_on"] for one in found["gaps"])
    (separate,) = found["separates"]
    assert separate["assumption"] == "growth/download"
    assert {one["name"] for one in found["assumptions"]} >= {
        "growth/download",
        "pay-base/wages",
        "mix/download",
    }
    assert all(one["by"] and one["source"] and one["status"] for one in found["assumptions"])


def test_a_threat_is_held_against_every_day_that_costs_the_other_side(
    found: dict[str, list[dict[str, Any]]],
) -> None:
    assert [(one["against"], one["credible"]) for one in found["threats"]] == [
        ("2009-04-20", "yes"), ("2009-04-30", "yes"), ("2009-05-15", "yes"),
    ]  # fmt: skip
    assert found["threats"][0]["at_most"] == "2009-04-04"
    (vote,) = found["votes"]
    assert (vote["share"], vote["needed"], vote["carries"]) == ("80.00%", "75.00%", "yes")


def test_claims_precedents_and_evidence_come_from_the_book(found: dict[str, list[dict[str, Any]]]) -> None:
    (claim,) = found["claims"]
    assert (claim["claim"], claim["principal_cents"], claim["issues"]) == ("claim/1", 15_900, "1")
    assert "worth" not in found, "what a claim is worth is counsel's"
    (deal,) = found["precedents"]
    assert (deal["on"], deal["issues"]) == ("2009-01-17", "1")
    assert "$233,000,000.00 (directors)" in deal["figures"]
    assert deal["entry"] == "directors:deal"
    (request,) = found["wanted"]
    assert (request["ref"], request["due_on"], request["issues"]) == ("request/1", "2009-03-20", "1")


def test_days_and_movers_say_whose_they_are_and_where_they_stand(
    found: dict[str, list[dict[str, Any]]],
) -> None:
    pilots = found["days"][-1]
    assert (pilots["party"], pilots["costs_cents"], pilots["days"]) == (COMPANIES, 120_000_050, 74)
    assert all(one["source"] and one["place"] for one in (*found["days"], *found["movers"]))
    assert found["days"][0]["costs_cents"] is None


def test_it_says_that_it_predicts_nobody_and_whom_nobody_named(place: Path) -> None:
    path = place / "list.csv"
    path.write_text("Employer,Union,# Idled,Start Date,End Date\nMill,USA 1,5,2008-01-01,2008-01-20\n")
    told = ask(place, "--stoppages", path)
    assert told.returncode == 0, told.stderr
    said = " ".join(told.stdout.split())
    for words in (
        "predicts nobody",
        "Nobody is named for: 2, 4. Ask who has the authority.",
        "No threat was asked about",
        "How many ended",
        "No hold-out is in the record",
        "horizon 2009-04-01 to 2011-05-01",
    ):
        assert words in said, words


def test_counsel_alone_sees_what_a_claim_is_worth(place: Path) -> None:
    words = ("--chances", place / "chances.yaml", "--format", "json")
    told = ask(place, *words, "--audience", "counsel")
    assert told.returncode == 0, told.stderr
    (worth,) = json.loads(told.stdout)["worth"]
    assert worth["claim"] == "claim/1"
    assert worth["expected_cents"] == 9_687  # 60% of $194.78 is $116.868, less $20.00
    other = ask(place, *words)
    assert other.returncode == 1
    assert "counsel's work" in other.stderr


def test_an_audience_that_may_see_no_line_is_told_so(place: Path) -> None:
    told = ask(place, "--audience", "public")
    assert told.returncode == 1
    assert "the run has no line that could be priced" in told.stderr


@pytest.mark.parametrize("words", [("--fact", "caled=2009-03-05"), ("--vote", "strikes=1:2")])
def test_names_of_nothing_are_refused(place: Path, words: tuple[str, ...]) -> None:
    told = ask(place, "--threat", f"{GUILD}={place / 'lantern.yaml'}:strike", *words)
    assert told.returncode == 1
    assert "names nothing that the rules of a threat have" in " ".join(told.stderr.split())


def test_a_threat_written_wrongly_is_an_error_of_use(place: Path) -> None:
    assert ask(place, "--threat", "strike").returncode == 2


@pytest.mark.slow
def test_a_blackout_hides_the_numbers_from_all_but_its_readers(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "dark")
    dark = tmp_path / "dark"
    declared = run_here(
        "blackout", "declare", dark / "book", "--talks", "writers", "--party", GUILD, "--party", COMPANIES,
        "--from", "2009-02-25", "--on", "2009-02-25", "--by", "committee",
    )  # fmt: skip
    assert declared.returncode == 0, declared.stderr
    told = ask(dark)
    assert told.returncode == 1
    assert "a news blackout runs over these talks" in told.stderr
    assert ask(dark, "--audience", "committee").returncode == 0


def test_the_list_is_a_page_with_a_chart_for_each_count(
    place: Path, tmp_path: Path, found: dict[str, list[dict[str, Any]]]
) -> None:
    page = tmp_path / "list.html"
    told = ask(place, "--out", page)
    assert told.returncode == 0, told.stderr
    assert told.stderr.endswith(f"wrote {page}\n")
    written = page.read_text(encoding="utf-8")
    drawn = [part.split("</svg>")[0] for part in written.split("<svg")[1:]]
    priced = [row for row in found["gaps"] if row["gap_cents"] is not None]
    counts = list(dict.fromkeys(row["by"] for row in priced))
    assert len(drawn) == len(counts) > 1
    for by, svg in zip(counts, drawn, strict=True):
        assert all(show_cents(abs(row["gap_cents"]), "usd") in svg for row in priced if row["by"] == by)
    assert "src=" not in written
    assert "http://" not in written.replace("http://www.w3.org", "")


def test_the_list_is_a_pdf_that_says_what_shows_each_line(place: Path, tmp_path: Path) -> None:
    from pypdfium2 import PdfDocument

    pages = tmp_path / "list.pdf"
    told = ask(place, "--out", pages)
    assert told.returncode == 0, told.stderr
    read = PdfDocument(pages)
    first, *behind = (" ".join(page.get_textpage().get_text_range().split()) for page in read)
    assert "The blocking list" in first
    assert "it predicts nobody" in first
    assert f"next day that costs {COMPANIES}" in first
    whole = " ".join(behind)
    for command in ("arrears offer price", "arrears offer diff", "arrears claim amounts BOOK 1 --as-of"):
        assert command in told.stdout
        assert command in whole


def test_a_page_is_never_written_over_nor_named_as_something_else(place: Path, tmp_path: Path) -> None:
    page = tmp_path / "list.html"
    page.write_text("mine")
    assert "something has this name already" in ask(place, "--out", page).stderr
    assert page.read_text() == "mine"
    assert "'list.doc' ends in neither .html nor .pdf" in ask(place, "--out", tmp_path / "list.doc").stderr
