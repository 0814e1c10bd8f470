"""What changed in a claim's lines since they were frozen, and why; and the restatement of the lines.

A correction never changes a filed claim by itself: the filed version stays in the book for good, a restated
one is a further act with its own files, and both can be read and compared at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from arrears.agreements.load import SHIPPED
from arrears.agreements.model import Agreement
from arrears.audit.changed_rows import CAUSES_BY_TITLE, BookState, files_between, make_causes
from arrears.audit.run_tables import RunTables
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.amounts import FIRST_NAMED, figure_as_filed
from arrears.claims.casework import NewEvent, Plan, plan_and_append, read_events
from arrears.claims.claim import Claim, LineSet, fold_claims, read_claim
from arrears.claims.filed_names import name_as_filed
from arrears.claims.frozen import freeze, lines_body, stage_frozen
from arrears.claims.lines_held import HeldLines, open_lines
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused

COMPARED = (
    "amount_cents", "low_cents", "high_cents", "due_on", "version", "status", "positions", "missing",
    "paid_cents", "state",
)  # fmt: skip
KINDS = ("no longer there", "new", "another amount", "another due date", "other terms", "other payments")
SIDE = "ref, title_id, currency, company_id, market, territory, occasion, payee_id, entitlement, clause"


@dataclass(frozen=True)
class LineChange:
    """One line that differs: was and became hold the amount in cents, the due day, version and state.

    A side is null where the line is not there. why: what of its title came between; empty when nothing did.
    """

    kind: str
    ref: str
    title_id: str
    currency: str
    was: tuple[int | None, date | None, str, str, int] | None
    became: tuple[int | None, date | None, str, str, int] | None
    why: str

    @property
    def difference_cents(self) -> int | None:
        """How much more is owed; null where an amount is not known. What is not there counts nothing."""
        before = 0 if self.was is None else self.was[0]
        after = 0 if self.became is None else self.became[0]
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class ClaimChanges:
    """How the lines of a claim differ from those of a fresh run, or from those of another version.

    agreements: addresses whose files differ. same: how many lines are as they were.
    """

    claim_id: str
    changes: tuple[LineChange, ...]
    same: int
    agreements: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind."""
        return {kind: count for kind in KINDS if (count := sum(c.kind == kind for c in self.changes))}


def line_versions(book: Book, claim_id: str) -> tuple[tuple[LineSet, ...], ...]:
    """Every version of a claim's lines, the first filed first; adding lines and restating each make one."""
    claim = read_claim(book, claim_id)
    events = [event for event in read_events(book, claim.claim_id) if event.subject == claim.claim_id]
    versions: list[tuple[LineSet, ...]] = []
    for count, event in enumerate(events, start=1):
        if event.kind in ("lines_added", "lines_restated"):
            versions.append(fold_claims(events[:count])[claim.claim_id].lines)
    return tuple(versions)


def changes_since(book: Book, claim: Claim, run: RunTables) -> ClaimChanges:
    """What a fresh run has otherwise than the claim's lines, each change with its causes.

    The lines are figured as of the run's day, so that only records and agreements differ, not the day. The
    run must be allowed to read the book's tables.
    """
    held = open_lines(book, claim)
    figure_as_filed(held, date.fromisoformat(run.heading.as_of))
    name_as_filed(run, held)
    _put_side(run, "was", held, f"SELECT {SIDE}, {', '.join(COMPARED)} FROM line_amount")
    _put_side(run, "withdrawn", held, _withdrawn_sql(claim))
    _put_side(run, "shared", held, _shared_sql(held))
    own = ", ".join(f"o.{name}" if name not in ("paid_cents", "state") else f"s.{name}" for name in COMPARED)
    side = SIDE.replace("ref, ", "r.ref, ").replace(" title_id", " o.title_id")
    fresh = f"""SELECT {side}, {own} FROM obligation o JOIN standing s USING (obligation_no)
                JOIN {FIRST_NAMED} r USING (obligation_no)"""
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {fresh}")
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE became AS {BECAME}")
    first = min(held.freezings, key=lambda one: one.run_seq)
    seq, known_by = run.heading.seq, run.heading.known_by
    now = BookState(seq, date.fromisoformat(known_by) if known_by else None)
    make_causes(run, files_between(book, BookState(first.run_seq, first.known_by), now))
    before = dict(pair for one in held.freezings for pair in one.agreements)
    after = dict(run.heading.agreements)
    differ = tuple(sorted(a for a in {*before, *after} if before.get(a) != after.get(a)))
    return _compared(run, claim.claim_id, differ)


