"""Tables of an agreement: grids of figures by facts, and terms that change with dates or are raised by
percentages.

Rows never overlap and every cell keeps its own address and citation; a cell written `none` is a hole that the
agreement leaves, never a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.agreements.check_shape import is_cell
from arrears.agreements.model import Citation, Conflict, TermRecord
from arrears.agreements.names import Declared, citation_of, text_at
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, as_map, as_text
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day, read_number
from arrears.formula.keys import read_keys
from arrears.formula.kinds import NUMBER, Kind
from arrears.formula.nodes import Lookup, Node, Span, Table, TableKey, TableRow, kind_of
from arrears.money import RoundingMode, round_to, show_cents

ROWS_LIMIT = 400  # sister rows are compared each with each
CELLS_LIMIT = 4_000
HOLE = "none"


@dataclass(frozen=True)
class _Cell:
    """One cell before its figure is read."""

    keys: tuple[TableKey, ...]
    text: str
    place: str
    tail: str
    citation: Citation


def lower_table(declared: Declared, names: Mapping[str, Node]) -> tuple[Lookup, tuple[TermRecord, ...]]:
    """A table and the facts that select its row.

    Findings: keys of the wrong kind or that overlap, rows of the wrong length or depth, cells of two kinds.
    """
    block = as_map(declared.written)
    selectors = [read_selector(text, names) for text in _texts(block.get("by"))]
    columns = _texts(block.get("columns"))
    rows = as_map(block.get("rows"))
    if columns and len(selectors) < 2:
        problem = "columns need a second fact in `by`."
        raise Refused([Finding("agreement-table", block.place, problem, "by: [fact, fact]", "one fact")])
    layout = _Layout(tuple(kind_of(node) for node in selectors), tuple(columns), declared.citation)
    cells = list(_cells(rows, (), "", layout))
    if len(cells) > CELLS_LIMIT:
        problem, found = "the table has too many cells.", f"{len(cells):,}"
        remedy = "divide it into several tables"
        raise Refused(
            [Finding("agreement-table", block.place, problem, f"at most {CELLS_LIMIT:,}", found, remedy)]
        )
    table, terms = _filled(declared, cells)
    return Lookup(table, tuple(selectors)), terms


@dataclass(frozen=True)
class _Layout:
    """The kinds of the facts of `by`, the column keys if printed as a grid, and the table's citation."""

    kinds: tuple[Kind, ...]
    columns: tuple[WrittenText, ...]
    citation: Citation


def _texts(written: Written | None) -> list[WrittenText]:
    match written:
        case WrittenText():
            return [written]
        case WrittenList(items=items):
            return [item for item in items if isinstance(item, WrittenText)]
    return []


def read_selector(text: WrittenText, names: Mapping[str, Node]) -> Node:
    """The fact or step by which a row is selected."""
    if text.text not in names:
        problem = f"'{text.text[:60]}' is not a fact or a name here."
        remedy = suggest(text.text, names)
        raise Refused(
            [Finding("unknown-word", text.place, problem, "a fact or step", f"'{text.text[:60]}'", remedy)]
        )
    return names[text.text]


def read_dating(dated_by: WrittenText, names: Mapping[str, Node]) -> Node:
    """The date fact by which a dated figure is selected."""
    selector = read_selector(dated_by, names)
    if kind_of(selector).base != "date":
        problem = f"'{dated_by.text}' is not a date."
        raise Refused([Finding("wrong-kind", dated_by.place, problem, "a date fact", str(kind_of(selector)))])
    return selector


def _keys(texts: list[WrittenText], place: str, kind: Kind) -> tuple[TableKey, ...]:
    """The keys of sister rows; those that are refused are read again one by one, so that a fault names its
    own place.
    """
    if len(texts) > ROWS_LIMIT:
        problem, found = "the table has too many rows at one level.", f"{len(texts):,}"
        remedy = "divide it by a further fact"
        raise Refused([Finding("agreement-table", place, problem, f"at most {ROWS_LIMIT}", found, remedy)])
    try:
        return read_keys([text.text for text in texts], place, kind)
    except Refused as together:
        raise Refused(_faults_alone(texts, kind) or together.findings) from None


def _faults_alone(texts: list[WrittenText], kind: Kind) -> list[Finding]:
    faults: list[Finding] = []
    for text in texts:
        if text.text != "thereafter":
            try:
                read_keys([text.text], text.place, kind)
            except Refused as refused:
                faults.extend(refused.findings)
    return faults


