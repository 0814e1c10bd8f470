"""The page on one award and its class prints what it says, from the published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import run_python

ROOT = Path(__file__).resolve().parents[2]
COSTINGS = ROOT.parent / "shared" / "reference" / "costings.yaml"


@pytest.mark.skipif(
    not COSTINGS.is_file(), reason="the shared reference folder beside the repository is not here"
)
def test_the_published_figures_are_worked_out_as_the_page_prints() -> None:
    ((said, printed),) = run_python("one-award-and-its-class")
    assert printed == said
