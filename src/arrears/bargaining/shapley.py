"""What each item adds: alone, in sequence, and averaged over every order in which the items could have come.

A game gives for any set of items a vector of exact figures, such as cents by year. Up to eight items every
order counts, exactly; beyond that orders are drawn from a seed and the average has an interval. No floats.

>>> averaged(("a", "b"), lambda items: {"": Fraction(len(items) ** 2)})["b"].mean
{'': Fraction(2, 1)}
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Vector = Mapping[K, Fraction]
Game = Callable[[frozenset[str]], Vector[K]]

MOST_EXACT = 8
# What one item adds is skewed where it matters beside a few others only, and the error itself is drawn: so
# the interval is wider than the 1.96 standard errors of a normal average: at few orders as at many it covers
# the exact value at least 95 times in 100.
STANDARD_ERRORS = Fraction(5, 2)


@dataclass(frozen=True)
class Averaged:
    """The average of what one item adds. low, high: the interval of its sum; null = exact."""

    mean: Mapping[Hashable, Fraction]
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True)
class Draws:
    """How orders are drawn where there are too many: so many pairs, each an order and its reverse."""

    pairs: int = 200
    seed: int = 1


def alone(items: Sequence[str], game: Game[K]) -> dict[str, dict[K, Fraction]]:
    """What each item adds to nothing."""
    nothing = game(frozenset())
    return {item: minus(game(frozenset((item,))), nothing) for item in items}


def in_sequence(items: Sequence[str], game: Game[K]) -> dict[str, dict[K, Fraction]]:
    """What each item adds to those before it in the order given; adds up to the whole."""
    found: dict[str, dict[K, Fraction]] = {}
    before = game(frozenset())
    for place, item in enumerate(items):
        after = game(frozenset(items[: place + 1]))
        found[item] = minus(after, before)
        before = after
    return found


def averaged(items: Sequence[str], game: Game[K], draws: Draws | None = None) -> dict[str, Averaged]:
    """The average over all orders of what each item adds (the Shapley value); adds up to the whole.

    draws: given, orders are drawn even of few items; without, only beyond `MOST_EXACT` items.
    """
    if draws is None and len(items) <= MOST_EXACT:
        return {item: Averaged(_over_all_orders(item, items, game)) for item in items}
    return _over_drawn_orders(items, game, draws or Draws())


def _over_all_orders(item: str, items: Sequence[str], game: Game[K]) -> dict[Hashable, Fraction]:
    others = [one for one in items if one != item]
    orders = math.factorial(len(items))
    mean: dict[Hashable, Fraction] = {}
    for size in range(len(others) + 1):
        weight = Fraction(math.factorial(size) * math.factorial(len(others) - size), orders)
        for before in itertools.combinations(others, size):
            added = minus(game(frozenset((*before, item))), game(frozenset(before)))
            for key, value in added.items():
                mean[key] = mean.get(key, Fraction(0)) + weight * value
    return mean


def _over_drawn_orders(items: Sequence[str], game: Game[K], draws: Draws) -> dict[str, Averaged]:
    """A pair of an order and its reverse is one observation: the two ends of an order are alike in number."""
    chance = random.Random(draws.seed)
    known: dict[frozenset[str], Vector[K]] = {}

    def remembered(chosen: frozenset[str]) -> Vector[K]:
        if chosen not in known:
            known[chosen] = game(chosen)
        return known[chosen]

    sums: dict[str, dict[Hashable, Fraction]] = {item: {} for item in items}
    seen: dict[str, list[Fraction]] = {item: [] for item in items}
    for _ in range(draws.pairs):
        order = list(items)
        chance.shuffle(order)
        ways = (in_sequence(order, remembered), in_sequence(order[::-1], remembered))
        for item in items:
            for key, value in itertools.chain.from_iterable(way[item].items() for way in ways):
                sums[item][key] = sums[item].get(key, Fraction(0)) + value / (2 * draws.pairs)
            seen[item].append(sum((total(way[item]) for way in ways), Fraction(0)) / 2)
    return {item: _with_interval(sums[item], seen[item]) for item in items}


def _with_interval(mean: Mapping[Hashable, Fraction], seen: Sequence[Fraction]) -> Averaged:
    middle, count = total(mean), len(seen)
    if count < 2:
        raise ValueError("an interval needs at least two pairs of orders")
    spread = sum(((one - middle) ** 2 for one in seen), Fraction(0)) / (count - 1)
    half = root_above(STANDARD_ERRORS**2 * spread / count)
    return Averaged(mean, middle - half, middle + half)


def root_above(value: Fraction) -> Fraction:
    """A square root to a thousandth, never below the exact one."""
    thousandths = -(-value.numerator * 1_000_000 // value.denominator)
    root = math.isqrt(thousandths)
    return Fraction(root if root * root == thousandths else root + 1, 1000)


def minus(one: Vector[K], other: Vector[K]) -> dict[K, Fraction]:
    """One vector less another; what is nought in both is left away."""
    keys = [*one, *(key for key in other if key not in one)]
    found = {key: one.get(key, Fraction(0)) - other.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in found.items() if value}


def plus(vectors: Iterable[Vector[K]]) -> dict[K, Fraction]:
    """Vectors added up."""
    found: dict[K, Fraction] = {}
    for vector in vectors:
        for key, value in vector.items():
            found[key] = found.get(key, Fraction(0)) + value
    return found


def total(vector: Mapping[K, Fraction]) -> Fraction:
    """The sum of a vector."""
    return sum(vector.values(), Fraction(0))