def changes_between(
    book: Book, claim: Claim, versions: tuple[Sequence[LineSet], Sequence[LineSet]], run: RunTables
) -> ClaimChanges:
    """What a later version of a claim's lines has otherwise than an earlier; run: any, for its engine."""
    earlier, later = (open_lines(book, claim, version) for version in versions)
    as_of = max(one.as_of for one in later.freezings)
    for name, held in (("was", earlier), ("became", later)):
        figure_as_filed(held, as_of)
        _put_side(run, name, held, f"SELECT {SIDE}, {', '.join(COMPARED)} FROM line_amount")
    states = [
        BookState(max(one.run_seq for one in held.freezings), held.freezings[-1].known_by)
        for held in (earlier, later)
    ]
    make_causes(run, files_between(book, *states))
    before, after = (dict(p for one in h.freezings for p in one.agreements) for h in (earlier, later))
    differ = tuple(sorted(a for a in {*before, *after} if before.get(a) != after.get(a)))
    return _compared(run, claim.claim_id, differ)


def _put_side(run: RunTables, name: str, held: HeldLines, sql: str) -> None:
    rows = held.connection.sql(sql).to_arrow_table()
    run.connection.register("rows_in_hand", rows)
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM rows_in_hand")
    run.connection.unregister("rows_in_hand")


def _withdrawn_sql(claim: Claim) -> str:
    refs = ", ".join(quote_text(ref) for ref in sorted(claim.withdrawn_refs))
    return f"SELECT unnest([{refs}]::VARCHAR[]) AS ref"


def _shared_sql(held: HeldLines) -> str:
    """Who had a share in the titles when the lines were frozen: others are new to them."""
    parts = (f"SELECT title_id, person_id FROM frozen_share_{one.place}" for one in held.freezings)
    return " UNION ".join(parts)


# Of the fresh run: the lines of the claim, and what is new where the claim has lines already: another
# obligation of the same payee, or of somebody who had no share in the title when the lines were frozen.
BECAME = """
    SELECT f.* FROM fresh f SEMI JOIN was USING (ref)
    UNION ALL
    SELECT f.* FROM (SELECT * FROM fresh ANTI JOIN was USING (ref) ANTI JOIN withdrawn USING (ref)) f
    SEMI JOIN was w ON w.company_id = f.company_id AND w.title_id = f.title_id AND w.market = f.market
        AND w.territory = f.territory AND w.occasion = f.occasion AND w.entitlement = f.entitlement
        AND (w.payee_id IS NOT DISTINCT FROM f.payee_id
             OR NOT EXISTS (SELECT 1 FROM shared s
                            WHERE s.title_id = f.title_id AND s.person_id = f.payee_id))
"""

DIFFERING = f"""
    SELECT coalesce(b.ref, w.ref) AS ref, coalesce(b.title_id, w.title_id) AS title_id,
        coalesce(b.currency, w.currency, '') AS currency, w.ref IS NOT NULL, b.ref IS NOT NULL,
        w.amount_cents, w.due_on, w.version, w.state, w.paid_cents,
        b.amount_cents, b.due_on, b.version, b.state, b.paid_cents, coalesce(y.why, ''),
        CASE WHEN b.ref IS NULL THEN 'no longer there' WHEN w.ref IS NULL THEN 'new'
             WHEN w.amount_cents IS DISTINCT FROM b.amount_cents THEN 'another amount'
             WHEN w.due_on IS DISTINCT FROM b.due_on THEN 'another due date'
             WHEN w.paid_cents IS DISTINCT FROM b.paid_cents OR w.state IS DISTINCT FROM b.state
             THEN 'other payments' ELSE 'other terms' END
    FROM was w FULL JOIN became b USING (ref) LEFT JOIN ({CAUSES_BY_TITLE}) y
        ON y.title_id = coalesce(b.title_id, w.title_id)
    WHERE w.ref IS NULL OR b.ref IS NULL
        OR {" OR ".join(f"w.{name} IS DISTINCT FROM b.{name}" for name in COMPARED if name != "positions")}
    ORDER BY abs(coalesce(b.amount_cents, 0) - coalesce(w.amount_cents, 0)) DESC, ref
"""


