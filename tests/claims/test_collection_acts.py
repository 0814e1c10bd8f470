"""Collected money goes to members or is held for them in the book, and always adds up to what came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from arrears.book.access import ARBITRATOR
from arrears.book.ledger import Book
from arrears.claims.award_acts import record_award
from arrears.claims.collection import read_collection, remittance_lines
from arrears.claims.collection_acts import (
    Received,
    Wishes,
    distribute_collection,
    dues_of,
    record_collection,
    return_remittance,
    send_again,
)
from arrears.claims.deductions import Basis, Deduction, deduction_faults, read_deduction_rules
from arrears.findings import Refused
from arrears.records.append import append_tables
from arrears.records.verify import verify_records

from .desk_world import acting, make_desk
from .test_award import AWARD, AWARD_ON

CAME_IN = date(2010, 3, 1)
LATER = date(2010, 3, 8)
RECEIVED = Received(CAME_IN, "C1", "C1", 310_00, "usd", "award/1", "W1")
RECORDS = {
    "company": [{"company_id": name, "name": name} for name in ("C1", "C2", "LOAN2")],
    "person": [
        {"person_id": "P1", "name": "Ada Quillfeather", "pays_to": None},
        {"person_id": "P2", "name": "Bram Thistlewhit", "pays_to": "LOAN2"},
        {"person_id": "P3", "name": "Cora Vane"},
    ],
    "authorisation": [
        {"person_id": "P1", "agency_id": "A1", "from_on": date(2008, 1, 1), "until_on": date(2010, 12, 31)}
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = make_desk(tmp_path)
    tables = {name: pa.Table.from_pylist(rows) for name, rows in RECORDS.items()}
    append_tables(book, tables, said_by="sag", learned_on=date(2009, 1, 1))
    record_award(book, AWARD, acting(AWARD_ON))
    return book


def recorded(book: Book, received: Received = RECEIVED) -> str:
    return record_collection(book, received, acting(received.collected_on))[0]


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        act()
    (finding,) = caught.value.findings
    return finding.code, finding.problem


def balanced(book: Book, collection_id: str) -> tuple[int, int, int]:
    """Sent, held, undistributed; they make up what came in."""
    held = read_collection(book, collection_id)
    parts = (held.sent_cents(), held.held_cents(), held.undistributed_cents)
    assert sum(parts) == held.cents
    return parts


def test_money_on_an_award_is_distributed_by_what_it_gave_to_whom_it_belongs(book: Book) -> None:
    # Against C1 the award gives P1 1,000.00 and 100.00 of late charge, P2 2,000.00: a tenth came in.
    subject = recorded(book)
    assert balanced(book, subject) == (0, 0, 310_00)
    _, made = distribute_collection(book, subject, Wishes(), acting(LATER))
    assert [(line.due.key, line.gross_cents, line.receiver.sent_to) for line in made.lines] == [
        ("a#compensation", 100_00, "P1"),
        ("a#late_charge", 10_00, "P1"),
        ("b#compensation", 200_00, "LOAN2"),
    ]
    assert balanced(book, subject) == (310_00, 0, 0)
    held = read_collection(book, subject)
    assert [(each.number, each.payee_id, each.net_cents, each.state) for each in held.remittances] == [
        (1, "P1", 110_00, "sent"),
        (2, "P2", 200_00, "sent"),
    ]
    kept = remittance_lines(book, held)
    assert [line.gross_cents for line in kept] == [line.gross_cents for line in made.lines]
    assert verify_records(book) == []


def test_a_second_instalment_pays_what_is_still_due_and_no_more(book: Book) -> None:
    first = recorded(book)
    distribute_collection(book, first, Wishes(), acting(LATER))
    second = recorded(book, replace(RECEIVED, cents=3_000_00, reference="W2"))
    assert [due.cents for due in dues_of(book, read_collection(book, second))] == [
        900_00, 90_00, 1_800_00,
    ]  # fmt: skip
    distribute_collection(book, second, Wishes(), acting(LATER))
    assert balanced(book, second) == (2_790_00, 0, 210_00)
    third = recorded(book, replace(RECEIVED, cents=1_00, reference="W3"))
    assert refused(lambda: distribute_collection(book, third, Wishes(), acting(LATER))) == (
        "collection-nothing-due",
        "nothing is due any more on what the money was paid on",
    )
    assert balanced(book, third) == (0, 0, 1_00)


def test_interest_goes_by_what_was_given_and_takes_nothing_off_principal(book: Book) -> None:
    subject = recorded(book, replace(RECEIVED, kind="interest", cents=31_00))
    _, made = distribute_collection(book, subject, Wishes(), acting(LATER))
    assert [(line.due.character, line.gross_cents) for line in made.lines] == [
        ("interest on compensation", 10_00),
        ("interest on late_charge", 1_00),
        ("interest on compensation", 20_00),
    ]
    principal = recorded(book)
    assert sum(due.cents for due in dues_of(book, read_collection(book, principal))) == 3_100_00


def test_undeliverable_money_is_held_for_the_person_until_found_and_sent_again(book: Book) -> None:
    subject = recorded(book)
    distribute_collection(book, subject, Wishes(held={"P2": "no address"}), acting(LATER))
    assert balanced(book, subject) == (110_00, 200_00, 0)
    entry, cents = return_remittance(book, subject, 1, acting(date(2010, 3, 20), why="moved away"))
    assert (entry.seq > 0, cents) == (True, 110_00)
    assert balanced(book, subject) == (0, 310_00, 0)
    # What comes in later for a person who could not be reached is held at once.
    again = recorded(book, replace(RECEIVED, reference="W2", collected_on=date(2010, 4, 1)))
    _, made = distribute_collection(book, again, Wishes(), acting(date(2010, 4, 2)))
    because = {line.due.payee_id: line.receiver.held_because for line in made.lines}
    assert because == {"P1": "collection/1 came back on 2010-03-20: moved away", "P2": ""}
    send_again(book, subject, (1, "P1"), acting(date(2010, 5, 1), why="found by the estate"))
    assert balanced(book, subject) == (110_00, 200_00, 0)
    held = read_collection(book, subject)
    assert (held.remittance(1).state, held.remittance(1).why) == ("sent again", "found by the estate")


def test_what_comes_back_twice_or_was_never_sent_is_refused(book: Book) -> None:
    subject = recorded(book)
    distribute_collection(book, subject, Wishes(held={"P2": "no address"}), acting(LATER))
    problem = "the remittance is not in the state that this act begins from"
    assert refused(lambda: return_remittance(book, subject, 2, acting(LATER))) == (
        "remittance-state",
        problem,
    )
    assert refused(lambda: send_again(book, subject, (1, ""), acting(LATER))) == (
        "remittance-state",
        problem,
    )
    assert refused(lambda: return_remittance(book, subject, 3, acting(LATER))) == (
        "remittance-unknown",
        "the collection has no remittance of that number",
    )
    assert refused(lambda: return_remittance(book, subject, 1, acting(CAME_IN))) == (
        "collection-before-cause",
        "the act is dated before what it follows from",
    )
    return_remittance(book, subject, 1, acting(LATER, why="moved"))
    assert refused(lambda: return_remittance(book, subject, 1, acting(LATER, why="again"))) == (
        "remittance-state",
        problem,
    )
    assert refused(lambda: send_again(book, subject, (1, ""), acting(CAME_IN)))[0] == (
        "collection-before-cause"
    )


def test_two_payees_of_record_on_one_day_hold_the_money(book: Book) -> None:
    rows = [
        {"person_id": "P1", "from_on": date(2009, 1, 1), "payee_id": "P3", "kind": "estate"},
        {"person_id": "P1", "from_on": date(2010, 1, 1), "payee_id": "LOAN2", "kind": "loan_out"},
    ]
    table = {"payee_of_record": pa.Table.from_pylist(rows)}
    append_tables(book, table, said_by="sag", learned_on=date(2010, 1, 5))
    subject = recorded(book)
    _, made = distribute_collection(book, subject, Wishes(), acting(LATER))
    assert made.lines[0].receiver.held_because == "two payees of record on that day: LOAN2 and P3"


def test_commission_is_taken_only_where_the_agreement_allows_and_the_person_authorised_it(
    book: Book,
) -> None:
    tenth = Fraction(1, 10)
    subject = recorded(book)
    wishes = Wishes((Deduction("P1", "commission", tenth, "A1"),))
    _, made = distribute_collection(book, subject, wishes, acting(LATER))
    assert [(line.due.payee_id, line.deducted_cents) for line in made.lines] == [
        ("P1", 10_00),
        ("P1", 0),
        ("P2", 0),
    ]
    assert made.lines[0].taken[0].allowed_by == (
        "authorised by P1 to A1; half pay is contractual pay and no penalty, so agents may take commission on"
        " it (Back Stage, force majeure questions and answers (2008); secondary)"
    )
    return_remittance(book, subject, 1, acting(LATER, why="moved"))
    # The commission went to the agency and does not come back: 10.00 stay sent.
    assert balanced(book, subject) == (210_00, 100_00, 0)
    later = recorded(book, replace(RECEIVED, reference="W2"))
    other = Wishes((Deduction("P2", "commission", tenth, "A1"),))
    assert refused(lambda: distribute_collection(book, later, other, acting(LATER))) == (
        "deduction-not-authorised",
        "the person has authorised nobody of that name to take this",
    )
    assert refused(lambda: distribute_collection(book, later, wishes, acting(date(2011, 1, 1))))[0] == (
        "deduction-not-authorised"
    )


def test_nothing_is_taken_off_writers_residuals_whatever_is_authorised() -> None:
    commission = Deduction("P1", "commission", Fraction(1, 10), "A1")
    (finding,) = deduction_faults([commission], Basis("wga", "residuals"), [], date(2010, 1, 1))
    assert (finding.code, finding.problem) == (
        "deduction-not-allowed",
        "the agreement lets nobody take this off: residuals are not commissionable",
    )
    assert {rule.kind for rule in read_deduction_rules()} == {"commission"}


def test_more_than_a_person_has_is_never_taken_off() -> None:
    asked = [Deduction("P1", "dues", Fraction(3, 5), "sag"), Deduction("P1", "levy", Fraction(1, 2), "L1")]
    faults = deduction_faults(asked, Basis("wga", "residuals"), [], date(2010, 1, 1))
    assert [(finding.code, finding.problem) for finding in faults][-1] == (
        "deductions-too-large",
        "more is taken off than the person has",
    )


@pytest.mark.parametrize(
    ("changed", "code", "problem"),
    [
        (
            {"under": "claim/1"},
            "collection-source",
            "money is collected on an award or on a settlement in effect",
        ),
        (
            {"company_id": "C9"},
            "collection-company",
            "no line of what it was paid on is against this company in this currency",
        ),
        ({"cents": 0}, "collection-sum", "money that came in is more than nothing"),
        (
            {"collected_on": date(2010, 1, 31)},
            "collection-before-cause",
            "the act is dated before what it follows from",
        ),
        ({"under": "award/9"}, "award-unknown", "the book shows no award of that name"),
    ],
)
def test_money_that_cannot_have_come_in_so_is_refused(
    book: Book, changed: dict[str, object], code: str, problem: str
) -> None:
    wrong = replace(RECEIVED, **changed)  # type: ignore[arg-type]
    assert refused(lambda: record_collection(book, wrong, acting(CAME_IN))) == (code, problem)


def test_the_same_money_is_recorded_and_distributed_once(book: Book) -> None:
    subject = recorded(book)
    assert refused(lambda: record_collection(book, RECEIVED, acting(CAME_IN, why="again"))) == (
        "collection-recorded-before",
        "money of this payer with this reference is recorded already; nothing was appended",
    )
    early = acting(date(2010, 2, 28))
    assert refused(lambda: distribute_collection(book, subject, Wishes(), early))[0] == (
        "collection-before-cause"
    )
    distribute_collection(book, subject, Wishes(), acting(LATER))
    assert refused(lambda: distribute_collection(book, subject, Wishes(), acting(LATER))) == (
        "collection-distributed",
        "the money is distributed already; nothing was appended",
    )
    assert refused(lambda: read_collection(book, "7")) == (
        "collection-unknown",
        "the book shows no collection of that name",
    )


def test_the_other_side_sees_no_remittance(book: Book) -> None:
    subject = recorded(book)
    distribute_collection(book, subject, Wishes(), acting(LATER))
    seen = book.seen_by(ARBITRATOR)
    assert refused(lambda: read_collection(seen, subject))[0] == "collection-unknown"
