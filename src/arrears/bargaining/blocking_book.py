"""What a book gives to the blocking list: pending claims, precedents set elsewhere, evidence waited for.

Each is read for the audience that asks, so what it may not see is not there. What a claim is worth is
counsel's alone, and comes only where counsel names the assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from arrears.bargaining.docket import DocketEntry, read_docket, standing
from arrears.bargaining.tradable_claims import ClaimWorth
from arrears.book.ledger import Book
from arrears.claims.amounts import Amounts
from arrears.claims.claim import Claim, read_claims
from arrears.claims.claim_figures import figure_claim
from arrears.claims.deadlines import Deadlines, going
from arrears.claims.missing_facts import MissingMoney
from arrears.claims.requests_due import RequestDue, requests_due

SETS_A_PRECEDENT = ("tentative_agreement", "ratification", "settlement", "award")


@dataclass(frozen=True)
class ClaimOnTable:
    """A pending claim that could be traded. sums: by reading, as filed; empty where it holds no lines.

    act_by: the first day that one of its clocks may end, also where it may be past; null = none is known.
    worth: counsel's valuation; null for all others, and where counsel gave no assumptions.
    """

    claim_id: str
    title: str
    respondents: tuple[str, ...]
    state: str
    sums: tuple[Amounts, ...]
    act_by: date | None
    worth: ClaimWorth | None = None


@dataclass(frozen=True)
class Wanted:
    """Evidence that would change the picture: asked of whom, due when, the range that hangs on it in cents.

    low, high: null where there is no bound. ref: the request, the line of a file, or the clauses.
    """

    what: str
    asked_of: str
    due_on: date | None
    low_cents: int | None
    high_cents: int | None
    ref: str
    source: str


def pending_claims(
    book: Book,
    as_of: date,
    *,
    known_by: date | None = None,
    deadlines: Deadlines | None = None,
    worths: Sequence[ClaimWorth] = (),
) -> tuple[ClaimOnTable, ...]:
    """Every claim that was opened by a day and is still open, with its sums as filed."""
    claims = read_claims(book, known_by=known_by).values()
    pending = [one for one in claims if one.is_open and one.opened_on <= as_of]
    worth_of = {one.claim_id: one for one in worths}
    return tuple(
        ClaimOnTable(
            claim_id=one.claim_id,
            title=one.title,
            respondents=one.respondents,
            state=one.state,
            sums=figure_claim(book, one, as_of).filed.whole if one.lines else (),
            act_by=_act_by(one, deadlines),
            worth=worth_of.get(one.claim_id),
        )
        for one in pending
    )


def _act_by(claim: Claim, deadlines: Deadlines | None) -> date | None:
    if deadlines is None:
        return None
    mine = [one for one in deadlines.claims if one.claim_id == claim.claim_id]
    return next((one.first for one in going(mine, None, deadlines.as_of)), None)


def precedents_elsewhere(
    book: Book, talks: str, as_of: date, *, known_by: date | None = None
) -> tuple[DocketEntry, ...]:
    """Deals, settlements and awards of other talks by a day, the latest first, as the audience sees them."""
    entries = standing(read_docket(book, known_by=known_by))
    found = [
        one
        for one in entries
        if one.kind in SETS_A_PRECEDENT and one.talks != talks and one.on is not None and one.on <= as_of
    ]
    return tuple(reversed(found))


def evidence_wanted(
    book: Book, as_of: date, missing: Sequence[MissingMoney] = (), *, known_by: date | None = None
) -> tuple[Wanted, ...]:
    """Requests without an answer, and money that nobody can figure until a fact is sent, the widest first."""
    requests = (one for one in requests_due(book, as_of=as_of, known_by=known_by) if one.ended_on is None)
    ranked = sorted(missing, key=lambda one: (-(one.high_cents or 0), -one.lines, one.company_id))
    return (*(_of_request(one) for one in requests), *(_of_missing(one) for one in ranked))


def _of_request(one: RequestDue) -> Wanted:
    return Wanted(one.title, one.asked_of, one.due_on, None, None, one.request_id, one.due_because)


def _of_missing(one: MissingMoney) -> Wanted:
    what = f"{', '.join(one.facts)} of {one.lines:,} lines that cannot be figured"
    unbounded = one.lines - one.bounded
    source = f"range of {one.bounded:,} lines" if one.bounded else "no bound is known"
    source += f"; {unbounded:,} without a bound" if one.bounded and unbounded else ""
    return Wanted(what, one.company, None, one.low_cents, one.high_cents, ", ".join(one.clauses), source)
