"""Clocks of the shipped procedures on invented days, each figure counted by hand; both sides of each edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.clock_runs import AS_OF, run

from arrears.agreements.procedure import Length, Procedure
from arrears.agreements.procedure_load import load_procedure
from arrears.claims.clock_conflicts import clock_conflicts
from arrears.claims.clock_days import Bounds, Stop
from arrears.claims.clock_index import index_clocks
from arrears.claims.clocks import (
    ClaimDays,
    Happened,
    bounds_text,
    run_clock,
    run_clocks,
    started_clocks,
)

SAG = load_procedure("sag/tv-2014")
NETWORK = load_procedure("sag/network-code-2014")
IATSE = load_procedure("iatse/basic-2021")
WGA = load_procedure("wga/mba-2008")


def test_a_residuals_claim_has_a_year_from_the_later_of_occurrence_and_knowledge() -> None:
    known = run(SAG, "file-residuals", occurrence=date(2014, 9, 30), knowledge=date(2014, 12, 15))
    assert (known.due_on, known.state) == (date(2015, 12, 15), "running")
    assert [limb.bounds.day for limb in known.limbs] == [date(2015, 9, 30), date(2015, 12, 15)]


@pytest.mark.parametrize(
    ("as_of", "state"), [(date(2015, 12, 15), "running"), (date(2015, 12, 16), "missed")]
)
def test_the_last_day_is_still_in_time_and_the_next_is_not(as_of: date, state: str) -> None:
    found = run(
        SAG, "file-residuals", occurrence=date(2014, 9, 30), knowledge=date(2014, 12, 15), as_of=as_of
    )
    assert found.state == state


@pytest.mark.parametrize(("on", "state"), [(date(2015, 12, 15), "kept"), (date(2015, 12, 16), "kept late")])
def test_a_claim_filed_on_the_last_day_is_in_time_and_one_on_the_next_is_late(on: date, state: str) -> None:
    found = run(
        SAG,
        "file-residuals",
        steps=(("filed", on),),
        occurrence=date(2014, 9, 30),
        knowledge=date(2014, 12, 15),
        as_of=date(2016, 1, 1),
    )
    assert (found.state, found.done_on) == (state, on)


def test_where_nobody_told_of_knowledge_the_day_of_occurrence_is_safe_and_no_last_day_is_known() -> None:
    found = run(SAG, "file-residuals", occurrence=date(2014, 9, 30))
    assert (found.bounds, found.due_on) == (Bounds(date(2015, 9, 30), None), None)
    assert found.lacks == (
        "not known: the day on which the claimant knew, or had a reasonable opportunity to know",
    )
    late = run(SAG, "file-residuals", occurrence=date(2014, 9, 30), as_of=date(2015, 10, 1))
    assert late.state == "perhaps missed"


def test_without_any_day_the_clock_is_unknown() -> None:
    found = run(SAG, "file-residuals")
    assert (found.state, found.due_on, found.safe_on) == ("unknown", None, None)
    assert len(found.lacks) == 2


def test_a_force_majeure_claim_has_six_months() -> None:
    found = run(
        SAG, "file-general", "force_majeure", occurrence=date(2014, 8, 31), knowledge=date(2014, 8, 31)
    )
    assert found.due_on == date(2015, 2, 28)
    # A Saturday: no text moves it, so Friday is the safe day.
    assert found.safe_on == date(2015, 2, 27)
    ids = {one.clock_id for one in run_clocks(SAG, ClaimDays("force_majeure"), as_of=AS_OF)}
    assert "file-residuals" not in ids


def talks(first: date, until: date | None) -> tuple[Stop, ...]:
    return (Stop("agent_talks", first, until),)


def test_talks_with_the_agent_stop_the_general_clock() -> None:
    found = run(
        SAG,
        "file-general",
        "force_majeure",
        occurrence=date(2014, 1, 10),
        knowledge=date(2014, 1, 10),
        stops=talks(date(2014, 3, 1), date(2014, 3, 11)),
    )
    assert (found.due_on, found.stopped) == (date(2014, 7, 20), 10)


def test_whether_they_stop_the_clock_of_residuals_is_open_and_the_day_without_them_is_safe() -> None:
    found = run(
        SAG,
        "file-residuals",
        occurrence=date(2014, 1, 10),
        knowledge=date(2014, 1, 10),
        stops=talks(date(2014, 3, 1), date(2014, 3, 11)),
    )
    assert found.bounds == Bounds(date(2015, 1, 10), date(2015, 1, 20))
    assert found.safe_on == date(2015, 1, 9)


def test_while_talks_go_on_the_clock_stands_still() -> None:
    found = run(
        SAG,
        "file-general",
        "other",
        occurrence=date(2014, 11, 1),
        knowledge=date(2014, 11, 1),
        stops=talks(date(2014, 12, 1), None),
    )
    assert found.state == "standing still"
    assert found.due_on is None


def test_talks_that_begin_after_the_end_leave_a_missed_clock_missed() -> None:
    found = run(
        SAG,
        "file-general",
        "other",
        occurrence=date(2014, 1, 1),
        knowledge=date(2014, 1, 1),
        stops=talks(date(2014, 12, 1), None),
    )
    assert (found.state, found.due_on) == ("missed", date(2014, 7, 1))


def test_a_stop_that_is_not_this_clocks_changes_nothing() -> None:
    away = (Stop("distant_location", date(2014, 3, 1), date(2014, 9, 1)),)
    found = run(
        SAG, "file-general", "other", occurrence=date(2014, 1, 1), knowledge=date(2014, 1, 1), stops=away
    )
    assert found.due_on == date(2014, 7, 1)


def test_time_agreed_in_writing_stops_every_clock_that_may_be_extended() -> None:
    agreed = (Stop("agreed", date(2014, 3, 1), date(2014, 3, 31)),)
    found = run(
        SAG, "file-general", "other", occurrence=date(2014, 1, 1), knowledge=date(2014, 1, 1), stops=agreed
    )
    assert found.due_on == date(2014, 7, 31)
    joint = run(SAG, "joint-notice", audit_report=date(2014, 1, 1), stops=agreed)
    assert joint.due_on == date(2015, 7, 1), "a joint case's clocks may be waived, and no text extends them"


def test_an_answer_given_before_the_demand_is_no_reply_to_it() -> None:
    steps = (("filed", date(2015, 1, 5)), ("replied", date(2015, 1, 12)), ("demanded", date(2015, 2, 2)))
    found = run(SAG, "reply", steps=steps, as_of=date(2015, 2, 3))
    assert (found.state, found.due_on) == ("running", date(2015, 2, 12))


def test_a_claim_filed_on_the_way_to_arbitration_is_filed() -> None:
    steps = (("forum_chosen", date(2015, 1, 4), "arbitration"), ("filed", date(2015, 1, 5), "arbitration"))
    found = run(SAG, "file-residuals", steps=steps, occurrence=date(2014, 9, 30), as_of=date(2015, 1, 6))
    assert (found.state, found.done_on) == ("kept", date(2015, 1, 5))
    assert run(SAG, "demand", steps=steps).due_on == date(2016, 1, 5)


def test_a_joint_case_keeps_its_clocks_to_itself() -> None:
    steps = (("filed", date(2015, 3, 2), "joint"),)
    assert run(SAG, "demand", steps=steps).state == "not started"
    position = run(SAG, "joint-position", steps=steps)
    assert position.due_on == date(2015, 3, 16)
    strike = run(SAG, "joint-select", steps=steps)
    assert strike.due_on == date(2015, 3, 19)
    alone = (("filed", date(2015, 3, 2), "conciliation"),)
    assert run(SAG, "joint-position", steps=alone).state == "not started"


def test_documents_are_asked_for_thirty_days_before_the_hearing_and_given_five_before() -> None:
    steps = (("filed", date(2015, 3, 2), "joint"),)
    assert run(SAG, "joint-documents-asked", steps=steps).state == "not started"
    asked = run(SAG, "joint-documents-asked", steps=steps, hearing_on=date(2016, 3, 30))
    given = run(SAG, "joint-documents-produced", steps=steps, hearing_on=date(2016, 3, 30))
    assert (asked.due_on, given.due_on) == (date(2016, 2, 29), date(2016, 3, 25))


def test_a_clock_that_nobody_has_read_is_unknown_and_says_where_to_look() -> None:
    found = run(WGA, "claim-television", occurrence=date(2008, 9, 30), knowledge=date(2008, 9, 30))
    assert (found.state, found.due_on, found.safe_on) == ("unknown", None, None)
    assert found.find_at[0].startswith("Article 11.A")
    assert found.lacks[0].startswith("the length of occurrence is not known; find it at Article 11.A")
    filed = run(WGA, "claim-television", occurrence=date(2008, 9, 30), steps=(("filed", date(2008, 11, 1)),))
    assert filed.state == "perhaps kept late", "nobody can say whether it was in time"


def test_an_extension_in_writing_moves_the_end_and_a_waiver_ends_the_clock() -> None:
    days = ClaimDays("residuals", {"occurrence": date(2014, 1, 10), "knowledge": date(2014, 1, 10)})
    moved = replace(days, extended={"file-residuals": date(2015, 3, 2)})
    found = run_clock(SAG, "file-residuals", moved, as_of=date(2015, 2, 1))
    assert (found.due_on, found.state, found.extended_to) == (date(2015, 3, 2), "running", date(2015, 3, 2))
    shorter = replace(days, extended={"file-residuals": date(2014, 3, 2)})
    assert run_clock(SAG, "file-residuals", shorter, as_of=AS_OF).due_on == date(2015, 1, 10)
    waived = replace(days, waived=frozenset({"file-residuals"}))
    assert run_clock(SAG, "file-residuals", waived, as_of=date(2016, 1, 1)).state == "waived"


def test_a_clock_extended_where_its_length_is_unknown_has_at_least_the_day_agreed() -> None:
    days = ClaimDays(
        "residuals", {"occurrence": date(2008, 1, 10)}, extended={"claim-television": date(2009, 1, 9)}
    )
    found = run_clock(WGA, "claim-television", days, as_of=AS_OF)
    assert found.bounds == Bounds(date(2009, 1, 9), None)


def two_clocks() -> Procedure:
    """The procedure of 2014 with a second clock for filing residuals, of seven months."""
    clock = SAG.clock("file-residuals")
    limbs = tuple(replace(limb, length=(Length(7, "months"),)) for limb in clock.limbs)
    other = replace(clock, clock_id="file-sooner", address=f"{clock.address}-sooner", limbs=limbs)
    return replace(SAG, clocks=(*SAG.clocks, other))


def test_two_clocks_of_one_step_that_differ_are_told_with_both_places_and_the_earlier_as_safe() -> None:
    days = ClaimDays("residuals", {"occurrence": date(2014, 9, 30), "knowledge": date(2014, 9, 30)})
    [finding] = clock_conflicts("claim/1", run_clocks(two_clocks(), days, as_of=AS_OF))
    assert (finding.code, finding.place) == ("clock-conflict", "claim/1")
    assert finding.problem == "two clocks of the step 'filed' give different days."
    assert finding.expected == ("sag/tv-2014/procedure/clocks/file-residuals-sooner (S14 p. 153): 2015-04-30")
    assert finding.found == "sag/tv-2014/procedure/clocks/file-residuals (S14 p. 153): 2015-09-30"
    assert finding.remedy.startswith("act by the earlier, 2015-04-30")


def test_clocks_of_one_step_that_agree_or_are_over_are_no_conflict() -> None:
    days = ClaimDays("residuals", {"occurrence": date(2014, 9, 30), "knowledge": date(2014, 9, 30)})
    assert clock_conflicts("claim/1", run_clocks(SAG, days, as_of=AS_OF)) == ()
    filed = replace(days, steps=(Happened("filed", date(2014, 10, 1), "conciliation"),))
    assert clock_conflicts("claim/1", run_clocks(two_clocks(), filed, as_of=AS_OF)) == ()


def test_clocks_that_began_are_those_of_all_that_are_not_waiting() -> None:
    days = ClaimDays("residuals", {"occurrence": date(2014, 9, 30)})
    everything = run_clocks(SAG, days, as_of=AS_OF)
    assert started_clocks(index_clocks(SAG), days, as_of=AS_OF) == tuple(
        one for one in everything if one.state != "not started"
    )


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (Bounds(None, None), "not known"),
        (Bounds(date(2015, 1, 2), None), "2015-01-02 at the earliest"),
        (Bounds(None, date(2015, 1, 2)), "2015-01-02 at the latest"),
        (Bounds(date(2015, 1, 2), date(2015, 1, 2)), "2015-01-02"),
        (Bounds(date(2015, 1, 2), date(2015, 1, 5)), "2015-01-02, or up to 2015-01-05"),
    ],
)
def test_bounds_are_told_in_words(bounds: Bounds, text: str) -> None:
    assert bounds_text(bounds) == text


DAYS = st.dates(date(2005, 1, 1), date(2025, 12, 31))


@given(occurrence=DAYS, later=st.integers(0, 900))
def test_learning_more_never_moves_a_last_day_out_of_what_was_said_before(
    occurrence: date, later: int
) -> None:
    knowledge = occurrence + timedelta(days=later)
    for procedure, clock, subject in (
        (SAG, "file-residuals", "residuals"),
        (SAG, "file-general", "other"),
        (NETWORK, "commence", "other"),
        (IATSE, "file-other", "other"),
    ):
        before = run(procedure, clock, subject, occurrence=occurrence)
        after = run(procedure, clock, subject, occurrence=occurrence, knowledge=knowledge)
        assert after.due_on is not None
        assert before.bounds.first is not None
        assert before.bounds.first <= after.due_on
        assert before.bounds.last is None or after.due_on <= before.bounds.last


@given(occurrence=DAYS, later=st.integers(0, 900), as_of=DAYS)
def test_a_clock_is_in_one_state_and_a_known_one_is_running_or_missed(
    occurrence: date, later: int, as_of: date
) -> None:
    found = run(
        SAG,
        "file-residuals",
        occurrence=occurrence,
        knowledge=occurrence + timedelta(days=later),
        as_of=as_of,
    )
    assert found.due_on is not None
    assert found.state == ("running" if as_of <= found.due_on else "missed")
    assert found.safe_on is not None
    assert found.safe_on <= found.due_on


def test_disputes_over_auditions_wait_for_the_committee_since_2023() -> None:
    waiting = (Stop("committee", date(2024, 3, 1), date(2024, 3, 31)),)
    days = {"occurrence": date(2024, 1, 15), "knowledge": date(2024, 1, 15)}
    newer = run(load_procedure("sag/tv-2023"), "file-general", "other", stops=waiting, **days)
    older = run(load_procedure("sag/tv-2020"), "file-general", "other", stops=waiting, **days)
    assert (newer.due_on, older.due_on) == (date(2024, 8, 14), date(2024, 7, 15))
