"""Exact money: integer cents, integer fractions, one rounding per kernel, and the one way to divide a pot.

Floats are refused by construction: nothing here takes or gives one. The SQL twins of the kernels are printed
by `arrears.formula.sql`; a test holds the two to the same answers.

>>> muldiv_half_up(-50, 1, 100)
-1
>>> divide_pot(100, [Fraction(1, 3)] * 3, "largest_remainder")
[34, 33, 33]
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Cents = int
RoundingMode = Literal["half_up", "half_down", "up", "down"]
OddCents = Literal["largest_remainder", "cumulative"]

CENTS_LIMIT = 10**15
OPERAND_LIMIT = 10**18


def muldiv_half_up(amount: int, numerator: int, denominator: int) -> int:
    """amount × numerator / denominator, rounded once, halves away from zero. Denominator above zero."""
    product = amount * numerator
    magnitude = (2 * abs(product) + denominator) // (2 * denominator)
    return -magnitude if product < 0 else magnitude


def muldiv_floor(amount: int, numerator: int, denominator: int) -> int:
    """amount × numerator / denominator, rounded towards minus infinity. Denominator above zero."""
    return amount * numerator // denominator


def mulmod(amount: int, numerator: int, denominator: int) -> int:
    """What `muldiv_floor` leaves over: 0 ≤ result < denominator."""
    return amount * numerator % denominator


def round_to(value: Fraction, unit: Fraction, mode: RoundingMode) -> Fraction:
    """The multiple of `unit` that `value` rounds to.

    half_up sends an exact half away from zero, half_down towards zero; up is away from zero, down towards it.
    """
    multiple = value / unit
    numerator, denominator = abs(multiple.numerator), multiple.denominator
    if mode == "half_up":
        whole = (2 * numerator + denominator) // (2 * denominator)
    elif mode == "half_down":
        whole = -((-2 * numerator + denominator) // (2 * denominator))
    elif mode == "up":
        whole = -(-numerator // denominator)
    else:
        whole = numerator // denominator
    return unit * (whole if multiple >= 0 else -whole)


def divide_pot(pot: Cents, shares: Sequence[Fraction], odd_cents: OddCents) -> list[Cents]:
    """Divide a pot among shares that add up to one, losing and inventing no cent.

    largest_remainder: everybody's floor, then one cent each to the largest remainders, earlier share first on
    a tie.
    cumulative: share k gets the floor of the running total less what went before.
    A negative pot divides the same way (floors lie below, so the odd cents are handed back up).
    """
    if sum(shares, Fraction(0)) != 1:
        raise ValueError(f"shares must add up to 1, they add up to {sum(shares, Fraction(0))}")
    if odd_cents == "cumulative":
        marks, running = [0], Fraction(0)
        for share in shares:
            running += share
            marks.append(muldiv_floor(pot, running.numerator, running.denominator))
        return [after - before for before, after in itertools.pairwise(marks)]
    floors = [muldiv_floor(pot, share.numerator, share.denominator) for share in shares]
    remainders = [Fraction(mulmod(pot, s.numerator, s.denominator), s.denominator) for s in shares]
    order = sorted(range(len(shares)), key=lambda place: (-remainders[place], place))
    for place in order[: pot - sum(floors)]:
        floors[place] += 1
    return floors


def show_cents(cents: Cents | None, currency: str = "usd") -> str:
    """Money as people read it, `$1,234.50`; an unknown amount reads `not known`.

    currency: empty where it is not known, which is said beside the figure.
    """
    if cents is None:
        return "not known"
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    if not currency:
        return f"{sign}{whole:,}.{part:02d} (currency not known)"
    if currency.lower() == "usd":
        return f"{sign}${whole:,}.{part:02d}"
    return f"{sign}{whole:,}.{part:02d} {currency.upper()}"
