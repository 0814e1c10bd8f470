"""Efficient packages and swaps, held to a comparison of every package with every other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.bargaining import packages
from arrears.bargaining.packages import (
    POINTS,
    Choice,
    JudgedBy,
    Limit,
    PackageFile,
    Swap,
    Totals,
    efficient_at,
    every_choice,
    package_count,
    reference_point,
    swaps_from,
    totals,
)
from arrears.bargaining.read_package import read_packages
from arrears.findings import Refused

from .package_worlds import SAID, package_files, write_world

JUDGED = st.sampled_from(("both", "money", "weights"))


def names(file: PackageFile, choice: Choice) -> str:
    return " ".join(issue.options[at].option_id for issue, at in zip(file.issues, choice, strict=True))


def ours(each: Totals, judged_by: JudgedBy) -> tuple[Fraction, ...]:
    """What a package is to us, by what is judged."""
    money, score = Fraction(each.gain_cents), each.score
    return {"both": (money, score), "money": (money,), "weights": (score,)}[judged_by]


def beats(one: Totals, other: Totals, point: str, judged_by: JudgedBy) -> bool:
    """By definition: at least as good in everything and better in something."""
    first = (*ours(one, judged_by), -getattr(one, point))
    second = (*ours(other, judged_by), -getattr(other, point))
    return all(a >= b for a, b in zip(first, second, strict=True)) and first != second


@given(package_files(), st.sampled_from(POINTS), JUDGED)
@settings(max_examples=150, deadline=None)
def test_the_efficient_packages_are_those_that_no_other_beats(
    file: PackageFile, point: packages.Point, judged_by: JudgedBy
) -> None:
    known = [totals(file, choice) for choice in every_choice(file)]
    expected = [
        each.choice for each in known if not any(beats(other, each, point, judged_by) for other in known)
    ]
    assert list(efficient_at(file, point, judged_by)) == sorted(expected)
    assert package_count(file) == len(known)


@given(package_files(), st.sampled_from(POINTS), JUDGED, st.data())
@settings(max_examples=80, deadline=None)
def test_an_option_that_is_worse_in_everything_changes_nothing(
    file: PackageFile, point: packages.Point, judged_by: JudgedBy, drawn: st.DataObject
) -> None:
    at = drawn.draw(st.integers(0, len(file.issues) - 1))
    issue = file.issues[at]
    model = issue.options[drawn.draw(st.integers(0, len(issue.options) - 1))]
    dearer = replace(
        issue.unknowns[model.unknown],
        name="dearer",
        least=issue.unknowns[model.unknown].least * model.times + 1,
        most=issue.unknowns[model.unknown].most * model.times + 1,
    )
    worse = replace(
        model,
        option_id="worse",
        gain_cents=model.gain_cents - 1,
        met=max(Fraction(0), model.met - 1),
        unknown="dearer",
        times=Fraction(1),
    )
    longer = replace(issue, options=(*issue.options, worse), unknowns={**issue.unknowns, "dearer": dearer})
    more = replace(file, issues=(*file.issues[:at], longer, *file.issues[at + 1 :]))
    assert efficient_at(more, point, judged_by) == efficient_at(file, point, judged_by)


def corners(file: PackageFile) -> list[PackageFile]:
    """The same file with every unknown at one end or the other: every corner of the range."""
    ends = [
        [(number, name, end) for end in (unknown.least, unknown.most)]
        for number, issue in enumerate(file.issues)
        for name, unknown in issue.unknowns.items()
    ]
    found = []
    for corner in product(*ends):
        at = {(number, name): end for number, name, end in corner}
        issues = tuple(
            replace(
                issue,
                unknowns={
                    name: replace(unknown, least=at[number, name], most=at[number, name])
                    for name, unknown in issue.unknowns.items()
                },
            )
            for number, issue in enumerate(file.issues)
        )
        found.append(replace(file, issues=issues))
    return found


@given(package_files(most_issues=2), JUDGED, st.data())
@settings(max_examples=60, deadline=None)
def test_swaps_are_the_changes_that_gain_at_no_more_cost_at_every_corner(
    file: PackageFile, judged_by: JudgedBy, drawn: st.DataObject
) -> None:
    choice = drawn.draw(st.sampled_from(list(every_choice(file))))
    found = {tuple(swap.changes): swap for swap in swaps_from(file, choice, judged_by, 2)}
    ends = corners(file)
    sound: dict[tuple[tuple[int, int, int], ...], list[Fraction]] = {}
    for other in every_choice(file):
        changes = tuple((n, a, b) for n, (a, b) in enumerate(zip(choice, other, strict=True)) if a != b)
        gains = [
            a - b
            for a, b in zip(
                ours(totals(file, other), judged_by), ours(totals(file, choice), judged_by), strict=True
            )
        ]
        if changes and min(gains) >= 0 and max(gains) > 0:
            costs = [totals(each, other).least - totals(each, choice).least for each in ends]
            if min(costs) <= 0:
                sound[changes] = costs
    everywhere = {changes for changes, costs in sound.items() if max(costs) <= 0}
    minimal = {
        changes
        for changes in sound
        if not any(
            part in everywhere for size in range(1, len(changes)) for part in combinations(changes, size)
        )
    }
    assert set(found) == minimal
    for changes, swap in found.items():
        assert (swap.least_change, swap.most_change) == (min(sound[changes]), max(sound[changes]))
        assert swap.holds_everywhere == (changes in everywhere)


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), max_size=14))
@settings(max_examples=200, deadline=None)
def test_what_is_unbeaten_is_what_a_comparison_of_all_pairs_leaves(drawn: list[packages.Whole]) -> None:
    parts = [(measures, (number,)) for number, measures in enumerate(drawn)]
    expected = [
        (one, choice)
        for one, choice in parts
        if not any(
            other[0] >= one[0] and other[1] >= one[1] and other[2] <= one[2] and other != one
            for other, _ in parts
        )
    ]
    assert sorted(packages.unbeaten(parts)) == sorted(expected)


def test_the_trade_of_the_record_is_found_by_what_members_asked_for(tmp_path: Path) -> None:
    """An ending with the other unions for two thirds of the claims: less money, more of what was asked."""
    file = read_packages(write_world(tmp_path))
    table = (0, 0, 0)
    by_weights = swaps_from(file, table, "weights", 2)
    first = next(each for each in by_weights if each.changes == ((0, 0, 1), (1, 0, 1)))
    assert first.gain_cents == -42_000_000_00
    assert first.score == Fraction(45, 100) - Fraction(15, 100) * Fraction(67, 100)
    # 2,000,000 more for the ending at most, 19,000,000 less for the claims at least.
    assert first.most_change == -17_000_000_00
    assert first.holds_everywhere
    # Judged by both measures it is none, since it loses money: neither is turned into the other.
    assert not [each for each in swaps_from(file, table, "both", 2) if each.changes == first.changes]


def test_ties_are_all_efficient(tmp_path: Path) -> None:
    file = read_packages(write_world(tmp_path))
    twin = replace(file.issues[0].options[0], option_id="twin")
    issue = replace(file.issues[0], options=(*file.issues[0].options, twin))
    more = replace(file, issues=(issue, *file.issues[1:]))
    single = efficient_at(file, "middle", "both")
    both = efficient_at(more, "middle", "both")
    assert len(both) == len(single) + sum(choice[0] == 0 for choice in single)


def test_too_many_efficient_packages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = read_packages(write_world(tmp_path))
    monkeypatch.setattr(packages, "MOST_PARTIAL", 2)
    with pytest.raises(Refused) as refused:
        efficient_at(file, "middle", "both")
    (finding,) = refused.value.findings
    assert finding.code == "packages-too-many"
    assert finding.expected == "at most 2"


@given(package_files(), st.integers(-3, 12))
@settings(max_examples=80, deadline=None)
def test_the_reference_point_has_the_largest_product_of_all(file: PackageFile, limit: int) -> None:
    named = replace(file, limit=Limit(Fraction(limit), SAID))
    found = reference_point(named, efficient_at(named, "middle", "money"))
    known = [totals(named, choice) for choice in every_choice(named)]
    products = [
        each.gain_cents * (limit - each.middle)
        for each in known
        if each.gain_cents > 0 and limit > each.middle
    ]
    if found is None:
        assert products == []
    else:
        assert found.gain_cents * (limit - found.middle) == max(products)


def test_without_a_limit_there_is_no_reference_point(tmp_path: Path) -> None:
    file = read_packages(write_world(tmp_path))
    assert reference_point(file, every_choice(file)) is None


def test_a_swap_says_in_which_measure_it_gains() -> None:
    swap = Swap(((0, 0, 1),), -1, Fraction(1, 2), Fraction(-1), Fraction(0))
    assert swap.holds_everywhere
    assert not packages._is_better(swap, "money")
    assert packages._is_better(swap, "weights")
    assert not packages._is_better(swap, "both")
