"""Uses made into lines: free windows at their edges, joined times online, runs counted, exhibition years.

Streaming pays $800.00 for each of at most two half-years (182 days) after a free window of 17 days, or 24 for
the first seven episodes; day 1 is the first day online.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import Audited, audit, credit, make_book, shipped, small_world, title, use, write_pact

from arrears.agreements.model import Agreement

AS_OF = date(2009, 12, 31)
START = date(2008, 9, 25)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


@pytest.fixture(scope="module")
def mba_2023() -> Agreement:
    return shipped("wga/mba-2023")


def used(
    folder: Path, pact: Agreement, uses: Sequence[Mapping[str, Any]], as_of: date = AS_OF, **given: Any
) -> Audited:
    """The audit of T1 with some uses."""
    rows = small_world(title=[title("T1", **given)], use=uses)
    return audit(make_book(folder / "book", rows), [pact], as_of=as_of)


@pytest.mark.parametrize(
    ("ordinal", "days", "half_years"),
    [
        (8, 17, 0), (8, 18, 1), (8, 17 + 182, 1), (8, 18 + 182, 2), (8, 17 + 364, 2), (8, 18 + 364, 2),
        (7, 24, 0), (7, 25, 1), (1, 18, 0), (1, 25, 1),
    ],
)  # fmt: skip
def test_a_day_beyond_the_free_window_begins_a_half_year(
    tmp_path: Path, pact: Agreement, ordinal: int, days: int, half_years: int
) -> None:
    online = [use("ad_supported_streaming", START, START + timedelta(days - 1))]
    found = used(tmp_path, pact, online, episode_ordinal=ordinal)
    assert found.rows("SELECT amount_cents FROM obligation") == [(80_000,)] * half_years


def test_the_first_paid_day_and_the_due_day_follow_the_window(tmp_path: Path, pact: Agreement) -> None:
    """Online on 25 September, 17 days free, first paid day 12 October; 30 days later it is due."""
    found = used(tmp_path, pact, [use("ad_supported_streaming", START, date(2009, 5, 1))])
    assert found.rows("SELECT part_from, part_to FROM amount ORDER BY part_no") == [
        (date(2008, 10, 12), date(2009, 4, 11)),
        (date(2009, 4, 12), date(2009, 5, 1)),
    ]
    assert found.rows("SELECT occasion, due_on FROM obligation ORDER BY 1") == [
        ("half_year:1", date(2008, 11, 11)),
        ("half_year:2", date(2009, 5, 12)),
    ]


def test_a_use_that_is_still_open_counts_to_the_day_asked_for(tmp_path: Path, pact: Agreement) -> None:
    online = [use("ad_supported_streaming", START, is_open=True)]
    last_free = START + timedelta(16)
    assert used(tmp_path / "a", pact, online, last_free).rows("FROM obligation") == []
    found = used(tmp_path / "b", pact, online, last_free + timedelta(1))
    assert found.rows("SELECT amount_cents FROM obligation") == [(80_000,)]


def test_an_end_that_nobody_knows_leaves_the_amount_open(tmp_path: Path, pact: Agreement) -> None:
    found = used(tmp_path, pact, [use("ad_supported_streaming", START)])
    assert found.rows("SELECT amount_cents, missing FROM obligation") == [(None, ["last_day_online"])]


def test_overlapping_and_touching_uses_are_one_time_online_with_one_window(
    tmp_path: Path, pact: Agreement
) -> None:
    """Ten days, then ten that overlap, then ten from the very next day on: 28 days, 11 of them paid."""
    online = [
        use("ad_supported_streaming", START, START + timedelta(9)),
        use("ad_supported_streaming", START + timedelta(8), START + timedelta(17)),
        use("ad_supported_streaming", START + timedelta(18), START + timedelta(27)),
    ]
    found = used(tmp_path, pact, online)
    assert found.rows("SELECT part_from, part_to FROM amount") == [
        (START + timedelta(17), START + timedelta(27))
    ]


def test_a_day_offline_begins_another_time_with_its_own_window(tmp_path: Path, pact: Agreement) -> None:
    online = [
        use("ad_supported_streaming", START, START + timedelta(16)),
        use("ad_supported_streaming", START + timedelta(18), START + timedelta(34)),
    ]
    assert used(tmp_path, pact, online).rows("FROM obligation") == []


def test_two_services_have_two_windows(tmp_path: Path, pact: Agreement) -> None:
    online = [
        use("ad_supported_streaming", START, START + timedelta(16)),
        use("ad_supported_streaming", START + timedelta(5), START + timedelta(21), service="OTHER"),
    ]
    assert used(tmp_path, pact, online).rows("FROM obligation") == []


def test_runs_are_counted_over_all_free_television_in_order_of_days(tmp_path: Path, pact: Agreement) -> None:
    """The network shows it first and second, a station third: the ladder is one."""
    runs = [
        use("free_television", date(2008, 12, 1)),
        use("network_prime_time", date(2008, 9, 1)),
        use("network_other", date(2008, 10, 1)),
    ]
    found = used(tmp_path, pact, runs)
    assert found.rows("SELECT run, market FROM fact WHERE record_kind = 'run' ORDER BY run") == [
        (1, "network_prime_time"),
        (2, "network_other"),
        (3, "free_television"),
    ]
    assert found.rows("SELECT occasion FROM obligation") == [("run:3",)]


def test_a_run_number_that_the_sender_gives_is_taken(tmp_path: Path, pact: Agreement) -> None:
    found = used(tmp_path, pact, [use("free_television", date(2008, 12, 1), run_no=5)])
    assert found.rows("SELECT occasion, amount_cents FROM obligation") == [("run:5", 35_000)]


def test_runs_partly_numbered_are_not_counted_on(tmp_path: Path, pact: Agreement) -> None:
    """Which run an unnumbered one is, is not known when the sender numbered others: no amount is guessed."""
    runs = [use("free_television", date(2008, 11, 1)), use("free_television", date(2008, 12, 1), run_no=5)]
    found = used(tmp_path, pact, runs)
    rows = found.rows("SELECT amount_cents, missing FROM obligation ORDER BY amount_cents NULLS LAST")
    assert rows == [(35_000, []), (None, ["run"])]


def test_a_run_after_the_day_asked_for_is_not_there_yet(tmp_path: Path, pact: Agreement) -> None:
    runs = [use("free_television", day, ordinal=1) for day in (date(2009, 1, 1), date(2010, 1, 1))]
    assert used(tmp_path, pact, runs).rows("FROM obligation") == []


SHOWN = date(2024, 3, 1)
HIGH_BUDGET = {
    "kind": "new_media", "first_market": "subscription_streaming", "budget_cents": 200_000_000,
    "currency": "usd", "photography_on": date(2024, 1, 10), "written_on": date(2023, 11, 1), "minutes": 60,
    "first_new_media_on": SHOWN, "first_release_on": SHOWN,
}  # fmt: skip


def counted(measure: str, amount: int, **given: Any) -> dict[str, Any]:
    """A count of service SERVICE."""
    return {
        "service": "SERVICE", "territory": "us", "measured_from": date(2023, 7, 1),
        "measured_to": date(2023, 7, 1), "measure": measure, "amount": amount, **given,
    }  # fmt: skip


def streamed(
    folder: Path, agreement: Agreement, audience: Sequence[Mapping[str, Any]], **how: Any
) -> Audited:
    """The audit of a one-hour high-budget episode on the service it was made for."""
    rows = small_world(
        title=[title("T1", **HIGH_BUDGET)],
        credit=how.get("credit", [credit("T1", "P1")]),
        use=[use("subscription_streaming", SHOWN, is_open=True)],
        audience=audience,
        bonus_answer=how.get("bonus_answer", []),
    )
    book = make_book(folder / "book", rows, learned_on=date(2025, 6, 1))
    return audit(book, [agreement], as_of=how.get("as_of", date(2024, 12, 31)))


DOMESTIC = counted("subscribers", 25_000_000)
FOREIGN = counted("subscribers", 10_000_000, territory="foreign")


def test_the_first_year_is_there_once_its_ninety_days_are_over(tmp_path: Path, mba_2023: Agreement) -> None:
    audience = [DOMESTIC, FOREIGN]
    ninetieth = SHOWN + timedelta(89)
    before = streamed(tmp_path / "a", mba_2023, audience, as_of=ninetieth)
    assert before.rows("FROM obligation") == []
    after = streamed(tmp_path / "b", mba_2023, audience, as_of=ninetieth + timedelta(1))
    assert {row[0] for row in after.rows("SELECT occasion FROM obligation")} == {"year:1"}


def test_the_second_year_begins_on_its_first_day(tmp_path: Path, mba_2023: Agreement) -> None:
    audience = [DOMESTIC, FOREIGN]
    for name, day, years in (("a", date(2025, 2, 28), 1), ("b", date(2025, 3, 1), 2)):
        found = streamed(tmp_path / name, mba_2023, audience, as_of=day)
        assert found.rows("SELECT count(*) FROM obligation WHERE clause = 'hbsvod-domestic'") == [(years,)]


def test_a_year_pays_base_times_year_times_subscribers_at_home_and_abroad(
    tmp_path: Path, mba_2023: Agreement
) -> None:
    """$30,398 x 45% x 100% = $13,679.10; abroad x 47% = $6,429.177, rounded to $6,429.18."""
    found = streamed(tmp_path, mba_2023, [DOMESTIC, FOREIGN])
    amounts = dict(found.rows("SELECT clause, amount_cents FROM obligation WHERE clause <> 'hbsvod-bonus'"))
    assert amounts == {"hbsvod-domestic": 1_367_910, "hbsvod-foreign": 642_918}


def test_story_and_teleplay_have_their_own_columns(tmp_path: Path, mba_2023: Agreement) -> None:
    """$12,159 and $21,058 at 45%: together more than the joint column gives."""
    credits = [credit("T1", "P1", "story_by"), credit("T1", "P2", "teleplay_by")]
    found = streamed(tmp_path, mba_2023, [DOMESTIC], credit=credits)
    assert found.rows(
        "SELECT payee_id, credit_column, amount_cents FROM obligation"
        " WHERE clause = 'hbsvod-domestic' ORDER BY 1"
    ) == [("P1", "story", 547_155), ("P2", "teleplay", 947_610)]


def test_without_a_count_of_subscribers_nothing_is_figured(tmp_path: Path, mba_2023: Agreement) -> None:
    found = streamed(tmp_path, mba_2023, [])
    rows = dict(found.rows("SELECT clause, missing FROM obligation"))
    assert rows["hbsvod-domestic"] == ["domestic_subscribers"]
    assert found.rows("SELECT amount_cents FROM obligation WHERE amount_cents IS NOT NULL") == []


@pytest.mark.parametrize(("hours", "bonus"), [(5_000_000, [(1_005_414,)]), (4_999_999, [])])
def test_the_bonus_is_due_at_a_fifth_of_the_subscribers_and_not_a_view_below(
    tmp_path: Path, mba_2023: Agreement, hours: int, bonus: list[tuple[int]]
) -> None:
    """Half of $13,679.10 and $6,429.18 is $10,054.14, from 5,000,000 hours of a one-hour programme on."""
    watched = counted("hours", hours, title_id="T1", measured_from=SHOWN, measured_to=SHOWN + timedelta(89))
    found = streamed(tmp_path, mba_2023, [DOMESTIC, FOREIGN, watched])
    assert found.rows("SELECT amount_cents FROM obligation WHERE clause = 'hbsvod-bonus'") == bonus


@pytest.mark.parametrize(("is_reached", "bonus"), [(True, [(1_005_414,)]), (False, [])])
def test_the_answer_of_an_outside_auditor_decides_without_any_count(
    tmp_path: Path, mba_2023: Agreement, is_reached: bool, bonus: list[tuple[int]]
) -> None:
    """The guild has the yes or no: half of $13,679.10 and $6,429.18, or nothing."""
    answer = {"title_id": "T1", "service": "SERVICE", "year_from": SHOWN, "is_reached": is_reached}
    found = streamed(tmp_path, mba_2023, [DOMESTIC, FOREIGN], bonus_answer=[answer])
    assert found.rows("SELECT amount_cents FROM obligation WHERE clause = 'hbsvod-bonus'") == bonus


def test_without_hours_nobody_can_tell_whether_the_bonus_is_due(tmp_path: Path, mba_2023: Agreement) -> None:
    """It is nothing or $10,054.14, and the hours are asked for."""
    found = streamed(tmp_path, mba_2023, [DOMESTIC, FOREIGN])
    assert found.rows(
        "SELECT amount_cents, low_cents, high_cents, missing FROM obligation WHERE clause = 'hbsvod-bonus'"
    ) == [(None, 0, 1_005_414, ["hours_streamed"])]
    assert any("hours_streamed" in remedy for *_, remedy in found.findings("amount-not-computable"))
