"""The page on news blackouts is done from beginning to end, and prints what it shows."""

from pathlib import Path

from .pages import printed_without_heads, walk_page


def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    assert walk_page("blackout", tmp_path, printed_without_heads).done == (9, 4)
