"""Packages: one option of each issue, what we gain by it, how far it meets what members asked for, and what
we assume that it costs the other side.

Exact: packages are added up issue by issue, and a partial package is dropped only where another of the same
issues is at least as good in everything, which loses nothing since totals add up. It claims no knowledge of
the other side's preferences: their costs are ranges that we state, by name and with a source.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.bargaining.survey import Survey
from arrears.findings import Finding, Refused
from arrears.money import Cents

MOST_ISSUES = 12
MOST_OPTIONS = 8
MOST_PARTIAL = 100_000
MOST_CHANGES = 4
Point = Literal["least", "middle", "most"]
POINTS: tuple[Point, ...] = ("least", "middle", "most")
# What counts as better for us: money, what members asked for, or both, neither being turned into the other.
JudgedBy = Literal["both", "money", "weights"]
JUDGED_BY: Mapping[JudgedBy, str] = {
    "both": "money and what members asked for, kept apart",
    "money": "money alone",
    "weights": "what members asked for alone",
}


@dataclass(frozen=True)
class Said:
    """Who stated a figure, on what day, from where, and how sure the source is (a key of `STATUSES`)."""

    by: str
    on: date
    source: str
    status: str
    place: str


@dataclass(frozen=True)
class Unknown:
    """What we do not know of the other side's cost: a range in cents, with who assumes it and why."""

    name: str
    least: Fraction
    most: Fraction
    said: Said

    def at(self, point: Point) -> Fraction:
        """The amount at one point of the range."""
        match point:
            case "least":
                return self.least
            case "most":
                return self.most
            case "middle":
                return (self.least + self.most) / 2
        raise TypeError(f"at does not know {point}")


@dataclass(frozen=True)
class Option:
    """One way to settle an issue. gain_cents: what it is worth to us; met: from 0 to 1, how far it meets what
    members asked for. Its cost to the other side is `times` an unknown of its issue.
    """

    option_id: str
    title: str
    gain_cents: Cents
    gain_said: Said
    met: Fraction
    met_said: Said
    unknown: str
    times: Fraction


@dataclass(frozen=True)
class Issue:
    """An issue with its options. Options that depend on one another belong to one issue."""

    issue_id: str
    title: str
    options: tuple[Option, ...]
    unknowns: Mapping[str, Unknown]
    place: str

    def cost(self, option: int, point: Point) -> Fraction:
        """What an option costs them at one point of its range."""
        chosen = self.options[option]
        return chosen.times * self.unknowns[chosen.unknown].at(point)

    def cost_change(self, new: int, old: int) -> tuple[Fraction, Fraction]:
        """The least and the most that another option changes their cost by, over the whole range.

        What both options rest on is one unknown, not two: an option kept changes nothing, whatever it costs.
        """
        after, before = self.options[new], self.options[old]
        if after.unknown == before.unknown:
            terms = [(after.times - before.times, self.unknowns[after.unknown])]
        else:
            terms = [
                (after.times, self.unknowns[after.unknown]),
                (-before.times, self.unknowns[before.unknown]),
            ]
        ends = [sorted((times * unknown.least, times * unknown.most)) for times, unknown in terms]
        return sum((end[0] for end in ends), Fraction(0)), sum((end[1] for end in ends), Fraction(0))


@dataclass(frozen=True)
class Limit:
    """The most that we assume the other side would bear, for the textbook reference point only."""

    cents: Fraction
    said: Said


@dataclass(frozen=True)
class PackageFile:
    """Issues, members' weights, and where the sides stand. on_the_table: the option of each issue, by issue;
    empty where the file does not say. horizon: over what time all amounts count.
    """

    title: str
    by: str
    on: date
    horizon: str
    currency: str
    issues: tuple[Issue, ...]
    survey: Survey
    on_the_table: Mapping[str, str]
    limit: Limit | None

    def weight(self, issue_id: str) -> Fraction:
        """The members' weight of an issue."""
        return self.survey.weights[issue_id]


Choice = tuple[int, ...]
Changes = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Totals:
    """One package added up. score: the share of what members asked for, by their weights.

    least, middle, most: their cost in cents when every unknown lies there.
    """

    choice: Choice
    gain_cents: Cents
    score: Fraction
    least: Fraction
    middle: Fraction
    most: Fraction


