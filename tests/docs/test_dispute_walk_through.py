"""The walk through a dispute is done from beginning to end, and prints what the page shows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from tools.demonstration import generate, write
from tools.demonstration.stoppage import make_stoppage, write_stoppage

from .pages import assert_among, walk_page


@pytest.mark.slow
def test_the_dispute_is_walked_from_the_first_shortfall_to_the_last_check(tmp_path: Path) -> None:
    write(generate(2008), tmp_path / "out" / "files")
    write_stoppage(make_stoppage(2008), tmp_path / "out" / "stoppage-files")
    walked = walk_page("dispute-walk-through", tmp_path, compare=assert_among)
    (refused,) = [ran for ran in walked.ran if ran.returncode]
    assert " ".join(refused.args).count("awarded --on 2009-10-02") == 1
    assert "nothing was changed" in refused.stderr
    commands, compared = walked.done
    assert commands > 40
    assert compared >= 9
    assert_files(tmp_path)


def assert_files(place: Path) -> None:
    """The file for the arbitrator can be read, and the bundle verifies itself with nothing of ours."""
    pages = pypdf.PdfReader(place / "claim.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert f"Page {len(pages)} of {len(pages)}" in words
    for told in (
        "Writers Guild of America, claimant",
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
