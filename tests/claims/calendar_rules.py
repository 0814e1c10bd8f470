"""A reader of iCalendar of its own, written from RFC 5545 and RFC 5546 alone and strict where programs are
lenient: what deadlines are exported with has no part in it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

NAME = r"[A-Za-z0-9-]+"
PARAMETER = rf'{NAME}=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^"\x00-\x08\x0a-\x1f\x7f;:,]*)'
LINE = re.compile(rf"({NAME})((?:;{PARAMETER})*):(.*)")
DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T\d+[HMS](?:\d+[MS]){0,2})")
TEXT = re.compile(r"(?:[^\\,;\x00-\x08\x0a-\x1f\x7f]|\\[\\,;nN])*")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
# Each property: what its value is, and how often it may stand: at the least, at the most.
# RFC 5545 3.4, 3.6.1 and 3.6.6; RFC 5546 3.2.1 for what is published.
OF_CALENDAR = {
    "PRODID": ("text", 1, 1), "VERSION": ("version", 1, 1), "CALSCALE": ("gregorian", 0, 1),
    "METHOD": ("publish", 1, 1), "X-WR-CALNAME": ("text", 0, 1),
}  # fmt: skip
OF_EVENT = {
    "UID": ("text", 1, 1), "DTSTAMP": ("utc", 1, 1), "DTSTART": ("date", 1, 1), "DTEND": ("date", 0, 1),
    "ORGANIZER": ("address", 1, 1), "SUMMARY": ("text", 1, 1), "DESCRIPTION": ("text", 0, 1),
    "SEQUENCE": ("number", 0, 1), "STATUS": ("status", 0, 1), "TRANSP": ("transparency", 0, 1),
    "X-MICROSOFT-CDO-ALLDAYEVENT": ("true", 0, 1),
}  # fmt: skip
OF_ALARM = {
    "ACTION": ("display", 1, 1), "TRIGGER": ("duration", 1, 1), "DESCRIPTION": ("text", 1, 1),
}  # fmt: skip
WORDS = {
    "version": {"2.0"}, "gregorian": {"GREGORIAN"}, "publish": {"PUBLISH"}, "display": {"DISPLAY"},
    "status": {"TENTATIVE", "CONFIRMED", "CANCELLED"}, "transparency": {"OPAQUE", "TRANSPARENT"},
    "true": {"TRUE", "FALSE"},
}  # fmt: skip
PARTS = {"VCALENDAR": OF_CALENDAR, "VEVENT": OF_EVENT, "VALARM": OF_ALARM}
WITHIN = {"": {"VCALENDAR"}, "VCALENDAR": {"VEVENT"}, "VEVENT": {"VALARM"}, "VALARM": set()}


@dataclass
class Part:
    """A component: its properties by name, with their parameters, and what stands in it."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    inside: list[Part] = field(default_factory=list)


def read_strictly(content: bytes) -> Part:
    """The calendar of a file that keeps every rule; the first rule that it breaks is an AssertionError."""
    assert content.endswith(b"\r\n"), "the last line has no end"
    assert not content.startswith(b"\xef\xbb\xbf"), "a mark of byte order stands before the calendar"
    rows = content[:-2].split(b"\r\n")
    for row in rows:
        assert len(row) <= 75, f"{len(row)} octets on a line"
        assert b"\n" not in row, "a line ends in LF alone"
        assert b"\r" not in row, "a line ends in CR alone"
        row.decode("utf-8")  # no character is cut by folding
    whole = content[:-2].decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "")
    open_parts = [Part("")]
    for row in whole.split("\r\n"):
        found = LINE.fullmatch(row)
        assert found, f"no content line: {row!r}"
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            assert value in WITHIN[open_parts[-1].name], f"{value} within {open_parts[-1].name}"
            open_parts.append(Part(value))
        elif name == "END":
            ended = open_parts.pop()
            assert ended.name == value
            _check_counts(ended)
            open_parts[-1].inside.append(ended)
        else:
            _add(open_parts[-1], name, parameters, value)
    assert len(open_parts) == 1, "a component has no end"
    (calendar,) = open_parts[0].inside
    assert calendar.inside, "a calendar without a component"
    for uid, count in Counter(one.values["UID"] for one in calendar.inside).items():
        assert count == 1, f"{uid} stands twice"
    return calendar


def _add(part: Part, name: str, parameters: str, value: str) -> None:
    assert name in PARTS[part.name], f"{name} is no property of {part.name}"
    assert name not in part.values, f"{name} stands twice"
    _check_value(PARTS[part.name][name][0], parameters, value)
    part.values[name], part.parameters[name] = value, parameters


def _check_counts(part: Part) -> None:
    for name, (_, least, _) in PARTS[part.name].items():
        assert least == 0 or name in part.values, f"{part.name} has no {name}"
    if part.name == "VEVENT":
        first, last = (datetime.strptime(part.values[one], "%Y%m%d") for one in ("DTSTART", "DTEND"))
        assert last > first, "DTEND is not after DTSTART"


def _check_value(kind: str, parameters: str, value: str) -> None:
    match kind:
        case "text":
            assert TEXT.fullmatch(value), f"not escaped: {value!r}"
        case "utc":
            assert parameters == ""
            datetime.strptime(value, "%Y%m%dT%H%M%SZ")
        case "date":
            assert parameters == ";VALUE=DATE", "a day without VALUE=DATE is read as a time"
            assert re.fullmatch(r"\d{8}", value)
            date(int(value[:4]), int(value[4:6]), int(value[6:]))
        case "address":
            assert URI.fullmatch(value)
        case "number":
            assert re.fullmatch(r"\d{1,9}", value)
        case "duration":
            assert DURATION.fullmatch(value), value
        case _:
            assert value in WORDS[kind], value
