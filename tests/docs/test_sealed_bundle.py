"""The page on sealed bundles is done from beginning to end: files written, commands run, endings compared."""

from pathlib import Path

from tests.command_line import Ran

from arrears.claims.bundle import RELEASABLE
from arrears.claims.exhibits import MARK_LETTERS

from .pages import assert_end, read_page, walk_page


def printed(ran: Ran) -> list[str]:
    """What a command printed: 3 is the code of `claim check` for a copy in which something is withheld."""
    assert ran.returncode in (0, 3), ran.stderr
    return ran.stdout.splitlines()


def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    walked = walk_page("sealed-bundle", tmp_path, printed, assert_end)
    assert walked.done == (7, 2)
    shown = [ran for ran in walked.ran if any(line.startswith("root ") for line in ran.stdout.splitlines())]
    assert len(shown) >= 2


def test_the_page_names_every_mark_and_every_class_that_can_be_released() -> None:
    page = read_page("sealed-bundle")
    assert all(f"`{letter}-1`" in page for letter in MARK_LETTERS.values())
    assert all(f"`{word}`" in page for word in RELEASABLE)
