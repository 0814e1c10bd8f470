"""Runs tests on a source with one place changed, each in a fork of a process that has read the rest before.

Started by `mutated_source`: what it is to read first stands in its arguments, one question a line comes in.
The modules read before the fork must not use the changed one, and none may have started a thread.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest


def main() -> None:
    for name in sys.argv[1:]:
        importlib.import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _answer(asked)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _answer(asked: dict[str, Any]) -> None:
    """In the fork: put the changed module in its place, run the test, and end without going back."""
    told = os.open(asked["told"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(told, stream)
    try:
        place_changed(asked["module"], Path(asked["file"]), asked["old"], asked["new"])
        code = int(pytest.main(asked["words"]))
    except BaseException as broken:
        print(f"the changed source does not run: {broken!r}", file=sys.stderr)
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def place_changed(name: str, file: Path, old: str, new: str) -> None:
    """The module under its name, made of its text with one place changed; nothing may have read it before."""
    assert threading.active_count() == 1
    parent = importlib.import_module(name.rpartition(".")[0])
    assert name not in sys.modules, f"{name} was read before it was changed"
    text = file.read_text(encoding="utf-8")
    assert old in text
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    exec(compile(text.replace(old, new), str(file), "exec"), module.__dict__)
    setattr(parent, name.rpartition(".")[2], module)


if __name__ == "__main__":
    main()
