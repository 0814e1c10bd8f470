"""Rows of a catalogue feed, read as a stream and held to what their layout means.

Three layouts carry one column under one name with different meanings: in `ITEMS` `title_date_added` is the
day the title leaves, in `unogs-ng` the day it was added, and `2026` leaves it empty and states `expire_date`.
A row that contradicts its layout refuses the whole feed: read otherwise, every bound is wrong.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Literal

from arrears.findings import Finding, Refused

Layout = Literal["ITEMS", "unogs-ng", "2026"]
COLUMNS = ("observed_on", "layout", "netflix_id", "title_date_added", "expire_date", "runtime")
MOST_FAULTS = 20
MOST_LINE = 100_000  # characters; the feeds seen have 400
MOST_COLUMNS = 100
MOST_BYTES = 8 << 30  # unpacked
KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class LayoutMeaning:
    """What a layout says: which column holds its date, and whether that day is the first or the last."""

    date_column: str
    other_column: str
    states: Literal["added", "leaves"]
    runtime: re.Pattern[str]
    in_words: str


LAYOUTS: Mapping[str, LayoutMeaning] = {
    "ITEMS": LayoutMeaning(
        "title_date_added", "expire_date", "leaves", re.compile(r"([0-9]+h)?([0-9]+m)?"),
        "`title_date_added` holds the day the title leaves",
    ),
    "unogs-ng": LayoutMeaning(
        "title_date_added", "expire_date", "added", re.compile(r"[0-9]+"),
        "`title_date_added` holds the day the title was added",
    ),
    "2026": LayoutMeaning(
        "expire_date", "title_date_added", "leaves", re.compile(r"([0-9]+S? min|[0-9]+|N/A)?"),
        "`expire_date` holds the day the title leaves",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class FeedRow:
    """One title on one day's list. added_on, leaves_on: as the layout states them; null = it does not."""

    observed_on: date
    layout: str
    key: str
    added_on: date | None
    leaves_on: date | None


def read_feed(path: Path) -> Iterator[FeedRow]:
    """The rows of a feed, CSV or CSV packed with gzip, one at a time; nothing is unpacked ahead.

    Findings: `feed-not-readable`, `feed-column-missing`, `feed-row-not-of-layout`, `feed-layout-unknown`,
    `feed-value-not-read`. Raises after the last row, or after twenty faults; until then nothing is known.
    """
    faults: list[Finding] = []
    rows = 0
    with _opened(path) as lines:
        reader = csv.reader(lines, strict=True)
        places = _header(path.name, next(reader, []))
        for cells in reader:
            if not any(cells):
                continue
            rows += 1
            read = _row(f"{path.name}:line {reader.line_num}", cells, places)
            if isinstance(read, FeedRow):
                yield read
                continue
            faults.append(read)
            if len(faults) >= MOST_FAULTS:
                break
    if not rows:
        problem = "the feed holds no rows"
        faults.append(Finding("feed-not-readable", path.name, problem, "a header and rows", "none"))
    if faults:
        raise Refused(faults)


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[str]]:
    """The lines of the file; whatever stops the reading becomes a finding with the file's name."""
    try:
        packed = path.suffix.lower() == ".gz"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            yield _lines(path.name, file)
    except UnicodeDecodeError as fault:
        raise Refused([_unreadable(path, "UTF-8 text", f"byte 0x{fault.object[fault.start]:02x}")]) from fault
    except (OSError, EOFError, zlib.error, csv.Error) as fault:
        told = str(fault) if isinstance(fault, csv.Error) else type(fault).__name__
        raise Refused([_unreadable(path, "CSV, plain or packed with gzip", told)]) from fault


def _unreadable(path: Path, expected: str, found: str) -> Finding:
    problem = "the feed cannot be read to its end; nothing of it was counted"
    remedy = "get the file again, or save it as CSV in UTF-8"
    return Finding("feed-not-readable", path.name, problem, expected, found, remedy)


