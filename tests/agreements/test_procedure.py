"""Which step may follow which is a rule of the agreement, told with its words and its page."""

import pytest

from arrears.agreements.procedure import ALWAYS, StepAsked, step_refusals, unknown_lengths
from arrears.agreements.procedure_load import load_procedure
from arrears.findings import Refused
from arrears.vocabulary import CLAIM_STEPS

SAG = load_procedure("sag/tv-2014")
IATSE = load_procedure("iatse/basic-2021")


def codes(step: str, taken: tuple[str, ...], **known: str) -> list[str]:
    return [finding.code for finding in step_refusals(SAG, StepAsked(step, **known), taken)]


def test_a_demand_needs_a_filed_claim_and_the_rule_is_named() -> None:
    [finding] = step_refusals(SAG, StepAsked("demanded", "arbitration", by="guild"), ("inquired",))
    assert finding.code == "step-order"
    told = "'demanded' (arbitration was demanded) comes too early: a written demand with the material facts"
    assert finding.problem.startswith(told)
    assert finding.place.startswith("sag/tv-2014/procedure/steps/")
    assert "S14 p. 153" in finding.place
    assert (finding.expected, finding.found) == ("after filed", "inquired")
    assert codes("demanded", ("inquired", "filed"), forum="arbitration", by="guild") == []


def test_once_the_union_has_sued_no_arbitration_is_demanded() -> None:
    [finding] = step_refusals(SAG, StepAsked("demanded"), ("filed", "court_filed"))
    assert finding.code == "step-closed"
    told = "'demanded' (arbitration was demanded) is no longer open: a written demand"
    assert finding.problem.startswith(told)


def test_only_the_union_goes_to_court_and_only_for_residuals() -> None:
    assert codes("court_filed", ("filed",), by="member", subject="residuals") == ["step-party"]
    assert codes("court_filed", ("filed",), by="guild", subject="force_majeure") == ["step-subject"]
    assert codes("court_filed", ("filed",), by="guild", subject="residuals") == []
    party, subject = step_refusals(SAG, StepAsked("court_filed", "", "other", "member"), ("filed",))
    told = "'court_filed' (an action was brought in court) is not this party's to take: the union alone"
    assert party.problem.startswith(told)
    told = "'court_filed' (an action was brought in court) is not for claims of this subject: the union alone"
    assert subject.problem.startswith(told)


def test_a_claim_on_its_way_to_arbitration_is_filed_before() -> None:
    assert SAG.rule_for("filed", "arbitration").forums == ("conciliation",)


def test_a_joint_case_knows_only_its_own_steps() -> None:
    assert codes("demanded", ("filed",), forum="joint") == ["step-unknown"]
    assert codes("filed", ("arbitrator_selected",), forum="joint", subject="residuals") == ["step-closed"]


def test_a_step_that_the_procedure_has_not_got_is_told_with_the_nearest() -> None:
    with pytest.raises(Refused) as refused:
        SAG.rule_for("award_calculated")
    assert refused.value.findings[0].problem == "this procedure has no step 'award_calculated'."
    [finding] = step_refusals(SAG, StepAsked("demanded", "moot"), ())
    assert finding.problem == "this procedure has no forum 'moot'."


def test_acts_of_people_about_a_claim_need_no_rule() -> None:
    assert set(ALWAYS) <= set(CLAIM_STEPS)
    assert all(codes(step, ()) == [] for step in ALWAYS)


def test_what_is_not_told_is_not_held_against_a_step() -> None:
    assert codes("court_filed", ("filed",)) == []


def test_in_the_studios_procedure_the_committee_may_be_left_out() -> None:
    assert step_refusals(IATSE, StepAsked("demanded", "regular"), ("filed", "replied")) == ()
    [finding] = step_refusals(IATSE, StepAsked("committee_demanded", "committee"), ("filed", "demanded"))
    assert finding.code == "step-closed"


def test_every_step_that_a_clock_waits_for_has_a_rule() -> None:
    for procedure in (SAG, IATSE, load_procedure("sag/network-code-2014"), load_procedure("wga/mba-2023")):
        for clock in procedure.clocks:
            assert procedure.rule_for(clock.step, clock.forum).step == clock.step


def test_the_ceiling_does_not_hold_for_residuals_of_the_union_alone() -> None:
    ceilings = {one.address.rsplit("/", 1)[1]: one for one in SAG.forum("arbitration").ceilings}
    union, individual = ceilings["union"], ceilings["individual"]
    assert [union.cents, individual.cents] == [250_000_00, 250_000_00]
    [exception] = union.exceptions
    assert exception.holds("residuals", "guild")
    assert not exception.holds("force_majeure", "guild")
    assert not exception.holds("residuals", "member")
    assert individual.exceptions == ()
    assert individual.waives_excess == ("member",)
    assert not individual.may_split


def test_a_force_majeure_claim_has_six_months_and_never_the_year_of_residuals() -> None:
    filing = [clock for clock in SAG.clocks_for("force_majeure") if clock.step == "filed"]
    assert [clock.clock_id for clock in filing] == ["file-general"]
    assert {limb.length[0].text() for limb in filing[0].limbs} == {"6 months"}
    residual = [clock.clock_id for clock in SAG.clocks_for("residuals") if clock.step == "filed"]
    assert residual == ["file-residuals", "joint-notice"]


def test_unknown_lengths_say_where_to_find_them() -> None:
    unknown = unknown_lengths(load_procedure("wga/mba-2008"))
    assert unknown
    assert all("find it at Article" in one.because for one in unknown)
