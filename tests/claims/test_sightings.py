"""Looks become stretches of days: one monitor's word, without its own gaps, carried only where asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.claims.days_online import Look, bound_days
from arrears.claims.sightings import Watched, each_watched, gather_looks

FIRST = date(2008, 9, 1)
SPAN = 16
LAST = FIRST + timedelta(days=SPAN - 1)
CONNECTION = duckdb.connect()
Row = tuple[str, str, int, str, bool]


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def watched(
    rows: Sequence[Row], gaps: Sequence[tuple[str, int, int]] = (), *, are_carried: bool = False
) -> list[Watched]:
    """rows: title, service, day, monitor, whether it was there. gaps: monitor, first and last day."""
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE record_sighting (title_id VARCHAR, service VARCHAR, territory VARCHAR,"
        " seen_on DATE, monitor VARCHAR, is_there BOOLEAN)"
    )
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE record_monitor_gap (monitor VARCHAR, from_on DATE, to_on DATE)"
    )
    for title, service, place, monitor, is_there in rows:
        CONNECTION.execute(
            "INSERT INTO record_sighting VALUES (?, ?, 'us', ?, ?, ?)",
            [title, service, day(place), monitor, is_there],
        )
    for monitor, begin, end in gaps:
        CONNECTION.execute("INSERT INTO record_monitor_gap VALUES (?, ?, ?)", [monitor, day(begin), day(end)])
    gather_looks(CONNECTION, LAST, are_carried=are_carried)
    return list(each_watched(CONNECTION))


def log(text: str, monitor: str = "M1") -> list[Row]:
    """One monitor's log of one title: `x` seen, `-` gone, `?` no look."""
    return [("T1", "S1", k, monitor, mark == "x") for k, mark in enumerate(text) if mark != "?"]


def test_days_in_a_row_with_one_answer_are_one_stretch() -> None:
    (found,) = watched(log("xxx?x--"))
    assert found.looks == (
        Look(day(0), day(2), True),
        Look(day(4), day(4), True),
        Look(day(5), day(6), False),
    )
    assert (found.title_id, found.service, found.territory, found.monitors) == ("T1", "S1", "us", ("M1",))


def test_titles_services_and_monitors_are_kept_apart() -> None:
    rows = [("T2", "S1", 1, "M1", True), ("T1", "S2", 2, "M1", True), ("T1", "S1", 3, "M2", False)]
    rows += [("T1", "S1", 3, "M1", True)]
    found = watched(rows)
    assert [(one.title_id, one.service) for one in found] == [("T1", "S1"), ("T1", "S2"), ("T2", "S1")]
    assert found[0].monitors == ("M1", "M2")
    assert found[0].looks == (Look(day(3), day(3), False), Look(day(3), day(3), True))


def test_a_look_in_the_monitors_own_gap_is_not_counted_and_is_told() -> None:
    (found,) = watched(log("xxxxx"), gaps=[("M1", 2, 3)])
    assert found.looks == (Look(day(0), day(1), True), Look(day(4), day(4), True))
    assert found.in_gaps == 2


def test_a_title_seen_only_in_gaps_is_still_listed() -> None:
    (found,) = watched(log("?x"), gaps=[("M1", 0, 5)])
    assert (found.looks, found.monitors, found.in_gaps) == ((), (), 1)


def test_another_monitors_gap_takes_nothing_away() -> None:
    (found,) = watched(log("xxxxx"), gaps=[("M2", 0, 9)])
    assert found.looks == (Look(day(0), day(4), True),)


def test_looks_that_agree_are_carried_only_when_asked() -> None:
    (found,) = watched(log("x??x?-"), are_carried=True)
    assert found.looks == (Look(day(0), day(3), True), Look(day(5), day(5), False))


@pytest.mark.parametrize("gap", [(1, 2), (2, 2), (1, 4)])
def test_nothing_is_carried_over_a_gap(gap: tuple[int, int]) -> None:
    (found,) = watched(log("x??xx"), gaps=[("M1", *gap)], are_carried=True)
    assert Look(day(0), day(3), True) not in found.looks
    bounded = bound_days(found.looks, FIRST, LAST)
    unseen = [day(place) for place in range(gap[0], min(gap[1], 3) + 1)]
    assert not any(days.from_on <= one <= days.to_on for one in unseen for days in bounded.certain)


def test_rows_of_one_monitor_that_disagree_are_both_told() -> None:
    (found,) = watched([*log("xxx"), ("T1", "S1", 1, "M1", False)])
    assert (
        bound_days(found.looks, FIRST, day(2)).contested
        == bound_days([Look(day(1), day(1), True), Look(day(1), day(1), False)], day(1), day(1)).contested
    )


@settings(max_examples=40, deadline=None)
@given(
    truth=st.sets(st.integers(0, SPAN - 1)),
    looked=st.sets(st.integers(0, SPAN - 1)),
    gap=st.tuples(st.integers(0, SPAN - 1), st.integers(0, 5)),
)
def test_bounds_from_a_book_hold_for_any_truth_and_a_gap_covers_its_days(
    truth: set[int], looked: set[int], gap: tuple[int, int]
) -> None:
    rows = [("T1", "S1", place, "M1", place in truth) for place in looked]
    begin, end = gap[0], gap[0] + gap[1]
    for found in watched(rows, gaps=[("M1", begin, end)]):
        bounded = bound_days(found.looks, FIRST, LAST)
        for place in range(SPAN):
            is_certain = any(days.from_on <= day(place) <= days.to_on for days in bounded.certain)
            is_possible = any(days.from_on <= day(place) <= days.to_on for days in bounded.possible)
            assert is_certain <= (place in truth) <= is_possible
            if begin <= place <= end:
                assert not is_certain
                assert is_possible


@settings(max_examples=40, deadline=None)
@given(
    runs=st.lists(st.booleans(), min_size=SPAN, max_size=SPAN),
    looked=st.sets(st.integers(0, SPAN - 1), min_size=1),
)
def test_carried_days_are_right_when_the_title_changes_only_where_somebody_looks(
    runs: list[bool], looked: set[int]
) -> None:
    """The condition under which carrying is sound: what holds at a look holds until the next one."""
    state, truth = False, set()
    for place in range(SPAN):
        state = runs[place] if place in looked else state
        if state:
            truth.add(place)
    (found,) = watched([("T1", "S1", p, "M1", p in truth) for p in looked], are_carried=True)
    bounded = bound_days(found.looks, FIRST, LAST)
    for place in range(SPAN):
        assert any(d.from_on <= day(place) <= d.to_on for d in bounded.certain) <= (place in truth)
        assert (place in truth) <= any(d.from_on <= day(place) <= d.to_on for d in bounded.possible)
