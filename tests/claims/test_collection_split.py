"""Collected money is divided to the cent; every cent is sent, held or not distributed."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.collection_split import Directions, Due, Receiver, distribute
from arrears.claims.deductions import Deduction


def due(ref: str, payee: str, cents: int, **more: str) -> Due:
    usual = {"company_id": "C1", "title_id": "T1", "currency": "usd", "character": "compensation"}
    return Due(ref, payee, cents=cents, **(usual | more))


def to_all(*people: str) -> dict[str, Receiver]:
    return {person: Receiver(person) for person in people}


def test_an_instalment_is_divided_by_what_is_still_due_and_odd_cents_are_placed() -> None:
    dues = [due("b", "P2", 200_00), due("a", "P1", 100_00), due("c", "P1", 100_00)]
    made = distribute(100_01, dues, Directions(to_all("P1", "P2")))
    # 25.0025, 50.005 and 25.0025: the odd cent goes to the largest remainder, that of b.
    assert [(line.remittance_no, line.due.ref, line.gross_cents) for line in made.lines] == [
        (1, "a", 25_00),
        (1, "c", 25_00),
        (2, "b", 50_01),
    ]
    assert (made.sent_cents(), made.held_cents(), made.undistributed_cents) == (100_01, 0, 0)


def test_money_beyond_all_dues_stays_undistributed_but_interest_is_not_limited() -> None:
    dues = [due("a", "P1", 60_00), due("b", "P2", 0), due("c", "P2", -5_00)]
    made = distribute(100_00, dues, Directions(to_all("P1", "P2")))
    assert [(line.due.ref, line.gross_cents) for line in made.lines] == [("a", 60_00)]
    assert made.undistributed_cents == 40_00
    interest = distribute(100_00, dues, Directions(to_all("P1", "P2")), limited=False)
    assert (interest.sent_cents(), interest.undistributed_cents) == (100_00, 0)


def test_money_of_a_person_whom_nobody_can_reach_is_held_whole() -> None:
    directions = Directions(
        {"P1": Receiver("P1", "address unknown")}, (Deduction("P1", "commission", Fraction(1, 10), "A1"),)
    )
    made = distribute(50_00, [due("a", "P1", 50_00), due("b", "P9", 50_00)], directions)
    assert [(line.receiver.held_because, line.deducted_cents) for line in made.lines] == [
        ("address unknown", 0),
        ("nobody is known to receive it", 0),
    ]
    assert (made.sent_cents(), made.held_cents()) == (0, 50_00)


def test_a_deduction_is_rounded_down_and_says_what_allows_it() -> None:
    directions = Directions(
        to_all("P1"),
        (Deduction("P1", "commission", Fraction(1, 10), "A1"),),
        {("P1", "commission"): "authorised"},
    )
    (line,) = distribute(10_09, [due("a", "P1", 10_09)], directions).lines
    assert (line.gross_cents, line.deducted_cents, line.net_cents) == (10_09, 1_00, 9_09)
    assert line.taken[0].text() == "commission|100|A1|authorised"


ROWS = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", "P3", "P4"]), st.integers(-100, 10**8)), min_size=1, max_size=15
)


@given(ROWS, st.integers(1, 10**9), st.sets(st.sampled_from(["P1", "P2", "P3", "P4"])), st.integers(0, 100))
def test_sent_held_and_undistributed_are_what_was_collected(
    rows: list[tuple[str, int]], cents: int, reached: set[str], percent: int
) -> None:
    dues = [due(f"r{number}", payee, owed) for number, (payee, owed) in enumerate(rows)]
    deductions = tuple(Deduction(person, "commission", Fraction(percent, 100), "A1") for person in reached)
    made = distribute(cents, dues, Directions(to_all(*sorted(reached)), deductions))
    assert made.sent_cents() + made.held_cents() + made.undistributed_cents == cents
    assert (
        sum(line.net_cents + line.deducted_cents for line in made.lines) == cents - made.undistributed_cents
    )
    for line in made.lines:
        assert 0 < line.gross_cents <= line.due.cents
        assert line.net_cents >= 0
        assert bool(line.receiver.held_because) == (line.due.payee_id not in reached)
    assert distribute(cents, list(reversed(dues)), Directions(to_all(*sorted(reached)), deductions)) == made
