"""A claim is what its events tell."""

from __future__ import annotations

from datetime import date

import pytest
from tests.claims.claim_fixture import OPENED, claim_of, decided, opened, step

from arrears.book.ledger import create_book
from arrears.claims.casework import CaseEvent, NewEvent, append
from arrears.claims.claim import fold_claims, read_claim, read_claims
from arrears.findings import Refused


def lines_added(kind: str = "lines_added", **body) -> CaseEvent:
    told = {
        "on": "2008-11-20",
        "by": "attorney",
        "files": {"frozen_line": "7"},
        "count": "3",
        "refs_sha256": "ab",
    }
    return CaseEvent(4, date(2008, 11, 20), "claim/1", kind, {**told, **body})


def test_a_claim_is_opened_and_nobody_has_chosen_a_forum():
    claim = claim_of(opened())
    assert (claim.state, claim.forum, claim.is_open) == ("opened", "", True)
    assert claim.claimants[0].party_id == "wga"
    assert claim.opened_on == date(2008, 11, 19)


def test_the_last_step_that_moved_the_claim_is_its_state():
    events = (step("filed", "2008-11-21"), step("replied", "2008-12-01"), step("extended", "2008-12-02"))
    claim = claim_of(opened(), *events)
    assert claim.state == "filed"
    assert [one.step for one in claim.steps] == ["filed", "replied", "extended"]


def test_the_forum_last_chosen_counts():
    events = (step("forum_chosen", "2008-11-20", forum="arbitration"), step("filed", "2008-11-21"))
    assert claim_of(opened(), *events).forum == "arbitration"


@pytest.mark.parametrize("last", ["settled", "withdrawn", "closed"])
def test_a_claim_ends(last):
    assert not claim_of(opened(), step(last, "2009-06-09")).is_open


def test_lines_are_added_withdrawn_and_restated():
    withdrawn = CaseEvent(5, date(2008, 12, 1), "claim/1", "lines_withdrawn",
                          {"on": "2008-12-01", "by": "attorney", "refs": ["a"]})  # fmt: skip
    claim = claim_of(opened(), lines_added(), lines_added(refs_sha256="cd"), withdrawn)
    assert [one.refs_sha256 for one in claim.lines] == ["ab", "cd"]
    assert claim.lines[0].files == {"frozen_line": 7}
    assert claim.withdrawn_refs == {"a"}
    restated = claim_of(opened(), lines_added(), withdrawn, lines_added("lines_restated", refs_sha256="ef"))
    assert [one.refs_sha256 for one in restated.lines] == ["ef"]
    assert restated.withdrawn_refs == {"a"}


def test_a_decision_says_who_was_told():
    (decision,) = claim_of(opened(), decided("hold")).decisions
    assert (decision.what, decision.reason_code) == ("hold", "amount")
    assert decision.notices[0].to == "P1"


def test_what_belongs_to_a_claim_is_listed_by_kind_once():
    def linked(kind: str, subject: str) -> CaseEvent:
        return CaseEvent(
            6, date(2008, 12, 3), "claim/1", kind, {"on": "2008-12-03", "by": "a", "id": subject}
        )

    events = (linked("evidence_added", "evidence/1"), linked("corresponded", "letter/1"))
    claim = claim_of(opened(), *events, linked("evidence_added", "evidence/1"))
    assert claim.of_kind("evidence") == ("evidence/1",)
    assert claim.of_kind("letter") == ("letter/1",)
    assert claim.of_kind("award") == ()


def test_an_act_of_a_later_release_loses_nothing():
    later = CaseEvent(9, date(2008, 12, 3), "claim/1", "unheard_of", {"on": "2008-12-03", "by": "a"})
    assert claim_of(opened(), later) == claim_of(opened())


def test_claims_are_read_from_a_book_as_it_was(tmp_path):
    book = create_book(tmp_path / "book")
    append(book, [NewEvent("claim/1", "opened", OPENED)], learned_on=date(2008, 11, 19))
    append(
        book, [NewEvent("claim/2", "opened", {**OPENED, "title": "Rentals"})], learned_on=date(2008, 12, 1)
    )
    assert list(read_claims(book)) == ["claim/1", "claim/2"]
    assert list(read_claims(book, known_by=date(2008, 11, 30))) == ["claim/1"]
    assert list(read_claims(book, seq=1)) == ["claim/1"]
    assert read_claim(book, "2").title == "Rentals"
    assert read_claim(book, "claim/1").title == OPENED["title"]
    with pytest.raises(Refused) as refused:
        read_claim(book, "claim/3")
    assert refused.value.findings[0].problem == "the book holds no claim of that name"


def test_a_book_without_claims_says_how_to_open_one(tmp_path):
    with pytest.raises(Refused) as refused:
        read_claim(create_book(tmp_path / "book"), "1")
    assert refused.value.findings[0].remedy == "open one with `arrears claim open`"


def test_claim_one_is_not_claim_ten(tmp_path):
    book = create_book(tmp_path / "book")
    for number in range(1, 11):
        body = {**OPENED, "title": f"claim {number}"}
        append(book, [NewEvent(f"claim/{number}", "opened", body)], learned_on=date(2008, 11, 19))
    assert read_claim(book, "1").title == "claim 1"


def test_of_a_claim_whose_opening_may_not_be_seen_nothing_is_told():
    """An audience may see an act of a wider class, such as a settlement in effect, and not the claim."""
    assert fold_claims([step("filed", "2008-11-21")]) == {}
