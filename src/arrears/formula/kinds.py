"""Kinds of values: a clause that adds money to copies, or compares a date with a rate, is refused at load.

A number carries its dimension as powers of units (`money`, `copies`, `minutes`, …), so `minutes / (minutes
per hour)` is hours and `gross * rate` is money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Base = Literal["number", "date", "yes/no", "word"]


@dataclass(frozen=True)
class Kind:
    """What sort of value: a number with powers of units, a date, a yes/no, or a word of a closed list."""

    base: Base
    units: tuple[tuple[str, int], ...] = ()
    words: str = ""  # name of the closed list in vocabulary.WORD_LISTS, for words that come from one

    def __str__(self) -> str:
        if self.base != "number":
            return self.base
        if not self.units:
            return "number"
        above = " × ".join(u if p == 1 else f"{u}^{p}" for u, p in self.units if p > 0) or "1"
        below = " × ".join(u if p == -1 else f"{u}^{-p}" for u, p in self.units if p < 0)
        return f"{above} per {below}" if below else above


NUMBER = Kind("number")
MONEY = Kind("number", (("money", 1),))
DATE = Kind("date")
YES_NO = Kind("yes/no")
WORD = Kind("word")
DAYS = Kind("number", (("days", 1),))


def counts(unit: str) -> Kind:
    """A count of something: copies, minutes, days, weeks, runs."""
    return MONEY if unit == "money" else Kind("number", ((unit, 1),))


def combine(left: Kind, right: Kind, sign: int) -> Kind:
    """The kind of left × right (sign 1) or left / right (sign -1)."""
    powers = dict(left.units)
    for unit, power in right.units:
        powers[unit] = powers.get(unit, 0) + sign * power
    return Kind("number", tuple(sorted((u, p) for u, p in powers.items() if p)))


@dataclass(frozen=True)
class FactKind:
    """A fact's kind and the magnitude it stays below (integers only; money is in cents)."""

    kind: Kind
    bound: int


def read_kind(text: str) -> FactKind:
    """Read a unit of `vocabulary.FACTS`: `money`, `copies < 1000000000000`, `date`, `word:markets`."""
    unit, _, bound = text.partition(" < ")
    if unit.startswith("word:"):
        return FactKind(Kind("word", (), unit[5:]), 0)
    if unit in ("date", "yes/no", "word"):
        return FactKind({"date": DATE, "yes/no": YES_NO, "word": WORD}[unit], 0)
    if unit == "number":
        return FactKind(NUMBER, int(bound or 10**12))
    return FactKind(counts(unit), int(bound or 10**15))


def read_kinds(facts: Mapping[str, str]) -> dict[str, FactKind]:
    """Every fact of one record kind."""
    return {name: read_kind(unit) for name, unit in facts.items()}
