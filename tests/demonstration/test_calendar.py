"""Due days and months late, each by hand."""

import itertools
from datetime import date

import pytest
from tools.demonstration.calendar import QUARTERS, add_months, quarter_index, whole_months_late


def test_the_printed_due_days_are_the_first_ones_after_each_quarter() -> None:
    months = {3: (5, 31), 6: (8, 30), 9: (11, 30), 12: (3, 1)}
    for quarter in QUARTERS:
        assert (quarter.due_on.month, quarter.due_on.day) == months[quarter.to_on.month]
        assert 59 <= (quarter.due_on - quarter.to_on).days <= 61


def test_quarters_follow_each_other_without_a_gap() -> None:
    for before, after in itertools.pairwise(QUARTERS):
        assert (after.from_on - before.to_on).days == 1
        assert after.place == before.place + 1


@pytest.mark.parametrize(
    ("due", "until", "months"),
    [
        (date(2008, 8, 30), date(2008, 8, 30), 0),
        (date(2008, 8, 30), date(2008, 9, 29), 0),
        (date(2008, 8, 30), date(2008, 9, 30), 1),
        (date(2008, 8, 30), date(2008, 11, 28), 2),
        (date(2009, 1, 31), date(2009, 2, 28), 1),
        (date(2008, 11, 30), date(2009, 8, 31), 9),
        (date(2009, 8, 30), date(2009, 8, 1), 0),
    ],
)
def test_only_whole_months_count_as_late(due: date, until: date, months: int) -> None:
    assert whole_months_late(due, until) == months


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert add_months(date(2008, 10, 31), 4) == date(2009, 2, 28)
    assert add_months(date(2008, 12, 15), 1) == date(2009, 1, 15)


def test_a_day_outside_the_demonstration_is_refused() -> None:
    with pytest.raises(ValueError, match="2008-02-12 lies in no quarter"):
        quarter_index(date(2008, 2, 12))