def totals(file: PackageFile, choice: Choice) -> Totals:
    """What one package comes to."""
    pairs = list(zip(file.issues, choice, strict=True))
    costs = {point: sum((issue.cost(at, point) for issue, at in pairs), Fraction(0)) for point in POINTS}
    return Totals(
        choice=choice,
        gain_cents=sum(issue.options[at].gain_cents for issue, at in pairs),
        score=sum((file.weight(issue.issue_id) * issue.options[at].met for issue, at in pairs), Fraction(0)),
        least=costs["least"],
        middle=costs["middle"],
        most=costs["most"],
    )


def package_count(file: PackageFile) -> int:
    """How many packages there are."""
    count = 1
    for issue in file.issues:
        count *= len(issue.options)
    return count


# Two measures of our own, more is better, and one of theirs, less is better.
Measures = tuple[Fraction, Fraction, Fraction]
# The same in whole numbers.
Whole = tuple[int, int, int]
Part = tuple[Whole, Choice]
NOTHING: Whole = (0, 0, 0)


def own_measures(
    file: PackageFile, number: int, option: int, judged_by: JudgedBy
) -> tuple[Fraction, Fraction]:
    """What an option is to us: money and weighted score; a measure that is not judged by counts nothing."""
    issue = file.issues[number]
    chosen = issue.options[option]
    money = Fraction(chosen.gain_cents) if judged_by != "weights" else Fraction(0)
    score = file.weight(issue.issue_id) * chosen.met if judged_by != "money" else Fraction(0)
    return money, score


def efficient_at(file: PackageFile, point: Point, judged_by: JudgedBy) -> tuple[Choice, ...]:
    """The efficient packages when every unknown lies at one point: no other is at least as good for us at no
    more cost to them, and better in something. Packages that come to the same are all listed.

    Findings: raises `Refused` with packages-too-many.
    """
    table = [
        [
            (*own_measures(file, number, option, judged_by), issue.cost(option, point))
            for option in range(len(issue.options))
        ]
        for number, issue in enumerate(file.issues)
    ]
    parts: list[Part] = [(NOTHING, ())]
    for options in in_whole_numbers(table):
        parts = unbeaten(added(parts, options))
        refuse_too_many(parts, file)
    return tuple(sorted(choice for _, choice in parts))


def in_whole_numbers(table: Sequence[Sequence[Measures]]) -> list[list[Whole]]:
    """The same measures, each times the least number that makes it whole everywhere: the order stays."""
    scale = [math.lcm(*(each[at].denominator for options in table for each in options)) for at in range(3)]
    return [
        [(int(each[0] * scale[0]), int(each[1] * scale[1]), int(each[2] * scale[2])) for each in options]
        for options in table
    ]


def added(parts: Iterable[Part], options: Sequence[Whole]) -> Iterator[Part]:
    """Every partial package with each option of one issue more."""
    for held, choice in parts:
        for number, more in enumerate(options):
            yield (held[0] + more[0], held[1] + more[1], held[2] + more[2]), (*choice, number)


def refuse_too_many(parts: Sequence[Part], file: PackageFile) -> None:
    """Refuse what would not fit into memory or patience. Findings: packages-too-many."""
    if len(parts) > MOST_PARTIAL:
        problem = "more packages are efficient than can be held at once"
        remedy = "judge by one measure with --judged-by, or leave options out that nobody would sign"
        found, expected = f"{len(parts):,}", f"at most {MOST_PARTIAL:,}"
        raise Refused([Finding("packages-too-many", file.title, problem, expected, found, remedy)])


