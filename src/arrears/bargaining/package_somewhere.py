"""Which packages are efficient somewhere in the ranges of the other side's costs, and which nowhere.

A package's cost is linear in the unknowns, so where it beats every rival is cut out of the box of ranges by
planes. The planes are found one by one: at a point an exact search names a rival, the largest margin over the
rivals so far gives the next point, and where there is none the package is efficient nowhere. Nothing is drawn
at random and nothing is rounded.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from arrears.bargaining.exact_program import ONE, ZERO, AtMost, largest
from arrears.bargaining.package_ranges import Ranged, find_rival, rival_somewhere
from arrears.bargaining.packages import Choice, Issue, JudgedBy, Measures, PackageFile, own_measures

# So many packages at most are asked one by one; of more, those away from the three points stay undecided.
MOST_ASKED = 20_000
# Of each issue the amount of each of its unknowns.
Place = tuple[Mapping[str, Fraction], ...]


@dataclass(frozen=True)
class Somewhere:
    """The packages that are efficient only away from the three points of the range, and where each is.

    is_decided: whether every package was asked; where not, `found` is empty and says nothing.
    """

    found: tuple[tuple[Ranged, Place], ...]
    is_decided: bool


NOT_ASKED = Somewhere((), False)


def efficient_elsewhere(
    file: PackageFile,
    judged_by: JudgedBy,
    known: Collection[Choice],
    progress: Callable[[str], None] = lambda _: None,
) -> Somewhere:
    """Packages beyond the known ones that are efficient at some point of the range.

    Exact up to `MOST_ASKED` packages that no change of one issue or two beats everywhere.
    """
    asked = list(itertools.islice(_candidates(file, judged_by), MOST_ASKED + 1))
    if len(asked) > MOST_ASKED:
        return NOT_ASKED
    rest = [choice for choice in asked if choice not in known]
    if rest:
        progress(f"asking of {len(rest):,} packages more whether they are efficient anywhere in the range")
    found = []
    for choice in rest:
        place = where_efficient(file, choice, judged_by)
        if place is not None:
            found.append((Ranged(choice, (), rival_somewhere(file, choice, judged_by)), place))
    return Somewhere(tuple(found), True)


def where_efficient(file: PackageFile, choice: Choice, judged_by: JudgedBy) -> Place | None:
    """A point of the range at which a package is efficient; null where there is none."""
    corner = [_best_ends(issue, option) for issue, option in zip(file.issues, choice, strict=True)]
    loose = [
        (number, name) for number, ends in enumerate(corner) for name, end in ends.items() if end is None
    ]
    shares = (ZERO,) * len(loose)
    cuts: list[AtMost] = []
    while True:
        place = _placed(file, corner, loose, shares)
        rival = find_rival(file, choice, _changes(file, choice, judged_by, place))
        if rival is None:
            return place
        if not loose:
            return None
        cuts.append(_cut(file, (choice, rival), judged_by, (corner, loose)))
        margin = _widest(cuts, len(loose))
        if margin is None:
            return None
        shares = margin


Ends = Mapping[str, Fraction | None]
Loose = list[tuple[int, str]]


def _best_ends(issue: Issue, option: int) -> Ends:
    """Of each unknown the end that is best for a package with this option; null where rivals differ on it."""
    chosen = issue.options[option]
    ends: dict[str, Fraction | None] = {}
    for name, unknown in issue.unknowns.items():
        own = chosen.times if chosen.unknown == name else ZERO
        weights = [(each.times if each.unknown == name else ZERO) - own for each in issue.options]
        if all(weight <= 0 for weight in weights):
            ends[name] = unknown.least
        elif all(weight >= 0 for weight in weights):
            ends[name] = unknown.most
        else:
            ends[name] = None if unknown.least < unknown.most else unknown.least
    return ends


def _placed(file: PackageFile, corner: list[Ends], loose: Loose, shares: tuple[Fraction, ...]) -> Place:
    """The point with the loose unknowns so far up their ranges."""
    up = dict(zip(loose, shares, strict=True))
    placed = []
    for number, (issue, ends) in enumerate(zip(file.issues, corner, strict=True)):
        amounts = {}
        for name, end in ends.items():
            unknown = issue.unknowns[name]
            width = unknown.most - unknown.least
            amounts[name] = end if end is not None else unknown.least + width * up[number, name]
        placed.append(amounts)
    return tuple(placed)


def _changes(file: PackageFile, choice: Choice, judged_by: JudgedBy, place: Place) -> list[list[Measures]]:
    """What each other option of each issue changes, with the costs as at a point."""
    table = []
    for number, (issue, old) in enumerate(zip(file.issues, choice, strict=True)):
        before = own_measures(file, number, old, judged_by)
        costs = [option.times * place[number][option.unknown] for option in issue.options]
        row = []
        for new, cost in enumerate(costs):
            after = own_measures(file, number, new, judged_by)
            row.append((after[0] - before[0], after[1] - before[1], cost - costs[old]))
        table.append(row)
    return table


def _cut(
    file: PackageFile, pair: tuple[Choice, Choice], judged_by: JudgedBy, box: tuple[list[Ends], Loose]
) -> AtMost:
    """What a rival asks of a point for the package to stand: it must cost them more, or as much where it is
    no better for us. The last unknown is the margin.
    """
    choice, rival = pair
    corner, loose = box
    lowest = _placed(file, corner, loose, (ZERO,) * len(loose))
    apart, weights = ZERO, dict.fromkeys(loose, ZERO)
    for number, (issue, old, new) in enumerate(zip(file.issues, choice, rival, strict=True)):
        for option, sign in ((issue.options[new], ONE), (issue.options[old], -ONE)):
            apart += sign * option.times * lowest[number][option.unknown]
            if (number, option.unknown) in weights:
                unknown = issue.unknowns[option.unknown]
                weights[number, option.unknown] += sign * option.times * (unknown.most - unknown.least)
    margin = ZERO if _is_same(file, pair, judged_by) else ONE
    return AtMost((*(-weights[each] for each in loose), margin), apart)


def _is_same(file: PackageFile, pair: tuple[Choice, Choice], judged_by: JudgedBy) -> bool:
    """Whether two packages come to the same for us."""
    sums = [
        [sum(each) for each in zip(*(own_measures(file, n, o, judged_by) for n, o in enumerate(choice)))]
        for choice in pair
    ]
    return sums[0] == sums[1]


def _widest(cuts: list[AtMost], loose: int) -> tuple[Fraction, ...] | None:
    """The point of the box with the widest margin over the rivals so far; null where there is none."""
    count = loose + 1
    box = [AtMost(tuple(ONE if at == each else ZERO for at in range(count)), ONE) for each in range(count)]
    wanted = (*(ZERO for _ in range(loose)), ONE)
    found = largest(wanted, [*box, *cuts])
    return found[1][:loose] if found is not None and found[0] > 0 else None


def _candidates(file: PackageFile, judged_by: JudgedBy) -> Iterator[Choice]:
    """Every package that no change of one issue or two beats wherever the costs lie."""
    options = [
        [
            old
            for old in range(len(issue.options))
            if not any(
                _is_beaten([_step(file, (number, old, new), judged_by)]) for new in range(len(issue.options))
            )
        ]
        for number, issue in enumerate(file.issues)
    ]
    beaten = {
        (one, other): _beaten_pairs(file, (one, other), (options[one], options[other]), judged_by)
        for one, other in itertools.combinations(range(len(file.issues)), 2)
    }
    yield from _extended((), options, beaten)


Beaten = Mapping[tuple[int, int], frozenset[tuple[int, int]]]


def _extended(held: Choice, options: list[list[int]], beaten: Beaten) -> Iterator[Choice]:
    number = len(held)
    if number == len(options):
        yield held
        return
    for option in options[number]:
        if not any((before, option) in beaten[one, number] for one, before in enumerate(held)):
            yield from _extended((*held, option), options, beaten)


def _beaten_pairs(
    file: PackageFile, issues: tuple[int, int], options: tuple[list[int], list[int]], judged_by: JudgedBy
) -> frozenset[tuple[int, int]]:
    """Pairs of options that another pair of the same two issues beats wherever the costs lie."""
    one, other = issues
    firsts = [
        {new: _step(file, (one, old, new), judged_by) for new in range(len(file.issues[one].options))}
        for old in range(len(file.issues[one].options))
    ]
    seconds = [
        {new: _step(file, (other, old, new), judged_by) for new in range(len(file.issues[other].options))}
        for old in range(len(file.issues[other].options))
    ]
    return frozenset(
        (old, also)
        for old, also in itertools.product(*options)
        if any(
            _is_beaten([first, second])
            for first, second in itertools.product(firsts[old].values(), seconds[also].values())
        )
    )


def _step(file: PackageFile, change: tuple[int, int, int], judged_by: JudgedBy) -> Measures:
    """What a change of one issue does at the most that it may cost them."""
    number, old, new = change
    before, after = own_measures(file, number, old, judged_by), own_measures(file, number, new, judged_by)
    return after[0] - before[0], after[1] - before[1], file.issues[number].cost_change(new, old)[1]


def _is_beaten(steps: list[Measures]) -> bool:
    """Whether changes together are better at every point of the range, not only no worse."""
    money, score, most = (sum(each, ZERO) for each in zip(*steps, strict=True))
    return money >= 0 and score >= 0 and most <= 0 and (money > 0 or score > 0 or most < 0)
