"""Turns columns of few repeated words into labels, which are sorted and written in next to no time.

A label says the same word: readers of what is written see text. Nothing else of a table changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from arrears.engine.connection import quote_text


def label_type(words: Iterable[str]) -> str:
    """The SQL type of a column that holds one of these words."""
    return f"ENUM({', '.join(map(quote_text, words))})"


# Of fewer rows, looking for the words takes longer than carrying them along.
WORTH_LABELS = 20_000


def labelled(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[str],
    least_rows: int = WORTH_LABELS,
    carried_by: str = "",
) -> str:
    """The SQL behind `SELECT *` that reads some columns of a relation as labels; nothing where none has
    words, or there are fewer rows than `least_rows`.

    carried_by: the relation whose rows carry the words along, where it is joined to this one; else this one.
    The words are those that the relation holds now, so it must not change before the labels are read.
    """
    if not columns:
        return ""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {carried_by or relation}").fetchall()
    if rows < least_rows:
        return ""
    listed = ", ".join(f"list_sort(list(DISTINCT {column}))" for column in columns)
    (words,) = connection.execute(f"SELECT {listed} FROM {relation}").fetchall()
    kinds = [
        f"{column}::{label_type(spoken)} AS {column}"
        for column, found in zip(columns, words, strict=True)
        if (spoken := [word for word in found or () if word is not None])
    ]
    return f" REPLACE ({', '.join(kinds)})" if kinds else ""
