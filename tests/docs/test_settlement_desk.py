"""The page on the settlement desk is done from beginning to end: commands run, their output compared."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.book_fixture import make_book

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "settlement-desk.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(sh|text|yaml)\n(.*?)```", flags=re.DOTALL)


def done(line: str, place: Path) -> str:
    """What one command prints: heads of the chain differ from book to book and are left out, progress as
    well.
    """
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run(
        [sys.executable, "-m", "arrears.cli.main", *words],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    said = [each for each in ran.stderr.splitlines() if not each.startswith("…")]
    return re.sub(r"head [0-9a-f]{64}", "head …", "\n".join((ran.stdout.rstrip(), *said)).strip("\n"))


@pytest.mark.slow
def test_a_claim_comes_from_the_desk_to_the_members_as_the_page_says(tmp_path: Path) -> None:
    make_book(tmp_path).rename(tmp_path / "autumn-2008")
    printed, commands, compared = "", 0, 0
    for language, block in BLOCK.findall(PAGE):
        if language == "yaml":
            (tmp_path / block.partition("\n")[0].removeprefix("# ")).write_text(block, encoding="utf-8")
        elif language == "sh":
            printed = done(block.replace("\\\n", " ").strip(), tmp_path)
            commands += 1
        else:
            assert [line.rstrip() for line in printed.splitlines()] == block.rstrip("\n").splitlines()
            compared += 1
    assert commands >= 12
    assert compared == commands
