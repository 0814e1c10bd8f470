"""A few lines of a claim worked step by step: for each clause the largest on the claimants' reading.

The audit that the lines were frozen from is asked again, at the same entry of the book and on the same
agreements; a line that it gives another amount for is not shown as worked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, Progress, run_audit
from arrears.audit.explainer import open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.book.ledger import Book
from arrears.claims.claim_figures import ClaimFigures
from arrears.findings import Refused
from arrears.obligations.explanation_model import Explanation

MOST_WORKED = 3


@dataclass(frozen=True)
class WorkedLines:
    """The lines worked step by step, and why others could not be."""

    explanations: tuple[Explanation, ...]
    left_out: tuple[str, ...]


def work_lines(
    book: Book, figures: ClaimFigures, agreements: Sequence[Agreement], progress: Progress
) -> WorkedLines:
    """The explanations of a few lines. A refusal to explain is told, never hidden."""
    freezing = figures.held.freezings[-1]
    refs = _largest(figures)
    request = AuditRequest(
        as_of=freezing.as_of,
        known_by=freezing.known_by,
        seq=freezing.run_seq,
        families=(figures.claim.family,),
        left_out=freezing.left_out,
    )
    try:
        run = run_audit(book, agreements, request, progress)
        explainer = open_for_explaining(book, run.folder, agreements)
    except Refused as refused:
        return WorkedLines((), (f"no line could be worked: {refused.findings[0].problem}",))
    explanations, left_out = [], []
    for ref, amount_cents in refs:
        try:
            explanation = explain_ref(explainer, ref)
        except Refused as refused:
            left_out.append(f"{ref}: {refused.findings[0].problem}")
            continue
        if explanation.amount_cents == amount_cents:
            explanations.append(explanation)
        else:
            left_out.append(f"{ref}: the audit asked again gives another amount than was frozen")
    return WorkedLines(tuple(explanations), tuple(left_out))


def _largest(figures: ClaimFigures) -> list[tuple[str, int | None]]:
    """Of the last freezing, for each clause the line with the most principal on the claimants' reading."""
    names = {position.name: position.bit for position in figures.held.positions}
    bit = names.get(figures.claim.positions["claimants"], 0)
    place = figures.held.freezings[-1].place
    rows = figures.held.connection.execute(
        """SELECT ref, amount_cents FROM line_amount
           WHERE (positions >> $bit) & 1 = 1 AND freezing = $place AND principal_cents > 0
           QUALIFY row_number() OVER (PARTITION BY clause_name ORDER BY principal_cents DESC, ref) = 1
           ORDER BY principal_cents DESC, ref""",
        {"bit": bit, "place": place},
    ).fetchall()
    return [(str(ref), amount) for ref, amount in rows[:MOST_WORKED]]
