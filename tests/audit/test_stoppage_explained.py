"""An amount of a stoppage is explained step by step, with the notice and the contract that it rests on."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.obligations.book_fixture import append  # noqa: E402

from arrears.agreements.load import load_library  # noqa: E402
from arrears.audit.audit_run import AuditRequest, run_audit  # noqa: E402
from arrears.audit.explainer import Explainer, open_for_explaining  # noqa: E402
from arrears.audit.explanation import explain_ref  # noqa: E402
from arrears.audit.run_tables import REF_SQL  # noqa: E402
from arrears.book.ledger import create_book  # noqa: E402
from arrears.obligations.explanation_model import Explanation, FactShown  # noqa: E402
from arrears.obligations.replay import replay_explanation  # noqa: E402

STOP = date(2007, 11, 5)
PERFORMERS = load_library(addresses=["sag/tv-2005"])


def contract(person_id: str, **given: Any) -> dict[str, Any]:
    return {
        "engagement_id": f"E-{person_id}", "person_id": person_id, "company_id": "CO1", "title_id": "T1",
        "kind": "performing", "starts_on": date(2007, 7, 1), "currency": "usd", "hired_as": "series",
        "episode_cents": 1_200_000, "weekly_cents": 1_000_001, "guarantee_n": 13,
        "guarantee_unit": "episodes", **given,
    }  # fmt: skip


def stop(person_id: str | None, **given: Any) -> dict[str, Any]:
    return {
        "company_id": "CO1", "title_id": "T1", "notice_on": STOP, "person_id": person_id, "starts_on": STOP,
        "ends_on": date(2007, 12, 31), "cause": "strike", "stopped_on": STOP, "is_open": False,
        "election": "suspended", "guarantee_used_n": 8, "guarantee_made_later_n": 2, **given,
    }  # fmt: skip


def explainer(folder: Path, as_of: date = date(2008, 3, 31), **tables: list[dict[str, Any]]) -> Explainer:
    """A run of one series, its cast P1 to P3, and what the test adds; open for explaining."""
    book = create_book(folder / "book")
    rows = {
        "company": [{"company_id": "CO1", "name": "Company"}],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(1, 4)],
        "title": [{"title_id": "T1", "name": "Series", "kind": "series", "company_id": "CO1", "minutes": 30}],
        "engagement": [contract("P1"), contract("P2")],
        "suspension": [stop(None)],
        **tables,
    }
    append(book, rows, date(2008, 3, 31))
    run = run_audit(book, PERFORMERS, AuditRequest(as_of=as_of))
    return open_for_explaining(book, run.folder, PERFORMERS)


def ref(clause: str, occasion: str, person_id: str = "P1", reading: str = "") -> str:
    return f"sag/force-majeure/{clause}{reading}:CO1:T1:none:none:{occasion}:{person_id}:usd"


def fact(found: Explanation, name: str) -> FactShown:
    return next(one for one in found.facts if one.name == name)


def clauses_owed(opened: Explainer, person_id: str) -> set[tuple[str, str]]:
    rows = opened.run.rows("SELECT clause, occasion FROM obligation WHERE payee_id = ?", [person_id])
    return {(clause, occasion) for clause, occasion in rows}


def weeks(first: int, last: int) -> set[tuple[str, str]]:
    return {("series-half-pay", f"week:{week}") for week in range(first, last + 1)}


def test_half_pay_is_explained_to_the_cent_and_is_the_performers_alone(tmp_path: Path) -> None:
    found = explain_ref(explainer(tmp_path), ref("series-half-pay", "week:2"))
    assert (found.amount_cents, found.clause_cents, found.split) == (500_001, 500_001, None)
    assert found.payee.id == "P1"
    assert fact(found, "weekly_pay").sources[0].table == "engagement"
    assert fact(found, "cause").sources[0].table == "suspension"
    assert fact(found, "election").value.exact == "suspended"
    assert found.due.due_on == "2007-11-25"
    assert found.late_charges[0].simple_cents == 20_000
    assert replay_explanation(found, "test").differences == ()


def test_what_a_fact_was_made_of_is_said(tmp_path: Path) -> None:
    found = explain_ref(explainer(tmp_path), ref("series-unmet-guarantee", f"stop:{STOP}"))
    assert found.amount_cents == 3 * 1_200_000
    unmade = fact(found, "guarantee_episodes_unmade")
    assert (unmade.how, unmade.sources[0].table) == (
        "the guarantee less what was made before the stop and after it",
        "engagement",
    )
    assert fact(found, "released").how.startswith("yes once the performer was let go")


def test_every_amount_of_the_run_can_be_opened(tmp_path: Path) -> None:
    opened = explainer(
        tmp_path,
        engagement=[contract("P1"), contract("P2", weekly_cents=None)],
        suspension=[stop(None), stop("P3")],
    )
    refs = [name for (name,) in opened.run.rows(f"SELECT {REF_SQL} FROM obligation o ORDER BY obligation_no")]
    assert len(refs) > 10
    for name in refs:
        found = explain_ref(opened, name)
        assert found.ref == name
        assert replay_explanation(found, "test").differences == ()


def test_a_notice_to_one_performer_goes_before_the_one_to_everybody(tmp_path: Path) -> None:
    own = stop("P2", election="kept")
    opened = explainer(tmp_path, suspension=[stop(None), own])
    assert {clause for clause, _ in clauses_owed(opened, "P2")} == {"series-hold"}
    assert weeks(1, 5) <= clauses_owed(opened, "P1")


def test_a_later_notice_takes_the_place_of_an_earlier_one_once_it_was_given(tmp_path: Path) -> None:
    later = stop("P1", notice_on=date(2007, 11, 19), released_on=date(2007, 11, 19))
    tables = [stop("P1"), later]
    before = explainer(tmp_path / "before", as_of=date(2007, 11, 18), suspension=tables)
    after = explainer(tmp_path / "after", suspension=tables)
    assert ("series-unmet-guarantee", f"stop:{STOP}") in clauses_owed(before, "P1")
    assert clauses_owed(after, "P1") == weeks(1, 2)


def test_weeks_that_have_not_begun_by_the_day_asked_for_are_not_owed_yet(tmp_path: Path) -> None:
    opened = explainer(tmp_path, as_of=date(2007, 11, 14), suspension=[stop(None, guarantee_made_later_n=5)])
    assert clauses_owed(opened, "P1") == weeks(1, 2)


@pytest.mark.parametrize(("is_open", "owed"), [(True, weeks(1, 5)), (None, {("series-half-pay", "week:0")})])
def test_a_stoppage_without_an_end_goes_on_only_where_somebody_says_so(
    tmp_path: Path, is_open: bool | None, owed: set[tuple[str, str]]
) -> None:
    row = stop(None, ends_on=None, is_open=is_open, guarantee_made_later_n=5)
    opened = explainer(tmp_path, suspension=[row])
    assert clauses_owed(opened, "P1") == owed
    if is_open is None:
        rows = opened.run.rows("SELECT DISTINCT missing, amount_cents FROM obligation")
        assert rows == [(["stoppage_ended_on"], None)]


def test_a_contract_that_had_ended_or_not_begun_is_not_in_force(tmp_path: Path) -> None:
    opened = explainer(
        tmp_path,
        engagement=[
            contract("P1", ends_on=date(2007, 11, 4)),
            contract("P2", starts_on=date(2007, 11, 6)),
            contract("P3", kind="writing"),
        ],
    )
    assert opened.run.rows("SELECT count(*) FROM obligation") == [(0,)]


def test_of_two_contracts_in_force_the_one_that_began_last_is_taken(tmp_path: Path) -> None:
    newer = contract("P1", engagement_id="E-NEW", starts_on=date(2007, 8, 1), weekly_cents=2_000_000)
    opened = explainer(tmp_path, engagement=[contract("P1"), newer])
    found = explain_ref(opened, ref("series-half-pay", "week:1"))
    assert found.amount_cents == 1_000_000
    sources = fact(found, "weekly_pay").sources
    assert [source.row_id & 0xFFFFFFFF for source in sources] == [1]


def test_pay_for_another_performer_of_the_stoppage_says_nothing_of_ones_own(tmp_path: Path) -> None:
    line = {
        "payment_id": "PAY1", "line_no": 1, "payer_id": "CO1", "payee_id": "P3", "title_id": "T1",
        "market": "none", "period": "week:1", "paid_on": date(2007, 11, 15), "gross_cents": 500_001,
        "currency": "usd", "kind": "principal",
    }  # fmt: skip
    opened = explainer(tmp_path, payment_line=[line])
    states = opened.run.rows(
        "SELECT DISTINCT state FROM standing JOIN obligation USING (obligation_no) WHERE occasion = 'week:1'"
    )
    assert states == [("no_payment_found",)]
    assert opened.run.rows("SELECT kind, why FROM exception") == [
        ("no_obligation", "nothing is owed to this payee for this title, market, period and currency")
    ]
