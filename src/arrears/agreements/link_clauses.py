"""Ties the clauses of one agreement together: `owed` gets full names, `replaces` becomes a condition, loops
are refused.

A clause that another stands in for applies where the other does not; after this, no later step needs to know
of `replaces`. Only clauses of one agreement are tied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from arrears.agreements.model import Agreement, Answer, Clause, Question
from arrears.agreements.names import find_loop
from arrears.agreements.rewrite import (
    clause_nodes,
    full_name,
    rewrite,
    rewrite_each,
    rewrite_result,
    rewrite_split,
    walk,
)
from arrears.findings import Finding, Refused, suggest
from arrears.formula.nodes import AllOf, Node, Not, Owed


def link_clauses(agreement: Agreement) -> Agreement:
    """The agreement with every reference between its clauses resolved.

    Findings: raises `Refused` for a clause that is not there, references in a loop, and stand-ins of two
    records.
    """
    named: dict[str, Clause] = {}
    owed: dict[str, tuple[str, ...]] = {}
    for article in agreement.articles:
        for clause in article.clauses:
            read = owed_clauses(clause)
            owed[clause.name] = tuple(dict.fromkeys(full_name(name, article.name) for name in read))
            named[clause.name] = _full_names(clause, article.name) if read else clause
    faults = [
        fault for clause in named.values() for fault in _unknown_clauses(clause, owed[clause.name], named)
    ]
    if not faults:
        faults = _loops(named, owed)
    if faults:
        raise Refused(faults)
    replaced = _stand_ins(named)
    articles = tuple(
        replace(article, clauses=tuple(replaced[clause.name] for clause in article.clauses))
        for article in agreement.articles
    )
    return replace(agreement, articles=articles)


def owed_clauses(clause: Clause) -> tuple[str, ...]:
    """The lineages of the clauses whose results this clause reads, in reading order, on every answer."""
    roots = [
        *clause_nodes(clause),
        *(answer.node for question in clause.questions for answer in question.answers),
    ]
    found = [node.clause for node in walk(*roots) if isinstance(node, Owed)]
    return tuple(dict.fromkeys(found))


def _full_names(clause: Clause, article: str) -> Clause:
    def rename(node: Node) -> Node | None:
        return Owed(full_name(node.clause, article)) if isinstance(node, Owed) else None

    return rewrite_clause(clause, rename)


def rewrite_clause(clause: Clause, change: Callable[[Node], Node | None]) -> Clause:
    """The clause with some nodes replaced everywhere: in its formulas and in the answers to its questions."""
    return replace(
        clause,
        when=rewrite(clause.when, change),
        result=rewrite_result(clause.result, change),
        each=rewrite_each(clause.each, change),
        split=rewrite_split(clause.split, change),
        questions=tuple(_rewrite_question(question, change) for question in clause.questions),
    )


def _rewrite_question(question: Question, change: Callable[[Node], Node | None]) -> Question:
    def rewritten(answer: Answer) -> Answer:
        return replace(answer, node=rewrite(answer.node, change))

    return replace(question, answers=tuple(rewritten(answer) for answer in question.answers))


def _unknown_clauses(clause: Clause, owed: tuple[str, ...], named: Mapping[str, Clause]) -> list[Finding]:
    faults = []
    for verb, names in (("reads what is owed by", owed), ("replaces", clause.replaces)):
        for name in names:
            start = f"the clause '{clause.name}' {verb} '{name}'"
            if name not in named:
                remedy = suggest(name, named)
                problem = f"{start}, which is not there."
                faults.append(Finding("unknown-word", clause.place, problem, "a clause", f"'{name}'", remedy))
            elif named[name].record_kind != clause.record_kind:
                problem, found = f"{start}, which has another record.", named[name].record_kind
                remedy = "tie only clauses of one record"
                faults.append(
                    Finding("agreement-record", clause.place, problem, clause.record_kind, found, remedy)
                )
    return faults


def _loops(named: Mapping[str, Clause], owed: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    """References that never end, with the members of the loop."""
    needs = {name: (*owed[name], *clause.replaces) for name, clause in named.items()}
    loop = find_loop(needs)
    if not loop:
        return []
    problem, found = "clauses rest on each other in a loop.", " → ".join(loop)
    remedy = "let one of them state its amount without the others"
    return [Finding("agreement-loop", named[loop[0]].place, problem, "an order that ends", found, remedy)]


def _stand_ins(named: Mapping[str, Clause]) -> dict[str, Clause]:
    """Clauses that others stand in for apply only where none of these does."""
    result = dict(named)
    for clause in named.values():
        for name in clause.replaces:
            old = result[name]
            parts = old.when.parts if isinstance(old.when, AllOf) else (old.when,)
            known = {question.address for question in old.questions}
            brought = tuple(question for question in clause.questions if question.address not in known)
            result[name] = replace(
                old, when=AllOf((*parts, Not(clause.when))), questions=(*old.questions, *brought)
            )
    return result
