"""A docket as a CSV file, read and written: a row for each figure, or one for an entry without figures.

What belongs to the entry stands in each of its rows, and must be the same in all. No cell is written so that
a spreadsheet runs it, and what is written is read back as the same entries.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from arrears.agreements.yaml_source import WrittenText
from arrears.bargaining.docket import ClaimedFigure, DocketEntry
from arrears.bargaining.docket_written import SEPARATOR, VALUES, WrittenEntry, read_entry, texts_at
from arrears.findings import Finding, Refused, suggest

MOST_BYTES = 32 * 1024 * 1024
FAULTS_SHOWN = 200
ENTRY_COLUMNS = (
    "talks", "key", "on", "until", "precision", "kind", "parties", "words", "sources", "confidence",
    "conflict", "note", "corrects",
)  # fmt: skip
FIGURE_COLUMNS = (
    "figure_says", "figure_sign", "figure_kind", "figure_value", "figure_claimed_by", "figure_source",
    "figure_confidence",
)  # fmt: skip
COLUMNS = (*ENTRY_COLUMNS, *FIGURE_COLUMNS)
NEEDED = ("key", "kind", "parties", "words", "confidence")
LISTS = ("parties", "sources")
# What a spreadsheet takes for the beginning of a formula, and the sign that keeps it from doing so.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def write_docket_csv(entries: Iterable[DocketEntry]) -> str:
    """The entries as a file that `read_docket_csv` reads as the same entries."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        held = _entry_cells(entry)
        for figure in entry.figures or (None,):
            cells = {**held, **(_figure_cells(figure) if figure else {})}
            writer.writerow([_guarded(cells.get(column, "")) for column in COLUMNS])
    return stream.getvalue()


def _entry_cells(entry: DocketEntry) -> dict[str, str]:
    return {
        "talks": entry.talks,
        "key": entry.key,
        "on": str(entry.on or ""),
        "until": str(entry.until or ""),
        "precision": "about" if entry.is_about else "",
        "kind": entry.kind,
        "parties": SEPARATOR.join(entry.parties),
        "words": entry.words,
        "sources": SEPARATOR.join(entry.sources),
        "confidence": entry.confidence,
        "conflict": entry.conflict,
        "note": entry.note,
        "corrects": entry.corrects,
    }


def _figure_cells(figure: ClaimedFigure) -> dict[str, str]:
    return {
        "figure_says": figure.says,
        "figure_sign": figure.sign,
        "figure_kind": figure.kind,
        "figure_value": figure.value_text(),
        "figure_claimed_by": figure.claimed_by,
        "figure_source": figure.source,
        "figure_confidence": figure.confidence,
    }


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet runs. One that begins with the guard itself gets another to be read by."""
    return GUARD + cell if cell.startswith((GUARD, *FORMULA_STARTS)) else cell


def _unguarded(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith((GUARD, *FORMULA_STARTS)) else cell


def read_docket_csv(path: Path, talks: str = "") -> tuple[DocketEntry, ...]:
    """The entries of a file. talks: of rows that name none.

    Findings: raises `Refused` with every fault of the file: docket-file, docket-column, docket-row-differs,
    docket-word, and those of `read_entry`.
    """
    rows = list(_rows(path))
    faults: list[Finding] = []
    entries = []
    for group in _groups(rows, talks):
        faults.extend(_differing(group))
        entries.append(read_entry(_written(group, faults), faults))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return tuple(entry for entry in entries if entry is not None)


Row = tuple[str, Mapping[str, str]]


def _rows(path: Path) -> Iterator[Row]:
    """Each row with its place; blank rows are passed over."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _refuse_header(path.name, header)
        for cells in reader:
            place = f"{path.name}:{reader.line_num}"
            if len(cells) > len(header):
                problem, found = "the row has more cells than the header.", f"{len(cells)} cells"
                raise Refused(
                    [
                        Finding(
                            "docket-file", place, problem, f"{len(header)} cells", found, "quote its commas"
                        )
                    ]
                )
            if any(cell.strip() for cell in cells):
                yield place, dict(zip_longest(header, map(_unguarded, cells), fillvalue=""))
    except csv.Error as fault:
        place = f"{path.name}:{reader.line_num}"
        problem, remedy = "this is not CSV as it stands.", "check the quotes of this row"
        raise Refused([Finding("docket-file", place, problem, "a row", str(fault), remedy)]) from fault


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            source = stream.read(MOST_BYTES + 1)
        if len(source) > MOST_BYTES:
            found, expected = f"more than {MOST_BYTES:,} bytes", f"at most {MOST_BYTES:,} bytes"
            problem, remedy = "the file is too large.", "divide it"
            raise Refused([Finding("docket-file", path.name, problem, expected, found, remedy)])
        return source.decode("utf-8-sig")
    except OSError as fault:
        problem, found = "the file cannot be read.", (fault.strerror or "no answer").lower()
        remedy = "check the name and the permissions"
        raise Refused(
            [Finding("docket-file", path.name, problem, "a readable file", found, remedy)]
        ) from fault
    except UnicodeDecodeError as fault:
        problem, found = "the file is not UTF-8 text.", f"byte {fault.start}"
        raise Refused(
            [Finding("docket-file", path.name, problem, "UTF-8", found, "save it as UTF-8")]
        ) from fault


