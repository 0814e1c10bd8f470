"""Money collected, as its events tell it: what came in, how it was distributed, what came back, what is
held.

One record, folded from appended events; remittance lines lie in files of the book that the events name.
Undeliverable money stays in the book as held for the person; nothing is ever edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, fold, full_name, one_or_refuse, read_events
from arrears.claims.collection_split import Due, Receiver, RemittanceLine, Taken
from arrears.claims.money_tables import read_rows
from arrears.findings import Finding, Refused
from arrears.money import Cents

REMITTANCE_TABLE = "frozen_remittance_line"
State = Literal["sent", "held", "came back", "sent again"]


@dataclass(frozen=True)
class Remittance:
    """One person's remittance of one distribution, now.

    net_cents: what went, or waits to go, to the person. deducted_cents: what went to others and does not
    come back. since: the day of the state. why: the reason of the state, in the words of who recorded it.
    """

    number: int
    payee_id: str
    sent_to: str
    net_cents: Cents
    deducted_cents: Cents
    state: State
    since: date
    why: str

    @property
    def is_held(self) -> bool:
        """Whether the money waits in the book for the person."""
        return self.state in ("held", "came back")


@dataclass(frozen=True)
class Collection:
    """Money collected, now. under: the award or the settlement that it was paid on. company_id: whose debt
    it pays.

    kind: principal, or interest on an award. distributed_on null: not distributed yet; then all of it is
    undistributed.
    """

    collection_id: str
    collected_on: date
    payer: str
    company_id: str
    cents: Cents
    currency: str
    kind: Literal["principal", "interest"]
    under: str
    reference: str
    recorded_seq: int
    distributed_on: date | None = None
    file_no: int = 0
    undistributed_cents: Cents = 0
    remittances: tuple[Remittance, ...] = ()

    def sent_cents(self) -> Cents:
        """What went out and has not come back, deductions included."""
        net = sum(each.net_cents for each in self.remittances if not each.is_held)
        return net + sum(each.deducted_cents for each in self.remittances)

    def held_cents(self) -> Cents:
        """What is held for people."""
        return sum(each.net_cents for each in self.remittances if each.is_held)

    def remittance(self, number: int) -> Remittance:
        """One remittance by its number.

        Findings: raises `Refused` with remittance-unknown.
        """
        for each in self.remittances:
            if each.number == number:
                return each
        problem = "the collection has no remittance of that number"
        expected = f"a number from 1 to {len(self.remittances)}" if self.remittances else "a distribution"
        remedy = f"look at `arrears collection show BOOK {self.collection_id}`"
        raise Refused(
            [Finding("remittance-unknown", self.collection_id, problem, expected, str(number), remedy)]
        )


def read_collections(
    book: Book, *, seq: int | None = None, known_by: date | None = None
) -> dict[str, Collection]:
    """Every collection of a book by its id, in the order they were recorded."""
    return fold_collections(read_events(book, "collection/", seq=seq, known_by=known_by))


def collected_on(book: Book, under: str, until: date | None = None) -> dict[str, Cents]:
    """Principal that came in on an award or a settlement, by currency; until: up to this day."""
    came: dict[str, Cents] = {}
    for each in read_collections(book).values():
        is_in = until is None or each.collected_on <= until
        if (each.under, each.kind) == (under, "principal") and is_in:
            came[each.currency] = came.get(each.currency, 0) + each.cents
    return came


def read_collection(
    book: Book, collection_id: str, *, seq: int | None = None, known_by: date | None = None
) -> Collection:
    """One collection by its id; `1` stands for `collection/1`.

    Findings: raises `Refused` with collection-unknown.
    """
    wanted, expected = full_name("collection", collection_id), "a collection of this book"
    problem = "the book shows no collection of that name"
    remedy = "record one with `arrears collection record`"
    unknown = Finding("collection-unknown", collection_id, problem, expected, wanted, remedy)
    return one_or_refuse(read_collections(book, seq=seq, known_by=known_by), wanted, unknown)


def fold_collections(events: Iterable[CaseEvent]) -> dict[str, Collection]:
    """The collections that events tell of."""
    return fold(events, ("recorded",), _recorded, _after)


def _recorded(event: CaseEvent) -> Collection:
    body = event.body
    return Collection(
        collection_id=event.subject,
        collected_on=date.fromisoformat(body["collected_on"]),
        payer=str(body["payer"]),
        company_id=str(body["company_id"]),
        cents=int(body["cents"]),
        currency=str(body["currency"]),
        kind=body["kind"],
        under=str(body["under"]),
        reference=str(body["reference"]),
        recorded_seq=event.seq,
        undistributed_cents=int(body["cents"]),
    )


def _after(before: Collection, event: CaseEvent) -> Collection:
    body = event.body
    match event.kind:
        case "distributed":
            return replace(
                before,
                distributed_on=event.on,
                file_no=int(body["file_no"]),
                undistributed_cents=int(body["undistributed_cents"]),
                remittances=tuple(_remittance(each, event.on) for each in body["remittances"]),
            )
        case "returned":
            return _with(
                before, int(body["remittance_no"]), state="came back", since=event.on, why=body["why"]
            )
        case "sent_again":
            more = {"state": "sent again", "since": event.on, "why": body["why"], "sent_to": body["sent_to"]}
            return _with(before, int(body["remittance_no"]), **more)
        case _:
            # A later release knows more kinds of act; what it says is not lost, only not shown.
            return before


def _with(before: Collection, number: int, **changed: Any) -> Collection:
    now = tuple(replace(each, **changed) if each.number == number else each for each in before.remittances)
    return replace(before, remittances=now)


def _remittance(body: Mapping[str, str], on: date) -> Remittance:
    held = body["held_because"]
    return Remittance(
        number=int(body["number"]),
        payee_id=body["payee_id"],
        sent_to=body["sent_to"],
        net_cents=int(body["net_cents"]),
        deducted_cents=int(body["deducted_cents"]),
        state="held" if held else "sent",
        since=on,
        why=held,
    )


def remittance_rows(lines: Iterable[RemittanceLine]) -> list[dict[str, Any]]:
    """Remittance lines as the rows of their table."""
    return [
        {
            "remittance_no": line.remittance_no,
            "ref": line.due.ref,
            "payee_id": line.due.payee_id or None,
            "company_id": line.due.company_id,
            "title_id": line.due.title_id or None,
            "currency": line.due.currency,
            "character": line.due.character,
            "sent_to": line.receiver.sent_to or None,
            "gross_cents": line.gross_cents,
            "deducted_cents": line.deducted_cents,
            "deductions": [each.text() for each in line.taken] or None,
            "held_because": line.receiver.held_because or None,
        }
        for line in lines
    ]


def remittance_lines(book: Book, collection: Collection) -> tuple[RemittanceLine, ...]:
    """The remittance lines of a collection as the book keeps them; the inverse of `remittance_rows`."""
    rows = read_rows(book, REMITTANCE_TABLE, collection.file_no)
    lines = (_line(row) for row in rows)
    return tuple(sorted(lines, key=lambda line: (line.remittance_no, line.due.key)))


def _line(row: Mapping[str, Any]) -> RemittanceLine:
    due = Due(
        ref=row["ref"],
        payee_id=row["payee_id"] or "",
        company_id=row["company_id"],
        title_id=row["title_id"] or "",
        currency=row["currency"],
        character=row["character"],
        cents=row["gross_cents"],
    )
    taken = tuple(_taken(text) for text in row["deductions"] or ())
    receiver = Receiver(row["sent_to"] or "", row["held_because"] or "")
    return RemittanceLine(row["remittance_no"], due, row["gross_cents"], receiver, taken)


def _taken(text: str) -> Taken:
    kind, cents, to, allowed_by = text.split("|", 3)
    return Taken(kind, int(cents), to, allowed_by)
