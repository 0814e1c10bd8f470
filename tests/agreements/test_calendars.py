"""Calendars of working days: the rules of days, checked against days that are known."""

from datetime import date
from pathlib import Path

import pytest

from arrears.agreements.calendars import (
    calendar_faults,
    calendar_names,
    day_of,
    easter,
    is_rule,
    load_calendar,
    read_calendar,
)
from arrears.findings import Refused


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("03-31", 2010, date(2010, 3, 31)),
        ("4th thursday of november", 2008, date(2008, 11, 27)),
        ("friday after 4th thursday of november", 2008, date(2008, 11, 28)),
        ("tuesday after 1st monday of november", 2010, date(2010, 11, 2)),
        ("last monday of may", 2009, date(2009, 5, 25)),
        ("1st monday of september", 2014, date(2014, 9, 1)),
        ("good friday", 2009, date(2009, 4, 10)),
    ],
)
def test_a_rule_names_a_day_of_each_year(rule: str, year: int, day: date) -> None:
    assert is_rule(rule)
    assert day_of(rule, year) == day


@pytest.mark.parametrize(
    ("year", "day"),
    # From the tables of the Book of Common Prayer; 1954, 1981 and 2049 are the computus's hard years.
    [
        (1954, date(1954, 4, 18)),
        (1981, date(1981, 4, 19)),
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2019, date(2019, 4, 21)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter_is_that_of_the_tables(year: int, day: date) -> None:
    assert easter(year) == day


@pytest.mark.parametrize("rule", ["02-29", "02-30", "5th monday of may", "1st moonday of may", "easter", ""])
def test_what_is_no_day_of_every_year_is_no_rule(rule: str) -> None:
    assert not is_rule(rule)


def test_the_shipped_calendars_are_named_and_cited() -> None:
    assert calendar_names() == ("us-ca", "us-federal", "us-ny")
    assert all(load_calendar(name).name == name for name in calendar_names())
    assert load_calendar("us-federal").perhaps == ()
    assert all(load_calendar(name).citation.source for name in calendar_names())


def test_a_calendar_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(Refused) as refused:
        load_calendar("us-cal")
    assert refused.value.findings[0].problem == "there is no calendar 'us-cal'."
    assert refused.value.findings[0].remedy == "write 'us-ca'"
    [fault] = calendar_faults("us-cal", [], "here")
    assert fault.problem == "this names no calendar."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("calendar: x\ntitle: y\n", "the calendar has no citation."),
        ("calendar: x\ncite: z\nstatus: derived\n", "the key 'title' is missing in a calendar."),
        (
            "calendar: x\ntitle: y\ncite: z\nstatus: derived\nperhaps:\n- {name: a, is: never}\n",
            "this is no rule of a day.",
        ),
        (
            "calendar: x\ntitle: y\ncite: z\nstatus: derived\nperhaps:\n- {name: a, is: 03-31, from: then}\n",
            "this is no year.",
        ),
    ],
)
def test_a_faulty_calendar_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_calendar(path)
    assert told in str(refused.value)
