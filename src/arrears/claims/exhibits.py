"""The exhibits of a claim: its evidence that may be filed, each with a mark that never changes.

Marks follow the order in which evidence joined the claim, and an item that may not be filed has none, so that
no gap tells of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from arrears.book.access import NEVER_FILED
from arrears.claims.evidence import Evidence


@dataclass(frozen=True)
class Marked:
    """One exhibit: its mark, the document, who gave it, and the digest that it is kept under."""

    mark: str
    evidence_id: str
    name: str
    source: str
    received_on: date
    sha256: str


def mark_exhibits(items: Iterable[Evidence]) -> tuple[Marked, ...]:
    """The items that may be filed, marked `Exhibit 1`, `Exhibit 2` …; what was destroyed keeps its mark."""
    filed = [item for item in items if item.given.access not in NEVER_FILED]
    return tuple(
        Marked(
            f"Exhibit {number}",
            item.evidence_id,
            item.given.path.name,
            item.given.source,
            item.given.received_on,
            item.sha256 if item.destroyed is None else f"{item.sha256} (destroyed under a duty)",
        )
        for number, item in enumerate(filed, start=1)
    )
