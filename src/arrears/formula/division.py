"""A pot divided by units: each participant's units as a part of all units, to the cent.

Units come from a formula of the agreement. When one participant's units are missing nobody's share is known,
and none is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from arrears.money import Cents, OddCents, divide_pot


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
