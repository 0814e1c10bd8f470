"""Records cut into periods: Python and SQL give the same periods, with every sort of short last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.formula.asks import made_facts
from arrears.formula.clause import ClauseFormula, Each, Gives, Pays
from arrears.formula.dialect import Columns, Dialect
from arrears.formula.explain import RecordFacts
from arrears.formula.kinds import DATE, MONEY, YES_NO, counts
from arrears.formula.ledger import LedgerRecord
from arrears.formula.nodes import Fact, Truth
from arrears.formula.outcome import outcome
from arrears.formula.periods import (
    Period,
    cut_ledger,
    cut_periods,
    period_facts,
    print_period_count,
    print_period_days,
    prorate,
)

START, END = Fact("start_on", DATE, 0), Fact("end_on", DATE, 0)
HALF_YEAR = Each("half_year", 182, START, END, 2, "counts whole")
WEEK = Each("week", 7, START, END, None, "counts whole")


def test_the_first_and_the_last_day_both_count() -> None:
    assert cut_periods(WEEK, date(2008, 1, 1), date(2008, 1, 8)) == [
        Period(1, date(2008, 1, 1), date(2008, 1, 7)),
        Period(2, date(2008, 1, 8), date(2008, 1, 8)),
    ]
    assert len(cut_periods(WEEK, date(2008, 1, 1), date(2008, 1, 7))) == 1
    assert cut_periods(WEEK, date(2008, 1, 2), date(2008, 1, 1)) == []


def test_a_short_last_period_counts_or_is_left_out() -> None:
    left_out = replace(WEEK, part="does not count")
    assert len(cut_periods(left_out, date(2008, 1, 1), date(2008, 1, 13))) == 1
    assert len(cut_periods(left_out, date(2008, 1, 1), date(2008, 1, 14))) == 2
    assert len(cut_periods(HALF_YEAR, date(2008, 1, 1), date(2018, 1, 1))) == 2


def test_an_unknown_day_gives_one_period_of_unknown_number() -> None:
    assert cut_periods(WEEK, None, date(2008, 1, 1)) == [Period(None, None, None)]
    assert cut_periods(WEEK, date(2008, 1, 1), None) == [Period(None, None, None)]
    [cut] = cut_ledger(WEEK, [LedgerRecord(1, date(2008, 1, 1), {"start_on": date(2008, 1, 1)})])
    assert [cut.facts[name] for name in made_facts(WEEK)] == [None] * 4


def test_each_period_is_a_record_with_its_number_and_days() -> None:
    facts = {"start_on": date(2008, 1, 1), "end_on": date(2008, 1, 9)}
    cut = list(cut_ledger(WEEK, [LedgerRecord(7, date(2008, 1, 1), facts)]))
    assert [
        (one.line_id, one.facts["week"], one.facts["week_to"], one.facts["week_days"]) for one in cut
    ] == [
        (7, 1, date(2008, 1, 7), 7),
        (7, 2, date(2008, 1, 9), 2),
    ]
    assert period_facts(WEEK)["week"].kind == counts("weeks")


def test_a_prorated_period_is_worth_its_days() -> None:
    fee = Fact("fee", MONEY)
    clause = prorate(ClauseFormula("c", "suspension", Pays(fee), each=replace(WEEK, part="prorates")))
    facts = {"fee": 700, "week_days": 2}
    assert outcome(clause, RecordFacts(facts)).cents == 200
    whole = ClauseFormula("c", "suspension", Pays(fee), each=WEEK)
    assert prorate(whole) == whole
    right = ClauseFormula("c", "suspension", Gives("x", Truth(True)), each=replace(WEEK, part="prorates"))
    with pytest.raises(ValueError, match="only `pays` can be prorated"):
        prorate(right)


def test_a_period_needs_dates() -> None:
    wrong = replace(WEEK, start=Fact("is_sale", YES_NO, 0))
    with pytest.raises(TypeError, match="a period needs dates, not True"):
        list(cut_ledger(wrong, [LedgerRecord(1, date(2008, 1, 1), {"is_sale": True})]))


PARTS = st.sampled_from(["counts whole", "prorates", "does not count"])
LENGTHS, MOST = st.sampled_from([1, 7, 182]), st.sampled_from([None, 1, 2])
EACHES = st.builds(Each, st.just("week"), LENGTHS, st.just(START), st.just(END), MOST, PARTS)
DAYS = st.none() | st.integers(0, 800).map(lambda days: date(2008, 1, 1) + timedelta(days=days))


@settings(max_examples=60, deadline=None)
@given(EACHES, DAYS, DAYS)
def test_sql_cuts_the_periods_that_python_cuts(each: Each, start: date | None, end: date | None) -> None:
    columns = Columns({"start_on": "CAST($1 AS DATE)", "end_on": "CAST($2 AS DATE)"})
    count = print_period_count(each, Dialect.DUCKDB, columns)
    periods = cut_periods(each, start, end)
    found = duckdb.execute(f"SELECT {count}", [start, end]).fetchall()[0][0]
    assert found == (None if start is None or end is None else len(periods))
    if found:
        first, last = print_period_days(each, "3" if found > 2 else "1", Dialect.DUCKDB, columns)
        days = duckdb.execute(f"SELECT {first}, {last}", [start, end]).fetchall()[0]
        place = periods[2 if found > 2 else 0]
        assert days == (place.first, place.last)


def test_periods_may_end_with_the_calendar() -> None:
    (last,) = cut_periods(WEEK, date(9999, 12, 30), date(9999, 12, 31))
    assert (last.first, last.last) == (date(9999, 12, 30), date(9999, 12, 31))
