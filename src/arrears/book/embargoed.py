"""Which acts about the talks a running news blackout keeps from an audience, though they were open before it.

It stands beside the view of the ledger, because no command may tell of them, nor how many there are. Acts of
a class of counsel or of mediation, and what is filed or decided in a claim, no blackout covers. Who may
declare and lift one is told in `bargaining.embargo`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arrears.book.access import EMBARGOED, TALKS, Audience, compared_with

BLACKOUT = "blackout"
DECLARED, LIFTED = "declared", "lifted"
# What is filed or decided in a claim is told of claims, and no blackout over the talks hides it.
ABOUT_CLAIMS = frozenset(("filing", "award"))
# Classes of their own that outlast every blackout: mediation and counsel's work are never embargoed.
OUTLAST = frozenset(("counsel_only", "settlement"))
# Found by subject in no time, however many acts of claims a book holds; made by whoever appends.
INDEXES = tuple(
    f"CREATE INDEX IF NOT EXISTS event_of_{word} ON event (subject)"
    f" WHERE subject >= '{word}/' AND subject < '{word}0'"
    for word in (BLACKOUT, TALKS)
)


@dataclass(frozen=True)
class Covered:
    """What a blackout covers of its talks. since: entries of earlier days stay open; '' = of no day.

    published_stay: entries of the class `public` that name a source stay open.
    """

    talks: str
    since: str = ""
    published_stay: bool = False

    def covers(self, entry: Mapping[str, Any], access: str) -> bool:
        """Whether an entry of its talks, as an act holds it, carries the embargo. What has no day does:
        nobody can tell that it is older.
        """
        if entry["talks"] != self.talks or entry["kind"] in ABOUT_CLAIMS or access in OUTLAST:
            return False
        if self.published_stay and access == "public" and entry["sources"]:
            return False
        last = str(entry["until"] or entry["on"])
        return not last or last >= self.since


@dataclass(frozen=True)
class DeclaredOrLifted:
    """One act about a blackout: in which entry of the whole book, of what class, and what it covers."""

    seq: int
    subject: str
    is_lifting: bool
    access: str
    covered: Covered | None = None


def covered_by(body: Mapping[str, Any]) -> Covered:
    """What the act that declared a blackout says that it covers."""
    since, stays = str(body.get("entries_since", "")), bool(body.get("published_stay", ""))
    return Covered(str(body["talks"]), since, stays)


def acts_of_blackouts(ledger: sqlite3.Connection, audience: Audience) -> tuple[DeclaredOrLifted, ...]:
    """The declarations and liftings that an audience may know of, in the order of the whole book."""
    found = []
    for seq, subject, kind, body, access in _acts_about(ledger, BLACKOUT):
        if access in audience.classes and kind in (DECLARED, LIFTED):
            is_lifting = kind == LIFTED
            covered = None if is_lifting else covered_by(json.loads(body))
            found.append(DeclaredOrLifted(seq, subject, is_lifting, access, covered))
    return tuple(found)


def kept_back(
    ledger: sqlite3.Connection, audience: Audience, acts: Iterable[DeclaredOrLifted]
) -> frozenset[str]:
    """The subjects that blackouts keep from an audience: acts that it could read before, and may again.

    acts: the declarations and liftings so far. An act is kept back only where all who may read its class may
    know of the blackout: to others nothing changes, so that they learn of no blackout by what is gone.
    """
    if EMBARGOED in audience.classes:
        return frozenset()
    running: dict[str, DeclaredOrLifted] = {}
    for one in acts:
        if one.is_lifting:
            running.pop(one.subject, None)
        else:
            running[one.subject] = one
    return frozenset(_subjects(ledger, tuple(running.values()))) if running else frozenset()


def _subjects(ledger: sqlite3.Connection, running: Sequence[DeclaredOrLifted]) -> Iterator[str]:
    for _, subject, _, body, access in _acts_about(ledger, TALKS):
        if access == EMBARGOED:
            continue
        entry = json.loads(body).get("entry")
        known = compared_with(access)
        if entry and any(
            one.access in known and one.covered and one.covered.covers(entry, access) for one in running
        ):
            yield subject


def _acts_about(ledger: sqlite3.Connection, word: str) -> list[tuple[int, str, str, str, str]]:
    query = (
        "SELECT seq, subject, kind, body, access FROM main.event"
        f" WHERE subject >= '{word}/' AND subject < '{word}0' ORDER BY seq, rowid"
    )
    columns = {str(row[1]) for row in ledger.execute("PRAGMA main.table_info(event)")}
    return ledger.execute(query).fetchall() if "access" in columns else []
