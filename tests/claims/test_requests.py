"""Requests are acts: made with a day or none, answered in parts, ended once, and told with what waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import make_book, small_world

from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.missing_facts import MissingMoney
from arrears.claims.request_duties import one_duty
from arrears.claims.requests import (
    OWN_DAY,
    NewReply,
    NewRequest,
    answer_request,
    make_request,
    one_request,
    read_requests,
)
from arrears.claims.requests_due import requests_due
from arrears.findings import Refused
from arrears.reports.plain import as_text
from arrears.reports.request_report import build_requests_report

ASKED = date(2008, 11, 24)
WAITS = MissingMoney("CO1", "Company CO1", ("gross",), "usd", 3, 2, 1, 1_00, 250_00, ("pact",), "unverified")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_book(tmp_path / "book", small_world(), learned_on=date(2008, 11, 1))


def on(day: date, by: str = "attorney") -> Acting:
    return Acting(day, by, day)


def asked(book: Book, **given: object) -> str:
    new = NewRequest("CO1", "download statements", ("the statement of 2008Q3",), **given)  # type: ignore[arg-type]
    return make_request(book, new, on(ASKED))[0]


def test_the_day_comes_from_the_duty_with_its_citation(book: Book) -> None:
    found = one_request(book, asked(book, duty=one_duty("sag-new-media-agreements")))
    assert found.due_on is not None
    assert date(2008, 12, 8) <= found.due_on <= date(2008, 12, 12)
    assert found.due_because.startswith("10 business days after it was asked, S14 p. 365")
    assert found.accommodation == "seen by the union's employee or auditor, on the producer's premises"


def test_a_day_of_ones_own_goes_before_the_duty_and_says_so(book: Book) -> None:
    duty = one_duty("sag-new-media-agreements")
    found = one_request(book, asked(book, duty=duty, due_on=date(2009, 1, 15), accommodation="counsel only"))
    assert (found.due_on, found.due_because) == (date(2009, 1, 15), OWN_DAY)
    assert found.accommodation == "counsel only"


def test_without_a_number_and_without_a_day_no_day_is_set(book: Book) -> None:
    with_duty = one_request(book, asked(book, duty=one_duty("labor-act")))
    assert (with_duty.due_on, with_duty.status) == (None, "unverified")
    assert with_duty.due_because == "decisions of the National Labor Relations Board; no source was read"
    assert with_duty.state(date(2010, 1, 1)) == "no day set"


def test_a_request_goes_from_waiting_to_overdue_to_answered(book: Book) -> None:
    name = asked(book, due_on=date(2008, 12, 19))
    assert one_request(book, name).state(date(2008, 12, 19)) == "waiting"
    assert one_request(book, name).state(date(2008, 12, 20)) == "late"
    answer_request(book, name, NewReply("answered_in_part", "half", ("evidence/1",)), on(date(2008, 12, 17)))
    found = one_request(book, name)
    assert found.state(date(2008, 12, 20)) == "answered in part 2008-12-17; late"
    assert found.replies[0].evidence == ("evidence/1",)
    answer_request(book, name, NewReply("answered", "the rest"), on(date(2009, 1, 5)))
    assert one_request(book, name).state(date(2009, 2, 1)) == "answered in full 2009-01-05"
    assert one_request(book, name).state(date(2008, 12, 18)) == "answered in part 2008-12-17; waiting"


def test_a_refusal_leaves_the_request_open(book: Book) -> None:
    name = asked(book, due_on=date(2008, 12, 19))
    answer_request(book, name, NewReply("refused", "confidential"), on(date(2008, 12, 1), "CO1"))
    answer_request(book, name, NewReply("accommodation_offered", "auditor"), on(date(2008, 12, 3)))
    assert one_request(book, name).is_open


def test_deadlines_know_the_request(book: Book) -> None:
    asked(book, due_on=date(2008, 12, 19))
    (due,) = requests_due(book, as_of=date(2008, 12, 1))
    assert (due.due_on, due.asked_of, due.title) == (date(2008, 12, 19), "CO1", "download statements")
    answer_request(book, "1", NewReply("answered", "all"), on(date(2008, 12, 2)))
    assert requests_due(book, as_of=date(2008, 12, 5))[0].ended_on == date(2008, 12, 2)


def test_what_waits_is_told_as_it_was_figured_with_its_range_and_mark(book: Book) -> None:
    asked(book, missing=(WAITS,))
    text = as_text(build_requests_report(read_requests(book), (), ASKED))
    assert "no bound known for 2 of them" in text
    assert "$1.00†" in text
    assert "$250.00†" in text


def test_a_request_that_asks_for_nothing_is_refused(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        make_request(book, NewRequest("CO1", "all", ()), on(ASKED))
    assert caught.value.findings[0].text() == (
        "request: the request asks for nothing\n"
        "  expected at least one thing, found none\n"
        "  Try: say what is asked for with --item, or --missing"
    )
    assert read_requests(book) == ()


def test_an_answer_due_before_it_is_asked_for_is_refused(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        asked(book, due_on=date(2008, 11, 23))
    assert caught.value.findings[0].text() == (
        "request: the answer is due before it is asked for\n"
        "  expected a day from 2008-11-24 on, found 2008-11-23\n"
        "  Try: correct --due or --on"
    )


def test_an_answer_dated_before_the_request_is_refused(book: Book) -> None:
    asked(book)
    with pytest.raises(Refused) as caught:
        answer_request(book, "1", NewReply("answered", "x"), on(date(2008, 11, 20)))
    assert caught.value.findings[0].text() == (
        "request/1: the answer is dated before the request\n"
        "  expected a day from 2008-11-24 on, found 2008-11-20\n"
        "  Try: correct --on"
    )


def test_a_request_ends_once(book: Book) -> None:
    asked(book)
    answer_request(book, "1", NewReply("withdrawn", "settled"), on(date(2008, 12, 1)))
    with pytest.raises(Refused) as caught:
        answer_request(book, "1", NewReply("answered", "x"), on(date(2008, 12, 2)))
    assert caught.value.findings[0].text() == (
        "request/1: the request has ended; nothing was appended\n"
        "  expected a request that is open, found withdrawn by who asked 2008-12-01\n"
        "  Try: make a new request"
    )


def test_an_unknown_request_is_refused(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        one_request(book, "4")
    assert caught.value.findings[0].text() == (
        "4: the book holds no request of that name\n"
        "  expected a request of this book, found request/4\n"
        "  Try: make one with `arrears request make`"
    )


def test_the_same_request_twice_is_refused(book: Book) -> None:
    asked(book)
    with pytest.raises(Refused, match="the same act is in the book already"):
        asked(book)
    assert len(read_requests(book)) == 1


def test_an_act_of_no_known_kind_is_a_mistake_of_the_program(book: Book) -> None:
    with pytest.raises(ValueError, match="nothing that happens to a request"):
        answer_request(book, asked(book), NewReply("forgotten", ""), on(ASKED))
