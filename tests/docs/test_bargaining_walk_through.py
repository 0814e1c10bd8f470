"""The walk through an autumn of bargaining is done from beginning to end, and prints what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdf
import pytest
from tests.command_line import ROOT
from tools.demonstration import generate, write

from .pages import assert_among, walk_page


@pytest.mark.slow
def test_the_autumn_is_walked_from_the_first_proposal_to_the_vote(tmp_path: Path) -> None:
    write(generate(2008), tmp_path / "out" / "files")
    shutil.copytree(ROOT / "tools" / "demonstration" / "bargaining", tmp_path / "out" / "bargaining")
    walked = walk_page("bargaining-walk-through", tmp_path, compare=assert_among)
    (refused,) = [ran for ran in walked.ran if ran.returncode]
    assert "offer price" in " ".join(refused.args)
    commands, compared = walked.done
    assert commands > 20
    assert compared >= 12
    words = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "packet.pdf").pages).split()
    )
    for told in ("The agreement's text governs", "How to vote", "what was given up, and by whom"):
        assert told in words
    assert (tmp_path / "timeline.svg").read_text(encoding="utf-8").startswith("<svg")
