"""The walk through a dispute is done from beginning to end, and prints what the page shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from tools.demonstration import generate, write
from tools.demonstration.stoppage import make_stoppage, write_stoppage

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "dispute-walk-through.md").read_text(encoding="utf-8")
ARREARS = Path(sys.executable).parent / "arrears"
BLOCK = re.compile(r"```(sh|text)\n(.*?)```", flags=re.DOTALL)


def done(line: str, place: Path) -> str:
    """What one command prints, findings included."""
    command, *words = shlex.split(line)
    assert command == "arrears"
    ran = subprocess.run([str(ARREARS), *words], cwd=place, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), f"{line}\n{ran.stderr}"
    assert "Traceback" not in ran.stderr, f"{line}\n{ran.stderr}"
    refused = ran.returncode == 1
    assert not refused or "nothing was changed" in ran.stderr, f"{line}\n{ran.stderr}"
    return ran.stdout + (ran.stderr if refused else "")


@pytest.mark.slow
def test_the_dispute_is_walked_from_the_first_shortfall_to_the_last_check(tmp_path: Path) -> None:
    write(generate(2008), tmp_path / "out" / "files")
    write_stoppage(make_stoppage(2008), tmp_path / "out" / "stoppage-files")
    printed, commands, compared, refused = "", 0, 0, []
    for language, block in BLOCK.findall(PAGE):
        if language == "sh":
            for line in block.strip().splitlines():
                printed = done(line, tmp_path)
                commands += 1
                refused += [line] if "nothing was changed" in printed else []
            continue
        lines = [line.rstrip() for line in printed.splitlines()]
        lacking = [line for line in block.splitlines() if line.rstrip() not in lines]
        assert not lacking, f"{lacking}\nnot among\n{printed}"
        compared += 1
    assert refused == [line for line in refused if "awarded --on 2009-10-02" in line]
    assert len(refused) == 1
    assert commands > 40
    assert compared >= 9
    assert_files(tmp_path)


def assert_files(place: Path) -> None:
    """The file for the arbitrator can be read, and the bundle verifies itself with nothing of ours."""
    pages = pypdf.PdfReader(place / "claim.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert f"Page {len(pages)} of {len(pages)}" in words
    for told in (
        "Writers Guild of America, claimants",
        "receipt.csv",
        "$6,710.21",
        "The readings side by side",
    ):
        assert told in words
    with zipfile.ZipFile(place / "claim.zip") as bundle:
        bundle.extractall(place / "bundle")
    checked = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"],
        cwd=place / "bundle",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "VERIFIED" in checked.stdout
    assert (place / "demand.docx").read_bytes()[:2] == b"PK"
