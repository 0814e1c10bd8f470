"""A docket as a YAML file, read and written: entries, each with its figures and who claims them.

The layout is checked whole before anything is read, so a file shows all its faults at once. What is written
here is read back as the same entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import (
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.bargaining.docket import ClaimedFigure, DocketEntry
from arrears.bargaining.docket_written import PRECISIONS, VALUES, WrittenEntry, read_entry
from arrears.findings import Finding, Refused
from arrears.vocabulary import DOCKET_CONFIDENCES, FIGURE_SIGNS, TALKS_KINDS

FIGURE = KeyedShape(
    "a figure of the docket",
    (
        Key("says", TextShape("what it is a figure of"), True),
        Key("amount", TextShape("dollars, such as $250,000,000")),
        Key("number", TextShape("a count or a share, such as 90.3")),
        Key("day", TextShape("a day, such as 2008-02-15")),
        Key("words", TextShape("a value that is no single figure, such as 30-45")),
        Key("sign", TextShape("how it stands to the figure", tuple(FIGURE_SIGNS))),
        Key("claimed_by", TextShape("who claims it"), True),
        Key("source", TextShape("where this figure is from, if elsewhere than the entry")),
        Key("confidence", TextShape("how sure this figure is", tuple(DOCKET_CONFIDENCES))),
    ),
)
ENTRY = KeyedShape(
    "an entry of the docket",
    (
        Key("key", TextShape("its name within its talks, the same for ever")),
        Key("talks", TextShape("which talks, where not those of the file")),
        Key("on", TextShape("the day, such as 2008-11-20; left out where it is not known")),
        Key("until", TextShape("the last day, of an event of several days")),
        Key("precision", TextShape("about, where the day is near", PRECISIONS)),
        Key("kind", TextShape("what sort of event", tuple(TALKS_KINDS)), True),
        Key("parties", ListShape(TextShape("a party"), "who met, spoke or acted"), True),
        Key("words", TextShape("what happened, in our words"), True),
        Key("figures", ListShape(FIGURE, "the figures, each with who claims it")),
        Key("sources", ListShape(TextShape("a source"), "where it is from")),
        Key("confidence", TextShape("how sure it is", tuple(DOCKET_CONFIDENCES)), True),
        Key("conflict", TextShape("how sources disagree about the event")),
        Key("note", TextShape("what else is to be said")),
        Key("corrects", TextShape("the key of the entry that this one replaces")),
    ),
)
DOCKET = KeyedShape(
    "a docket",
    (
        Key("talks", TextShape("which talks, such as lantern-2008")),
        Key("entries", ListShape(ENTRY, "the entries"), True),
    ),
)
LISTS = ("parties", "sources", "figures")


def read_docket_yaml(path: Path, talks: str = "") -> tuple[DocketEntry, ...]:
    """The entries of a file. talks: of entries that name none, where the file names none either.

    Findings: raises `Refused` with every fault of the file; those of `read_yaml_file`, `shape_faults` and
    `read_entry`.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, DOCKET))
    if faults:
        raise Refused(faults)
    top = as_map(written)
    usual = top.get("talks")
    fallback = as_text(usual) if usual is not None else WrittenText(talks, f"{path.name}:1:1")
    entries = [read_entry(_written(as_map(item), fallback), faults) for item in _items(top.get("entries"))]
    if faults:
        raise Refused(faults)
    return tuple(entry for entry in entries if entry is not None)


def _written(item: WrittenMap, talks: WrittenText) -> WrittenEntry:
    texts = {name.text: as_text(value) for name, value in item.entries if name.text not in LISTS}
    return WrittenEntry(
        item.place,
        {"talks": talks, **texts},
        tuple(as_text(party) for party in _items(item.get("parties"))),
        tuple(as_text(source) for source in _items(item.get("sources"))),
        tuple(
            {name.text: as_text(value) for name, value in as_map(figure).entries}
            for figure in _items(item.get("figures"))
        ),
    )


def _items(written: WrittenText | WrittenList | WrittenMap | None) -> tuple[Any, ...]:
    return () if written is None else as_list(written).items


def write_docket_yaml(entries: Iterable[DocketEntry]) -> str:
    """The entries as a file that `read_docket_yaml` reads as the same entries."""
    held = [entry_map(entry) for entry in entries]
    return yaml.safe_dump({"entries": held}, sort_keys=False, allow_unicode=True, width=110)


def entry_map(entry: DocketEntry) -> dict[str, Any]:
    """An entry as files hold it: names and texts, without what is empty."""
    held: dict[str, Any] = {
        "key": entry.key,
        "talks": entry.talks,
        "on": str(entry.on or ""),
        "until": str(entry.until or ""),
        "precision": "about" if entry.is_about else "",
        "kind": entry.kind,
        "parties": list(entry.parties),
        "words": entry.words,
        "figures": [figure_map(figure) for figure in entry.figures],
        "sources": list(entry.sources),
        "confidence": entry.confidence,
        "conflict": entry.conflict,
        "note": entry.note,
        "corrects": entry.corrects,
    }
    return {name: value for name, value in held.items() if value}


def figure_map(figure: ClaimedFigure) -> Mapping[str, str]:
    """A figure as files hold it, its value under the name of its kind."""
    if figure.kind not in VALUES:
        raise TypeError(f"figure_map does not know {figure.kind}")
    held = {
        "says": figure.says,
        figure.kind: figure.value_text(),
        "sign": "" if figure.sign == "is" else figure.sign,
        "claimed_by": figure.claimed_by,
        "source": figure.source,
        "confidence": figure.confidence,
    }
    return {name: value for name, value in held.items() if value}


def nothing_written(name: str) -> Finding:
    """The finding of a file without an entry."""
    problem, remedy = "the file holds no entry.", "write one, or choose another file"
    return Finding("docket-missing", name, problem, "an entry", "none", remedy)
