"""The articles of an agreement: shared names and clauses, read under the header's days and rules.

A faulty clause gives findings and no clause; the others are still read, so that one run shows every fault.
"""

from __future__ import annotations

from arrears.agreements.inherited import ReadClauses
from arrears.agreements.lower_clause import Header, LoweredClause, lower_clause
from arrears.agreements.lower_front import Front
from arrears.agreements.lower_names import conflicts_of
from arrears.agreements.lower_noted import left_out_of, noted_of
from arrears.agreements.model import Article, Citation
from arrears.agreements.names import Declared, citation_of, declared_names, text_at, unused
from arrears.agreements.scope import attempt
from arrears.agreements.yaml_source import WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, suggest
from arrears.formula.nodes import Day


def read_article(
    block: WrittenMap, file: str, front: Front, faults: list[Finding], read: ReadClauses
) -> Article:
    """One article of an agreement; `file` is what its file is called, without `.yaml`.

    read: the clauses that this load has read, so that inherited ones are not read again.
    """
    name = text_at(block, "article")
    if name != file:
        problem = "the article is named otherwise than its file."
        faults.append(Finding("agreement-name", block.place, problem, file, name, "rename one of them"))
    address = f"{front.address}/{name}"
    citation = citation_of(block, None)
    shared = _shared(block, address, citation, faults)
    header = Header(
        address=address,
        article=name,
        governed_by=front.governed_by,
        covers=(
            Day(front.covers[0], "covers_from", f"{front.address}/covers/from"),
            Day(front.covers[1], "covers_until", f"{front.address}/covers/until"),
        ),
        due_rules=front.due_rules,
        late_rules=frozenset(front.late_rules),
        shared=shared,
        citation=citation,
    )
    lowered = _read_clauses(block, header, faults, read)
    used = {word for one in lowered for word in one.used}
    faults.extend(unused(shared, used, "by any clause of this article"))
    conflicts = attempt(faults, lambda: conflicts_of(block, address, citation)) or ()
    clauses = tuple(clause for one in lowered for clause in (one.clause, one.credit) if clause is not None)
    return Article(
        name=name,
        title=text_at(block, "title"),
        place=block.place,
        clauses=clauses,
        subject=text_at(block, "subject"),
        conflicts=conflicts,
        noted=noted_of(block, address, citation, faults),
        left_out=left_out_of(block),
    )


def _shared(
    block: WrittenMap, address: str, above: Citation | None, faults: list[Finding]
) -> dict[str, Declared]:
    """The shared names of an article. A name without a citation of its own or above it is a fault."""
    shared = block.get("shared")
    if not isinstance(shared, WrittenMap):
        return {}
    nowhere = Citation("", "unverified")
    names = declared_names(shared, f"{address}/shared", citation_of(shared, above) or nowhere, faults)
    for declared in names.values():
        if declared.sort in ("term", "table") and not declared.citation.source:
            problem = f"the shared {declared.sort} '{declared.name}' has no citation."
            remedy = "say where it was read, and how far that can be trusted"
            faults.append(
                Finding("agreement-citation", declared.place, problem, "cite and status", "none", remedy)
            )
    return names


def _read_clauses(
    block: WrittenMap, header: Header, faults: list[Finding], read: ReadClauses
) -> list[LoweredClause]:
    written = block.get("clauses")
    lowered: list[LoweredClause] = []
    places: dict[str, str] = {}
    for item in written.items if isinstance(written, WrittenList) else ():
        if not isinstance(item, WrittenMap):
            continue
        name = text_at(item, "id")
        if name in places:
            problem, found = f"the clause '{name}' is written twice.", f"also at {places[name]}"
            faults.append(
                Finding("agreement-name", item.place, problem, "one clause", found, "rename one of them")
            )
        places.setdefault(name, item.place)
        known = read.inherited(item, header)
        if known is None:
            known = lower_clause(item, header, read.names, faults)
            read.keep(item, header, known)
        lowered.append(known)
    return lowered


def in_order(
    articles: list[Article | None], order: tuple[WrittenText, ...], faults: list[Finding]
) -> list[Article | None]:
    """The articles in the order that the header lists them in; without a list, by file name."""
    if not order:
        return articles
    by_name = {article.name: article for article in articles if article is not None}
    for item in order:
        if item.text not in by_name and None not in articles:
            problem = f"there is no article '{item.text[:60]}'."
            faults.append(
                Finding(
                    "agreement-word",
                    item.place,
                    problem,
                    "an article file",
                    "none",
                    suggest(item.text, by_name),
                )
            )
    listed = [item.text for item in order]
    for name, article in by_name.items():
        if name not in listed:
            problem = f"the article '{name}' is not in the header's list."
            faults.append(
                Finding("agreement-missing", article.place, problem, "its name in `articles`", "none")
            )
    return [by_name[name] for name in listed if name in by_name]
