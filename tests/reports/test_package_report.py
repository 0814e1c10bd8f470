"""What the pages on packages say: whose figures, what is only an assumption, and no single answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from tests.bargaining.package_worlds import SAID, write_world
from tests.command_line import run_here

from arrears.bargaining.package_ranges import efficient_over_range, rival_everywhere, rival_somewhere
from arrears.bargaining.packages import Limit, PackageFile, efficient_at, reference_point, swaps_from
from arrears.bargaining.read_package import read_packages
from arrears.bargaining.survey import GroupAnswers, Survey
from arrears.reports.package_report import (
    NO_KNOWLEDGE,
    PackagePage,
    build_basis,
    build_efficient,
    build_swaps,
)
from arrears.reports.plain import as_text
from arrears.reports.tables import Money, Report, cell_text


@pytest.fixture
def file(tmp_path: Path) -> PackageFile:
    return read_packages(write_world(tmp_path))


def sentences(report: Report) -> Iterable[str]:
    return [sentence for section in report.sections for sentence in section.sentences]


def efficient(file: PackageFile) -> Report:
    ranged = efficient_over_range(file, "both")
    reference = reference_point(file, efficient_at(file, "middle", "money"))
    return build_efficient(PackagePage(file, ()), ranged, reference)


def test_every_page_says_that_it_knows_no_preferences_of_theirs_and_over_what_time(file: PackageFile) -> None:
    page = PackagePage(file, (("book", "seq 1"),))
    swaps = build_swaps(page, (0, 0, 0), swaps_from(file, (0, 0, 0), "both"), (None, None))
    for report in (build_basis(page), efficient(file), swaps):
        assert NO_KNOWLEDGE in sentences(report)
        assert ("horizon", "three years from 2008-07-01") in report.heading_facts
        assert "Counsel only" in report.all_footnotes()[-1]


def test_every_figure_stands_with_whose_it_is(file: PackageFile) -> None:
    limited = replace(file, limit=Limit(Fraction(1), SAID))
    basis = {table.name: table for table in build_basis(PackagePage(limited, ())).tables()}["basis"]
    figures = {row[0]: row[1:] for row in basis.rows}
    unknowns = sum(len(issue.unknowns) for issue in file.issues)
    options = sum(len(issue.options) for issue in file.issues)
    assert len(figures) == unknowns + options + 1
    assert figures["expiry aligned: their cost"][0] == "counsel"
    assert figures["their limit"] == (SAID.by, SAID.on, SAID.source, SAID.status)


def test_a_reference_point_is_marked_as_no_forecast_and_only_with_a_limit(file: PackageFile) -> None:
    assert not [said for said in sentences(efficient(file)) if "reference point" in said]
    limited = efficient(replace(file, limit=Limit(Fraction(70_000_000_00), SAID)))
    (said,) = [said for said in sentences(limited) if "reference point" in said]
    assert "no forecast" in said
    # 63 x (70 - 51.5) = 1,165.5; next are 29 x (70 - 31.875) = 1,105.6 and 21 x (70 - 20.5) = 1,039.5.
    assert "claims full, streaming window17" in said
    none = efficient(replace(file, limit=Limit(Fraction(1), SAID)))
    assert [said for said in sentences(none) if "no reference point" in said]


def test_what_a_small_group_said_is_not_shown(file: PackageFile) -> None:
    weights = dict(file.survey.weights)
    groups = (GroupAnswers("few", 40, 4, weights), GroupAnswers("many", 60, 5, weights))
    survey: Survey = replace(file.survey, groups=groups)
    tables = {one.name: one for one in build_basis(PackagePage(replace(file, survey=survey), ())).tables()}
    few, many = tables["groups"].rows
    assert few[3:] == ("", "", "")
    assert all(many[3:])


def test_a_package_that_is_beaten_says_by_what_and_where(file: PackageFile) -> None:
    page = PackagePage(file, (), "weights")
    table = (0, 0, 0)
    rivals = (rival_somewhere(file, table, "weights"), rival_everywhere(file, table, "weights"))
    assert "beaten wherever their costs lie" in as_text(build_swaps(page, table, (), rivals))
    assert "beaten somewhere" in as_text(build_swaps(page, table, (), (rivals[0], None)))
    assert "efficient over the whole range" in as_text(build_swaps(page, table, (), (None, None)))


def test_a_page_is_cut_where_it_is_long_and_says_so(file: PackageFile) -> None:
    page = PackagePage(file, (), most_rows=2)
    table = next(iter(build_efficient(page, efficient_over_range(file, "both"), None).tables()))
    assert (len(table.rows), table.left_off) == (2, 10)


def test_money_beside_an_unverified_figure_carries_its_mark(file: PackageFile) -> None:
    table = next(iter(build_basis(PackagePage(file, ())).tables()))
    cell = table.rows[2][5]
    assert isinstance(cell, Money)
    assert cell_text(cell) == "$63,000,000.00†"


def test_a_start_that_is_no_package_is_refused_with_every_fault(tmp_path: Path) -> None:
    write_world(tmp_path)
    assert run_here("init", "book", cwd=tmp_path).returncode == 0
    words = ("book", "packages.yaml", "--from", "expiry=soon", "--from", "pensions=more")
    ran = run_here("package", "swaps", *words, cwd=tmp_path)
    assert ran.returncode == 1
    assert "write 'late'" in ran.stderr or "use one of: aligned, late" in ran.stderr
    assert "pensions" in ran.stderr
    assert "2 findings" in ran.stderr
