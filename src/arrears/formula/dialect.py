"""The few places where DuckDB and Spark (ANSI mode) write exact integer arithmetic differently.

Whole numbers are BIGINT while that provably holds them, beyond it HUGEINT (DuckDB) or DECIMAL(38, 0) (Spark).
Neither ever divides with `/`, which goes through floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from arrears.formula.nodes import StateNode


class Dialect(Enum):
    """Where the printed SQL runs."""

    DUCKDB = "duckdb"
    SPARK = "spark"


NARROW_LIMIT = 2**62
WIDE_LIMIT = 10**37
LONGEST_SHIFT_DAYS = 10**6
DAY_DIFFERENCE_BOUND = 4 * 10**6


@dataclass(frozen=True)
class Columns:
    """SQL expressions for what a formula reads from its row.

    facts: per fact, its own name when absent. before: per counter or total, the running sum over earlier
    records, in the whole units of `print_state_argument`. owed: per clause, its amount in cents.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[StateNode, str] = field(default_factory=dict)
    owed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """Magnitudes that the narrow branch of a guarded expression may assume, checked row by row."""

    cents: int
    counts: int


# Tried in order: a guard lets through large money first, then large counts; rows beyond it only cost more.
_GUARD_BITS = ((40, 24), (36, 24), (34, 22), (32, 22), (32, 20), (30, 18), (26, 16), (22, 14), (18, 12))
GUARDS = tuple(Limits(2**cents, 2**counts) for cents, counts in _GUARD_BITS)


@dataclass(frozen=True)
class Printing:
    """How a tree is being printed: for whom, from which columns, in which width."""

    dialect: Dialect
    columns: Columns
    wide: bool = False
    limits: Limits | None = None

    @property
    def whole(self) -> str:
        """The type of whole numbers in this width."""
        if not self.wide:
            return "BIGINT"
        return "HUGEINT" if self.dialect is Dialect.DUCKDB else "DECIMAL(38, 0)"

    @property
    def is_inside_guard(self) -> bool:
        """Whether an outer expression has chosen the width already."""
        return self.wide or self.limits is not None


def cast_whole(text: str, printing: Printing) -> str:
    """A whole number in the width being printed; engines drop casts that change nothing."""
    return f"CAST({text} AS {printing.whole})"


def divide_whole(above: str, below: str, printing: Printing) -> str:
    """above / below cut towards zero."""
    if printing.dialect is Dialect.DUCKDB:
        return f"({above} // {below})"
    quotient = f"({above} div {below})"
    return cast_whole(quotient, printing) if printing.wide else quotient


def within_limit(text: str) -> str:
    """A whole number, NULL where it passes 2^62 and is too large to be money."""
    return f"(CASE WHEN {text} BETWEEN {-NARROW_LIMIT} AND {NARROW_LIMIT} THEN {text} END)"


def keep_within(above: str, below: str, printing: Printing) -> str:
    """above / below cut towards zero, NULL where that passes 2^62 and is too large to be money."""
    if printing.dialect is Dialect.DUCKDB:
        return within_limit(divide_whole(above, below, printing))
    # Spark's div silently wraps a decimal quotient to 64 bits, even in ANSI mode, so the size is compared
    # before it divides; a product that passes 38 digits is above any dividend we allow.
    most = f"try_multiply({cast_whole(below, printing)}, {NARROW_LIMIT + 1})"
    fits = f"coalesce(abs({above}) < {most}, {below} IS NOT NULL)"
    return f"(CASE WHEN {fits} THEN {divide_whole(above, below, printing)} END)"


def with_sign_of(sign: str, text: str, printing: Printing) -> str:
    """text where `sign` is above zero, minus text where it is below. Spark's sign() is a float."""
    if printing.dialect is Dialect.DUCKDB:
        return f"(sign({sign}) * {text})"
    return f"(CASE WHEN {sign} < 0 THEN -{text} ELSE {text} END)"


def positive_or_missing(text: str) -> str:
    """text, or NULL where it is zero, below or NULL."""
    return f"nullif(greatest({text}, 0), 0)"


def days_between(later: str, earlier: str, printing: Printing) -> str:
    """Days from one date to another."""
    if printing.dialect is Dialect.DUCKDB:
        return f"({later} - {earlier})"
    return cast_whole(f"datediff({later}, {earlier})", printing)


def shift_days(day: str, days: str, sign: str, printing: Printing) -> str:
    """A date moved by whole days."""
    if printing.dialect is Dialect.DUCKDB:
        return f"({day} {sign} CAST({days} AS INTEGER))"
    return f"{'date_add' if sign == '+' else 'date_sub'}({day}, CAST({days} AS INT))"


def print_day(day: date) -> str:
    """A date literal."""
    return f"DATE '{day.isoformat()}'"


def print_quoted(word: str) -> str:
    """A text literal that reads the same in both dialects, or a programmer's mistake."""
    if not word.isprintable() or "\\" in word:
        raise ValueError(f"not a word that can be printed: {word!r}")
    return "'" + word.replace("'", "''") + "'" if "'" in word else f"'{word}'"


def keep_known(texts: list[str], dialect: Dialect) -> str:
    """A list of the texts that are not NULL."""
    if dialect is Dialect.DUCKDB:
        listed = f"[{', '.join(texts)}]" if texts else "CAST([] AS VARCHAR[])"
        return f"list_filter({listed}, lambda one: one IS NOT NULL)" if texts else listed
    if not texts:
        return "CAST(array() AS ARRAY<STRING>)"
    return f"filter(array({', '.join(texts)}), one -> one IS NOT NULL)"
