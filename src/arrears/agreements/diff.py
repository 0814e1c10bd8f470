"""What differs between two versions of an agreement, address by address.

It compares what is written, not what it would pay: a figure that is the same money written otherwise is no
difference, and a clause that moved to another article is one that went and one that came.
"""

from __future__ import annotations

from dataclasses import dataclass

from arrears.agreements.addresses import Addressed, addressed_parts
from arrears.agreements.model import Agreement
from arrears.findings import Refused
from arrears.formula.figures import read_figure

NOT_THERE = "not there"


@dataclass(frozen=True)
class Change:
    """One difference; address: without family and version; was, now: as written, or `not there`."""

    address: str
    was: str
    now: str


def diff_agreements(old: Agreement, new: Agreement) -> list[Change]:
    """Every address at which two versions say something else, in the order of the older one, then what is
    new.

    Rows: one per address of a figure, an expression, a rule or a title; of a clause that is only in one
    version the clause alone is told, since all that it says goes or comes with it.
    """
    was, now = _by_lineage(old), _by_lineage(new)
    changes: list[Change] = []
    for address in [*was, *(address for address in now if address not in was)]:
        before, after = was.get(address), now.get(address)
        if before is not None and after is not None:
            if not _is_same(before.written, after.written):
                changes.append(Change(address, before.written, after.written))
        elif not _goes_with_its_clause(address, was if after is None else now, now if after is None else was):
            changes.append(Change(address, _words(before), _words(after)))
    return changes


def _words(part: Addressed | None) -> str:
    return NOT_THERE if part is None else part.written


def _by_lineage(agreement: Agreement) -> dict[str, Addressed]:
    """The parts of an agreement by address without family and version; the agreement itself is its title."""
    start = f"{agreement.address}/"
    return {
        (address.removeprefix(start) if address != agreement.address else "title"): part
        for address, part in addressed_parts(agreement).items()
    }


def _is_same(was: str, now: str) -> bool:
    """Whether two texts are the same words or the same figure."""
    if was == now:
        return True
    try:
        return read_figure(was) == read_figure(now)
    except Refused:
        return False


def _goes_with_its_clause(address: str, here: dict[str, Addressed], there: dict[str, Addressed]) -> bool:
    """Whether the clause or article above an address is itself on one side only."""
    parts = address.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts))]
    return any(one in here and one not in there for one in above)
