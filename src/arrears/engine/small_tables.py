"""Makes small tables of a run from Python rows, without a frame library between them and the engine.

For what the agreements and the calendar say, some thousands of rows at most; records never come this way.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: Sequence[Sequence[object]],
    columns: Sequence[str],
    *,
    is_temporary: bool = False,
) -> None:
    """Create or replace a table from Python rows; `columns` are `name TYPE`, None is null.

    An Arrow table made from lists would load pandas first, where it is installed, which takes longer than
    all the small tables of a run together.
    """
    kind = "TEMP TABLE" if is_temporary else "TABLE"
    connection.execute(f"CREATE OR REPLACE {kind} {name} ({', '.join(columns)})")
    if rows:
        types = [column.split(" ", 1)[1] for column in columns]
        lists = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(types, start=1))
        by_column = [list(values) for values in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO {name} SELECT {lists}", by_column)
