"""A docket as a calendar file (RFC 5545), read and written.

Every entry keeps one UID for ever, made of its talks and key, so a later file replaces what an earlier one
brought; what was corrected comes as cancelled. An entry without a day is a journal, which needs none. The
days are those of DTSTART and DTEND; what a calendar has no place for stands in properties of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event, Journal, vText
from icalendar.error import BrokenCalendarProperty

from arrears.agreements.yaml_source import WrittenText
from arrears.bargaining.docket import DocketEntry, standing
from arrears.bargaining.docket_written import WrittenEntry, read_entry, texts_at
from arrears.bargaining.docket_yaml import figure_map
from arrears.book.chain import text_hash
from arrears.findings import Finding, Refused

PRODUCT = "-//Arrears//Docket of talks//EN"
NAME = "Docket of talks"
MOST_BYTES = 32 * 1024 * 1024
FAULTS_SHOWN = 200
# Our properties, each a single text of an entry; parties, sources and figures are repeated.
TEXTS = ("key", "talks", "kind", "precision", "words", "confidence", "conflict", "note", "corrects")
ESCAPED = re.compile(r"\\([\\;,nN])")
ONE_DAY = timedelta(days=1)
SHORT = 70
# Before any entry was ever learned: the stamp of what is not in a book.
NO_STAMP = date(1970, 1, 1)


def write_docket_calendar(entries: Iterable[DocketEntry]) -> bytes:
    """The entries as a calendar that `read_docket_calendar` reads as the same entries."""
    held = tuple(entries)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", NAME)
    stands = {(one.talks, one.key) for one in standing(held)}
    for entry in held:
        calendar.add_component(_component(entry, (entry.talks, entry.key) in stands))
    return bytes(calendar.to_ical(sorted=False))


def uid(entry: DocketEntry) -> str:
    """The entry's name in every calendar."""
    return f"{entry.talks}.{entry.key}@docket.arrears"


def _component(entry: DocketEntry, stands: bool) -> Event | Journal:
    component: Event | Journal = Event() if entry.on else Journal()
    stamp = datetime.combine(entry.learned_on or NO_STAMP, time(), tzinfo=UTC)
    component.add("uid", uid(entry))
    component.add("dtstamp", stamp)
    if entry.on:
        component.add("dtstart", entry.on)
        component.add("dtend", (entry.until or entry.on) + ONE_DAY)
        component.add("transp", "TRANSPARENT")
    component.add("status", _status(entry, stands))
    component.add("categories", [entry.kind.replace("_", " ")])
    component.add("summary", _summary(entry))
    component.add("description", "\n".join(_description(entry)))
    for name, text in _texts(entry).items():
        if text:
            component.add(f"x-arrears-{name}", vText(text))
    for party in entry.parties:
        component.add("x-arrears-party", vText(party))
    for source in entry.sources:
        component.add("x-arrears-source", vText(source))
    for figure in entry.figures:
        component.add("x-arrears-figure", vText(json.dumps(figure_map(figure), ensure_ascii=False)))
    return component


def _status(entry: DocketEntry, stands: bool) -> str:
    if not stands:
        return "CANCELLED"
    return "CONFIRMED" if entry.on else "FINAL"


def _summary(entry: DocketEntry) -> str:
    words = entry.words if len(entry.words) <= SHORT else entry.words[: SHORT - 1] + "…"
    return f"{', '.join(entry.parties)}: {words}"


def _description(entry: DocketEntry) -> list[str]:
    figures = [f"{one.says}: {one.text()}, claimed by {one.claimed_by}" for one in entry.figures]
    sources = [f"source: {source}" for source in entry.sources]
    more = [entry.conflict and f"sources differ: {entry.conflict}", entry.note]
    return [entry.words, *figures, *filter(None, more), *sources, f"confidence: {entry.confidence}"]


def _texts(entry: DocketEntry) -> Mapping[str, str]:
    return {
        "key": entry.key,
        "talks": entry.talks,
        "kind": entry.kind,
        "precision": "about" if entry.is_about else "",
        "words": entry.words,
        "confidence": entry.confidence,
        "conflict": entry.conflict,
        "note": entry.note,
        "corrects": entry.corrects,
    }


