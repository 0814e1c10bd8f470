"""Where a costing is rounded: an item's whole term once, half up; its years and parts take its cents.

Every part gets its whole cents, then one cent each goes to the largest remainders, earlier part first on a
tie; so the years and the parts of an item add up to it, and the total is the sum of the items.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from arrears.money import round_to

K = TypeVar("K", bound=Hashable)


def whole_cents(exact: Fraction) -> int:
    """An exact amount to the cent, halves away from zero."""
    return int(round_to(exact, Fraction(1), "half_up"))


def apportion(total: int, exact: Mapping[K, Fraction]) -> dict[K, int]:
    """A rounded total divided as its exact parts are, losing and inventing no cent.

    The parts add up to the total but for less than one cent a part.
    """
    floors = {key: math.floor(value) for key, value in exact.items()}
    left = total - sum(floors.values())
    if not 0 <= left <= len(floors):
        raise ValueError(f"the parts add up to {sum(exact.values(), Fraction(0))}, the total is {total}")
    order = sorted(floors, key=lambda key: floors[key] - exact[key])
    for key in order[:left]:
        floors[key] += 1
    return floors


def apportion_to(total: int, exact: Mapping[K, Fraction], roundings: int) -> dict[K, int]:
    """As `apportion`, where the total is a sum of so many amounts rounded elsewhere: the odd cents by which
    it is another than the parts come to go to the largest part.
    """
    odd = total - sum(exact.values(), Fraction(0))
    if 2 * abs(odd) > roundings:
        raise ValueError(
            f"the parts are {odd} cents from the total of {total}, beyond what rounding explains"
        )
    if not exact:
        return {}
    largest = max(exact, key=lambda key: abs(exact[key]))
    return apportion(total, {**exact, largest: exact[largest] + odd})
