"""A page of the documents done from beginning to end: its files written, its commands run, what they print
compared with what it shows. Heads of the chain differ from book to book and are told as `head …`.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.command_line import ROOT, Ran, run_here

DOCS = ROOT / "docs"
BLOCK = re.compile(r"```(sh|text|yaml|csv)(?: (\S+))?\n(.*?)```", flags=re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", flags=re.DOTALL)
Lines = list[str]


@dataclass(frozen=True)
class Walked:
    """What was done of a page: its commands as they ended, and how many outputs it shows."""

    ran: tuple[Ran, ...]
    compared: int

    @property
    def done(self) -> tuple[int, int]:
        return len(self.ran), self.compared


def read_page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def run_line(line: str, place: Path) -> Ran:
    """One command line of a page."""
    command, *words = shlex.split(line)
    assert command == "arrears"
    return run_here(*words, cwd=place)


def printed_by(ran: Ran) -> Lines:
    """What a command that did its work printed, or what a refused one said: it never breaks off."""
    assert ran.returncode in (0, 1), f"{ran.args}\n{ran.stderr}"
    assert ran.returncode == 0 or "nothing was changed" in ran.stderr, f"{ran.args}\n{ran.stderr}"
    return _lines(ran.stdout + (ran.stderr if ran.returncode else ""))


def printed_without_heads(ran: Ran) -> Lines:
    """What a command printed and said, but for its progress."""
    assert ran.returncode in (0, 1), f"{ran.args}\n{ran.stderr}"
    said = [line for line in ran.stderr.splitlines() if not line.startswith("…")]
    told = "\n".join((ran.stdout.rstrip(), *said)).strip("\n")
    return _lines(re.sub(r"head [0-9a-f]{64}", "head …", told))


def printed_alone(ran: Ran) -> Lines:
    """What a command printed that found nothing to say besides."""
    assert ran.returncode in (0, 1), f"{ran.args}\n{ran.stderr}"
    assert not ran.stderr, f"{ran.args}\n{ran.stderr}"
    return _lines(ran.stdout)


def printed_well(ran: Ran) -> Lines:
    """What a command printed that ended well."""
    assert ran.returncode == 0, f"{ran.args}\n{ran.stderr}"
    return _lines(ran.stdout)


def assert_same(shown: Lines, printed: Lines) -> None:
    assert printed == shown


def assert_among(shown: Lines, printed: Lines) -> None:
    """Every line shown was printed."""
    lacking = [line for line in shown if line not in printed]
    assert not lacking, f"{lacking}\nnot among\n{printed}"


def assert_in_order(shown: Lines, printed: Lines) -> None:
    """Every line shown was printed, in this order."""
    rest = iter(printed)
    assert [line for line in shown if not any(line == one for one in rest)] == []


def assert_end(shown: Lines, printed: Lines) -> None:
    """What is shown was printed last: the lines before name roots and seals, which are random."""
    assert printed[-len(shown) :] == shown


def walk_page(
    name: str,
    place: Path,
    printed: Callable[[Ran], Lines] = printed_by,
    compare: Callable[[Lines, Lines], None] = assert_same,
) -> Walked:
    """Do a page in a folder. printed: what counts as printed by a command; compare: how the output shown
    below a command is held against it.
    """
    ran: list[Ran] = []
    found: Lines = []
    compared = 0
    for language, file, block in BLOCK.findall(read_page(name)):
        if language == "sh":
            for line in block.replace("\\\n", " ").strip().splitlines():
                ran.append(run_line(line, place))
                found = printed(ran[-1])
        elif language == "text":
            compare(_lines(block), found)
            compared += 1
        else:
            path = place / (file or block.partition("\n")[0].removeprefix("# "))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
    return Walked(tuple(ran), compared)


def run_python(name: str) -> list[tuple[str, str]]:
    """For each block of Python of a page what the page says that it prints, and what it prints."""
    names: dict[str, object] = {}
    seen = []
    for code, said in PYTHON.findall(read_page(name)):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.chdir(ROOT):
            exec(compile(code, name, "exec"), names)
        seen.append((said, printed.getvalue()))
    return seen


def _lines(text: str) -> Lines:
    return [line.rstrip() for line in text.splitlines()]
