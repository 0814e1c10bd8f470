"""A run's engine closes without keeping anybody waiting, and leaves nothing that it spilled."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from arrears.audit.audit_run import close_run
from arrears.engine.connection import open_engine


def closing_threads() -> list[threading.Thread]:
    """The threads that close an engine at this moment."""
    return [thread for thread in threading.enumerate() if thread.name == "closing the engine"]


@pytest.mark.parametrize("has_spilled", [False, True])
def test_the_engine_is_closed_and_what_it_spilled_is_gone(tmp_path: Path, has_spilled: bool) -> None:
    spill = tmp_path / "spill"
    connection = open_engine([tmp_path], spill)
    if has_spilled:
        spill.mkdir()
        (spill / "left.tmp").write_bytes(b"left")
    close_run(connection, spill)
    assert not spill.exists()
    for thread in closing_threads():
        thread.join()
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


@pytest.mark.parametrize("has_spilled", [False, True])
def test_whoever_opens_the_run_at_once_has_the_engine_closed_afterwards(
    tmp_path: Path, has_spilled: bool
) -> None:
    spill = tmp_path / "spill"
    connection = open_engine([tmp_path], spill)
    if has_spilled:
        spill.mkdir()
    with ExitStack() as afterwards:
        close_run(connection, spill, afterwards)
        assert not spill.exists()
        if not has_spilled:
            connection.execute("SELECT 1")
    for thread in closing_threads():
        thread.join()
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


def test_an_audit_loads_no_frame_library() -> None:
    code = "import sys, arrears.audit.audit_run; print({'pandas', 'pyarrow', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
