"""How long the free window of a title on a service is, under which clause and reading: asked of the clauses.

A clause that pays for times online from a day on, such as `free_until`, has a free window: the days between
the first day online and that day. No number of days stands here; where the day cannot be figured, what is
missing is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.agreements.model import Citation
from arrears.audit.arrears_tables import STATUS_ORDER
from arrears.formula.asks import asks
from arrears.formula.explain import Explained, RecordFacts, Value, evaluate
from arrears.obligations.explained_ledger import fact_value
from arrears.obligations.variants import Variant

AVAILABILITY = "availability"


@dataclass(frozen=True)
class FreeWindow:
    """What one clause on one reading gives as the free window of one time online.

    days: null when it cannot be figured; missing then names what is not recorded. applies: null when the
    records do not tell whether the clause applies. status: the weakest of the terms that were reached.
    """

    days: int | None
    clause: str
    reading: str
    applies: bool | None
    status: str
    cites: tuple[str, ...]
    missing: tuple[str, ...]


def windowed(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    """The variants that pay for times online beyond a free window."""
    return tuple(v for v in variants if v.formula.record_kind == AVAILABILITY and v.formula.each is not None)


def facts_of_windows(variants: Sequence[Variant]) -> frozenset[str]:
    """The facts that the clauses ask for, which a line must have before its window can be figured."""
    return frozenset(name for variant in variants for name in asks(variant.formula).facts)


def free_windows(variants: Sequence[Variant], line: Mapping[str, object]) -> Iterator[FreeWindow]:
    """The free windows of one time online, one for each clause on each reading that applies or may apply."""
    first = line["first_day_online"]
    assert isinstance(first, date)
    for variant in variants:
        assert variant.formula.each is not None
        facts: dict[str, Value] = {
            name: fact_value(line.get(name)) for name in sorted(asks(variant.formula).facts)
        }
        record = RecordFacts(facts)
        when = evaluate(variant.formula.when, record)
        if when.value is False:
            continue
        start = evaluate(variant.formula.each.start, record)
        found = [start] if when.value else [when, start]
        yield FreeWindow(
            days=(start.value - first).days if isinstance(start.value, date) else None,
            clause=f"{variant.agreement.address}/{variant.clause.name}",
            reading=variant.reading,
            applies=None if when.value is None else True,
            status=_status(variant, start),
            cites=_cites(variant, start),
            missing=tuple(dict.fromkeys(name for one in found for name in one.missing)),
        )


def _status(variant: Variant, reached: Explained) -> str:
    """The weakest status among the clause itself and the terms that the window rests on."""
    statuses = [variant.clause.citation.status, *(term.status for term in _citations(variant, reached))]
    return max(statuses, key=STATUS_ORDER.index)


def _cites(variant: Variant, reached: Explained) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.source for cited in _citations(variant, reached)))


def _citations(variant: Variant, reached: Explained) -> list[Citation]:
    terms = {term.address: term.citation for term in variant.clause.terms}
    return [terms[address] for address in _addresses(reached) if address in terms]


def _addresses(reached: Explained) -> Iterator[str]:
    if reached.address:
        yield reached.address
    for below in reached.children:
        yield from _addresses(below)
