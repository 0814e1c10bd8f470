"""The page on performers is done from its files to the last answer, and what it shows is printed in order."""

from pathlib import Path

from .pages import assert_in_order, printed_well, walk_page


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    walked = walk_page("performers", tmp_path, printed_well, assert_in_order)
    assert walked.done == (14, 10)
