"""Windows are judged as trying every truth would judge them, and the looks that settle them are the ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.days_online import Days, Look, bound_days
from arrears.claims.free_windows import COUNTINGS, Counting, Judged, judge_window

FIRST = date(2008, 9, 1)
SPAN = 9
WINDOWS = st.integers(0, 5)
# Per day of a short span: nobody looked, it was seen, it was gone.
LOOKS = st.lists(st.sampled_from(["?", "x", "-"]), min_size=SPAN, max_size=SPAN).map("".join)


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def looks_of(text: str) -> list[Look]:
    return [Look(day(k), day(k), mark == "x") for k, mark in enumerate(text) if mark != "?"]


def truths(text: str) -> Iterator[str]:
    open_places = [k for k, mark in enumerate(text) if mark == "?"]
    for chosen in subsets(open_places):
        yield "".join("x" if mark == "x" or k in chosen else "-" for k, mark in enumerate(text))


def subsets(places: Sequence[int]) -> Iterable[tuple[int, ...]]:
    return chain.from_iterable(combinations(places, size) for size in range(len(places) + 1))


def seen_runs(truth: str, text: str) -> list[tuple[int, int]]:
    """First and last place of the times online of a truth in which the looks saw the title."""
    runs = [(m.start(), m.end() - 1) for m in re.finditer("x+", truth)]
    return [(a, b) for a, b in runs if "x" in text[a : b + 1]]


def is_outstayed(truth: str, text: str, window: int, counting: Counting) -> bool:
    runs = seen_runs(truth, text)
    if counting == "each time":
        return any(b - a + 1 > window for a, b in runs)
    return bool(runs) and runs[-1][1] - runs[0][0] + 1 > window


def judge(text: str, window: int, counting: Counting) -> Judged:
    return judge_window(bound_days(looks_of(text), FIRST, day(len(text) - 1)), window, counting)


@given(text=LOOKS, window=WINDOWS, counting=st.sampled_from(COUNTINGS))
def test_the_verdict_is_that_of_trying_every_truth(text: str, window: int, counting: Counting) -> None:
    outcomes = {is_outstayed(truth, text, window, counting) for truth in truths(text)}
    wanted = {True: "certainly", False: "certainly not"}[outcomes.pop()] if len(outcomes) == 1 else "possibly"
    assert judge(text, window, counting).verdict == wanted


def places_of(stretches: Iterable[Days]) -> set[int]:
    return {
        k for days in stretches for k in range((days.from_on - FIRST).days, (days.to_on - FIRST).days + 1)
    }


def with_looks(text: str, places: Iterable[int], mark: str) -> str:
    chosen = set(places)
    return "".join(mark if k in chosen else before for k, before in enumerate(text))


@given(text=LOOKS, window=WINDOWS)
def test_one_look_that_finds_it_gone_settles_exactly_on_the_days_named(text: str, window: int) -> None:
    judged = judge(text, window, "each time")
    if judged.verdict != "possibly":
        return
    settling = {
        k
        for k, mark in enumerate(text)
        if mark == "?" and judge(with_looks(text, [k], "-"), window, "each time").verdict == "certainly not"
    }
    assert places_of(judged.gone_settles) == settling


@given(text=LOOKS, window=WINDOWS)
def test_no_fewer_looks_than_those_named_show_it_was_outstayed(text: str, window: int) -> None:
    judged = judge(text, window, "each time")
    if judged.verdict != "possibly":
        return
    named = places_of(judged.there_settles)
    assert judge(with_looks(text, named, "x"), window, "each time").verdict == "certainly"
    open_places = [k for k, mark in enumerate(text) if mark == "?"]
    fewer = (chosen for chosen in subsets(open_places) if len(chosen) < len(named))
    assert all(judge(with_looks(text, c, "x"), window, "each time").verdict == "possibly" for c in fewer)


@given(text=LOOKS, window=WINDOWS)
def test_counted_once_one_look_settles_exactly_on_the_days_named(text: str, window: int) -> None:
    judged = judge(text, window, "once")
    if judged.verdict != "possibly":
        return
    settling = {
        k
        for k, mark in enumerate(text)
        if mark == "?" and judge(with_looks(text, [k], "x"), window, "once").verdict == "certainly"
    }
    assert places_of(judged.there_settles) == settling


@given(text=LOOKS, window=WINDOWS, counting=st.sampled_from(COUNTINGS))
def test_a_longer_window_is_never_outstayed_more(text: str, window: int, counting: Counting) -> None:
    order = ("certainly not", "possibly", "certainly")
    shorter, longer = judge(text, window, counting), judge(text, window + 1, counting)
    assert order.index(longer.verdict) <= order.index(shorter.verdict)


def test_day_one_counts_and_the_day_after_the_window_is_paid() -> None:
    assert judge("xxx------", 3, "each time").verdict == "certainly not"
    judged = judge("xxxx-----", 3, "each time")
    assert (judged.verdict, judged.paid_from) == ("certainly", day(3))


def test_a_return_starts_a_window_of_its_own_or_none() -> None:
    assert judge("xx--xx---", 3, "each time").verdict == "certainly not"
    assert judge("xx--xx---", 3, "once").verdict == "certainly"


def test_days_around_which_nobody_saw_it_are_not_judged() -> None:
    assert judge("xx-??????", 3, "each time").verdict == "certainly not"
    assert judge("????-????", 3, "once").verdict == "certainly not"


def test_a_title_without_a_first_day_may_always_have_outstayed() -> None:
    found = bound_days([Look(day(0), day(0), True), Look(day(1), day(1), False)], None, day(3))
    for counting in COUNTINGS:
        assert judge_window(found, 17, counting).verdict == "possibly"


def test_a_window_of_fewer_than_no_days_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="no fewer than 0 days"):
        judge_window(bound_days([], FIRST, FIRST), -1, "once")
