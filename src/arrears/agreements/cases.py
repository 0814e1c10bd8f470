"""Worked cases beside an article, `<article>.cases.yaml`: records in, amounts out, each with its source.

A case is how a reader checks an agreement: the expected figure comes from a published example, an award or a
hand calculation, never from this program. Reading and validation only; running them is
`obligations.worked_cases`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from arrears.agreements.case_layout import CASES_FILE, ORDERED_BY, RECORD_KEYS
from arrears.agreements.case_values import (
    Expected,
    Shares,
    Value,
    items_of,
    read_amounts,
    read_cents,
    read_due,
    read_fact,
    read_missing,
    read_participants,
    read_shares,
    read_value,
)
from arrears.agreements.check_shape import shape_faults
from arrears.agreements.lower_names import refuse
from arrears.agreements.model import Agreement, Clause, Question, Status
from arrears.agreements.names import text_at
from arrears.agreements.readings import questions_of
from arrears.agreements.rewrite import full_name, step_names
from arrears.agreements.scope import attempt
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, read_yaml_file
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day
from arrears.formula.kinds import FactKind, read_kind, read_kinds
from arrears.vocabulary import FACTS, KEYS, PARTICIPANT_FACTS


@dataclass(frozen=True)
class CaseRecord:
    """One record of a case.

    facts: by name; None is missing, as is a fact that is not written. keys: what counters run over, `A` where
    nothing is written. owed: cents that other clauses owe, by lineage; what is not written is computed.
    participants: the facts of each, for a split by units.
    """

    ordered_on: date | None
    facts: Mapping[str, Value]
    keys: Mapping[str, str]
    owed: Mapping[str, int] = field(default_factory=dict)
    participants: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True)
class Expectation:
    """What the source says on one reading: one amount per record, and due dates and steps where it prints
    them.

    answers: question -> side, empty where the clause has no question. amounts: cents, or why there are none.
    """

    answers: Mapping[str, str]
    amounts: tuple[Expected, ...]


@dataclass(frozen=True)
class WorkedCase:
    """One worked case of a clause.

    steps: by name, one value per record; None says that the step is missing. due: one date per record.
    missing: for each record the names of the facts that are missing. shares: for each record what each
    participant, payee or place takes, where the source prints it.
    """

    name: str
    place: str
    clause: str
    source: str
    status: Status
    records: tuple[CaseRecord, ...]
    expect: tuple[Expectation, ...]
    due: tuple[date, ...] = ()
    steps: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    missing: tuple[tuple[str, ...], ...] = ()
    shares: tuple[Shares, ...] = ()


def case_files(folder: Path) -> tuple[Path, ...]:
    """The case files of one agreement, by article."""
    return tuple(sorted(folder.glob("*.cases.yaml")))


def read_cases(path: Path, agreement: Agreement) -> tuple[WorkedCase, ...]:
    """The worked cases of one file, held against the clauses they are about.

    Findings: raises `Refused` with every fault of the file: unknown clauses, facts, words, sides and steps,
    figures of the wrong kind, a missing source, another number of expected values than of records.
    """
    faults: list[Finding] = []
    written = read_yaml_file(path, f"{agreement.address}/{path.name}")
    faults.extend(shape_faults(written, CASES_FILE))
    if faults:
        raise Refused(faults)
    article = path.name.removesuffix(".cases.yaml")
    cases: list[WorkedCase] = []
    for item in written.items if isinstance(written, WrittenList) else ():
        if isinstance(item, WrittenMap):
            case = attempt(faults, lambda item=item: _read_case(item, agreement, article))  # type: ignore[misc]
            if case is not None:
                cases.append(case)
    if faults:
        raise Refused(faults)
    return tuple(cases)


def _read_case(block: WrittenMap, agreement: Agreement, article: str) -> WorkedCase:
    head, records, expect = block.get("case"), block.get("records"), block.get("expect")
    if not isinstance(head, WrittenMap) or not isinstance(records, WrittenList):
        raise TypeError("_read_case is given a case whose shape was checked")
    if not isinstance(expect, WrittenMap):
        raise TypeError("_read_case is given a case whose shape was checked")
    clause = _clause(head, agreement, article)
    given = head.get("given")
    common = given if isinstance(given, WrittenMap) else None
    faults: list[Finding] = []
    read = [attempt(faults, lambda item=item: _record(item, common, clause)) for item in records.items]  # type: ignore[misc]
    if faults:
        raise Refused(dict.fromkeys(faults))
    _require_counts(expect, len(read), clause)
    status = text_at(head, "status")
    return WorkedCase(
        name=text_at(head, "name") or f"{clause.name} line {block.place.split(':')[1]}",
        place=block.place,
        clause=clause.name,
        source=text_at(head, "source"),
        status=status if status else "derived",  # type: ignore[arg-type]  # one of four words
        records=tuple(record for record in read if record is not None),
        expect=_expectations(head, expect, clause, agreement),
        due=read_due(expect.get("due")),
        steps=_steps(expect, clause),
        missing=read_missing(expect.get("missing")),
        shares=read_shares(expect.get("shares")),
    )


def _require_counts(expect: WrittenMap, records: int, clause: Clause) -> None:
    """One expected value for each record; a clause that cuts periods has as many as there are periods."""
    if clause.each is not None:
        return
    amounts, steps = expect.get("amounts"), expect.get("steps")
    lists = [expect.get("due"), expect.get("missing"), expect.get("shares")]
    for group in (amounts, steps):
        lists += [value for _, value in group.entries] if isinstance(group, WrittenMap) else [group]
    for values in lists:
        if values is not None and len(items_of(values)) != records:
            problem, found = (
                "the case expects another number of values than it has records.",
                str(len(items_of(values))),
            )
            raise refuse("case-count", values.place, problem, expected=str(records), found=found)


def _clause(head: WrittenMap, agreement: Agreement, article: str) -> Clause:
    written = head.get("clause")
    name = full_name(text_at(head, "clause"), article)
    by_name = {clause.name: clause for clause in agreement.clauses()}
    if name in by_name:
        return by_name[name]
    raise refuse(
        "case-clause",
        written.place if written else head.place,
        f"there is no clause '{name[:80]}' in {agreement.address}.",
        expected="a clause of this agreement",
        found=f"'{name[:80]}'",
        remedy=suggest(name, by_name),
    )


def fact_kinds(clause: Clause) -> dict[str, FactKind]:
    """The facts that a record of this clause may state; periods are cut from them."""
    return {name: read_kind(unit) for name, unit in FACTS[clause.record_kind].items()}


def participant_kinds(clause: Clause) -> dict[str, FactKind]:
    """The facts of those whose units a split counts; none where the clause has no such split."""
    among = clause.split.among if clause.split is not None else ""
    return read_kinds(PARTICIPANT_FACTS.get(among, {}))


def _record(written: Written, common: WrittenMap | None, clause: Clause) -> CaseRecord:
    if not isinstance(written, WrittenMap):
        raise TypeError("_record is given a record whose shape was checked")
    own = {name.text for name, _ in written.entries}
    entries = [*written.entries]
    entries += [pair for pair in (common.entries if common else ()) if pair[0].text not in own]
    kinds, faults = fact_kinds(clause), list[Finding]()
    facts: dict[str, Value] = {}
    parts = KEYS[clause.record_kind]
    keys = dict.fromkeys(parts, "A")
    ordered: date | None = None
    owed: dict[str, int] = {}
    participants: tuple[Mapping[str, Value], ...] = ()
    for name, value in entries:
        if name.text in kinds and isinstance(value, WrittenText):
            facts[name.text] = attempt(faults, lambda v=value, n=name: read_fact(v, kinds[n.text]))  # type: ignore[misc]
        elif name.text == "ordered_on" and isinstance(value, WrittenText):
            ordered = attempt(faults, lambda v=value: read_day(v.text, v.place))  # type: ignore[misc]
        elif name.text == "owed" and isinstance(value, WrittenMap):
            owed.update(attempt(faults, lambda v=value: _owed(v, clause)) or {})  # type: ignore[misc]
        elif name.text == "participants" and participant_kinds(clause):
            read = attempt(faults, lambda v=value: read_participants(v, participant_kinds(clause)))  # type: ignore[misc]
            participants = read or ()
        elif name.text not in parts:
            faults.append(_unknown_fact(name, clause, (*kinds, *RECORD_KEYS, *parts)))
        if name.text in parts and isinstance(value, WrittenText):
            keys[name.text] = value.text
    if faults:
        raise Refused(faults)
    ordered_by = facts.get(ORDERED_BY[clause.record_kind])
    day = ordered or (ordered_by if isinstance(ordered_by, date) else None)
    return CaseRecord(day, facts, keys, owed, participants)


def _unknown_fact(name: WrittenText, clause: Clause, known: Iterable[str]) -> Finding:
    return Finding(
        "case-fact",
        name.place,
        f"'{name.text[:60]}' is not a fact of {clause.record_kind}.",
        f"a fact of {clause.record_kind}",
        f"'{name.text[:60]}'",
        suggest(name.text, known),
    )


def _owed(block: WrittenMap, clause: Clause) -> dict[str, int]:
    article = clause.name.partition("/")[0]
    return {
        full_name(name.text, article): read_cents(value)
        for name, value in block.entries
        if isinstance(value, WrittenText)
    }


def _expectations(
    head: WrittenMap, expect: WrittenMap, clause: Clause, agreement: Agreement
) -> tuple[Expectation, ...]:
    """One expectation per reading: `amounts` as a list, or as a list under each side's name."""
    pinned = _pinned(head, clause, agreement)
    amounts = expect.get("amounts")
    if isinstance(amounts, WrittenMap):
        return tuple(
            Expectation({**pinned, **_side(side, clause, agreement)}, read_amounts(values))
            for side, values in amounts.entries
        )
    return (Expectation(pinned, read_amounts(amounts)),) if amounts is not None else ()


