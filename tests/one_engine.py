"""One DuckDB for the small tables of many tests: opening one takes longer than most of them do.

Each asker has a connection with a schema, temporary tables and settings of its own. Whoever changes settings
of the whole engine opens one of their own instead.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Iterator

import duckdb


def connect_beside() -> duckdb.DuckDBPyConnection:
    """A connection that sees nothing of the others; its views are forgotten with the process."""
    connection = _engine().cursor()
    schema = f"of_test_{next(_numbers())}"
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"USE {schema}")
    return connection


@contextlib.contextmanager
def own_schema() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for tables, which are dropped at the end."""
    connection = connect_beside()
    try:
        yield connection
    finally:
        ((schema,),) = connection.execute("SELECT current_schema()").fetchall()
        connection.execute("USE main")
        connection.execute(f"DROP SCHEMA {schema} CASCADE")
        connection.close()


@functools.cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )


@functools.cache
def _numbers() -> Iterator[int]:
    return itertools.count()