def unbeaten(parts: Iterable[Part]) -> list[Part]:
    """Those that no other beats: at least as good in all three measures, and better in one."""
    by_measures: dict[Whole, list[Choice]] = {}
    for measures, choice in parts:
        by_measures.setdefault(measures, []).append(choice)
    kept: list[Part] = []
    # Of what came before, with at least as much money: scores upwards, each with the least cost for it.
    scores: list[int] = []
    costs: list[int] = []
    for measures in sorted(by_measures, key=lambda each: (-each[0], -each[1], each[2])):
        _, score, cost = measures
        at = bisect_left(scores, score)
        if at < len(scores) and costs[at] <= cost:
            continue
        kept += [(measures, choice) for choice in by_measures[measures]]
        end = at + 1 if at < len(scores) and scores[at] == score else at
        start = at
        while start > 0 and costs[start - 1] >= cost:
            start -= 1
        scores[start:end], costs[start:end] = [score], [cost]
    return kept


@dataclass(frozen=True)
class Swap:
    """A change of one issue or more. least_change, most_change: of their cost over the whole range, in cents.

    changes: issue number, the option dropped, the option gained.
    """

    changes: Changes
    gain_cents: Cents
    score: Fraction
    least_change: Fraction
    most_change: Fraction

    @property
    def holds_everywhere(self) -> bool:
        """Whether it costs them no more wherever in the range their costs lie."""
        return self.most_change <= 0


def swaps_from(
    file: PackageFile, choice: Choice, judged_by: JudgedBy, most_issues: int = 2
) -> tuple[Swap, ...]:
    """Changes of so many issues that are better for us, and cost them no more somewhere in the range.

    Rows: those that hold over the whole range first, most gain first. A swap that holds over the whole range
    without one of its parts is listed without it.
    """
    single = [
        (number, old, new)
        for number, old in enumerate(choice)
        for new in range(len(file.issues[number].options))
        if new != old
    ]
    found: list[Swap] = []
    whole: set[Changes] = set()
    for changes in _sets_of(single, min(most_issues, MOST_CHANGES)):
        swap = _swap(file, changes)
        if swap.least_change > 0 or not _is_better(swap, judged_by) or _holds_in_part(changes, whole):
            continue
        found.append(swap)
        if swap.holds_everywhere:
            whole.add(changes)
    return tuple(sorted(found, key=lambda each: (not each.holds_everywhere, -each.gain_cents, -each.score)))


def _sets_of(single: Sequence[tuple[int, int, int]], most: int) -> Iterator[Changes]:
    """Changes of so many issues at most, each issue once, smaller sets first."""
    for size in range(1, most + 1):
        for changes in itertools.combinations(single, size):
            if len({number for number, _, _ in changes}) == size:
                yield changes


def _holds_in_part(changes: Changes, whole: set[Changes]) -> bool:
    return any(
        part in whole for size in range(1, len(changes)) for part in itertools.combinations(changes, size)
    )


def _swap(file: PackageFile, changes: Changes) -> Swap:
    gain, score, least, most = 0, Fraction(0), Fraction(0), Fraction(0)
    for number, old, new in changes:
        issue = file.issues[number]
        gain += issue.options[new].gain_cents - issue.options[old].gain_cents
        score += file.weight(issue.issue_id) * (issue.options[new].met - issue.options[old].met)
        low, high = issue.cost_change(new, old)
        least, most = least + low, most + high
    return Swap(changes, gain, score, least, most)


def _is_better(swap: Swap, judged_by: JudgedBy) -> bool:
    money, score = swap.gain_cents, swap.score
    match judged_by:
        case "money":
            return money > 0
        case "weights":
            return score > 0
        case "both":
            return money >= 0 and score >= 0 and (money > 0 or score > 0)
    raise TypeError(f"_is_better does not know {judged_by}")


def reference_point(file: PackageFile, choices: Iterable[Choice]) -> Totals | None:
    """The textbook's product of gains, our money times what is left of their assumed limit, at its largest.

    Null without a limit, or where no package leaves both sides a gain. A reference point and no forecast.
    """
    if file.limit is None:
        return None
    best: tuple[Fraction, Totals] | None = None
    for choice in choices:
        each = totals(file, choice)
        left = file.limit.cents - each.middle
        if each.gain_cents > 0 and left > 0 and (best is None or each.gain_cents * left > best[0]):
            best = (each.gain_cents * left, each)
    return None if best is None else best[1]


def every_choice(file: PackageFile) -> Iterator[Choice]:
    """Every package there is, one after the other."""
    yield from itertools.product(*(range(len(issue.options)) for issue in file.issues))
