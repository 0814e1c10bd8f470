"""The clause as an explanation shows it: its reading, whose it is, and what the line gives on the others.

The amounts of other readings are those of the run; where a side's position leaves the line without an amount
that is said, not filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from arrears.agreements.model import Answer, Question
from arrears.agreements.readings import Position, chosen_answer, question_key, questions_of
from arrears.audit.explained_rows import Obligation
from arrears.audit.explained_words import cited
from arrears.audit.explainer import Explainer, Row
from arrears.formula.explain import Explained
from arrears.formula.words import say_clause
from arrears.obligations.explained_ledger import LineOutcome
from arrears.obligations.explanation_model import Cited, ClauseShown, OtherReading
from arrears.obligations.variants import Variant

LONGEST_TABLE, OF_TABLE = 400, "is read from the table:"
SAME_AMOUNT = ("line_id", "part_no", "entitlement", "version", "credit_column")


def show_clause(explainer: Explainer, variant: Variant, obligation: Obligation) -> ClauseShown:
    """The clause in words with its citation, its reading, and the line on the other readings."""
    clause, address = variant.clause, clause_address(variant)
    answers = _answers(explainer, variant) if variant.reading else ()
    return ClauseShown(
        address=address,
        words=clause_words(variant),
        citation=cited(address, clause.citation),
        status=obligation.row["status"],
        reading=variant.reading,
        reading_by=_joined(answer.by for _, answer in answers),
        reading_because=_joined(answer.because for _, answer in answers),
        other_readings=tuple(_other_readings(explainer, variant, obligation)),
    )


def clause_address(variant: Variant) -> str:
    """`wga/mba-2008/new-media/rental`."""
    return f"{variant.agreement.address}/{variant.clause.name}"


def clause_words(variant: Variant) -> str:
    """What the clause is for and what it says on this reading, a line for each step; long tables by name."""
    said = [
        line.partition(OF_TABLE)[0] + OF_TABLE + " see the row used;"
        if len(line) > LONGEST_TABLE and OF_TABLE in line
        else line
        for line in say_clause(variant.formula).splitlines()
    ]
    return "\n".join([variant.clause.words, *said] if variant.clause.words else said)


def show_terms(explainer: Explainer, variant: Variant, own: LineOutcome) -> tuple[Cited, ...]:
    """The terms that the steps used, as the agreement's file writes them, and the answers that were taken."""
    trees = [tree for tree in (own.outcome.applies, own.outcome.amount) if tree is not None]
    used = {address for tree in trees for address in _addresses(tree)}
    terms = [
        cited(term.address, term.citation, term.written)
        for term in variant.clause.terms
        if term.address in used or term.address.rpartition("/")[0] in used
    ]
    answers = [
        cited(question.address, answer.citation or variant.clause.citation, f"as {answer.side} answers")
        for question, answer in _answers(explainer, variant)
    ]
    return (*terms, *answers)


def _addresses(tree: Explained) -> Iterator[str]:
    """Addresses of figures, of table rows that were chosen, and of bands; never of a whole table."""
    if tree.label in ("figure", "date", "bands") and tree.address:
        yield tree.address
    if tree.label == "table" and tree.chosen:
        yield tree.chosen
    for child in tree.children:
        yield from _addresses(child)


def _answers(explainer: Explainer, variant: Variant) -> tuple[tuple[Question, Answer], ...]:
    """The questions that the clause rests on, with the answers that this variant takes."""
    position = explainer.positions[(variant.positions & -variant.positions).bit_length() - 1]
    questions = questions_of(variant.clause, variant.agreement)
    return tuple((question, chosen_answer(question, position.answers)) for question in questions)


def _other_readings(explainer: Explainer, variant: Variant, obligation: Obligation) -> Iterator[OtherReading]:
    """One for each other combination of answers that changes which clause governs the line, or how."""
    related = [
        one
        for one in explainer.variants.values()
        if one.agreement.address == variant.agreement.address
        and one.clause.entitlement == variant.clause.entitlement
    ]
    questions = {
        question_key(question): question
        for one in related
        for question in questions_of(one.clause, one.agreement)
    }
    row = obligation.row
    rows = [other for other in obligation.alike if all(other[name] == row[name] for name in SAME_AMOUNT)]
    seen: set[tuple[str, ...]] = set()
    for place, position in enumerate(explainer.positions):
        sides = tuple(position.answers[key] for key in questions)
        if row["positions"] >> place & 1 or sides in seen:
            continue
        seen.add(sides)
        there = [other for other in rows if other["positions"] >> place & 1]
        yield _other_reading(questions, position, _amount_for(row["payee_id"], there))


def _other_reading(
    questions: Mapping[str, Question], position: Position, amount_cents: int | None
) -> OtherReading:
    answers = [chosen_answer(question, position.answers) for question in questions.values()]
    return OtherReading(
        side=position.name,
        by=_joined(answer.by for answer in answers),
        because=_joined(answer.because for answer in answers),
        is_own_words=all(answer.is_own_words for answer in answers),
        amount_cents=amount_cents,
    )


def _amount_for(payee_id: str | None, rows: Sequence[Row]) -> int | None:
    """What the payee is owed by these obligations together; null when one of them cannot be figured.

    No obligation is nothing owed: what cannot be figured or told keeps a row.
    """
    own = [row["amount_cents"] for row in rows if row["payee_id"] in (payee_id, None)]
    if any(cents is None for cents in own):
        return None
    return int(sum(own))


def _joined(parts: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))
