"""Opens DuckDB as the engine: in memory, on so many threads, locked to the folders it may read and write.

Nothing here knows what is computed. Extensions, network and any file outside the given folders are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import duckdb


@dataclass(frozen=True)
class EngineLimits:
    """How much of the machine a run may take; what does not fit in memory is spilled to `spill_folder`.

    looks_up: the connection only looks rows up by key. Most rules of the planner weigh every row group of a
    file against every other and take longer than the reading.
    """

    threads: int = 2
    memory_gib: int = 3
    looks_up: bool = False


PLANS_OF_LOOK_UPS = ("expression_rewriter", "filter_pushdown", "unused_columns", "row_group_pruner")


def open_engine(
    folders: Sequence[Path], spill_folder: Path, limits: EngineLimits | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that reads and writes only below `folders` and spills to `spill_folder`."""
    limits = limits or EngineLimits()
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute(f"SET threads = {int(limits.threads)}")
    connection.execute(f"SET memory_limit = '{int(limits.memory_gib)}GiB'")
    connection.execute(f"SET temp_directory = {quote_text(str(spill_folder))}")
    # Tables between the stages have no order of their own; every file of a run is written with ORDER BY.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    # Files of books and runs never change, so what a file says of its row groups is read once.
    connection.execute("SET parquet_metadata_cache = true")
    if limits.looks_up:
        connection.execute(f"SET disabled_optimizers = {quote_text(_other_optimizers(connection))}")
    allowed = ", ".join(quote_text(str(folder.resolve())) for folder in (*folders, spill_folder))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _other_optimizers(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()
    return ",".join(name for (name,) in rows if name not in PLANS_OF_LOOK_UPS)


def close_meanwhile(connection: duckdb.DuckDBPyConnection) -> None:
    """Close an engine without waiting: giving back the memory of a large run takes a while.

    Opening another one does wait for that, so whoever needs a next one opens it first.
    """
    Thread(target=connection.close, name="closing the engine").start()


def quote_text(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """A column or table name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def drop_tables(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Let go of tables that no later stage reads, where they are: large runs want their memory."""
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {quote_name(name)}")
