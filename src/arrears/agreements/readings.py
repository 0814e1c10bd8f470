"""Readings: one side's answers put in the place of the questions of a clause, and the positions of an audit.

A reading answers questions and changes nothing else. A question that a side does not answer stays open: each
of its answers makes a position of its own, and none is preferred.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from arrears.agreements.link_clauses import owed_clauses, rewrite_clause
from arrears.agreements.model import Agreement, Answer, Clause, Question
from arrears.agreements.rewrite import rewrite, rewrite_each, rewrite_result, rewrite_split
from arrears.findings import Finding, Refused, suggest
from arrears.formula.clause import ClauseFormula
from arrears.formula.nodes import Fact, Named, Node, kind_of

AS_AGREED = "as agreed"
POSITIONS_LIMIT = 62  # a position is one bit of a BIGINT


@dataclass(frozen=True)
class Position:
    """One choice of an answer to every question.

    answers: question key -> side; a key is the question's address without family and version, see
    `question_key`.
    is_own_words: False when any answer is somebody else's report of the position; it then defines nothing
    undisputed.
    """

    name: str
    answers: Mapping[str, str]
    is_own_words: bool


def question_key(question: Question) -> str:
    """A question's lineage: its address without the version, so that two versions share one position.

    `wga/mba-2008/new-media/shared/covered` is `wga/new-media/shared/covered`.
    """
    family, _, rest = question.address.partition("/")
    return f"{family}/{rest.partition('/')[2]}"


def to_formula(clause: Clause) -> ClauseFormula:
    """The formula of a clause without questions."""
    if clause.questions:
        raise ValueError(f"{clause.name} has open questions: {', '.join(q.name for q in clause.questions)}")
    return ClauseFormula(
        clause.name,
        clause.record_kind,
        clause.result,
        clause.when,
        clause.rounding,
        clause.each,
        clause.split,
        clause.division,
    )


def read_as(clause: Clause, answers: Mapping[str, str]) -> ClauseFormula:
    """The formula of a clause on one reading: the chosen answer stands in each question's place.

    answers: side by question key or by the question's plain name; those of other clauses are passed over.
    """
    chosen = {question.address: chosen_answer(question, answers) for question in clause.questions}

    def put_answer(node: Node) -> Node | None:
        if not isinstance(node, Named) or node.address not in chosen:
            return None
        answer = chosen[node.address]
        return Named(node.name, rewrite(answer.node, put_answer), node.address, answer.side)

    return ClauseFormula(
        name=clause.name,
        record_kind=clause.record_kind,
        result=rewrite_result(clause.result, put_answer),
        when=rewrite(clause.when, put_answer),
        rounding=clause.rounding,
        each=rewrite_each(clause.each, put_answer),
        split=rewrite_split(clause.split, put_answer),
        division=clause.division,
    )


def left_open(clause: Clause) -> ClauseFormula:
    """The formula of a clause with each question standing as a bare name, for saying it in words only."""
    addresses = {question.address for question in clause.questions}

    def bare(node: Node) -> Node | None:
        if isinstance(node, Named) and node.address in addresses:
            return Fact(node.name, kind_of(node))
        return None

    return to_formula(replace(rewrite_clause(clause, bare), questions=()))


def chosen_answer(question: Question, answers: Mapping[str, str]) -> Answer:
    """The answer that a reading chooses. Asking without a choice, or for a side that has none, is a
    programmer's
    mistake: positions answer every question.
    """
    side = answers.get(question_key(question), answers.get(question.name))
    found = next((answer for answer in question.answers if answer.side == side), None)
    if found is None:
        sides = ", ".join(answer.side for answer in question.answers)
        raise ValueError(f"the question {question.address} is answered by {sides}; the reading says {side}")
    return found


def questions_of(clause: Clause, agreement: Agreement) -> tuple[Question, ...]:
    """The questions that an amount of this clause rests on, through the clauses that it reads too."""
    by_name = {one.name: one for one in agreement.clauses()}
    found: dict[str, Question] = {}
    waiting, seen = [clause.name], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        found.update({question.address: question for question in by_name[name].questions})
        waiting.extend(owed_clauses(by_name[name]))
    return tuple(found[address] for address in sorted(found))


def positions(
    agreements: Sequence[Agreement], choices: Mapping[str, str] | None = None
) -> tuple[Position, ...]:
    """The positions of an audit: one for each side that answers a question, times every answer to what it
    leaves open.

    choices: a question or a clause -> side, from `--reading`; a pinned question has that answer in every
    position.
    Findings: raises `Refused` for a choice that names no question or no side, or when there are too many
    positions.
    """
    questions = _questions(agreements)
    pinned = _pinned(agreements, questions, choices or {})
    free = {key: group for key, group in questions.items() if key not in pinned}
    sides = list(dict.fromkeys(answer.side for group in free.values() for answer in group if answer.by))
    found: dict[tuple[tuple[str, str], ...], Position] = {}
    for side in sides or [""]:
        for position in _of_side(side, questions, pinned):
            found.setdefault(tuple(sorted(position.answers.items())), position)
    return tuple(found.values())


def _questions(agreements: Iterable[Agreement]) -> dict[str, tuple[Answer, ...]]:
    """Every question by key, with its answers; two versions of one question are one."""
    found: dict[str, Question] = {}
    faults: dict[str, Finding] = {}
    clauses = [clause for agreement in agreements for clause in agreement.clauses()]
    for question in (question for clause in clauses for question in clause.questions):
        first = found.setdefault(question_key(question), question)
        if _sides(first) != _sides(question):
            problem = "two versions of one question are answered by different sides."
            expected, remedy = ", ".join(_sides(first)), f"answer it as {first.address} does, or rename it"
            other = ", ".join(_sides(question))
            faults[question.address] = Finding(
                "reading-sides", question.address, problem, expected, other, remedy
            )
    if faults:
        raise Refused(faults.values())
    return {key: question.answers for key, question in sorted(found.items())}


def _sides(question: Question) -> tuple[str, ...]:
    return tuple(sorted(answer.side for answer in question.answers))


def _of_side(
    side: str, questions: Mapping[str, tuple[Answer, ...]], pinned: Mapping[str, str]
) -> Iterable[Position]:
    """The positions of one side: its own answers, and each combination of answers to what it leaves open."""
    options: list[tuple[Answer, ...]] = []
    for key, answers in questions.items():
        wanted = pinned.get(key, side)
        own = tuple(answer for answer in answers if answer.side == wanted)
        options.append(own or answers)
    count = 1
    for group in options:
        count *= len(group)
    if count > POSITIONS_LIMIT:
        problem = "the open questions give too many positions."
        remedy = "pin some with --reading QUESTION=SIDE"
        limit = f"at most {POSITIONS_LIMIT}"
        raise Refused([Finding("reading-many", "readings", problem, limit, str(count), remedy)])
    for combination in itertools.product(*options):
        answers_by_key = {key: answer.side for key, answer in zip(questions, combination)}
        words = [side] if side else []
        words += [
            f"{key.rpartition('/')[2]}:{answer.side}"
            for key, answer in zip(questions, combination)
            if answer.side != side and (len(questions[key]) > 1)
        ]
        is_own = all(answer.is_own_words for answer in combination)
        yield Position("+".join(words) or AS_AGREED, answers_by_key, is_own)


def _pinned(
    agreements: Sequence[Agreement], questions: Mapping[str, tuple[Answer, ...]], choices: Mapping[str, str]
) -> dict[str, str]:
    """The questions that the choices answer. A clause's name stands for all its questions that the side
    answers.
    """
    pinned: dict[str, str] = {}
    faults: list[Finding] = []
    for name, side in choices.items():
        keys = [key for key in questions if name in (key, key.rpartition("/")[2])]
        if not keys:
            keys = _keys_of_clause(agreements, name)
        answered = [key for key in keys if any(answer.side == side for answer in questions[key])]
        if not keys:
            known = {key.rpartition("/")[2] for key in questions}
            problem = f"'{name}' is no question and no clause with a question."
            faults.append(Finding("reading-unknown", name, problem, "a question", name, suggest(name, known)))
        elif not answered:
            known = {answer.side for key in keys for answer in questions[key]}
            problem = f"nobody answers '{name}' as '{side}'."
            faults.append(Finding("reading-unknown", name, problem, "a side", side, suggest(side, known)))
        pinned.update(dict.fromkeys(answered, side))
    if faults:
        raise Refused(faults)
    return pinned


def _keys_of_clause(agreements: Sequence[Agreement], name: str) -> list[str]:
    found: dict[str, None] = {}
    for agreement in agreements:
        for clause in agreement.clauses():
            if name in (clause.name, clause.name.rpartition("/")[2]):
                found.update({question_key(question): None for question in questions_of(clause, agreement)})
    return list(found)
