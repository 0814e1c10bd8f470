"""The versions of a claim file that were made: each with its totals, so that a later one tells what changed.

A file that somebody relied on is never changed in silence: a correction makes a new version and the
difference is part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.book.ledger import Book
from arrears.claims.amounts import Amounts
from arrears.claims.casework import CaseEvent, read_events

SUMS = ("principal", "undisputed", "disputed", "late_simple", "late_compound", "late_daily", "damages")


@dataclass(frozen=True)
class FiledTotal:
    """The sums of one reading in one currency, in cents, by the names in SUMS; lines: how many there are."""

    position: str
    currency: str
    lines: int
    not_computable: int
    cents: Mapping[str, int]


@dataclass(frozen=True)
class FiledVersion:
    """A claim file that was made. sha256: of its bytes; refs_sha256: of the names of its lines.

    exhibits: each mark with the digest it is kept under; acts: how many the chronology tells. Null where the
    version was made before that was kept.
    """

    version: int
    on: date
    as_of: date
    sha256: str
    refs_sha256: str
    totals: tuple[FiledTotal, ...]
    exhibits: tuple[str, ...] | None = None
    acts: int | None = None


def totals_of(amounts: Sequence[Amounts]) -> tuple[FiledTotal, ...]:
    """The totals of a whole claim, one for each reading and currency."""
    return tuple(
        FiledTotal(
            one.position,
            one.currency,
            one.lines,
            one.not_computable,
            {name: int(getattr(one, f"{name}_cents")) for name in SUMS},
        )
        for one in amounts
    )


def filed_versions(book: Book, claim_id: str) -> tuple[FiledVersion, ...]:
    """Every claim file made of a claim, oldest first."""
    return tuple(
        _version(event)
        for event in read_events(book, claim_id)
        if event.subject == claim_id and event.kind == "file_made"
    )


def is_same_content(earlier: FiledVersion, later: FiledVersion) -> bool:
    """Whether two versions state the same amounts over the same lines, acts and exhibits as of the same day.

    What one of the two did not keep is not compared.
    """
    is_same = all(
        None in (was, now) or was == now
        for was, now in ((earlier.exhibits, later.exhibits), (earlier.acts, later.acts))
    )
    stated = (earlier.as_of, earlier.refs_sha256, earlier.totals)
    return is_same and stated == (later.as_of, later.refs_sha256, later.totals)


def change_sentences(earlier: FiledVersion, later: FiledVersion) -> tuple[str, ...]:
    """What a version has besides other sums: exhibits that came or went, acts that the chronology adds."""
    was, now = earlier.exhibits or (), later.exhibits or ()
    marks = (
        [one.split()[0] for one in now if one not in was],
        [one.split()[0] for one in was if one not in now],
    )
    more = (later.acts or 0) - earlier.acts if earlier.acts is not None else 0
    said = (
        f"Exhibits added: {', '.join(marks[0])}." if marks[0] and earlier.exhibits is not None else "",
        f"Exhibits of that version that are not in this one: {', '.join(marks[1])}." if marks[1] else "",
        f"The chronology tells {more} more act{'' if more == 1 else 's'}." if more > 0 else "",
    )
    return tuple(one for one in said if one)


def version_body(made: FiledVersion, by: str, why: str) -> dict[str, Any]:
    """The act of making a claim file, as its event holds it."""
    return {
        "on": made.on.isoformat(),
        "by": by,
        "why": why,
        "version": str(made.version),
        "as_of": made.as_of.isoformat(),
        "sha256": made.sha256,
        "refs_sha256": made.refs_sha256,
        "totals": [
            {
                "position": one.position,
                "currency": one.currency,
                "lines": str(one.lines),
                "not_computable": str(one.not_computable),
                "cents": {name: str(cents) for name, cents in one.cents.items()},
            }
            for one in made.totals
        ],
        **({} if made.exhibits is None else {"exhibits": list(made.exhibits)}),
        **({} if made.acts is None else {"acts": str(made.acts)}),
    }


def _version(event: CaseEvent) -> FiledVersion:
    body = event.body
    totals = tuple(
        FiledTotal(
            str(one["position"]),
            str(one["currency"]),
            int(one["lines"]),
            int(one["not_computable"]),
            {str(name): int(cents) for name, cents in one["cents"].items()},
        )
        for one in body["totals"]
    )
    as_of = date.fromisoformat(str(body["as_of"]))
    number = int(body["version"])
    return FiledVersion(
        number,
        event.on,
        as_of,
        str(body["sha256"]),
        str(body["refs_sha256"]),
        totals,
        tuple(str(one) for one in body["exhibits"]) if "exhibits" in body else None,
        int(body["acts"]) if "acts" in body else None,
    )
