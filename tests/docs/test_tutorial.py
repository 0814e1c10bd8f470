"""The tutorial is done from beginning to end: files written, commands run, their output compared."""

from pathlib import Path

from .pages import printed_alone, walk_page


def test_a_newcomer_comes_from_nothing_to_a_passing_case(tmp_path: Path) -> None:
    assert walk_page("tutorial-own-agreement", tmp_path, printed_alone).done == (7, 7)
