"""The page on paths is done from beginning to end: files written, commands run, excerpts found in order."""

from pathlib import Path

from .pages import assert_in_order, printed_well, walk_page


def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    assert walk_page("path", tmp_path, printed_well, assert_in_order).done == (12, 12)
