"""How far each late or short amount has come: computed, asked about, claimed, paid after it, awarded.

Stages come from the acts that the book holds about claims and from the files that were frozen with them;
an amount that no act names is computed, and nothing more is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.audit.run_tables import REF_SQL, RunTables, name_join
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.casework import read_events
from arrears.claims.claim import Claim, fold_claims
from arrears.claims.settlement import read_settlement, settled_lines

STAGES: Mapping[str, str] = {
    "computed": "computed, and in no claim",
    "opened": "in a claim that is not filed",
    "inquired": "the payor was asked about it",
    "claimed": "claimed",
    "awarded": "awarded",
    "settled": "ended by a settlement",
    "paid_after_claim": "paid after it joined a claim",
    "withdrawn": "withdrawn from a claim",
}
# The furthest that any claim brought a line is its stage; a line withdrawn from one may stand in another.
FURTHEST = ("computed", "withdrawn", "opened", "inquired", "claimed", "settled", "awarded")
FILED = ("filed", "committee_demanded", "demanded", "court_filed")
ASKED = ("inquired", "notice_given")
NUMBERED = re.compile(r"[#~][0-9]+$")


@dataclass(frozen=True)
class StageRecord:
    """Late and short amounts of one company at one stage, on one position; cents: still open, or paid."""

    company_id: str
    name: str
    position: str
    currency: str
    stage: str
    amounts: int
    open_cents: int
    paid_cents: int
    claims: tuple[str, ...]


@dataclass(frozen=True)
class LineStage:
    """The stage of one line: by which claim, and from which day it belonged to that claim."""

    ref: str
    claim_id: str
    stage: str
    since: date


def stage_of_claim(claim: Claim) -> str:
    """How far a claim has come, by its steps and what is linked to it."""
    happened = {step.step for step in claim.steps}
    if claim.state == "withdrawn":
        return "withdrawn"
    if happened & {"awarded", "award_paid", "judgment"} or claim.of_kind("award"):
        return "awarded"
    if claim.state == "settled":
        return "settled"
    if happened & set(FILED):
        return "claimed"
    if happened & set(ASKED) or claim.of_kind("letter"):
        return "inquired"
    return "opened"


def read_line_stages(
    book: Book, *, as_of: date, seq: int | None = None, known_by: date | None = None
) -> tuple[LineStage, ...]:
    """The stage on a day of every line that any claim holds or held, each line once, by the furthest claim.

    Acts of a later day are not counted, however early they were learned.
    """
    held = {entry.file_no: entry.path for entries in snapshot(book).files.values() for entry in entries}
    found: dict[str, LineStage] = {}
    for claim in claims_on(book, as_of, seq=seq, known_by=known_by).values():
        for stage in _of_claim(claim, held, settled_items(book, claim)):
            known = found.get(stage.ref)
            if known is None or FURTHEST.index(stage.stage) > FURTHEST.index(known.stage):
                found[stage.ref] = stage
    return tuple(found.values())


def claims_on(
    book: Book, day: date, *, seq: int | None = None, known_by: date | None = None
) -> dict[str, Claim]:
    """The claims as they stood on a day: by the acts of up to that day, of claims opened by then."""
    events = [one for one in read_events(book, "claim/", seq=seq, known_by=known_by) if one.on <= day]
    begun = {one.subject for one in events if one.kind == "opened"}
    return fold_claims(one for one in events if one.subject in begun)


def settled_items(book: Book, claim: Claim) -> frozenset[str]:
    """The items of a claim that settlements in effect ended, where the rest of the claim goes on.

    An item of a company that stays out, or of which undisputed money was kept out, is not among them.
    """
    settlements = [step.facts.get("settlement", "") for step in claim.happened("settled_in_part")]
    ended: set[str] = set()
    still_open: set[str] = set()
    for name in filter(None, settlements):
        for each in settled_lines(book, read_settlement(book, name)).lines:
            stays = each.is_out or each.kept_out_cents > 0
            (still_open if stays else ended).add(_item_of(each.line.ref))
    return frozenset(ended - still_open)


def _item_of(ref: str) -> str:
    """The name of an item in that of an obligation: without clause, reading and number."""
    return NUMBERED.sub("", ref.partition(":")[2])


def _of_claim(claim: Claim, held: Mapping[int, object], settled: frozenset[str]) -> Iterable[LineStage]:
    whole = stage_of_claim(claim)
    for added in claim.lines:
        file = held.get(added.files["frozen_line"])
        if file is None:  # of a class that this audience does not see
            continue
        refs = pq.read_table(file, columns=["ref"]).column("ref").to_pylist()
        for ref in refs:
            # Nobody awards what a settlement has ended: an award in the claim is one on the rest of it.
            known = "settled" if _item_of(str(ref)) in settled else whole
            stage = "withdrawn" if ref in claim.withdrawn_refs else known
            yield LineStage(str(ref), claim.claim_id, stage, added.on)


def make_stages(run: RunTables, stages: Iterable[LineStage]) -> None:
    """Create `line_stage` beside `record_line`: call `payment_record.make_payment_record` first."""
    listed = list(stages)
    given = pa.table(
        {
            "ref": pa.array([one.ref for one in listed], pa.string()),
            "claim_id": pa.array([one.claim_id for one in listed], pa.string()),
            "stage": pa.array([one.stage for one in listed], pa.string()),
            "since": pa.array([one.since for one in listed], pa.date32()),
        }
    )
    run.connection.register("given_stages", given)
    run.connection.execute("CREATE OR REPLACE TEMP TABLE line_stage AS SELECT * FROM given_stages")
    run.connection.unregister("given_stages")


def stage_records(run: RunTables) -> tuple[StageRecord, ...]:
    """Late and short amounts by company, position, currency and stage.

    An amount is paid after its claim when it is settled now and was not when it joined the claim.
    """
    rows = run.rows(f"""
        WITH named AS (
            SELECT r.*, s.settled_on, {REF_SQL} AS ref
            FROM record_line r JOIN obligation o USING (obligation_no) JOIN standing s USING (obligation_no)
            WHERE r.sort IN ('late', 'short', 'none')
        ), staged AS (
            SELECT n.*, l.claim_id,
                   CASE WHEN l.stage IS NULL THEN 'computed'
                        WHEN n.sort = 'late' AND n.settled_on >= l.since THEN 'paid_after_claim'
                        ELSE l.stage END AS stage
            FROM named n LEFT JOIN line_stage l USING (ref)
        )
        SELECT t.company_id, min(coalesce(c.name, t.company_id)), bit, currency, stage, count(*),
               sum(open_cents)::BIGINT, sum(paid_cents)::BIGINT,
               coalesce(list_sort(list(DISTINCT claim_id) FILTER (claim_id IS NOT NULL)), [])
        FROM staged t {name_join("company", "t.company_id", "c")}
        GROUP BY t.company_id, bit, currency, stage ORDER BY t.company_id, bit, currency, stage""")
    names = {position.bit: position.name for position in run.heading.positions}
    order = list(STAGES)
    told = [StageRecord(*[*row[:2], names[row[2]], *row[3:8], tuple(row[8])]) for row in rows]
    return tuple(
        sorted(told, key=lambda one: (one.company_id, one.position, one.currency, order.index(one.stage)))
    )
