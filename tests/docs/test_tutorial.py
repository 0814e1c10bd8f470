"""The tutorial is done from beginning to end: files written, commands run, their output compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial-own-agreement.md").read_text(encoding="utf-8")
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text|yaml)\n(.*?)```", flags=re.DOTALL)


def done(line: str, place: Path) -> str:
    """What one command prints, findings included."""
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    assert not ran.stderr, ran.stderr
    return ran.stdout


def test_a_newcomer_comes_from_nothing_to_a_passing_case(tmp_path: Path) -> None:
    printed, commands, compared = "", 0, 0
    for language, block in BLOCK.findall(PAGE):
        if language == "yaml":
            path = tmp_path / block.partition("\n")[0].removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif language == "sh":
            printed = done(block.strip(), tmp_path)
            commands += 1
        else:
            assert [line.rstrip() for line in printed.splitlines()] == block.splitlines()
            compared += 1
    assert (commands, compared) == (7, 7)
