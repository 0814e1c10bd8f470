"""The fourteen clauses' worked cases as printed SQL: the engines say what the exact interpreter says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.formula.conftest import spark as spark_session
from tests.obligations.cases_in_bulk import differences, unit_differences

from arrears.agreements.cases import WorkedCase, case_files, read_cases
from arrears.agreements.load import clause_named, load_agreement, load_library
from arrears.agreements.model import Agreement, Clause
from arrears.formula.sql import Dialect

FOURTEEN = Path(__file__).resolve().parents[1] / "agreements" / "fourteen"
ADDRESSES = [agreement.address for agreement in load_library(FOURTEEN)]
POOL = "pay-television/original-on-basic-cable"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    yield from spark_session.__wrapped__()  # type: ignore[attr-defined]


def cases_of(address: str) -> Iterator[tuple[WorkedCase, Clause, Agreement]]:
    agreement = load_agreement(FOURTEEN / address)
    for file in case_files(FOURTEEN / address):
        for case in read_cases(file, agreement):
            clause = clause_named(agreement, case.clause)
            assert clause is not None
            yield case, clause, agreement


def pool_cases() -> list[tuple[WorkedCase, Clause, Agreement]]:
    return [one for one in cases_of("sag/tv-2014") if one[1].name == POOL]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_worked_case_comes_to_the_same_in_bulk(address: str) -> None:
    compared = [said for one in cases_of(address) for said in differences(*one)]
    assert [difference for difference in compared if difference] == []
    assert compared


def test_a_cast_takes_the_same_shares_in_bulk() -> None:
    compared = [said for one in pool_cases() for said in unit_differences(*one)]
    assert [difference for difference in compared if difference] == []
    assert len(compared) == 4


def ask_spark(session: Any) -> Any:
    def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
        arrow = connection.sql("SELECT * FROM record").to_arrow_table()
        session.createDataFrame(arrow).createOrReplaceTempView("record")
        return [tuple(row) for row in session.sql(sql).collect()]

    return ask


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("address", ADDRESSES)
def test_spark_says_the_same_of_every_worked_case(spark: Any, address: str) -> None:
    ask = ask_spark(spark)
    compared = [
        said for one in cases_of(address) for said in differences(*one, dialect=Dialect.SPARK, ask=ask)
    ]
    assert [difference for difference in compared if difference] == []


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_shares_the_pool_of_a_cast_alike(spark: Any) -> None:
    ask = ask_spark(spark)
    compared = [
        said for one in pool_cases() for said in unit_differences(*one, dialect=Dialect.SPARK, ask=ask)
    ]
    assert [difference for difference in compared if difference] == []
