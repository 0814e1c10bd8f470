"""Plans and funds as payees of contributions: which clause pays which, under an id that no person has.

A contribution is on one person's pay and is owed to a plan; it is never that person's own money.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused
from arrears.obligations.variants import Variant
from arrears.vocabulary import PLAN_KINDS, PLANS


def plan_of(variant: Variant) -> str | None:
    """The id of the plan that a clause pays on a person's pay; none where it pays people."""
    return PLANS.get(variant.clause.to) if variant.formula.record_kind in PLAN_KINDS else None


def plans_of(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The ids of the plans that the clauses pay."""
    return tuple(sorted({plan for plan in map(plan_of, variants) if plan is not None}))


def refuse_taken_plan_ids(connection: duckdb.DuckDBPyConnection, plans: Sequence[str]) -> None:
    """Refuse records in which a person has the id of a plan that is owed contributions.

    Findings: `plan-id-taken`.
    """
    if not plans:
        return
    listed = ", ".join(quote_text(plan) for plan in plans)
    rows = connection.execute(
        f"SELECT DISTINCT person_id FROM trusted_person WHERE person_id IN ({listed}) ORDER BY 1"
    ).fetchall()
    problem = "a person has the id that stands for a plan, so their money could not be told apart"
    remedy = "give the person another id; a plan that is paid is recorded as a company of this id"
    taken = [
        Finding("plan-id-taken", f"person:{person}", problem, "an id of the person's own", person, remedy)
        for (person,) in rows
    ]
    if taken:
        raise Refused(taken)
