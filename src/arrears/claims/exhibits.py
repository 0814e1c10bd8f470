"""The exhibits of a claim: its evidence that may be filed, with marks that file and bundle share.

Marks are counted by access class in the order in which evidence joined the claim, so that those which a copy
shows do not tell how many it withholds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.book.access import NEVER_FILED
from arrears.claims.evidence import Evidence

MARK_LETTERS: Mapping[str, str] = {
    "public": "A",
    "parties": "P",
    "guild_only": "G",
    "member_identified": "M",
    "aggregates_only": "T",
    "outside_auditor": "O",
}


@dataclass(frozen=True)
class Marked:
    """One exhibit: its mark, the document, who gave it, the digest that it is kept under, its class."""

    mark: str
    evidence_id: str
    name: str
    source: str
    received_on: date
    sha256: str
    access: str


@dataclass(frozen=True)
class EvidenceIndex:
    """The exhibits of a claim, and a sentence for each document that is held and not filed."""

    exhibits: tuple[Marked, ...]
    left_out: tuple[str, ...] = ()


def index_evidence(items: Sequence[Evidence]) -> EvidenceIndex:
    """The items that are filed, with their marks, and what of them is not."""
    filed, left_out = filed_evidence(items)
    exhibits = tuple(
        Marked(
            mark,
            item.evidence_id,
            item.given.path.name,
            item.given.source,
            item.given.received_on,
            item.sha256,
            item.given.access,
        )
        for mark, item in filed
    )
    return EvidenceIndex(exhibits, tuple(left_out))


def filed_evidence(held: Sequence[Evidence]) -> tuple[list[tuple[str, Evidence]], list[str]]:
    """The evidence that is filed, with its mark, and a sentence for what is not.

    Marks are counted by class, so that those which a copy shows do not tell how many it withholds.
    """
    counted: Counter[str] = Counter()
    filed: list[tuple[str, Evidence]] = []
    left_out: list[str] = []
    for item in held:
        if item.given.access in NEVER_FILED:
            continue
        if item.is_encrypted:
            left_out.append(
                f"{item.evidence_id} is under a duty to return or destroy it, so it is no exhibit"
            )
            continue
        counted[item.given.access] += 1
        filed.append((f"{MARK_LETTERS[item.given.access]}-{counted[item.given.access]}", item))
    return filed, left_out
