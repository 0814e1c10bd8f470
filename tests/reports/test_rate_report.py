"""What a clause pays on a day: the amount with its figures, or the facts it asks for; nothing guessed."""

from collections.abc import Mapping
from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.findings import Refused
from arrears.obligations.answers import MOST_FACTS, Use, check_facts
from arrears.reports.plain import as_text
from arrears.reports.rate_report import build_rate_report, in_force, rate_answers
from arrears.reports.tables import Money

LIBRARY = load_library(addresses=["wga/mba-2008", "wga/mba-2023"])
NOW = (LIBRARY[1],)
DAY = date(2024, 1, 1)


def rows(
    market: str, stated: Mapping[str, str], *, first: bool = False, day: date = DAY
) -> dict[str, tuple[object, ...]]:
    use = Use(stated, day, first)
    report = build_rate_report(NOW, rate_answers(NOW, market, use), market, use)
    table = next(table for table in report.tables() if table.name == "rates")
    return {f"{row[0]}{row[1]}".removeprefix("wga/mba-2023/"): row[5:] for row in table.rows}


def test_what_is_stated_whole_is_paid_with_its_citation() -> None:
    found = rows("rental", {"work": "television", "gross": "$1000.00", "base_kind": "distributors_gross"})
    state, amount, figures, asks_for, status, source = found["new-media/rental"]
    assert (state, amount, asks_for, status) == ("pays", Money(1200, "usd", "primary"), "", "primary")
    assert "rate 1.2%" in str(figures)
    assert str(source).startswith("W23 pp. 5 and 33")


def test_a_missing_fact_is_named_and_nothing_is_guessed() -> None:
    found = rows("download", {"work": "television"})["new-media/download-television"]
    assert found[0] == "applies; its amount asks for more facts"
    assert (found[1], found[3]) == (None, "base kind; copies; earlier copies; gross")
    assert "0.36%" in str(found[2])


def test_a_clause_that_may_apply_says_what_decides_it() -> None:
    found = rows("download", {})
    assert all(row[0] == "may apply; that asks for more facts" for row in found.values())
    assert all("work" in str(row[3]) for row in found.values())


def test_counters_begin_with_the_first_sale_only_when_that_is_said() -> None:
    sale = {"work": "television", "gross": "$1000.00", "copies": "100", "base_kind": "distributors_gross"}
    assert rows("download", sale)["new-media/download-television"][3] == "earlier copies"
    paid = rows("download", sale, first=True)["new-media/download-television"]
    assert paid[:2] == ("pays", Money(360, "usd", "primary"))


def test_a_day_that_no_version_covers_says_which_days_are_covered() -> None:
    use = Use({"work": "television"}, date(2009, 1, 1), False)
    answers = rate_answers(NOW, "rental", use)
    assert answers == ()
    page = as_text(build_rate_report(NOW, answers, "rental", use))
    assert "No clause of these agreements pays" in page
    assert "2023-09-25 to 2026-05-01" in page


def test_each_reading_has_its_own_answer() -> None:
    use = Use({"work": "television", "photographed_on": "2005-01-01"}, date(2008, 6, 1), False)
    answers = rate_answers((LIBRARY[0],), "download", use)
    readings = {tuple(one.reading.values()) for one in answers}
    assert ("guild",) in readings
    assert len(readings) > 1


def test_the_page_says_what_the_day_was_taken_for() -> None:
    use = Use({"work": "television"}, DAY, False)
    page = as_text(build_rate_report(NOW, rate_answers(NOW, "rental", use), "rental", use))
    assert "The day is taken for received on, period to." in page


def test_versions_in_force_are_found_by_day() -> None:
    assert [one.address for one in in_force(LIBRARY, "wga", DAY)] == ["wga/mba-2023"]
    assert [one.address for one in in_force(LIBRARY, "wga", date(2009, 1, 1))] == ["wga/mba-2008"]
    assert in_force(LIBRARY, "dga", DAY) == ()


def test_a_fact_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="this is no fact of any record") as refused:
        check_facts({"wok": "television"})
    assert refused.value.findings[0].remedy == "write 'work'"


def test_too_many_facts_are_refused() -> None:
    with pytest.raises(Refused, match="more facts are stated than a record has"):
        check_facts({f"fact{n}": "1" for n in range(MOST_FACTS + 1)})


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(Refused, match="'tv' is not a word of works"):
        rows("rental", {"work": "tv"})


STREAMED = {
    "work": "television", "program_kind": "dramatic", "title_kind": "episode", "episode_ordinal": "20",
    "first_market": "network_prime_time", "minutes": "60", "budget": "3000000.00", "credit": "both",
    "employed_on": "2023-11-01", "first_day_online": "2024-09-25",
}  # fmt: skip


def test_a_clause_cut_into_periods_is_told_period_by_period_with_its_days() -> None:
    """Schedule pp. 10 and 33: 31,812 x 5.5%; the free window ends on 1 October 2024."""
    use = Use({**STREAMED, "last_day_online": "2025-05-01"}, DAY, False)
    report = build_rate_report(
        NOW, rate_answers(NOW, "ad_supported_streaming", use), "ad_supported_streaming", use
    )
    table = next(table for table in report.tables() if table.name == "rates")
    names = [column.name for column in table.columns]
    told = [dict(zip(names, row)) for row in table.rows if "streaming-fixed" in str(row[0])]
    assert [(row["part"], row["part_from"], row["part_to"]) for row in told] == [
        (1, date(2024, 10, 2), date(2025, 4, 1)),
        (2, date(2025, 4, 2), date(2025, 5, 1)),
    ]
    assert {row["amount"] for row in told} == {Money(174_966, "usd", "primary")}
    page = as_text(report)
    assert page.count("wga/mba-2023/new-media/streaming-fixed [primary]") == 1
    assert "Half year 1, from 2 October 2024 to 1 April 2025, pays $1,749.66." in page
    assert "Half year 2, from 2 April 2025 to 1 May 2025, pays $1,749.66." in page


def test_a_period_whose_days_are_not_known_has_none_and_the_day_is_asked_for() -> None:
    use = Use(STREAMED, DAY, False)
    page = as_text(
        build_rate_report(
            NOW, rate_answers(NOW, "ad_supported_streaming", use), "ad_supported_streaming", use
        )
    )
    assert "It may apply; that asks for more facts: last day online." in page
