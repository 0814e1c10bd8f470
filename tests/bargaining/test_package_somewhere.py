"""Which packages are efficient somewhere in the range, held to every package and every rival at once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from arrears.bargaining.exact_program import AtMost, largest
from arrears.bargaining.package_ranges import efficient_over_range
from arrears.bargaining.package_somewhere import efficient_elsewhere, where_efficient
from arrears.bargaining.packages import Choice, JudgedBy, PackageFile, every_choice, own_measures

from .package_worlds import file_of, package_files
from .test_package_ranges import one_issue
from .test_packages import JUDGED

Names = list[tuple[int, str]]


def ours(file: PackageFile, choice: Choice, judged_by: JudgedBy) -> tuple[Fraction, Fraction]:
    """A package's money and score, added up without the program's own sums."""
    each = [own_measures(file, number, option, judged_by) for number, option in enumerate(choice)]
    return sum((one[0] for one in each), Fraction(0)), sum((one[1] for one in each), Fraction(0))


def cost_weights(file: PackageFile, choice: Choice, names: Names) -> list[Fraction]:
    chosen = [issue.options[option] for issue, option in zip(file.issues, choice, strict=True)]
    return [chosen[number].times if chosen[number].unknown == name else Fraction(0) for number, name in names]


def is_efficient_somewhere(file: PackageFile, choice: Choice, judged_by: JudgedBy) -> bool:
    """All rivals' planes at once, in floating point, over every unknown: scipy's solver."""
    names = [(number, name) for number, issue in enumerate(file.issues) for name in issue.unknowns]
    own, weights = ours(file, choice, judged_by), cost_weights(file, choice, names)
    rows = []
    for other in every_choice(file):
        theirs = ours(file, other, judged_by)
        if theirs[0] >= own[0] and theirs[1] >= own[1]:
            change = [float(a - b) for a, b in zip(cost_weights(file, other, names), weights, strict=True)]
            rows.append([*(-one for one in change), 1.0 if theirs != own else 0.0])
    ranges = [file.issues[number].unknowns[name] for number, name in names]
    bounds = [(float(one.least), float(one.most)) for one in ranges] + [(0.0, 1.0)]
    found = linprog([*(0.0 for _ in names), -1.0], A_ub=rows, b_ub=[0.0] * len(rows), bounds=bounds)
    is_better = any(row[-1] for row in rows)
    return bool(found.status == 0 and (not is_better or -found.fun > 1e-9))


@given(package_files(), JUDGED)
@settings(max_examples=60, deadline=None)
def test_a_package_is_efficient_somewhere_exactly_where_all_planes_leave_a_point(
    file: PackageFile, judged_by: JudgedBy
) -> None:
    for choice in every_choice(file):
        found = where_efficient(file, choice, judged_by)
        assert (found is not None) == is_efficient_somewhere(file, choice, judged_by), choice


@given(package_files(), JUDGED)
@settings(max_examples=30, deadline=None)
def test_every_package_is_somewhere_or_nowhere_and_each_is_told_once(
    file: PackageFile, judged_by: JudgedBy
) -> None:
    known = [each.choice for each in efficient_over_range(file, judged_by)]
    more = efficient_elsewhere(file, judged_by, known)
    assert more.is_decided
    told = [*known, *(each.choice for each, _ in more.found)]
    assert len(told) == len(set(told))
    expected = {one for one in every_choice(file) if is_efficient_somewhere(file, one, judged_by)}
    assert set(told) == expected
    for each, place in more.found:
        assert each.rival is not None  # what is efficient over the whole range is so at the three points
        for issue, amounts in zip(file.issues, place, strict=True):
            assert all(issue.unknowns[name].least <= one <= issue.unknowns[name].most
                       for name, one in amounts.items())  # fmt: skip


def only_in_between(most: int) -> PackageFile:
    """A package of 20 for u + 5 is beaten by 21 for 2 u where u <= 5, and by 21 for 12 where u >= 7."""
    bonus = one_issue((10, "u", 1), (20, "u", 2), (0, "u", 0), u=(0, most)).issues[0]
    lump = one_issue((10, "five", 1), (1, "none", 1), (21, "twelve", 1),
                     five=(5, 5), none=(0, 0), twelve=(12, 12)).issues[0]  # fmt: skip
    return file_of((bonus, replace(lump, issue_id="lump")), {"i": Fraction(1, 2), "lump": Fraction(1, 2)})


def test_a_package_that_only_points_between_make_efficient_is_found_with_such_a_point() -> None:
    file = only_in_between(9)
    known = [each.choice for each in efficient_over_range(file, "money")]
    assert (0, 0) not in known
    found = {each.choice: place for each, place in efficient_elsewhere(file, "money", known).found}
    assert 5 < found[0, 0][0]["u"] < 7


def test_a_package_that_different_rivals_beat_everywhere_is_efficient_nowhere() -> None:
    for most in (4, 5):
        assert where_efficient(only_in_between(most), (0, 0), "money") is None


def test_too_many_packages_are_left_undecided_and_not_called_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arrears.bargaining.package_somewhere.MOST_ASKED", 2)
    more = efficient_elsewhere(only_in_between(9), "money", ())
    assert (more.found, more.is_decided) == ((), False)


FIGURES = st.integers(-4, 4)


@given(st.lists(st.tuples(FIGURES, FIGURES, FIGURES), max_size=6), st.tuples(FIGURES, FIGURES))
@settings(max_examples=60, deadline=None)
def test_the_exact_program_finds_what_the_solver_finds(
    rows: list[tuple[int, int, int]], wanted: tuple[int, int]
) -> None:
    box = [AtMost((Fraction(1), Fraction(0)), Fraction(3)), AtMost((Fraction(0), Fraction(1)), Fraction(2))]
    bounds = [*box, *(AtMost((Fraction(a), Fraction(b)), Fraction(most)) for a, b, most in rows)]
    found = largest([Fraction(one) for one in wanted], bounds)
    held = linprog(
        [-one for one in wanted], A_ub=[[float(one) for one in bound.weights] for bound in bounds],
        b_ub=[float(bound.most) for bound in bounds], bounds=[(0, None)] * 2,
    )  # fmt: skip
    assert (found is None) == (held.status == 2)
    if found is not None:
        value, point = found
        assert abs(float(value) + held.fun) < 1e-9
        assert value == sum(one * at for one, at in zip(wanted, point, strict=True))
        assert all(
            sum(weight * at for weight, at in zip(bound.weights, point, strict=True)) <= bound.most
            for bound in bounds
        )
