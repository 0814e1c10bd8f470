"""A pot that fills places in order, in Python and in SQL, losing and inventing no cent."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.formula.clause import Rounding, WaterfallStep
from arrears.formula.dialect import Columns, Dialect
from arrears.formula.explain import RecordFacts
from arrears.formula.kinds import MONEY
from arrears.formula.nodes import Fact
from arrears.formula.waterfall import fill_in_order, print_fills

STEPS = (
    WaterfallStep("pension", Fact("need_1", MONEY)),
    WaterfallStep("retired", Fact("need_2", MONEY)),
    WaterfallStep("pension", Fact("need_3", MONEY)),
    WaterfallStep("active", None),
)


def fills(pot: int, *needs: int | None) -> list[int | None]:
    record = RecordFacts({f"need_{n}": need for n, need in enumerate(needs, start=1)})  # type: ignore[misc]
    return [fill.cents for fill in fill_in_order(pot, STEPS, record, Rounding())]


def test_each_place_takes_at_most_its_need_and_the_last_the_rest() -> None:
    assert fills(100, 30, 30, 30) == [30, 30, 30, 10]
    assert fills(50, 30, 30, 30) == [30, 20, 0, 0]
    assert fills(100, -5, 30, 0) == [0, 30, 0, 70]


def test_an_unknown_need_leaves_its_place_and_all_later_ones_unknown() -> None:
    assert fills(100, 30, None, 30) == [30, None, None, None]


def test_a_debt_goes_whole_to_the_last_place() -> None:
    assert fills(-100, 30, 30, 30) == [0, 0, 0, -100]


NEEDS = st.none() | st.integers(-(10**6), 10**6) | st.just(10**15)


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**15), 10**15) | st.integers(-10, 10**6), NEEDS, NEEDS, NEEDS)
def test_sql_fills_as_python_does_and_keeps_the_pot(
    pot: int, one: int | None, two: int | None, three: int | None
) -> None:
    columns = Columns({f"need_{n}": f"CAST(${n} AS BIGINT)" for n in (1, 2, 3)})
    printed = print_fills(
        f"CAST({pot} AS BIGINT)", STEPS, Rounding(), dialect=Dialect.DUCKDB, columns=columns
    )
    found = duckdb.execute(f"SELECT {', '.join(sql for _, sql in printed)}", [one, two, three]).fetchall()[0]
    expected = fills(pot, one, two, three)
    assert list(found) == expected
    assert [place for place, _ in printed] == [step.to for step in STEPS]
    if None not in expected:
        assert sum(expected) == pot  # type: ignore[arg-type]
