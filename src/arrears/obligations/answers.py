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
from arrears.agreements.due_rules import rules_of
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Clause, TermRecord
from arrears.agreements.readings import questions_of, read_as
from arrears.agreements.yaml_source import WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.asks import asks, made_facts
from arrears.formula.clause import ClauseFormula, Credits, Each, PaysToDate
from arrears.formula.explain import Explained, Gap, RecordFacts, Value
from arrears.formula.kinds import MONEY, FactKind, read_kinds
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import StateNode
from arrears.formula.outcome import Outcome, outcome
from arrears.formula.periods import (
    Period,
    ask_for_days,
    count_periods,
    cut_ledger,
    periods_between,
    prorate,
)
from arrears.vocabulary import FACTS

PLAIN_AMOUNT = re.compile(r"-?[0-9][0-9,]*(\.[0-9]{2})?")
MOST_READINGS = 16  # of one clause; more are not told apart on one page
MOST_FACTS = 200
MOST_PARTS = 1_000  # nineteen years of weeks


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
    """What one clause gives for a use on one reading, or for one numbered period of it.

    part: the period of a clause that cuts its records into periods; without a number while a day that it is
    counted from is not known. None for a clause that cuts none.
    stands_for: the facts that the day was taken for. figures: the terms that were reached, in reading order.
    """

    agreement: Agreement
    clause: Clause
    formula: ClauseFormula
    reading: Mapping[str, str]
    found: Outcome
    stands_for: tuple[str, ...]
    figures: tuple[TermRecord, ...]
    part: Period | None = None

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

    A clause that cuts its records into periods gives one answer for each.
    Findings: raises `Refused` for a stated fact that cannot be read as its kind, and for days that make more
    periods than anybody reads.
    """
    for clause in agreement.clauses():
        if kinds and clause.record_kind not in kinds:
            continue
        for answers in _readings(clause, agreement):
            found = _answers(agreement, clause, answers, use)
            yield from (answer for answer in found if answer.found.state != "does not apply")


def _readings(clause: Clause, agreement: Agreement) -> Iterator[Mapping[str, str]]:
    questions = questions_of(clause, agreement)
    sides = [[(question.name, answer.side) for answer in question.answers] for question in questions]
    return (dict(chosen) for chosen in itertools.islice(itertools.product(*sides), MOST_READINGS))


def _answers(
    agreement: Agreement, clause: Clause, answers: Mapping[str, str], use: Use
) -> Iterator[ClauseAnswer]:
    facts, stands_for = _facts(clause, use)
    formula, parts = _outcomes(agreement, clause, answers, (use, facts))
    for part, found in parts:
        reached = {term.address: term for term in _reached(clause, found)}
        figures = tuple(reached.values())
        yield ClauseAnswer(agreement, clause, formula, answers, found, stands_for, figures, part)


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
    counted_from = [rule.after for rule in rules_of(clause.due)] if clause.due else []
    dates = dict.fromkeys((*clause.governed_by, ordering, *counted_from))
    missing = [
        name for name in dates if name in kinds and name not in stated and kinds[name].kind.base == "date"
    ]
    return {**stated, **dict.fromkeys(missing, use.day)}, tuple(missing)


def _outcomes(
    agreement: Agreement, clause: Clause, answers: Mapping[str, str], given: tuple[Use, Mapping[str, Value]]
) -> tuple[ClauseFormula, Sequence[tuple[Period | None, Outcome]]]:
    """What a clause gives: one outcome, or one for each period that it cuts the use into."""
    use, facts = given
    formula = prorate(read_as(clause, answers))
    if isinstance(formula.result, Credits):
        asked = ("the records that the fund is drawn down against",)
        return formula, ((None, Outcome("cannot tell", missing=asked)),)
    owed = {name: _owed(agreement, name, answers, use) for name in owed_clauses(clause)}
    if formula.each is not None:
        return formula, _by_part(ask_for_days(formula), formula.each, RecordFacts(facts, {}, owed), use)
    before: dict[StateNode, Fraction | None] = {}
    if use.is_first:
        before = dict.fromkeys(asks(formula).states, Fraction(0))
    return formula, ((None, _after_others(formula, RecordFacts(facts, before, owed), use)),)


def _after_others(formula: ClauseFormula, record: RecordFacts, use: Use) -> Outcome:
    """The outcome of one record, which is missing where it rests on what came before and nothing is known."""
    found = outcome(formula, record)
    if isinstance(formula.result, PaysToDate) and found.state == "amount" and not use.is_first:
        return replace(found, state="missing", cents=None, missing=("what was due before",))
    return found


def _by_part(
    formula: ClauseFormula, each: Each, record: RecordFacts, use: Use
) -> Sequence[tuple[Period | None, Outcome]]:
    """One outcome for each period; within a use that is the first of its title counters run from part to
    part.
    """
    _refuse_many_parts(formula.name, each, record)
    result = formula.result
    kept_by = [name for state in asks(formula).states for name in state.per]
    kept_by += result.per if isinstance(result, PaysToDate) else ()
    whole = LedgerRecord(0, date.min, record.facts, dict.fromkeys(kept_by, ""), record.owed)
    parts = list(cut_ledger(each, [whole]))
    if use.is_first:
        found = explain_ledger(formula, parts)
    else:
        found = [_after_others(formula, RecordFacts(one.facts, {}, one.owed), use) for one in parts]
    return [(_period(each, one), _without_made(each, told)) for one, told in zip(parts, found)]


def _period(each: Each, record: LedgerRecord) -> Period:
    number, first, last, _ = (record.facts[name] for name in made_facts(each))
    if not (isinstance(number, Fraction) and isinstance(first, date) and isinstance(last, date)):
        return Period(None, None, None)
    return Period(int(number), first, last)


def _without_made(each: Each, found: Outcome) -> Outcome:
    """Nobody can be asked for the number of a period: the days that it is counted from are named."""
    made = made_facts(each)
    return replace(found, missing=tuple(name for name in found.missing if name not in made))


def _refuse_many_parts(name: str, each: Each, record: RecordFacts) -> None:
    start, end = periods_between(each, record)
    if start is None or end is None:
        return
    count = count_periods(each, start, end)
    if count > MOST_PARTS:
        problem = f"the stated days make more periods of the clause '{name}' than anybody reads."
        found, remedy = f"{count:,} from {start} to {end}", "state a nearer last day"
        raise Refused([Finding("parts-many", "--facts", problem, f"at most {MOST_PARTS:,}", found, remedy)])


def _owed(agreement: Agreement, name: str, answers: Mapping[str, str], use: Use) -> Fraction | None:
    """What another clause owes for the same use: nothing where it does not apply, None where unknown. Of a
    clause that pays by periods it is not known which of them was meant.
    """
    clause = clause_named(agreement, name)
    if clause is None:
        raise ValueError(
            f"{agreement.address} has no clause {name}; references are checked when it is loaded"
        )
    _, parts = _outcomes(agreement, clause, answers, (use, _facts(clause, use)[0]))
    applying = [found for _, found in parts if found.state != "does not apply"]
    if not applying:
        return Fraction(0)
    cents = applying[0].cents if len(applying) == 1 else None
    return None if cents is None else Fraction(cents)


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
