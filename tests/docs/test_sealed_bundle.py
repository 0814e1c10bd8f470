"""The page on sealed bundles is done from beginning to end: files written, commands run, endings compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from arrears.claims.bundle import RELEASABLE
from arrears.claims.exhibits import MARK_LETTERS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sealed-bundle.md").read_text(encoding="utf-8")
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text|csv (\S+))\n(.*?)```", flags=re.DOTALL)


def printed(line: str, place: Path) -> list[str]:
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 3), ran.stderr
    return ran.stdout.splitlines()


def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    found: list[str] = []
    commands = compared = 0
    for language, name, block in BLOCK.findall(PAGE):
        if name:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif language == "sh":
            for line in block.strip().splitlines():
                found = printed(line, tmp_path)
                commands += 1
        else:
            expected = block.splitlines()  # the lines before name roots and seals, which are random
            assert found[-len(expected) :] == expected
            assert any(line.startswith("root ") for line in found)
            compared += 1
    assert (commands, compared) == (7, 2)


def test_the_page_names_every_mark_and_every_class_that_can_be_released() -> None:
    assert all(f"`{letter}-1`" in PAGE for letter in MARK_LETTERS.values())
    assert all(f"`{word}`" in PAGE for word in RELEASABLE)
