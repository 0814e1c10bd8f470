"""Deadlines over all claims of a book: which are listed, in which order, and what is told beside them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.claims.dated_claims import act, ask, book_at, open_by_event, shipped, take, told

from arrears.book.access import GUILD
from arrears.claims.acting import Acting
from arrears.claims.clock_days import Bounds
from arrears.claims.deadlines import Asked, going, read_deadlines
from arrears.claims.requests import NewReply, NewRequest, answer_request, make_request
from arrears.findings import Refused


def clock_of(found: object, clock: str) -> object:
    return next(one for one in found.claims if one.deadline.clock_id == clock)  # type: ignore[attr-defined]


def test_every_claim_has_the_clocks_that_began(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    open_by_event(book, 2, agreement="iatse/basic-2021", subject="other")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    take(book, 2, "filed", "2015-01-06", forum="step-one")
    found = ask(book, "2015-01-10")
    assert told(found) == [
        ("claim/1", "file-residuals", "running"),
        ("claim/2", "file-other", "perhaps kept late"),
        ("claim/2", "respond", "running"),
        ("claim/2", "go-on-unanswered", "running"),
    ]
    assert told(ask(book, "2015-01-10", "2")) == told(found)[1:]


def test_a_claim_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    with pytest.raises(Refused, match="the book holds no claim of that name"):
        ask(book, "2015-01-10", "7")


def test_the_next_day_stands_first_and_unknown_days_last(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    for claim, agreement in ((1, "wga/mba-2008"), (2, "sag/tv-2014"), (3, "sag/tv-2014")):
        open_by_event(book, claim, agreement=agreement)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-09-30")
    take(book, 2, "inquired", "2015-01-06", occurrence="2014-09-30", knowledge="2014-12-15")
    take(book, 3, "inquired", "2015-01-07", occurrence="2014-01-31", knowledge="2014-01-31")
    found = ask(book, "2015-01-10")
    listed = [(one.claim_id, one.deadline.bounds.day) for one in going(found.claims, None, found.as_of)]
    assert listed[:2] == [("claim/3", date(2015, 1, 31)), ("claim/2", date(2015, 12, 15))]
    assert {claim for claim, _ in listed[2:]} == {"claim/1"}
    assert {day for _, day in listed[2:]} == {None}


def test_within_keeps_what_may_be_past_and_what_is_not_known(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    for claim, occurrence in ((1, "2014-01-20"), (2, "2014-02-20"), (3, "2013-06-30")):
        open_by_event(book, claim)
        take(book, claim, "inquired", "2015-01-05", occurrence=occurrence, knowledge=occurrence)
    open_by_event(book, 4)
    found = ask(book, "2015-01-10")
    near = going(found.claims, timedelta(days=30), found.as_of)
    assert [(one.claim_id, one.deadline.state) for one in near] == [
        ("claim/3", "missed"),
        ("claim/1", "running"),
        ("claim/4", "unknown"),
    ]
    on_the_day = going(found.claims, timedelta(days=41), found.as_of)
    assert "claim/2" in {one.claim_id for one in on_the_day}, "20 February is 41 days ahead"
    assert "claim/2" not in {one.claim_id for one in going(found.claims, timedelta(days=40), found.as_of)}


def test_a_claim_without_a_procedure_is_told_as_such(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, agreement="afm/secondary-markets-fund")
    open_by_event(book, 2, agreement="nobody/pact-1999")
    found = ask(book, "2015-01-10")
    assert found.claims == ()
    assert found.left_out == (("claim/1", "afm/secondary-markets-fund"), ("claim/2", "nobody/pact-1999"))


def test_the_lines_of_a_claim_tell_since_when_it_runs(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    lines = {"on": "2015-01-02", "by": "attorney", "why": "", "files": {}, "count": "2", "refs_sha256": "x"}
    act(book, 1, "lines_added", {**lines, "due_from": "2014-11-30", "due_to": "2014-12-30"}, "2015-01-02")
    act(book, 1, "lines_added", {**lines, "due_from": "2014-10-31", "due_to": "2014-10-31"}, "2015-01-03")
    act(book, 1, "lines_added", {**lines, "due_from": "", "due_to": ""}, "2015-01-04")
    [one] = ask(book, "2015-01-10").claims
    assert one.deadline.bounds == Bounds(date(2015, 10, 31), None)
    assert one.from_lines == ("occurrence",)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30")
    [one] = ask(book, "2015-01-10").claims
    assert (one.deadline.bounds.first, one.from_lines) == (date(2015, 9, 30), ())


def test_a_question_as_of_an_earlier_day_sees_what_had_happened_by_then(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-09-30")
    take(book, 1, "filed", "2015-03-02")
    assert ("claim/1", "file-residuals", "running") in told(ask(book, "2015-03-01"))
    assert ("claim/1", "file-residuals", "kept") in told(ask(book, "2015-03-02"))
    asked = Asked(date(2015, 3, 2), known_by=date(2015, 3, 1))
    known = read_deadlines(book, asked, shipped)
    assert ("claim/1", "file-residuals", "running") in told(known)


def test_what_an_audience_may_not_see_moves_nothing(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-09-30")
    take(book.seen_by(replace(GUILD, classes=GUILD.classes | {"counsel_only"})), 1, "waived", "2015-02-02",
         access="counsel_only", clock="file-residuals")  # fmt: skip
    asked = Asked(date(2015, 3, 2), audience=GUILD)
    assert told(read_deadlines(book, asked, shipped)) == [("claim/1", "file-residuals", "running")]
    counsel = replace(asked, audience=replace(GUILD, classes=GUILD.classes | {"counsel_only"}))
    assert told(read_deadlines(book, counsel, shipped)) == [("claim/1", "file-residuals", "waived")]


def test_findings_about_days_are_told_and_the_other_claims_stay(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1)
    open_by_event(book, 2)
    take(book, 1, "inquired", "2015-01-05", occurrence="soon")
    take(book, 1, "extended", "2015-01-06", clock="dmeand", until="2015-02-01")
    take(book, 2, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-09-30")
    found = ask(book, "2015-01-10")
    assert [finding.code for finding in found.findings] == ["clock-day", "clock-unknown"]
    assert ("claim/2", "file-residuals", "running") in told(found)


def test_a_request_waits_until_it_is_answered(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    acting = Acting(date(2015, 1, 5), "attorney", date(2015, 1, 5))
    items = ("statements of 2014",)
    asked = NewRequest("C1", "quarterly statements", items, due_on=date(2015, 2, 4))
    make_request(book, asked, acting)
    make_request(book, NewRequest("C1", "no day said", items), acting)
    [one, two] = ask(book, "2015-01-10").requests
    assert (one.request_id, one.asked_of, one.due_on, one.ended_on) == (
        "request/1",
        "C1",
        date(2015, 2, 4),
        None,
    )
    assert (two.request_id, two.due_on) == ("request/2", None)
    part = Acting(date(2015, 1, 20), "C1", date(2015, 1, 21))
    answer_request(book, "1", NewReply("answered_in_part", "one statement came"), part)
    assert ask(book, "2015-01-25").requests[0].ended_on is None, "a part is no answer"
    answer_request(
        book, "1", NewReply("answered", "all came"), Acting(date(2015, 2, 1), "C1", date(2015, 2, 2))
    )
    assert ask(book, "2015-02-10").requests[0].ended_on == date(2015, 2, 1)
    assert ask(book, "2015-01-31").requests[0].ended_on is None, "as of an earlier day it still waits"
    assert ask(book, "2015-01-04").requests == ()


def test_the_work_grows_with_the_claims_and_not_faster(tmp_path: Path) -> None:
    """Each claim is read once and each procedure once, however many claims there are."""
    book = book_at(tmp_path)
    for claim in range(1, 31):
        open_by_event(book, claim, on="2015-01-02")
    asked: list[str] = []

    def find(address: str) -> object:
        asked.append(address)
        return shipped(address)

    found = read_deadlines(book, Asked(date(2015, 1, 10)), find)  # type: ignore[arg-type]
    assert len(found.claims) == 30
    assert asked == ["sag/tv-2014"]
