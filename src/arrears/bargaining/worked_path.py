"""Paths of the published record, run again: what the encoded rules give beside what was printed.

A run says how it counts; a printed figure has whose it is and where it was read. Nothing here is a forecast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.model import Citation
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.procedure_read import maps_of
from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, WrittenText, read_yaml_file
from arrears.bargaining.critical_path import PathFound, Record, find_path
from arrears.bargaining.read_path import FOLDER, read_path
from arrears.findings import Finding, Refused, suggest

WORKED = FOLDER / "worked"
DAY = TextShape("a day, 2008-11-22")
DAYS = NamedShape(DAY, "days of facts or steps")
PUBLISHED = KeyedShape(
    "what was printed",
    (
        Key("what", TextShape("what it is", ("earliest", "not before", "range", "days")), True),
        Key("day", DAY),
        Key("days", TextShape("a count of days, 53, or a range of them, 30-45")),
        Key("by", TextShape("whose figure it is"), True),
        *CITED,
    ),
)
RUN = KeyedShape(
    "a run",
    (
        Key("says", TextShape("how it counts, in our words"), True),
        Key("goal", TextShape("a goal of the rules"), True),
        Key("done", DAYS),
        Key("holidays", TextShape("whether closings stop nothing", ("counted",))),
        Key("published", PUBLISHED),
        *CITED,
    ),
)
WORKED_PATH = KeyedShape(
    "a worked path",
    (
        Key("worked_path", TextShape("its name"), True),
        Key("title", TextShape("what is worked"), True),
        Key("rules", TextShape("path rules by name"), True),
        Key("facts", NamedShape(TextShape("a day, or unknown"), "days of facts"), True),
        Key("runs", ListShape(RUN, "runs"), True),
        *CITED,
    ),
)
_SPAN = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


@dataclass(frozen=True)
class Published:
    """A printed figure: what it is, its day or its days, whose, and where it was read."""

    what: str
    day: date | None
    days: tuple[int, int] | None
    by: str
    citation: Citation


@dataclass(frozen=True)
class WorkedRun:
    """One way of counting, what the rules give for it, and what was printed; null where nothing was."""

    says: str
    start: date
    found: PathFound
    published: Published | None

    def days(self) -> tuple[int, int | None]:
        """The days from the first fact to the earliest day, and to the one on the longest lengths."""
        latest = self.found.at_most
        return (self.found.earliest - self.start).days, (latest - self.start).days if latest else None

    def agrees(self) -> bool | None:
        """Whether what was printed comes out, to the day; null where nothing was printed."""
        told = self.published
        if told is None:
            return None
        match told.what:
            case "earliest":
                return told.day == self.found.earliest
            case "not before":
                return told.day == self.found.at_most
            case "range":
                return told.days == self.days()
        return told.days is not None and told.days[0] == self.days()[0]


@dataclass(frozen=True)
class WorkedPath:
    """A worked path with its runs."""

    name: str
    title: str
    rules: str
    runs: tuple[WorkedRun, ...]
    citation: Citation


def worked_paths(folder: Path = WORKED) -> tuple[WorkedPath, ...]:
    """Every worked path, by name. Findings: raises `Refused` with every fault of a file."""
    return tuple(read_worked(path) for path in sorted(folder.iterdir()) if path.suffix == ".yaml")


def read_worked(path: Path) -> WorkedPath:
    """One worked path, run. Findings: raises `Refused` with every fault of the file or of a run."""
    written = read_yaml_file(path)
    faults = list(shape_faults(written, WORKED_PATH))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    faults.extend(_value_faults(written))
    citation = citation_of(written, None)
    if citation is None:
        problem, remedy = "the worked path has no citation.", "say where it was read"
        faults.append(Finding("agreement-citation", written.place, problem, "cite and status", "", remedy))
    if faults or citation is None:
        raise Refused(faults)
    rules = read_path(text_at(written, "rules"))
    facts = {name: _day(day) for name, day in _texts(written, "facts").items()}
    start = max((day for day in facts.values() if day), default=date.min)
    runs = []
    for block in maps_of(written, "runs"):
        done = {name: date.fromisoformat(day) for name, day in _texts(block, "done").items()}
        is_open = text_at(block, "holidays") == "counted"
        found = find_path(rules, text_at(block, "goal"), Record(facts, done, is_open=is_open))
        runs.append(WorkedRun(text_at(block, "says"), start, found, _published(block, citation)))
    return WorkedPath(
        text_at(written, "worked_path"), text_at(written, "title"), rules.name, tuple(runs), citation
    )


def _texts(block: WrittenMap, key: str) -> Mapping[str, str]:
    group = block.get(key)
    entries = group.entries if isinstance(group, WrittenMap) else ()
    return {name.text: value.text for name, value in entries if isinstance(value, WrittenText)}


def _day(text: str) -> date | None:
    return None if text == "unknown" else date.fromisoformat(text)


def _published(block: WrittenMap, above: Citation) -> Published | None:
    written = block.get("published")
    if not isinstance(written, WrittenMap):
        return None
    day, span = text_at(written, "day"), _SPAN.fullmatch(text_at(written, "days"))
    return Published(
        what=text_at(written, "what"),
        day=date.fromisoformat(day) if day else None,
        days=(int(span[1]), int(span[2] or span[1])) if span else None,
        by=text_at(written, "by"),
        citation=citation_of(written, above) or above,
    )


def _value_faults(written: WrittenMap) -> Iterator[Finding]:
    """Days that are none, and printed figures without the value that they need."""
    facts = written.get("facts")
    groups = [facts] + [block.get("done") for block in maps_of(written, "runs")]
    for group in groups:
        for _, value in group.entries if isinstance(group, WrittenMap) else ():
            if isinstance(value, WrittenText) and not (group is facts and value.text == "unknown"):
                yield from _day_faults(value)
    for block in maps_of(written, "runs"):
        told = block.get("published")
        if isinstance(told, WrittenMap):
            yield from _published_faults(told)


def _published_faults(told: WrittenMap) -> Iterator[Finding]:
    day = told.get("day")
    if isinstance(day, WrittenText):
        yield from _day_faults(day)
    needed = "day" if text_at(told, "what") in ("earliest", "not before") else "days"
    has_days = _SPAN.fullmatch(text_at(told, "days")) is not None
    if not (day is not None if needed == "day" else has_days):
        problem, expected = "what was printed has no value to hold against the path.", f"'{needed}'"
        yield Finding("path-published", told.place, problem, expected, "none", f"add `{needed}:`")


def _day_faults(value: WrittenText) -> Iterator[Finding]:
    try:
        date.fromisoformat(value.text)
    except ValueError:
        problem = "this is no day."
        yield Finding("path-day", value.place, problem, "a day, 2008-11-22", f"'{value.text[:40]}'")


def one_worked(name: str) -> WorkedPath:
    """A shipped worked path by its name. Findings: raises `Refused` for a name that is none."""
    known = {path.stem: path for path in WORKED.iterdir() if path.suffix == ".yaml"}
    if name not in known:
        problem = f"there is no worked path '{name[:60]}'."
        told = ("a worked path", f"'{name[:60]}'", suggest(name, known))
        raise Refused([Finding("path-unknown", name[:60], problem, *told)])
    return read_worked(known[name])
