"""Totals and percentages that the directors' guild published, added up from the worked cases of its clauses.

The amounts of the cases are checked against the clauses by `arrears check`; here they are put together as the
summaries of 2020 and 2023 put them together.
"""

from fractions import Fraction

import pytest

from arrears.agreements.cases import WorkedCase, read_cases
from arrears.agreements.load import SHIPPED, load_library
from arrears.obligations.worked_cases import check_files

VERSIONS = ("ba-2008", "ba-2011", "ba-2014", "ba-2017", "ba-2020", "ba-2023")


def cases_of(version: str) -> tuple[WorkedCase, ...]:
    (agreement,) = load_library(addresses=[f"dga/{version}"])
    return read_cases(SHIPPED / "dga" / version / "high-budget-svod.cases.yaml", agreement)


def amounts(version: str, clause: str, **answers: str) -> list[Fraction]:
    """The dollars of thirteen years of an hour at the largest service."""
    (found,) = [
        expectation.amounts
        for case in cases_of(version)
        for expectation in case.expect
        if case.clause == f"high-budget-svod/{clause}"
        and len(case.records) == 13
        and dict(expectation.answers) == answers
    ]
    return [Fraction(cents, 100) for cents in found if isinstance(cents, int)]


def domestic_and_foreign(version: str, **answers: str) -> list[Fraction]:
    both = (amounts(version, "hbsvod-domestic", **answers), amounts(version, "hbsvod-foreign", **answers))
    return [home + abroad for home, abroad in zip(*both, strict=True)]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_worked_case_of_the_version_agrees(version: str) -> None:
    checked = check_files([SHIPPED / "dga" / version])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases > 0


def test_the_musicians_fund_agrees_with_its_cases() -> None:
    checked = check_files([SHIPPED / "afm" / "secondary-markets-fund"])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases == 8


def test_three_years_of_an_hour_of_2023_are_the_published_89415_in_cents_and_a_dollar_more_in_dollars() -> (
    None
):
    in_cents = sum(domestic_and_foreign("ba-2023", by_dollars="cents")[:3])
    in_dollars = sum(domestic_and_foreign("ba-2023", by_dollars="dollars")[:3])
    assert round(in_cents) == 89_415
    assert in_dollars == 89_416


def test_thirteen_years_are_the_published_168773_only_in_whole_dollars() -> None:
    assert sum(domestic_and_foreign("ba-2023", by_dollars="dollars")) == 168_773
    assert round(sum(domestic_and_foreign("ba-2023", by_dollars="cents"))) == 168_772  # 168,771.56


def test_three_years_of_2020_are_more_than_73000() -> None:
    assert sum(domestic_and_foreign("ba-2020")[:3]) == Fraction("73604.70")


def percent_more(new: list[Fraction], old: list[Fraction]) -> int:
    return round((sum(new) / sum(old) - 1) * 100)


def test_the_published_rises_of_2023_come_out_of_both_versions() -> None:
    new, old = domestic_and_foreign("ba-2023", by_dollars="cents"), domestic_and_foreign("ba-2020")
    abroad = (amounts("ba-2023", "hbsvod-foreign", by_dollars="cents"), amounts("ba-2020", "hbsvod-foreign"))
    assert percent_more(new[:3], old[:3]) == 21
    assert percent_more(abroad[0][:1], abroad[1][:1]) == 76
    assert percent_more(new, old) == 28
    assert percent_more(new[7:12], old[7:12]) == 85
