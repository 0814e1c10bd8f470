"""The printed kernels on the money traps: ties, extremes, and products one step of 10^-8 beside a tie."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import duckdb
import pyarrow
import pytest

from arrears.findings import Refused
from arrears.formula.clause import Rounding
from arrears.formula.kinds import MONEY, NUMBER
from arrears.formula.nodes import Arithmetic, Fact, Figure, Node
from arrears.formula.sql import Columns, Dialect, kernel_statements, print_cents, print_ratio
from arrears.money import round_to

from .random_formulas import MODES

R8 = 10**8
RATE8 = Fact("rate8", NUMBER, R8 + 1)
CENTS = Fact("cents", MONEY, 10**15 + 1)
PERCENT = Arithmetic(
    "*", CENTS, Arithmetic("/", RATE8, Figure(Fraction(R8), NUMBER), NUMBER), MONEY
)  # fmt: skip


def traps(rng: random.Random, number: int) -> Iterator[tuple[int, int]]:
    """Cents and rates whose product lies on, or one to a few 10^-8 beside, a half cent."""
    while number:
        number -= 1
        rate = rng.randrange(1, R8, 2)
        if rng.random() < 0.3:
            yield (
                rng.choice((0, 1, -1, 49, 10**15, -(10**15), rng.randint(-(10**15), 10**15))),
                rng.randint(1, R8),
            )
        elif rng.random() < 0.4:
            yield rng.choice((1, -1)) * (2 * rng.randint(0, 10**6) + 1), R8 // 2
        elif rate % 5:
            beside = rng.choice((50_000_000, 49_999_999, 50_000_001, 49_999_996, 50_000_004, 1, R8 - 1))
            yield rng.choice((1, -1)) * (beside * pow(rate, -1, R8) % R8), rate


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_rounds_once_on_twenty_thousand_traps(mode: str) -> None:
    rounding = Rounding(Fraction(1), mode)  # type: ignore[arg-type]
    cases = list(traps(random.Random(20081115), 20_000))
    connection = duckdb.connect()
    cents, rates = zip(*cases)
    connection.register("given", pyarrow.table({"line": range(len(cases)), "cents": cents, "rate8": rates}))
    sql = print_cents(PERCENT, rounding, Dialect.DUCKDB, Columns())
    found = [row[0] for row in connection.execute(f"SELECT {sql} FROM given ORDER BY line").fetchall()]
    exact = [round_to(Fraction(c * r, R8), Fraction(1), mode) for c, r in cases]  # type: ignore[arg-type]
    assert [(c, r, f, e) for (c, r), f, e in zip(cases, found, exact, strict=True) if f != e][:5] == []
    ties = sum(abs(2 * (c * r % R8) - R8) <= 16 for c, r in cases)
    assert ties / len(cases) > 0.2


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("divisor", [1, 2, 3])
def test_small_quotients_on_both_sides_of_every_tie(mode: str, divisor: int) -> None:
    node = Arithmetic("/", CENTS, Figure(Fraction(divisor), NUMBER), MONEY)
    sql = print_cents(node, Rounding(Fraction(1), mode), Dialect.DUCKDB, Columns())  # type: ignore[arg-type]
    found = duckdb.execute(f"SELECT {sql} FROM (SELECT unnest(range(-9, 10)) AS cents)").fetchall()
    assert [row[0] for row in found] == [
        round_to(Fraction(c, divisor), Fraction(1), mode) for c in range(-9, 10)  # type: ignore[arg-type]
    ]  # fmt: skip


def test_small_formulas_are_plain_and_large_ones_guarded() -> None:
    flat = print_cents(
        Arithmetic("*", CENTS, Figure(Fraction(3, 250)), MONEY), Rounding(), Dialect.DUCKDB, Columns()
    )
    assert "HUGEINT" not in flat
    guarded = print_cents(PERCENT, Rounding(), Dialect.DUCKDB, Columns())
    assert guarded.startswith("(CASE WHEN CAST(cents AS BIGINT) NOT BETWEEN")
    assert "HUGEINT" in guarded
    assert "DECIMAL(38, 0)" in print_cents(PERCENT, Rounding(), Dialect.SPARK, Columns())


def test_a_formula_that_could_pass_ten_to_the_37_is_refused() -> None:
    node: Node = CENTS
    for _ in range(3):
        node = Arithmetic("*", node, CENTS, MONEY)
    with pytest.raises(
        Refused, match=r"could grow too large to be exact\n  expected nothing, found up to 10\^60"
    ):
        print_cents(node, Rounding(), Dialect.DUCKDB, Columns())


def test_a_ratio_is_exact_and_says_how_large_it_grows() -> None:
    ratio = print_ratio(Arithmetic("/", CENTS, RATE8, NUMBER), Dialect.DUCKDB, Columns())
    assert (ratio.numerator_bound, ratio.denominator_bound) == (10**15 + 1, R8 + 1)
    rows = "(VALUES (7::BIGINT, 3::BIGINT), (7, 0), (7, -3), (NULL, 3)) AS given(cents, rate8)"
    found = duckdb.execute(f"SELECT {ratio.numerator}, {ratio.denominator} FROM {rows}").fetchall()
    assert found == [(7, 3), (7, None), (7, None), (None, 3)]
    constant = print_ratio(Figure(Fraction(9, 2500)), Dialect.DUCKDB, Columns())
    assert (constant.numerator, constant.denominator) == ("CAST(9 AS BIGINT)", 2500)
    scaled = print_ratio(Arithmetic("*", RATE8, Figure(Fraction(9, 2500)), NUMBER), Dialect.DUCKDB, Columns())
    assert scaled.denominator == 2500


def test_printed_text_stands_on_its_own() -> None:
    assert [kernel_statements(dialect) for dialect in Dialect] == [[], []]
