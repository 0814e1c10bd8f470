"""What is for the parties to a case is for the parties to that case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.claims.claim_fixture import OPENED

from arrears.book.access import ARBITRATOR, GUILD, KEEPER, read_audience
from arrears.book.ledger import Book, create_book
from arrears.claims.casework import NewEvent, append, read_events
from arrears.claims.claim import read_claims

LEARNED = date(2009, 3, 1)
ACT = {"on": "2009-02-01", "by": "attorney", "why": ""}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = create_book(tmp_path / "book").seen_by(KEEPER)
    for claim, company in (("claim/1", "C1"), ("claim/2", "C2")):
        opened = {**OPENED, "respondents": [company], "title": company}
        award = f"award/{claim[-1]}"
        events = (
            NewEvent(claim, "opened", opened),
            NewEvent(claim, "award_linked", {**ACT, "id": award}, "parties"),
            NewEvent(award, "recorded", {**ACT, "sum": company}, "parties"),
        )
        append(made, events, learned_on=LEARNED)
    append(made, [NewEvent("total/1", "released", {**ACT, "amount": "9"}, "public")], learned_on=LEARNED)
    append(made, [NewEvent("evidence/1", "noted", {**ACT, "source": "C2"}, "parties")], learned_on=LEARNED)
    return made


def subjects(book: Book, audience: str) -> list[str]:
    return [event.subject for event in read_events(book.seen_by(read_audience(audience)))]


def test_a_company_sees_the_acts_of_its_own_cases(book: Book) -> None:
    assert subjects(book, "company:C1") == ["claim/1", "award/1", "total/1"]
    assert subjects(book, "company:C2") == ["claim/2", "award/2", "total/1", "evidence/1"]
    assert subjects(book, "company:C9") == ["total/1"]


def test_an_arbitrator_sees_what_is_for_the_parties(book: Book) -> None:
    seen = [event.subject for event in read_events(book, audience=ARBITRATOR)]
    assert seen == ["claim/1", "award/1", "claim/2", "award/2", "total/1", "evidence/1"]


def test_a_claim_whose_opening_is_the_guilds_is_none_to_a_company(book: Book) -> None:
    assert read_claims(book.seen_by(read_audience("company:C1"))) == {}
    assert set(read_claims(book.seen_by(GUILD))) == {"claim/1", "claim/2"}
