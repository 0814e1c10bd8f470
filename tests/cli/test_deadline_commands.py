"""`arrears deadlines` and the procedures of agreements, run as users run them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.claims.dated_claims import book_at, open_by_event, take
from tests.command_line import run_here


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a claim whose clock ends on 15 December 2015."""
    book = book_at(tmp_path_factory.mktemp("deadlines"))
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    return book.path


def test_deadlines_are_printed_as_table_rows_and_json(folder: Path) -> None:
    text = run_here("deadlines", folder)
    assert text.returncode == 0, text.stderr
    assert "claim/1  file the residuals claim  2015-12-15  2015-12-15" in text.stdout
    assert "as of   2015-01-05" in text.stdout, "the last day of learning, where none is named"
    rows = run_here("deadlines", folder, "--as-of", "2015-12-16", "--format", "csv")
    [row] = csv.DictReader(io.StringIO(rows.stdout))
    assert (row["claim"], row["clock"], row["state"], row["days_left"]) == (
        "claim/1",
        "file-residuals",
        "missed",
        "-1",
    )
    told = run_here("deadlines", folder, "--claim", "1", "--format", "json", "--table", "counts")
    assert len(json.loads(told.stdout)["counts"]) == 2


def test_within_takes_days_and_weeks(folder: Path) -> None:
    for within, shown in (("30d", 0), ("30", 0), ("50w", 1), ("400d", 1)):
        told = run_here("deadlines", folder, "--within", within, "--format", "csv")
        assert told.stdout.count("file-residuals") == 2 * shown, within  # the clock, and in its source
    wrong = run_here("deadlines", folder, "--within", "soon")
    assert wrong.returncode == 2
    assert "'soon' is no stretch of days; write it as 30d or 2w" in wrong.stderr


def test_a_claim_that_is_not_there_ends_the_command(folder: Path) -> None:
    told = run_here("deadlines", folder, "--claim", "9")
    assert told.returncode == 1
    assert "the book holds no claim of that name" in told.stderr


def test_an_empty_book_asks_for_a_day(tmp_path: Path) -> None:
    assert run_here("init", tmp_path / "book").returncode == 0
    told = run_here("deadlines", tmp_path / "book")
    assert told.returncode == 1
    assert "the book is empty, so no day can be asked for." in told.stderr
    assert run_here("deadlines", tmp_path / "book", "--as-of", "2015-01-01").returncode == 0


def test_the_calendar_is_written_whole_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    target = tmp_path / "deadlines.ics"
    for _ in range(2):
        told = run_here("deadlines", book.path, "--ical", target)
        assert told.returncode == 0, told.stderr
        assert f"wrote {target}" in told.stderr
    assert [path.name for path in tmp_path.glob("*.ics*")] == ["deadlines.ics"]
    [event] = Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "claim/1: file the residuals claim (by 2015-12-15)"


def test_no_privileged_act_enters_a_calendar_whoever_writes_it(tmp_path: Path) -> None:
    from dataclasses import replace

    from arrears.book.access import KEEPER

    book = book_at(tmp_path)
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    without = tmp_path / "without.ics"
    assert run_here("deadlines", book.path, "--as-of", "2015-03-01", "--ical", without).returncode == 0
    take(
        replace(book, audience=KEEPER), 1, "extended", "2015-02-02", access="settlement",
        clock="file-residuals", until="2016-06-30",
    )  # fmt: skip
    target = tmp_path / "with.ics"
    told = run_here(
        "deadlines", book.path, "--as-of", "2015-03-01", "--audience", "counsel", "--ical", target
    )
    assert told.returncode == 0, told.stderr
    assert target.read_bytes() == without.read_bytes()
    page = run_here("deadlines", book.path, "--as-of", "2015-03-01", "--audience", "counsel")
    assert "2016-06-30" in page.stdout, "counsel sees it where nothing is written"


def test_the_procedure_of_an_agreement_is_shown_alone_and_with_it() -> None:
    alone = run_here("agreements", "show", "sag/tv-2014/procedure")
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout.startswith("Disputes under section 50 of the television agreement")
    whole = run_here("agreements", "show", "iatse/basic-2024", "--format", "md")
    assert "Disputes: by when" in whole.stdout
    none = run_here("agreements", "show", "afm/secondary-markets-fund/procedure")
    assert none.returncode == 1
    assert "no procedure is known of this agreement" in none.stderr


def test_lint_tells_the_lengths_that_nobody_has_read() -> None:
    told = run_here("agreements", "lint", "--format", "csv")
    assert "lint-unknown,wga/mba-2008/procedure/clocks/court/only" in told.stdout
