"""Tables are written while later stages compute: whole, in order, and a failure is never swallowed."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from arrears.audit.run_files import Writing, written_meanwhile
from arrears.engine.connection import EngineLimits, open_engine


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    opened = open_engine([tmp_path], tmp_path / "spill", EngineLimits())
    opened.execute(
        "CREATE TABLE standing AS SELECT 100000 - i AS obligation_no,"
        " CASE i % 2 WHEN 0 THEN 'short' ELSE 'settled' END AS state, 'because ' || i % 3 AS why"
        " FROM range(100000) t(i)"
    )
    opened.execute("CREATE TABLE name AS SELECT 'person' AS kind, 'P' || i AS id FROM range(9) t(i)")
    return opened


def test_what_is_handed_over_is_there_on_leaving_and_in_its_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with written_meanwhile(connection, tmp_path) as writing:
        writing.write(("standing", "name"))
        connection.execute("CREATE TEMP TABLE later AS SELECT sum(obligation_no) FROM standing")
        assert writing.rows("standing") == 100_000
    written = pyarrow.parquet.read_table(tmp_path / "standing.parquet")
    assert written["obligation_no"].to_pylist() == list(range(1, 100_001))
    assert written["state"].to_pylist() == ["settled", "short"] * 50_000
    assert written["why"].to_pylist()[:3] == ["because 0", "because 2", "because 1"]
    assert pyarrow.parquet.read_table(tmp_path / "name.parquet").num_rows == 9


def test_what_is_computed_meanwhile_is_there_for_whoever_waits(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    def pay(second: duckdb.DuckDBPyConnection) -> None:
        second.execute("CREATE TABLE payment AS SELECT obligation_no AS payment_row_id FROM standing")

    with written_meanwhile(connection, tmp_path) as writing:
        writing.write(("standing",))
        writing.compute("payments", pay)
        writing.wait("payments")
        assert connection.execute("SELECT count(*) FROM payment").fetchall() == [(100_000,)]


def test_what_cannot_be_computed_meanwhile_is_raised_to_whoever_waits(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(duckdb.CatalogException), written_meanwhile(connection, tmp_path) as writing:
        wait_for_what_fails(writing)


def wait_for_what_fails(writing: Writing) -> None:
    """A stage that waits for tables that the thread cannot compute."""
    writing.compute("payments", lambda second: second.execute("SELECT * FROM no_such_stage") and None)
    writing.wait("payments")


def test_a_table_that_cannot_be_written_is_raised_on_leaving(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "standing.parquet").mkdir()
    with pytest.raises(duckdb.Error), written_meanwhile(connection, tmp_path) as writing:
        writing.write(("standing", "name"))


def fail_after(writing: Writing, connection: duckdb.DuckDBPyConnection) -> None:
    """A stage that hands over a table that takes long to write and another, and then fails."""
    connection.execute("CREATE VIEW obligation AS SELECT hash(i) AS obligation_no FROM range(5_000_000) t(i)")
    writing.write(("obligation", "name"))
    connection.execute("SELECT * FROM no_such_stage")


def test_a_stage_that_fails_stops_what_still_waits(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(duckdb.CatalogException), written_meanwhile(connection, tmp_path) as writing:
        fail_after(writing, connection)
    assert not (tmp_path / "name.parquet").exists()
    assert not [thread for thread in threading.enumerate() if "ThreadPool" in thread.name]
    connection.execute("SELECT count(*) FROM standing").fetchall()  # the stages' own connection is whole
