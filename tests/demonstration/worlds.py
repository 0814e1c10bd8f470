"""Small worlds for the tests, and sums over them figured without the generator's own code."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from tools.demonstration import SECOND_REPORT, Sizes, World, generate, truth

SMALL = Sizes(companies=4, titles=100, writers=250)


@cache
def small_world(seed: int) -> World:
    """A small world with everything planted."""
    return generate(seed, sizes=SMALL)


def hub_world(seed: int, *faults: str) -> World:
    """A small world with one fault of each of these kinds on the hub title, and no look-alikes."""
    return generate(seed, faults=faults, look_alikes=(), on_one_title=True, sizes=SMALL)


@cache
def small_truth(seed: int, as_of: date = SECOND_REPORT) -> dict[str, Any]:
    """What an audit of a small world must find on a day."""
    return truth(small_world(seed), as_of)


def small_position(seed: int, name: str, as_of: date = SECOND_REPORT) -> dict[str, Any]:
    """What an audit of a small world must find on one position."""
    found: dict[str, Any] = small_truth(seed, as_of)["positions"][name]
    return found


def keys_of(rows: Sequence[Mapping[str, Any]]) -> set[tuple[str, str, str, str]]:
    """Rows of the truth by what they are about."""
    return {(row["title"], row["market"], row["occasion"], row["payee"]) for row in rows}
