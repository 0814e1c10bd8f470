"""`uses` and `request` as users run them: every format, the options, and refusals with their exit code."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import add, make_book, receipt, small_world, title, use
from tests.claims.feed_files import small_feed, write_feed
from tests.command_line import run_here

FIRST = date(2008, 9, 1)
HIRED = {
    "engagement_id": "E1", "person_id": "P1", "title_id": "T1", "kind": "writing", "company_id": "CO1",
    "starts_on": date(2008, 5, 1),
}  # fmt: skip
MADE = {
    "photography_on": date(2008, 6, 2), "written_on": date(2008, 5, 5), "first_release_on": FIRST,
    "first_new_media_on": FIRST, "season_no": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A title seen on twenty days and reported for ten, with a statement that a log contradicts."""
    place = tmp_path_factory.mktemp("uses")
    world = small_world(title=[title("T1", **MADE)], engagement=[HIRED])
    made = make_book(place / "book", world, learned_on=date(2009, 3, 31))
    reported = {
        "use": [use("ad_supported_streaming", FIRST, date(2008, 9, 10))],
        "receipt": [receipt("2008Q4", 2_800_000, 20_000), receipt("2009Q1", None, 10)],
    }
    looks = [
        {"title_id": "T1", "service": "SERVICE", "territory": "us", "seen_on": date(2008, 9, day),
         "monitor": "M1", "is_there": day <= 20}
        for day in range(1, 23)
    ]  # fmt: skip
    add(made, reported, said_by="brindle", learned_on=date(2009, 3, 31))
    logged = {"receipt": [receipt("2008Q4", 2_900_000, 20_000)], "sighting": looks}
    add(made, logged, said_by="guild", learned_on=date(2009, 3, 31))
    return made.path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_windows_are_judged_in_every_format(book: Path) -> None:
    text = run_here("uses", "windows", book)
    assert text.returncode == 0, text.stderr
    assert "certainly" in text.stdout
    rows = rows_of(run_here("uses", "windows", book, "--format", "csv").stdout)
    assert {(row["window"], row["verdict"], row["paid_from"]) for row in rows} == {
        ("17 days‡", "certainly", "2008-09-18")
    }
    content = json.loads(run_here("uses", "windows", book, "--title", "T1", "--format", "json").stdout)
    assert content["days"][0]["seen_days"] == 20


def test_windows_on_one_reading_rest_on_the_terms_of_that_reading(book: Path) -> None:
    done = run_here("uses", "windows", book, "--reading", "new_series=first-season", "--format", "csv")
    assert {row["window"] for row in rows_of(done.stdout)} == {"17 days"}


def test_conflicts_and_money_name_whose_word_it_is(book: Path) -> None:
    rows = rows_of(run_here("uses", "conflicts", book, "--format", "csv").stdout)
    assert {row["source"] for row in rows} == {"brindle", "guild", "M1", "M1, at least"} - {"M1"}
    done = run_here("uses", "money", book, "--format", "csv", "--table", "money")
    amounts = {row["source"]: row["amount"] for row in rows_of(done.stdout)}
    # 0.36% of 28,000 and of 29,000 dollars, and a half-year online at 651.30.
    assert (amounts["brindle"], amounts["guild"], amounts["M1, at least"]) == ("100.80", "104.40", "752.10")


def test_the_trust_option_changes_whose_word_is_first(book: Path) -> None:
    done = run_here("uses", "money", book, "--trust", "guild", "--format", "csv", "--table", "money")
    amounts = {row["source"]: row["amount"] for row in rows_of(done.stdout)}
    assert amounts["as the audit computes"] == "104.40"


def test_a_title_that_nobody_watched_is_refused(book: Path) -> None:
    done = run_here("uses", "windows", book, "--title", "T9")
    assert done.returncode == 1
    assert "T9: nobody looked for this title on any service" in done.stderr


def test_a_feed_is_counted_in_every_format(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "feed.csv.gz", small_feed())
    rows = rows_of(run_here("uses", "days", feed, "--format", "csv").stdout)
    assert [row["layout"] for row in rows] == ["ITEMS", "unogs-ng", "2026", "all layouts"]
    content = json.loads(run_here("uses", "days", feed, "--titles", "2", "--format", "json").stdout)
    assert len(content["titles"]) == 2
    text = run_here("uses", "days", feed).stdout
    assert "no free window applies, and nothing is said of any title" in text
    assert "Invented" not in text


def test_requests_are_made_from_what_is_missing_answered_and_listed(book: Path) -> None:
    shown = rows_of(run_here("request", "missing", book, "--format", "csv").stdout)
    assert [(row["company_id"], row["facts"], row["remark"]) for row in shown] == [
        ("CO1", "gross", "no bound known")
    ]
    made = run_here(
        "request", "make", book, "statements", "--of", "CO1", "--missing", "--under", "labor-act",
        "--due", "2009-05-01", "--on", "2009-04-01", "--by", "attorney",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("made request/1: seq ")
    done = run_here(
        "request",
        "answer",
        book,
        "1",
        "refused",
        "--with",
        "confidential",
        "--on",
        "2009-04-20",
        "--by",
        "CO1",
    )
    assert done.stdout.startswith("recorded: refused, seq ")
    listed = rows_of(run_here("request", "list", book, "--as-of", "2009-06-01", "--format", "csv").stdout)
    assert listed[0]["state"] == "refused 2009-04-20; late"
    content = json.loads(run_here("request", "list", book, "--format", "json").stdout)
    assert content["items"][0]["item"] == "gross of 1 line on 1 title"
    assert "labor-act" in run_here("request", "duties").stdout


def test_an_unknown_word_for_what_came_of_a_request_is_an_error_of_use(book: Path) -> None:
    done = run_here(
        "request", "answer", book, "1", "ignored", "--with", "x", "--on", "2009-04-20", "--by", "CO1"
    )
    assert done.returncode == 2
    assert "'ignored' is not known" in done.stderr