def _questions(clause: Clause, agreement: Agreement) -> dict[str, Question]:
    return {question.name: question for question in questions_of(clause, agreement)}


def _pinned(head: WrittenMap, clause: Clause, agreement: Agreement) -> dict[str, str]:
    reading = head.get("reading")
    questions = _questions(clause, agreement)
    pinned: dict[str, str] = {}
    for name, side in reading.entries if isinstance(reading, WrittenMap) else ():
        if name.text not in questions:
            raise refuse(
                "case-reading", name.place, f"'{name.text[:60]}' is not a question of this clause.",
                expected="a question", found=f"'{name.text[:60]}'", remedy=suggest(name.text, questions),
            )  # fmt: skip
        if isinstance(side, WrittenText):
            _require_side(side, questions[name.text])
            pinned[name.text] = side.text
    return pinned


def _require_side(side: WrittenText, question: Question) -> None:
    sides = [answer.side for answer in question.answers]
    if side.text not in sides:
        raise refuse(
            "case-reading", side.place, f"nobody answers '{question.name}' as '{side.text[:60]}'.",
            expected="a side", found=f"'{side.text[:60]}'", remedy=suggest(side.text, sides),
        )  # fmt: skip


def _side(side: WrittenText, clause: Clause, agreement: Agreement) -> dict[str, str]:
    """The questions that one side answers."""
    questions = _questions(clause, agreement)
    answered = {
        name: side.text
        for name, question in questions.items()
        if side.text in [answer.side for answer in question.answers]
    }
    if not answered:
        sides = [answer.side for question in questions.values() for answer in question.answers]
        raise refuse(
            "case-reading", side.place, f"'{side.text[:60]}' answers no question of this clause.",
            expected="a side", found=f"'{side.text[:60]}'", remedy=suggest(side.text, sides) if sides else "",
        )  # fmt: skip
    return answered


def _steps(expect: WrittenMap, clause: Clause) -> dict[str, tuple[Value, ...]]:
    """The intermediate values that the source prints, by step, table or counter."""
    steps = expect.get("steps")
    known = step_names(clause)
    found: dict[str, tuple[Value, ...]] = {}
    for name, values in steps.entries if isinstance(steps, WrittenMap) else ():
        if name.text not in known:
            raise refuse(
                "case-step", name.place, f"'{name.text[:60]}' is not a step or table that the clause uses.",
                expected="a step", found=f"'{name.text[:60]}'", remedy=suggest(name.text, known),
            )  # fmt: skip
        found[name.text] = tuple(
            read_value(item) for item in items_of(values) if isinstance(item, WrittenText)
        )
    return found
