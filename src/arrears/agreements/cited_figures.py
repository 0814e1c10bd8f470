"""Every figure of an agreement with its citation, each once: terms, cells, bands, and the figures of rules.

Noted terms and conflicting versions are words; their amounts and shares are taken out of them, so that a
page can be held against those too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from arrears.agreements.addresses import percent
from arrears.agreements.due_rules import rules_of
from arrears.agreements.model import Agreement, Citation, Conflict, CreditShares, LateCharge, TermRecord
from arrears.money import show_cents

_SAID = re.compile(r"(?<![\w.,])\$\d+(?:,\d{3})*(?:\.\d\d)?(?![\d%])|(?<![\w.,$])\d+(?:\.\d+)?%")


def cited_figures(agreement: Agreement) -> tuple[TermRecord, ...]:
    """Every figure once by address, in the document's order; rules of the header come last."""
    found: dict[str, TermRecord] = {}
    for figure in (*_clause_figures(agreement), *_rule_figures(agreement), *_said_figures(agreement)):
        found.setdefault(figure.address, figure)
    return tuple(found.values())


def terms_of(agreement: Agreement, article: str = "") -> tuple[TermRecord, ...]:
    """The terms of an article, or of all, each once: what several clauses share counts once."""
    found: dict[str, TermRecord] = {}
    for clause in agreement.clauses():
        if not article or clause.name.startswith(f"{article}/"):
            for term in clause.terms:
                found.setdefault(term.address, term)
    return tuple(found.values())


def conflicts_by_article(agreement: Agreement) -> Iterator[tuple[str, Conflict]]:
    """Every conflict once, with the article that it stands in; the header's article is empty."""
    seen: set[Conflict] = set()
    for name, conflict in _conflicts(agreement):
        if conflict not in seen:
            seen.add(conflict)
            yield name, conflict


def _conflicts(agreement: Agreement) -> Iterator[tuple[str, Conflict]]:
    for noted in agreement.noted:
        yield from (("", conflict) for conflict in noted.conflicts)
    for article in agreement.articles:
        own = (*article.conflicts, *(one for noted in article.noted for one in noted.conflicts))
        in_clauses = (conflict for clause in article.clauses for conflict in clause.conflicts)
        yield from ((article.name, conflict) for conflict in (*own, *in_clauses))


def _clause_figures(agreement: Agreement) -> Iterator[TermRecord]:
    yield from terms_of(agreement)


def rule_terms(agreement: Agreement) -> tuple[TermRecord, ...]:
    """The figures of due rules, late rules and credit shares, each once."""
    return tuple({figure.address: figure for figure in _rule_figures(agreement)}.values())


def _rule_figures(agreement: Agreement) -> Iterator[TermRecord]:
    for clause in agreement.clauses():
        for due in rules_of(clause.due) if clause.due is not None else ():
            if due.citation is not None:
                yield TermRecord(f"{due.rule_id}/count", f"{due.count} {due.unit}", due.citation)
    for rule in agreement.late_rules.values():
        for number, charge in enumerate(rule.charges, start=1):
            address = f"{rule.rule_id}/charge-{number}"
            yield TermRecord(address, _charge(charge), rule.citation)
    for shares in agreement.credit_shares:
        yield from _share_figures(f"{agreement.address}/credit_shares/{shares.work}", shares)


def _share_figures(address: str, shares: CreditShares) -> Iterator[TermRecord]:
    """The percentages by which a residual is shared; the whole is no figure."""
    for place, case in enumerate(shares.cases, start=1):
        for role, share in case.items():
            if share != 1:
                yield TermRecord(f"{address}/{place}/{role}", percent(share), shares.citation)


def _charge(charge: LateCharge) -> str:
    return percent(charge.rate) if charge.rate is not None else show_cents(charge.fixed_cents)


def _said_figures(agreement: Agreement) -> Iterator[TermRecord]:
    noted = [*agreement.noted, *(one for article in agreement.articles for one in article.noted)]
    for one in noted:
        yield from _figures_in(one.says, one.address, one.citation)
    for _, conflict in conflicts_by_article(agreement):
        for place, (says, citation) in enumerate(conflict.says, start=1):
            yield from _figures_in(says, f"{conflict.address}/conflicts/{place}", citation)


def _figures_in(says: str, address: str, citation: Citation) -> Iterator[TermRecord]:
    """The amounts and shares that are said in words, numbered."""
    for number, match in enumerate(_SAID.finditer(says), start=1):
        yield TermRecord(f"{address}#{number}", match[0], citation)