def _compared(run: RunTables, claim_id: str, agreements: tuple[str, ...]) -> ClaimChanges:
    changes = tuple(_change(row) for row in run.rows(DIFFERING))
    ((lines,),) = run.rows("SELECT count(*) FROM was")
    gone = sum(one.was is not None for one in changes)
    return ClaimChanges(claim_id, changes, int(lines) - gone, agreements)


def _change(row: tuple[Any, ...]) -> LineChange:
    ref, title_id, currency, was_there, is_there, *rest = row
    was, became, why, kind = tuple(rest[:5]), tuple(rest[5:10]), rest[10], rest[11]
    return LineChange(
        kind, ref, title_id, currency, was if was_there else None, became if is_there else None, why
    )


@dataclass(frozen=True)
class FreshAudit:
    """A run of the book as it is now, with the agreements that it ran and the library they were read from."""

    run: RunTables
    agreements: tuple[Agreement, ...]
    library: Path = SHIPPED


def restate(
    book: Book, claim_id: str, fresh: FreshAudit, acting: Acting
) -> tuple[ClaimChanges, CommittedEntry]:
    """Freeze the claim's lines anew from a fresh run, as a further version; the earlier one stays.

    Returns what changed. Findings: `claim-ended`, `claim-not-changed`, `claim-lines-gone`, those of `freeze`
    and of `append`.
    """
    claim, run = read_claim(book, claim_id), fresh.run
    changes = changes_since(book, claim, run)
    _refuse_restating(claim, changes)
    numbers = [
        int(number)
        for (number,) in run.rows(
            "SELECT DISTINCT obligation_no FROM filed_name SEMI JOIN became USING (ref) ORDER BY 1"
        )
    ]
    if not numbers:
        problem, remedy = (
            "a fresh audit has none of the claim's lines",
            "withdraw the claim, or correct the records",
        )
        expected = "at least one line"
        raise Refused([Finding("claim-lines-gone", claim.claim_id, problem, expected, "none", remedy)])
    frozen = freeze(run, numbers, fresh.agreements, fresh.library)

    def plan(seq: int) -> Plan:
        held = read_claim(book, claim_id, seq=seq)
        if held.lines != claim.lines or held.withdrawn_refs != claim.withdrawn_refs:
            problem, remedy = "the claim's lines were changed by another meanwhile", "run the command again"
            expected = "the lines that were compared"
            raise Refused([Finding("claim-changing", claim.claim_id, problem, expected, "others", remedy)])
        staged = stage_frozen(book, frozen)
        body = acting.body({**lines_body(frozen, staged), **_restated_body(claim, changes)})
        return Plan((NewEvent(claim.claim_id, "lines_restated", body),), staged)

    return changes, plan_and_append(book, plan, learned_on=acting.learned_on)


def _refuse_restating(claim: Claim, changes: ClaimChanges) -> None:
    if not claim.is_open:
        problem = "the claim has ended, so its lines stay as they are"
        remedy = "open a new claim over what changed"
        raise Refused([Finding("claim-ended", claim.claim_id, problem, "an open claim", claim.state, remedy)])
    if not changes.changes:
        problem = "a fresh audit gives every line of the claim as it was filed"
        found = f"{changes.same:,} lines, none of them changed"
        expected = "a line that changed"
        raise Refused([Finding("claim-not-changed", claim.claim_id, problem, expected, found)])


def _restated_body(claim: Claim, changes: ClaimChanges) -> dict[str, Any]:
    """What the act says of the change: what it takes the place of, how many lines of each kind, and why."""
    causes = sorted({cause for one in changes.changes for cause in one.why.split("; ") if cause})
    return {
        "instead_of": [str(one.seq) for one in claim.lines],
        "changed": {kind: str(count) for kind, count in changes.counts().items()},
        "causes": causes[:100],
        "agreements_changed": list(changes.agreements),
    }
