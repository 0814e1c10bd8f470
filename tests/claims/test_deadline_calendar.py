"""The calendar file, read back by a parser and held against the rules of RFC 5545 line by line."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.claims.calendar_rules import read_strictly
from tests.claims.dated_claims import ask, book_at, open_by_event, take

from arrears.book.ledger import Book
from arrears.claims.casework import NewEvent, append
from arrears.claims.deadline_calendar import deadline_calendar


def world(folder: Path) -> Book:
    book = book_at(folder)
    open_by_event(book, 1)
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    return book


def events(content: bytes) -> dict[str, object]:
    calendar = Calendar.from_ical(content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_an_entry_is_a_whole_day_with_a_stable_name_and_warnings(tmp_path: Path) -> None:
    calendar = Calendar.from_ical(deadline_calendar(ask(world(tmp_path), "2015-01-10")))
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"].startswith("-//")
    [event] = calendar.walk("VEVENT")
    assert re.fullmatch(r"claim-1\.file-residuals\.[0-9a-f]{16}@arrears", str(event["UID"]))
    assert event["DTSTART"].dt == date(2015, 12, 15)
    assert event["DTEND"].dt == date(2015, 12, 16)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTSTAMP"].dt == datetime(2015, 1, 10, tzinfo=UTC)
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (2, "CONFIRMED", "TRANSPARENT")
    assert event["SUMMARY"] == "claim/1: file the residuals claim (by 2015-12-15)"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(-14), timedelta(-3)]
    assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in event.walk("VALARM"))
    assert "source: S14 p. 153 [primary]" in event["DESCRIPTION"]


def test_a_day_on_a_weekend_is_entered_on_the_working_day_before(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, subject="force_majeure")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-08-31", knowledge="2014-08-31")
    [event] = events(deadline_calendar(ask(book, "2015-01-10"))).values()
    assert event["DTSTART"].dt == date(2015, 2, 27)  # type: ignore[index]
    assert "by 2015-02-28" in event["SUMMARY"]  # type: ignore[index]


def test_the_lines_are_folded_at_75_octets_and_ended_by_crlf(tmp_path: Path) -> None:
    book = world(tmp_path)
    request = {
        "on": "2015-01-06", "by": "attorney", "why": "", "claim": "claim/1", "under": "s. 18, p. 53",
        "of": "Société Générale, Ltd.; Paris", "due_on": "2015-02-04",
        "title": "déclarations trimestrielles " * 8 + "\x1b[31m\nrouge",
    }  # fmt: skip
    append(book, [NewEvent("request/1", "asked", request)], learned_on=date(2015, 1, 6))
    content = deadline_calendar(ask(book, "2015-01-10"))
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\x1b" not in content
    for line in lines[:-1]:
        line.decode("utf-8")  # no character is cut in two
        assert re.match(rb"[A-Z-]+[;:]| ", line), line
    found = events(content)
    [name] = [uid for uid in found if uid.startswith("request-1.answer.")]
    assert "déclarations" in found[name]["SUMMARY"]  # type: ignore[index]
    assert "Société Générale, Ltd.; Paris" in found[name]["DESCRIPTION"]  # type: ignore[index]


def test_each_component_has_what_the_standard_asks_for(tmp_path: Path) -> None:
    text = deadline_calendar(ask(world(tmp_path), "2015-01-10")).decode("utf-8").replace("\r\n ", "")
    lines = text.split("\r\n")
    depth = [line for line in lines if line.startswith(("BEGIN:", "END:"))]
    open_parts: list[str] = []
    for line in depth:
        word, _, name = line.partition(":")
        if word == "BEGIN":
            open_parts.append(name)
        else:
            assert open_parts.pop() == name
    assert open_parts == []
    for required in ("UID", "DTSTAMP", "DTSTART"):
        assert sum(re.match(rf"{required}[;:]", line) is not None for line in lines) == 1
    assert re.search(r"\r\nDTSTAMP:\d{8}T\d{6}Z\r\n", text)
    assert "DTSTART;VALUE=DATE:20151215" in lines


def test_an_update_keeps_the_name_and_raises_the_sequence(tmp_path: Path) -> None:
    book = world(tmp_path)
    before = events(deadline_calendar(ask(book, "2015-01-10")))
    take(book, 1, "notice_given", "2015-02-02", knowledge="2015-01-20")
    after = events(deadline_calendar(ask(book, "2015-02-10")))
    assert set(before) == set(after)
    [old], [new] = before.values(), after.values()
    assert (new["SEQUENCE"], old["SEQUENCE"]) == (3, 2)  # type: ignore[index]
    assert new["DTSTAMP"].dt > old["DTSTAMP"].dt  # type: ignore[index]
    assert new["DTSTART"].dt == date(2016, 1, 20)  # type: ignore[index]


def test_what_was_done_comes_as_cancelled_under_the_same_name(tmp_path: Path) -> None:
    book = world(tmp_path)
    [name] = events(deadline_calendar(ask(book, "2015-01-10")))
    take(book, 1, "filed", "2015-03-02")
    after = events(deadline_calendar(ask(book, "2015-03-02")))
    done = after[name]
    assert done["STATUS"] == "CANCELLED"  # type: ignore[index]
    assert done["SUMMARY"].startswith("Done: ")  # type: ignore[index]
    assert done.walk("VALARM") == []  # type: ignore[attr-defined]
    assert {uid.split(".")[1] for uid in after} == {"file-residuals", "meet", "demand"}


def test_a_clock_that_was_given_up_comes_as_cancelled(tmp_path: Path) -> None:
    book = world(tmp_path)
    take(book, 1, "waived", "2015-02-02", clock="file-residuals")
    [event] = events(deadline_calendar(ask(book, "2015-02-10"))).values()
    assert event["STATUS"] == "CANCELLED"  # type: ignore[index]


def test_two_exports_of_one_book_are_the_same_bytes(tmp_path: Path) -> None:
    book = world(tmp_path)
    assert deadline_calendar(ask(book, "2015-01-10")) == deadline_calendar(ask(book, "2015-01-10"))


def test_claims_of_the_same_number_in_two_books_keep_apart(tmp_path: Path) -> None:
    one, other = book_at(tmp_path / "a"), book_at(tmp_path / "b")
    for book, opened in ((one, "2015-01-02"), (other, "2015-01-03")):
        open_by_event(book, 1, on=opened)
        take(book, 1, "inquired", "2015-01-05", occurrence="2014-09-30", knowledge="2014-12-15")
    names = [set(events(deadline_calendar(ask(book, "2015-01-10")))) for book in (one, other)]
    assert not names[0] & names[1]


def test_a_clock_that_stands_still_moves_with_the_day_asked_for_and_its_stamp_too(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, subject="other")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-12-01", knowledge="2014-12-01")
    take(book, 1, "tolled", "2015-01-06", cause="agent_talks")
    [early] = events(deadline_calendar(ask(book, "2015-01-10"))).values()
    [late] = events(deadline_calendar(ask(book, "2015-02-10"))).values()
    assert late["DTSTART"].dt > early["DTSTART"].dt  # type: ignore[index]
    assert late["DTSTAMP"].dt > early["DTSTAMP"].dt  # type: ignore[index]


def test_a_day_that_nobody_knows_is_no_entry(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    open_by_event(book, 1, agreement="wga/mba-2008")
    take(book, 1, "inquired", "2015-01-05", occurrence="2014-12-01")
    assert events(deadline_calendar(ask(book, "2015-01-10"))) == {}


def everything(folder: Path) -> Book:
    """Claims in several states, a request with signs that must be escaped, and words of many octets."""
    book = world(folder)
    open_by_event(book, 2, subject="force_majeure")
    take(book, 2, "inquired", "2015-01-05", occurrence="2014-08-31", knowledge="2014-08-31")
    open_by_event(book, 3, subject="other")
    take(book, 3, "inquired", "2015-01-05", occurrence="2014-12-01", knowledge="2014-12-01")
    take(book, 3, "tolled", "2015-01-06", cause="agent_talks")
    take(book, 1, "filed", "2015-03-02")
    request = {
        "on": "2015-01-06", "by": "attorney", "why": "", "claim": "claim/1", "under": "s. 18; p. 53, \\ too",
        "of": "李, Ltd.;\r\nBEGIN:VEVENT", "due_on": "2015-02-04", "title": "発行 " * 40 + "\t\x07,;\\",
    }  # fmt: skip
    append(book, [NewEvent("request/1", "asked", request)], learned_on=date(2015, 1, 6))
    return book


def test_a_reader_made_from_the_standard_alone_finds_no_fault(tmp_path: Path) -> None:
    content = deadline_calendar(ask(everything(tmp_path), "2015-03-10"))
    calendar = read_strictly(content)
    states = [event.values["STATUS"] for event in calendar.inside]
    assert {"CONFIRMED", "CANCELLED"} == set(states)
    assert len(states) == len(events(content)) >= 5
    for event in calendar.inside:
        assert event.values["ORGANIZER"] == "mailto:deadlines@arrears.invalid"
        assert event.values["DTSTAMP"] == "20150310T000000Z"
        assert event.values["X-MICROSOFT-CDO-ALLDAYEVENT"] == "TRUE"
        assert [one.values["TRIGGER"] for one in event.inside] in ([], ["-P14D", "-P3D"])
    assert b"TZID" not in content
    assert b"ATTENDEE" not in content


def altered(content: bytes) -> list[tuple[bytes, str]]:
    """The file with one rule broken at a time, and what is said of it."""
    return [
        (content.replace(b"\r\n", b"\n"), "the last line has no end"),
        (content.replace(b"\r\n ", b""), "octets on a line"),
        (content.replace(b";VALUE=DATE:", b":"), "without VALUE=DATE"),
        (content.replace(b"ORGANIZER", b"X-WHO"), "no property of"),
        (content.replace(b"DTSTAMP:20150310T000000Z\r\n", b""), "has no DTSTAMP"),
        (content.replace(b"METHOD:PUBLISH\r\n", b""), "has no METHOD"),
        (content.replace(b"END:VCALENDAR\r\n", b""), "has no end"),
        (content.replace(b"-P14D", b"14 days"), "14 days"),
        (content.replace(b"STATUS:CONFIRMED", b"STATUS:DONE"), "DONE"),
        (content.replace(b"\\,", b","), "not escaped"),
        (content.replace(b"BEGIN:VALARM", b"BEGIN:VTODO"), "VTODO within VEVENT"),
        (content.replace(b"PRODID", b"\xef\xbb\xbfPRODID"), "no content line"),
    ]


def test_that_reader_finds_each_fault_that_is_put_in(tmp_path: Path) -> None:
    content = deadline_calendar(ask(everything(tmp_path), "2015-03-10"))
    for broken, said in altered(content):
        assert broken != content, said
        with pytest.raises(AssertionError, match=said):
            read_strictly(broken)


def test_a_file_of_a_later_day_replaces_one_of_an_earlier_and_keeps_every_name(tmp_path: Path) -> None:
    """A state that the day alone moves, such as a deadline that was missed, reaches the calendar too."""
    book = everything(tmp_path)
    early, late = (
        {one.values["UID"]: one.values for one in read_strictly(deadline_calendar(ask(book, day))).inside}
        for day in ("2015-03-10", "2016-03-10")
    )
    assert set(early) == set(late)
    moved = [uid for uid in early if early[uid]["DESCRIPTION"] != late[uid]["DESCRIPTION"]]
    assert moved
    for uid in early:
        assert int(late[uid]["SEQUENCE"]) >= int(early[uid]["SEQUENCE"])
        assert late[uid]["DTSTAMP"] > early[uid]["DTSTAMP"]
