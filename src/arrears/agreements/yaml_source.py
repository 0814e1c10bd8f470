"""Reads a YAML file as text with places, and as nothing else: every scalar stays the characters that were
written.

Refused before anything is built: aliases and anchors, tags, merge keys, a second document, nesting beyond 24,
files above the size limit. Refused while reading: a repeated key, an empty value. So a file from a stranger
can neither run code nor blow up, and `on`, `no`, `010` and `12:30` mean what they look like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from arrears.findings import Finding, Refused

BYTES_LIMIT = 512 * 1024
DEPTH_LIMIT = 24
TEXT_LIMIT = 4_000
FAULTS_SHOWN = 200
# What is expected where brackets hold nothing.
NO_ENTRIES = "entries"
STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True)
class WrittenText:
    """One scalar as written; `place` is file:line:column."""

    text: str
    place: str


@dataclass(frozen=True)
class WrittenList:
    """A sequence as written."""

    items: tuple[Written, ...]
    place: str


@dataclass(frozen=True)
class WrittenMap:
    """A mapping as written, in the file's order, keys unique."""

    entries: tuple[tuple[WrittenText, Written], ...]
    place: str

    @cached_property
    def _by_key(self) -> Mapping[str, Written]:
        """The values by key; the first, should a file's faulty mapping hold one twice."""
        return {name.text: value for name, value in reversed(self.entries)}

    def get(self, key: str) -> Written | None:
        """What is written under a key, or None when the key is not there."""
        return self._by_key.get(key)

    def key(self, key: str) -> WrittenText | None:
        """The key itself as written, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Written = WrittenText | WrittenList | WrittenMap


def as_text(written: Written | None) -> WrittenText:
    """The written value as text; shapes are checked first, so another sort here is a programmer's mistake."""
    if isinstance(written, WrittenText):
        return written
    raise TypeError(f"text was expected where {type(written).__name__} stands")


def as_list(written: Written | None) -> WrittenList:
    """The written value as a list, on the same terms."""
    if isinstance(written, WrittenList):
        return written
    raise TypeError(f"a list was expected where {type(written).__name__} stands")


def as_map(written: Written | None) -> WrittenMap:
    """The written value as keys, on the same terms."""
    if isinstance(written, WrittenMap):
        return written
    raise TypeError(f"keys were expected where {type(written).__name__} stands")


def read_yaml_file(path: Path, name: str = "", *, allow_empty: bool = False) -> Written:
    """The one document of a YAML file. `name` is the file as findings show it; the path's own name without
    it. allow_empty: brackets may hold nothing, in files of others who write `src: []` where there is none.

    Findings: raises `Refused` with every fault of the file; a file that cannot be opened is one too.
    """
    shown = name or path.name
    try:
        with path.open("rb") as stream:
            source = stream.read(BYTES_LIMIT + 1)
    except OSError as fault:
        raise Refused([cannot_open(shown, fault)]) from fault
    return read_yaml(source, shown, allow_empty=allow_empty)


def cannot_open(shown: str, fault: OSError) -> Finding:
    """The finding of a file that does not open."""
    return Finding(
        "yaml-file",
        shown,
        "the file cannot be read.",
        "a readable YAML file",
        (fault.strerror or "no answer").lower(),
        "check the name and the permissions",
    )


def read_yaml(source: bytes, name: str, *, allow_empty: bool = False) -> Written:
    """The one document of a YAML text, every scalar as the characters written.

    Findings: raises `Refused` with every fault found; after a fault of syntax the rest cannot be read.
    """
    text = _decode(source, name)
    try:
        nodes: list[yaml.Event] = []
        faults = list(_event_faults(text, name, nodes))
    except yaml.YAMLError as fault:
        raise Refused([_syntax_fault(fault, name)]) from fault
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    if not nodes:
        raise Refused(
            [Finding("yaml-empty", f"{name}:1:1", "the file holds nothing.", "a YAML mapping", "no text")]
        )
    faults = []
    rest = iter(nodes)
    written = _written(next(rest), rest, name, faults)
    if allow_empty:
        faults = [fault for fault in faults if fault.expected != NO_ENTRIES]
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return written


def _decode(source: bytes, name: str) -> str:
    if len(source) > BYTES_LIMIT:
        size = Finding(
            "yaml-size",
            name,
            "the file is too large to be read.",
            f"at most {BYTES_LIMIT:,} bytes",
            f"more than {BYTES_LIMIT:,} bytes",
            "divide it into several articles",
        )
        raise Refused([size])
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = source.count(b"\n", 0, fault.start) + 1
        column = fault.start - (source.rfind(b"\n", 0, fault.start) + 1) + 1
        found = f"byte 0x{source[fault.start]:02x}"
        problem = "the file is not UTF-8 text."
        raise Refused(
            [Finding("yaml-text", f"{name}:{line}:{column}", problem, "UTF-8", found, "save it as UTF-8")]
        ) from fault


def _place(name: str, mark: Any) -> str:
    if mark is None:
        return name
    return f"{name}:{mark.line + 1}:{mark.column + 1}"


