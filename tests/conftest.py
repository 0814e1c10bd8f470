"""How random tests run: new examples at a desk, the same ones each time where nobody watches.

And one DuckDB for the checks of all small books: opening one takes longer than most checks do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import Phase, settings
from tests.one_engine import connect_beside

import arrears.records.scratch as checks

settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
# A mutant need only be noticed: looking for the smallest example that shows it takes minutes each.
settings.register_profile(
    "no-shrinking", parent=settings.get_profile("suite"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _one_engine_for_checks() -> Iterator[None]:
    """What checks a book gets a connection with a schema and settings of its own in one DuckDB of this
    process, not a DuckDB of its own. Commands that run in a process of their own open theirs as users do.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(checks, "duckdb", SimpleNamespace(connect=_connection_of_checks))
        yield


def _connection_of_checks(config: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    assert set(config) == {"autoinstall_known_extensions", "autoload_known_extensions", "temp_directory"}
    return connect_beside()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named, not shown: packed ones hold the second in which they were made."""
    return argname if isinstance(val, bytes) else None
