"""The days that clocks need, taken from the acts of a claim; what is told wrongly is told back."""

from datetime import date

from arrears.agreements.procedure_load import load_procedure
from arrears.claims.casework import CaseEvent
from arrears.claims.claim import Claim, fold_claims
from arrears.claims.claim_days import claim_days, moved_clock_faults
from arrears.claims.clock_days import Stop
from arrears.claims.clocks import Happened

AS_OF = date(2016, 1, 1)
OPENED = {
    "on": "2015-01-02", "by": "attorney", "why": "", "title": "An invented claim", "subject": "residuals",
    "family": "sag", "agreement": "sag/tv-2014", "claimants": [{"kind": "guild", "id": "sag"}],
    "respondents": ["C1"], "represented_by": "", "clauses": [], "positions": {}, "cause": "",
}  # fmt: skip


def claim(*steps: tuple[str, str, dict[str, str]]) -> Claim:
    events = [CaseEvent(1, date(2015, 1, 2), "claim/1", "opened", OPENED)]
    for number, (step, on, facts) in enumerate(steps, start=2):
        body = {"step": step, "on": on, "by": "attorney", "why": "", "forum": "", "facts": facts}
        events.append(CaseEvent(number, date.fromisoformat(on), "claim/1", "step", body))
    return fold_claims(events)["claim/1"]


def test_a_later_fact_takes_the_place_of_an_earlier_one() -> None:
    told = claim_days(
        claim(
            ("inquired", "2015-01-05", {"occurrence": "2014-11-30"}),
            ("notice_given", "2015-02-05", {"occurrence": "2014-12-31", "who": "the payor"}),
        ),
        AS_OF,
    )
    assert dict(told.days.days) == {"occurrence": date(2014, 12, 31)}
    assert told.findings == ()


def test_steps_after_the_day_asked_for_have_not_happened() -> None:
    acts = claim(("filed", "2015-01-05", {}), ("demanded", "2015-06-05", {"occurrence": "2014-12-31"}))
    told = claim_days(acts, date(2015, 6, 4))
    assert told.days.steps == (Happened("filed", date(2015, 1, 5), ""),)
    assert dict(told.days.days) == {}


def test_what_nobody_told_is_taken_from_the_lines_and_marked() -> None:
    told = claim_days(claim(), AS_OF, date(2014, 11, 30))
    assert dict(told.days.days) == {"occurrence": date(2014, 11, 30), "entitlement": date(2014, 11, 30)}
    assert told.from_lines == ("occurrence", "entitlement")
    said = claim_days(
        claim(("inquired", "2015-01-05", {"occurrence": "2014-10-01"})), AS_OF, date(2014, 11, 30)
    )
    assert said.days.days["occurrence"] == date(2014, 10, 1)
    assert said.from_lines == ("entitlement",)


def test_a_fact_that_is_no_day_is_told_and_not_used() -> None:
    for written in ("soon", "2015-02-30", "0001-01-01", "9999-12-31"):
        told = claim_days(claim(("inquired", "2015-01-05", {"occurrence": written})), AS_OF)
        [finding] = told.findings
        assert (finding.code, finding.found) == ("clock-day", f"'{written}'")
        assert finding.problem == "the fact 'occurrence' is no day that a clock can count from."
        assert finding.place == "claim/1: inquired of 2015-01-05"
        assert dict(told.days.days) == {}


def test_knowledge_before_the_occurrence_is_told() -> None:
    facts = {"occurrence": "2014-11-30", "knowledge": "2014-11-29"}
    [finding] = claim_days(claim(("inquired", "2015-01-05", facts)), AS_OF).findings
    assert finding.problem == "the day of knowledge lies before the occurrence."
    assert (finding.code, finding.expected, finding.found) == (
        "clock-order",
        "2014-11-30 or later",
        "2014-11-29",
    )


def test_stops_come_in_pairs_by_their_cause() -> None:
    told = claim_days(
        claim(
            ("tolled", "2015-01-05", {"cause": "agent_talks"}),
            ("tolled", "2015-01-06", {"cause": "distant_location"}),
            ("toll_ended", "2015-01-20", {"cause": "agent_talks"}),
            ("tolled", "2015-03-05", {"cause": "agent_talks"}),
            ("tolled", "2015-04-01", {}),
        ),
        AS_OF,
    )
    assert told.days.stops == (
        Stop("agent_talks", date(2015, 1, 5), date(2015, 1, 20)),
        Stop("distant_location", date(2015, 1, 6), None),
        Stop("agent_talks", date(2015, 3, 5), None),
        Stop("agreed", date(2015, 4, 1), None),
    )


def test_a_stop_that_ends_and_never_began_is_told() -> None:
    [finding] = claim_days(claim(("toll_ended", "2015-01-20", {"cause": "agent_talks"})), AS_OF).findings
    assert finding.problem == "this ends a stop that did not begin before; the clock ran on."
    assert finding.code == "clock-stop"


def test_a_stop_of_an_unknown_cause_is_told_and_stops_nothing() -> None:
    told = claim_days(claim(("tolled", "2015-01-20", {"cause": "holidays"})), AS_OF)
    assert told.findings[0].problem == "this is no cause for which a clock stands still; the clock runs on."
    assert told.days.stops == ()


def test_setting_a_claim_aside_stops_no_clock() -> None:
    told = claim_days(claim(("held", "2015-01-20", {}), ("resumed", "2015-02-20", {})), AS_OF)
    assert told.days.stops == ()


def test_extensions_and_waivers_name_their_clock() -> None:
    acts = claim(
        ("extended", "2015-01-20", {"clock": "demand", "until": "2015-06-30"}),
        ("waived", "2015-01-21", {"clock": "reply"}),
        ("waived", "2015-01-22", {"amount": "the excess"}),
        ("extended", "2015-01-23", {"clock": "select", "until": "summer"}),
    )
    told = claim_days(acts, AS_OF)
    assert dict(told.days.extended) == {"demand": date(2015, 6, 30)}
    assert told.days.waived == frozenset({"reply"})
    assert [finding.code for finding in told.findings] == ["clock-day"]


def test_a_clock_that_the_agreement_has_not_got_is_told() -> None:
    acts = claim(("extended", "2015-01-20", {"clock": "demnad", "until": "2015-06-30"}))
    [finding] = moved_clock_faults(acts, load_procedure("sag/tv-2014"))
    assert finding.problem == "no clock of this agreement has that name; nothing was moved."
    assert (finding.code, finding.found, finding.remedy) == ("clock-unknown", "'demnad'", "write 'demand'")


def test_a_clock_that_no_text_lets_move_is_told() -> None:
    sag, network = load_procedure("sag/tv-2014"), load_procedure("sag/network-code-2014")
    moved = claim(("extended", "2015-01-20", {"clock": "commence", "until": "2015-06-30"}))
    [finding] = moved_clock_faults(moved, network)
    assert finding.problem == "the text says nothing of how the clock 'commence' may be extended."
    assert finding.code == "clock-moved"
    allowed = claim(("extended", "2015-01-20", {"clock": "demand", "until": "2015-06-30"}))
    assert list(moved_clock_faults(allowed, sag)) == []
    given_up = claim(("waived", "2015-01-20", {"clock": "joint-position"}))
    assert list(moved_clock_faults(given_up, sag)) == []
    extended = claim(("extended", "2015-01-20", {"clock": "joint-position", "until": "2015-06-30"}))
    assert [finding.code for finding in moved_clock_faults(extended, sag)] == ["clock-moved"]
