"""What a bundle holds of the case besides its lines: the chronology, and the exhibits with their marks.

Every act is shown with its own access class; decisions, with their reasons and the like cases, are the
guild's deliberations and stay out, and so does whatever counsel or settlement talks produced.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arrears.book.access import NEVER_FILED
from arrears.book.ledger import Book
from arrears.claims.bundle_content import MEMBER, BundleColumn, BundleTable, Exhibit, make_table
from arrears.claims.casework import CaseEvent, read_events
from arrears.claims.claim import Claim
from arrears.claims.evidence import Evidence, evidence_bytes, read_evidence
from arrears.claims.exhibits import filed_evidence

TOLD = (
    "opened",
    "lines_added",
    "lines_restated",
    "lines_withdrawn",
    "step",
    "evidence_added",
    "corresponded",
)


@dataclass(frozen=True)
class CaseTables:
    """The chronology and the exhibits of a claim, and what of them stays out."""

    tables: tuple[BundleTable, ...]
    exhibits: tuple[Exhibit, ...]
    left_out: tuple[str, ...]


def case_tables(book: Book, claim: Claim) -> CaseTables:
    """The chronology of a claim in the order of the days of its acts, and its exhibits.

    Findings: those of `evidence_bytes`.
    """
    events = [event for event in read_events(book, claim.claim_id) if event.subject == claim.claim_id]
    shown, left_out = filed_evidence(read_evidence(book, claim.claim_id))
    exhibits = [_exhibit(book, mark, item) for mark, item in shown]
    columns = ("mark", "file", "name", "source", "received_on", "sha256", "bytes")
    kinds = {"received_on": "date", "bytes": "number"}
    rows = [
        (exhibit.needs, (mark, exhibit.file, item.given.path.name, item.given.source, item.given.received_on,
                         hashlib.sha256(exhibit.content).hexdigest(), len(exhibit.content)))
        for (mark, item), exhibit in zip(shown, exhibits)
    ]  # fmt: skip
    table = make_table("exhibit", [BundleColumn(name, kinds.get(name, "text")) for name in columns], rows)
    return CaseTables((chronology(events), table), tuple(exhibits), tuple(left_out))


def _exhibit(book: Book, mark: str, item: Evidence) -> Exhibit:
    ending = item.given.path.suffix.lower()
    kept = ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""
    needs = frozenset({item.given.access}) - {"public"}
    return Exhibit(f"exhibits/{mark}{kept}", evidence_bytes(book, item), needs)


def chronology(events: Sequence[CaseEvent]) -> BundleTable:
    """The acts of a claim that a bundle tells, one row each; privileged acts are not among them.

    Columns: names_sha256, over the names of lines that an act added, names members: whoever has the rest of
    a name could try ids until the digest fits.
    """
    columns = tuple(BundleColumn(name) for name in ("what", "forum", "by", "facts"))
    named = BundleColumn("names_sha256", needs=MEMBER)
    told = sorted(
        (e for e in events if e.kind in TOLD and e.access not in NEVER_FILED), key=lambda e: (e.on, e.seq)
    )
    rows = [
        (frozenset({event.access}), (event.on, *_words(event.kind, event.body)))
        for event in told
    ]  # fmt: skip
    return make_table("chronology", (BundleColumn("on", "date"), *columns, named), rows)


def _words(kind: str, body: Mapping[str, Any]) -> tuple[str, str, str, str | None, str | None]:
    facts = ", ".join(f"{name}: {value}" for name, value in sorted(dict(body.get("facts", {})).items()))
    what = str(body["step"]) if kind == "step" else kind.replace("_", " ")
    names: str | None = None
    if kind in ("lines_added", "lines_restated"):
        facts, names = f"{body['count']} obligations", str(body["refs_sha256"])
    return what, str(body.get("forum", "")), str(body["by"]), facts or None, names
