"""The page on waiting and stopping: its files written, its commands run, what they print compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.book_fixture import make_book
from tests.cli.secret_books import SIGNED

from .pages import BLOCK, printed_without_heads, read_page, walk_page

DEMONSTRATION = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining"


@pytest.mark.slow
def test_the_page_is_done_from_beginning_to_end(tmp_path: Path) -> None:
    make_book(tmp_path).rename(tmp_path / "autumn-2008")
    (tmp_path / "offer.yaml").write_text(SIGNED, encoding="utf-8")
    commands, compared = walk_page("delay", tmp_path, printed_without_heads).done
    assert (commands, compared) == (13, 12)


def test_the_files_of_the_page_are_those_of_the_demonstration() -> None:
    files = {file: block for language, file, block in BLOCK.findall(read_page("delay")) if language == "yaml"}
    assert files["stakes.yaml"] == (DEMONSTRATION / "stakes.yaml").read_text(encoding="utf-8")
    assert files["assumptions.yaml"] == (DEMONSTRATION / "delay-assumptions.yaml").read_text(encoding="utf-8")


def test_the_offer_that_the_page_names_is_printed_nowhere_else_than_said() -> None:
    assert "1.40%" in SIGNED
    assert re.search(r"19 quoted or disputed figures", read_page("delay"))