def _refuse_header(name: str, header: Sequence[str]) -> None:
    faults = []
    for column in header:
        if column not in COLUMNS or header.count(column) > 1:
            problem, remedy = "the column is not one of a docket, once.", suggest(column, COLUMNS)
            faults.append(
                Finding("docket-column", f"{name}:1", problem, "a known column", column[:60], remedy)
            )
    for column in NEEDED:
        if column not in header:
            problem, found = "a column is missing.", "no such column"
            faults.append(Finding("docket-column", f"{name}:1", problem, column, found, "add it"))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])


def _groups(rows: Sequence[Row], talks: str) -> Iterator[list[Row]]:
    """Rows that follow each other and have one key are one entry; without a key each row is one."""
    group: list[Row] = []
    for place, cells in rows:
        row = (place, {**cells, "talks": cells.get("talks") or talks})
        if group and not (row[1]["key"] and _name(row) == _name(group[0])):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _name(row: Row) -> tuple[str, str]:
    return row[1]["talks"], row[1].get("key", "")


def _differing(group: Sequence[Row]) -> Iterator[Finding]:
    _, first = group[0]
    for place, cells in group[1:]:
        for column in ENTRY_COLUMNS:
            if cells.get(column, "") != first.get(column, ""):
                problem = f"two rows of the entry {first['key']} differ in '{column}'."
                remedy = "write the same in each row of an entry, or give one another key"
                expected, found = first.get(column, "")[:60], cells.get(column, "")[:60]
                yield Finding("docket-row-differs", place, problem, expected, found, remedy)


def _written(group: Sequence[Row], faults: list[Finding]) -> WrittenEntry:
    place, first = group[0]
    texts = texts_at(
        lambda name: f"{place}:{name}",
        {name: first.get(name, "") for name in ENTRY_COLUMNS if name not in LISTS},
    )
    parties, sources = (_parts(place, first.get(name, "")) for name in LISTS)
    figures = [_figure(row, faults) for row in group if any(row[1].get(name) for name in FIGURE_COLUMNS)]
    return WrittenEntry(place, texts, parties, sources, figures)


def _parts(place: str, cell: str) -> tuple[WrittenText, ...]:
    return tuple(WrittenText(part.strip(), place) for part in cell.split(SEPARATOR.strip()) if part.strip())


def _figure(row: Row, faults: list[Finding]) -> Mapping[str, WrittenText]:
    place, cells = row
    kind = cells.get("figure_kind", "")
    if kind not in VALUES:
        problem, remedy = "the figure is of no known kind.", suggest(kind, VALUES)
        faults.append(
            Finding(
                "docket-word", f"{place}:figure_kind", problem, "amount, number, day or words", kind, remedy
            )
        )
        kind = "words"
    named = {
        "says": "figure_says",
        "sign": "figure_sign",
        "claimed_by": "figure_claimed_by",
        "source": "figure_source",
        "confidence": "figure_confidence",
        kind: "figure_value",
    }
    return texts_at(
        lambda name: f"{place}:{named[name]}", {name: cells.get(column, "") for name, column in named.items()}
    )
