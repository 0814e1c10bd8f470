"""What obliges a company to answer a request for information, and by when: rules as data, cited.

A duty without a number gives no day: the day is then set by whoever asks, and the request says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.claims.working_days import working_days_around
from arrears.findings import Finding, Refused, suggest
from arrears.vocabulary import STATUSES

RULES_FILE = Path(__file__).with_name("request_duties.yaml")
UNKNOWN = "unknown"
LENGTH = re.compile(r"([1-9][0-9]{0,3}) (days|business days)")
_TEXT = TextShape("words", longest=2_000)
SHAPE = KeyedShape(
    "duties to answer",
    (
        Key(
            "duties",
            ListShape(
                KeyedShape(
                    "one duty",
                    (
                        Key("id", _TEXT, True),
                        Key("family", _TEXT, True),
                        Key("says", _TEXT, True),
                        Key("lasts", _TEXT, True),
                        Key("cite", _TEXT, True),
                        Key("status", TextShape("a status", tuple(STATUSES)), True),
                        Key("find_at", _TEXT),
                        Key("calendar", _TEXT),
                        Key("accommodation", _TEXT),
                    ),
                ),
                "duties",
            ),
            True,
        ),
    ),
)


@dataclass(frozen=True)
class Duty:
    """One duty to answer. lasts: `10 business days`, or unknown; find_at then says what the source says.

    accommodation: what the source itself offers for confidential data; empty where it offers nothing.
    """

    duty_id: str
    family: str
    says: str
    lasts: str
    cite: str
    status: str
    find_at: str = ""
    calendar: str = ""
    accommodation: str = ""


@dataclass(frozen=True)
class AnswerDay:
    """The day by which an answer is due: the later one, where a day is a working day to some only.

    earliest: the day if offices are open on every day that may be a holiday; equal to due_on elsewhere.
    """

    due_on: date
    earliest: date


def read_duties(path: Path = RULES_FILE) -> tuple[Duty, ...]:
    """Every duty that ships with Arrears. Findings: raises `Refused` with the faults of the file."""
    written = read_yaml_file(path)
    faults = list(shape_faults(written, SHAPE))
    if faults:
        raise Refused(faults)
    duties = tuple(_duty(as_map(each)) for each in as_list(as_map(written).get("duties")).items)
    unread = [duty for duty in duties if duty.lasts != UNKNOWN and not LENGTH.fullmatch(duty.lasts)]
    if unread:
        problem, remedy = "the length of a duty cannot be read", f"write a length, or `{UNKNOWN}`"
        expected = "such as 20 days or 10 business days"
        raise Refused(
            [Finding("duty-length", duty.duty_id, problem, expected, duty.lasts, remedy) for duty in unread]
        )
    return duties


def one_duty(duty_id: str) -> Duty:
    """A duty by its id. Findings: `duty-unknown`."""
    known = {duty.duty_id: duty for duty in read_duties()}
    if duty_id in known:
        return known[duty_id]
    problem, expected = "no duty to answer has this name", "a duty that `arrears request duties` lists"
    raise Refused([Finding("duty-unknown", duty_id, problem, expected, duty_id, suggest(duty_id, known))])


def answer_day(duty: Duty, asked_on: date) -> AnswerDay | None:
    """The day by which an answer is due under a duty; null where its source gives no number."""
    found = LENGTH.fullmatch(duty.lasts)
    if found is None:
        return None
    count = int(found.group(1))
    if found.group(2) == "days":
        day = asked_on + timedelta(days=count)
        return AnswerDay(day, day)
    days = working_days_around(asked_on, duty.calendar)
    return AnswerDay(days.forwards_at_most(asked_on, count), days.forwards(asked_on, count))


def _duty(written: WrittenMap) -> Duty:
    said = {key.text: " ".join(as_text(value).text.split()) for key, value in written.entries}
    return Duty(duty_id=said.pop("id"), **said)
