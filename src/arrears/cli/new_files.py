"""Writes an answer to a new file, whole or not at all; a file that is there already is never written over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from arrears.findings import Finding, Refused


def refuse_existing(path: Path) -> None:
    """Refuse a name that something has already, or a folder that is not there.

    Findings: `file-exists`, `folder-missing`.
    """
    if path.exists() or path.is_symlink():
        problem, remedy = "something has this name already; nothing was written", "choose another name"
        raise Refused([Finding("file-exists", str(path), problem, "a new file", path.name, remedy)])
    if not path.absolute().parent.is_dir():
        problem, remedy = (
            "the folder of the file is not there; nothing was written",
            "make it, or choose another",
        )
        expected = "a folder that exists"
        raise Refused([Finding("folder-missing", str(path), problem, expected, str(path.parent), remedy)])


def refuse_ending(path: Path, endings: Sequence[str]) -> None:
    """Refuse a name whose ending tells none of the kinds of file that a command writes."""
    if path.suffix not in endings:
        listed = " nor ".join(endings)
        said = f"ends in neither {listed}" if len(endings) > 1 else f"does not end in {listed}"
        raise typer.BadParameter(f"'{path.name}' {said}", param_hint="--out")


def write_whole(path: Path, content: bytes) -> None:
    """Write a new file: it appears by one rename, so that nobody finds half of it."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(draft, 0o644)
        os.link(draft, path)
    except FileExistsError:
        refuse_existing(path)
        raise
    finally:
        Path(draft).unlink(missing_ok=True)
