"""The record of fair representation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.claims.claim_fixture import claim_of, decided, opened

from arrears.claims.casework import CaseEvent
from arrears.claims.claim import Notice, fold_claims
from arrears.claims.decisions import Proposed, decided_otherwise, decision_body, decision_faults, like_cases

TOLD = (Notice("P1", date(2008, 12, 2), "letter"),)
HOLD = Proposed("hold", date(2008, 12, 1), "attorney", "amount", notices=TOLD)


def claims_of(*events: CaseEvent):
    claims = fold_claims(events)
    return claims["claim/1"], tuple(claims.values())


def test_like_cases_share_a_cause_or_a_clause_of_one_guild():
    own, claims = claims_of(
        opened(cause="missing_counter"),
        opened("claim/2", clauses=["reruns/network-prime-time"], cause="missing_counter"),
        opened("claim/3"),
        opened("claim/4", clauses=["reruns/network-prime-time"]),
        opened("claim/5", family="sag"),
        opened("claim/6", clauses=["x/y"], cause=""),
    )
    assert [claim.claim_id for claim in like_cases(claims, own)] == ["claim/2", "claim/3"]


def test_claims_without_a_cause_are_not_alike_for_that():
    own, claims = claims_of(opened(cause=""), opened("claim/2", clauses=["x/y"], cause=""))
    assert like_cases(claims, own) == []


def test_like_cases_decided_otherwise_are_named():
    own, claims = claims_of(
        opened(),
        opened("claim/2"), decided("settle", "claim/2"),
        opened("claim/3"), decided("settle", "claim/3"), decided("hold", "claim/3"),
        opened("claim/4"), decided("rank", "claim/4"),
        opened("claim/5"), decided("close", "claim/5"), decided("rank", "claim/5"),
    )  # fmt: skip
    assert decided_otherwise(claims, own, "hold") == ("claim/2", "claim/5")
    assert decided_otherwise(claims, own, "rank") == ()


def test_a_decision_that_is_whole_is_recorded():
    assert decision_faults(claim_of(opened()), HOLD, ()) == []
    told_nobody = replace(HOLD, notices=(), told_nobody="the claim is the guild's own")
    assert decision_faults(claim_of(opened()), told_nobody, ()) == []


def test_a_decision_says_whether_the_member_was_told():
    (fault,) = decision_faults(claim_of(opened()), replace(HOLD, notices=()), ())
    assert fault.code == "member-not-told"
    assert fault.problem == "the decision does not say whether the member was told"


def test_a_decision_unlike_the_others_says_why():
    (fault,) = decision_faults(claim_of(opened()), HOLD, ("claim/2", "claim/5"))
    assert fault.code == "decided-otherwise"
    assert fault.problem == "like cases were decided otherwise, and nothing says why this one differs"
    assert fault.found == "2 decided otherwise: claim/2, claim/5"
    assert (
        decision_faults(
            claim_of(opened()), replace(HOLD, differs_because="the company paid half"), ("claim/2",)
        )
        == []
    )


def test_a_decision_is_not_dated_before_its_claim():
    (fault,) = decision_faults(claim_of(opened()), replace(HOLD, on=date(2008, 11, 18)), ())
    assert fault.problem == "the decision is dated before the claim was opened"
    assert fault.expected == "a day from 2008-11-19 on"


def test_words_that_are_no_decision_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="no decision"):
        decision_faults(claim_of(opened()), replace(HOLD, what="maybe"), ())


def test_a_decision_is_read_back_as_it_was_written():
    body = decision_body(HOLD, ("claim/2",))
    event = CaseEvent(3, date(2008, 12, 1), "claim/1", "decided", body)
    (decision,) = claim_of(opened(), event).decisions
    assert (decision.what, decision.on, decision.by) == ("hold", HOLD.on, HOLD.by)
    assert decision.notices == TOLD
    assert decision.decided_otherwise == ("claim/2",)
