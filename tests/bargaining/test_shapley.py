"""Averages over orders: exact against a walk through every order, drawn ones inside their own interval."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.bargaining.shapley import (
    Averaged,
    Draws,
    alone,
    averaged,
    in_sequence,
    minus,
    plus,
    root_above,
    total,
)

ITEMS = tuple("abcdefgh")
Figures = dict[frozenset[str], dict[str, Fraction]]


def game_of(figures: Figures) -> Callable[[frozenset[str]], dict[str, Fraction]]:
    return lambda chosen: figures.get(chosen, {})


def random_game(seed: int, items: tuple[str, ...] = ITEMS) -> Figures:
    """Wide jumps: every set of items has a value of its own, from nothing to a hundred thousand dollars."""
    chance = random.Random(seed)
    sets = [frozenset(c) for n in range(len(items) + 1) for c in itertools.combinations(items, n)]
    return {
        chosen: {"2009": Fraction(chance.randrange(10**7)), "2010": Fraction(chance.randrange(10**7), 3)}
        for chosen in sets
        if chosen
    }


def walked(items: tuple[str, ...], figures: Figures) -> dict[str, dict[str, Fraction]]:
    """The average over every order, one order after the other."""
    orders = list(itertools.permutations(items))
    ways = [in_sequence(order, game_of(figures)) for order in orders]
    sums = {item: plus(way[item] for way in ways) for item in items}
    return {
        item: {key: value / len(orders) for key, value in found.items() if value}
        for item, found in sums.items()
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_exact_average_is_that_of_every_order_walked(seed: int, count: int) -> None:
    items = ITEMS[:count]
    figures = random_game(seed, items)
    found = averaged(items, game_of(figures))
    means = {item: {key: value for key, value in found[item].mean.items() if value} for item in items}
    assert means == walked(items, figures)
    assert all(one.low is None and one.high is None for one in found.values())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_the_averages_add_up_to_the_whole(seed: int, is_drawn: bool) -> None:
    figures = random_game(seed, ITEMS[:5])
    found = averaged(ITEMS[:5], game_of(figures), Draws(5, seed) if is_drawn else None)
    assert plus(one.mean for one in found.values()) == figures[frozenset(ITEMS[:5])]


def test_two_items_that_help_each_other_share_what_is_more() -> None:
    """a alone 100, b alone 40, both 200: the 60 that only the two give are halved."""
    figures = {
        frozenset("a"): {"": Fraction(100)},
        frozenset("b"): {"": Fraction(40)},
        frozenset("ab"): {"": Fraction(200)},
    }
    game = game_of(figures)
    assert [total(one) for one in alone(("a", "b"), game).values()] == [100, 40]
    assert [total(one) for one in in_sequence(("a", "b"), game).values()] == [100, 100]
    assert [total(one.mean) for one in averaged(("a", "b"), game).values()] == [130, 70]


@pytest.mark.parametrize("game_seed", [1, 2])
def test_the_interval_covers_the_exact_value_in_93_of_100_trials(game_seed: int) -> None:
    """Eight items are still exact, so drawn orders can be held against the truth; each item on its own."""
    figures = random_game(game_seed)
    game = game_of(figures)
    exact = {item: total(one.mean) for item, one in averaged(ITEMS, game).items()}
    covered = dict.fromkeys(ITEMS, 0)
    for seed in range(100):
        for item, one in averaged(ITEMS, game, Draws(30, 1000 * game_seed + seed)).items():
            assert one.low is not None
            assert one.high is not None
            covered[item] += one.low <= exact[item] <= one.high
    assert min(covered.values()) >= 93
    assert sum(covered.values()) < 800, "an interval that always covers says nothing"


def width(one: Averaged) -> Fraction:
    assert one.low is not None
    assert one.high is not None
    return one.high - one.low


def test_more_orders_give_a_narrower_interval() -> None:
    game = game_of(random_game(7))
    few, many = (averaged(ITEMS, game, Draws(pairs, 1))["a"] for pairs in (20, 320))
    assert width(many) * 2 < width(few)


def test_the_same_seed_draws_the_same_orders_and_another_draws_others() -> None:
    game = game_of(random_game(4))
    one, again, other = (averaged(ITEMS, game, Draws(10, seed)) for seed in (5, 5, 6))
    assert one == again != other


def test_nine_items_are_drawn_and_eight_are_not() -> None:
    def by_number(chosen: frozenset[str]) -> dict[str, Fraction]:
        return {"": Fraction(len(chosen) ** 2)}

    nine = averaged(tuple("abcdefghi"), by_number)
    assert all(one.low is not None for one in nine.values())
    assert all(one.low is None for one in averaged(ITEMS, by_number).values())
    assert sum(total(one.mean) for one in nine.values()) == 81


def test_items_that_add_the_same_beside_anything_have_no_interval_to_speak_of() -> None:
    weights = {item: Fraction(place * 100) for place, item in enumerate(ITEMS)}
    found = averaged(ITEMS, lambda chosen: {"": sum((weights[i] for i in chosen), Fraction(0))}, Draws(4, 1))
    assert {item: (one.low, one.high) for item, one in found.items()} == {
        item: (weight, weight) for item, weight in weights.items()
    }


def test_one_pair_of_orders_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least two pairs"):
        averaged(("a", "b"), lambda chosen: {"": Fraction(len(chosen))}, Draws(1, 1))


@given(st.fractions(min_value=0, max_value=10**9))
def test_a_root_is_never_below_the_exact_one(value: Fraction) -> None:
    root = root_above(value)
    assert root**2 >= value
    below = root - Fraction(1, 500)
    assert below < 0 or below**2 < value or value == 0


def test_less_leaves_away_what_is_nought() -> None:
    assert minus({"a": Fraction(1), "b": Fraction(2)}, {"a": Fraction(1), "c": Fraction(3)}) == {
        "b": 2,
        "c": -3,
    }
