"""The agreement's own example of a suspension, from records to amounts, rights and the subject of a claim.

Thirteen half-hour episodes guaranteed at $10,000, ten made, then ten weeks without production (S14 pp. 175,
176).
"""

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
from arrears.audit.run_tables import RunTables, open_run  # noqa: E402
from arrears.book.ledger import create_book  # noqa: E402

# Their open questions together give more positions than an audit prices; only one of them matters here.
PERFORMERS = load_library(addresses=["sag/network-code-2014", "sag/tv-2014"])
STOP = date(2015, 1, 5)


def stop(person_id: str, **given: Any) -> dict[str, Any]:
    return {
        "company_id": "CO1", "title_id": "T1", "notice_on": STOP, "person_id": person_id, "starts_on": STOP,
        "ends_on": date(2015, 3, 15), "cause": "strike", "stopped_on": STOP, "is_open": False,
        "election": "suspended", "guarantee_used_n": 10, **given,
    }  # fmt: skip


def audited(folder: Path, *stops: dict[str, Any], minutes: int = 30) -> RunTables:
    book = create_book(folder / "book")
    people = sorted({one["person_id"] for one in stops})
    contract = {
        "company_id": "CO1", "title_id": "T1", "kind": "performing", "starts_on": date(2014, 8, 1),
        "currency": "usd", "hired_as": "series", "episode_cents": 1_000_000, "guarantee_n": 13,
        "guarantee_unit": "episodes",
    }  # fmt: skip
    title = {"title_id": "T1", "name": "Series", "kind": "series", "company_id": "CO1", "minutes": minutes}
    rows = {
        "company": [{"company_id": "CO1", "name": "Company"}],
        "person": [{"person_id": one, "name": f"Person {one}"} for one in people],
        "title": [title],
        "engagement": [{**contract, "engagement_id": f"E-{one}", "person_id": one} for one in people],
        "suspension": list(stops),
    }
    append(book, rows, date(2015, 6, 30))
    return open_run(run_audit(book, PERFORMERS, AuditRequest()).folder)


def owed(run: RunTables, person_id: str) -> list[tuple[str, str, int]]:
    return run.rows(
        "SELECT clause, occasion, amount_cents FROM obligation WHERE payee_id = ? ORDER BY clause, occasion",
        [person_id],
    )


HALF = [("series-half-pay", f"week:{week}", 500_000) for week in (1, 2, 3)]
FULL = [("series-full-pay", f"kept_week:{week}", 1_000_000) for week in (1, 2, 3)]


def test_alpha_is_owed_three_half_weeks_and_thirty_thousand_once_kept(tmp_path: Path) -> None:
    kept = stop("ALPHA", kept_from=date(2015, 2, 9), kept_until=date(2015, 3, 15))
    run = audited(tmp_path, kept, stop("BO"))
    assert owed(run, "ALPHA") == [*FULL, *HALF]
    assert owed(run, "BO") == HALF
    assert run.rows("SELECT payee_id, from_on FROM arisen_right") == [("BO", date(2015, 2, 8))]
    assert run.rows("SELECT DISTINCT subject FROM obligation JOIN clause_subject USING (clause_no)") == [
        ("force_majeure",)
    ]


@pytest.mark.parametrize("election", ["kept", "no_election", "released"])
def test_since_2009_nobody_is_suspended_whom_the_producer_did_not_choose_to(
    tmp_path: Path, election: str
) -> None:
    assert owed(audited(tmp_path, stop("ALPHA", election=election)), "ALPHA") == []


def test_a_guarantee_that_was_used_up_owes_nothing_and_opens_no_way_out(tmp_path: Path) -> None:
    run = audited(tmp_path, stop("ALPHA", guarantee_used_n=14))
    assert owed(run, "ALPHA") == []
    assert run.rows("SELECT count(*) FROM arisen_right") == [(0,)]


def test_how_many_weeks_three_hours_take_is_open_so_each_answer_is_priced(tmp_path: Path) -> None:
    run = audited(tmp_path, stop("ALPHA"), minutes=60)
    names = [position.name for position in run.heading.positions]
    sums = {
        name: run.rows(f"SELECT sum(amount_cents) FROM obligation WHERE positions >> {bit} & 1 = 1")[0][0]
        for bit, name in enumerate(names)
    }
    assert len(sums) == 3
    # Half of five sixths of $10,000 for three weeks, and for three fifths or nine thirteenths of a fourth.
    assert sorted(sums.values()) == [3 * 416_667, 3 * 416_667 + 250_000, 3 * 416_667 + 288_462]


def test_a_performer_let_go_for_anothers_illness_takes_a_week_more(tmp_path: Path) -> None:
    gone = stop("ALPHA", cause="illness", illness_days=4, released_on=date(2015, 1, 12))
    assert owed(audited(tmp_path, gone), "ALPHA") == [
        ("series-half-pay", "week:1", 500_000),
        ("series-illness-termination", f"stop:{STOP}", 1_000_000),
    ]
