"""Small books with a claim over all arrears of an audit; the agreement and the names are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.audit_worlds import audit, credit, make_book, payment, receipt, small_world, write_pact

from arrears.agreements.model import Agreement
from arrears.audit.run_tables import RunTables, open_run
from arrears.book.ledger import Book
from arrears.claims.casework import NewEvent, Plan, append_numbered
from arrears.claims.claim import Claim, read_claim
from arrears.claims.frozen import FrozenLines, freeze, lines_body, stage_frozen

from .claim_fixture import OPENED

FILED = date(2010, 1, 1)
IN_ARREARS = "s.open_cents > 0"


@dataclass(frozen=True)
class World:
    """A book, its agreement, the folder of the library, and the run of the day of filing."""

    book: Book
    agreement: Agreement
    library: Path
    run: RunTables

    def run_at(self, **request: Any) -> RunTables:
        """A run that is asked otherwise."""
        return open_run(audit(self.book, [self.agreement], **request).folder)

    def freeze(self, chosen: Sequence[int] | str = IN_ARREARS, run: RunTables | None = None) -> FrozenLines:
        """Lines of the run of the day of filing, or of another."""
        return freeze(run or self.run, chosen, [self.agreement], self.library)


def disputed_rows() -> dict[str, list[Mapping[str, Any]]]:
    """Downloads of two writers: partly paid, disputed by the company and noticed; and a disputed reading."""
    return {
        "credit": [credit("T1", "P1"), credit("T1", "P2", team_id="P1")],
        "receipt": [
            receipt("2008Q3", 100_000_00, 10),
            receipt("2008Q4", 300_000_00, 990),
            receipt("2009Q3", 50_000_00, 1_000),
            receipt("2008Q4", 500_000_00, market="pay_television"),
        ],
        "payment_line": [payment("PAY1", 300_00), payment("PAY2", 100_00, paid_on=date(2009, 5, 5))],
        "dispute": [
            {"company_id": "CO1", "subject": "pact/reuse/pay-television", "since": date(2009, 4, 1),
             "reason": "library product", "undisputed_paid_on": date(2009, 3, 1)},
        ],
        "notice": [
            {"sender_id": "P1", "recipient_id": "CO1", "subject": "late money", "sent_on": date(2009, 4, 1),
             "received_on": date(2009, 4, 3), "kind": "late_payment", "title_id": "T1"},
        ],
    }  # fmt: skip


def world_of(folder: Path, as_of: date = FILED, **tables: Sequence[Mapping[str, Any]]) -> World:
    """A book of the rows, audited as of the day of filing."""
    agreement = write_pact(folder / "library")
    book = make_book(folder / "book", small_world(**{**disputed_rows(), **tables}))
    return World(book, agreement, folder / "library", open_run(audit(book, [agreement], as_of=as_of).folder))


def open_claim_over(book: Book, frozen: FrozenLines, learned_on: date = FILED) -> Claim:
    """A claim in the book over frozen lines."""

    def make(claim_id: str) -> Plan:
        staged = stage_frozen(book, frozen)
        added = {"on": learned_on.isoformat(), "by": "attorney", "why": "", **lines_body(frozen, staged)}
        events = (
            NewEvent(claim_id, "opened", {**OPENED, "title": claim_id}),
            NewEvent(claim_id, "lines_added", {**added, "why": claim_id}),
        )
        return Plan(events, staged)

    claim_id, _ = append_numbered(book, "claim", make, learned_on=learned_on)
    return read_claim(book, claim_id)
