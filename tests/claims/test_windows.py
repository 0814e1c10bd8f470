"""Windows come from the agreements, verdicts from the looks; the demonstration's three come out exactly."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import credit, make_book, shipped, small_world, title, use, write_pact

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.claims.days_online import Days, Return, count_days
from arrears.claims.free_windows import COUNTINGS
from arrears.claims.windows import WatchedTitle, WindowQuestion, WindowsFound, judge_windows
from arrears.findings import Refused
from arrears.reports.plain import as_text
from arrears.reports.use_report import build_windows_report

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.demonstration import FIRST_REPORT, generate, write  # noqa: E402
from tools.demonstration.sightings import watched_streams  # noqa: E402

FIRST = date(2008, 9, 1)  # the first day in new media of every title of the small worlds
STREAMED = use("ad_supported_streaming", FIRST, FIRST)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def look(place: int, is_there: bool, **given: Any) -> dict[str, Any]:
    return {
        "title_id": "T1", "service": "SERVICE", "territory": "us", "seen_on": day(place), "monitor": "M1",
        "is_there": is_there, **given,
    }  # fmt: skip


def log(text: str, **given: Any) -> list[dict[str, Any]]:
    """A monitor's log from the first day on: `x` seen, `-` gone, `?` no look."""
    return [look(place, mark == "x", **given) for place, mark in enumerate(text) if mark != "?"]


def judged(
    tmp_path: Path, agreements: list[Agreement], looks: list[dict[str, Any]], **more: Any
) -> WindowsFound:
    asked = more.pop("question", WindowQuestion())
    book = make_book(tmp_path / "book", small_world(**{"use": [STREAMED], "sighting": looks} | more))
    return judge_windows(book, agreements, asked, tmp_path / "spill")


def verdicts(found: WatchedTitle) -> dict[int | None, tuple[str, ...]]:
    return {
        window.days: tuple(window.judged[way].verdict for way in COUNTINGS if window.judged)
        for window in found.windows
    }


def test_the_window_is_the_agreements_own_for_the_title(tmp_path: Path, pact: Agreement) -> None:
    titles = [title("T1"), title("T2", episode_ordinal=3)]
    looks = [*log("x" * 20 + "-"), *log("x" * 20 + "-", title_id="T2")]
    found = judged(tmp_path, [pact], looks, title=titles, credit=[credit("T1", "P1"), credit("T2", "P1")])
    assert [verdicts(each) for each in found.titles] == [
        {17: ("certainly", "certainly")},
        {24: ("certainly not", "certainly not")},
    ]


@pytest.mark.parametrize(
    ("text", "verdict"), [("x" * 7 + "-", "certainly not"), ("x" * 8 + "-", "certainly")]
)
def test_seven_days_are_read_from_the_agreement_of_2023(tmp_path: Path, text: str, verdict: str) -> None:
    first = date(2024, 3, 4)
    dates = {name: date(2023, 11, 6) for name in ("photography_on", "written_on")}
    made = title("T1", first_new_media_on=first, first_release_on=first, **dates)
    hired = {
        "engagement_id": "E1", "person_id": "P1", "title_id": "T1", "kind": "writing", "company_id": "CO1",
        "starts_on": date(2023, 10, 2),
    }  # fmt: skip
    looks = [row | {"seen_on": first + (row["seen_on"] - FIRST)} for row in log(text)]
    question = WindowQuestion(as_of=date(2024, 6, 1))
    found = judged(
        tmp_path, [shipped("wga/mba-2023")], looks, title=[made], engagement=[hired], question=question
    )
    assert verdicts(found.titles[0]) == {7: (verdict, verdict)}
    assert found.titles[0].windows[0].terms[0].clause.startswith("wga/mba-2023/new-media/")


def test_a_gap_at_the_end_of_the_window_leaves_it_possible(tmp_path: Path, pact: Agreement) -> None:
    gap = {"monitor": "M1", "from_on": day(15), "to_on": day(18)}
    found = judged(tmp_path, [pact], log("x" * 19 + "-"), monitor_gap=[gap])
    (each,) = found.titles
    assert each.watched.in_gaps == 4
    assert verdicts(each) == {17: ("possibly", "possibly")}
    assert each.windows[0].judged["each time"].gone_settles == (Days(day(15), day(17)),)
    assert count_days(each.found.certain) == 15


def test_carried_looks_narrow_what_is_possible(tmp_path: Path, pact: Agreement) -> None:
    looks = log("x???????????????????x-")
    loose = judged(tmp_path, [pact], looks)
    carried = judged(tmp_path / "2", [pact], looks, question=WindowQuestion(are_carried=True))
    assert verdicts(loose.titles[0]) == {17: ("possibly", "certainly")}
    assert verdicts(carried.titles[0]) == {17: ("certainly", "certainly")}
    assert "stand for the days between" in as_text(build_windows_report(carried))
    assert "stand for the days between" not in as_text(build_windows_report(loose))


def test_a_return_is_told_with_the_days_around_it(tmp_path: Path, pact: Agreement) -> None:
    found = judged(tmp_path, [pact], log("xxx-xx?x-"))
    assert found.titles[0].returns == (
        Return(day(2), day(4), is_certain=True),
        Return(day(5), day(7), is_certain=False),
    )
    (told,) = (each for each in build_windows_report(found).tables() if each.name == "returns")
    assert [row[4:] for row in told.rows] == [
        (day(2), day(4), "yes"),
        (day(5), day(7), "nobody looked"),
    ]


