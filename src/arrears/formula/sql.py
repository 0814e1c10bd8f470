"""The same tree as SQL in bulk: conditions, cents, dates, words, ratios, gaps and what is missing.

Where whole numbers provably stay below 2^62 the text is plain BIGINT; else one guard at the root picks, row
by row, the BIGINT text or the 128-bit one; a formula that could pass 10^37 is refused. It runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from arrears.formula.asks import walk
from arrears.formula.clause import Rounding
from arrears.formula.dialect import (
    GUARDS,
    NARROW_LIMIT,
    WIDE_LIMIT,
    Columns,
    Dialect,
    Printing,
    cast_whole,
    within_limit,
)
from arrears.formula.nodes import Bands, Fact, Node, Owed, StateNode, Total
from arrears.formula.printing import condition, number, plain, refuse_magnitude, state_before, state_units
from arrears.formula.scaled import Scaled, Text, rescaled, round_scaled, times

__all__ = [
    "Columns", "Dialect", "Ratio", "kernel_statements", "print_cents", "print_condition", "print_date",
    "print_ratio", "print_state_argument", "print_word",
]  # fmt: skip


@dataclass(frozen=True)
class Ratio:
    """An exact value as two whole-number SQL texts; NULL in either is missing, denominator above zero."""

    numerator: str
    denominator: str | int
    numerator_bound: int
    denominator_bound: int


def kernel_statements(dialect: Dialect) -> list[str]:
    """Statements to run once per connection before printed SQL: none, every text stands on its own."""
    kernels: dict[Dialect, list[str]] = {Dialect.DUCKDB: [], Dialect.SPARK: []}
    return kernels[dialect]


def print_condition(node: Node, dialect: Dialect, columns: Columns) -> str:
    """A yes/no node as BOOLEAN; NULL is missing."""
    return _guarded(node, Printing(dialect, columns), lambda printing: condition(node, printing))


def print_date(node: Node, dialect: Dialect, columns: Columns) -> str:
    """A date node as DATE; NULL is missing."""
    return _guarded(node, Printing(dialect, columns), lambda printing: plain(node, printing))


def print_word(node: Node, dialect: Dialect, columns: Columns) -> str:
    """A word node as VARCHAR; NULL is missing."""
    return _guarded(node, Printing(dialect, columns), lambda printing: plain(node, printing))


def print_cents(node: Node, rounding: Rounding, dialect: Dialect, columns: Columns) -> str:
    """A money node in whole cents as BIGINT, rounded once as declared; NULL is missing."""

    def build(printing: Printing) -> Text:
        value = round_scaled(number(node, printing), rounding.unit_cents, rounding.mode, printing)
        text, bound = rescaled(value, Fraction(1))
        if bound >= NARROW_LIMIT and printing.wide:
            text = within_limit(text)
        return Text(f"CAST({text} AS BIGINT)", max(value.peak, bound))

    return _guarded(node, Printing(dialect, columns), build)


def print_ratio(node: Node, dialect: Dialect, columns: Columns) -> Ratio:
    """A number node, exact, as numerator and denominator; wider than BIGINT only where it has to be."""
    value = number(node, Printing(dialect, columns))
    printing = Printing(dialect, columns)
    if value.peak * max(abs(value.scale.numerator), value.scale.denominator) >= NARROW_LIMIT:
        printing = replace(printing, wide=True)
        value = number(node, printing)
    above, below = value.scale.numerator, value.scale.denominator
    above_bound, below_bound = abs(above) * value.number_bound, below * value.divisor_bound
    _check_peak(max(value.peak, above_bound, below_bound))
    return Ratio(
        cast_whole(times(above, value.number), printing),
        below if value.divisor is None else times(below, value.divisor),
        above_bound,
        below_bound,
    )


def print_state_argument(node: StateNode, dialect: Dialect, columns: Columns) -> tuple[str, int]:
    """What a record adds to a counter or total: whole-number SQL in units of 1/n, and n.

    The engine sums it over earlier records of the same clause and `per`; the sum of any missing is missing.
    """
    below = state_units(node, Printing(dialect, columns))[1]
    text = _guarded(
        node.counter if isinstance(node, Bands) else node.value,
        Printing(dialect, columns),
        lambda printing: _state_text(node, printing),
    )
    return text, below


def _state_text(node: StateNode, printing: Printing) -> Text:
    """What one record adds, as BIGINT text; refused where one record alone could pass it."""
    own, _ = state_units(node, printing)
    if own.number_bound >= NARROW_LIMIT:
        raise refuse_magnitude(
            "a counter or total whose single records could grow too large to be exact",
            f"up to 10^{len(str(own.number_bound)) - 1}",
            "count a fact, or give the facts smaller bounds",
        )
    return Text(f"CAST({own.number} AS BIGINT)", own.peak)


def _check_peak(peak: int) -> None:
    if peak >= WIDE_LIMIT:
        raise refuse_magnitude(
            "a formula whose numbers could grow too large to be exact",
            f"up to 10^{len(str(peak)) - 1}",
            "round a step with `to:`, or give the facts smaller bounds",
        )


def _guarded(node: Node, printing: Printing, build: Callable[[Printing], Text]) -> str:
    """Plain text where its numbers stay small; else both widths behind a guard on the columns it reads."""
    natural = build(printing)
    if natural.peak < NARROW_LIMIT:
        return natural.sql
    wide = build(replace(printing, wide=True))
    _check_peak(wide.peak)
    for limits in GUARDS:
        assumed = replace(printing, limits=limits)
        narrow = build(assumed)
        if narrow.peak < NARROW_LIMIT:
            return f"(CASE WHEN {_outside(node, printing, assumed)} THEN {wide.sql} ELSE {narrow.sql} END)"
    return wide.sql


def _outside(node: Node, natural: Printing, assumed: Printing) -> str:
    """Whether some column passes the magnitude that the narrow text assumes. NULLs count as inside."""
    tests: dict[str, None] = {}
    for one in walk(node):
        full, limited = _column_of(one, natural), _column_of(one, assumed)
        if full is None or limited is None or limited.number_bound >= full.number_bound:
            continue
        bound = limited.number_bound
        tests[f"{full.number} NOT BETWEEN {-bound} AND {bound}"] = None
    return " OR ".join(tests) or "FALSE"


def _column_of(node: Node, printing: Printing) -> Scaled | None:
    """The whole-number column that a node itself reads."""
    match node:
        case Bands() | Total():
            return state_before(node, printing)
        case Owed():
            return number(node, printing)
        case Fact(kind=kind) if kind.base == "number":
            return number(node, printing)
    return None
