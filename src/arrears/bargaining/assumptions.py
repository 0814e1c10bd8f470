"""Named assumptions: what a projection takes for granted, by whom, when, on what source, for which scenario.

An assumption that is not written is asked for by name; nothing stands in its place, and never nought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.findings import Finding, Refused, nearest_word, suggest
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import MONEY
from arrears.vocabulary import STATUSES

_TEXT = TextShape("words", longest=2_000)
_NAME = re.compile(r"[a-z0-9][a-z0-9_+.@-]*(?:/[a-z0-9][a-z0-9_+.@-]*)*")
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
ASSUMPTION = KeyedShape(
    "one assumption",
    (
        Key("name", TextShape("its name, such as growth/download/2009", longest=200), True),
        Key("value", TextShape("a share, a factor, or dollars", longest=80), True),
        Key("by", _TEXT, True),
        Key("on", TextShape("the day it was made"), True),
        Key("source", _TEXT, True),
        Key("status", TextShape("a status", tuple(STATUSES)), True),
        Key("scenario", TextShape("whose view it is; left out where every scenario shares it", longest=60)),
    ),
)
ASSUMPTIONS_FILE = KeyedShape(
    "assumptions", (Key("assumptions", ListShape(ASSUMPTION, "assumptions"), True), Key("says", _TEXT))
)


@dataclass(frozen=True)
class Assumption:
    """One figure that somebody takes for granted.

    name: what it is, in parts, `growth/download/2009`. value: an exact share or factor, or cents where
    `is_money`. scenario: whose view it belongs to; empty: every scenario shares it. status: a key of
    `STATUSES`.
    """

    name: str
    value: Fraction
    by: str
    on: date
    source: str
    status: str
    scenario: str
    place: str
    is_money: bool = False


@dataclass(frozen=True)
class Assumptions:
    """Every assumption of one or more files, read for one scenario; '' = only those that all share.

    file: as findings name it.
    """

    entries: tuple[Assumption, ...]
    file: str
    scenario: str = ""

    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that the file tells apart, in its order."""
        return tuple(dict.fromkeys(one.scenario for one in self.entries if one.scenario))

    def of(self, scenario: str) -> Assumptions:
        """The same assumptions read for another scenario. Findings: scenario-unknown."""
        if scenario and scenario not in self.scenarios():
            problem = "no assumption is made for that scenario"
            known = ", ".join(self.scenarios()) or "none"
            remedy = (
                suggest(scenario, self.scenarios()) if self.scenarios() else "write `scenario:` beside one"
            )
            raise Refused([Finding("scenario-unknown", self.file, problem, known, scenario, remedy)])
        return Assumptions(self.entries, self.file, scenario)

    def find(self, *names: str) -> Assumption | None:
        """The first of the names that is assumed, of the scenario itself before what all share."""
        wanted = [(name, scenario) for name in names for scenario in dict.fromkeys((self.scenario, ""))]
        made = {(one.name, one.scenario): one for one in reversed(self.entries)}
        return next((made[one] for one in wanted if one in made), None)

    def wanted(self, *names: str) -> Assumption:
        """The assumption of the first of these names that is there.

        Findings: raises `Refused` with `assumption-missing`, which asks for it by name.
        """
        found = self.find(*names)
        if found is None:
            raise Refused([self.missing(*names)])
        return found

    def missing(self, *names: str) -> Finding:
        """The finding that asks for an assumption, with a line to copy."""
        problem = f"the assumption '{names[0]}' is not made{_for(self.scenario)}; nothing stands in its place"
        others = dict.fromkeys(one.scenario for one in self.entries if one.name in names and one.scenario)
        if others and not self.scenario:
            found = f"it for scenario {' and for scenario '.join(others)}"
            remedy = f"say which scenario you ask about: {', '.join(others)}"
            return Finding("assumption-missing", self.file, problem, " or ".join(names), found, remedy)
        near = nearest_word(names[0], {one.name for one in self.entries})
        found = f"none; near it is '{near}'" if near else "none"
        example = f"- {{name: {names[0]}, value: …, by: …, on: …, source: …, status: unverified" + (
            f", scenario: {self.scenario}}}" if self.scenario else "}"
        )
        remedy = f"add `{example}` to the assumptions"
        return Finding("assumption-missing", self.file, problem, " or ".join(names), found, remedy)


NO_ASSUMPTIONS = Assumptions((), "--assumptions")


def joined(files: Sequence[Assumptions]) -> Assumptions:
    """The assumptions of several files together. Findings: assumption-twice, for one that two files make."""
    entries = [one for file in files for one in file.entries]
    faults = _repeated(entries)
    if faults:
        raise Refused(faults)
    return Assumptions(tuple(entries), ", ".join(dict.fromkeys(file.file for file in files)))


def _for(scenario: str) -> str:
    return f" for the scenario '{scenario}'" if scenario else ""


def read_assumptions(path: Path) -> Assumptions:
    """The assumptions of one file.

    Findings: raises `Refused` with every fault of shape, and with `assumption-name`, `assumption-twice` and
    `figure-not-read`, each at its place.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, ASSUMPTIONS_FILE))
    if faults:
        raise Refused(faults)
    entries: list[Assumption] = []
    for each in as_list(as_map(written).get("assumptions")).items:
        try:
            entries.append(_assumption(as_map(each)))
        except Refused as refused:
            faults.extend(refused.findings)
    faults.extend(_repeated(entries))
    if faults:
        raise Refused(faults)
    return Assumptions(tuple(entries), path.name)


def _assumption(written: WrittenMap) -> Assumption:
    said = {key.text: as_text(value) for key, value in written.entries}
    faults: list[Finding] = []
    scenario = said["scenario"].text if "scenario" in said else ""
    if not _NAME.fullmatch(said["name"].text):
        problem, shown = "the name of an assumption is not read.", said["name"].text[:60]
        expected = "parts in lower case between /, such as growth/download/2009"
        faults.append(Finding("assumption-name", said["name"].place, problem, expected, f"'{shown}'"))
    if scenario and not _WORD.fullmatch(scenario):
        problem, shown = "the name of a scenario is not read.", scenario[:60]
        place = said["scenario"].place
        faults.append(Finding("assumption-name", place, problem, "a word such as guild", f"'{shown}'"))
    value, on = None, None
    try:
        value = read_number(said["value"].text, said["value"].place)
    except Refused as refused:
        faults.extend(refused.findings)
    try:
        on = read_day(said["on"].text, said["on"].place)
    except Refused as refused:
        faults.extend(refused.findings)
    if faults or value is None or on is None:
        raise Refused(faults)
    return Assumption(
        said["name"].text, value.value, said["by"].text, on, said["source"].text, said["status"].text,
        scenario, said["name"].place, value.kind == MONEY,
    )  # fmt: skip


def _repeated(entries: Iterable[Assumption]) -> list[Finding]:
    first: dict[tuple[str, str], Assumption] = {}
    faults = []
    for one in entries:
        before = first.get((one.name, one.scenario))
        first[one.name, one.scenario] = before or one
        if before is not None:
            problem = f"'{one.name}' is assumed twice{_for(one.scenario)}."
            found, remedy = f"also at {before.place}", "keep one, or name a scenario beside each"
            faults.append(Finding("assumption-twice", one.place, problem, "once", found, remedy))
    return faults
