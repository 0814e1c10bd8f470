"""The page on stoppages is done from beginning to end: commands run, and what they print is what it shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.demonstration.stoppage import make_stoppage, write_stoppage  # noqa: E402

PAGE = (ROOT / "docs" / "stoppage.md").read_text(encoding="utf-8")
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text)\n(.*?)```", flags=re.DOTALL)


def printed(line: str, place: Path) -> list[str]:
    """What one command prints; it must end well."""
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{line}\n{ran.stderr}"
    return [one.rstrip() for one in ran.stdout.splitlines()]


def lacking(shown: list[str], told: list[str]) -> list[str]:
    """The lines shown that were not printed, in this order."""
    rest = iter(told)
    return [line for line in shown if not any(line == one for one in rest)]


@pytest.mark.slow
def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    write_stoppage(make_stoppage(2008), tmp_path / "out" / "stoppage-files")
    told: list[str] = []
    commands = shown = 0
    for language, block in BLOCK.findall(PAGE):
        lines = [line.rstrip() for line in block.splitlines()]
        if language == "sh":
            for line in lines:
                told = printed(line, tmp_path)
                commands += 1
        else:
            assert lacking(lines, told) == []
            shown += len(lines)
    assert (commands, shown > 35) == (12, True)
