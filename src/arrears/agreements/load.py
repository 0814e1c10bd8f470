"""Loads agreements from their folders: one header, one file per article, every fault of every file at once.

A folder loads whole or not at all. Nothing here figures an amount, and nothing that a file says is run.

>>> [agreement.address for agreement in load_library(addresses=["wga/mba-2008"])]
['wga/mba-2008']
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.follow_links import follow_links, linked_patterns
from arrears.agreements.layout import AGREEMENT_FILE, ARTICLE_FILE
from arrears.agreements.link_clauses import link_clauses
from arrears.agreements.lower_clause import Header, LoweredClause, lower_clause
from arrears.agreements.lower_names import conflicts_of
from arrears.agreements.lower_noted import left_out_of, noted_of
from arrears.agreements.lower_rules import lower_credit_columns, lower_credit_shares, lower_due, lower_late
from arrears.agreements.magnitudes import magnitude_faults
from arrears.agreements.model import (
    Agreement,
    Article,
    Citation,
    Clause,
    CreditColumns,
    CreditShares,
    DueRule,
    LateRule,
    LeftOut,
    Noted,
)
from arrears.agreements.names import Declared, citation_of, declared_names, text_at, unused
from arrears.agreements.scope import attempt
from arrears.agreements.shapes import Shape
from arrears.agreements.yaml_source import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    read_yaml_file,
)
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day
from arrears.formula.nodes import Day

SHIPPED = Path(__file__).parent / "library"
HEADER_FILE = "agreement.yaml"
T = TypeVar("T")


@dataclass(frozen=True)
class _Front:
    """The header as read: what its articles need of it."""

    address: str
    title: str
    covers: tuple[date, date]
    governed_by: Written
    citation: Citation
    due_rules: Mapping[str, DueRule | None]  # None: written, and faulty
    late_rules: Mapping[str, LateRule | None]
    credit_shares: tuple[CreditShares, ...]
    credit_columns: tuple[CreditColumns, ...]
    order: tuple[WrittenText, ...]
    noted: tuple[Noted, ...]
    left_out: tuple[LeftOut, ...]


def load_library(folder: Path = SHIPPED, addresses: Iterable[str] | None = None) -> tuple[Agreement, ...]:
    """The agreements below a folder, by address; all of them, or those named.

    Findings: raises `Refused` with every fault of every file, and with each address that is not there.
    """
    found = {
        path.parent.relative_to(folder).as_posix(): path.parent for path in folder.glob(f"*/*/{HEADER_FILE}")
    }
    wanted = sorted(found) if addresses is None else list(dict.fromkeys(addresses))
    faults: list[Finding] = []
    agreements: list[Agreement] = []
    for address in wanted:
        if address not in found:
            problem = f"there is no agreement '{address}'."
            remedy = suggest(address, found) if found else ""
            faults.append(
                Finding("agreement-unknown", address, problem, "an agreement of the library", "none", remedy)
            )
            continue
        agreement = attempt(faults, lambda path=found[address]: load_agreement(path))  # type: ignore[misc]
        if agreement is not None:
            agreements.append(agreement)
    if faults:
        raise Refused(faults)
    return tuple(agreements)


def load_agreement(folder: Path) -> Agreement:
    """One agreement from its folder, `<family>/<version>/`, its linked rates resolved from its neighbours.

    Findings: raises `Refused` with what `load_alone` finds, here and in every agreement that is followed.
    """
    agreement = load_alone(folder)
    library = folder.resolve().parent.parent
    neighbours = [
        path.parent
        for pattern in dict.fromkeys(p.rsplit("/", 3)[0] for p in linked_patterns(agreement))
        for path in sorted(library.glob(f"{pattern}/{HEADER_FILE}"))
        if path.parent != folder.resolve()
    ]
    followed = follow_links(agreement, [load_alone(path) for path in dict.fromkeys(neighbours)])
    return _within_exact_numbers(followed)


def load_alone(folder: Path) -> Agreement:
    """One agreement as its own files say it: a linked rate stands at its starting figure.

    Findings: raises `Refused` with every fault of every file of the folder, places as
    `<version>/<file>:line:column`.
    """
    faults: list[Finding] = []
    header_path = folder / HEADER_FILE
    front = attempt(faults, lambda: _read_front(folder, faults))
    paths = sorted(
        path
        for path in folder.glob("*.yaml")
        if path != header_path and not path.name.endswith(".cases.yaml")
    )
    articles = [_read_article(path, front, faults) for path in paths]
    if front is not None:
        articles = _in_order(articles, front.order, faults)
    if faults or front is None:
        raise Refused(sorted(dict.fromkeys(faults), key=_place_order))
    family, _, version = front.address.partition("/")
    agreement = Agreement(
        family=family,
        version=version,
        title=front.title,
        covers_from=front.covers[0],
        covers_until=front.covers[1],
        articles=tuple(article for article in articles if article is not None),
        late_rules={rule.rule_id: rule for rule in front.late_rules.values() if rule is not None},
        credit_shares=front.credit_shares,
        credit_columns=front.credit_columns,
        citation=front.citation,
        digest=_digest([header_path, *paths]),
        noted=front.noted,
        left_out=front.left_out,
    )
    return link_clauses(agreement)


def _within_exact_numbers(agreement: Agreement) -> Agreement:
    too_large = magnitude_faults(agreement)
    if too_large:
        raise Refused(too_large)
    return agreement


def _place_order(finding: Finding) -> tuple[str, int, int]:
    name, _, rest = finding.place.partition(":")
    line, _, column = rest.partition(":")
    return name, int(line or 0), int(column or 0)


def _digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of the files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _shown(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.parent.name}/{path.name}"


def _read_shaped(path: Path, shape: Shape, faults: list[Finding]) -> WrittenMap | None:
    """A file whose keys are as they should be; None when it is too far from its shape to go on."""
    written = attempt(faults, lambda: read_yaml_file(path, _shown(path)))
    if written is None:
        return None
    departures = list(shape_faults(written, shape))
    faults.extend(departures)
    is_readable = not any(finding.code in ("agreement-sort", "agreement-missing") for finding in departures)
    return written if isinstance(written, WrittenMap) and is_readable else None


def _read_front(folder: Path, faults: list[Finding]) -> _Front | None:
    block = _read_shaped(folder / HEADER_FILE, AGREEMENT_FILE, faults)
    if block is None:
        return None
    address = text_at(block, "agreement")
    if address != f"{folder.parent.name}/{folder.name}":
        problem, expected = (
            "the agreement is named otherwise than its folder.",
            f"{folder.parent.name}/{folder.name}",
        )
        faults.append(
            Finding("agreement-name", block.place, problem, expected, address, "rename one of them")
        )
    citation = citation_of(block, None)
    if citation is None:
        problem = "the agreement has no citation."
        raise Refused(
            [Finding("agreement-citation", block.place, problem, "cite and status", "none", "add them")]
        )
    covers = attempt(faults, lambda: _covers(block))
    governed = block.get("governed_by")
    order = block.get("articles")
    if covers is None or governed is None:
        return None
    return _Front(
        address=address,
        title=text_at(block, "title"),
        covers=covers,
        governed_by=governed,
        citation=citation,
        due_rules=_rules(block, "due", lower_due, faults),
        late_rules=_rules(block, "late_rules", lower_late, faults),
        credit_shares=_listed(block, "credit_shares", lower_credit_shares, faults),
        credit_columns=_listed(block, "credit_columns", lower_credit_columns, faults),
        order=tuple(item for item in order.items if isinstance(item, WrittenText))
        if isinstance(order, WrittenList)
        else (),
        noted=noted_of(block, address, citation, faults),
        left_out=left_out_of(block),
    )


def _covers(block: WrittenMap) -> tuple[date, date]:
    covers = block.get("covers")
    if not isinstance(covers, WrittenMap):
        raise TypeError("_covers is given a header whose shape was checked")
    first, last = covers.get("from") or covers, covers.get("until") or covers
    days = (read_day(text_at(covers, "from"), first.place), read_day(text_at(covers, "until"), last.place))
    if days[0] > days[1]:
        problem = "the agreement ends before it begins."
        raise Refused([Finding("agreement-covers", last.place, problem, f"{days[0]} or later", f"{days[1]}")])
    return days


def _rules(
    block: WrittenMap,
    key: str,
    lower: Callable[[WrittenMap, str, Citation | None], T],
    faults: list[Finding],
) -> dict[str, T | None]:
    """The named rules of a header, None for a faulty one; each cites its own source."""
    group = block.get(key)
    rules: dict[str, T | None] = {}
    for name, written in group.entries if isinstance(group, WrittenMap) else ():
        rule_id = f"{text_at(block, 'agreement')}/{name.text}"
        if isinstance(written, WrittenMap):
            rules[name.text] = attempt(
                faults,
                lambda written=written, rule_id=rule_id: lower(written, rule_id, None),  # type: ignore[misc]
            )
    return rules


def _listed(
    block: WrittenMap, key: str, lower: Callable[[WrittenMap, Citation | None], T], faults: list[Finding]
) -> tuple[T, ...]:
    group = block.get(key)
    items = group.items if isinstance(group, WrittenList) else ()
    lowered = [
        attempt(faults, lambda item=item: lower(item, None))  # type: ignore[misc]
        for item in items
        if isinstance(item, WrittenMap)
    ]
    return tuple(one for one in lowered if one is not None)


def _read_article(path: Path, front: _Front | None, faults: list[Finding]) -> Article | None:
    block = _read_shaped(path, ARTICLE_FILE, faults)
    if block is None or front is None:
        return None
    name = text_at(block, "article")
    if name != path.name.removesuffix(".yaml"):
        problem, expected = "the article is named otherwise than its file.", path.name.removesuffix(".yaml")
        faults.append(Finding("agreement-name", block.place, problem, expected, name, "rename one of them"))
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
    lowered = _read_clauses(block, header, faults)
    used = {word for one in lowered for word in one.used}
    faults.extend(unused(shared, used, "by any clause of this article"))
    conflicts = attempt(faults, lambda: conflicts_of(block, address, citation)) or ()
    clauses = tuple(clause for one in lowered for clause in (one.clause, one.credit) if clause is not None)
    return Article(
        name=name,
        title=text_at(block, "title"),
        place=block.place,
        clauses=clauses,
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


def _read_clauses(block: WrittenMap, header: Header, faults: list[Finding]) -> list[LoweredClause]:
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
        lowered.append(lower_clause(item, header, faults))
    return lowered


def _in_order(
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


def clause_named(agreement: Agreement, name: str) -> Clause | None:
    """The clause of a lineage, `new-media/rental`, or None."""
    return next((clause for clause in agreement.clauses() if clause.name == name), None)
