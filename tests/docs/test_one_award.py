"""The page on one award and its class prints what it says, from the published figures."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "one-award-and-its-class.md"
COSTINGS = ROOT.parent / "shared" / "reference" / "costings.yaml"
BLOCKS = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(
    not COSTINGS.is_file(), reason="the shared reference folder beside the repository is not here"
)
def test_the_published_figures_are_worked_out_as_the_page_prints() -> None:
    ((code, said),) = BLOCKS.findall(PAGE.read_text(encoding="utf-8"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.chdir(ROOT):
        exec(compile(code, str(PAGE), "exec"), {})
    assert printed.getvalue() == said
