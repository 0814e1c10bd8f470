"""The performers' agreements of 2005 to 2014: their worked cases agree, and every clause has some."""

import itertools

import pytest

from arrears.agreements.cases import case_files, read_cases
from arrears.agreements.load import SHIPPED, load_library
from arrears.agreements.model import Agreement
from arrears.obligations.worked_cases import check_files

VERSIONS = ("tv-2005", "tv-2009", "tv-2011", "tv-2014")
AGREEMENTS = {a.version: a for a in load_library(addresses=[f"sag/{version}" for version in VERSIONS])}


@pytest.mark.parametrize("version", ["tv-2005", "tv-2009", "tv-2014"])
def test_every_worked_case_agrees(version: str) -> None:
    assert [finding.text() for finding in check_files([SHIPPED / "sag" / version]).findings] == []


def clauses_with_cases(agreement: Agreement) -> set[str]:
    files = case_files(SHIPPED / "sag" / agreement.version)
    return {case.clause for file in files for case in read_cases(file, agreement)}


def test_every_clause_of_2014_has_a_worked_case() -> None:
    agreement = AGREEMENTS["tv-2014"]
    named = {clause.name for clause in agreement.clauses()}
    assert named - clauses_with_cases(agreement) == set()


def test_the_agreement_of_2011_has_the_clauses_of_2009_and_its_own_days() -> None:
    earlier, later = AGREEMENTS["tv-2009"], AGREEMENTS["tv-2011"]
    assert [clause.name for clause in later.clauses()] == [clause.name for clause in earlier.clauses()]
    assert (later.covers_from.isoformat(), later.covers_until.isoformat()) == ("2011-07-01", "2014-06-30")


def test_one_agreement_ends_the_day_before_the_next_begins() -> None:
    days = [(AGREEMENTS[version].covers_from, AGREEMENTS[version].covers_until) for version in VERSIONS]
    assert all((begins - ended).days == 1 for (_, ended), (begins, _) in itertools.pairwise(days))