def _cells(rows: WrittenMap, keys: tuple[TableKey, ...], tail: str, layout: _Layout) -> Iterator[_Cell]:
    """Every cell below these rows, in the printed order."""
    level = len(keys)
    depth = len(layout.kinds) - (1 if layout.columns else 0)
    here = _keys([name for name, _ in rows.entries], rows.place, layout.kinds[level])
    for key, (name, value) in zip(here, rows.entries):
        path, below = f"{tail}/{name.text}", (*keys, key)
        is_nested = isinstance(value, WrittenMap) and not is_cell(value)
        if is_nested != (len(below) < depth):
            found = "a further level of rows" if is_nested else "figures"
            expected = f"{depth} level{'s' if depth > 1 else ''} of rows"
            raise Refused(
                [
                    Finding(
                        "agreement-table", name.place, "the row has another depth than `by`.", expected, found
                    )
                ]
            )
        if isinstance(value, WrittenMap) and is_nested:
            yield from _cells(value, below, path, layout)
        elif layout.columns:
            yield from _grid_row(value, below, path, layout)
        else:
            yield _cell(value, below, path, layout)


def _cell(value: Written, keys: tuple[TableKey, ...], path: str, layout: _Layout) -> _Cell:
    if isinstance(value, WrittenMap):
        citation = citation_of(value, layout.citation) or layout.citation
        return _Cell(keys, text_at(value, "is"), value.place, path, citation)
    if isinstance(value, WrittenText):
        return _Cell(keys, value.text, value.place, path, layout.citation)
    problem = "several figures stand in one cell."
    raise Refused([Finding("agreement-table", value.place, problem, "one figure, or `columns`", "a list")])


def _grid_row(value: Written, keys: tuple[TableKey, ...], path: str, layout: _Layout) -> Iterator[_Cell]:
    """One printed row: a figure for each column, with blanks between or as a list."""
    citation, written = layout.citation, value
    if isinstance(value, WrittenMap):
        citation = citation_of(value, layout.citation) or layout.citation
        written = value.get("is") or value
    figures: list[Written]
    if isinstance(written, WrittenText):
        figures = [WrittenText(text, written.place) for text in written.text.split()]
    else:
        figures = list(written.items) if isinstance(written, WrittenList) else []
    if len(figures) != len(layout.columns):
        problem = "the row has another number of figures than there are columns."
        found, expected = f"{len(figures)} of them", f"{len(layout.columns)} figures"
        raise Refused(
            [
                Finding(
                    "agreement-table", value.place, problem, expected, found, "write `none` for an empty cell"
                )
            ]
        )
    heads = _keys(list(layout.columns), layout.columns[0].place, layout.kinds[-1])
    for head, key, figure in zip(layout.columns, heads, figures):
        own = citation_of(figure, citation) if isinstance(figure, WrittenMap) else citation
        text = text_at(figure, "is") if isinstance(figure, WrittenMap) else as_text(figure).text
        yield _Cell((*keys, key), text, figure.place, f"{path}/{head.text}", own or citation)


def _filled(declared: Declared, cells: list[_Cell]) -> tuple[Table, tuple[TermRecord, ...]]:
    """The table with its figures read; holes are left out."""
    rows: list[TableRow] = []
    terms: list[TermRecord] = []
    faults: list[Finding] = []
    kind: Kind | None = None
    for cell in cells:
        if cell.text == HOLE:
            continue
        try:
            figure = read_number(cell.text, cell.place)
        except Refused as refused:
            faults.extend(refused.findings)
            continue
        kind = kind or figure.kind
        if figure.kind != kind:
            problem = "the cells of a table are of two kinds."
            faults.append(
                Finding("wrong-kind", cell.place, problem, str(kind), f"{cell.text} ({figure.kind})")
            )
        address = f"{declared.address}{cell.tail}"
        rows.append(TableRow(cell.keys, figure.value, address, cell.citation.status))
        terms.append(TermRecord(address, cell.text, cell.citation))
    if not rows and not faults:
        faults.append(
            Finding("agreement-table", declared.place, "the table holds no figure.", "a figure", "none")
        )
    if faults:
        raise Refused(faults)
    return Table(declared.name, tuple(rows), kind or NUMBER, declared.address), tuple(terms)


