"""`standing`, `claim pattern` and `joint` as users run them, on the small invented book."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.command_line import run_here

from .book_fixture import make_book

THIRD = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
SECOND = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q2:P1:usd"
SALE = "C1:T1:download:2008Q3"
DAY = ("--as-of", "2009-03-31")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("record"))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_record_counts_what_fell_due_and_says_what_the_records_show(book: Path) -> None:
    done = run_here("standing", book, *DAY)
    assert done.returncode == 0, done.stderr
    assert "no payment found in the records held to 2009-03-31" in " ".join(done.stdout.split())
    assert "unpaid" not in done.stdout.lower()
    assert "few: 4 amounts" in done.stdout
    printed = "".join(done.stdout.split())  # a long folder goes over two lines
    assert f"arrears explain {book} OBLIGATION --as-of 2009-03-31".replace(" ", "") in printed
    (row,) = rows_of(run_here("standing", book, *DAY, "--format", "csv").stdout)
    assert (row["judged"], row["on_time"], row["none"], row["open"]) == ("4", "2", "2", "159.00")
    assert (row["share_count"], row["share_money"]) == ("50.0%", "50.5%")  # 162.00 of 321.00


def test_before_it_is_due_nothing_is_counted_against_the_company(book: Path) -> None:
    content = json.loads(run_here("standing", book, "--as-of", "2008-11-21", "--format", "json").stdout)
    (row,) = content["companies"]
    assert (row["judged"], row["on_time"], row["open_cents"]) == (2, 2, 0)
    assert [(each["why"], each["amounts"]) for each in content["not_judged"]] == [("accrued, not yet due", 2)]


def test_the_record_is_written_as_a_page_with_its_chart_and_nothing_foreign(
    book: Path, tmp_path: Path
) -> None:
    done = run_here("standing", book, *DAY, "--company", "C1", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"standing.html", "standing.xlsx"}
    page = (tmp_path / "out" / "standing.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<script" not in page
    # The second quarter's two amounts fell due in the third and were paid; the third quarter's were not.
    assert "2008Q3 100.0% of 2 amounts on time, paid after the due date $0.00, open $0.00" in page
    assert "2008Q4 0.0% of 2 amounts on time, paid after the due date $0.00, open $159.00" in page


def test_a_record_for_nobody_of_the_guild_is_refused(book: Path) -> None:
    done = run_here("standing", book, *DAY, "--audience", "arbitrator")
    assert done.returncode == 1
    assert "the payment record of companies is for the guild" in done.stderr


def test_a_company_that_no_record_names_is_told(book: Path) -> None:
    done = run_here("standing", book, *DAY, "--company", "C9")
    assert done.returncode == 1
    assert "the records that this run read name no such company" in done.stderr


def test_a_folder_that_cannot_be_written_is_a_finding(book: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run_here("standing", book, *DAY, "--out", tmp_path / "file")
    assert done.returncode == 1
    assert "the reports cannot be written here" in done.stderr


def test_a_line_without_a_payment_shows_which_causes_were_tried(book: Path) -> None:
    done = run_here("claim", "pattern", book, THIRD, *DAY)
    assert done.returncode == 0, done.stderr
    assert "None of the causes tried gives what was paid, to the cent." in done.stdout
    assert "no payment found in the records held to 2009-03-31" in " ".join(done.stdout.split())
    assert rows_of(run_here("claim", "pattern", book, THIRD, *DAY, "--format", "csv").stdout) == []


def test_a_line_that_is_paid_leads_to_no_class(book: Path) -> None:
    done = run_here("claim", "pattern", book, SECOND, *DAY)
    assert done.returncode == 1
    assert "this line is paid and not late, so it shows no cause" in done.stderr


def test_one_sale_is_shown_under_the_guilds_with_citation_and_status(book: Path) -> None:
    done = run_here("joint", book, SALE, *DAY, "--format", "json")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    guilds = {row["guild"]: row for row in content["difference_1"]}
    assert guilds["WGA"]["rate"] == "0.36%"  # the first copies: counters begin with the line
    assert guilds["WGA"]["base_cents"] == 30_000_00
    assert guilds["WGA"]["due_on"] == "2008-11-30"
    assert all(row["source"] and row["status"] for row in content["difference_1"])
    assert "DGA" in guilds
    assert {row["answer"] for row in content["conditions"]} == {"not known"}
    writers = content["writers"]
    assert {row["amount_cents"] for row in writers} == {159_00}  # 0.53% with all earlier copies counted


def test_a_finding_of_a_person_is_recorded_and_shown(book: Path) -> None:
    act = ("--on", "2009-02-01", "--by", "counsel")
    similar = ("provisions", "--answer", "substantially-similar", "--why", "one base in both")
    done = run_here("joint-finding", book, SALE, *similar, *act)
    assert done.returncode == 0, done.stderr
    assert f"recorded the finding about {SALE}: seq " in done.stdout
    shown = run_here("joint", book, SALE, *DAY, "--format", "json")
    content = json.loads(shown.stdout)
    by_name = {row["condition"]: row for row in content["conditions"]}
    assert by_name["provisions the same"]["answer"] == "yes"
    assert "found by counsel on 2009-02-01: one base in both" in by_name["provisions the same"]["because"]
    assert [row["by"] for row in content["found"]] == ["counsel"]
    again = run_here("joint-finding", book, SALE, *similar, *act)
    assert again.returncode == 1
    assert "the same act is in the book already; nothing was appended" in again.stderr


def test_a_finding_that_lacks_something_is_refused(book: Path) -> None:
    done = run_here(
        "joint-finding", book, SALE, "agreed", "--answer", "yes", "--on", "2009-02-01", "--by", "x"
    )
    assert done.returncode == 1
    assert "the question is asked of each guild" in done.stderr


def test_a_sale_that_nobody_reported_is_told_with_those_of_the_title(book: Path) -> None:
    done = run_here("joint", book, "C1:T1:rental:2008Q3", *DAY)
    assert done.returncode == 1
    assert "the company reported no sale or use of that title, market and period" in done.stderr
    assert "C1:T1:download:2008Q2" in done.stderr


def test_a_fact_may_be_stated_for_one_guild_alone(book: Path) -> None:
    plain = json.loads(run_here("joint", book, SALE, *DAY, "--format", "json").stdout)
    asked = ("--facts", "dga:gross=10000.00")
    done = run_here("joint", book, SALE, *DAY, *asked, "--format", "json")
    bases = {row["guild"]: row["base_cents"] for row in json.loads(done.stdout)["difference_1"]}
    before = {row["guild"]: row["base_cents"] for row in plain["difference_1"]}
    assert bases["WGA"] == before["WGA"] == 30_000_00
    assert bases["DGA"] * 3 == before["DGA"]
    shown = " ".join(run_here("joint", book, SALE, *DAY, *asked).stdout.split())
    assert "stated by who asks, for DGA gross 10000.00" in shown


def test_a_fact_that_no_record_kind_has_is_refused(book: Path) -> None:
    done = run_here("joint", book, SALE, *DAY, "--facts", "sag:colour=red")
    assert done.returncode == 1
    assert "this is no fact of any record." in done.stderr
