"""The command line run in this process: the same commands, without starting Python and reading the shipped
agreements again each time.

Nothing is replaced: the tree of commands and each shipped agreement are made by the code that users run, once
in a test process instead of once in a command. What a process of its own is proved by stands in
tests/cli/test_commands.py, tests/test_imports.py and the crash tests.
"""

from __future__ import annotations

import contextlib
import functools
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import typer.main

import arrears.agreements.load as loading
import arrears.agreements.needed as needing
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library
from arrears.agreements.yaml_source import read_yaml_file
from arrears.cli.main import main

_follow, _command_of = loading._followed, typer.main.get_command
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended, as of a process."""

    args: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str


def run_here(*words: str | Path, cwd: Path = ROOT) -> Ran:
    """Run `arrears` with these words in this process, standing in a folder."""
    argv = ("arrears", *map(str, words))
    out, err = _stream(), _stream()
    with (
        patch.object(sys, "argv", list(argv)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd),
        kept_agreements(),
        patch.object(typer.main, "get_command", _kept_command),
    ):
        code = _code_of_main()
        out.flush()
        err.flush()
    return Ran(argv, code, _text(out), _text(err))


def _code_of_main() -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    written = stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    return str(written).replace("\r\n", "\n")


@contextlib.contextmanager
def kept_agreements() -> Iterator[None]:
    """Inside, each shipped agreement is loaded once and then handed out again; no other folder's is kept."""
    with (
        patch.object(loading, "_followed", _kept_followed),
        patch.object(needing, "read_yaml_file", _kept_header),
    ):
        yield


def _kept_followed(library: Library, address: str, wanted: Sequence[str] = ()) -> Agreement:
    if library.folder != loading.SHIPPED or address in library.written:
        return _follow(library, address, wanted)
    return _shipped_agreement(address)


@functools.cache
def _shipped_agreement(address: str) -> Agreement:
    return _follow(_shipped(), address, _shipped().versions())


@functools.cache
def _shipped() -> Library:
    return Library(loading.SHIPPED)


def _kept_header(path: Path, name: str) -> object:
    return (_shipped_header if path.is_relative_to(loading.SHIPPED) else read_yaml_file)(path, name)


_shipped_header = functools.cache(read_yaml_file)
_kept_command = functools.cache(_command_of)
