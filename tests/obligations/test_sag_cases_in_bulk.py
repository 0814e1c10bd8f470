"""The performers' worked cases as printed SQL: DuckDB says of every record what the interpreter says."""

import pytest
from tests.obligations.cases_in_bulk import differences

from arrears.agreements.cases import case_files, read_cases
from arrears.agreements.load import SHIPPED, clause_named, load_agreement


@pytest.mark.slow
@pytest.mark.parametrize(("version", "least"), [("tv-2005", 10), ("tv-2009", 10), ("tv-2014", 300)])
def test_every_worked_case_comes_to_the_same_cents_in_bulk(version: str, least: int) -> None:
    agreement = load_agreement(SHIPPED / "sag" / version)
    compared = []
    for case in (
        case for file in case_files(SHIPPED / "sag" / version) for case in read_cases(file, agreement)
    ):
        clause = clause_named(agreement, case.clause)
        assert clause is not None
        compared += differences(case, clause, agreement)
    assert [difference for difference in compared if difference] == []
    assert len(compared) >= least
