"""Looks up in other agreements the rates that a linked rate follows, and makes its dated tables from them.

A linked rate is raised when a followed rate is, and never lowered; where several are followed, the largest
result counts. No expression reads another agreement: after this, a linked rate is a table like any other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.link_clauses import rewrite_clause
from arrears.agreements.lower_links import start_address, table_address
from arrears.agreements.model import Agreement, Article, Citation, Clause, Link, Status, TermRecord
from arrears.findings import Finding, Refused
from arrears.formula.explain import RecordFacts, as_number, evaluate
from arrears.formula.figures import read_number
from arrears.formula.kinds import NUMBER
from arrears.formula.nodes import Lookup, Node, Span, Table, TableRow
from arrears.formula.words import show_number

WEAKER: tuple[Status, ...] = ("primary", "secondary", "derived", "unverified")


@dataclass(frozen=True)
class FollowedRate:
    """One figure of a followed rate: from which day it holds, where it stands, how far it can be trusted."""

    since: date
    rate: Fraction
    address: str
    status: Status


@dataclass(frozen=True)
class Step:
    """One figure of a linked rate on one side, and the followed figures that raised it to there."""

    since: date
    rate: Fraction
    causes: tuple[FollowedRate, ...]


def linked_patterns(agreement: Agreement) -> tuple[str, ...]:
    """The addresses of other agreements that an agreement follows, `*` for any one part."""
    links = (link for clause in agreement.clauses() for link in clause.links)
    return tuple(dict.fromkeys(pattern for link in links for pattern, _ in link.follows))


def follow_links(agreement: Agreement, others: Iterable[Agreement]) -> Agreement:
    """The agreement with every linked rate resolved into dated tables; its digest covers what it followed.

    What no other agreement answers to, on the day of the start already, stays in `Link.unfollowed`, and the
    starting figure stands.
    Findings: raises `Refused` for a followed figure that is no share, or two that start on one day.
    """
    terms = {term.address: (other, term) for other in others for c in other.clauses() for term in c.terms}
    series = {pattern: _series(pattern, terms) for pattern in linked_patterns(agreement)}
    if not any(series.values()):
        return agreement
    articles = tuple(_resolved_article(article, series) for article in agreement.articles)
    followed = [(rate.address, str(rate.rate)) for rates in series.values() for rate in rates]
    digest = hashlib.sha256(f"{agreement.digest}\0{followed}".encode()).hexdigest()
    return replace(agreement, articles=articles, digest=digest)


def _series(pattern: str, terms: Mapping[str, tuple[Agreement, TermRecord]]) -> tuple[FollowedRate, ...]:
    """The figures at the addresses of a pattern, by the day from which each holds."""
    parts = ("[^/]+" if part == "*" else re.escape(part) for part in pattern.split("/"))
    shape = re.compile("/".join(parts) + r"(?:/(\d{4}-\d\d-\d\d))?")
    found: dict[date, FollowedRate] = {}
    for address, (agreement, term) in sorted(terms.items()):
        match = shape.fullmatch(address)
        if match is None:
            continue
        since = date.fromisoformat(match[1]) if match[1] else agreement.covers_from
        rate = FollowedRate(since, _share_of(term), address, term.citation.status)
        if since in found and found[since].rate != rate.rate:
            problem = "two figures of one followed rate hold from the same day."
            sides = (found[since].address, address)
            raise Refused([Finding("agreement-linked", pattern, problem, *sides, "follow one of the two")])
        found.setdefault(since, rate)
    return tuple(found[since] for since in sorted(found))


def _share_of(term: TermRecord) -> Fraction:
    figure = read_number(term.written, term.address)
    if figure.kind != NUMBER or figure.value <= 0:
        problem = "a followed rate is no share above zero."
        raise Refused([Finding("agreement-linked", term.address, problem, "a share", term.written)])
    return figure.value


def _resolved_article(article: Article, series: Mapping[str, Sequence[FollowedRate]]) -> Article:
    return replace(article, clauses=tuple(_resolved(clause, series) for clause in article.clauses))


def _resolved(clause: Clause, series: Mapping[str, Sequence[FollowedRate]]) -> Clause:
    """A clause with the tables of its linked rates filled, and their figures listed."""
    tables: dict[str, Table] = {}
    terms: list[TermRecord] = []
    links: list[Link] = []
    for link in clause.links:
        known = {
            pattern: tuple(series[pattern])
            for pattern, _ in link.follows
            if series[pattern] and series[pattern][0].since <= link.starts_on
        }
        links.append(replace(link, unfollowed=tuple(p for p, _ in link.follows if p not in known)))
        for side, node in link.raised:
            table, figures = _table(link, side, _steps(link, node, known))
            tables[table.address] = table
            terms += figures

    def fill(node: Node) -> Node | None:
        if isinstance(node, Lookup) and node.table.address in tables:
            return replace(node, table=tables[node.table.address])
        return None

    return replace(rewrite_clause(clause, fill), terms=(*clause.terms, *terms), links=tuple(links))


def _steps(link: Link, node: Node, known: Mapping[str, Sequence[FollowedRate]]) -> list[Step]:
    """The figures of a linked rate after its start, each above the one before."""
    days = sorted({rate.since for rates in known.values() for rate in rates if rate.since > link.starts_on})
    steps: list[Step] = []
    reached = link.starts
    for day in days:
        offers = [_offer(link, node, rates, day) for rates in known.values()]
        best = max(offers, key=lambda offer: offer.rate)
        if best.rate > reached:
            steps.append(best)
            reached = best.rate
    return steps


def _offer(link: Link, node: Node, rates: Sequence[FollowedRate], day: date) -> Step:
    """What one followed rate raises the linked rate to on a day."""
    was = [rate for rate in rates if rate.since <= link.starts_on][-1]
    now = [rate for rate in rates if rate.since <= day][-1]
    facts = RecordFacts({"starts": link.starts, "was": was.rate, "now": now.rate})
    raised = as_number(evaluate(node, facts))
    if raised is None:
        problem = "a linked rate is divided by nothing when it is raised."
        found = f"was {was.rate}, now {now.rate}"
        raise Refused([Finding("agreement-linked", link.address, problem, "a share", found)])
    return Step(day, raised, (was, now))


def _table(link: Link, side: str, steps: Sequence[Step]) -> tuple[Table, list[TermRecord]]:
    """The dated table of one side, and a record of each figure that was worked out."""
    address = table_address(link, side)
    rows: list[TableRow] = []
    terms: list[TermRecord] = []
    ends = [*(step.since for step in steps), None]
    rows.append(
        TableRow(_span(link.starts_on, ends[0]), link.starts, start_address(link), link.citation.status)
    )
    for step, until in zip(steps, ends[1:]):
        at = f"{address}/{step.since.isoformat()}"
        citation = _citation_of(link, step)
        rows.append(TableRow(_span(step.since, until), step.rate, at, citation.status))
        terms.append(TermRecord(at, show_number(step.rate, NUMBER), citation))
    return Table(link.name, tuple(rows), NUMBER, address), terms


def _span(since: date, until: date | None) -> tuple[Span]:
    return (Span(since, True, until, False),)


def _citation_of(link: Link, step: Step) -> Citation:
    """A worked-out figure rests on the link and on the figures that raised it, the weakest of them."""
    pattern_status = [citation.status for _, citation in link.follows]
    statuses = [link.citation.status, "derived", *pattern_status, *(cause.status for cause in step.causes)]
    was, now = step.causes
    starts, before, after = (show_number(rate, NUMBER) for rate in (link.starts, was.rate, now.rate))
    note = f"raised from {starts} as {was.address} ({before}) was raised to {after} ({now.address})"
    return Citation(link.citation.source, max(statuses, key=WEAKER.index), note)
