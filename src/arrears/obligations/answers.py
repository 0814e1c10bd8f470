"""What each clause of an agreement gives for one described use: the question of `rate` and `compare`.

No record is read and none is made up: what is not stated is missing and named. One day may stand for the
dates that choose a version and order the record; every answer says for which.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.case_layout import ORDERED_BY
from arrears.agreements.case_values import read_fact
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Clause, TermRecord
from arrears.agreements.readings import questions_of, read_as
from arrears.agreements.yaml_source import WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula, Credits, PaysToDate
from arrears.formula.explain import Explained, Gap, RecordFacts, Value
from arrears.formula.kinds import MONEY, FactKind, read_kinds
from arrears.formula.nodes import StateNode
from arrears.formula.outcome import Outcome, outcome
from arrears.vocabulary import FACTS

PLAIN_AMOUNT = re.compile(r"-?[0-9][0-9,]*(\.[0-9]{2})?")
MOST_READINGS = 16  # of one clause; more are not told apart on one page
MOST_FACTS = 200


@dataclass(frozen=True)
class Use:
    """One described use. day: stands for the dates that choose a version and order the record, None where
    they are stated. is_first: counters begin with it; else what came before is missing.
    """

    stated: Mapping[str, str]
    day: date | None
    is_first: bool


@dataclass(frozen=True)
class ClauseAnswer:
    """What one clause gives for a use on one reading.

    stands_for: the facts that the day was taken for. figures: the terms that were reached, in reading order.
    """

    agreement: Agreement
    clause: Clause
    formula: ClauseFormula
    reading: Mapping[str, str]
    found: Outcome
    stands_for: tuple[str, ...]
    figures: tuple[TermRecord, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return self.found.missing

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.found.gaps


def check_facts(stated: Mapping[str, str]) -> None:
    """Refuse facts that no record kind has, and too many of them. Findings: `fact-unknown`, `facts-many`."""
    known = {name for facts in FACTS.values() for name in facts}
    faults = [
        Finding(
            "fact-unknown",
            name[:60],
            "this is no fact of any record.",
            "a fact",
            name[:60],
            suggest(name, known),
        )
        for name in stated
        if name not in known
    ]
    if len(stated) > MOST_FACTS:
        problem, found = "more facts are stated than a record has.", str(len(stated))
        faults = [Finding("facts-many", "--facts", problem, f"at most {MOST_FACTS}", found)]
    if faults:
        raise Refused(faults)


def answer_use(agreement: Agreement, use: Use, kinds: Sequence[str] = ()) -> Iterator[ClauseAnswer]:
    """What every clause of an agreement gives, but those that do not apply; `kinds` of records, all without.

    Findings: raises `Refused` for a stated fact that cannot be read as its kind.
    """
    for clause in agreement.clauses():
        if kinds and clause.record_kind not in kinds:
            continue
        for answers in _readings(clause, agreement):
            answer = _answer(agreement, clause, answers, use)
            if answer.found.state != "does not apply":
                yield answer


def _readings(clause: Clause, agreement: Agreement) -> Iterator[Mapping[str, str]]:
    questions = questions_of(clause, agreement)
    sides = [[(question.name, answer.side) for answer in question.answers] for question in questions]
    return (dict(chosen) for chosen in itertools.islice(itertools.product(*sides), MOST_READINGS))


def _answer(agreement: Agreement, clause: Clause, answers: Mapping[str, str], use: Use) -> ClauseAnswer:
    facts, stands_for = _facts(clause, use)
    formula, found = _outcome(agreement, clause, answers, (use, facts))
    reached = {term.address: term for term in _reached(clause, found)}
    return ClauseAnswer(agreement, clause, formula, answers, found, stands_for, tuple(reached.values()))


def as_typed(text: str, fact: FactKind) -> str:
    """A fact as an agreement would write it: money may leave out its $, which shells take for their own."""
    if fact.kind != MONEY or not PLAIN_AMOUNT.fullmatch(text):
        return text
    return f"-${text[1:]}" if text.startswith("-") else f"${text}"


def _facts(clause: Clause, use: Use) -> tuple[Mapping[str, Value], tuple[str, ...]]:
    """The stated facts as this clause's record kind reads them, and what the day stands for."""
    kinds = read_kinds(FACTS[clause.record_kind])
    stated = {
        name: read_fact(WrittenText(as_typed(text, kinds[name]), f"{name}={text[:40]}"), kinds[name])
        for name, text in use.stated.items()
        if name in kinds
    }
    if use.day is None:
        return stated, ()
    ordering = ORDERED_BY.get(clause.record_kind, "")
    dates = dict.fromkeys((*clause.governed_by, ordering, clause.due.after if clause.due else ""))
    missing = [
        name for name in dates if name in kinds and name not in stated and kinds[name].kind.base == "date"
    ]
    return {**stated, **dict.fromkeys(missing, use.day)}, tuple(missing)


def _outcome(
    agreement: Agreement, clause: Clause, answers: Mapping[str, str], given: tuple[Use, Mapping[str, Value]]
) -> tuple[ClauseFormula, Outcome]:
    use, facts = given
    formula = read_as(clause, answers)
    owed = {name: _owed(agreement, name, answers, use) for name in owed_clauses(clause)}
    before: dict[StateNode, Fraction | None] = {}
    if use.is_first:
        before = dict.fromkeys(asks(formula).states, Fraction(0))
    if isinstance(formula.result, Credits):
        return formula, Outcome("cannot tell", missing=("the records that the fund is drawn down against",))
    found = outcome(formula, RecordFacts(facts, before, owed))
    if isinstance(formula.result, PaysToDate) and found.state == "amount" and not use.is_first:
        found = replace(found, state="missing", cents=None, missing=("what was due before",))
    return formula, found


def _owed(agreement: Agreement, name: str, answers: Mapping[str, str], use: Use) -> Fraction | None:
    """What another clause owes for the same use: nothing where it does not apply, None where unknown."""
    clause = clause_named(agreement, name)
    if clause is None:
        raise ValueError(
            f"{agreement.address} has no clause {name}; references are checked when it is loaded"
        )
    _, found = _outcome(agreement, clause, answers, (use, _facts(clause, use)[0]))
    if found.state == "does not apply":
        return Fraction(0)
    return None if found.cents is None else Fraction(found.cents)


def _reached(clause: Clause, found: Outcome) -> Iterator[TermRecord]:
    """The terms that the amount was figured with: figures, the rows chosen, every band of a counter."""
    terms = {term.address: term for term in clause.terms}
    trees = [found.amount] if found.amount is not None else []
    for tree in trees:
        for node in nodes_below(tree):
            if node.label == "table" and node.chosen in terms:
                yield terms[node.chosen]
            elif node.label == "bands":
                yield from (term for at, term in terms.items() if at.startswith(f"{node.address}/"))
            elif node.label in ("figure", "date") and node.address in terms:
                yield terms[node.address]


def nodes_below(tree: Explained) -> Iterator[Explained]:
    """A computed node and everything below it."""
    yield tree
    for child in tree.children:
        yield from nodes_below(child)
