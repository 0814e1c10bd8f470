"""Spark in ANSI mode gives the same cents, answers and names as DuckDB, from the same trees."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import duckdb
import pytest

from arrears.formula.lacks import print_gap, print_missing
from arrears.formula.sql import Dialect

from .held_together import columns_of, create_table, draw_formulas, print_value
from .printed_ledgers import print_ledger
from .random_formulas import random_row
from .test_ledgers_agree import create_ledger, draw_clause, draw_records

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.xdist_group("spark")]
FORMULAS_A_QUERY = 6


def show_in_spark(spark: Any, connection: duckdb.DuckDBPyConnection) -> None:
    """The DuckDB table `record` as a Spark view."""
    spark.createDataFrame(
        connection.execute("SELECT * FROM record").to_arrow_table()
    ).createOrReplaceTempView("record")


def rows_of(engine: Any, sql: str) -> list[tuple[object, ...]]:
    if isinstance(engine, duckdb.DuckDBPyConnection):
        return [tuple(row) for row in engine.execute(sql).fetchall()]
    return [tuple(row) for row in engine.sql(sql).collect()]


def print_all(some: Sequence[Any], dialect: Dialect) -> str:
    """One query for some formulas: each one's value, gap, and what is missing."""
    texts = []
    for one in some:
        texts.append(print_value(one, dialect))
        texts.append(print_gap(one.node, dialect, columns_of()) or "FALSE")
        texts.append(print_missing(one.node, dialect, columns_of()))
    listed = ", ".join(f"{text} AS c{number}" for number, text in enumerate(texts))
    return f"SELECT line_id, {listed} FROM record ORDER BY line_id"


def test_spark_gives_the_cents_and_names_that_duckdb_gives(spark: Any) -> None:
    rng = random.Random(411)
    drawn = draw_formulas(rng, 60)
    connection = duckdb.connect()
    create_table(connection, [{"line_id": line, **random_row(rng)} for line in range(150)])
    show_in_spark(spark, connection)
    for start in range(0, len(drawn), FORMULAS_A_QUERY):
        some = drawn[start : start + FORMULAS_A_QUERY]
        duck = rows_of(connection, print_all(some, Dialect.DUCKDB))
        other = rows_of(spark, print_all(some, Dialect.SPARK))
        assert len(duck) == len(other) == 150
        for one_row, other_row in zip(duck, other):
            for place, (one, two) in enumerate(zip(one_row[1:], other_row[1:])):
                assert one == two, f"{some[place // 3]} on line {one_row[0]}: DuckDB {one}, Spark {two}"


@pytest.mark.parametrize("seed", range(8))
def test_spark_walks_a_ledger_to_the_same_cents(spark: Any, seed: int) -> None:
    rng = random.Random(seed)
    clause, records = draw_clause(rng), draw_records(rng, 60)
    connection = duckdb.connect()
    create_ledger(connection, records)
    show_in_spark(spark, connection)
    duck = sorted(rows_of(connection, print_ledger(clause)))
    other = sorted(rows_of(spark, print_ledger(clause, Dialect.SPARK)))
    assert [row[:3] for row in duck] == [row[:3] for row in other], str(clause)
