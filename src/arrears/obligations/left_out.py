"""Which clauses an audit cannot run yet, each with the reason: a clause is run whole or said to be left out.

A clause whose facts no record holds, or whose payees no record names, would otherwise be priced for the wrong
people or not at all. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arrears.agreements.due_rules import due_facts
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.rewrite import clause_nodes, walk
from arrears.formula.clause import Gives, Waterfall
from arrears.formula.nodes import Fact
from arrears.vocabulary import FACTS_NOT_HELD, PLAN_KINDS, PLANS, RECORD_FACTS, RIGHT_KINDS

CAST = "cast_used"  # the participants whose facts `cast_member` holds


def why_not_run(clause: Clause, agreement: Agreement) -> str:
    """What keeps an audit from running a clause, in words; empty when nothing does."""
    if isinstance(clause.result, Gives):
        listed = "; where it arose is listed" if clause.record_kind in RIGHT_KINDS else ""
        return f"it gives a right, which is no amount{listed}"
    if isinstance(clause.result, Waterfall):
        return "it fills places in order, and nothing is matched with those yet"
    if clause.record_kind not in RECORD_FACTS:
        return f"records of {clause.record_kind} are not built yet"
    if clause.division is not None:
        return "it divides its amount among payees whom no record names"
    if clause.split is not None and clause.split.by == "units" and clause.split.among != CAST:
        return f"it shares by units, and no record holds the facts of {clause.split.among}"
    held_nowhere = (facts_read(clause) | _due_facts(clause)) & set(FACTS_NOT_HELD.get(clause.record_kind, ()))
    if held_nowhere:
        return f"no record holds {', '.join(sorted(held_nowhere))}"
    if clause.record_kind in PLAN_KINDS and clause.to not in PLANS:
        return "it says what pay must come to, and no record tells that apart from what was paid"
    by_name = {one.name: one for one in agreement.clauses()}
    for name in owed_clauses(clause):
        if why_not_run(by_name[name], agreement):
            return f"it rests on {name}, which is left out"
    return ""


def clauses_left_out(agreements: Sequence[Agreement]) -> tuple[str, ...]:
    """A sentence for each clause that an audit of these agreements leaves out, with the reason."""
    return tuple(
        f"{agreement.address}/{clause.name} is left out: {why}."
        for agreement in agreements
        for clause in agreement.clauses()
        if (why := why_not_run(clause, agreement))
    )


def facts_read(clause: Clause) -> set[str]:
    """The facts of the record that a clause reads, on any answer to its questions."""
    answers = [answer.node for question in clause.questions for answer in question.answers]
    roots = (*clause_nodes(replace(clause, split=None)), *answers)
    return {node.name for root in roots for node in walk(root) if isinstance(node, Fact)}


def _due_facts(clause: Clause) -> frozenset[str]:
    return due_facts(clause.due) if clause.due is not None else frozenset()
