"""Bounds that somebody gives of a fact: both ends and a reason, or a refusal that says what lacks."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.claims.fact_bounds import FactBound, numeric_kinds, read_bounds
from arrears.findings import Finding, Refused


def faults(*texts: str) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        read_bounds(texts)
    return list(refused.value.findings)


def test_money_counts_and_days_are_read_as_their_kind_says() -> None:
    texts = (
        "gross=$0.00..$50,000.00; the licence", "copies = 10 .. 20,000 ; the platform's report",
        "first_release_on=2008-09-22..2008-09-23; posters",
    )  # fmt: skip
    day = date(2008, 9, 22).toordinal()
    assert read_bounds(texts) == (
        FactBound("gross", 0, 5_000_000, "the licence", "gross from $0.00 to $50,000.00"),
        FactBound("copies", 10, 20_000, "the platform's report", "copies from 10 to 20,000"),
        FactBound("first_release_on", day, day + 1, "posters",
                  "first release on from 2008-09-22 to 2008-09-23"),
    )  # fmt: skip
    assert read_bounds(["gross=12..12; the stub"])[0].high == 12_00


def test_an_end_that_nobody_knows_is_no_bound_and_none_is_made_up() -> None:
    (upper,) = faults("gross=$0.00..; the licence")
    assert upper.code == "bound-open"
    assert upper.problem.startswith("no upper bound known of gross")
    (lower,) = faults("gross=..$5.00; the licence")
    assert lower.problem.startswith("no lower bound known of gross")


def test_a_bound_without_a_reason_is_refused() -> None:
    for text in ("gross=$0.00..$5.00", "gross=$0.00..$5.00; "):
        (fault,) = faults(text)
        assert (fault.code, fault.found) == ("bound-no-reason", "nothing")


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("gross", "bound-not-well-formed", "this gives no bounds of a fact"),
        ("gros=$0.00..$5.00; x", "bound-unknown-fact", "no fact of that name is a number or a day"),
        ("market=download..rental; x", "bound-unknown-fact", "no fact of that name is a number or a day"),
        ("gross=nothing..$5.00; x", "bound-not-well-formed", "this is no value of the fact"),
        ("gross=$9.00..$5.00; x", "bound-not-well-formed", "the lower bound is above the upper"),
        ("copies=1.5..2; x", "bound-not-well-formed", "this is no value of the fact"),
        ("written_on=2008-13-01..2009-01-01; x", "bound-not-well-formed", "this is no value of the fact"),
    ],
)
def test_what_is_no_bound_says_why(text: str, code: str, problem: str) -> None:
    (fault,) = faults(text)
    assert (fault.place, fault.code, fault.problem) == ("--bound", code, problem)


def test_all_faults_are_told_at_once_and_a_fact_is_bounded_once() -> None:
    told = faults("gross=$0.00..", "copies=2..1; x")
    assert [one.code for one in told] == ["bound-open", "bound-no-reason", "bound-not-well-formed"]
    (twice,) = faults("gross=$0.00..$1.00; a", "gross=$0.00..$2.00; b")
    assert (twice.code, twice.found) == ("bound-twice", "gross")


def test_every_fact_that_is_a_number_or_a_day_can_be_bounded() -> None:
    kinds = numeric_kinds()
    assert {"gross", "copies", "minutes", "budget", "shown_on", "weekly_pay"} <= set(kinds)
    assert not {"market", "work", "bonus_reached"} & set(kinds)