def test_a_look_before_the_first_day_said_is_told(tmp_path: Path, pact: Agreement) -> None:
    found = judged(tmp_path, [pact], log("xx-"), title=[title("T1", first_new_media_on=day(1))])
    assert found.titles[0].earlier_than_said
    (told,) = (each for each in build_windows_report(found).tables() if each.name == "days")
    assert told.rows[0][-1] == "seen before the first day said"


def test_a_title_without_a_recorded_first_day_has_no_upper_bound(tmp_path: Path, pact: Agreement) -> None:
    found = judged(tmp_path, [pact], log("xx-"), title=[title("T1", first_new_media_on=None)])
    assert verdicts(found.titles[0]) == {17: ("possibly", "possibly")}
    assert count_days(found.titles[0].found.possible) is None
    assert "any day before to 2008-09-02" in as_text(build_windows_report(found))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sighting": log("---")}, "never seen there"),
        ({"use": []}, "market of the service is not recorded"),
        ({"use": [STREAMED, use("rental", FIRST)]}, "service is recorded in several markets"),
        (
            {"use": [use("subscription_streaming", FIRST)]},
            "subscription streaming: no free window",
        ),
        ({"credit": [credit("T1", "P1", "story_by")]}, "no clause gives it a free window"),
    ],
)
def test_what_is_not_judged_says_why(
    tmp_path: Path, pact: Agreement, changed: dict[str, Any], why: str
) -> None:
    given = {"sighting": log("xxx")} | changed
    found = judged(tmp_path, [pact], given.pop("sighting"), **given)
    assert found.titles[0].not_judged == why
    assert found.titles[0].windows == ()
    assert why in as_text(build_windows_report(found))


def test_a_window_that_cannot_be_figured_names_what_is_missing(tmp_path: Path, pact: Agreement) -> None:
    found = judged(tmp_path, [pact], log("xxx"), title=[title("T1", episode_ordinal=None)])
    (window,) = found.titles[0].windows
    assert (window.days, window.judged, window.terms[0].missing) == (None, {}, ("episode_ordinal",))
    assert "not judged" in as_text(build_windows_report(found))


def test_looks_after_the_day_asked_for_are_not_read(tmp_path: Path, pact: Agreement) -> None:
    found = judged(tmp_path, [pact], log("x" * 25), question=WindowQuestion(as_of=day(10)))
    assert count_days(found.titles[0].found.possible) == 11
    assert verdicts(found.titles[0]) == {17: ("certainly not", "certainly not")}


def test_a_book_without_looks_is_refused(tmp_path: Path, pact: Agreement) -> None:
    with pytest.raises(Refused) as caught:
        judged(tmp_path, [pact], [])
    assert caught.value.findings[0].text() == (
        "sighting: the book holds no looks at any service, so no days online can be bounded\n"
        "  expected at least one look, found none\n"
        "  Try: import a monitor's log with `arrears import BOOK FILE --as sighting`"
    )


def test_a_title_that_nobody_looked_for_is_refused(tmp_path: Path, pact: Agreement) -> None:
    with pytest.raises(Refused) as caught:
        judged(tmp_path, [pact], log("x"), question=WindowQuestion(titles=("T9",)))
    assert caught.value.findings[0].text() == (
        "T9: nobody looked for this title on any service\n"
        "  expected T1, found T9\n"
        "  Try: leave --title out to see what was watched"
    )


@pytest.mark.slow
def test_the_demonstrations_three_streams_come_out_as_planted(tmp_path: Path) -> None:
    from arrears.book.ledger import create_book
    from arrears.records.importing import FileToImport, import_files

    world = generate(2008)
    write(world, tmp_path / "files")
    book = create_book(tmp_path / "book")
    paths = sorted((tmp_path / "files" / FIRST_REPORT.isoformat()).glob("*.csv"))
    import_files(
        book, [FileToImport(path, path.stem) for path in paths], said_by="demonstration",
        learned_on=FIRST_REPORT,
    )  # fmt: skip
    agreements = load_library(addresses=[f"wga/mba-{year}" for year in (2001, 2004, 2008)])
    found = judge_windows(book, agreements, WindowQuestion(), tmp_path / "spill")
    planted = watched_streams(world)
    assert {stream.verdict for stream in planted} == {"certainly", "possibly", "certainly not"}
    assert {each.watched.title_id: verdicts(each) for each in found.titles} == {
        stream.use.title_id: {stream.window_days: (stream.verdict, stream.verdict)} for stream in planted
    }
    for stream in planted:
        (each,) = (one for one in found.titles if one.watched.title_id == stream.use.title_id)
        last = stream.use.until_on or FIRST_REPORT
        online = Days(stream.use.from_on, min(last, FIRST_REPORT))
        assert all(
            online.from_on <= seen.from_on <= seen.to_on <= online.to_on for seen in each.found.certain
        )
        assert any(
            possible.from_on <= online.from_on and online.to_on <= possible.to_on
            for possible in each.found.possible
        )
