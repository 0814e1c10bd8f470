"""Whom one wording of an agreement gives more than another, judged by figuring both on the same lines.

Where every line that differs gives the payees more, it is a move for them; where some give more and some
less, it depends, and one line of each is shown. It says what the probes show, and no more: a line that nobody
probed may differ. What moves neither an amount nor its due day (a charge for lateness, shares of people) is
not judged.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from arrears.agreements.cases import CaseRecord, WorkedCase, case_files, read_cases
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import question_key, questions_of, read_as
from arrears.agreements.written_agreement import Library
from arrears.bargaining.due_moves import judge_due_days, with_due_days
from arrears.bargaining.judged import Judged, Tally
from arrears.bargaining.judged import MoreFor as MoreFor
from arrears.bargaining.probe_lines import MOST_PROBES, Probe, probes
from arrears.findings import Refused
from arrears.formula.outcome import Outcome
from arrears.formula.periods import prorate
from arrears.money import show_cents
from arrears.obligations.worked_cases import run_records

READINGS_LIMIT = 16


@dataclass(frozen=True)
class _Given:
    """What some clauses give on one probe: cents, rights that arise, and who takes what of each amount."""

    cents: int
    rights: tuple[str, ...] = ()
    divided: tuple[tuple[str, int | None], ...] = ()


def cases_of(library: Library, agreement: Agreement) -> tuple[WorkedCase, ...]:
    """The worked cases of an agreement of a library; a file of them that is not read has none here."""
    found: list[WorkedCase] = []
    for path in case_files(library.folder / agreement.address):
        try:
            found += read_cases(path, agreement)
        except Refused:  # `agreement test` tells what is wrong with it
            continue
    return tuple(found)


def judge_wordings(first: Agreement, second: Agreement, cases: Sequence[WorkedCase], on: date) -> Judged:
    """Whom the second of two wordings of one version gives more than the first.

    cases: the worked cases of the version. on: the day from which generated lines are dated.
    """
    both = (first, second)
    changed = _changed(first, second)
    if not changed:
        return judge_due_days(first, second, on)
    tally = Tally()
    for group in _groups(both, changed):
        for answers in _readings(both, group):
            _probe_group(both, group, (cases, on), answers, tally)
    return with_due_days(tally.judged(), judge_due_days(first, second, on))


def _changed(first: Agreement, second: Agreement) -> tuple[str, ...]:
    """The clauses whose amounts are worded otherwise, with those that take such an amount."""
    texts = [{clause.name: _text(clause, one) for clause in one.clauses()} for one in (first, second)]
    names = dict.fromkeys(itertools.chain(*texts))
    changed = {name for name in names if texts[0].get(name) != texts[1].get(name)}
    taking = {clause.name: owed_clauses(clause) for one in (first, second) for clause in one.clauses()}
    for _ in names:
        more = {name for name, taken in taking.items() if name not in changed and changed & set(taken)}
        if not more:
            break
        changed |= more
    return tuple(name for name in names if name in changed)


def _text(clause: Clause, agreement: Agreement) -> str:
    """All that an amount of a clause follows from, and whom it is divided among."""
    parts = (clause.when, clause.result, clause.each, clause.rounding, clause.questions, clause.division)
    return repr(parts).replace(f"'{agreement.address}/", "'~/")


def _groups(both: Sequence[Agreement], changed: Sequence[str]) -> list[tuple[str, ...]]:
    """Changed clauses to figure together: one takes another's amount, or one stands for another."""
    groups: list[set[str]] = []
    for name in changed:
        clauses = [clause for one in both if (clause := clause_named(one, name)) is not None]
        near = {name, *(taken for clause in clauses for taken in owed_clauses(clause) if taken in changed)}
        for clause in clauses:
            near |= {
                other.name
                for one in both
                for other in one.clauses()
                if other.name in changed
                and (other.entitlement, other.record_kind) == (clause.entitlement, clause.record_kind)
            }
        apart = [group for group in groups if not group & near]
        groups = [*apart, near.union(*(group for group in groups if group & near))]
    return [tuple(name for name in changed if name in group) for group in groups]


