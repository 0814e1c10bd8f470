"""Which packages stay efficient over the whole range of what the other side's costs may be.

Their cost is a sum of unknowns, each counted once, so the difference between two packages is least and most
at corners of the range, and what two packages share cancels. Comparing the ranges of two sums would call
packages undecided that are not. Nothing is drawn at random.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from arrears.bargaining.packages import (
    NOTHING,
    POINTS,
    Choice,
    JudgedBy,
    Measures,
    PackageFile,
    Part,
    Point,
    Whole,
    added,
    efficient_at,
    in_whole_numbers,
    own_measures,
    refuse_too_many,
    unbeaten,
)

Stays = Literal["over the whole range", "only somewhere"]


@dataclass(frozen=True)
class Ranged:
    """An efficient package. at: the points where it is efficient. rival: a package that beats it somewhere in
    the range; null where none does anywhere.
    """

    choice: Choice
    at: tuple[Point, ...]
    rival: Choice | None

    @property
    def stays(self) -> Stays:
        """Whether it is efficient wherever in the range their costs lie."""
        return "over the whole range" if self.rival is None else "only somewhere"


def efficient_over_range(
    file: PackageFile, judged_by: JudgedBy, progress: Callable[[str], None] = lambda _: None
) -> tuple[Ranged, ...]:
    """Every package that is efficient at the least, the middle or the most, and whether it stays so.

    A package that is efficient over the whole range is so at each of these points, so none is overlooked.
    Findings: raises `Refused` with packages-too-many.
    """
    at_points = {point: frozenset(efficient_at(file, point, judged_by)) for point in POINTS}
    known = sorted(frozenset().union(*at_points.values()))
    progress(f"asking of {len(known):,} packages whether they stay efficient over the whole range")
    ranged = []
    for choice in known:
        at = tuple(point for point in POINTS if choice in at_points[point])
        ranged.append(Ranged(choice, at, rival_somewhere(file, choice, judged_by)))
    return tuple(ranged)


def rival_somewhere(file: PackageFile, choice: Choice, judged_by: JudgedBy) -> Choice | None:
    """A package that beats this one where their costs lie best for it; null where none does anywhere."""
    return _rival(file, choice, judged_by, end=0)


def rival_everywhere(file: PackageFile, choice: Choice, judged_by: JudgedBy) -> Choice | None:
    """A package that is at least as good as this one wherever their costs lie, and better in something."""
    return _rival(file, choice, judged_by, end=1)


def _rival(file: PackageFile, choice: Choice, judged_by: JudgedBy, end: int) -> Choice | None:
    """A rival where each option changes their cost by the least (end: 0) or the most (1) of the range."""
    table = [_changes(file, number, option, judged_by, end) for number, option in enumerate(choice)]
    return find_rival(file, choice, table)


def find_rival(file: PackageFile, choice: Choice, table: list[list[Measures]]) -> Choice | None:
    """A package whose difference from this one is no loss in any measure and a gain in one.

    table: what each option of each issue changes. Differences add up over issues, and the package itself
    differs by nothing: it is unbeaten exactly where that nought is. Findings: packages-too-many.
    """
    changes = in_whole_numbers(table)
    near = _rival_nearby(choice, changes)
    if near is not None:
        return near
    best = _best_to_come(changes)
    parts: list[Part] = [(NOTHING, ())]
    for options, more in zip(changes, best[1:], strict=True):
        # Of packages that come to the same, one is enough to beat another.
        longer = dict(part for part in added(parts, options) if _may_still_gain(part[0], more))
        parts = unbeaten(longer.items())
        refuse_too_many(parts, file)
    return next((found for measures, found in sorted(parts) if _is_rival(measures)), None)


def _rival_nearby(choice: Choice, changes: list[list[Whole]]) -> Choice | None:
    """A rival that differs in one issue or two; most packages that have a rival have one so near."""
    single = [
        (number, option, change)
        for number, options in enumerate(changes)
        for option, change in enumerate(options)
        if option != choice[number]
    ]
    for number, option, change in single:
        if _is_rival(change):
            return (*choice[:number], option, *choice[number + 1 :])
    for (one, first, left), (other, second, right) in itertools.combinations(single, 2):
        together = (left[0] + right[0], left[1] + right[1], left[2] + right[2])
        if one != other and _is_rival(together):
            found = list(choice)
            found[one], found[other] = first, second
            return tuple(found)
    return None


def _is_rival(change: Whole) -> bool:
    return change[0] >= 0 and change[1] >= 0 and change[2] <= 0 and change != NOTHING


def _changes(file: PackageFile, number: int, old: int, judged_by: JudgedBy, end: int) -> list[Measures]:
    issue = file.issues[number]
    before = own_measures(file, number, old, judged_by)
    changes = []
    for new in range(len(issue.options)):
        after = own_measures(file, number, new, judged_by)
        changes.append((after[0] - before[0], after[1] - before[1], issue.cost_change(new, old)[end]))
    return changes


def _best_to_come(changes: list[list[Whole]]) -> list[Whole]:
    """For each number of issues taken, the best that the others could still add to each measure."""
    best = [NOTHING]
    for options in reversed(changes):
        money = max(each[0] for each in options)
        score = max(each[1] for each in options)
        cost = min(each[2] for each in options)
        best.append((best[-1][0] + money, best[-1][1] + score, best[-1][2] + cost))
    return best[::-1]


def _may_still_gain(held: Whole, more: Whole) -> bool:
    return held[0] + more[0] >= 0 and held[1] + more[1] >= 0 and held[2] + more[2] <= 0
