"""The page on offers is done from beginning to end, and prints what it shows."""

from pathlib import Path

from .pages import walk_page


def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    assert walk_page("offers", tmp_path).done == (6, 6)
