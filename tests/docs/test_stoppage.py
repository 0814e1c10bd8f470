"""The page on stoppages is done from beginning to end: commands run, and what they print is what it shows."""

from pathlib import Path

import pytest
from tools.demonstration.stoppage import make_stoppage, write_stoppage

from .pages import assert_in_order, printed_well, read_page, walk_page


@pytest.mark.slow
def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    write_stoppage(make_stoppage(2008), tmp_path / "out" / "stoppage-files")
    walked = walk_page("stoppage", tmp_path, printed_well, assert_in_order)
    assert len(walked.ran) == 12
    shown = [
        line
        for block in read_page("stoppage").split("```text\n")[1:]
        for line in block[: block.index("```")].splitlines()
    ]
    assert len(shown) > 35
