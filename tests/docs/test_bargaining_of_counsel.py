"""The pages on packages and on claims at the table are done from beginning to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.book_fixture import make_book

from .pages import printed_without_heads, walk_page


@pytest.mark.parametrize(
    ("page", "least", "shown"),
    [("packages", 7, 7), ("claims-on-the-table", 8, 5)],
    ids=lambda word: str(word),
)
def test_counsel_does_what_the_page_says(tmp_path: Path, page: str, least: int, shown: int) -> None:
    make_book(tmp_path).rename(tmp_path / "autumn-2008")
    commands, compared = walk_page(page, tmp_path, printed_without_heads).done
    assert commands >= least
    assert compared == shown
