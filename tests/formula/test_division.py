"""A pot divided by units."""

from __future__ import annotations

from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.formula.clause import Division, Split
from arrears.formula.dialect import Dialect
from arrears.formula.division import (
    divide_among,
    divide_by_units,
    print_division,
    print_unit_division,
    share_by_units,
    unit_shares,
)
from arrears.formula.kinds import NUMBER
from arrears.formula.nodes import Arithmetic, Fact, Figure


def test_units_become_parts_of_all_units() -> None:
    shares = [Fraction(1, 10), Fraction(2, 5), Fraction(1, 2)]
    assert unit_shares([Fraction(1, 5), Fraction(4, 5), Fraction(1)]) == shares
    assert divide_by_units(100, [Fraction(1), Fraction(1), Fraction(1)], "largest_remainder") == [34, 33, 33]


def test_no_share_is_known_while_units_are_missing_or_nothing() -> None:
    assert unit_shares([Fraction(1), None]) is None
    assert divide_by_units(100, [Fraction(0)], "cumulative") is None
    assert unit_shares([]) is None


def test_time_is_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="units below zero: -1"):
        unit_shares([Fraction(-1)])


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.fractions(0, 50, max_denominator=20), min_size=1, max_size=12),
)
def test_no_cent_is_lost_or_invented(pot: int, units: list[Fraction]) -> None:
    divided = divide_by_units(pot, [*units, Fraction(1)], "largest_remainder")
    assert divided is not None
    assert sum(divided) == pot


CENTS = st.integers(-(10**15), 10**15)
THREE = Division((("a", Fraction(1, 3)), ("b", Fraction(5, 12)), ("c", Fraction(1, 4))), "b")
WORKED = Fact("worked", NUMBER, 10**6)
FIFTHS = Split("units", units=Arithmetic("*", WORKED, Figure(Fraction(1, 5)), NUMBER), among="cast_used")


def test_the_odd_cents_are_the_named_payees() -> None:
    assert divide_among(100, THREE) == [33, 42, 25]
    assert divide_among(101, THREE) == [33, 43, 25]
    assert divide_among(-101, THREE) == [-33, -43, -25]


@given(CENTS)
def test_sql_divides_among_payees_as_python_does(cents: int) -> None:
    texts = print_division("cents", THREE, Dialect.DUCKDB)
    assert [payee for payee, _ in texts] == ["a", "b", "c"]
    listed = ", ".join(f"{text} AS {payee}" for payee, text in texts)
    row = duckdb.execute(
        f"SELECT a, b, c FROM (SELECT {listed} FROM (SELECT {cents}::BIGINT AS cents))"
    ).fetchone()
    assert row == tuple(divide_among(cents, THREE))
    assert sum(divide_among(cents, THREE)) == cents


def test_an_unknown_amount_leaves_every_payee_unknown() -> None:
    listed = ", ".join(text for _, text in print_division("cents", THREE, Dialect.DUCKDB))
    assert duckdb.execute(f"SELECT {listed} FROM (SELECT NULL::BIGINT AS cents)").fetchone() == (None,) * 3


@given(CENTS, st.lists(st.none() | st.integers(0, 10**5), min_size=1, max_size=6), st.booleans())
def test_sql_shares_by_units_as_python_does(
    cents: int, worked: list[int | None], is_cumulative: bool
) -> None:
    odd_cents = "cumulative" if is_cumulative else "largest_remainder"
    split = Split("units", odd_cents, FIFTHS.units, "", "cast_used")  # type: ignore[arg-type]
    rows = ", ".join(
        f"(1, {seq}, {cents}, {'NULL' if one is None else one})" for seq, one in enumerate(worked)
    )
    source = f"(SELECT * FROM (VALUES {rows}) AS cast_used(line_id, seq, cents, worked)) AS named"
    found = duckdb.execute(
        f"SELECT share_cents FROM ({print_unit_division(split, source, Dialect.DUCKDB)}) ORDER BY seq"
    ).fetchall()
    facts = [{"worked": None if one is None else Fraction(one)} for one in worked]
    expected = share_by_units(split, cents, facts)
    assert [share for (share,) in found] == (expected or [None] * len(worked))


def test_a_split_without_units_shares_nothing_by_units() -> None:
    for ask in (lambda: share_by_units(Split("percentage"), 1, []),
                lambda: print_unit_division(Split("percentage"), "cast_used", Dialect.DUCKDB)):  # fmt: skip
        with pytest.raises(ValueError, match="counts no units"):
            ask()


def test_units_that_divide_by_a_fact_are_not_printed() -> None:
    part = Split("units", units=Arithmetic("/", WORKED, Fact("scale", NUMBER), NUMBER))
    with pytest.raises(ValueError, match="no common denominator"):
        print_unit_division(part, "cast_used", Dialect.DUCKDB)
