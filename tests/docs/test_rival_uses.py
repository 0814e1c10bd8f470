"""The pages on rival sources and on requests are done from beginning to end, and their output compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text|csv (\S+))\n(.*?)```", flags=re.DOTALL)


def printed(line: str, place: Path) -> str:
    """What one command prints; of a refusal, what it says on stderr."""
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout + (ran.stderr if ran.returncode else "")


@pytest.mark.slow
@pytest.mark.parametrize(("page", "done"), [("rival-uses", (13, 10)), ("information-requests", (8, 3))])
def test_the_page_prints_what_it_says(tmp_path: Path, page: str, done: tuple[int, int]) -> None:
    found, commands, compared = "", 0, 0
    for language, name, block in BLOCK.findall((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")):
        if name:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif language == "sh":
            for line in block.strip().splitlines():
                found = printed(line, tmp_path)
                commands += 1
        else:
            assert [line.rstrip() for line in found.splitlines()] == block.splitlines()
            compared += 1
    assert (commands, compared) == done
