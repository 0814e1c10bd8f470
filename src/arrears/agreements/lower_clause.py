"""From one clause as written to `model.Clause`: names resolved, expressions read, version coverage joined to
`when`.

A faulty clause gives findings and no clause; the other clauses of the file are still read, so that one run
shows every fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from arrears.agreements.after_end import after_end_of
from arrears.agreements.due_rules import due_of_clause, due_words_used
from arrears.agreements.governing import join_coverage
from arrears.agreements.lower_names import (
    conflicts_of,
    only_beside,
    refuse,
)
from arrears.agreements.lower_parts import lower_each, lower_result, lower_rounding
from arrears.agreements.lower_split import (
    PAYING_KEYS,
    credit_clause,
    lower_division,
    lower_split,
    payee_words,
)
from arrears.agreements.model import Citation, Clause, DueRule
from arrears.agreements.names import (
    Declared,
    citation_of,
    clashes,
    declared_names,
    text_at,
    unused,
    words_of,
)
from arrears.agreements.names_read import NamesRead
from arrears.agreements.rewrite import clause_nodes, full_name, walk
from arrears.agreements.scope import (
    Scope,
    attempt,
    facts_of,
    reach_of,
    read_condition,
    read_names,
)
from arrears.agreements.sentences import clause_sentences
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.clause import Credits, Holds, PaysToDate
from arrears.formula.nodes import Bands, Node, Total, Truth
from arrears.vocabulary import FACTS, KEYS


@dataclass(frozen=True)
class Header:
    """What every clause of an agreement needs of its header and article."""

    address: str  # wga/mba-2008/new-media
    article: str
    governed_by: Written
    covers: tuple[Node, Node]  # the first and the last day covered
    due_rules: Mapping[str, DueRule | None]  # None: written, and faulty
    late_rules: frozenset[str]
    shared: Mapping[str, Declared]
    citation: Citation | None  # of the article, for clauses that cite nothing of their own


@dataclass(frozen=True)
class LoweredClause:
    """A clause as read, and the shared names that it used."""

    clause: Clause | None
    used: frozenset[str]
    credit: Clause | None = None  # the clause that its `credited` is short for


def lower_clause(block: WrittenMap, header: Header, known: NamesRead, faults: list[Finding]) -> LoweredClause:
    """Read one clause; its faults are added to `faults`. known: the names that this load has read before."""
    before = len(faults)
    if text_at(block, "for") not in FACTS:
        return LoweredClause(
            None, frozenset(header.shared)
        )  # the shape told the unknown word; the rest is echo
    citation = citation_of(block, header.citation)
    if citation is None:
        problem, remedy = (
            "the clause has no citation.",
            "say where it was read, and how far that can be trusted",
        )
        faults.append(Finding("agreement-citation", block.place, problem, "cite and status", "none", remedy))
        citation = Citation("", "unverified")
    name = text_at(block, "id")
    if name == "shared" or "/" in name:
        problem = f"'{name}' cannot be the name of a clause."
        faults.append(Finding("agreement-name", block.place, problem, "a word with hyphens", f"'{name}'"))
    own = declared_names(block, f"{header.address}/{name}", citation, faults)
    facts = facts_of(block)
    faults.extend(clashes(own, facts, f"a fact of {text_at(block, 'for')}"))
    faults.extend(clashes(own, header.shared, "a shared name of this article"))
    declared = {**header.shared, **own}
    wanted = _wanted(block) & set(declared)
    reach = reach_of(wanted, declared)
    shared = {one: header.shared[one] for one in sorted(reach & set(header.shared))}
    faults.extend(clashes(shared, facts, f"a fact of {text_at(block, 'for')}"))
    faults.extend(unused(own, reach, "in this clause"))
    scope = read_names({*reach, *own}, declared, facts, faults, known)
    clause = attempt(faults, lambda: _assemble(block, header, citation, scope))
    if clause is not None:
        clause = _said(clause, block, f"{header.address}/{name}", [declared[one] for one in scope.reads])
    used = frozenset(reach & set(header.shared))
    if clause is None:
        return LoweredClause(None, used)
    credit = credit_clause(block, clause)
    for one in (clause, *((credit,) if credit else ())):
        attempt(faults, lambda one=one: _refuse_foreign_keys(one))  # type: ignore[misc]
    return LoweredClause(None, used) if len(faults) > before else LoweredClause(clause, used, credit)


def _said(clause: Clause, block: WrittenMap, address: str, used: list[Declared]) -> Clause:
    """The clause with what its file says for people: its expressions, and what becomes of it at the end."""
    sentences = clause_sentences(block, address, clause.citation, used)
    ending = after_end_of(block.get("after_end"), clause.citation)
    return replace(clause, sentences=sentences, after_end=ending)


EXPRESSION_KEYS = ("when", "pays", "pays_to_date", "waterfall")
BLOCK_KEYS = ("each", "credits", "holds", "gives", "fill")


def _wanted(block: WrittenMap) -> set[str]:
    """The words that the clause's own expressions use."""
    found: set[str] = set()
    for key in EXPRESSION_KEYS:
        found |= words_of(text_at(block, key))
    for condition in due_words_used(block.get("due")):
        found |= words_of(condition)
    for key in BLOCK_KEYS:
        written = block.get(key)
        entries = written.items if isinstance(written, WrittenList) else (written,)
        for entry in entries:
            if isinstance(entry, WrittenMap):
                inner = ("from", "until", "fund", "line", "amount", "when", "up_to")
                found |= {word for part in inner for word in words_of(text_at(entry, part))}
    return found


