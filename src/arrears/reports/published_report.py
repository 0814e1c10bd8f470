"""Published figures worked out again: each computed figure beside the printed one, with the tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from arrears.bargaining.published import Checked, Held, WorkedCase
from arrears.bargaining.published_steps import Value, node_of
from arrears.formula.kinds import Kind
from arrears.formula.nodes import kind_of
from arrears.reports.delay_tables import decimal, dollars
from arrears.reports.tables import Column, Report, Section, Table, TreeLine

MEETS_WORDS = {
    "equal": "the same within the tolerance",
    "above": "more than stated, by no more than the tolerance",
    "apart": "apart by more than the tolerance: two counts, both kept",
}


def build_published_list(cases: Sequence[WorkedCase]) -> Report:
    """The cases that ship, one row each."""
    columns = (Column("case", "case"), Column("file", "file"), Column("title", "what is worked out"),
               Column("printed", "printed figures", "count"))  # fmt: skip
    rows = tuple((one.name, one.file, one.title, len(one.printed)) for one in cases)
    return Report("Published figures", (), (Section("", (), (Table("cases", "", columns, rows),)),))


def build_published(checked: Sequence[Checked]) -> Report:
    """Every case with its inputs, its working, and the printed figures it is held against."""
    held = [one for case in checked for one in case.held]
    failed = sum(not one.is_met for one in held)
    facts = (
        ("Cases", f"{len(checked)}, worked out from their inputs; no result is stored"),
        ("Printed figures", f"{len(held)}, of which {failed} do not stand as they must"),
    )
    overview = Section("Computed beside what was stated", (), (_held_table(checked),))
    return Report("Published figures, worked out again", facts, (overview, *map(_section, checked)))


def _held_table(checked: Sequence[Checked]) -> Table:
    columns = (
        Column("case", "case"), Column("figure", "figure"), Column("computed", "computed"),
        Column("printed", "stated"), Column("difference", "difference"), Column("must", "must be"),
        Column("tolerance", "tolerance"), Column("stands", "stands"), Column("by", "stated by"),
        Column("as_of", "as of"), Column("source", "source"), Column("status", "status"),
    )  # fmt: skip
    rows = tuple(_held_row(case, one) for case in checked for one in case.held)
    return Table("held", "", columns, rows)


def _held_row(case: Checked, held: Held) -> tuple[str, ...]:
    printed = held.printed
    kind = _kind(case, printed.step)
    expected = (
        printed.written if printed.value is not None else f"{printed.written}: {show(held.expected, kind)}"
    )
    return (
        case.case.name,
        printed.step,
        show(held.computed, kind),
        expected,
        show(held.difference, kind),
        printed.meets,
        show(printed.tolerance.value, kind),
        "yes" if held.is_met else "NO",
        printed.said.by,
        printed.said.as_of,
        printed.said.source,
        printed.said.status,
    )


def _kind(checked: Checked, name: str) -> Kind:
    for step in checked.case.steps:
        if step.name == name:
            return kind_of(node_of(step))
    return next(kind_of(one.node) for one in checked.case.inputs if one.name == name)


def show(value: Value, kind: Kind) -> str:
    """A value as readers read it: dollars, a day, or a number with its unit."""
    if isinstance(value, date):
        return value.isoformat()
    units = dict(kind.units)
    if units.pop("money", 0) == 1:
        rest = "".join(f" per {unit.removesuffix('s')}" for unit, power in units.items() if power < 0)
        return dollars(value) + rest
    unit = f" {' × '.join(units)}" if units else ""
    return _number(value) + unit


def _number(value: Fraction) -> str:
    return decimal(value, 0) if value.denominator == 1 else decimal(value, 5 if abs(value) < 1 else 2)


def _section(checked: Checked) -> Section:
    case = checked.case
    columns = (Column("input", "input"), Column("is", "is"), Column("says", "what it is"), Column("by", "by"),
               Column("as_of", "as of"), Column("source", "source"), Column("status", "status"))  # fmt: skip
    rows = tuple(
        (one.name, one.written, one.says, one.said.by, one.said.as_of, one.said.source, one.said.status)
        for one in case.inputs
    )
    tree = tuple(
        TreeLine(0, step.title, show(checked.values[step.name], kind_of(node_of(step))), (step.in_words(),))
        for step in case.steps
    )
    tree += tuple(_stands(one) for one in checked.held)
    inputs = Table(f"inputs-{case.name}", "Inputs", columns, rows)
    return Section(case.title, (case.says,) if case.says else (), (inputs,), tree)


def _stands(held: Held) -> TreeLine:
    label = f"{held.printed.step}: {MEETS_WORDS[held.printed.meets]}"
    notes = (held.printed.says,) if held.printed.says else ()
    return TreeLine(1, label, "stands" if held.is_met else "DOES NOT STAND", notes)
