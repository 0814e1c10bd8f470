"""Payments that arrive after a settlement took effect: shown with a question, and set against nothing.

Such money may be the settlement's own, money on an undisputed part, or a payment of a line that was
released. Only a person can say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.settlement import Settlement
from arrears.claims.settlement_division import Settled
from arrears.findings import Finding
from arrears.money import Cents, show_cents
from arrears.records.scratch import scratch
from arrears.records.views import create_views

QUESTION = (
    "is it the settlement's own money (record it with `arrears collection record --under {settlement}`),"
    " money that the release leaves owed, or a payment of a line that was released?"
)


@dataclass(frozen=True)
class LatePayment:
    """A payment line from a company of the settlement to a payee of its lines, after it took effect."""

    payment_id: str
    line_no: int
    payer_id: str
    payee_id: str
    title_id: str
    counted_on: date
    gross_cents: Cents | None
    currency: str

    def finding(self, settlement_id: str) -> Finding:
        """What is to be asked about it."""
        problem = "a payment arrived after the settlement took effect; it is set against nothing"
        found = f"{show_cents(self.gross_cents, self.currency)} from {self.payer_id} on {self.counted_on}"
        place = f"{settlement_id}: {self.payment_id} line {self.line_no}"
        question = QUESTION.format(settlement=settlement_id)
        return Finding("payment-after-settlement", place, problem, "no further payment", found, question)


def payments_after(book: Book, settlement: Settlement, settled: Settled) -> tuple[LatePayment, ...]:
    """Payment lines that reached lines of a settlement after it took effect, the earliest first.

    Rows: one per payment line whose payer is a company that takes part, whose payee is one of its payees (or
    is not named), and whose title is one of its titles (or is not named), paid or received after the day of
    effect.
    """
    if settlement.effective_on is None:
        return ()
    lines = [each.line for each in settled.staying]
    by_payer: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        by_payer.setdefault(line.company_id, []).append((line.payee_id, line.title_id))
    return tuple(
        payment
        for payment in _payments(book, settlement.effective_on, sorted(by_payer))
        if _reaches(payment, by_payer[payment.payer_id])
    )


def _reaches(payment: LatePayment, lines: Iterable[tuple[str, str]]) -> bool:
    return any(payment.payee_id in ("", payee) and payment.title_id in ("", title) for payee, title in lines)


def _payments(book: Book, since: date, payers: list[str]) -> Iterable[LatePayment]:
    with scratch(book) as connection:
        create_views(connection, snapshot(book), ["payment_line"])
        rows = connection.execute(AFTER, {"since": since, "payers": payers}).fetchall()
    return (LatePayment(*row) for row in rows)


AFTER = """
    SELECT payment_id, line_no, payer_id, coalesce(payee_id, ''), coalesce(title_id, ''),
           coalesce(received_by_guild_on, paid_on), gross_cents, coalesce(currency, '')
    FROM record_payment_line
    WHERE coalesce(received_by_guild_on, paid_on) > $since AND list_contains($payers, payer_id)
    ORDER BY 6, 1, 2
"""


def party_names(book: Book) -> Mapping[str, str]:
    """What the book's records call people and companies, by id; the id where they have no name."""
    with scratch(book) as connection:
        create_views(connection, snapshot(book), ["person", "company"])
        rows = connection.execute(
            "SELECT person_id, name FROM record_person UNION ALL SELECT company_id, name FROM record_company"
        ).fetchall()
    return {str(party): str(name or party) for party, name in rows}
