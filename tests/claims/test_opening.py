"""A claim is opened over lines that are kept with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from arrears.claims.claim import Notice, read_claim, read_claims
from arrears.claims.decisions import Proposed
from arrears.claims.line_choice import LineChoice
from arrears.claims.lines_held import lines_in_claims, open_lines, refs_of_claim
from arrears.claims.opening import Addition, Opening, add_lines, open_by_hand, open_claim
from arrears.claims.record_stages import read_line_stages
from arrears.claims.recording import record_decision, record_step, record_withdrawn_lines
from arrears.claims.steps import Taken
from arrears.findings import Refused
from arrears.records.verify import verify_records

DAY = date(2009, 8, 31)
DECISION = Proposed("open", DAY, "attorney", "amount", notices=(Notice("P1", DAY, "letter"),))
SECOND = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
FIRST = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q2:P1:usd"


def opening(**differs) -> Opening:
    asked = Opening("The third quarter", LineChoice(families=("wga",)), DECISION, "guild", "companies")
    return replace(asked, **differs)


def codes(refused) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_what_is_in_arrears_joins_with_its_parties_and_clauses(book, audited):
    made = open_claim(book, audited, opening(), learned_on=DAY)
    claim = read_claim(book, made.claim_id)
    assert (claim.respondents, claim.family, claim.agreement) == (("C1",), "wga", "wga/mba-2008")
    assert claim.subject == "residuals"
    assert "new-media/download-television" in claim.clauses
    assert claim.positions == {"claimants": "guild", "respondents": "companies"}
    assert claim.decisions[0].notices[0].to == "P1"
    assert claim.lines[0].count == made.lines == 2
    assert verify_records(book) == []


def test_a_settled_line_joins_only_by_name(book, audited):
    made = open_claim(book, audited, opening(choice=LineChoice(refs=(FIRST,))), learned_on=DAY)
    assert made.lines == 1


def test_the_arrears_are_narrowed(book, audited):
    made = open_claim(book, audited, opening(choice=LineChoice(people=("P2",))), learned_on=DAY)
    assert made.lines == 1
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, opening(choice=LineChoice(titles=("T9",))), learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.code == "no-arrears-chosen"
    assert finding.problem == "nothing that was asked for is in arrears on the position 'as agreed'"


def test_a_name_that_the_audit_does_not_hold_is_refused(book, audited):
    unknown = SECOND.replace("2008Q3", "2009Q3")
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, opening(choice=LineChoice(refs=(unknown,))), learned_on=DAY)
    (finding,) = refused.value.findings
    assert (finding.code, finding.found) == ("ref-unknown", unknown)
    assert finding.problem == "the audit holds no obligation of that name"
    assert read_claims(book) == {}


def test_where_all_readings_agree_there_is_one_position(book, audited):
    assert len(audited.run.heading.positions) == 1
    made = open_claim(book, audited, opening(claimants_position="guild"), learned_on=DAY)
    assert read_claim(book, made.claim_id).positions["claimants"] == "guild"


def test_a_line_is_in_one_open_claim(book, audited):
    open_claim(book, audited, opening(choice=LineChoice(people=("P1",))), learned_on=DAY)
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, opening(title="Again"), learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.code == "line-in-two-claims"
    assert finding.problem == "lines are in another open claim already"
    assert finding.found == f"1 of 2 in claim/1, such as {SECOND}"
    body = {"refs": [SECOND], "on": "2009-08-31", "by": "attorney", "why": "joined elsewhere"}
    record_withdrawn_lines(book, "claim/1", body, learned_on=DAY)
    assert open_claim(book, audited, opening(title="Again"), learned_on=DAY).claim_id == "claim/2"


def test_two_writers_cannot_claim_one_line(book, audited):
    def attempt(title: str) -> str:
        try:
            return open_claim(book, audited, opening(title=title), learned_on=DAY).claim_id
        except Refused as refused:
            return refused.findings[0].code

    # one connection to the run is used by one thread at a time, so the second waits in the book alone
    with ThreadPoolExecutor(1) as pool:
        found = sorted(pool.map(attempt, ("one", "two")))
    assert found == ["claim/1", "line-in-two-claims"]


def test_a_respondent_is_a_recorded_company(book, audited):
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, opening(respondents=("C1", "AMPTP")), learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.code == "party-unknown"
    assert (
        finding.problem == "no company of that id is recorded; an association is named with --represented-by"
    )
    made = open_claim(book, audited, opening(represented_by="an association"), learned_on=DAY)
    claim = read_claim(book, made.claim_id)
    assert (claim.respondents, claim.represented_by) == (("C1",), "an association")


def test_a_joint_party_is_a_recorded_person(book, audited):
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, opening(people=("P9",)), learned_on=DAY)
    assert refused.value.findings[0].problem.startswith("no person of that id is recorded")
    made = open_claim(book, audited, opening(people=("P1",)), learned_on=DAY)
    assert [one.kind for one in read_claim(book, made.claim_id).claimants] == ["guild", "person"]


def test_a_claim_by_hand_says_what_lines_would_tell(book):
    asked = opening(agreement="wga/mba-2008", subject="other", respondents=("C1",))
    made = open_by_hand(book, asked, learned_on=DAY)
    claim = read_claim(book, made.claim_id)
    assert (claim.agreement, claim.subject, claim.lines) == ("wga/mba-2008", "other", ())
    with pytest.raises(Refused) as refused:
        open_by_hand(book, opening(subject="other"), learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.problem == "a claim without lines says itself what lines would tell"
    assert finding.found == "no --agreement, no --respondent"


def test_lines_are_added_to_an_open_claim(book, audited):
    made = open_claim(book, audited, opening(choice=LineChoice(people=("P1",))), learned_on=DAY)
    addition = Addition(LineChoice(people=("P2",)), DAY, "attorney")
    assert add_lines(book, audited, made.claim_id, addition, learned_on=DAY).lines == 1
    assert [lines.count for lines in read_claim(book, made.claim_id).lines] == [1, 1]
    record_step(
        book, made.claim_id, Taken("withdrawn", DAY, "attorney"), learned_on=DAY, procedure=lambda _: None
    )
    with pytest.raises(Refused) as refused:
        add_lines(book, audited, made.claim_id, Addition(LineChoice(), DAY, "attorney"), learned_on=DAY)
    assert refused.value.findings[0].problem == "the claim has ended, so no line joins it"


def test_lines_join_a_claim_once(book, audited):
    open_claim(book, audited, opening(), learned_on=DAY)
    with pytest.raises(Refused) as refused:
        add_lines(book, audited, "1", Addition(LineChoice(people=("P1",)), DAY, "attorney"), learned_on=DAY)
    (finding,) = refused.value.findings
    assert finding.code == "line-held-already"
    assert finding.problem == "lines are in this claim already; nothing was appended"
    assert finding.found == f"1 of 1, such as {SECOND}"


def test_lines_of_another_company_do_not_join(book, audited):
    asked = opening(agreement="wga/mba-2008", subject="residuals", respondents=("C2",))
    open_by_hand(book, asked, learned_on=DAY)
    with pytest.raises(Refused) as refused:
        add_lines(book, audited, "1", Addition(LineChoice(), DAY, "attorney"), learned_on=DAY)
    assert codes(refused) == ["line-of-another-claim"]
    assert refused.value.findings[0].expected == "C2"


def test_lines_of_another_guild_do_not_join(book, audited):
    asked = opening(agreement="sag/tv-2005", subject="residuals", respondents=("C1",))
    open_by_hand(book, asked, learned_on=DAY)
    with pytest.raises(Refused) as refused:
        add_lines(book, audited, "1", Addition(LineChoice(), DAY, "attorney"), learned_on=DAY)
    assert refused.value.findings[0].problem == "the lines are of another guild's agreement than the claim"


def test_no_line_leaves_a_claim_without_lines(book):
    open_by_hand(
        book, opening(agreement="wga/mba-2008", subject="other", respondents=("C1",)), learned_on=DAY
    )
    body = {"refs": [SECOND], "on": "2009-08-31", "by": "attorney", "why": "paid"}
    with pytest.raises(Refused) as refused:
        record_withdrawn_lines(book, "1", body, learned_on=DAY)
    assert refused.value.findings[0].problem == "no lines have joined this claim, so none can leave it"


def test_a_line_that_left_a_claim_joins_it_again_and_counts_once(book, audited):
    open_claim(book, audited, opening(), learned_on=DAY)
    whole = refs_of_claim(book, read_claim(book, "1"))
    body = {"refs": [SECOND], "on": "2009-08-31", "by": "attorney", "why": "paid, it was said"}
    record_withdrawn_lines(book, "1", body, learned_on=DAY)
    assert refs_of_claim(book, read_claim(book, "1")) == whole - {SECOND}
    assert lines_in_claims(book).get(SECOND) is None
    addition = Addition(LineChoice(refs=(SECOND,)), DAY, "attorney", "the check came back")
    add_lines(book, audited, "1", addition, learned_on=DAY)
    claim = read_claim(book, "1")
    assert (claim.withdrawn_refs, claim.lines[-1].rejoined) == (frozenset(), {SECOND})
    assert refs_of_claim(book, claim) == whole
    assert lines_in_claims(book)[SECOND] == "claim/1"
    held = open_lines(book, claim)
    assert held.count == len(whole)
    assert held.connection.execute("SELECT count(*) FROM line WHERE ref = ?", [SECOND]).fetchall() == [(1,)]
    stages = [one.stage for one in read_line_stages(book, as_of=DAY) if one.ref == SECOND]
    assert stages == ["opened"]
    record_withdrawn_lines(book, "1", {**body, "why": "paid after all"}, learned_on=DAY)
    assert read_claim(book, "1").withdrawn_refs == {SECOND}


def test_only_a_line_that_the_claim_holds_leaves_it(book, audited):
    open_claim(book, audited, opening(choice=LineChoice(people=("P1",))), learned_on=DAY)
    other = SECOND.replace("P1", "P2")
    body = {"refs": [SECOND, other, "no such line"], "on": "2009-08-31", "by": "attorney", "why": "paid"}
    with pytest.raises(Refused) as refused:
        record_withdrawn_lines(book, "1", body, learned_on=DAY)
    assert [(one.code, one.found) for one in refused.value.findings] == [
        ("line-not-in-claim", other),
        ("line-not-in-claim", "no such line"),
    ]
    assert refused.value.findings[0].problem == "the claim does not hold this line"
    assert read_claim(book, "1").withdrawn_refs == frozenset()
    record_withdrawn_lines(book, "1", {**body, "refs": [SECOND]}, learned_on=DAY)
    with pytest.raises(Refused) as again:
        record_withdrawn_lines(book, "1", {**body, "refs": [SECOND]}, learned_on=DAY)
    assert codes(again) == ["line-not-in-claim"]


def test_a_claim_opened_against_like_cases_says_why(book, audited):
    first = open_claim(book, audited, opening(choice=LineChoice(people=("P1",))), learned_on=DAY)
    hold = replace(DECISION, what="hold", reason_code="evidence", differs_because="")
    record_decision(book, first.claim_id, hold, learned_on=DAY)
    asked = opening(title="The other writer", choice=LineChoice(people=("P2",)))
    with pytest.raises(Refused) as refused:
        open_claim(book, audited, asked, learned_on=DAY)
    assert codes(refused) == ["decided-otherwise"]
    why = replace(DECISION, differs_because="his contract was found")
    made = open_claim(book, audited, replace(asked, decision=why), learned_on=DAY)
    assert read_claim(book, made.claim_id).decisions[0].decided_otherwise == ("claim/1",)


def test_a_step_follows_the_agreement_of_the_claim(book, audited):
    made = open_claim(book, audited, opening(), learned_on=DAY)
    taken = Taken("filed", DAY, "attorney", party="guild", facts={"served_on": "2009-09-01"})
    record_step(book, made.claim_id, taken, learned_on=DAY, procedure=lambda _: None)
    (step,) = read_claim(book, made.claim_id).steps
    assert (step.step, step.facts) == ("filed", {"served_on": "2009-09-01"})
    with pytest.raises(Refused):
        record_step(
            book, made.claim_id, Taken("awarded", date(2009, 8, 1), "arbitrator"),
            learned_on=DAY, procedure=lambda _: None,
        )  # fmt: skip
