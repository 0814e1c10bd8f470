"""The Network Code's and the studios' clocks on invented days, each figure counted by hand."""

from datetime import date

from tests.claims.clock_runs import AS_OF, run

from arrears.agreements.procedure_load import load_procedure
from arrears.claims.clock_days import Bounds, Stop

NETWORK = load_procedure("sag/network-code-2014")
IATSE = load_procedure("iatse/basic-2021")


def test_the_network_codes_clock_ends_with_the_earlier_of_its_two_counts() -> None:
    learned = run(NETWORK, "commence", occurrence=date(2014, 3, 1), knowledge=date(2014, 6, 1))
    assert learned.due_on == date(2015, 6, 1)
    late = run(NETWORK, "commence", occurrence=date(2014, 3, 1), knowledge=date(2015, 6, 1))
    assert late.due_on == date(2016, 3, 1)


def test_who_cannot_know_before_it_happened_has_a_year_at_least() -> None:
    found = run(NETWORK, "commence", occurrence=date(2014, 3, 1), as_of=date(2015, 3, 1))
    assert found.bounds == Bounds(date(2015, 3, 1), date(2016, 3, 1))
    assert found.state == "running"
    assert (
        run(NETWORK, "commence", occurrence=date(2014, 3, 1), as_of=date(2015, 3, 2)).state
        == "perhaps missed"
    )
    assert run(NETWORK, "commence", occurrence=date(2014, 3, 1), as_of=date(2016, 3, 2)).state == "missed"


def test_the_studios_clock_has_an_outer_cap() -> None:
    known = run(IATSE, "file-other", "other", occurrence=date(2014, 3, 1), knowledge=date(2014, 4, 1))
    assert known.due_on == date(2014, 5, 31)
    late = run(IATSE, "file-other", "other", occurrence=date(2014, 3, 1), knowledge=date(2015, 2, 28))
    assert late.due_on == date(2015, 3, 1), "365 days after the occurrence, before the sixty days end"
    unknown = run(IATSE, "file-other", "other", occurrence=date(2014, 3, 1))
    assert unknown.bounds == Bounds(date(2014, 4, 30), date(2015, 3, 1))


def test_time_on_distant_location_is_left_out_and_whether_it_moves_the_cap_is_open() -> None:
    away = (Stop("distant_location", date(2014, 3, 11), date(2014, 3, 21)),)
    found = run(
        IATSE, "file-other", "other", occurrence=date(2014, 3, 1), knowledge=date(2014, 3, 1), stops=away
    )
    assert found.due_on == date(2014, 5, 10)
    capped = run(
        IATSE, "file-other", "other", occurrence=date(2014, 3, 1), knowledge=date(2015, 2, 28), stops=away
    )
    assert capped.bounds == Bounds(date(2015, 3, 1), date(2015, 3, 11))


def test_wages_have_365_days_from_entitlement_and_vacation_pay_from_the_ides_of_next_march() -> None:
    wages = run(IATSE, "file-wages", "initial_compensation", entitlement=date(2015, 3, 15))
    assert wages.due_on == date(2016, 3, 14)
    vacation = run(IATSE, "file-holiday-pay", "holiday_or_vacation_pay", earned=date(2014, 7, 4))
    assert vacation.due_on == date(2016, 3, 14)


FILED = date(2021, 6, 23)  # a Wednesday; 5 July is Independence Day, kept on Monday


def test_the_answer_is_due_in_fifteen_working_days_over_a_holiday() -> None:
    found = run(IATSE, "respond", "other", steps=(("filed", FILED),), as_of=FILED)
    assert found.due_on == date(2021, 7, 15)


def test_without_an_answer_five_working_days_remain_and_with_one_that_clock_is_not_needed() -> None:
    unanswered = run(IATSE, "go-on-unanswered", "other", steps=(("filed", FILED),), as_of=FILED)
    assert unanswered.due_on == date(2021, 7, 22)
    answered = run(
        IATSE,
        "go-on-unanswered",
        "other",
        steps=(("filed", FILED), ("replied", date(2021, 7, 1))),
        as_of=FILED,
    )
    assert answered.state == "not needed"


def test_step_two_opens_after_ten_working_days_and_closes_five_later() -> None:
    steps = (("filed", FILED), ("replied", date(2021, 7, 1)))
    opens = run(IATSE, "demand-committee-opens", "other", steps=steps, as_of=date(2021, 7, 15))
    ends = run(IATSE, "demand-committee", "other", steps=steps, as_of=date(2021, 7, 15))
    assert (opens.due_on, opens.state) == (date(2021, 7, 16), "not yet open")
    assert (ends.due_on, ends.state) == (date(2021, 7, 23), "running")
    on_the_day = run(IATSE, "demand-committee-opens", "other", steps=steps, as_of=date(2021, 7, 16))
    assert on_the_day.state == "open"
    early = (*steps, ("committee_demanded", date(2021, 7, 15), "committee"))
    assert (
        run(IATSE, "demand-committee-opens", "other", steps=early, as_of=date(2021, 8, 1)).state
        == "taken early"
    )


def test_expedited_and_regular_arbitration_keep_their_own_steps_apart() -> None:
    met = ("committee_met", date(2021, 8, 2), "committee")
    steps = (("filed", FILED), met, ("demanded", date(2021, 8, 5), "regular"))
    regular = run(IATSE, "elect-regular", "other", steps=steps, as_of=date(2021, 8, 6))
    expedited = run(IATSE, "elect-expedited", "other", steps=steps, as_of=date(2021, 8, 6))
    assert (regular.state, expedited.state) == ("kept", "not needed")
    assert run(IATSE, "hear-expedited", "other", steps=steps, as_of=AS_OF).state == "not started"
    assert run(IATSE, "select-regular", "other", steps=steps, as_of=AS_OF).due_on == date(2021, 8, 12)


def test_an_award_is_paid_within_thirty_days() -> None:
    awarded = (("awarded", date(2021, 9, 1), "regular"),)
    found = run(IATSE, "pay-award", "other", steps=awarded, as_of=date(2021, 9, 2))
    assert (found.due_on, found.state) == (date(2021, 10, 1), "running")
    assert "1% a month" in found.clock.if_missed


def test_once_the_claim_is_decided_or_ended_only_the_award_still_has_clocks() -> None:
    steps = (
        ("filed", FILED),
        ("demanded", date(2021, 8, 5), "regular"),
        ("awarded", date(2021, 9, 1), "regular"),
    )
    assert run(IATSE, "respond", "other", steps=steps).state == "not needed"
    assert run(IATSE, "calculate-award", "other", steps=steps).state == "running"
    ended = (*steps, ("settled", date(2021, 9, 2)))
    assert run(IATSE, "calculate-award", "other", steps=ended).state == "not needed"
