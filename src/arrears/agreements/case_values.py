"""The figures of worked cases: amounts, shares, due dates, intermediate values, and what is missing.

Read exactly, in cents and fractions; a word stands where there is no amount. Nothing here knows a clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.agreements.lower_names import refuse
from arrears.agreements.yaml_source import Written, WrittenList, WrittenText
from arrears.findings import suggest
from arrears.formula.figures import read_day, read_figure, read_number
from arrears.formula.kinds import MONEY, NUMBER, FactKind
from arrears.formula.nodes import Day, Figure, Word
from arrears.vocabulary import WORD_LISTS

Value = Fraction | date | str | bool | None
NotAnAmount = Literal["does not apply", "missing", "cannot tell", "right"]
NOT_AMOUNTS: tuple[NotAnAmount, ...] = ("does not apply", "missing", "cannot tell", "right")
Expected = int | NotAnAmount
Shares = tuple[int | None, ...]
NO_SHARES = "none"


def items_of(written: Written | None) -> tuple[Written, ...]:
    """The items of a list; one value stands for a list of one."""
    if written is None:
        return ()
    return written.items if isinstance(written, WrittenList) else (written,)


def read_cents(written: WrittenText) -> int:
    """An amount of money in whole cents."""
    figure = read_number(written.text, written.place)
    if figure.kind != MONEY or figure.value.denominator != 1:
        raise refuse(
            "case-figure", written.place, "this is not an amount of money in cents.", expected="$504.00",
            found=written.text,
        )  # fmt: skip
    return int(figure.value)


def read_fact(written: WrittenText, fact: FactKind) -> Value:
    """A fact as a case states it; `missing` is a missing fact. A count may leave out its unit."""
    if written.text == "missing":
        return None
    if fact.kind.base == "yes/no" and written.text in ("yes", "no"):
        return written.text == "yes"
    if fact.kind.base == "word":
        known = WORD_LISTS.get(fact.kind.words, {})
        if not known or written.text in known:
            return written.text
        raise refuse(
            "case-figure", written.place, f"'{written.text[:60]}' is not a word of {fact.kind.words}.",
            expected=f"a word of {fact.kind.words}", found=f"'{written.text[:60]}'",
            remedy=suggest(written.text, known),
        )  # fmt: skip
    figure = read_figure(written.text, written.place)
    if isinstance(figure, Day) and fact.kind.base == "date":
        return figure.value
    is_bare = isinstance(figure, Figure) and figure.kind == NUMBER and fact.kind != MONEY
    if isinstance(figure, Figure) and fact.kind.base == "number" and (is_bare or figure.kind == fact.kind):
        return figure.value
    problem, found = "this is another kind of value than the fact's.", f"'{written.text[:60]}'"
    raise refuse("case-figure", written.place, problem, expected=str(fact.kind), found=found)


def read_amounts(written: Written) -> tuple[Expected, ...]:
    """One amount per record, or the word that stands where there is none."""
    return tuple(_amount(item) for item in items_of(written) if isinstance(item, WrittenText))


def _amount(written: WrittenText) -> Expected:
    for word in NOT_AMOUNTS:
        if written.text == word:
            return word
    return read_cents(written)


def read_shares(written: Written | None) -> tuple[Shares, ...]:
    """For each record what each participant, payee or place takes, in the clause's order; `none`: nobody."""
    return tuple(_shares(item) for item in items_of(written))


def _shares(written: Written) -> Shares:
    if isinstance(written, WrittenText) and written.text == NO_SHARES:
        return ()
    texts = [item for item in items_of(written) if isinstance(item, WrittenText)]
    return tuple(None if item.text == "missing" else read_cents(item) for item in texts)


def read_due(written: Written | None) -> tuple[date, ...]:
    """One due date per record."""
    return tuple(
        read_day(item.text, item.place) for item in items_of(written) if isinstance(item, WrittenText)
    )


def read_value(written: WrittenText) -> Value:
    """An intermediate value as a source prints it."""
    if written.text == "missing":
        return None
    if written.text in ("yes", "no"):
        return written.text == "yes"
    match read_figure(written.text, written.place):
        case Figure(value=value):
            return value
        case Day(value=day):
            return day
        case Word(value=word):
            return word


def read_missing(written: Written | None) -> tuple[tuple[str, ...], ...]:
    """For each record the names of what is missing."""
    return tuple(
        tuple(part.text for part in items_of(item) if isinstance(part, WrittenText))
        for item in items_of(written)
    )


def read_participants(written: Written, kinds: Mapping[str, FactKind]) -> tuple[Mapping[str, Value], ...]:
    """The participants of a split by units, each with the facts that are written.

    Findings: raises `Refused` for a fact that participants have not got.
    """
    found: list[Mapping[str, Value]] = []
    for item in items_of(written):
        facts: dict[str, Value] = {}
        for name, value in getattr(item, "entries", ()):
            if name.text not in kinds:
                raise refuse(
                    "case-fact", name.place, f"'{name.text[:60]}' is not a fact of a participant.",
                    expected="a fact of a participant", found=f"'{name.text[:60]}'",
                    remedy=suggest(name.text, kinds),
                )  # fmt: skip
            if isinstance(value, WrittenText):
                facts[name.text] = read_fact(value, kinds[name.text])
        found.append(facts)
    return tuple(found)
