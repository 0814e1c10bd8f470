"""One described use under clauses that cut their records into periods: one answer for each of them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.findings import Refused
from arrears.formula.periods import Period
from arrears.obligations.answers import ClauseAnswer, Use, answer_use

(MBA,) = load_library(addresses=["wga/mba-2023"])
STREAMED = {
    "market": "ad_supported_streaming", "work": "television", "program_kind": "dramatic",
    "title_kind": "episode", "episode_ordinal": "20", "first_market": "network_prime_time", "minutes": "60",
    "budget": "$3,000,000.00", "employed_on": "2023-11-01", "credit": "both",
    "first_day_online": "2024-09-25",
}  # fmt: skip
HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: invented
status: derived
governed_by: first_day_online
"""
ONLINE = {"first_day_online": "2009-01-01", "last_day_online": "2009-01-20"}
BY_WEEK = """\
- id: one
  for: availability
  each: {name: week, lasts: 1 week, from: first_day_online, until: last_day_online, part: %s}
"""


def streamed(last_day: str = "") -> list[ClauseAnswer]:
    stated = {**STREAMED, **({"last_day_online": last_day} if last_day else {})}
    found = answer_use(MBA, Use(stated, date(2024, 9, 25), False), ("availability",))
    return [one for one in found if one.clause.name == "new-media/streaming-fixed"]


def answers(agreement: Agreement, stated: Mapping[str, str], *, first: bool = False) -> list[ClauseAnswer]:
    return list(answer_use(agreement, Use(stated, None, first), ("availability",)))


def test_each_half_year_beyond_the_free_window_is_paid_on_its_own() -> None:
    """Schedule pp. 10 and 33: 31,812 x 5.5% each; 182 days from 2 October 2024 end on 1 April 2025."""
    first, second = streamed("2027-01-01")
    assert first.part == Period(1, date(2024, 10, 2), date(2025, 4, 1))
    assert second.part == Period(2, date(2025, 4, 2), date(2025, 9, 30))
    assert (first.found.cents, second.found.cents) == (174_966, 174_966)


@pytest.mark.parametrize(("last_day", "count"), [("2024-10-01", 0), ("2024-10-02", 1), ("2025-04-01", 1),
                                                 ("2025-04-02", 2)])  # fmt: skip
def test_a_day_more_may_be_a_period_more(last_day: str, count: int) -> None:
    assert len(streamed(last_day)) == count


def test_while_a_day_is_not_known_there_is_one_answer_without_number_and_the_day_is_asked_for() -> None:
    (only,) = streamed()
    assert only.part == Period(None, None, None)
    assert (only.found.state, only.found.cents) == ("cannot tell", None)
    assert only.missing == ("last_day_online",)


def test_an_amount_that_asks_for_no_number_is_not_told_either_while_a_day_is_not_known(
    tmp_path: Path,
) -> None:
    clause = BY_WEEK % "counts whole" + "  terms: {fee: $100}\n  pays: fee\n"
    (only,) = answers(
        load_clauses(tmp_path, clause, header=HEADER), {"first_day_online": ONLINE["first_day_online"]}
    )
    assert (only.found.cents, only.missing) == (None, ("last_day_online",))


def test_a_short_last_period_is_worth_its_days_where_the_clause_says_so(tmp_path: Path) -> None:
    clause = BY_WEEK % "prorates" + "  terms: {fee: $70}\n  pays: fee\n"
    found = answers(load_clauses(tmp_path, clause, header=HEADER), ONLINE)
    assert [one.found.cents for one in found] == [7000, 7000, 6000]


COUNTED = """\
  terms: {fee: $100}
  steps:
    rate: {counts: fee, per: title, bands: {first $150: 10%, thereafter: 20%}}
  pays: fee * rate
"""


def test_counters_run_from_part_to_part_of_a_first_use_and_are_missing_of_another(tmp_path: Path) -> None:
    """$100 at 10%; then $50 at 10% and $50 at 20%; then $100 at 20%."""
    agreement = load_clauses(tmp_path, BY_WEEK % "counts whole" + COUNTED, header=HEADER)
    assert [one.found.cents for one in answers(agreement, ONLINE, first=True)] == [1000, 1500, 2000]
    assert {one.found.state for one in answers(agreement, ONLINE)} == {"missing"}


def test_what_is_due_to_date_is_told_as_what_each_part_adds_to_a_first_use(tmp_path: Path) -> None:
    body = "  per: [title]\n  terms: {fee: $10 per week}\n  pays_to_date: fee * week\n"
    agreement = load_clauses(tmp_path, BY_WEEK % "counts whole" + body, header=HEADER)
    assert [one.found.cents for one in answers(agreement, ONLINE, first=True)] == [1000, 1000, 1000]
    assert {one.missing for one in answers(agreement, ONLINE)} == {("what was due before",)}


TIED = (
    BY_WEEK % "counts whole"
    + """\
  terms: {fee: $100}
  pays: fee
- id: two
  for: availability
  terms: {half: 50%}
  pays: owed('article/one') * half
"""
)


def test_what_rests_on_a_clause_of_several_periods_is_missing_and_of_one_it_is_told(tmp_path: Path) -> None:
    agreement = load_clauses(tmp_path, TIED, header=HEADER)
    told = [one.found.cents for one in answers(agreement, ONLINE) if one.clause.name == "article/two"]
    assert told == [None]
    short = {**ONLINE, "last_day_online": "2009-01-05"}
    assert [one.found.cents for one in answers(agreement, short)] == [10_000, 5000]


def test_days_that_make_more_periods_than_anybody_reads_are_refused(tmp_path: Path) -> None:
    clause = BY_WEEK % "counts whole" + "  terms: {fee: $100}\n  pays: fee\n"
    agreement = load_clauses(tmp_path, clause, header=HEADER)
    with pytest.raises(Refused) as refused:
        answers(agreement, {**ONLINE, "last_day_online": "9999-12-31"})
    (finding,) = refused.value.findings
    assert finding.code == "parts-many"
    assert finding.problem == (
        "the stated days make more periods of the clause 'article/one' than anybody reads."
    )
    assert finding.found == "416,951 from 2009-01-01 to 9999-12-31"
