"""Steps that a forum's own rule lets follow, where the order of the words alone would not."""

from datetime import date

from tests.claims.test_claim_days import claim

from arrears.agreements.procedure_load import load_procedure
from arrears.claims.steps import Taken, step_faults

SAG = load_procedure("sag/tv-2014")
IATSE = load_procedure("iatse/basic-2021")


def test_a_joint_case_has_its_arbitrator_without_a_demand() -> None:
    filed = claim(("filed", "2015-01-05", {}))
    joint = Taken("arbitrator_selected", date(2015, 1, 20), "sag", "joint", "guild")
    assert step_faults(filed, joint, SAG) == []
    alone = Taken("arbitrator_selected", date(2015, 1, 20), "sag", "arbitration", "guild")
    assert [fault.code for fault in step_faults(filed, alone, SAG)] == ["step-order"]


def test_a_committee_decides_without_a_hearing_before_an_arbitrator() -> None:
    met = claim(
        ("filed", "2015-01-05", {}),
        ("committee_demanded", "2015-02-02", {}),
        ("committee_met", "2015-02-20", {}),
    )
    award = Taken("awarded", date(2015, 2, 20), "committee", "committee", "committee")
    assert step_faults(met, award, IATSE) == []


def test_a_step_is_never_dated_before_what_its_rule_lets_it_follow() -> None:
    filed = claim(("filed", "2015-01-05", {}))
    early = Taken("arbitrator_selected", date(2015, 1, 4), "sag", "joint", "guild")
    assert [fault.code for fault in step_faults(filed, early, SAG)] == ["step-before-its-cause"]


def test_without_a_procedure_the_order_of_the_words_holds() -> None:
    filed = claim(("filed", "2015-01-05", {}))
    selected = Taken("arbitrator_selected", date(2015, 1, 20), "sag")
    assert [fault.code for fault in step_faults(filed, selected, None)] == ["step-out-of-order"]
