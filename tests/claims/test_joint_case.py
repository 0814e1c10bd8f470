"""What people find of one sale under several guilds, and the conditions of the joint route."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arrears.book.ledger import Book, create_book
from arrears.claims.acting import Acting
from arrears.claims.casework import read_events
from arrears.claims.joint_case import (
    JointFinding,
    Sale,
    finding_faults,
    latest,
    read_findings,
    read_sale,
    record_finding,
)
from arrears.claims.joint_conditions import (
    JointFacts,
    PayorStanding,
    SeparateClaim,
    joint_conditions,
    route_standing,
)
from arrears.findings import Refused
from arrears.reports.joint_report import joint_procedure

SALE = Sale("C1", "T1", "download", "2008Q3")
AS_OF = date(2009, 8, 31)
COUNSEL = Acting(date(2009, 2, 1), "counsel", date(2009, 2, 1))
NOT_QUALIFIED = (PayorStanding("C1", "pays", "ordinary", "wga for wga"),)


def found(
    question: str, answer: str, guild: str = "", day: date | None = None, why: str = ""
) -> JointFinding:
    return JointFinding(question, answer, guild, day, replace(COUNSEL, why=why))


def all_met() -> list[JointFinding]:
    """A matter that meets every condition: nobody filed apart."""
    return [
        found("audit", "yes"),
        found("provisions", "same", why="the same percentage of the same receipts"),
        found("qualified", "no"),
        *(found("agreed", "yes", guild) for guild in ("wga", "dga", "sag")),
        *(found("filed_apart", "no", guild) for guild in ("wga", "dga", "sag")),
    ]


def answers(*findings: JointFinding, **more: object) -> dict[str, str]:
    facts = JointFacts(tuple(findings), NOT_QUALIFIED, (), AS_OF)
    conditions = joint_conditions(joint_procedure(), replace(facts, **more))  # type: ignore[arg-type]
    return {one.name: one.answer for one in conditions}


def test_nothing_is_known_until_somebody_says_it() -> None:
    told = answers()
    assert set(told.values()) == {"not known"}
    assert set(told) == {
        "all_guilds_agree", "from_a_joint_audit", "provisions_the_same", "no_qualified_payor",
        "notice_in_time", "no_arbitrator_selected",
    }  # fmt: skip


def test_a_matter_that_meets_every_condition_is_open() -> None:
    conditions = joint_conditions(joint_procedure(), JointFacts(tuple(all_met()), NOT_QUALIFIED, (), AS_OF))
    assert {one.name: one.answer for one in conditions} == {
        "all_guilds_agree": "yes",
        "from_a_joint_audit": "yes",
        "provisions_the_same": "yes",
        "no_qualified_payor": "yes",
        "notice_in_time": "does not apply",
        "no_arbitrator_selected": "yes",
    }
    assert route_standing(conditions) == "open as the book stands; bringing it is the guilds' choice"
    assert all(one.source.startswith("S14 p. 3") for one in conditions)


def test_one_guild_that_refuses_closes_the_route() -> None:
    told = answers(*all_met(), found("agreed", "no", "dga"))
    assert told["all_guilds_agree"] == "no"
    conditions = joint_conditions(
        joint_procedure(),
        JointFacts((*all_met(), found("agreed", "no", "dga")), NOT_QUALIFIED, (), AS_OF),
    )
    assert route_standing(conditions) == "closed as the book stands: all guilds agree"


def test_a_guild_that_said_nothing_leaves_it_open_whether_all_agree() -> None:
    two = [found("agreed", "yes", guild) for guild in ("wga", "dga")]
    assert answers(*two)["all_guilds_agree"] == "not known"


def test_provisions_are_the_same_only_by_a_persons_finding() -> None:
    assert answers(found("provisions", "substantially_similar", why="x"))["provisions_the_same"] == "yes"
    assert answers(found("provisions", "different", why="x"))["provisions_the_same"] == "no"


@pytest.mark.parametrize(
    ("kind", "consent", "answer"),
    [
        ("qualified_distributor", None, "not known"),
        ("qualified_residual_payor", "no", "no"),
        ("qualified_buyer", "yes", "yes"),
        ("ordinary", None, "not known"),  # who guarantees the residuals is in no record
        ("", None, "not known"),
    ],
)
def test_a_qualified_payor_needs_the_consent_of_all(kind: str, consent: str | None, answer: str) -> None:
    payors = (PayorStanding("C1", "pays", kind, "wga for wga"),)
    given = [found("consent", consent)] if consent else []
    assert answers(*given, payors=payors)["no_qualified_payor"] == answer


def test_a_record_of_a_qualified_payor_stands_against_a_finding_that_there_is_none() -> None:
    payors = (PayorStanding("C1", "pays", "qualified_distributor", "wga for wga"),)
    assert answers(found("qualified", "no"), payors=payors)["no_qualified_payor"] == "not known"


@pytest.mark.parametrize(
    ("report", "notice", "as_of", "answer"),
    [
        (date(2008, 3, 31), None, date(2009, 9, 30), "yes"),  # 18 months end on 30 September 2009
        (date(2008, 3, 31), None, date(2009, 10, 1), "no"),
        (date(2008, 3, 31), date(2009, 9, 30), date(2010, 1, 1), "yes"),
        (date(2008, 3, 31), date(2009, 10, 1), date(2010, 1, 1), "no"),
        (None, None, date(2009, 9, 30), "not known"),
    ],
)
def test_the_notice_has_eighteen_months_where_a_guild_filed_before(
    report: date | None, notice: date | None, as_of: date, answer: str
) -> None:
    given = [*all_met(), found("filed_apart", "yes", "wga", date(2008, 5, 1))]
    given += [found("audit_report", "yes", day=report)] if report else []
    given += [found("notice", "yes", day=notice)] if notice else []
    assert answers(*given, as_of=as_of)["notice_in_time"] == answer


def test_an_arbitrator_selected_in_a_claim_of_the_book_bars_the_route() -> None:
    claims = (SeparateClaim("claim/1", "wga", date(2008, 5, 1), date(2008, 9, 1)),)
    told = answers(*all_met(), claims=claims)
    assert told["no_arbitrator_selected"] == "no"
    still_open = (SeparateClaim("claim/1", "wga", date(2008, 5, 1), None),)
    told = answers(*all_met(), found("arbitrator", "no", "wga"), claims=still_open)
    assert told["no_arbitrator_selected"] == "yes"
    assert told["notice_in_time"] == "not known"  # a guild filed before, and the audit report has no day


def test_a_sale_is_written_with_its_four_parts() -> None:
    assert read_sale("C1:T1:download:2008Q3") == SALE
    assert read_sale("C1:T1:free_television:run:4").period == "run:4"
    for text, remedy in (
        ("C1:T1:download", "write the four parts with colons between"),
        ("C1:T1:dowload:2008Q3", ""),
    ):
        with pytest.raises(Refused) as refused:
            read_sale(text)
        (finding,) = refused.value.findings
        assert (finding.code, finding.problem) == ("sale-not-well-formed", "this does not name a sale")
        assert remedy in finding.remedy
        assert finding.found == text


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return create_book(tmp_path / "book")


def test_findings_are_appended_and_the_latest_counts(book: Book) -> None:
    record_finding(book, SALE, found("provisions", "different", why="the base differs"))
    later = replace(COUNSEL, on=date(2009, 3, 1), learned_on=date(2009, 3, 1), why="the base is the same")
    record_finding(book, SALE, JointFinding("provisions", "same", "", None, later))
    record_finding(book, Sale("C1", "T2", "download", "2008Q3"), found("audit", "yes"))
    findings = read_findings(book, SALE)
    assert [one.answer for one in findings] == ["different", "same"]
    given = latest(findings, "provisions")
    assert given is not None
    assert (given.answer, given.acting.by, given.acting.on) == ("same", "counsel", date(2009, 3, 1))
    assert [event.subject for event in read_events(book, "joint/")] == ["joint/1", "joint/1", "joint/2"]
    assert [one.answer for one in read_findings(book, SALE, known_by=date(2009, 2, 1))] == ["different"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (found("audit", "perhaps"), "this is no answer to the question"),
        (found("agreed", "yes"), "the question is asked of each guild"),
        (found("agreed", "yes", "iatse"), "the question is asked of each guild"),
        (found("audit", "yes", "wga"), "the question is not asked of one guild"),
        (found("notice", "yes"), "the answer has a day"),
        (found("audit", "yes", day=date(2009, 1, 1)), "this answer has no day"),
        (found("provisions", "same"), "a finding about provisions says why"),
    ],
)
def test_an_incomplete_finding_is_refused_and_nothing_is_written(
    book: Book, given: JointFinding, problem: str
) -> None:
    whole = f"the finding cannot be recorded: {problem}"
    assert [fault.problem for fault in finding_faults(given)] == [whole]
    with pytest.raises(Refused) as refused:
        record_finding(book, SALE, given)
    assert refused.value.findings[0].code == "joint-finding-incomplete"
    assert read_events(book, "joint/") == ()
