"""Runs for each performer: ceilings on both readings, amounts to date, what is missing, who is not listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.obligations.book_fixture import append

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.audit.run_tables import REF_SQL
from arrears.book.ledger import create_book
from arrears.obligations.explanation_model import Explanation, FactShown
from arrears.obligations.replay import replay_explanation

FOURTEEN, TWENTY = load_library(addresses=["sag/tv-2014", "sag/tv-2020"])
PRIME = "network_prime_time"


def member(person_id: str, pay: int | None, minimum: int | None = 330_000, **given: Any) -> dict[str, Any]:
    currency = None if pay is None and minimum is None else "usd"
    return {
        "title_id": "T1", "person_id": person_id, "hired_as": "weekly", "compensation_cents": pay,
        "minimum_cents": minimum, "currency": currency, **given,
    }  # fmt: skip


def run_of(number: int, shown_on: date, market: str = PRIME, **given: Any) -> dict[str, Any]:
    return {
        "title_id": "T1", "company_id": "CO", "market": market, "service": "NET", "territory": "us",
        "from_on": shown_on, "ordinal": 1, "run_no": number, **given,
    }  # fmt: skip


def telecast(shown_on: date, market: str = PRIME, **given: Any) -> dict[str, Any]:
    return {key: value for key, value in run_of(0, shown_on, market).items() if key != "run_no"} | given


def audited(
    folder: Path, agreement: Agreement = FOURTEEN, title: dict[str, Any] | None = None, **tables: Any
) -> Explainer:
    """A run of an hour of drama made for network prime time, photographed in August 2014."""
    book = create_book(folder / "book")
    own = {
        "title_id": "T1", "name": "Episode", "kind": "episode", "company_id": "CO", "minutes": 60,
        "program_kind": "dramatic", "first_market": PRIME, "photography_on": date(2014, 8, 4),
        "season_no": 2, "episode_ordinal": 30, **(title or {}),
    }  # fmt: skip
    rows = {
        "company": [{"company_id": "CO", "name": "Company"}],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(1, 4)],
        "title": [own],
        "production": [{"title_id": "T1", "performers_n": 2, "made_under": "television_agreement"}],
        "cast_member": [member("P1", 620_000), member("P2", 330_000)],
        "use": [run_of(1, date(2014, 10, 6)), run_of(2, date(2015, 7, 20))],
        "telecast": [telecast(date(2015, 7, 20), supersized=False)],
        **tables,
    }  # fmt: skip
    append(book, rows, date(2022, 12, 31))
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2022, 12, 31)))
    return open_for_explaining(book, run.folder, [agreement])


def owed(opened: Explainer) -> dict[tuple[str, str, str, str], int | None]:
    rows = opened.run.rows("SELECT clause, reading, occasion, payee_id, amount_cents FROM obligation")
    return {row[:4]: row[4] for row in rows}


def missing(opened: Explainer) -> dict[str, list[str]]:
    rows = opened.run.rows("SELECT payee_id, missing FROM obligation WHERE amount_cents IS NULL")
    return {payee: list(names) for payee, names in rows}


def fact(found: Explanation, name: str) -> FactShown:
    return next(one for one in found.facts if one.name == name)


def test_a_prime_time_rerun_pays_the_first_pay_up_to_the_ceiling_of_either_reading(tmp_path: Path) -> None:
    assert owed(audited(tmp_path)) == {
        ("network-prime-time", "programme", "run:2", "P1"): 352_500,
        ("network-prime-time", "rerun", "run:2", "P1"): 359_600,
        ("network-prime-time", "programme", "run:2", "P2"): 330_000,
        ("network-prime-time", "rerun", "run:2", "P2"): 330_000,
    }


def test_the_frozen_ceiling_is_one_amount_on_both_readings(tmp_path: Path) -> None:
    opened = audited(
        tmp_path,
        TWENTY,
        {"photography_on": date(2020, 9, 1)},
        use=[run_of(1, date(2021, 1, 4)), run_of(2, date(2021, 5, 3))],
        telecast=[telecast(date(2021, 5, 3), supersized=False)],
    )
    # The agreement of 2020 froze the ceilings (item 2.b); the last that the text of 2014 prints is $3,668.
    assert owed(opened) == {
        ("network-prime-time", "", "run:2", "P1"): 366_800,
        ("network-prime-time", "", "run:2", "P2"): 330_000,
    }


def test_an_amount_is_explained_with_the_rows_of_the_cast_and_of_the_telecast(tmp_path: Path) -> None:
    opened = audited(tmp_path)
    name = "sag/reruns/network-prime-time@programme:CO:T1:network_prime_time:us:run:2:P1:usd"
    found = explain_ref(opened, name)
    assert (found.amount_cents, found.split, found.payee.id) == (352_500, None, "P1")
    assert fact(found, "compensation").sources[0].table == "cast_member"
    assert fact(found, "supersized").sources[0].table == "telecast"
    assert fact(found, "run").sources[0].table == "use"
    first, own = fact(found, "first_shown_on"), fact(found, "shown_on")
    assert (first.value.exact, first.how) == ("2014-10-06", "the day of run 1 on the same ladder")
    assert first.sources[0].row_id != own.sources[0].row_id
    assert replay_explanation(found, "test").differences == ()


def test_what_nobody_recorded_of_a_performer_or_a_telecast_is_asked_for(tmp_path: Path) -> None:
    opened = audited(tmp_path, cast_member=[member("P1", None), member("P2", 330_000)])
    assert missing(opened) == {"P1": ["compensation"]}
    unseen = audited(tmp_path / "unseen", telecast=[], title={"minutes": 45})
    assert missing(unseen) == {"P1": ["supersized"], "P2": ["supersized"]}


def test_the_money_contracted_for_multiplies_what_is_due_so_far_for_each_performer(tmp_path: Path) -> None:
    days = [date(2016, 1, 4), date(2016, 6, 6)]
    seen = {"households_reached_n": 80, "households_in_all_n": 100, "elected": False, "currency": "usd"}
    opened = audited(
        tmp_path,
        use=[
            run_of(1, date(2014, 10, 6)),
            *(run_of(n, day, "free_television") for n, day in zip((2, 3), days)),
        ],
        telecast=[
            telecast(day, "free_television", revenue_contracted_cents=cents, **seen)
            for day, cents in zip(days, (65_000_000, 97_500_000))
        ],
        cast_member=[member("P1", 620_000, 345_000), member("P2", 330_000, 330_000)],
    )
    # 40% of the minimum; then 70% of it times one and a half, less what was due before.
    assert owed(opened) == {
        ("sideletter-b", "", "run:2", "P1"): 138_000,
        ("sideletter-b", "", "run:3", "P1"): 362_250 - 138_000,
        ("sideletter-b", "", "run:2", "P2"): 132_000,
        ("sideletter-b", "", "run:3", "P2"): 346_500 - 132_000,
    }
    for (name,) in opened.run.rows(f"SELECT {REF_SQL} FROM obligation o"):
        assert replay_explanation(explain_ref(opened, name), "test").differences == ()


def test_performers_who_are_not_listed_are_a_finding_and_are_not_made_up(tmp_path: Path) -> None:
    opened = audited(tmp_path, cast_member=[member("P2", 330_000)])
    assert {key[3] for key in owed(opened)} == {"P2"}
    rows = opened.run.rows("SELECT problem, found FROM finding WHERE code = 'performers-not-listed'")
    assert rows == [
        ("reruns of 1 title(s) may be owed to performers who are not listed", "1 of 2 in T1"),
    ]


@pytest.mark.parametrize("production", [[], [{"title_id": "T1", "made_under": "television_agreement"}]])
def test_how_many_performers_there_are_is_asked_for(tmp_path: Path, production: list[dict[str, Any]]) -> None:
    opened = audited(tmp_path, production=production)
    rows = opened.run.rows("SELECT found FROM finding WHERE code = 'performers-not-listed'")
    assert rows == [("2 of an unknown number in T1",)]


def test_a_first_run_alone_owes_nobody_and_asks_for_nothing(tmp_path: Path) -> None:
    opened = audited(tmp_path, use=[run_of(1, date(2014, 10, 6))], telecast=[], production=[])
    assert owed(opened) == {}
    assert opened.run.rows("SELECT code FROM finding") == []