def _event_faults(text: str, name: str, nodes: list[yaml.Event]) -> Iterator[Finding]:
    """What the event stream alone shows, before any tree is built; the events of its nodes are added to
    `nodes`. Stops at the first excess of depth.
    """
    depth, documents = 0, 0
    events: Iterator[Any] = iter(yaml.CBaseLoader(text).get_event, None)
    for event in events:  # by exact sort, most of them first: a library has forty thousand
        sort = type(event)
        if sort is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None or len(event.value) > TEXT_LIMIT:
                yield from _node_faults(event, name)
            nodes.append(event)
        elif sort in ENDS:
            nodes.append(event)
            depth -= 1
        elif sort is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                problem, remedy = (
                    "the file holds a second document.",
                    "keep one document per file, without '---'",
                )
                yield Finding("yaml-documents", _place(name, event.start_mark), problem, "one", "two", remedy)
                return
        elif sort in STARTS or sort is yaml.AliasEvent:
            if sort is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
                yield from _node_faults(event, name)
            nodes.append(event)
            depth += sort in STARTS
            if depth > DEPTH_LIMIT:
                problem, remedy = "the nesting is too deep.", "write it flatter"
                limit = f"at most {DEPTH_LIMIT} levels"
                yield Finding("yaml-depth", _place(name, event.start_mark), problem, limit, "more", remedy)
                return


def _node_faults(event: yaml.NodeEvent, name: str) -> Iterator[Finding]:
    place = _place(name, event.start_mark)
    if isinstance(event, yaml.AliasEvent):
        problem, found = "an alias is not read here.", f"*{event.anchor}"
        yield Finding(
            "yaml-alias", place, problem, "the value itself", found, "write the value out, or use `shared`"
        )
        return
    if event.anchor is not None:
        problem, found = "an anchor is not read here.", f"&{event.anchor}"
        yield Finding(
            "yaml-alias", place, problem, "no anchor", found, "take it out; `shared` holds common names"
        )
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        yield Finding(
            "yaml-tag", place, "a tag is not read here.", "plain text", str(event.tag), "take the tag out"
        )
    if isinstance(event, yaml.ScalarEvent) and len(event.value) > TEXT_LIMIT:
        found, limit = f"{len(event.value):,} characters", f"at most {TEXT_LIMIT:,} characters"
        yield Finding("yaml-length", place, "one value is too long.", limit, found, "shorten it")


def _syntax_fault(fault: yaml.YAMLError, name: str) -> Finding:
    mark = getattr(fault, "problem_mark", None)
    place = _place(name, mark)
    said = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it could not be read"
    remedy = "check the indentation and brackets; put text that holds ', : # {' in quotes"
    return Finding(
        "yaml-syntax", place, "this is not YAML as it stands.", "a well-formed line", str(said), remedy
    )


def _written(event: yaml.Event, rest: Iterator[yaml.Event], name: str, faults: list[Finding]) -> Written:
    """The value that begins with an event; what belongs to it is taken from the rest."""
    place = _place(name, event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        if not event.value.strip():
            remedy = "write the value, or leave the key out; quote figures that hold a comma"
            faults.append(Finding("yaml-empty", place, "a value is empty.", "a value", "nothing", remedy))
        return WrittenText(event.value.strip(), place)
    before = len(faults)
    written: WrittenList | WrittenMap
    if isinstance(event, yaml.SequenceStartEvent):
        written = WrittenList(tuple(_items(rest, name, faults)), place)
        is_empty = not written.items
    elif isinstance(event, yaml.MappingStartEvent):
        entries, is_empty = _entries(rest, name, faults)
        written = WrittenMap(entries, place)
    else:
        raise TypeError(f"_written does not know {type(event).__name__}")
    if is_empty:
        remedy = "write the entries, or leave the key out"
        faults.insert(before, Finding("yaml-empty", place, "a value is empty.", NO_ENTRIES, "none", remedy))
    return written


def _items(rest: Iterator[yaml.Event], name: str, faults: list[Finding]) -> Iterator[Written]:
    for event in rest:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _written(event, rest, name, faults)


def _entries(
    rest: Iterator[yaml.Event], name: str, faults: list[Finding]
) -> tuple[tuple[tuple[WrittenText, Written], ...], bool]:
    """The entries of a mapping, and whether nothing at all stands in it."""
    seen: dict[str, str] = {}
    entries: list[tuple[WrittenText, Written]] = []
    is_empty = True
    for event in rest:
        if isinstance(event, yaml.MappingEndEvent):
            break
        is_empty = False
        key = _key(event, rest, name, seen, faults)
        # What stands under a faulty key is passed over: its own faults would be an echo.
        value = _written(next(rest), rest, name, faults if key is not None else [])
        if key is not None:
            entries.append((key, value))
    return tuple(entries), is_empty


def _key(
    event: yaml.Event, rest: Iterator[yaml.Event], name: str, seen: dict[str, str], faults: list[Finding]
) -> WrittenText | None:
    """A key of a mapping, or None for one that cannot be."""
    place = _place(name, event.start_mark)
    if not isinstance(event, yaml.ScalarEvent):
        _written(event, rest, name, [])
        problem = "a key is a list or a mapping."
        faults.append(Finding("yaml-key", place, problem, "a word", "brackets", "quote it if it is text"))
        return None
    text = event.value.strip()
    if not text:
        faults.append(Finding("yaml-empty", place, "a key is empty.", "a word", "nothing", "name the key"))
    elif text == "<<":
        problem, remedy = "a merge key is not read here.", "write the entries out, or use `shared`"
        faults.append(Finding("yaml-merge", place, problem, "a name", "<<", remedy))
    elif text in seen:
        problem = f"the key '{text}' is written twice."
        found = f"first at {seen[text]}"
        faults.append(Finding("yaml-repeated", place, problem, "once", found, "keep one of them"))
    else:
        seen[text] = place
        return WrittenText(text, place)
    return None
