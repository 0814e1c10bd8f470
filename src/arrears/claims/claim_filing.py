"""Gathers what a claim file tells, and records that one was made: its version, its totals, its digest.

The same content as of the same day is the same version; anything else is a new one that tells the difference.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.agreements.model import Agreement
from arrears.book.access import NEVER_FILED
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.bundle_clauses import frozen_agreements
from arrears.claims.casework import CaseEvent, NewEvent, Plan, plan_and_append, read_events
from arrears.claims.claim import Claim
from arrears.claims.claim_figures import ClaimFigures
from arrears.claims.filed_versions import (
    FiledVersion,
    filed_versions,
    is_same_content,
    totals_of,
    version_body,
)
from arrears.claims.frozen import sha256_of_refs
from arrears.claims.lines_held import HeldLines
from arrears.vocabulary import GUILD_NAMES


def version_now(
    book: Book,
    figures: ClaimFigures,
    on: date,
    exhibits: tuple[str, ...] | None = None,
    acts: int | None = None,
) -> tuple[FiledVersion, FiledVersion | None]:
    """The version that a file made now is, and the one before it that differs; sha256 is still empty.

    exhibits, acts: as in `FiledVersion`.
    """
    refs = [str(ref) for (ref,) in figures.held.connection.execute("SELECT ref FROM line").fetchall()]
    totals = totals_of(figures.filed.whole)
    made = FiledVersion(1, on, figures.as_of, "", sha256_of_refs(refs), totals, exhibits, acts)
    before = filed_versions(book, figures.claim.claim_id)
    if not before:
        return made, None
    if is_same_content(before[-1], made):
        earlier = [one for one in before if one.version < before[-1].version]
        return replace(made, version=before[-1].version), earlier[-1] if earlier else None
    return replace(made, version=before[-1].version + 1), before[-1]


def is_made(book: Book, made: FiledVersion, claim: Claim) -> bool:
    """Whether a file of this content was made before."""
    return any(is_same_content(one, made) for one in filed_versions(book, claim.claim_id)[-1:])


def acts_to_tell(book: Book, claim: Claim) -> tuple[CaseEvent, ...]:
    """The acts of a claim, of its letters and of its awards, and money that came in on its settlements, as
    far as a file may tell them: none of counsel's, none of settlement talks.
    """
    own = {claim.claim_id, *claim.of_kind("letter"), *claim.of_kind("award")}
    settlements = frozenset(claim.of_kind("settlement"))
    return tuple(
        event
        for word in ("claim", "letter", "award", "collection")
        for event in read_events(book, f"{word}/")
        if event.access not in NEVER_FILED
        and (event.subject in own or event.body.get("under") in settlements)
    )


def agreements_of(held: HeldLines, library: Path = SHIPPED) -> tuple[Agreement, ...]:
    """The agreements that the claim's lines follow, as they were when the lines were frozen; each once."""
    found: dict[str, Agreement] = {}
    for one in held.freezings:
        for agreement in frozen_agreements(held, one, library):
            found[agreement.address] = agreement
    return tuple(found.values())


def names_of(held: HeldLines) -> dict[str, str]:
    """What the companies and people of the lines are called, by id."""
    rows = held.connection.execute(
        """SELECT company_id, min(company_name) FROM line WHERE company_name IS NOT NULL GROUP BY 1
           UNION ALL SELECT payee_id, min(payee_name) FROM line WHERE payee_name IS NOT NULL GROUP BY 1"""
    ).fetchall()
    return {**GUILD_NAMES, **{str(party_id): str(name) for party_id, name in rows if party_id}}


def titles_of(held: HeldLines) -> dict[str, str]:
    """What the titles of the lines are called, by id."""
    rows = held.connection.execute(
        "SELECT title_id, min(title_name) FROM line WHERE title_name IS NOT NULL GROUP BY 1"
    ).fetchall()
    return {str(title_id): str(name) for title_id, name in rows if title_id}


def record_file(
    book: Book, claim: Claim, made: FiledVersion, content: bytes, deed: tuple[str, str, date]
) -> CommittedEntry:
    """Append that a claim file was made. deed: who, why, and when it was learned.

    Findings: those of `append`; the same file twice is refused as an act that is in the book already.
    """
    by, why, learned_on = deed
    filed = replace(made, sha256=hashlib.sha256(content).hexdigest())
    body = version_body(filed, by, why)
    event = NewEvent(claim.claim_id, "file_made", body)
    return plan_and_append(book, lambda _: Plan((event,)), learned_on=learned_on)
