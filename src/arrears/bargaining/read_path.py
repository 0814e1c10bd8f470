"""Reads path rules: shipped by name, or from a file of one's own; whole or not at all.

A file may stand on others (`with:`), such as the law; names must be new. Nothing that it says is run.

>>> read_path("sag-2008").vote("strike-authorization").share
Fraction(3, 4)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.model import Citation
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.procedure_read import items_of, maps_of, texts_of
from arrears.agreements.yaml_source import WrittenMap, WrittenText, read_yaml_file
from arrears.bargaining.path_layout import LENGTH, MAJORITY, PATH_RULES
from arrears.bargaining.paths import (
    Closing,
    Continues,
    Counted,
    Fact,
    Lasts,
    PathRules,
    PathStep,
    Unit,
    Vote,
)
from arrears.findings import Finding, Refused, suggest

FOLDER = Path(__file__).parent / "path_rules"
LONGEST = 3_650  # days: ten years, beyond which a length is a slip of the pen
DEEPEST = 5
_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_LENGTH = re.compile(r"(?:(at least) )?(\d{1,4})(?:-(\d{1,4}))? (day|week|working day)s?")
_MAJORITY = re.compile(r"(at least|more than) (\d{1,3})(?:\.(\d{1,4}))?%")
_DAY = re.compile(r"(\d\d)-(\d\d)")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class _Reading:
    """What is being read, the citation above it, and the faults found so far."""

    citation: Citation
    faults: list[Finding] = field(default_factory=list)

    def fault(self, code: str, place: str, problem: str, told: tuple[str, str, str]) -> None:
        """Note a fault. told: what was expected, what was found, what to try."""
        expected, found, remedy = told
        self.faults.append(Finding(code, place, problem, expected, found, remedy))

    def cited(self, block: WrittenMap) -> Citation:
        """A block's citation, the file's where it has none."""
        return citation_of(block, self.citation) or self.citation


def shipped_paths() -> tuple[str, ...]:
    """The path rules that ship, by name."""
    return tuple(sorted(path.stem for path in FOLDER.iterdir() if path.suffix == ".yaml"))


def read_path(name: str) -> PathRules:
    """Path rules by the name of shipped ones, or by the path of a file (`.yaml`).

    Findings: raises `Refused` with every fault; `path-unknown` for a name that is none.
    """
    return _read(name, Path(), ())


def _read(name: str, beside: Path, seen: tuple[str, ...]) -> PathRules:
    known = shipped_paths()
    path = FOLDER / f"{name}.yaml" if name in known else beside / name
    if name not in known and not name.endswith((".yaml", ".yml")):
        problem = f"there are no path rules '{name[:60]}'."
        remedy = f"{suggest(name, known)}, or name a file (.yaml)"
        raise Refused([Finding("path-unknown", name[:60], problem, "path rules", f"'{name[:60]}'", remedy)])
    if name in seen or len(seen) >= DEEPEST:
        problem, told = "path rules stand on each other in a loop.", " → ".join((*seen, name))
        raise Refused([Finding("path-loop", name, problem, "rules that stand alone", told)])
    written = read_yaml_file(path, name if name in known else "")
    faults = list(shape_faults(written, PATH_RULES))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    citation = citation_of(written, None)
    if citation is None:
        problem, remedy = "the rules have no citation.", "say where they were read"
        raise Refused(
            [Finding("agreement-citation", written.place, problem, "cite and status", "none", remedy)]
        )
    under = [_read(one, path.parent, (*seen, name)) for one in texts_of(written, "with")]
    reading = _Reading(citation)
    rules = _joined(written, under, reading)
    reading.faults.extend(_meaning_faults(written, rules))
    if reading.faults:
        raise Refused(reading.faults)
    return rules


def _joined(written: WrittenMap, under: Sequence[PathRules], reading: _Reading) -> PathRules:
    """The rules of a file with those that it stands on before its own."""
    facts = tuple(
        Fact(name.text, text_at(block, "title"), reading.cited(block))
        for name, block in _named(written, "facts", reading)
    )
    closings = tuple(_closing(name, block, reading) for name, block in _named(written, "closings", reading))
    steps = tuple(_step(name, block, reading) for name, block in _named(written, "steps", reading))
    votes = tuple(_vote(name, block, reading) for name, block in _named(written, "votes", reading))
    continues = tuple(
        Continues(text_at(one, "what"), text_at(one, "until"), text_at(one, "says"), reading.cited(one))
        for one in maps_of(written, "continues")
    )
    goals = tuple((name.text, texts_of(block, name.text)) for name, block in _goals(written, reading))
    return PathRules(
        name=text_at(written, "path_rules"),
        title=text_at(written, "title"),
        party=text_at(written, "party"),
        facts=(*(one for each in under for one in each.facts), *facts),
        closings=(*(one for each in under for one in each.closings), *closings),
        steps=(*(one for each in under for one in each.steps), *steps),
        votes=(*(one for each in under for one in each.votes), *votes),
        continues=(*(one for each in under for one in each.continues), *continues),
        goals=(*(one for each in under for one in each.goals), *goals),
        citation=reading.citation,
    )


def _named(written: WrittenMap, key: str, reading: _Reading) -> Iterator[tuple[WrittenText, WrittenMap]]:
    group = written.get(key)
    for name, block in group.entries if isinstance(group, WrittenMap) else ():
        _check_name(name, reading)
        if isinstance(block, WrittenMap):
            yield name, block


def _goals(written: WrittenMap, reading: _Reading) -> Iterator[tuple[WrittenText, WrittenMap]]:
    group = written.get("goals")
    if isinstance(group, WrittenMap):
        for name, _ in group.entries:
            _check_name(name, reading)
            yield name, group


def _check_name(name: WrittenText, reading: _Reading) -> None:
    if not _NAME.fullmatch(name.text):
        told = ("lower-case letters, digits and -", f"'{name.text[:60]}'", "rename it")
        reading.fault("path-name", name.place, "this cannot name a part of path rules.", told)


def _step(name: WrittenText, block: WrittenMap, reading: _Reading) -> PathStep:
    lasts = _lasts(block, reading)
    find_at = text_at(block, "find_at")
    if text_at(block, "lasts") == "unknown" and not find_at:
        told = ("find_at", "none", "say where the length can be found; it is never guessed")
        reading.fault("path-length", block.place, "an unknown length says where to find it.", told)
    return PathStep(
        step_id=name.text,
        title=text_at(block, "title"),
        who=text_at(block, "who"),
        lasts=lasts,
        find_at=find_at if lasts is None or lasts.most is None else "",
        after=texts_of(block, "after"),
        still=texts_of(block, "still"),
        vote=text_at(block, "vote"),
        if_missed=text_at(block, "if_missed"),
        citation=reading.cited(block),
    )


def _lasts(block: WrittenMap, reading: _Reading) -> Lasts | None:
    written = text_at(block, "lasts")
    if written == "unknown":
        return None
    match = _LENGTH.fullmatch(written)
    if match is not None:
        days = 7 if match[4] == "week" else 1
        least, most = int(match[2]) * days, int(match[3] or match[2]) * days
        if least <= most <= LONGEST and not (match[1] and match[3]):
            unit: Unit = "working days" if match[4] == "working day" else "days"
            return Lasts(least, None if match[1] else most, unit)
    place = block.get("lasts")
    told = (LENGTH, f"'{written[:40]}'", "write it in the form expected")
    reading.fault("path-length", place.place if place else block.place, "this is no length of a step.", told)
    return None


def _vote(name: WrittenText, block: WrittenMap, reading: _Reading) -> Vote:
    written = text_at(block, "passes_at")
    match = _MAJORITY.fullmatch(written)
    share = Fraction(f"{match[2]}.{match[3] or 0}") / 100 if match else Fraction(2)
    is_more = bool(match) and written.startswith("more")
    if share > 1 or (share == 1 and is_more):
        place = block.get("passes_at")
        told = (MAJORITY, f"'{written[:40]}'", "write it in the form expected")
        reading.fault("path-majority", place.place if place else block.place, "this is no majority.", told)
    return Vote(
        name=name.text,
        title=text_at(block, "title"),
        who=text_at(block, "who"),
        counted=_counted(text_at(block, "counted")),
        share=share,
        is_more=is_more,
        says=text_at(block, "says"),
        citation=reading.cited(block),
    )


def _counted(word: str) -> Counted:
    match word:
        case "units" | "board weight":
            return word
    return "ballots"


def _closing(name: WrittenText, block: WrittenMap, reading: _Reading) -> Closing:
    first, last = _month_day(block, "first", reading), _month_day(block, "last", reading)
    return Closing(name.text, first, last, text_at(block, "says"), reading.cited(block))


def _month_day(block: WrittenMap, key: str, reading: _Reading) -> tuple[int, int]:
    written = text_at(block, key)
    match = _DAY.fullmatch(written)
    if match and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= _LAST_DAYS[int(match[1]) - 1]:
        return int(match[1]), int(match[2])
    place = block.get(key)
    told = ("a month and a day, 12-24", f"'{written[:20]}'", "write it in the form expected")
    reading.fault(
        "path-closing", place.place if place else block.place, "this is no day of every year.", told
    )
    return (1, 1)


def _meaning_faults(written: WrittenMap, rules: PathRules) -> Iterator[Finding]:
    """Names that are declared twice, that name nothing, and steps that wait for themselves."""
    steps, facts = [one.step_id for one in rules.steps], [one.name for one in rules.facts]
    votes, closings = [one.name for one in rules.votes], [one.name for one in rules.closings]
    for names, what in (([*steps, *facts], "a step or fact"), (votes, "a vote"), (closings, "a closing")):
        for name in sorted({one for one in names if names.count(one) > 1}):
            problem = f"'{name}' is declared twice as {what}, here or in rules that these stand on."
            yield Finding("path-name", written.place, problem, "one declaration", "two", "rename one")
    for block in _blocks(written, "steps"):
        yield from _name_faults(items_of(block, "after"), "a step or fact", [*steps, *facts])
        yield from _name_faults(items_of(block, "still"), "a closing", closings)
        yield from _name_faults(_vote_of(block), "a vote", votes)
    goals = written.get("goals")
    if isinstance(goals, WrittenMap):
        for goal, _ in goals.entries:
            yield from _name_faults(items_of(goals, goal.text), "a step", steps)
    yield from _loop_faults(written, rules)


def _blocks(written: WrittenMap, key: str) -> Iterator[WrittenMap]:
    group = written.get(key)
    for _, block in group.entries if isinstance(group, WrittenMap) else ():
        if isinstance(block, WrittenMap):
            yield block


def _name_faults(names: Sequence[WrittenText], what: str, known: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if name.text not in known:
            problem, remedy = "this names nothing that is declared.", suggest(name.text, known)
            yield Finding("path-part", name.place, problem, what, f"'{name.text[:60]}'", remedy)


def _vote_of(block: WrittenMap) -> tuple[WrittenText, ...]:
    vote = block.get("vote")
    return (vote,) if isinstance(vote, WrittenText) else ()


def _loop_faults(written: WrittenMap, rules: PathRules) -> Iterator[Finding]:
    try:
        TopologicalSorter({one.step_id: one.after for one in rules.steps}).prepare()
    except CycleError as loop:
        problem, found = "steps wait for each other.", " → ".join(loop.args[1])
        yield Finding("path-loop", written.place, problem, "steps in an order", found)
