"""The WGA's worked cases as printed SQL: DuckDB says of every record what the exact interpreter says."""

import pytest
from tests.obligations.cases_in_bulk import differences

from arrears.agreements.cases import case_files, read_cases
from arrears.agreements.load import SHIPPED, clause_named, load_agreement

# How many records are compared at least: a version that is a patch has cases of what it changes.
LEAST = {
    "mba-2001": 100,
    "mba-2004": 30,
    "mba-2008": 200,
    "mba-2011": 25,
    "mba-2014": 30,
    "mba-2017": 50,
    "mba-2020": 30,
    "mba-2023": 200,
}


@pytest.mark.slow
@pytest.mark.parametrize("version", LEAST)
def test_every_worked_case_comes_to_the_same_cents_in_bulk(version: str) -> None:
    agreement = load_agreement(SHIPPED / "wga" / version)
    compared = []
    for case in (
        case for file in case_files(SHIPPED / "wga" / version) for case in read_cases(file, agreement)
    ):
        clause = clause_named(agreement, case.clause)
        assert clause is not None
        compared += differences(case, clause, agreement)
    assert [difference for difference in compared if difference] == []
    assert len(compared) >= LEAST[version]
