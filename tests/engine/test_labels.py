"""Labels say the same words as the texts they stand for, and nothing is left out or made up."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.engine.labels import labelled

WORDS = st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["it's", 'a"b', "", "short"]))


def labelled_rows(rows: list[tuple[str | None, str | None]]) -> list[tuple[str | None, str | None]]:
    """The rows as they are read with both columns as labels."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE standing (state VARCHAR, why VARCHAR)")
    if rows:
        connection.executemany("INSERT INTO standing VALUES (?, ?)", rows)
    replaced = labelled(connection, "standing", ("state", "why"), 1)
    found = connection.execute(f"SELECT *{replaced} FROM standing ORDER BY rowid").fetchall()
    connection.close()
    return found


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8))
def test_a_label_says_its_word(rows: list[tuple[str | None, str | None]]) -> None:
    rows = [tuple(word if word is None else word.replace("\x00", "") for word in row) for row in rows]
    assert labelled_rows(rows) == rows


def test_a_column_without_words_and_no_columns_stay_as_they_are() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE standing AS SELECT NULL::VARCHAR AS state, 1 AS obligation_no")
    assert labelled(connection, "standing", ("state",), 1) == ""
    assert labelled(connection, "standing", ()) == ""


def test_few_rows_stay_texts() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE standing AS SELECT 'short' AS state FROM range(9)")
    assert labelled(connection, "standing", ("state",), 10) == ""
    assert labelled(connection, "standing", ("state",), 9) == " REPLACE (state::ENUM('short') AS state)"


def test_few_words_that_many_rows_carry_along_are_labels() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE variant AS SELECT 'due' AS clause")
    connection.execute("CREATE TABLE obligation AS SELECT range AS obligation_no FROM range(9)")
    replaced = labelled(connection, "variant", ("clause",), 9, carried_by="obligation")
    assert replaced == " REPLACE (clause::ENUM('due') AS clause)"
    assert labelled(connection, "variant", ("clause",), 9) == ""


@pytest.mark.parametrize("word", ["no payment found", None])
def test_a_file_written_from_labels_holds_texts(tmp_path: Path, word: str | None) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE standing AS SELECT unnest($1::VARCHAR[]) AS why", [[word, "short"]])
    replaced = labelled(connection, "standing", ("why",), 1)
    connection.execute(f"COPY (SELECT *{replaced} FROM standing) TO '{tmp_path}/standing.parquet'")
    read = pq.read_table(tmp_path / "standing.parquet")
    assert read.schema.field("why").type == pa.string()
    assert read["why"].to_pylist() == [word, "short"]
