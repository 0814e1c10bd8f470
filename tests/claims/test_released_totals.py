"""A total is released only where it tells nothing of any one service."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.access import GUILD, KEEPER, PUBLIC
from arrears.book.ledger import Book, create_book
from arrears.claims.acting import Acting
from arrears.claims.released_totals import TotalAsked, coarse, read_totals, release_total
from arrears.findings import Refused
from arrears.records.append import append_of_class

FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)
ASKED = TotalAsked("hours", "us", FIRST, LAST)
DEED = Acting(date(2024, 7, 1), "clerk", date(2024, 7, 1))


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = create_book(tmp_path / "book").seen_by(KEEPER)
    title = pa.table({"title_id": ["T1"], "name": ["The Lantern Tally"]})
    append_of_class(made, {"title": title}, "public", said_by="guild", learned_on=FIRST)
    return made


def count(book: Book, *amounts: int, access: str = "aggregates_only", first: int = 1) -> None:
    rows = [
        {
            "service": f"S{number}",
            "territory": "us",
            "measured_from": FIRST,
            "measured_to": LAST,
            "title_id": "T1",
            "measure": "hours",
            "amount": amount,
        }
        for number, amount in enumerate(amounts, start=first)
    ]
    learned = date(2024, 6, 1)
    tables = {"audience": pa.Table.from_pylist(rows)}
    append_of_class(book, tables, access, said_by="company", learned_on=learned)


def refused(book: Book, asked: TotalAsked = ASKED) -> list[str]:
    before = book.position()
    with pytest.raises(Refused) as caught:
        release_total(book.seen_by(GUILD), asked, DEED)
    assert book.position() == before
    return [finding.code for finding in caught.value.findings]


def test_a_total_over_five_services_is_released_to_everybody_rounded(book: Book) -> None:
    count(book, 1_000_001, 2_000_002, 3_000_003, 2_500_000, 1_499_999)
    name, _ = release_total(book.seen_by(GUILD), ASKED, DEED)
    [total] = read_totals(book.seen_by(PUBLIC))
    assert (total.total_id, total.asked, total.amount, total.services) == (name, ASKED, 10_000_000, 5)


def test_a_total_of_few_is_refused_without_saying_how_many(book: Book) -> None:
    found = []
    for amount in (100, 200, 300, 400):
        count(book, amount, first=amount)
        with pytest.raises(Refused) as caught:
            release_total(book.seen_by(GUILD), ASKED, DEED)
        found.append([finding.text() for finding in caught.value.findings])
    assert found == [found[0]] * 4


def test_a_total_that_one_service_outweighs_is_refused(book: Book) -> None:
    count(book, 10, 10, 10, 10, 41)
    assert refused(book) == ["total-of-one"]


def test_the_same_days_are_released_once_so_that_no_difference_tells(book: Book) -> None:
    count(book, 10, 20, 30, 40, 50)
    release_total(book.seen_by(GUILD), ASKED, DEED)
    count(book, 60, first=6)
    assert refused(book) == ["total-released-before"]
    assert refused(book, TotalAsked("hours", "us", LAST, date(2024, 6, 30))) == ["total-released-before"]
    assert refused(book, TotalAsked("hours", "foreign", FIRST, LAST)) == ["total-of-too-few"]


def test_counts_of_an_outside_auditor_are_in_no_total(book: Book) -> None:
    count(book, 10, 20, 30, 40)
    count(book, 50, access="outside_auditor", first=5)
    assert refused(book) == ["total-of-too-few"]


@given(st.integers(0, 10**15))
def test_two_digits_are_left_and_the_rounding_is_half_up(amount: int) -> None:
    rounded = coarse(amount)
    unit = 10 ** max(0, len(str(amount)) - 2)
    assert rounded % unit == 0
    assert -unit < 2 * (rounded - amount) <= unit
