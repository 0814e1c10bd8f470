"""Break-even days person by person: the middle person of each group, and whom a stoppage never pays for.

Days are ordered with those who never break even last, so a middle person may be one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from arrears.bargaining.stoppage import PersonBalance

NEVER = "never"


@dataclass(frozen=True)
class GroupDays:
    """Persons of one group. loses_nothing: who has no day to count. never: who loses and gains nothing, or
    too little within the horizon; without_gain: of those, who gains nothing at all.

    middle_days: of who loses something; null = the middle one never breaks even, or nobody loses. Medians of
    money are of all, in cents, nearest rank. priced: whose gain is a book's and not stated.
    """

    group: str
    persons: int
    priced: int
    loses_nothing: int
    never: int
    without_gain: int
    middle_days: int | None
    median_loss_a_day: Fraction
    median_gain_a_year: Fraction


def days_by(
    balances: Sequence[PersonBalance], group: Callable[[PersonBalance], str]
) -> tuple[GroupDays, ...]:
    """Groups by their names."""
    groups: dict[str, list[PersonBalance]] = {}
    for one in balances:
        groups.setdefault(group(one), []).append(one)
    return tuple(_days(name, groups[name]) for name in sorted(groups))


def _days(name: str, balances: Sequence[PersonBalance]) -> GroupDays:
    losing = [one for one in balances if one.stake.loses_a_day > 0]
    never = [one for one in losing if one.break_even_days is None]
    return GroupDays(
        group=name,
        persons=_count(balances),
        priced=_count([one for one in balances if one.stake.gain_is == "priced"]),
        loses_nothing=_count(balances) - _count(losing),
        never=_count(never),
        without_gain=_count([one for one in never if one.stake.gains_a_year <= 0]),
        middle_days=_middle_days(losing),
        median_loss_a_day=_middle(balances, lambda one: one.stake.loses_a_day),
        median_gain_a_year=_middle(balances, lambda one: one.stake.gains_a_year),
    )


def _count(balances: Sequence[PersonBalance]) -> int:
    return sum(one.stake.persons for one in balances)


def _middle_days(losing: Sequence[PersonBalance]) -> int | None:
    if not losing:
        return None
    beyond = 1 + max((one.break_even_days or 0 for one in losing), default=0)
    days = _middle(losing, lambda one: Fraction(one.break_even_days or beyond))
    return None if days == beyond else int(days)


def _middle(balances: Sequence[PersonBalance], of: Callable[[PersonBalance], Fraction]) -> Fraction:
    """The value of the person that half of all do not exceed (nearest rank)."""
    ordered = sorted(balances, key=of)
    rank = max(1, ceil(Fraction(_count(ordered), 2)))
    for one in ordered:
        rank -= one.stake.persons
        if rank <= 0:
            return of(one)
    raise ValueError("no persons")
