"""The page on the settlement desk is done from beginning to end: commands run, their output compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.book_fixture import make_book

from .pages import printed_without_heads, walk_page


@pytest.mark.slow
def test_a_claim_comes_from_the_desk_to_the_members_as_the_page_says(tmp_path: Path) -> None:
    make_book(tmp_path).rename(tmp_path / "autumn-2008")
    commands, compared = walk_page("settlement-desk", tmp_path, printed_without_heads).done
    assert commands >= 12
    assert compared == commands
