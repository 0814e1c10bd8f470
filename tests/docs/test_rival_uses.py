"""The pages on rival sources and on requests are done from beginning to end, and their output compared."""

from pathlib import Path

import pytest

from .pages import walk_page


@pytest.mark.slow
@pytest.mark.parametrize(("page", "done"), [("rival-uses", (13, 10)), ("information-requests", (9, 4))])
def test_the_page_prints_what_it_says(tmp_path: Path, page: str, done: tuple[int, int]) -> None:
    assert walk_page(page, tmp_path).done == done
