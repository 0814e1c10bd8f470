"""The grammar of figures: what it reads, and what it says of everything else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.formula.figures import read_day, read_figure, read_number, read_unit
from arrears.formula.kinds import MONEY, NUMBER, combine, counts
from arrears.formula.nodes import Day, Figure, Word


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("$1,302", 130_200, MONEY),
        ("-$800.00", -80_000, MONEY),
        ("$0.005", Fraction(1, 2), MONEY),
        ("0.36%", Fraction(9, 2500), NUMBER),
        ("100,000 copies", 100_000, counts("copies")),
        ("1 copy", 1, counts("copies")),
        ("5/6", Fraction(5, 6), NUMBER),
        ("60 minutes per hour", 60, combine(counts("minutes"), counts("hours"), -1)),
        ("$10.00 per day", 1000, combine(MONEY, counts("days"), -1)),
        ("010", 10, NUMBER),
        ("1.5", Fraction(3, 2), NUMBER),
        (" 7 ", 7, NUMBER),
    ],
)
def test_a_figure_is_read_exactly(text: str, value: Fraction, kind: object) -> None:
    figure = read_figure(text, "file:1", name="rate", address="a/b")
    assert figure == Figure(Fraction(value), kind, "rate", "a/b")  # type: ignore[arg-type]


def test_dates_and_words_are_told_from_numbers() -> None:
    assert read_figure("2024-07-01") == Day(date(2024, 7, 1))
    assert read_figure("home video") == Word("home video")
    assert read_figure("yes") == Word("yes")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "",
            "f:2: not a figure\n  expected a figure such as $1,302, 0.36%, 100,000 copies",
        ),
        ("12:30", "not a figure"),
        ("1e3", "not a figure"),
        ("1,00", "not a figure"),
        ("$1%", "f:2: two units at once\n  expected one of $, % or a unit, found $1%"),
        ("5% copies", "two units at once"),
        ("1/0", "f:2: a fraction over zero\n  expected a fraction, found 1/0"),
        ("7 copis", "f:2: unknown unit\n  expected a counting unit, found copis\n  Try: write 'copies'"),
        ("2024-02-30", "f:2: no such day\n  expected a date such as 2024-07-01, found 2024-02-30"),
        ("9" * 16, "f:2: a figure too large or too fine to figure with\n  expected below 10^15, found 9999"),
        ("0." + "1" * 16, "a figure too large or too fine to figure with"),
        ("1" * 81, "f:2: a figure of 81 characters\n  expected at most 80 characters, found 1111111"),
    ],
)
def test_what_is_no_figure_is_refused_with_what_was_found(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_figure(text, "f:2")
    assert said in str(refused.value)


def test_a_number_is_wanted_and_a_word_is_found() -> None:
    with pytest.raises(Refused, match="not a number\n  expected a number, found many"):
        read_number("many")
    with pytest.raises(Refused, match="no such day"):
        read_day("today")
    assert read_unit("weeks") == "weeks"


@given(st.integers(-(10**12), 10**12))
def test_cents_written_as_dollars_come_back(cents: int) -> None:
    written = f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    assert read_number(written).value == cents


def check_said(refused: Refused) -> None:
    assert all(finding.problem for finding in refused.findings)


@given(
    st.text(alphabet=st.characters(), max_size=90) | st.text("$%-.,/0123456789 copies per day", max_size=30)
)
def test_no_text_gets_past_refusal(text: str) -> None:
    try:
        read_figure(text)
    except Refused as refused:
        check_said(refused)


@pytest.mark.parametrize("text", ["5 furlongs", "1/0", "$5%", "9,000,000,000,000,000"])
def test_a_fault_of_one_figure_in_two_files_is_told_with_each_place(text: str) -> None:
    for place in ("one.yaml:3:5", "other.yaml:7:9"):
        with pytest.raises(Refused) as refused:
            read_figure(text, place)
        assert [finding.place for finding in refused.value.findings] == [place]
