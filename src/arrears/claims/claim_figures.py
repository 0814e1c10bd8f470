"""Figures one claim for a reader: as filed, as now, a month on, by party, with what has to be looked at.

Puts the parts of `claims.amounts` together and figures nothing itself. What came after a settlement is told
as a finding and applied to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from arrears.audit.arrears_tables import status_sql, status_word
from arrears.audit.run_tables import RunHeading, RunTables
from arrears.book.ledger import Book
from arrears.claims.amounts import (
    Amounts,
    FurtherMonth,
    SinceFiling,
    a_month_later,
    amounts_by,
    due_on_every_reading,
    figure_as_filed,
    figure_as_now,
    further_month,
)
from arrears.claims.claim import Claim
from arrears.claims.lines_held import HeldLines, open_lines
from arrears.findings import Finding
from arrears.formula.kinds import NUMBER
from arrears.formula.words import show_number
from arrears.money import show_cents
from arrears.reconciliation.late_terms import ChargeTerms, LateTerms, read_late_rules

PARTIES = ("company", "payee", "title")


@dataclass(frozen=True)
class DisputedPart:
    """Money of one position that is disputed for one reason since one day; until: null = still so."""

    position: str
    reason: str
    since: date
    until: date | None
    lines: int
    cents: int
    currency: str
    status: str


@dataclass(frozen=True)
class ClaimSums:
    """One way of figuring a claim: the whole, by `company`, `payee` and `title`, and the disputed parts.

    on_every_reading: what is due and open whichever side is right, by currency; see `due_on_every_reading`.
    """

    whole: tuple[Amounts, ...]
    by_party: Mapping[str, tuple[Amounts, ...]]
    disputed: tuple[DisputedPart, ...]
    on_every_reading: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ClaimFigures:
    """A claim on one day. now, since, run: null where no fresh audit was asked. month: of the latest sums."""

    claim: Claim
    held: HeldLines
    as_of: date
    filed: ClaimSums
    month: tuple[FurtherMonth, ...]
    late_rules: tuple[LateTerms, ...]
    now: ClaimSums | None = None
    since: SinceFiling | None = None
    run: RunHeading | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def latest(self) -> ClaimSums:
        """The sums as now, or as filed where no fresh audit was asked."""
        return self.now or self.filed


def figure_claim(book: Book, claim: Claim, as_of: date, run: RunTables | None = None) -> ClaimFigures:
    """What a claim amounts to on a day. run: a fresh audit as of that day, for the claim as it stands now.

    Findings: those of `open_lines`, and as values `claim-lines-changed` and
    `payment-after-settlement`.
    """
    held = open_lines(book, claim)
    until = a_month_later(as_of)
    settled_on = max((step.on for step in claim.happened("settled")), default=None)
    figure_as_filed(held, until)
    then = amounts_by(held)
    figure_as_filed(held, as_of)
    filed = _sums(held)
    rules = read_late_rules(held.connection, "late_rule")
    month = further_month(filed.whole, then, until)
    if run is None:
        return ClaimFigures(claim, held, as_of, filed, month, rules)
    figure_as_now(held, run, until, settled_on)
    then = amounts_by(held)
    since = figure_as_now(held, run, as_of, settled_on)
    now = _sums(held)
    month = further_month(now.whole, then, until)
    findings = (*_lines_changed(claim, since), *_after_settlement(claim, since, settled_on))
    return ClaimFigures(claim, held, as_of, filed, month, rules, now, since, run.heading, findings)


def _sums(held: HeldLines) -> ClaimSums:
    by_party = {party: amounts_by(held, party) for party in PARTIES}
    return ClaimSums(amounts_by(held), by_party, _disputed(held), due_on_every_reading(held))


def _disputed(held: HeldLines) -> tuple[DisputedPart, ...]:
    bits = ", ".join(str(position.bit) for position in held.positions)
    rows: list[tuple[Any, ...]] = held.connection.execute(f"""
        WITH position AS (SELECT unnest([{bits}]) AS bit)
        SELECT bit, coalesce(dispute_reason, ''), disputed_since, disputed_until, count(*),
               sum(disputed_cents)::BIGINT, currency, {status_sql("status")}
        FROM line_amount JOIN position ON (positions >> bit) & 1 = 1
        WHERE disputed_cents > 0
        GROUP BY bit, dispute_reason, disputed_since, disputed_until, currency
        ORDER BY currency, bit, disputed_since, 2""").fetchall()
    return tuple(
        DisputedPart(
            held.positions[bit].name, reason, since, until, lines, cents, currency, status_word(status)
        )
        for bit, reason, since, until, lines, cents, currency, status in rows
    )


def _lines_changed(claim: Claim, since: SinceFiling) -> list[Finding]:
    """That a fresh audit has other lines than were filed; the claim's figures stay those of its file."""
    if not since.absent and not since.changed:
        return []
    problem = "a fresh audit has lines of the claim otherwise; the amounts here are those that were filed"
    found = f"{since.changed:,} with another amount or due date, {since.absent:,} no longer there"
    remedy = "see `arrears claim changes`, and `arrears claim restate` for a new version"
    expected = "the lines as they were filed"
    return [Finding("claim-lines-changed", claim.claim_id, problem, expected, found, remedy)]


def _after_settlement(claim: Claim, since: SinceFiling, settled_on: date | None) -> list[Finding]:
    """One finding per payment line that arrived after the claim was settled."""
    problem = "a payment arrived after the claim was settled; it was set against no line of it"
    remedy = "find out whether it performs the settlement, and record it there or as money collected"
    return [
        Finding(
            "payment-after-settlement",
            f"{claim.claim_id}: payment {one.payment_id} line {one.line_no}",
            problem,
            f"no payment for {one.ref} after {settled_on}",
            f"{show_cents(one.amount_cents, one.currency)} on {one.counted_on}",
            remedy,
        )
        for one in since.apart
    ]


def charge_words(charge: ChargeTerms) -> str:
    """A charge in words: `1.5% of what is open a month`, `$10.00 a business day`."""
    if charge.rate is None:
        return f"{show_cents(charge.fixed_cents)} a {charge.per}"
    return f"{show_number(charge.rate, NUMBER)} of what is open a {charge.per}"
