"""The page on deadlines is done from beginning to end: files written, commands run, output compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text|yaml)\n(.*?)```", flags=re.DOTALL)


def printed(line: str, place: Path) -> str:
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout + (ran.stderr if ran.returncode else "")


@pytest.mark.slow
def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    found, commands, compared = "", 0, 0
    for language, block in BLOCK.findall(PAGE):
        if language == "yaml":
            path = tmp_path / block.partition("\n")[0].removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif language == "sh":
            for line in block.strip().splitlines():
                found = printed(line, tmp_path)
                commands += 1
        else:
            assert [line.rstrip() for line in found.splitlines()] == block.splitlines()
            compared += 1
    assert (commands, compared) == (13, 5)
    events = Calendar.from_ical((tmp_path / "deadlines.ics").read_bytes()).walk("VEVENT")
    assert {event["STATUS"] for event in events} == {"CONFIRMED", "CANCELLED"}


def test_every_state_has_a_row() -> None:
    from typing import get_args

    from arrears.claims.clocks import State

    table = PAGE[PAGE.index("| state | which is |") : PAGE.index("## How a day is counted")]
    words = {word.strip() for row in table.splitlines()[2:] if row for word in row.split("|")[1].split(",")}
    assert words == {*get_args(State)} - {"not started"}
