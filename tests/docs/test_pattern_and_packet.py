"""The pages on what one change reaches and on the ratification packet, done as they are written."""

from pathlib import Path

import pytest
from tests.cli.book_fixture import make_book

from .pages import printed_well, walk_page


def test_the_page_on_patterns_is_done(tmp_path: Path) -> None:
    assert walk_page("pattern", tmp_path).done == (7, 5)


@pytest.mark.slow
def test_the_page_on_the_packet_is_done(tmp_path: Path) -> None:
    make_book(tmp_path).rename(tmp_path / "autumn-2008")
    assert walk_page("ratification-packet", tmp_path, printed_well).done == (5, 5)
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF-")
