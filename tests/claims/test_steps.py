"""An illegal step is refused with its rule."""

from __future__ import annotations

from datetime import date

import pytest
from tests.claims.claim_fixture import claim_of, opened, step

from arrears.claims.steps import WORD_ORDER, Taken, step_faults
from arrears.vocabulary import CLAIM_STEPS


def fault_of(claim, name: str, on: str):
    (fault,) = step_faults(claim, Taken(name, date.fromisoformat(on)), None)
    return fault


def test_a_step_that_follows_is_recorded():
    claim = claim_of(opened(), step("filed", "2008-11-21"))
    assert step_faults(claim, Taken("demanded", date(2008, 12, 1)), None) == []


@pytest.mark.parametrize("name", sorted(WORD_ORDER))
def test_a_step_that_follows_nothing_is_refused(name):
    fault = fault_of(claim_of(opened()), name, "2009-01-01")
    assert fault.code == "step-out-of-order"
    assert fault.problem == f"nothing came before that '{name}' ({CLAIM_STEPS[name]}) could follow"
    assert fault.found == "no step yet"
    assert fault.expected == " or ".join(WORD_ORDER[name])


def test_a_step_before_its_cause_is_refused():
    claim = claim_of(opened(), step("filed", "2008-11-21"))
    fault = fault_of(claim, "demanded", "2008-11-20")
    assert fault.code == "step-before-its-cause"
    assert fault.problem == "the step is dated before what it follows from"
    assert fault.expected == "a day from 2008-11-21 on (filed)"
    assert fault.found == "2008-11-20, 1 days before"
    assert step_faults(claim, Taken("demanded", date(2008, 11, 21)), None) == []


def test_a_claim_is_not_withdrawn_before_it_was_opened():
    fault = fault_of(claim_of(opened()), "withdrawn", "2008-11-18")
    assert fault.code == "step-before-its-cause"


def test_one_case_has_one_hearing():
    steps = [
        step("filed", "2008-11-21"),
        step("demanded", "2008-12-01"),
        step("hearing_opened", "2009-01-05"),
    ]
    fault = fault_of(claim_of(opened(), *steps), "hearing_opened", "2009-01-06")
    assert fault.problem == "this step is taken once in a claim"
    assert fault.found == "taken on 2009-01-05 by attorney"


def test_what_ended_is_only_closed():
    claim = claim_of(opened(), step("withdrawn", "2009-01-05"))
    fault = fault_of(claim, "filed", "2009-01-06")
    assert fault.code == "claim-ended"
    text = "the claim has ended: no step follows, except that what was settled or withdrawn is closed"
    assert fault.problem == text
    assert fault.found == "withdrawn on 2009-01-05"
    assert step_faults(claim, Taken("closed", date(2009, 1, 6)), None) == []
    closed = claim_of(opened(), step("closed", "2009-01-06"))
    assert fault_of(closed, "closed", "2009-01-07").code == "claim-ended"


def test_a_step_without_a_name_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="no step of a claim"):
        step_faults(claim_of(opened()), Taken("danced", date(2009, 1, 1)), None)
