"""Makes the sealed bundle of a claim, and copies of it for others that tie to it.

The first bundle of a content draws a seed, which an act in the book keeps; a later copy of the same content
finds it there and so has the same root. When lines, payments, exhibits or the day change, the content is
another, and a new seed is drawn: two bundles of one seed would tell which withheld cells had not changed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.book.access import Audience, for_export
from arrears.book.ledger import Book
from arrears.claims.bundle_case import case_tables
from arrears.claims.bundle_content import FILED_CLASSES, BundleContent, BundleTable
from arrears.claims.bundle_decisions import award_tables, decision_tables
from arrears.claims.bundle_lines import line_tables
from arrears.claims.bundle_records import record_table
from arrears.claims.bundle_seal import Copy, Sealed, seal_bundle, table_layout
from arrears.claims.casework import NewEvent, Plan, append_numbered, read_events
from arrears.claims.claim import Claim, read_claim
from arrears.claims.lines_held import open_lines
from arrears.claims.verifier.verify import canonical
from arrears.findings import Finding, Refused

SEED_BYTES = 32
RELEASABLE = ("guild_only", "member_identified", "aggregates_only")


@dataclass(frozen=True)
class BundleAsked:
    """What is asked of a bundle: for whom, as of which day, signed with which key, released by whom.

    released: classes that the guild shows to this audience with this bundle, besides what it may read.
    drawn_from: what the seed is drawn from, to make the same bundle again; None: the system's randomness.
    """

    audience: Audience
    on: date
    by: str
    why: str = ""
    as_of: date | None = None
    released: tuple[str, ...] = ()
    private_key: bytes | None = None
    drawn_from: bytes | None = None


@dataclass(frozen=True)
class BundleMade:
    """A bundle that was written, and the act that keeps its seed. is_copy: an earlier bundle has its root."""

    sealed: Sealed
    subject: str
    is_copy: bool
    shows: tuple[str, ...]
    left_out: tuple[str, ...]


def make_bundle(
    book: Book, claim_id: str, asked: BundleAsked, out: Path, library: Path = SHIPPED
) -> BundleMade:
    """Write the sealed bundle of a claim, or a copy of it for an audience.

    Findings: `bundle-release`, `bundle-exists`, `bundle-own-lines`, those of `bundle_content`, of
    `seal_bundle` and of `append`.
    """
    if out.exists():
        problem, remedy = "something has this name already; nothing was written", "choose another name"
        raise Refused([Finding("bundle-exists", str(out), problem, "a new file", out.name, remedy)])
    copy, claim = _copy_for(asked), read_claim(book, claim_id)
    content = bundle_content(book, claim, asked.as_of, library)
    _refuse_lines_of_others(asked.audience, claim)
    subject, seed, is_copy = _seed_of(book, content, asked)
    sealed = seal_bundle(content, seed, copy, out, asked.private_key)
    return BundleMade(
        sealed, subject, is_copy, tuple(sorted(copy.reads & set(FILED_CLASSES))), content.left_out
    )


def bundle_content(
    book: Book, claim: Claim, as_of: date | None = None, library: Path = SHIPPED
) -> BundleContent:
    """What the bundle of a claim holds, as of a day; the latest day of its audits where none is given.

    Findings: `claim-without-lines`, `bundle-privileged`, `bundle-class`, and those of the claim's files.
    """
    held = open_lines(book, claim)
    day = as_of or max(one.as_of for one in held.freezings)
    lines = line_tables(held, claim, day, library)
    case = case_tables(book, claim)
    settings = {
        "claim": claim.claim_id,
        "title": claim.title,
        "agreement": claim.agreement,
        "as_of": day.isoformat(),
        "position of claimants": claim.positions["claimants"],
        "position of respondents": claim.positions["respondents"],
        **lines.settings,
    }
    readable = for_export(book.audience).classes
    classes = tuple(word for word in FILED_CLASSES if word in readable)
    decided = (*decision_tables(book, claim), *award_tables(book, claim, day))
    tables = (*lines.tables, record_table(book, held), *case.tables, *decided)
    refuse_unreadable(claim.claim_id, tables, classes)
    return BundleContent(settings, tables, classes, case.exhibits, case.left_out)


def refuse_unreadable(place: str, tables: Sequence[BundleTable], classes: Sequence[str]) -> None:
    """Refuse material that who makes the bundle may not read: nobody could tell what is in it."""
    asked = frozenset[str]().union(*(needs for table in tables for needs in table.parts))
    if asked <= set(classes):
        return
    problem = "the claim rests on material that this audience may not read"
    remedy = "have it made by whoever may read all of it"
    found = ", ".join(sorted(asked - set(classes)))
    expected = f"material of {', '.join(classes) or 'no class'}"
    raise Refused([Finding("bundle-class", place, problem, expected, found, remedy)])


def content_digest(content: BundleContent) -> str:
    """SHA-256 over everything that a bundle seals, without salts."""
    digest = hashlib.sha256(canonical([dict(content.settings), list(content.classes)]))
    for table in sorted(content.tables, key=lambda one: one.name):
        digest.update(canonical(table_layout(table, content.classes)))
        for needs in sorted(table.parts, key=sorted):
            digest.update(canonical(sorted(needs)))
            for row in table.parts[needs]:
                digest.update(canonical(list(row)))
    return digest.hexdigest()


def _copy_for(asked: BundleAsked) -> Copy:
    """What the copy shows: what its audience reads, and what the guild releases to it."""
    wrong = [word for word in asked.released if word not in RELEASABLE]
    if wrong:
        problem = "this class is not the guild's own to release with a bundle"
        remedy = "release only what the guild holds for itself or for its members"
        expected = f"one of {', '.join(RELEASABLE)}"
        raise Refused([Finding("bundle-release", "--release", problem, expected, ", ".join(wrong), remedy)])
    reads = for_export(asked.audience).classes | set(asked.released)
    return Copy(asked.audience.name, frozenset(reads), tuple(sorted(asked.released)))


def _refuse_lines_of_others(audience: Audience, claim: Claim) -> None:
    """A bundle shows every line of its claim, so it is made for nobody who may see some of them only."""
    others = [company for company in claim.respondents if company != audience.company_id]
    if not audience.sees_own_lines_only and not (audience.company_id and others):
        return
    problem = "a bundle shows all lines of its claim, and this audience may see its own only"
    expected = "an audience that may see all of them"
    remedy = "give a member the statement, and a company a bundle of a claim against it alone"
    raise Refused([Finding("bundle-own-lines", "--for", problem, expected, audience.name, remedy)])


def _seed_of(book: Book, content: BundleContent, asked: BundleAsked) -> tuple[str, bytes, bool]:
    """The act that keeps the seed of this content, the seed, and whether it was there already."""
    digest = content_digest(content)
    for event in read_events(book, "bundle/"):
        if event.kind == "sealed" and event.body["content_sha256"] == digest:
            return event.subject, bytes.fromhex(str(event.body["seed"])), True
    # By the content too: two contents under one seed would tell which withheld cells are the same in both.
    drawn = asked.drawn_from or secrets.token_bytes(SEED_BYTES)
    seed = hmac.digest(drawn, bytes.fromhex(digest), "sha256")
    body: Mapping[str, object] = {
        "on": asked.on.isoformat(),
        "by": asked.by,
        "why": asked.why,
        "claim": content.settings["claim"],
        "content_sha256": digest,
        "seed": seed.hex(),
    }

    def make(subject: str) -> Plan:
        return Plan((NewEvent(subject, "sealed", body, _seed_access(content)),))

    subject, _ = append_numbered(book, "bundle", make, learned_on=asked.on)
    return subject, seed, False


def _seed_access(content: BundleContent) -> str:
    """Who may read the seed: who holds it can try every withheld value."""
    return "outside_auditor" if "outside_auditor" in content.classes else "guild_only"