def _readings(both: Sequence[Agreement], group: Sequence[str]) -> Iterable[Mapping[str, str]]:
    """Every way to answer the questions of a group; of a question only the sides that every wording has."""
    sides: dict[str, list[str]] = {}
    for one in both:
        for name in group:
            clause = clause_named(one, name)
            for question in questions_of(clause, one) if clause is not None else ():
                known = [answer.side for answer in question.answers]
                kept = sides.setdefault(question_key(question), known)
                sides[question_key(question)] = [side for side in kept if side in known]
    chosen = itertools.islice(itertools.product(*sides.values()), READINGS_LIMIT)
    return (dict(zip(sides, each)) for each in chosen)


def _probe_group(
    both: Sequence[Agreement],
    group: Sequence[str],
    probed: tuple[Sequence[WorkedCase], date],
    answers: Mapping[str, str],
    tally: Tally,
) -> None:
    cases = tuple(case for case in probed[0] if case.clause in group)
    wordings = [
        [prorate(read_as(clause, answers)) for name in group for clause in _with_taken(one, name)]
        for one in both
    ]
    made, is_cut = probes(wordings, cases, probed[1])
    tally.cut.update([MOST_PROBES] if is_cut else [])
    given = [_given(one, group, made, answers) for one in both]
    reading = f", read as {' and '.join(dict.fromkeys(answers.values()))}" if answers else ""
    for probe, before, after in zip(made, *given):
        if before is not None and after is not None:
            _tell(f"{probe.said}{reading}", before, after, tally)


def _with_taken(agreement: Agreement, name: str) -> tuple[Clause, ...]:
    """A clause with those whose amounts it takes; none where the wording has no such clause."""
    clause = clause_named(agreement, name)
    if clause is None:
        return ()
    taken = (one for owed in owed_clauses(clause) for one in _with_taken(agreement, owed))
    return (clause, *taken)


def _tell(said: str, before: _Given, after: _Given, tally: Tally) -> None:
    words = f"{said}: {_words(before)}, then {_words(after)}"
    rights = Counter(before.rights), Counter(after.rights)
    is_more = after.cents > before.cents or bool(rights[1] - rights[0])
    is_less = after.cents < before.cents or bool(rights[0] - rights[1])
    if before == after:
        tally.alike.append(words)
    elif not is_more and not is_less:
        words = f"{words}, divided otherwise: {_takers(before, after)}"
        tally.more.append(words)
        tally.less.append(words)
    else:
        tally.more.extend([words] if is_more else [])
        tally.less.extend([words] if is_less else [])


def _takers(before: _Given, after: _Given) -> str:
    """Who takes something else than before, in words."""
    names = dict.fromkeys(name for name, _ in (*before.divided, *after.divided))
    sums = [{name: _taken(name, given) for name in names} for given in (before, after)]
    return ", ".join(f"{name} {sums[0][name]}, then {sums[1][name]}" for name in names)


def _taken(name: str, given: _Given) -> str:
    parts = [cents for each, cents in given.divided if each == name]
    known = [cents for cents in parts if cents is not None]
    return show_cents(sum(known)) if len(known) == len(parts) else "what is not known"


def _words(given: _Given) -> str:
    rights = "".join(f" and the right '{one}'" for one in given.rights)
    return f"{show_cents(given.cents)}{rights}"


def _given(
    agreement: Agreement, group: Sequence[str], made: Sequence[Probe], answers: Mapping[str, str]
) -> list[_Given | None]:
    """What the clauses of a group give on each probe together; None where one of them cannot be told."""
    records: list[CaseRecord] = []
    owners: list[int] = []
    for number, probe in enumerate(made):
        for record in probe.records:
            keys = {
                name: f"{number} {key}" for name, key in record.keys.items()
            }  # no probe counts with another
            records.append(replace(record, keys=keys))
            owners.append(number)
    found: list[_Given | None] = [_Given(0)] * len(made)
    for name in group:
        clause = clause_named(agreement, name)
        for ran in run_records(clause, agreement, records, answers) if clause is not None else ():
            owner = owners[ran.record.line_id]
            found[owner] = _added(found[owner], ran.outcome)
    return found


def _added(given: _Given | None, outcome: Outcome) -> _Given | None:
    match outcome.state:
        case "does not apply":
            return given
        case "right":
            return None if given is None else replace(given, rights=(*given.rights, outcome.right))
    if given is None or outcome.cents is None:
        return None
    divided = (*given.divided, *((fill.to, fill.cents) for fill in outcome.fills))
    return replace(given, cents=given.cents + outcome.cents, divided=divided)
