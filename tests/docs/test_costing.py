"""The page on pricing offers is done from beginning to end, and its figures are those that are printed."""

from pathlib import Path

import pytest

from .pages import assert_in_order, printed_well, walk_page


@pytest.mark.slow
def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    assert walk_page("costing", tmp_path, printed_well, assert_in_order).done == (3, 1)
