"""The page on deadlines is done from beginning to end: files written, commands run, output compared."""

from pathlib import Path

import pytest
from icalendar import Calendar

from .pages import read_page, walk_page


@pytest.mark.slow
def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    assert walk_page("deadlines", tmp_path).done == (13, 5)
    events = Calendar.from_ical((tmp_path / "deadlines.ics").read_bytes()).walk("VEVENT")
    assert {event["STATUS"] for event in events} == {"CONFIRMED", "CANCELLED"}


def test_every_state_has_a_row() -> None:
    from typing import get_args

    from arrears.claims.clocks import State

    page = read_page("deadlines")
    table = page[page.index("| state | which is |") : page.index("## How a day is counted")]
    words = {word.strip() for row in table.splitlines()[2:] if row for word in row.split("|")[1].split(",")}
    assert words == {*get_args(State)} - {"not started"}
