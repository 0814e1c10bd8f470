"""Reads a published chronology: events with sources by short name, and figures under names with their unit.

Every event and every figure arrives in the docket, also what has no day and what was not found. Nothing is
interpreted but the unit at the end of a figure's name, `true` and `false` (votes for and against), and where
one round of talks ends: more than a year passes without an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import AnyShape, Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.agreements.yaml_source import (
    Written,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.docket_written import DAY, NUMBER, WrittenEntry, read_entry, read_value
from arrears.findings import Finding, Refused, suggest

STATUSES: Mapping[str, str] = {"source": "sourced", "memory": "from_memory", "not_found": "not_found"}
SIGNS: Mapping[str, str] = {">": "more_than", "<": "less_than", "~": "about"}
A_YEAR = timedelta(days=365)
NO_DAY = ("null", "~", "")
# A YAML tool that reads yes and no as truth wrote the count of each vote under these names.
VOTES: Mapping[str, str] = {"true": "votes_yes", "false": "votes_no"}
OF_MONEY = re.compile(r"(?:^|_)usd$")
FIGURE = KeyedShape(
    "a figure of the chronology",
    (
        Key("name", TextShape("what it is, with its unit at the end"), True),
        Key("value", TextShape("the value"), True),
        Key("claimed_by", TextShape("who claims it"), True),
        Key("op", TextShape("how it stands to the value", tuple(SIGNS))),
    ),
)
EVENT = KeyedShape(
    "an event of the chronology",
    (
        Key("id", TextShape("its name"), True),
        Key("date", TextShape("the day, or null"), True),
        Key("end_date", TextShape("the last day")),
        Key("parties", ListShape(TextShape("a party"), "the parties"), True),
        Key("kind", TextShape("what sort of event"), True),
        Key("summary", TextShape("what happened"), True),
        Key("figures", ListShape(FIGURE, "the figures")),
        Key("src", ListShape(TextShape("a source"), "names of sources"), True),
        Key("status", TextShape("how it is known", tuple(STATUSES)), True),
        Key("precision", TextShape("approx, where the day is near", ("approx",))),
        Key("conflict", TextShape("how sources disagree")),
        Key("note", TextShape("what else is to be said")),
    ),
)
CHRONOLOGY = KeyedShape(
    "a chronology",
    (
        Key("meta", AnyShape("what it is about")),
        Key("sources", NamedShape(TextShape("an address"), "the sources"), True),
        Key("events", ListShape(EVENT, "the events"), True),
    ),
)


@dataclass(frozen=True)
class Chronology:
    """What the file holds: its entries, and every source that it names, used or not, by short name."""

    entries: tuple[DocketEntry, ...]
    sources: Mapping[str, str]


def read_chronology(path: Path, talks: str) -> Chronology:
    """The events of a chronology as entries, keyed by their ids; talks: how the names of its rounds begin.

    Findings: raises `Refused` with every fault of the file: those of `read_yaml_file`, `shape_faults` and
    `read_entry`, and docket-source-name, docket-key-twice.
    """
    written = read_yaml_file(path, allow_empty=True)
    faults = list(shape_faults(written, CHRONOLOGY))
    if faults:
        raise Refused(faults)
    top = as_map(written)
    sources = {name.text: as_text(address).text for name, address in as_map(top.get("sources")).entries}
    events = [as_map(item) for item in as_list(top.get("events")).items]
    faults.extend(_twice(events))
    rounds = _rounds(events, talks)
    entries = [
        read_entry(_entry(event, name, sources, faults), faults) for event, name in zip(events, rounds)
    ]
    if faults:
        raise Refused(faults)
    return Chronology(tuple(entry for entry in entries if entry is not None), sources)


def _rounds(events: Sequence[WrittenMap], talks: str) -> Iterator[str]:
    """The talks of each event, `hollywood-2008`: a year without an event ends a round.

    What has no day belongs to the round of the event before it in the file.
    """
    name, before = talks, date.min
    for event in events:
        day = as_text(event.get("date")).text
        if DAY.fullmatch(day):
            on = _day_or(day, before)
            name = f"{talks}-{on.year}" if on - before > A_YEAR else name
            before = max(before, on)
        yield name


def _day_or(text: str, otherwise: date) -> date:
    """A day; of what is written like one and is none, another: the entry itself says what is wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _twice(events: list[WrittenMap]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for event in events:
        key = as_text(event.get("id"))
        if key.text in seen:
            problem, found = "two events have one id.", f"first at {seen[key.text]}"
            yield Finding("docket-key-twice", key.place, problem, "an id of its own", found, "rename one")
        seen.setdefault(key.text, key.place)


def _entry(event: WrittenMap, talks: str, sources: Mapping[str, str], faults: list[Finding]) -> WrittenEntry:
    day, status = as_text(event.get("date")), as_text(event.get("status"))
    texts = {
        "key": as_text(event.get("id")),
        "talks": WrittenText(talks, event.place),
        "on": WrittenText("" if day.text in NO_DAY else day.text, day.place),
        "kind": as_text(event.get("kind")),
        "words": as_text(event.get("summary")),
        "confidence": WrittenText(STATUSES[status.text], status.place),
        **_optional(event),
    }
    return WrittenEntry(
        event.place,
        texts,
        tuple(as_text(party) for party in as_list(event.get("parties")).items),
        tuple(_source(as_text(name), sources, faults) for name in as_list(event.get("src")).items),
        tuple(_figure(as_map(figure)) for figure in _figures(event.get("figures"))),
    )


def _optional(event: WrittenMap) -> dict[str, WrittenText]:
    named = {"until": "end_date", "conflict": "conflict", "note": "note"}
    texts = {name: as_text(event.get(key)) for name, key in named.items() if event.get(key) is not None}
    precision = event.key("precision")
    return texts if precision is None else {**texts, "precision": WrittenText("about", precision.place)}


def _figures(written: Written | None) -> tuple[Written, ...]:
    return () if written is None else as_list(written).items


def _source(name: WrittenText, sources: Mapping[str, str], faults: list[Finding]) -> WrittenText:
    """The short name with its address, so that both are found again."""
    if name.text not in sources:
        problem, found = "the source is not in the file's list.", f"'{name.text[:60]}'"
        remedy = suggest(name.text, sources)
        faults.append(Finding("docket-source-name", name.place, problem, "a listed source", found, remedy))
    return WrittenText(f"{name.text}: {sources.get(name.text, '')}", name.place)


def _figure(figure: WrittenMap) -> Mapping[str, WrittenText]:
    """The figure under its own name; a whole number whose name ends in usd is an amount of dollars."""
    name, value = as_text(figure.get("name")), as_text(figure.get("value"))
    kind, text = read_value(value.text)
    if OF_MONEY.search(name.text) and NUMBER.fullmatch(value.text):
        kind, text = "amount", _dollars(value.text)
    texts = {
        "says": WrittenText(VOTES.get(name.text, name.text), name.place),
        kind: WrittenText(text, value.place),
        "claimed_by": as_text(figure.get("claimed_by")),
    }
    sign = figure.get("op")
    return texts if sign is None else {**texts, "sign": WrittenText(SIGNS[as_text(sign).text], value.place)}


def _dollars(number: str) -> str:
    digits = number.removeprefix("-")
    return f"-${digits}" if number.startswith("-") else f"${digits}"
