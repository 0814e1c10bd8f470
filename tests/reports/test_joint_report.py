"""One use of a title under several guilds: side by side by period, the writers' amounts, the conditions."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.book.ledger import Book
from arrears.claims.joint_case import Sale, read_sale
from arrears.findings import Refused
from arrears.reports.joint_report import build_joint, gather_joint
from arrears.reports.tables import Report, Table
from audit_worlds import make_book, small_world, title, use

AS_OF = date(2009, 8, 31)
ONLINE = date(2008, 9, 18)
EPISODE = {
    "photography_on": date(2008, 7, 9), "first_release_on": date(2008, 9, 17), "minutes": 60,
    "first_new_media_on": ONLINE, "first_market": "network_prime_time", "program_kind": "dramatic",
    "season_no": 9, "episode_ordinal": 188,
}  # fmt: skip
ENGAGED = {
    "engagement_id": "E1", "person_id": "P1", "company_id": "CO1", "title_id": "T1", "kind": "writing",
    "starts_on": date(2008, 5, 7),
}  # fmt: skip
LIBRARY = [one for one in load_library() if one.family in ("wga", "dga", "sag")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Explainer]:
    """An episode put online and shown again on its network, audited under the writers' agreement of 2008."""
    uses = [
        use("ad_supported_streaming", ONLINE, service="PLAYER", is_open=True),
        use("network_prime_time", date(2008, 12, 1), run_no=2),
    ]
    rows = small_world(title=[title("T1", **EPISODE)], engagement=[ENGAGED], use=uses)
    book = make_book(tmp_path_factory.mktemp("joint") / "book", rows)
    writers = [one for one in LIBRARY if one.address == "wga/mba-2008"]
    run = run_audit(book, writers, AuditRequest(as_of=AS_OF))
    return book, open_for_explaining(book, run.folder, writers)


def shown(world: tuple[Book, Explainer], sale: str, **stated: dict[str, str]) -> Report:
    book, explainer = world
    page = gather_joint(book, explainer, read_sale(sale), stated)
    return build_joint(page, LIBRARY, explainer.run.heading)


def table_of(report: Report, name: str) -> list[dict[str, object]]:
    found: list[Table] = [one for section in report.sections for one in section.tables if one.name == name]
    (table,) = found
    return [dict(zip([column.name for column in table.columns], row)) for row in table.rows]


def test_a_stretch_online_is_set_side_by_side_period_by_period(world: tuple[Book, Explainer]) -> None:
    """3% of $21,710 for the writers and of $20,000 for the director, for each of two half-years."""
    report = shown(world, "CO1:T1:ad_supported_streaming:PLAYER-2008-09-18")
    rows = table_of(report, "difference_1")
    by_period = {(row["guild"], row["part"]): row for row in rows}
    assert {key: row["amount"].cents for key, row in by_period.items()} == {  # type: ignore[attr-defined]
        ("WGA", 1): 651_30, ("WGA", 2): 651_30, ("DGA", 1): 600_00, ("DGA", 2): 600_00,
    }  # fmt: skip
    first = by_period["DGA", 1]
    assert (first["base"].cents, first["rate"]) == (20_000_00, "3%")  # type: ignore[attr-defined]
    assert (first["part_from"], first["part_to"]) == (date(2008, 10, 5), date(2009, 4, 4))
    assert str(first["window"]).startswith("each half year of 26 weeks from free until")
    assert "if the market" not in str(first["window"])
    assert first["due_on"] == date(2009, 2, 5)  # four months after the period began
    assert all(row["source"] and row["status"] for row in rows)


def test_the_writers_amounts_of_a_use_are_those_of_its_lines(world: tuple[Book, Explainer]) -> None:
    report = shown(world, "CO1:T1:ad_supported_streaming:PLAYER-2008-09-18")
    owed = {row["owed"].cents for row in table_of(report, "writers")}  # type: ignore[attr-defined]
    assert owed == {651_30}


def test_a_run_names_what_the_other_guild_asks_for_and_takes_what_the_title_record_holds(
    world: tuple[Book, Explainer],
) -> None:
    report = shown(world, "CO1:T1:network_prime_time:run:2")
    (writers,) = table_of(report, "difference_1")
    assert (writers["guild"], writers["window"]) == ("WGA", "none: paid for the whole use")
    (director,) = table_of(report, "asking_1")
    assert director["clause"] == "dga/ba-2008/reruns/network-prime-time"
    assert director["asks_for"] == "applicable minimum"
    stated = shown(world, "CO1:T1:network_prime_time:run:2", dga={"applicable_minimum": "$10000.00"})
    assert {row["guild"] for row in table_of(stated, "difference_1")} == {"WGA", "DGA"}


def test_the_conditions_of_the_joint_route_are_listed_for_a_use_too(world: tuple[Book, Explainer]) -> None:
    report = shown(world, "CO1:T1:network_prime_time:run:2")
    conditions = table_of(report, "conditions")
    assert {row["answer"] for row in conditions} == {"not known"}
    assert {"from a joint audit", "provisions the same", "no qualified payor"} <= {
        row["condition"] for row in conditions
    }


def test_a_use_that_is_not_recorded_is_told_with_those_of_the_title(world: tuple[Book, Explainer]) -> None:
    with pytest.raises(Refused) as refused:
        shown(world, "CO1:T1:network_prime_time:run:3")
    (fault,) = refused.value.findings
    assert (fault.code, fault.expected) == ("sale-unknown", "a reported sale or use")
    assert "CO1:T1:network_prime_time:run:2" in fault.remedy
    assert read_sale("CO1:T1:network_prime_time:run:2") == Sale("CO1", "T1", "network_prime_time", "run:2")
