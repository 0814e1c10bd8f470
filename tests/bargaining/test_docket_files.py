"""A docket that is written to a file and read back is the same docket, in each of three formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.docket_acts import record_entries
from arrears.bargaining.docket_calendar import (
    read_docket_calendar,
    uid,
    write_docket_calendar,
)
from arrears.bargaining.docket_csv import FORMULA_STARTS, read_docket_csv, write_docket_csv
from arrears.bargaining.docket_yaml import read_docket_yaml, write_docket_yaml
from arrears.findings import Finding, Refused

from .docket_writer import acting, an_amount, an_entry, entries, new_book

Write = Callable[[Sequence[DocketEntry]], bytes]
Read = Callable[[Path], tuple[DocketEntry, ...]]
FORMATS: dict[str, tuple[Write, Read]] = {
    "docket.yaml": (lambda held: write_docket_yaml(held).encode(), read_docket_yaml),
    "docket.csv": (lambda held: write_docket_csv(held).encode(), read_docket_csv),
    "docket.ics": (write_docket_calendar, read_docket_calendar),
}
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}END:VCALENDAR\r\n"


def unlike_neighbours(held: Sequence[DocketEntry]) -> list[DocketEntry]:
    """One entry of each name: two of one name, one after the other, are one entry in a file of rows."""
    return list({(one.talks, one.key): one for one in held}.values())


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(entries(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(name: str, held: list[DocketEntry], tmp_path: Path) -> None:
    write, read = FORMATS[name]
    path = tmp_path / name
    wanted = unlike_neighbours(held)
    path.write_bytes(write(wanted))
    assert read(path) == tuple(wanted)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 4000), put=st.binary(max_size=12), held=entries())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    name: str, cut: int, put: bytes, held: DocketEntry, tmp_path: Path
) -> None:
    write, read = FORMATS[name]
    path = tmp_path / name
    whole = write([held])
    place = cut % (len(whole) + 1)
    path.write_bytes(whole[:place] + put + whole[place + len(put) // 2 :])
    found: tuple[Finding, ...] = ()
    try:
        read(path)
    except Refused as refused:
        found = refused.findings
    assert [finding for finding in found if not finding.place.startswith(name)] == []


@settings(max_examples=40, deadline=None)
@given(held=st.lists(entries(), min_size=1, max_size=3))
def test_no_cell_is_a_formula(held: list[DocketEntry]) -> None:
    rows = list(csv.reader(io.StringIO(write_docket_csv(held))))
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)] == []


@settings(max_examples=40, deadline=None)
@given(held=st.lists(entries(), min_size=1, max_size=3))
def test_a_calendar_has_short_lines_and_ends_them_as_the_format_says(held: list[DocketEntry]) -> None:
    written = write_docket_calendar(held)
    assert written.endswith(b"\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(map(len, written.split(b"\r\n"))) <= 75


def test_an_entry_has_one_uid_for_ever_and_what_was_corrected_is_cancelled() -> None:
    first, later = an_entry("offer"), an_entry("offer-b", corrects="offer", words="They met twice.")
    before = Calendar.from_ical(write_docket_calendar([first])).events
    after = Calendar.from_ical(write_docket_calendar([first, later])).events
    assert [str(one["uid"]) for one in before] == [uid(first)] == ["lantern-2008.offer@docket.arrears"]
    assert [(str(one["uid"]), str(one["status"])) for one in after] == [
        (uid(first), "CANCELLED"),
        (uid(later), "CONFIRMED"),
    ]


def test_a_day_in_a_calendar_ends_before_the_next_and_an_entry_without_one_is_a_journal() -> None:
    held = [an_entry("a", until=date(2008, 11, 14)), an_entry("b", on=None)]
    calendar = Calendar.from_ical(write_docket_calendar(held))
    [event], [journal] = calendar.walk("VEVENT"), calendar.walk("VJOURNAL")
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2008, 11, 12), date(2008, 11, 15))
    assert "dtstart" not in journal


def test_a_day_that_was_moved_in_a_calendar_is_the_day_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "moved.ics"
    written = write_docket_calendar([an_entry()]).decode()
    moved = written.replace("DATE:20081112", "DATE:20081118").replace("DATE:20081113", "DATE:20081121")
    path.write_text(moved)
    [entry] = read_docket_calendar(path)
    assert (entry.on, entry.until) == (date(2008, 11, 18), date(2008, 11, 20))


def test_an_entry_of_another_program_is_asked_for_what_it_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "theirs.ics"
    event = (
        "BEGIN:VEVENT\r\nUID:77@theirs\r\nDTSTAMP:20081101T000000Z\r\nDTSTART:20081112T100000Z\r\n"
        "DTEND:20081112T180000Z\r\nSUMMARY:Session at the hotel\r\nCATEGORIES:Session\r\nEND:VEVENT\r\n"
    )
    path.write_bytes(CALENDAR.format(event).encode())
    with pytest.raises(Refused) as caught:
        read_docket_calendar(path, "lantern-2008")
    asked = {finding.expected for finding in caught.value.findings}
    assert asked == {"'confidence'", "a party"}
    own = "X-ARREARS-PARTY:A\r\nX-ARREARS-PARTY:B\r\nX-ARREARS-CONFIDENCE:from_memory\r\nEND:VEVENT"
    path.write_bytes(CALENDAR.format(event.replace("END:VEVENT", own)).encode())
    [entry] = read_docket_calendar(path, "lantern-2008")
    assert (entry.kind, entry.words, entry.on, entry.until) == (
        "session",
        "Session at the hotel",
        date(2008, 11, 12),
        None,
    )


@pytest.mark.parametrize("day", ["20081,+T,0112", "20081332", ""])
def test_a_day_of_a_calendar_that_is_none_is_a_fault_with_its_place(day: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.ics"
    written = write_docket_calendar([an_entry()]).decode()
    path.write_text(written.replace("DTSTART;VALUE=DATE:20081112", f"DTSTART:{day or 'x'}"))
    with pytest.raises(Refused) as caught:
        read_docket_calendar(path)
    [finding] = caught.value.findings
    assert finding.code == "docket-day"
    assert finding.place == "broken.ics:lantern-2008.first@docket.arrears:on"


def test_a_calendar_without_structure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.ics"
    for content in (b"hello", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00"):
        path.write_bytes(content)
        with pytest.raises(Refused) as caught:
            read_docket_calendar(path)
        assert caught.value.findings[0].code == "docket-file"
    with pytest.raises(Refused):
        read_docket_calendar(tmp_path / "absent.ics")


HEAD = "key,kind,parties,words,confidence,figure_says,figure_kind,figure_value,figure_claimed_by\n"
ROW = "a,session,A | B,They met.,from_memory,votes,{},{},A\n"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("key,kind,parties,words\na,session,A,b\n", "docket-column", "d.csv:1"),
        (HEAD.replace("key,", "key,key,"), "docket-column", "d.csv:1"),
        (HEAD.replace("words", "word"), "docket-column", "d.csv:1"),
        (HEAD + ROW.format("amount", "12"), "docket-figure", "d.csv:2:figure_value"),
        (HEAD + ROW.format("number", "twelve"), "docket-figure", "d.csv:2:figure_value"),
        (HEAD + ROW.format("share", "12"), "docket-word", "d.csv:2:figure_kind"),
        (HEAD + ROW.format("day", "2008-02-30"), "docket-day", "d.csv:2:figure_value"),
        (
            HEAD + ROW.format("number", "1") + ROW.format("number", "2").replace("They", "All"),
            "docket-row-differs",
            "d.csv:3",
        ),
        (HEAD + ROW.format("number", "1").replace("session", "sesion"), "docket-word", "d.csv:2:kind"),
        (HEAD + ROW.format("number", "1,2,3,4"), "docket-file", "d.csv:2"),
        (HEAD + 'a,"session,A,b\n', "docket-file", "d.csv:2"),
    ],
)
def test_a_fault_of_a_row_has_its_place(text: str, code: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(text)
    with pytest.raises(Refused) as caught:
        read_docket_csv(path, "lantern-2008")
    assert (code, place) in {(finding.code, finding.place) for finding in caught.value.findings}


def test_a_file_that_is_not_text_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(b"key\xff")
    with pytest.raises(Refused) as caught:
        read_docket_csv(path)
    assert caught.value.findings[0].expected == "UTF-8"


def test_an_amount_below_nought_and_above_a_trillion_cents_keeps_every_cent(tmp_path: Path) -> None:
    held = an_entry(figures=(an_amount(-100_000_000, "A"), an_amount(9_999_999_999_999, "B", sign="about")))
    for name, (write, read) in FORMATS.items():
        path = tmp_path / name
        path.write_bytes(write([held]))
        assert read(path) == (held,)


def test_two_events_of_one_uid_are_refused_and_nothing_is_recorded(tmp_path: Path) -> None:
    """The second may say another day: which of the two holds is not chosen here."""
    written = write_docket_calendar([an_entry("first")])
    begins, ends = written.index(b"BEGIN:VEVENT"), written.index(b"END:VCALENDAR")
    again = written[begins:ends].replace(b"20081112", b"20081113")
    path = tmp_path / "twice.ics"
    path.write_bytes(written[:ends] + again + written[ends:])
    book = new_book(tmp_path)
    with pytest.raises(Refused) as caught:
        record_entries(book, read_docket_calendar(path), acting())
    assert [one.code for one in caught.value.findings] == ["docket-twice"]
    assert book.position()[0] == 0
