"""An award as its events tell it: what was awarded on which reading, the calculation where one is needed,
payments.

One record, folded from appended events; the account on a day is `award_account`. Acts that cannot be are
refused; nothing is ever edited. An award is for the parties to the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from arrears.book.ledger import Book
from arrears.claims.award_account import (
    AwardAccount,
    AwardPart,
    AwardPayment,
    AwardTerms,
    award_account,
)
from arrears.claims.award_rules import award_rule_of
from arrears.claims.casework import CaseEvent, fold, full_name, one_or_refuse, read_events
from arrears.claims.money_tables import read_rows
from arrears.claims.priced_for import PricedFor, priced_of
from arrears.claims.settlement import (
    LINE_TABLE,
    lines_of_rows,
)
from arrears.claims.settlement_division import SettledLine
from arrears.findings import Finding
from arrears.money import Cents


@dataclass(frozen=True)
class Award:
    """An award now. position: the reading it was made on. file_no 0: no lines are kept, the sum is not
    calculated. priced: how its lines were priced and by which rule; null where the act does not say it.
    """

    award_id: str
    claims: tuple[str, ...]
    made_by: str
    position: str
    currency: str
    terms: AwardTerms
    recorded_on: date
    recorded_seq: int
    file_no: int
    fingerprint: str
    payments: tuple[AwardPayment, ...] = ()
    priced: PricedFor | None = None

    def account(self, as_of: date) -> AwardAccount:
        """What stands open on a day."""
        return award_account(self.terms, self.payments, as_of)

    def sum_cents(self) -> Cents | None:
        """What was awarded; null while it is not calculated."""
        if any(part.cents is None for part in self.terms.parts):
            return None
        return sum(part.cents or 0 for part in self.terms.parts)


def read_awards(book: Book, *, seq: int | None = None, known_by: date | None = None) -> dict[str, Award]:
    """Every award of a book by its id, in the order they were recorded."""
    return fold_awards(read_events(book, "award/", seq=seq, known_by=known_by))


def read_award(book: Book, award_id: str, *, seq: int | None = None, known_by: date | None = None) -> Award:
    """One award by its id; `1` stands for `award/1`.

    Findings: raises `Refused` with award-unknown.
    """
    wanted = full_name("award", award_id)
    problem, remedy = "the book shows no award of that name", "record one with `arrears award record`"
    unknown = Finding("award-unknown", award_id, problem, "an award of this book", wanted, remedy)
    return one_or_refuse(read_awards(book, seq=seq, known_by=known_by), wanted, unknown)


def award_lines(book: Book, award: Award) -> tuple[SettledLine, ...]:
    """What the award gives on each line, as the book keeps it."""
    return lines_of_rows(read_rows(book, LINE_TABLE, award.file_no))


def fold_awards(events: Iterable[CaseEvent]) -> dict[str, Award]:
    """The awards that events tell of."""
    return fold(events, ("recorded",), _recorded, _after)


def _recorded(event: CaseEvent) -> Award:
    body = event.body
    return Award(
        award_id=event.subject,
        claims=tuple(body["claims"]),
        made_by=str(body["made_by"]),
        position=str(body["position"]),
        currency=str(body["currency"]),
        terms=_terms_of(body["award"]),
        recorded_on=event.on,
        recorded_seq=event.seq,
        file_no=int(body["file_no"]),
        fingerprint=str(body["fingerprint"]),
        priced=priced_of(body.get("priced")),
    )


def _after(award: Award, event: CaseEvent) -> Award:
    body, terms = event.body, award.terms
    match event.kind:
        case "paid":
            payment = AwardPayment(
                seq=event.seq,
                paid_on=date.fromisoformat(body["paid_on"]),
                cents=int(body["cents"]),
                kind=body["kind"],
                payer=str(body["payer"]),
                reference=str(body["reference"]),
            )
            return replace(award, payments=(*award.payments, payment))
        case "calculated":
            cents = int(body["cents"])
            told = replace(
                terms.calculation, notified_on=date.fromisoformat(body["notified_on"]), cents=cents
            )
            (part,) = terms.parts
            now = replace(terms, calculation=told, parts=(replace(part, cents=cents),))
            priced = priced_of(body.get("priced"))
            return replace(award, terms=now, file_no=int(body["file_no"]), priced=priced)
        case "calculation_disputed":
            told = replace(terms.calculation, disputed_on=event.on)
            return replace(award, terms=replace(terms, calculation=told))
        case "calculation_prevented":
            told = replace(terms.calculation, beyond_control=str(body["why"]))
            return replace(award, terms=replace(terms, calculation=told))
        case _:
            # A later release knows more kinds of act; what it says is not lost, only not shown.
            return award


def award_body(terms: AwardTerms) -> dict[str, Any]:
    """The terms of an award as an act's body writes them."""
    return {
        "award_on": terms.award_on.isoformat(),
        "rule": terms.rule.body(),
        "needs_calculation": "yes" if terms.needs_calculation else "no",
        "parts": [
            {
                "number": str(part.number),
                "due_on": None if part.due_on is None else part.due_on.isoformat(),
                "cents": None if part.cents is None else str(part.cents),
            }
            for part in terms.parts
        ],
    }


def _terms_of(body: Mapping[str, Any]) -> AwardTerms:
    parts = tuple(
        AwardPart(
            number=int(part["number"]),
            due_on=None if part["due_on"] is None else date.fromisoformat(part["due_on"]),
            cents=None if part["cents"] is None else int(part["cents"]),
        )
        for part in body["parts"]
    )
    return AwardTerms(
        award_on=date.fromisoformat(body["award_on"]),
        rule=award_rule_of(body["rule"]),
        parts=parts,
        needs_calculation=body["needs_calculation"] == "yes",
    )
