"""Published figures of disputes, each worked out again from its inputs and held against what was printed.

Inputs and printed figures carry whose they are, the day, the source and the status. A case whose figures must
not agree says so: two sides, or two ways of counting, are kept apart. No result is ever read from a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import (
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.bargaining.published_layout import PUBLISHED_FILE
from arrears.bargaining.published_steps import Step, Value, node_of, read_step, work_out
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_figure, read_number
from arrears.formula.kinds import NUMBER, Kind
from arrears.formula.nodes import Day, Figure, Node, kind_of

FOLDER = Path(__file__).with_name("published")
Meets = Literal["equal", "above", "apart"]


@dataclass(frozen=True)
class Sourced:
    """Whose figure it is, as of when, where it was read, how far it can be trusted."""

    by: str
    as_of: str
    source: str
    status: str


@dataclass(frozen=True)
class PublishedInput:
    """A figure that a case starts from, as it was written, and as a value."""

    name: str
    written: str
    node: Figure | Day
    said: Sourced
    says: str


@dataclass(frozen=True)
class Printed:
    """What was printed of a step. tolerance: how far the two may lie apart, in the figure's own unit.

    value: null where it is held against another step or input, named in `written`.
    meets: `equal` within the tolerance; `above` the printed figure by no more than the tolerance ("more
    than"); `apart` by more than the tolerance, because another way of counting was printed.
    """

    step: str
    written: str
    value: Figure | None
    meets: Meets
    tolerance: Figure
    said: Sourced
    says: str
    place: str


@dataclass(frozen=True)
class WorkedCase:
    """A case before it is worked out."""

    name: str
    title: str
    says: str
    file: str
    inputs: tuple[PublishedInput, ...]
    steps: tuple[Step, ...]
    printed: tuple[Printed, ...]


@dataclass(frozen=True)
class Held:
    """A printed figure beside the computed one. difference: computed less expected."""

    printed: Printed
    computed: Fraction
    expected: Fraction
    difference: Fraction
    is_met: bool


@dataclass(frozen=True)
class Checked:
    """A case worked out: each step's value by name, and each printed figure held against it."""

    case: WorkedCase
    values: Mapping[str, Value]
    held: tuple[Held, ...]


def read_published(folder: Path = FOLDER) -> tuple[WorkedCase, ...]:
    """Every case of a folder of published figures, by file and in the order written.

    Findings: raises `Refused` with every fault of every file, and `published-twice` for a name used twice.
    """
    cases: list[WorkedCase] = []
    faults: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            cases += read_published_file(path)
        except Refused as refused:
            faults.extend(refused.findings)
    faults += _repeated(cases)
    if faults:
        raise Refused(faults)
    return tuple(cases)


def _repeated(cases: Sequence[WorkedCase]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for case in cases:
        file = first.setdefault(case.name, case.file)
        if file != case.file:
            problem, found = f"the case '{case.name}' stands in two files.", f"also in {file}"
            yield Finding("published-twice", case.file, problem, "a name of its own", found, "rename one")


def read_published_file(path: Path) -> tuple[WorkedCase, ...]:
    """The cases of one file.

    Findings: raises `Refused` with every fault of shape, then with `figure-not-read`, `published-figure`,
    and those of expressions.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, PUBLISHED_FILE))
    if faults:
        raise Refused(faults)
    cases: list[WorkedCase] = []
    for name, block in as_map(as_map(written).get("cases")).entries:
        try:
            cases.append(_case(name, as_map(block), path.name))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(faults)
    return tuple(cases)


def _case(name: WrittenText, block: WrittenMap, file: str) -> WorkedCase:
    inputs = tuple(_input(key, as_map(value)) for key, value in as_map(block.get("inputs")).entries)
    names: dict[str, Node] = {}
    for one in inputs:
        names[one.name] = one.node
    steps = []
    for item in as_list(block.get("works")).items:
        step = read_step(as_map(item), names)
        names[step.name] = node_of(step)
        steps.append(step)
    printed = tuple(_printed(as_map(item), names) for item in _listed(block, "printed"))
    return WorkedCase(
        name.text, text_at(block, "title"), text_at(block, "says"), file, inputs, tuple(steps), printed
    )


def _listed(block: WrittenMap, key: str) -> Iterator[WrittenMap]:
    written = block.get(key)
    if isinstance(written, WrittenList):
        yield from (as_map(item) for item in written.items)


def _sourced(block: WrittenMap) -> Sourced:
    return Sourced(*(text_at(block, key) for key in ("by", "as_of", "source", "status")))


def _input(key: WrittenText, block: WrittenMap) -> PublishedInput:
    written = as_text(block.get("is"))
    node = read_figure(written.text, written.place, name=key.text)
    if not isinstance(node, Figure | Day):
        problem = "an input is a word."
        expected = "a figure or a day"
        raise Refused([Finding("published-figure", written.place, problem, expected, f"'{written.text}'")])
    return PublishedInput(key.text, written.text, node, _sourced(block), text_at(block, "says"))


def _printed(block: WrittenMap, names: Mapping[str, Node]) -> Printed:
    step, tolerance = as_text(block.get("figure")), as_text(block.get("tolerance"))
    node = _figure_named(step, names)
    given = [key for key in ("is", "against") if block.get(key) is not None]
    if len(given) != 1:
        problem, found = "a step is held against one figure.", " and ".join(given) or "neither"
        raise Refused([Finding("published-figure", block.place, problem, "`is` or `against`", found)])
    written = as_text(block.get(given[0]))
    value = None
    if given[0] == "is":
        value = _of_kind(written, kind_of(node))
    elif kind_of(_figure_named(written, names)) != kind_of(node):
        raise _another_kind(written, kind_of(node), kind_of(names[written.text]))
    word = text_at(block, "meets")
    return Printed(
        step=step.text,
        written=written.text,
        value=value,
        meets="equal" if word == "equal" else "above" if word == "above" else "apart",
        tolerance=_of_kind(tolerance, kind_of(node)),
        said=_sourced(block),
        says=text_at(block, "says"),
        place=step.place,
    )


def _figure_named(text: WrittenText, names: Mapping[str, Node]) -> Node:
    node = names.get(text.text)
    if node is None or kind_of(node).base != "number":
        problem = "a printed figure is held against no figure of the working."
        raise Refused([Finding("published-figure", text.place, problem, "a step", f"'{text.text}'")])
    return node


def _of_kind(text: WrittenText, kind: Kind) -> Figure:
    """A figure of the kind of its step; a plain number stands for any kind but money."""
    figure = read_number(text.text, text.place)
    is_money = "money" in dict(kind.units)
    if figure.kind != kind and (figure.kind != NUMBER or is_money):
        raise _another_kind(text, kind, figure.kind)
    return figure


def _another_kind(text: WrittenText, wanted: Kind, found: Kind) -> Refused:
    problem = "a printed figure is of another kind than the step."
    shown = f"{text.text[:60]} ({found})"
    return Refused([Finding("published-figure", text.place, problem, str(wanted), shown)])


def check_case(case: WorkedCase, given: Mapping[str, Value] | None = None) -> Checked:
    """A case worked out from its inputs, each printed figure held against the step.

    given: other values for inputs, to see what the result does when an input is another.
    """
    values: dict[str, Value] = {}
    for one in case.inputs:
        values[one.name] = one.node.value
    values |= given or {}
    for step in case.steps:
        values[step.name] = work_out(step, values)
    return Checked(case, values, tuple(_hold(one, values) for one in case.printed))


def _hold(printed: Printed, values: Mapping[str, Value]) -> Held:
    computed = values[printed.step]
    expected = values[printed.written] if printed.value is None else printed.value.value
    if isinstance(computed, date) or isinstance(expected, date):
        raise TypeError("check_case does not hold days against figures")
    difference = computed - expected
    within = abs(difference) <= printed.tolerance.value
    is_met = {"equal": within, "above": within and difference > 0, "apart": not within}[printed.meets]
    return Held(printed, computed, expected, difference, is_met)
