"""Acts are appended once, in order, and never edited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from arrears.book.ledger import Book, create_book
from arrears.book.verify import verify_book
from arrears.claims.casework import (
    MOST_TRIES,
    NewEvent,
    Plan,
    append,
    append_numbered,
    next_subject,
    plan_and_append,
    read_events,
)
from arrears.findings import Refused

DAY = date(2008, 11, 19)


@pytest.fixture
def book(tmp_path) -> Book:
    return create_book(tmp_path / "book")


def note(subject: str = "claim/1", why: str = "a note", on: str = "2008-11-19") -> NewEvent:
    return NewEvent(subject, "noted", {"on": on, "by": "wga", "why": why})


def test_an_act_is_read_back_as_it_was_appended(book):
    entry = append(book, [note()], learned_on=DAY)
    (event,) = read_events(book, "claim/")
    assert (event.seq, event.subject, event.kind, event.on, event.by) == (
        entry.seq, "claim/1", "noted", DAY, "wga",
    )  # fmt: skip
    assert verify_book(book) == []


def test_acts_come_in_the_order_of_the_book_and_up_to_a_seq_or_a_day(book):
    append(book, [note(why="first"), note(why="second")], learned_on=DAY)
    append(book, [note(why="third")], learned_on=date(2008, 12, 1))
    assert [event.body["why"] for event in read_events(book)] == ["first", "second", "third"]
    assert [event.body["why"] for event in read_events(book, seq=1)] == ["first", "second"]
    assert [event.body["why"] for event in read_events(book, known_by=DAY)] == ["first", "second"]
    assert read_events(book, "award/") == ()


def test_the_same_act_twice_is_refused(book):
    append(book, [note()], learned_on=DAY)
    with pytest.raises(Refused) as refused:
        append(book, [note()], learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.code == "act-recorded-before"
    assert finding.problem == "the same act is in the book already; nothing was appended"
    assert finding.found == "entry 1"
    assert len(read_events(book)) == 1


@pytest.mark.parametrize(("name", "expected"), [("on", "the day of the act"), ("by", "who acts")])
def test_an_act_says_when_and_by_whom(book, name, expected):
    body = {"on": "2008-11-19", "by": "wga"} | {name: ""}
    with pytest.raises(Refused) as refused:
        append(book, [NewEvent("claim/1", "noted", body)], learned_on=DAY)
    (finding,) = refused.value.findings
    assert (finding.code, finding.expected) == ("act-incomplete", expected)
    assert finding.problem == "the act lacks what every act needs"
    assert book.position()[0] == 0


def test_no_act_is_learned_before_it_happens(book):
    with pytest.raises(Refused) as refused:
        append(book, [note(on="2008-11-20")], learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.problem == "the act is dated after the day it was learned"
    assert finding.expected == "a day up to 2008-11-19"
    assert finding.found == "2008-11-20"


def test_a_subject_that_is_no_word_and_number_is_a_mistake_of_the_program(book):
    with pytest.raises(ValueError, match="claim/12"):
        append(book, [note(subject="claim 1")], learned_on=DAY)


def test_two_writers_never_share_a_number(book):
    def open_one(place: int) -> str:
        def make(subject: str) -> Plan:
            return Plan(
                (NewEvent(subject, "opened", {"on": "2008-11-19", "by": "wga", "place": str(place)}),)
            )

        return append_numbered(book, "claim", make, learned_on=DAY)[0]

    with ThreadPoolExecutor(4) as pool:
        subjects = list(pool.map(open_one, range(12)))
    assert sorted(subjects, key=lambda one: int(one[6:])) == [f"claim/{number}" for number in range(1, 13)]
    assert {event.subject for event in read_events(book)} == set(subjects)
    assert next_subject(book, "claim") == "claim/13"
    assert next_subject(book, "award") == "award/1"


def test_an_act_is_planned_again_on_what_another_writer_appended(book):
    seen: list[int] = []

    def plan(seq: int) -> Plan:
        seen.append(seq)
        if len(seen) == 1:
            append(book, [note(why="another writer")], learned_on=DAY)
        return Plan((note(why=f"planned at {seq}"),))

    plan_and_append(book, plan, learned_on=DAY)
    assert seen == [0, 1]
    assert [event.body["why"] for event in read_events(book)] == ["another writer", "planned at 1"]


def test_without_a_quiet_moment_nothing_is_appended(book):
    count = iter(range(MOST_TRIES + 1))

    def plan(seq: int) -> Plan:
        append(book, [note(why=f"another {next(count)}")], learned_on=DAY)
        return Plan((note(why=f"own {seq}"),))

    with pytest.raises(Refused) as refused:
        plan_and_append(book, plan, learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.problem == "others append to this book without pause; nothing was appended"
    assert not [event for event in read_events(book) if event.body["why"].startswith("own")]
