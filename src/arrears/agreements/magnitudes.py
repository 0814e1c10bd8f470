"""Whether every clause stays within exact numbers, proved for every answer to its questions.

Amounts are figured in whole numbers of limited size; a clause that could outgrow them is refused when one
agreement is loaded, by lint, and when an audit would run it, and never overflows.
"""

from __future__ import annotations

from collections.abc import Iterable

from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import question_key, read_as
from arrears.findings import Finding, Refused
from arrears.formula.proof import prove_magnitudes


def magnitude_faults(agreement: Agreement) -> list[Finding]:
    """Every way in which a clause could outgrow exact numbers, each told once; none for an agreement safe to
    run.
    """
    found: dict[Finding, None] = {}
    for clause in agreement.clauses():
        for answers in _every_answer_once(clause):
            found.update(dict.fromkeys(prove_magnitudes(read_as(clause, answers), clause.place)))
    return list(found)


def with_places(refused: Refused, agreements: Iterable[Agreement]) -> Refused:
    """A refusal to run a clause that could outgrow exact numbers, told with each such clause's place."""
    if not any(finding.code == "magnitude-too-large" for finding in refused.findings):
        return refused
    faults = [fault for agreement in agreements for fault in magnitude_faults(agreement)]
    return Refused(faults) if faults else refused


def _every_answer_once(clause: Clause) -> list[dict[str, str]]:
    """Readings that together use each answer of each question; not every combination of them."""
    most = max((len(question.answers) for question in clause.questions), default=1)
    return [
        {
            question_key(question): question.answers[place % len(question.answers)].side
            for question in clause.questions
        }
        for place in range(most)
    ]
