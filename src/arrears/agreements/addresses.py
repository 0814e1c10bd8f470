"""Addresses of agreements: what stands at `family/version/article/clause/name[/row[/column]]`.

One flat list of everything that a reader can cite, with the words or figure that stand there and where they
come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from arrears.agreements.due_rules import rules_of
from arrears.agreements.model import (
    Agreement,
    Article,
    Citation,
    Clause,
    Conflict,
    DueRule,
    LateCharge,
    Noted,
)
from arrears.findings import Finding, Refused, suggest
from arrears.money import show_cents

Sort = Literal["agreement", "article", "clause", "figure", "words", "rule", "conflict", "noted"]


@dataclass(frozen=True)
class Addressed:
    """What stands at one address: a figure or words as the file writes them, and where they come from."""

    address: str
    sort: Sort
    written: str
    citation: Citation | None


def addressed_parts(agreement: Agreement) -> Mapping[str, Addressed]:
    """Everything of an agreement by address, in the document's order."""
    found: dict[str, Addressed] = {}
    for part in _parts(agreement):
        found.setdefault(part.address, part)
    return found


def _parts(agreement: Agreement) -> Iterator[Addressed]:
    at = agreement.address
    yield Addressed(at, "agreement", agreement.title, agreement.citation)
    yield Addressed(f"{at}/covers/from", "figure", agreement.covers_from.isoformat(), agreement.citation)
    yield Addressed(f"{at}/covers/until", "figure", agreement.covers_until.isoformat(), agreement.citation)
    yield from _rules(agreement)
    yield from _noted(agreement.noted)
    for article in agreement.articles:
        yield Addressed(f"{at}/{article.name}", "article", article.title, None)
        for conflict in article.conflicts:
            yield _conflict(conflict)
        yield from _noted(article.noted)
        for clause in article.clauses:
            yield from _clause_parts(f"{at}/{clause.name}", clause)


def _clause_parts(address: str, clause: Clause) -> Iterator[Addressed]:
    yield Addressed(address, "clause", clause.words or clause.name, clause.citation)
    for sentence in clause.sentences:
        yield Addressed(sentence.address, "words", sentence.written, sentence.citation)
    for term in clause.terms:
        yield Addressed(term.address, "figure", term.written, term.citation)
    for conflict in clause.conflicts:
        yield _conflict(conflict)


def _noted(noted: Sequence[Noted]) -> Iterator[Addressed]:
    for one in noted:
        yield Addressed(one.address, "noted", one.says, one.citation)
        yield from (_conflict(conflict) for conflict in one.conflicts)


def _conflict(conflict: Conflict) -> Addressed:
    says = " against ".join(f"{said} ({citation.source})" for said, citation in conflict.says)
    return Addressed(f"{conflict.address}/conflicts", "conflict", says, None)


def _due_words(due: DueRule) -> str:
    printed = ", ".join(f"{a:02d}-{b:02d} to {c:02d}-{d:02d}" for (a, b), (c, d) in due.printed.items())
    return f"{due.count} {due.unit} after {due.after}" + (f"; printed {printed}" if printed else "")


def _rules(agreement: Agreement) -> Iterator[Addressed]:
    """The rules of the header: due dates as clauses use them, late charges, credit shares and columns."""
    at = agreement.address
    for clause in agreement.clauses():
        for due in rules_of(clause.due) if clause.due is not None else ():
            yield Addressed(_rule_address(at, "due", due.rule_id), "rule", _due_words(due), due.citation)
    for rule in agreement.late_rules.values():
        charges = ", ".join(f"{_charge_words(charge)} per {charge.per}" for charge in rule.charges)
        words = f"{charges} until {rule.ends}; {' and '.join(rule.counts)}; {' and '.join(rule.part_month)}"
        yield Addressed(_rule_address(at, "late_rules", rule.rule_id), "rule", words, rule.citation)
    for shares in agreement.credit_shares:
        cases = "; ".join(
            ", ".join(f"{role} {percent(share)}" for role, share in case.items()) for case in shares.cases
        )
        yield Addressed(f"{at}/credit_shares/{shares.work}", "rule", cases, shares.citation)
    for columns in agreement.credit_columns:
        words = ", ".join(f"{role} {column}" for role, column in columns.columns.items())
        yield Addressed(f"{at}/credit_columns/{columns.work}", "rule", words, columns.citation)


def _charge_words(charge: LateCharge) -> str:
    return percent(charge.rate) if charge.rate is not None else show_cents(charge.fixed_cents)


def percent(share: Fraction) -> str:
    """A share as agreements print it, `1.5%`; one without an end in decimals stays a fraction."""
    hundredfold = share * 100
    digits = Decimal(hundredfold.numerator) / Decimal(hundredfold.denominator)
    return f"{digits.normalize():f}%" if Fraction(digits) == hundredfold else str(share)


def _rule_address(agreement: str, key: str, rule_id: str) -> str:
    """A rule of the header stands under its key; one written inside a clause under the clause."""
    name = rule_id.removeprefix(f"{agreement}/")
    return rule_id if "/" in name else f"{agreement}/{key}/{name}"


def full_address(address: str, agreements: Iterable[str]) -> str:
    """An address as the folders spell it: `sag-tv-2014/reruns` is `sag/tv-2014/reruns`. Others stay."""
    wanted = address.strip("/")
    first, _, below = wanted.partition("/")
    for known in agreements:
        if known.replace("/", "-") == first:
            return f"{known}/{below}" if below else known
    return wanted


def find_address(agreements: Sequence[Agreement], address: str) -> tuple[Agreement, Addressed]:
    """The agreement that an address belongs to, and what stands there.

    Findings: raises `Refused` with the nearest known address when nothing stands there.
    """
    wanted = full_address(address, [agreement.address for agreement in agreements])
    known: list[str] = []
    for agreement in agreements:
        parts = addressed_parts(agreement)
        if wanted in parts:
            return agreement, parts[wanted]
        known.extend(parts)
    family = [one for one in known if one.count("/") <= wanted.count("/") + 1]
    raise Refused(
        [
            Finding(
                "address-unknown",
                wanted[:120] or "address",
                "nothing stands at this address.",
                "an address of a loaded agreement",
                f"'{wanted[:120]}'",
                suggest(wanted, family or [agreement.address for agreement in agreements]),
            )
        ]
    )


def article_named(agreement: Agreement, name: str) -> Article | None:
    """An article by name, or None."""
    return next((article for article in agreement.articles if article.name == name), None)