def _assemble(block: WrittenMap, header: Header, citation: Citation, scope: Scope) -> Clause | None:
    """The clause from its parts; None when its condition, result or rounding is faulty."""
    address = f"{header.address}/{text_at(block, 'id')}"
    own_when = read_condition(block.get("when"), scope) if block.get("when") is not None else Truth(True)
    result = attempt(scope.faults, lambda: lower_result(block, scope))
    each, shared = lower_each(block, scope), lower_split(block.get("split"), address, citation, scope.faults)
    division = attempt(scope.faults, lambda: lower_division(block))
    attempt(scope.faults, lambda: only_beside(block, "credited", PAYING_KEYS))
    rounding = attempt(scope.faults, lambda: lower_rounding(block))
    due = attempt(scope.faults, lambda: due_of_clause(block, header.due_rules, (address, citation), scope))
    late = attempt(scope.faults, lambda: _late(block, header))
    conflicts = attempt(scope.faults, lambda: conflicts_of(block, address, citation)) or ()
    if own_when is None or result is None or rounding is None:
        return None
    _refuse_state_in_when(own_when, block)
    governed = block.get("governed_by") or header.governed_by
    when, dates = join_coverage(own_when, governed, header.covers, scope.names, block.place)
    reads = [read for _, read in sorted(scope.reads.items())]
    return Clause(
        name=f"{header.article}/{text_at(block, 'id')}",
        place=block.place,
        record_kind=text_at(block, "for"),
        entitlement=text_at(block, "entitlement") or text_at(block, "id"),
        citation=citation,
        when=when,
        result=result,
        rounding=rounding,
        due=due,
        late=late or None,
        governed_by=dates,
        questions=tuple(read.question for read in reads if read.question is not None),
        each=each,
        split=shared.split,
        to=payee_words(block.get("to"), division),
        replaces=_replaces(block, header.article),
        terms=(*(term for read in scope.reads.values() for term in read.terms), *shared.terms),
        words=text_at(block, "words"),
        conflicts=conflicts + tuple(conflict for read in reads for conflict in read.conflicts),
        division=division,
        links=tuple(read.link for read in reads if read.link is not None),
    )


def _refuse_foreign_keys(clause: Clause) -> None:
    """Refuse a running figure kept by something that the clause's records have not got."""
    roots = [*clause_nodes(clause), *(answer.node for q in clause.questions for answer in q.answers)]
    kept = [part for node in walk(*roots) if isinstance(node, (Bands, Total)) for part in node.per]
    if isinstance(clause.result, PaysToDate | Credits | Holds):
        kept += clause.result.per
    known = KEYS[clause.record_kind]
    for part in dict.fromkeys(kept):
        if part not in known:
            raise refuse(
                "agreement-word",
                clause.place,
                f"records of {clause.record_kind} are not kept by {part}.",
                expected=f"a part of the key of {clause.record_kind}",
                found=f"'{part}'",
                remedy=suggest(part, known),
            )


def _refuse_state_in_when(when: Node, block: WrittenMap) -> None:
    if any(isinstance(node, Bands | Total) for node in walk(when)):
        written = block.get("when")
        raise refuse(
            "agreement-when",
            written.place if written else block.place,
            "`when` rests on a counter or total of its own clause.",
            expected="facts, terms, tables",
            found="a running figure",
            remedy="a counter runs over the records that `when` selects, so `when` cannot use it",
        )


def _late(block: WrittenMap, header: Header) -> str:
    written = block.get("late")
    if not isinstance(written, WrittenText):
        return ""
    if written.text not in header.late_rules:
        raise _unknown_rule(written, "late", header.late_rules)
    return f"{header.address.rpartition('/')[0]}/{written.text}"


def _unknown_rule(written: WrittenText, sort: str, known: Mapping[str, object] | frozenset[str]) -> Refused:
    return refuse(
        "agreement-word",
        written.place,
        f"'{written.text[:60]}' is not a {sort} rule of this agreement.",
        expected=f"a {sort} rule of the header",
        found=f"'{written.text[:60]}'",
        remedy=suggest(written.text, known),
    )


def _replaces(block: WrittenMap, article: str) -> tuple[str, ...]:
    written = block.get("replaces")
    items = written.items if isinstance(written, WrittenList) else (written,)
    return tuple(full_name(item.text, article) for item in items if isinstance(item, WrittenText))
