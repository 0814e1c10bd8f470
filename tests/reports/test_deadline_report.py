"""Deadlines as a page: the next day first, what each rests on, and what a reader must know besides."""

from datetime import date, timedelta
from pathlib import Path

from tests.claims.dated_claims import ask, book_at, open_by_event, take

from arrears.claims.deadlines import Deadlines
from arrears.reports.deadline_report import build_deadlines
from arrears.reports.plain import as_text
from arrears.reports.tables import Report, Table

FACTS = (("book", "seq 1"),)


def world(folder: Path) -> Deadlines:
    book = book_at(folder)
    open_by_event(book, 1)
    open_by_event(book, 2, agreement="wga/mba-2008")
    open_by_event(book, 3, agreement="afm/secondary-markets-fund")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    take(book, 2, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-09-29")
    return ask(book, "2015-01-10")


def table(report: Report, name: str) -> Table:
    return next(one for one in report.tables() if one.name == name)


def rows(report: Report, name: str) -> list[dict[str, object]]:
    found = table(report, name)
    return [dict(zip((column.name for column in found.columns), row)) for row in found.rows]


def test_the_page_says_what_by_when_and_on_what_it_rests(tmp_path: Path) -> None:
    report = build_deadlines(world(tmp_path), FACTS, within=None)
    [first, *rest] = rows(report, "deadlines")
    assert (first["claim"], first["act_by"], first["ends"], first["days_left"], first["state"]) == (
        "claim/1",
        date(2015, 12, 15),
        "2015-12-15",
        339,
        "running",
    )
    assert first["source"] == "S14 p. 153, sag/tv-2014/procedure/clocks/file-residuals"
    assert all(row["ends"] == "not known†" and row["days_left"] is None for row in rest)
    counts = rows(report, "counts")
    assert ("1 year after knowledge", date(2014, 12, 15), "2015-12-15") in [
        (row["count"], row["from"], row["to"]) for row in counts
    ]
    [rule] = [
        row for row in rows(report, "rules") if row["clock"] == "sag/tv-2014/procedure/clocks/file-residuals"
    ]
    assert rule["claims"] == 1
    assert "the later of 1 year after occurrence and 1 year after knowledge" in str(rule["rule"])


def test_what_is_not_known_says_where_to_find_it(tmp_path: Path) -> None:
    report = build_deadlines(world(tmp_path), FACTS, within=None)
    unknown = {row["clock"]: row["unknown"] for row in rows(report, "deadlines") if row["claim"] == "claim/2"}
    assert "find it at Article 12 of the basic agreement" in str(unknown["court"])
    assert report.footnotes[0].startswith("† its rule is unverified: ")


def test_claims_without_a_procedure_and_days_told_wrongly_are_on_the_page(tmp_path: Path) -> None:
    text = as_text(build_deadlines(world(tmp_path), FACTS, within=None))
    assert "No procedure is known of these agreements" in text
    assert "claim/3  afm/secondary-markets-fund" in text
    assert "the day of knowledge lies before the occurrence." in text
    assert "No request waits for an answer." in text


def test_within_is_told_and_leaves_out_what_lies_further(tmp_path: Path) -> None:
    report = build_deadlines(world(tmp_path), FACTS, within=timedelta(days=30))
    assert ("within", "30 days, and what may be past") in report.heading_facts
    assert {row["claim"] for row in rows(report, "deadlines")} == {"claim/2"}


def test_with_all_the_clocks_that_were_kept_are_told_too(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    take(book, 1, "filed", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    found = ask(book, "2015-01-10")
    report = build_deadlines(found, FACTS, within=None, with_all=True)
    assert [(row["clock"], row["state"]) for row in rows(report, "others")] == [("file-residuals", "kept")]
    assert {row["clock"] for row in rows(report, "deadlines")} == {"meet", "demand"}
    assert "others" not in {one.name for one in build_deadlines(found, FACTS, within=None).tables()}


def test_a_book_without_claims_says_that_no_clock_asks_for_anything(tmp_path: Path) -> None:
    report = build_deadlines(ask(book_at(tmp_path), "2015-01-10"), FACTS, within=None)
    assert table(report, "deadlines").note == "No clock asks for anything."


def test_days_on_which_a_clock_stood_still_and_extensions_are_told(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, subject="other")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-12-01", knowledge="2014-12-01")
    take(book, 1, "tolled", "2015-01-06", cause="agent_talks")
    take(book, 1, "toll_ended", "2015-01-16", cause="agent_talks")
    take(book, 1, "extended", "2015-01-17", clock="file-general", until="2015-07-01")
    report = build_deadlines(ask(book, "2015-02-01"), FACTS, within=None)
    assert {row["stood_still"] for row in rows(report, "counts")} == {10}
    assert {row["note"] for row in rows(report, "counts")} == {"extended to 2015-07-01"}
    assert rows(report, "deadlines")[0]["ends"] == "2015-07-01"


def test_a_count_of_working_days_names_its_calendar(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, agreement="iatse/basic-2021", subject="other")
    take(book, 1, "filed", "2015-01-06", forum="step-one", occurrence="2015-01-02")
    report = build_deadlines(ask(book, "2015-01-07"), FACTS, within=None)
    notes = {row["count"]: row["note"] for row in rows(report, "counts")}
    assert notes["15 working days after filed"] == "working days of us-ca"


def test_a_first_day_is_no_day_to_act_by(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, agreement="sag/network-code-2014", subject="other")
    take(book, 1, "filed", "2015-01-05", occurrence="2014-12-01", knowledge="2014-12-01")
    report = build_deadlines(ask(book, "2015-01-06"), FACTS, within=None)
    [opens] = [row for row in rows(report, "deadlines") if row["clock"] == "demand-opens"]
    # Twenty working days after 5 January 2015, without Martin Luther King's birthday.
    assert (opens["act_by"], opens["ends"], opens["state"]) == (None, "begins 2015-02-03", "not yet open")


def test_a_page_shows_the_first_and_says_how_many_are_left_off(tmp_path: Path) -> None:
    whole = build_deadlines(world(tmp_path), FACTS, within=None)
    cut = build_deadlines(world(tmp_path / "again"), FACTS, within=None, most_rows=1)
    for name in ("deadlines", "counts"):
        shown, every = table(cut, name), table(whole, name)
        assert shown.rows == every.rows[: len(shown.rows)]
        assert shown.left_off == len(every.rows) - len(shown.rows) > 0
    assert table(whole, "deadlines").left_off == 0