def read_docket_calendar(path: Path, talks: str = "") -> tuple[DocketEntry, ...]:
    """The entries of a calendar file. talks: of entries that name none.

    Of an entry of another program, what is said of it stands in SUMMARY and its kind in CATEGORIES; parties
    and confidence are asked for.
    Findings: raises `Refused` with every fault: docket-file, and those of `read_entry`.
    """
    calendars = _calendars(path)
    faults: list[Finding] = []
    entries = []
    for calendar in calendars:
        for component in calendar.subcomponents:
            if component.name in ("VEVENT", "VJOURNAL"):
                entries.append(read_entry(_written(component, path.name, talks), faults))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return tuple(entry for entry in entries if entry is not None)


def _calendars(path: Path) -> Sequence[Calendar]:
    try:
        with path.open("rb") as stream:
            source = stream.read(MOST_BYTES + 1)
    except OSError as fault:
        found = (fault.strerror or "no answer").lower()
        raise Refused([_unread(path.name, "the file cannot be read.", found)]) from fault
    if len(source) > MOST_BYTES:
        raise Refused([_unread(path.name, "the file is too large.", f"more than {MOST_BYTES:,} bytes")])
    try:
        parsed = Calendar.from_ical(source, multiple=True)
    # the parser raises these and others of its own, all of them ValueErrors, IndexErrors or KeyErrors
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as fault:
        raise Refused([_unread(path.name, "this is no calendar as it stands.", str(fault)[:80])]) from fault
    calendars = [one for one in parsed if one.name == "VCALENDAR"]
    if not calendars:
        raise Refused([_unread(path.name, "this is no calendar as it stands.", "no VCALENDAR")])
    return calendars


def _unread(name: str, problem: str, found: str) -> Finding:
    remedy = "export the calendar again, or choose another file"
    return Finding("docket-file", name, problem, "a calendar file (RFC 5545)", found, remedy)


def _written(component: Any, name: str, talks: str) -> WrittenEntry:
    ident = str(component.get("uid", ""))
    place = f"{name}:{ident or 'an entry without UID'}"
    own = {text: _own(component, text) for text in TEXTS}
    first, last = _days(component)
    fallback = {
        "key": own["key"] or (f"u{text_hash(ident)[:15]}" if ident else ""),
        "talks": own["talks"] or talks,
        "kind": own["kind"] or _category(component),
        "words": own["words"] or str(component.get("summary", "")),
    }
    texts = {**own, **fallback, "on": first, "until": last}
    return WrittenEntry(
        place,
        texts_at(lambda text: f"{place}:{text}", texts),
        [WrittenText(text, place) for text in _all(component, "party")],
        [WrittenText(text, place) for text in _all(component, "source")],
        [_figure(text, place) for text in _all(component, "figure")],
    )


def _days(component: Any) -> tuple[str, str]:
    """The first day, and the last where there are several; what is no day is told as it was written."""
    start, end = (_moment(component, name) for name in ("dtstart", "dtend"))
    if not isinstance(start, date):
        return start, ""
    first = _day_of(start)
    if not isinstance(end, date):
        return str(first), end
    last = _day_of(end)
    # Whole days end before the day of DTEND; a meeting at an hour ends on it.
    last = last if isinstance(end, datetime) else last - ONE_DAY if last > date.min else last
    return str(first), "" if last <= first else str(last)


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(component: Any, name: str) -> date | str:
    held = component.get(name)
    if held is None:
        return ""
    try:
        moment = getattr(held, "dt", None)
    except BrokenCalendarProperty:
        moment = None
    return moment if isinstance(moment, date) else str(held)[:60]


def _own(component: Any, name: str) -> str:
    texts = _all(component, name)
    return texts[0] if texts else ""


def _all(component: Any, name: str) -> list[str]:
    """Every text of a property of ours, with the escapes of the format taken out."""
    held = component.get(f"x-arrears-{name}")
    if held is None:
        return []
    several = held if isinstance(held, list) else [held]
    return [ESCAPED.sub(_unescaped, str(one)) for one in several]


def _unescaped(escape: re.Match[str]) -> str:
    return "\n" if escape[1] in "nN" else escape[1]


def _category(component: Any) -> str:
    held = component.get("categories")
    several = held if isinstance(held, list) else [held] if held is not None else []
    words = [str(word) for one in several for word in getattr(one, "cats", ())]
    return words[0].strip().lower() if words else ""


def _figure(text: str, place: str) -> Mapping[str, WrittenText]:
    """The figure's texts; what is not written as ours is a figure without anything, and told as such."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    named = held if isinstance(held, dict) else {}
    given = {str(name): value for name, value in named.items() if isinstance(value, str)}
    return texts_at(lambda name: f"{place}:{name}", given)
