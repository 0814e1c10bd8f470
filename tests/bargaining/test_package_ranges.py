"""What stays efficient over the whole range, held to every package at every corner of the range."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from arrears.bargaining.package_ranges import (
    efficient_over_range,
    rival_everywhere,
    rival_somewhere,
)
from arrears.bargaining.packages import (
    Issue,
    JudgedBy,
    Option,
    PackageFile,
    Unknown,
    efficient_at,
    every_choice,
    totals,
)

from .package_worlds import SAID, file_of, package_files
from .test_packages import JUDGED, beats, corners, ours


@given(package_files(most_issues=2), JUDGED)
@settings(max_examples=60, deadline=None)
def test_a_package_stays_efficient_exactly_where_nothing_beats_it_at_any_corner(
    file: PackageFile, judged_by: JudgedBy
) -> None:
    ends = corners(file)
    at_corners = [[totals(each, choice) for choice in every_choice(each)] for each in ends]
    expected = {
        known.choice
        for number, known in enumerate(at_corners[0])
        if not any(
            beats(other, corner[number], "least", judged_by) for corner in at_corners for other in corner
        )
    }
    found = efficient_over_range(file, judged_by)
    assert {each.choice for each in found if each.rival is None} == expected
    for choice in every_choice(file):
        assert (rival_somewhere(file, choice, judged_by) is None) == (choice in expected)


@given(package_files(most_issues=2), JUDGED)
@settings(max_examples=60, deadline=None)
def test_a_rival_beats_the_package_where_it_is_said_to(file: PackageFile, judged_by: JudgedBy) -> None:
    ends = corners(file)
    for choice in every_choice(file):
        somewhere = rival_somewhere(file, choice, judged_by)
        if somewhere is not None:
            pairs = [(totals(each, somewhere), totals(each, choice)) for each in ends]
            assert any(beats(one, other, "least", judged_by) for one, other in pairs)
        everywhere = rival_everywhere(file, choice, judged_by)
        if everywhere is not None:
            pairs = [(totals(each, everywhere), totals(each, choice)) for each in ends]
            assert all(one.least <= other.least for one, other in pairs)
            assert any(beats(one, other, "least", judged_by) for one, other in pairs)


@given(package_files(), JUDGED)
@settings(max_examples=60, deadline=None)
def test_where_it_is_efficient_is_told_point_by_point(file: PackageFile, judged_by: JudgedBy) -> None:
    for each in efficient_over_range(file, judged_by):
        for point in ("least", "middle", "most"):
            assert (point in each.at) == (each.choice in efficient_at(file, point, judged_by))
        if each.stays == "over the whole range":
            assert each.at == ("least", "middle", "most")


def one_issue(*options: tuple[int, str, int], **ranges: tuple[int, int]) -> PackageFile:
    """One issue whose options are a gain, an unknown and how many times of it."""
    unknowns = {
        name: Unknown(name, Fraction(low), Fraction(high), SAID) for name, (low, high) in ranges.items()
    }
    made = tuple(
        Option(f"o{number}", "", gain, SAID, Fraction(0), SAID, unknown, Fraction(times))
        for number, (gain, unknown, times) in enumerate(options)
    )
    issue = Issue("i", "", made, unknowns, "p")
    return file_of((issue,), {"i": Fraction(1)})


def test_what_two_options_share_cancels() -> None:
    """Twice the bonus costs more than once whatever a bonus costs, though the two ranges overlap."""
    shared = one_issue((10, "bonus", 1), (9, "bonus", 2), bonus=(1, 100))
    assert rival_everywhere(shared, (1,), "money") == (0,)
    apart = one_issue((10, "once", 1), (9, "twice", 1), once=(1, 100), twice=(2, 200))
    assert rival_everywhere(apart, (1,), "money") is None
    assert rival_somewhere(apart, (1,), "money") == (0,)


def test_an_option_kept_costs_the_same_in_both_packages() -> None:
    """A wide range on an issue that does not change leaves the order of the packages as it was."""
    first = one_issue((1, "a", 1), (2, "b", 1), a=(5, 6), b=(7, 8)).issues[0]
    wide = replace(one_issue((3, "c", 1), c=(0, 1000)).issues[0], issue_id="j")
    alone = file_of((first,), {"i": Fraction(1)})
    together = file_of((first, wide), {"i": Fraction(1), "j": Fraction(0)})
    assert [each.stays for each in efficient_over_range(alone, "money")] == ["over the whole range"] * 2
    assert [each.stays for each in efficient_over_range(together, "money")] == ["over the whole range"] * 2


def test_a_rival_that_differs_in_three_issues_is_found() -> None:
    """Gains of 4, -2 and -2 for costs of 2, -3/2 and -3/2: no one and no two of the changes are a rival."""
    changes = ((4, 2), (-2, Fraction(-3, 2)), (-2, Fraction(-3, 2)))
    issues = []
    for number, (gain, cost) in enumerate(changes):
        apart = one_issue((0, "none", 1), (gain, "some", 1), none=(0, 0), some=(0, 0)).issues[0]
        unknown = replace(apart.unknowns["some"], least=Fraction(cost), most=Fraction(cost))
        issues.append(replace(apart, issue_id=f"i{number}", unknowns={**apart.unknowns, "some": unknown}))
    file = file_of(tuple(issues), {issue.issue_id: Fraction(1, 3) for issue in issues})
    assert rival_somewhere(file, (0, 0, 0), "money") == (1, 1, 1)
    assert rival_everywhere(file, (0, 0, 0), "money") == (1, 1, 1)
    assert rival_somewhere(file, (1, 1, 1), "money") is None


@given(package_files(most_issues=4), JUDGED)
@settings(max_examples=50, deadline=None)
def test_a_rival_is_found_exactly_where_one_of_all_packages_is(
    file: PackageFile, judged_by: JudgedBy
) -> None:
    everything = [(choice, totals(file, choice)) for choice in every_choice(file)]
    for choice, held in everything[:: max(1, len(everything) // 12)]:
        for end, find in enumerate((rival_somewhere, rival_everywhere)):
            known = False
            for other, sums in everything:
                cost = sum(
                    issue.cost_change(new, old)[end]
                    for issue, new, old in zip(file.issues, other, choice, strict=True)
                )
                pairs = zip(ours(sums, judged_by), ours(held, judged_by), strict=True)
                gains = [one - two for one, two in pairs]
                known |= min(gains) >= 0 and cost <= 0 and (max(gains) > 0 or cost < 0)
            assert (find(file, choice, judged_by) is not None) == known
