"""An amount divided by units or among named payees, to the cent: no cent is lost and none invented.

Units come from a formula of the agreement. When one participant's units are missing nobody's share is known,
and none is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from arrears.formula.clause import Division, Split
from arrears.formula.dialect import Dialect
from arrears.formula.explain import RecordFacts, Value, as_number, evaluate
from arrears.money import Cents, OddCents, divide_pot, muldiv_floor


def unit_shares(units: Sequence[Fraction | None]) -> list[Fraction] | None:
    """Each participant's units as a part of all; None when any are missing or they add up to nothing.

    Units below zero are a programmer's mistake: no agreement counts time backwards.
    """
    known = [one for one in units if one is not None]
    if any(one < 0 for one in known):
        raise ValueError(f"units below zero: {', '.join(str(one) for one in known)}")
    total = sum(known, Fraction(0))
    if len(known) < len(units) or total == 0:
        return None
    return [one / total for one in known]


def divide_by_units(pot: Cents, units: Sequence[Fraction | None], odd_cents: OddCents) -> list[Cents] | None:
    """The pot in cents per participant, losing and inventing no cent; None when the shares are not known."""
    shares = unit_shares(units)
    return None if shares is None else divide_pot(pot, shares, odd_cents)


def divide_among(cents: Cents, division: Division) -> list[Cents]:
    """The amount per named payee, in the division's order: whole cents of each share, cut towards zero.

    What is left is the odd-cents payee's. An amount taken back divides as it was given, cent for cent.
    """
    sign = -1 if cents < 0 else 1
    parts = [
        sign * muldiv_floor(abs(cents), share.numerator, share.denominator) for _, share in division.shares
    ]
    place = [payee for payee, _ in division.shares].index(division.odd_cents)
    parts[place] += cents - sum(parts)
    return parts


def print_division(cents: str, division: Division, dialect: Dialect) -> list[tuple[str, str]]:
    """The same as SQL: per payee its name and its cents, given the SQL of the amount in cents."""
    divide, wide = ("//", "HUGEINT") if dialect is Dialect.DUCKDB else ("div", "DECIMAL(38, 0)")
    whole: dict[str, str] = {}
    for payee, share in division.shares:
        cut = f"((abs(CAST({cents} AS {wide})) * {share.numerator}) {divide} {share.denominator})"
        whole[payee] = f"CAST((CASE WHEN {cents} < 0 THEN -{cut} ELSE {cut} END) AS BIGINT)"
    others = [text for payee, text in whole.items() if payee != division.odd_cents]
    whole[division.odd_cents] = f"({' - '.join([f'({cents})', *others])})"
    return list(whole.items())


def share_by_units(
    split: Split, cents: Cents, participants: Sequence[Mapping[str, Value]]
) -> list[Cents] | None:
    """What each participant takes of an amount, by the units that the agreement counts from their facts.

    Missing: one participant's missing units leave every share unknown.
    """
    if split.units is None:
        raise ValueError("share_by_units is given a split that counts no units")
    units = [as_number(evaluate(split.units, RecordFacts(facts))) for facts in participants]
    return divide_by_units(cents, units, split.odd_cents)