def lower_dated_term(
    declared: Declared, names: Mapping[str, Node]
) -> tuple[Lookup, tuple[TermRecord, ...], tuple[Conflict, ...]]:
    """A term that starts at a figure and is raised by percentages at dates, each from the rounded figure
    before.

    A printed figure wins over the computed one; where the two differ, both are kept as a conflict.
    """
    block = declared.written
    dated_by = block.get("dated_by") if isinstance(block, WrittenMap) else None
    if not isinstance(block, WrittenMap) or not isinstance(dated_by, WrittenText):
        problem, expected = (
            "a term is a figure in `is`, or starts and is raised.",
            "is, or starts with dated_by",
        )
        raise Refused([Finding("agreement-term", declared.written.place, problem, expected, "neither")])
    selector = read_dating(dated_by, names)
    steps, kind = _dated_steps(block)
    computed = Citation(declared.citation.source, "derived", "raised from the figure before")
    rows: list[TableRow] = []
    terms: list[TermRecord] = []
    conflicts: list[Conflict] = []
    for place, step in enumerate(steps):
        until = steps[place + 1].day if place + 1 < len(steps) else None
        address = f"{declared.address}/{step.day.isoformat()}"
        citation = computed if step.is_computed else declared.citation
        rows.append(TableRow((Span(step.day, True, until, False),), step.value, address, citation.status))
        terms.append(TermRecord(address, _show(step.value, kind), citation))
        if step.computed != step.value:
            sides = ((_show(step.computed, kind), computed), (_show(step.value, kind), declared.citation))
            conflicts.append(Conflict(address, sides))
    table = Table(declared.name, tuple(rows), kind, declared.address)
    return Lookup(table, (selector,)), tuple(terms), tuple(conflicts)


@dataclass(frozen=True)
class _DatedStep:
    """One period of a raised term: the figure that counts, and what the raise alone would give."""

    day: date
    value: Fraction
    computed: Fraction
    is_computed: bool


def _dated_steps(block: WrittenMap) -> tuple[list[_DatedStep], Kind]:
    starts, raises, printed = (_dated(block.get(key)) for key in ("starts", "raises", "printed"))
    if len(starts) != 1:
        problem = "a raised term starts once."
        raise Refused(
            [Finding("agreement-term", block.place, problem, "one date in `starts`", str(len(starts)))]
        )
    (day, start), *_ = starts.items()
    unit, mode = _raise_rounding(block)
    first = read_number(start.text, start.place)
    steps = [_DatedStep(day, first.value, first.value, False)]
    for at in sorted({*raises, *printed}):
        if at <= day:
            place = (raises.get(at) or printed[at]).place
            problem = "a raise lies before the start."
            raise Refused([Finding("agreement-term", place, problem, f"after {day}", str(at))])
        before = steps[-1].value
        computed = before
        if at in raises:
            share = read_number(raises[at].text, raises[at].place)
            computed = round_to(before * (1 + share.value), unit or Fraction(1), mode)
        value = read_number(printed[at].text, printed[at].place).value if at in printed else computed
        steps.append(_DatedStep(at, value, computed if at in raises else value, at not in printed))
    return steps, first.kind


def _raise_rounding(block: WrittenMap) -> tuple[Fraction, RoundingMode]:
    unit = block.get("to")
    if not isinstance(unit, WrittenText):
        problem = "a raised term does not say what its raises are rounded to."
        raise Refused([Finding("agreement-missing", block.place, problem, "to: $1", "no `to`", "add `to`")])
    modes: Mapping[str, RoundingMode] = {
        "": "half_up", "half up": "half_up", "half down": "half_down", "up": "up", "down": "down",
    }  # fmt: skip
    mode = text_at(block, "rounds")
    if mode not in modes:
        raise Refused(
            [Finding("agreement-word", block.place, "this is not a way to round.", "half up", f"'{mode}'")]
        )
    return read_number(unit.text, unit.place).value, modes[mode]


def _dated(written: Written | None) -> dict[date, WrittenText]:
    if not isinstance(written, WrittenMap):
        return {}
    return {
        read_day(name.text, name.place): value
        for name, value in written.entries
        if isinstance(value, WrittenText)
    }


def _show(value: Fraction, kind: Kind) -> str:
    """A figure as agreements write it."""
    if str(kind) == "money":
        return show_cents(int(value)).removesuffix(".00")
    return str(value) if value.denominator > 1 or kind == NUMBER else f"{value} {kind}"
