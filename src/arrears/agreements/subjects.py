"""What a claim over a clause is about: residuals, force majeure, initial compensation, contributions.

Forums, time limits and ceilings differ by it. The article's file says it; where it does not, the records that
the clause is written for do. No name is looked at.
"""

from __future__ import annotations

from arrears.agreements.model import Agreement, Clause
from arrears.vocabulary import SUBJECT_OF_KIND


def subject_of(clause: Clause, agreement: Agreement) -> str:
    """The subject of a clause, a key of `vocabulary.CLAIM_SUBJECTS`."""
    written = next((one.subject for one in agreement.articles if clause in one.clauses), "")
    return written or SUBJECT_OF_KIND.get(clause.record_kind, "residuals")


def subjects_by_clause(agreement: Agreement) -> dict[str, str]:
    """The subject of every clause of an agreement, by the clause's name."""
    return {
        clause.name: article.subject or SUBJECT_OF_KIND.get(clause.record_kind, "residuals")
        for article in agreement.articles
        for clause in article.clauses
    }