def _lines(name: str, file: BufferedReader | gzip.GzipFile) -> Iterator[str]:
    read = 0
    is_first = True
    while line := file.readline(MOST_LINE + 1):
        read += len(line)
        if len(line) > MOST_LINE or read > MOST_BYTES:
            most = f"lines of at most {MOST_LINE:,} bytes, {MOST_BYTES >> 30} GiB unpacked"
            raise Refused([_unreadable(Path(name), most, "more")])
        yield line.decode("utf-8-sig" if is_first else "utf-8")
        is_first = False


def _header(name: str, header: list[str]) -> Mapping[str, int]:
    """The place of each column that is read."""
    absent = [column for column in COLUMNS if column not in header]
    if absent or len(header) > MOST_COLUMNS or len(set(header)) < len(header):
        problem = "the feed's header lacks columns, or names one twice, or is too wide"
        found = ", ".join(header[:12]) or "no header"
        remedy = "see the feed's own description for the names of its columns"
        raise Refused(
            [Finding("feed-column-missing", f"{name}:line 1", problem, ", ".join(COLUMNS), found, remedy)]
        )
    return {column: header.index(column) for column in header}


def _row(place: str, cells: list[str], places: Mapping[str, int]) -> FeedRow | Finding:
    if len(cells) != len(places):
        return _not_read(place, "row", f"{len(places)} cells", f"{len(cells)} cells")
    value = {column: cells[places[column]].strip() for column in COLUMNS}
    observed_on = _day(value["observed_on"])
    if observed_on is None:
        return _not_read(place, "observed_on", "a day, such as 2022-02-23", value["observed_on"])
    if not KEY.fullmatch(value["netflix_id"]):
        expected = "1 to 40 letters, digits, points, dashes"
        return _not_read(place, "netflix_id", expected, value["netflix_id"])
    meaning = LAYOUTS.get(value["layout"])
    if meaning is None:
        problem = "the layout of the row is not known, so its dates have no meaning"
        found = value["layout"][:60] or "nothing"
        remedy = "add what the layout's columns mean before its rows are read"
        return Finding("feed-layout-unknown", place, problem, ", ".join(LAYOUTS), found, remedy)
    return _meant(place, value, meaning, observed_on)


def _meant(
    place: str, value: Mapping[str, str], meaning: LayoutMeaning, observed_on: date
) -> FeedRow | Finding:
    """The row as its layout means it, or how it contradicts the layout."""
    stated = _day(value[meaning.date_column])
    if stated is None:
        return _not_read(place, meaning.date_column, "a day, such as 2022-02-23", value[meaning.date_column])
    expected = found = ""
    if value[meaning.other_column]:
        expected, found = f"{meaning.other_column} empty", value[meaning.other_column]
    elif meaning.states == "leaves" and stated < observed_on:
        expected, found = f"a day not before {observed_on}, when it was seen", str(stated)
    elif meaning.states == "added" and stated > observed_on:
        expected, found = f"a day not after {observed_on}, when it was seen", str(stated)
    elif not meaning.runtime.fullmatch(value["runtime"]):
        expected, found = "a running time as this layout writes it", value["runtime"]
    if expected:
        problem = f"the row contradicts its layout {value['layout']}, where {meaning.in_words}"
        remedy = "find out which layout the row is of; a feed of mixed meanings is not counted"
        return Finding("feed-row-not-of-layout", place, problem, expected, found[:60], remedy)
    return FeedRow(
        observed_on=observed_on,
        layout=value["layout"],
        key=value["netflix_id"],
        added_on=stated if meaning.states == "added" else None,
        leaves_on=stated if meaning.states == "leaves" else None,
    )


def _day(text: str) -> date | None:
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _not_read(place: str, column: str, expected: str, found: str) -> Finding:
    problem = f"the value of `{column}` cannot be read"
    remedy = "correct the file where it was made; nothing is guessed"
    return Finding("feed-value-not-read", place, problem, expected, found[:60] or "nothing", remedy)
