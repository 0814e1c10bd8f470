"""A claim's frozen lines as a settlement or an award sees them: one line per item and character, on every
position.

The readings of one item are alternatives, so they are columns of one line and never added up. What is due
and open on a day is taken from `amounts`; nothing is figured a second time here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from arrears.book.ledger import Book
from arrears.claims.amounts import figure_as_filed
from arrears.claims.claim import Claim, read_claim
from arrears.claims.lines_held import HeldLines, open_lines
from arrears.claims.priced_for import PricedFor, priced_for
from arrears.claims.settlement_terms import SettlementLine
from arrears.claims.settlement_value import weakest
from arrears.findings import Finding, Refused
from arrears.money import Cents

LateCount = Literal["simple", "compound", "daily"]
# Where a rule leaves one count only, it stands for the others, as in the claim's amounts.
LATE: Mapping[str, str] = {
    "simple": "late_simple_cents, late_compound_cents, late_daily_cents",
    "compound": "late_compound_cents, late_simple_cents, late_daily_cents",
    "daily": "late_daily_cents, late_simple_cents, late_compound_cents",
}


def claim_money_lines(held: HeldLines, late: LateCount) -> tuple[SettlementLine, ...]:
    """The lines of a claim whose amounts were figured for a day (`amounts.figure_as_filed`).

    Rows: one per item, payee, entitlement, credit column and character, in the order of names. by_position:
    what is due and open; nought where no clause gives anything on that position; null where an amount cannot
    be computed or the freezing does not have the position. undisputed_cents: the least over all positions;
    null where one of them is null, or where there is one only: then no reading tells what the other side
    disputes. late: which count of late charges becomes lines of their own.
    """
    rows = held.connection.execute(_sql(held, LATE[late])).fetchall()
    unpriced = frozenset(held.not_priced)
    grouped: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        grouped.setdefault(row[:5], []).append(row)
    names = [position.name for position in held.positions]
    lines = [_line(members, names, unpriced) for members in grouped.values()]
    return tuple(line for line in lines if any(cents != 0 for cents in line.by_position.values()))


@dataclass(frozen=True)
class Priced:
    """The lines of some claims, priced for a day, and who brings the claims."""

    lines: tuple[SettlementLine, ...]
    claims: tuple[Claim, ...]
    as_of: date
    late: LateCount = "simple"

    def told(self, rule: str = "") -> PricedFor:
        """What the lines were priced for; rule: by which an award divides its sum over them."""
        return priced_for(self.claims, self.as_of, self.late, rule)

    @property
    def claimants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.party_id for claim in self.claims for one in claim.claimants))

    @property
    def usual_position(self) -> str:
        """The reading that the claimants take, or the only one there is; empty where neither can be told."""
        known = {name for line in self.lines for name in line.by_position}
        theirs = {claim.positions.get("claimants", "") for claim in self.claims} & known
        for names in (theirs, known):
            if len(names) == 1:
                return next(iter(names))
        return ""


def price_claims(book: Book, claims: Sequence[str], as_of: date, late: LateCount) -> Priced:
    """Lines of claims as a settlement or an award sees them, as they were filed, with what is open on a day.

    Findings: raises `Refused` with claim-unknown, claim-without-lines, frozen-file-absent.
    """
    held = tuple(read_claim(book, claim) for claim in claims)
    if faults := [_without_lines(claim) for claim in held if not claim.lines]:
        raise Refused(faults)
    lines: list[SettlementLine] = []
    for claim in held:
        opened = open_lines(book, claim)
        figure_as_filed(opened, as_of)
        lines += claim_money_lines(opened, late)
    return Priced(tuple(lines), held, as_of, late)


def _without_lines(claim: Claim) -> Finding:
    """Nothing is frozen unasked: which lines are settled or awarded is a person's choice, and can be seen."""
    problem = "the claim has no lines yet, so nothing tells what would be given to whom, or released"
    remedy = (
        f"choose them first, and they are frozen: `arrears claim add-lines BOOK"
        f" {claim.claim_id.partition('/')[2]} --only clause=… --on DAY --by WHO`"
    )
    place, expected = claim.claim_id, "lines frozen with the claim"
    return Finding("claim-without-lines", place, problem, expected, "none", remedy)


def _line(
    rows: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    unpriced: frozenset[tuple[int, str]],
) -> SettlementLine:
    freezing, ref, payee, character, number, company, title, currency = rows[0][:8]
    by_position: dict[str, Cents | None] = {
        name: None if (freezing, name) in unpriced else 0 for name in names
    }
    statuses: set[str] = set()
    for *_, bit, cents, status in rows:
        by_position[names[bit]] = cents
        statuses |= set(status or ())
    known = [cents for cents in by_position.values() if cents is not None]
    is_known = len(known) == len(names) > 1
    return SettlementLine(
        ref=ref if number == 1 else f"{ref}~{number}",
        payee_id=payee,
        company_id=company,
        title_id=title or "",
        currency=currency or "",
        character=character,
        by_position=by_position,
        undisputed_cents=min(known) if is_known else None,
        status=weakest(statuses),
    )


def _sql(held: HeldLines, late: str) -> str:
    bits = ", ".join(str(position.bit) for position in held.positions)
    return f"""
        WITH position AS (SELECT unnest([{bits}]) AS bit),
        one_currency AS (SELECT CASE WHEN count(DISTINCT currency) = 1 THEN min(currency) END AS currency
                         FROM line_amount),
        part AS (
            SELECT l.*, CASE WHEN is_contribution THEN 'contributions' ELSE 'compensation' END AS character,
                   CASE WHEN amount_cents IS NOT NULL AND state <> 'not_comparable' THEN principal_cents END
                       AS cents, status AS rests_on
            FROM line_amount l
            UNION ALL BY NAME
            SELECT l.*, CASE WHEN is_damages THEN 'liquidated_damages' ELSE 'late_charge' END AS character,
                   coalesce({late}) AS cents, late_status AS rests_on
            FROM line_amount l WHERE coalesce({late}) > 0),
        item AS (
            SELECT freezing, item_no, coalesce(payee_id, '') AS payee, entitlement, credit_column, character,
                   bit, min(regexp_replace(ref, '@[^:]*|#[0-9]+$', '', 'g')) AS ref,
                   min(company_id) AS company_id, min(title_id) AS title_id,
                   min(coalesce(part.currency, one_currency.currency)) AS currency,
                   CASE WHEN count(cents) = count(*) THEN sum(cents)::BIGINT END AS cents,
                   list_sort(list(DISTINCT rests_on) FILTER (WHERE rests_on IS NOT NULL)) AS statuses
            FROM part JOIN position ON (positions >> bit) & 1 = 1 CROSS JOIN one_currency
            GROUP BY ALL),
        named AS (
            SELECT * REPLACE (min(ref) OVER same AS ref) FROM item
            WINDOW same AS (PARTITION BY freezing, item_no, payee, entitlement, credit_column)),
        told AS (
            SELECT *, dense_rank() OVER (PARTITION BY ref, payee, character
                                         ORDER BY freezing, item_no, entitlement, credit_column) AS number
            FROM named)
        SELECT freezing, ref, payee, character, number, company_id, title_id, currency, bit, cents, statuses
        FROM told ORDER BY ref, character, number, bit"""
