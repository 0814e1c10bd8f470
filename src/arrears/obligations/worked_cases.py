"""Runs the worked cases of agreements: what a source says an example pays, against what the clause gives.

The figures expected were worked out by others or by hand. Everything here goes through `formula.explain`, the
exact interpreter; a case that disagrees is a finding with both figures, never an exception.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

from arrears.agreements.case_values import Expected, Shares, Value
from arrears.agreements.cases import CaseRecord, Expectation, WorkedCase, case_files, read_cases
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import HEADER_FILE, clause_named, load_agreement
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.procedure_load import find_procedure
from arrears.agreements.readings import questions_of, read_as
from arrears.engine.calendar import due_on
from arrears.findings import Finding, Refused
from arrears.formula.clause import ClauseFormula
from arrears.formula.division import share_by_units
from arrears.formula.explain import Explained
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.outcome import Outcome
from arrears.formula.periods import cut_ledger, prorate
from arrears.money import show_cents


@dataclass(frozen=True)
class Checked:
    """What checking came to: how many cases ran, for which clauses, and every disagreement or fault."""

    cases: int
    by_clause: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]


def check_files(paths: Iterable[Path]) -> Checked:
    """Check agreement folders, article files or files of worked cases: they load, and every case agrees.

    An article or its case file stands for the cases of that article; a folder for all cases of its agreement.
    The agreement's procedure is loaded too.
    Findings: the faults of files that do not load, and what `run_case` finds.
    """
    findings: list[Finding] = []
    ran: Counter[str] = Counter()
    wanted: dict[Path, dict[Path, None]] = {}
    for path in paths:
        if not path.exists():
            missing = "no such file or folder"
            remedy = "name an agreement's folder, or an article or case file in it"
            told = ("yaml-file", str(path), "the file cannot be read.", "an agreement file", missing, remedy)
            findings.append(Finding(*told))
            continue
        folder = path if path.is_dir() else path.parent
        wanted.setdefault(folder, {}).update(dict.fromkeys(_cases_of(path)))
    for folder, files in wanted.items():
        try:
            agreement = load_agreement(folder)
            find_procedure(agreement.address, folder.resolve().parent.parent)  # its faults count as well
        except Refused as refused:
            findings.extend(refused.findings)
            continue
        for file in files:
            try:
                cases = read_cases(file, agreement)
            except Refused as refused:
                findings.extend(refused.findings)
                continue
            ran.update(f"{agreement.address}/{case.clause}" for case in cases)
            findings.extend(finding for case in cases for finding in run_case(case, agreement))
    return Checked(ran.total(), tuple(sorted(ran.items())), tuple(findings))


def _cases_of(path: Path) -> tuple[Path, ...]:
    """The case files that a path stands for."""
    if path.is_dir() or path.name == HEADER_FILE:
        return case_files(path if path.is_dir() else path.parent)
    if path.name.endswith(".cases.yaml"):
        return (path,)
    beside = path.with_name(path.name.removesuffix(".yaml") + ".cases.yaml")
    return (beside,) if beside.is_file() else ()


def run_case(case: WorkedCase, agreement: Agreement) -> list[Finding]:
    """What a clause gives for the records of a case, against what its source expects; empty when they agree.

    A question that the case leaves open is tried with every answer: the case must hold on all of them.
    Findings: `case-amount`, `case-due`, `case-step`, `case-missing`, `case-count` and `case-shares`.
    """
    clause = clause_named(agreement, case.clause)
    if clause is None:
        raise ValueError(f"the case at {case.place} was read for another agreement than {agreement.address}")
    findings: dict[Finding, None] = {}
    for expectation in case.expect:
        for answers in _open_answers(expectation, clause, agreement):
            ran = run_records(clause, agreement, case.records, answers)
            reading = _reading_words(expectation, answers)
            findings.update(dict.fromkeys(_differences(case, expectation, ran, reading)))
            if clause.due is not None:
                findings.update(dict.fromkeys(_due_differences(case, clause, ran)))
    return list(findings)


def _open_answers(
    expectation: Expectation, clause: Clause, agreement: Agreement
) -> Iterator[Mapping[str, str]]:
    """Every way to answer what the expectation leaves open, with its own answers kept."""
    questions = [q for q in questions_of(clause, agreement) if q.name not in expectation.answers]
    sides = [[(question.name, answer.side) for answer in question.answers] for question in questions]
    for chosen in itertools.product(*sides):
        yield {**expectation.answers, **dict(chosen)}


def _reading_words(expectation: Expectation, answers: Mapping[str, str]) -> str:
    shown = dict(expectation.answers) or dict(answers)
    return ", read as " + " and ".join(dict.fromkeys(shown.values())) if shown else ""


@dataclass(frozen=True)
class Ran:
    """One record, or one of its periods, and what the clause gave for it on one reading."""

    record: LedgerRecord
    outcome: Outcome
    shares: Shares = ()


def run_records(
    clause: Clause, agreement: Agreement, records: Sequence[CaseRecord], answers: Mapping[str, str]
) -> list[Ran]:
    """The outcome of every record, or of every period it is cut into, in the order given, on one reading.

    Missing: what another clause owes is figured from the same records where a record does not state it.
    """
    formula = prorate(read_as(clause, answers))
    ledger = [_ledger_record(number, record) for number, record in enumerate(records)]
    for name in owed_clauses(clause):
        owed = _owed(name, agreement, records, answers)
        ledger = [replace(line, owed={name: cents, **line.owed}) for line, cents in zip(ledger, owed)]
    if formula.each is not None:
        ledger = list(cut_ledger(formula.each, ledger))
    return [
        Ran(line, outcome, shares_of(formula, outcome, records[line.line_id].participants))
        for line, outcome in zip(ledger, explain_ledger(formula, ledger))
    ]


def shares_of(
    formula: ClauseFormula, outcome: Outcome, participants: Sequence[Mapping[str, Value]]
) -> Shares:
    """What each participant, named payee or place of a waterfall takes of one amount, in cents."""
    split = formula.split
    if split is None or split.units is None or outcome.cents is None:
        return tuple(fill.cents for fill in outcome.fills)
    shared = share_by_units(split, outcome.cents, participants)
    return tuple([None] * len(participants) if shared is None else shared)


def _ledger_record(number: int, record: CaseRecord) -> LedgerRecord:
    owed = {name: Fraction(cents) for name, cents in record.owed.items()}
    return LedgerRecord(number, record.ordered_on or date.min, record.facts, record.keys, owed)


def _owed(
    name: str, agreement: Agreement, records: Sequence[CaseRecord], answers: Mapping[str, str]
) -> list[Fraction | None]:
    """What another clause owes for each record: nothing where it does not apply, None where it cannot be
    told.
    """
    clause = clause_named(agreement, name)
    if clause is None:
        raise ValueError(
            f"{agreement.address} has no clause {name}; references are checked when it is loaded"
        )
    owed: list[Fraction | None] = []
    for ran in run_records(clause, agreement, records, answers):
        is_nothing = ran.outcome.state == "does not apply"
        owed.append(Fraction(0) if is_nothing else _fraction(ran.outcome.cents))
    return owed


def _fraction(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents)


def _differences(
    case: WorkedCase, expectation: Expectation, ran: Sequence[Ran], reading: str
) -> Iterator[Finding]:
    """Amounts, missing facts and intermediate values that are not what the source says."""
    if len(expectation.amounts) != len(ran):
        problem = f"{case.name}{reading}: the case expects another number of amounts than there are."
        yield _finding(case, "case-count", problem, str(len(expectation.amounts)), str(len(ran)))
        return
    for number, (expected, one) in enumerate(zip(expectation.amounts, ran), start=1):
        found = one.outcome.cents if one.outcome.state == "amount" else one.outcome.state
        if expected != found:
            problem = f"{case.name}, record {number}{reading}: another amount."
            yield _finding(case, "case-amount", problem, _show_amount(expected), _show_outcome(one.outcome))
    for number, (names, one) in enumerate(zip(case.missing, ran), start=1):
        if set(names) != set(one.outcome.missing):
            problem = f"{case.name}, record {number}{reading}: other facts are missing."
            found_names = ", ".join(one.outcome.missing) or "none"
            yield _finding(case, "case-missing", problem, ", ".join(names) or "none", found_names)
    for number, (shares, one) in enumerate(zip(case.shares, ran), start=1):
        if shares != one.shares:
            problem = f"{case.name}, record {number}{reading}: other shares."
            yield _finding(case, "case-shares", problem, _show_shares(shares), _show_shares(one.shares))
    for name, values in case.steps.items():
        for number, (value, one) in enumerate(zip(values, ran), start=1):
            yield from _step_difference(case, name, value, one, f"record {number}{reading}")


def _step_difference(case: WorkedCase, name: str, expected: Value, one: Ran, where: str) -> Iterator[Finding]:
    """A step whose value is another than the source prints, or that was not reached."""
    trees = [tree for tree in (one.outcome.applies, one.outcome.amount) if tree is not None]
    steps = [step for tree in trees for step in _steps_named(tree, name)]
    if not steps:
        problem = f"{case.name}, {where}: the step '{name}' is not reached."
        yield _finding(case, "case-step", problem, _show_value(expected), "not figured")
    elif steps[0].value != expected:
        problem = f"{case.name}, {where}: the step '{name}' has another value."
        yield _finding(case, "case-step", problem, _show_value(expected), _show_value(steps[0].value))


def _steps_named(tree: Explained, name: str) -> Iterator[Explained]:
    if tree.name == name and tree.label != "fact":
        yield tree
    for child in tree.children:
        yield from _steps_named(child, name)


def _due_differences(case: WorkedCase, clause: Clause, ran: Sequence[Ran]) -> Iterator[Finding]:
    """Due dates that are not what the source says."""
    if clause.due is None:
        return
    for number, (expected, one) in enumerate(zip(case.due, ran), start=1):
        found = due_on(clause.due, partial(_anchor, clause, one.record), one.record.facts)
        if found != expected:
            problem = f"{case.name}, record {number}: another due date."
            yield _finding(case, "case-due", problem, _show_value(expected), _show_value(found))


def _anchor(clause: Clause, record: LedgerRecord, fact: str) -> date | None:
    """The date that a due rule counts from; a cut period brings its own first and last day."""
    if clause.each is not None and fact in ("period_from", "period_to"):
        fact = f"{clause.each.name}{fact.removeprefix('period')}"
    day = record.facts.get(fact)
    return day if isinstance(day, date) else None


def _finding(case: WorkedCase, code: str, problem: str, expected: str, found: str) -> Finding:
    return Finding(
        code, case.place, problem, expected, found, f"compare the clause with its source: {case.source}"
    )


def _show_amount(expected: Expected) -> str:
    return show_cents(expected) if isinstance(expected, int) else expected


def _show_shares(shares: Shares) -> str:
    return ", ".join("missing" if cents is None else show_cents(cents) for cents in shares) or "none"


def _show_outcome(outcome: Outcome) -> str:
    if outcome.cents is not None:
        return show_cents(outcome.cents)
    reasons = [
        *outcome.missing,
        *(f"no row of {gap.table} for {', '.join(gap.keys)}" for gap in outcome.gaps),
    ]
    return f"{outcome.state} ({'; '.join(reasons)})" if reasons else outcome.state


def _show_value(value: Value) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
    return str(value)
