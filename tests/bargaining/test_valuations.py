"""Valuations stay apart: each side's own figure, own gap, and what separates them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.valuations import (
    SHIPPED_VALUATIONS,
    gap_by_side,
    implied_base,
    read_valuations,
    valuations_of,
)
from arrears.findings import Refused

WRITTEN = SHIPPED_VALUATIONS.read_bytes()
SHIPPED = {item.item_id: item for item in read_valuations()}


def test_each_side_has_its_own_gap_or_says_what_is_missing() -> None:
    ours, theirs = gap_by_side(SHIPPED["writers-2007"])
    assert (ours.whose, ours.lowest, ours.highest) == ("WGA", 119 * 10**8, 251 * 10**8)
    assert (theirs.whose, theirs.lowest, theirs.highest) == ("AMPTP", None, None)
    assert "the writers' ask" in theirs.missing


def test_one_rate_and_two_totals_are_two_bases() -> None:
    item = SHIPPED["viewership-bonus-2023"]
    counted = {one.whose: implied_base(one, item.separates) for one in item.values}
    assert counted == {"AMPTP": Fraction(80_000_000_000, 57), "SAG-AFTRA": Fraction(50_000_000_000, 57)}
    assert gap_by_side(item) == ()


def test_reports_that_conflict_are_all_kept() -> None:
    item = SHIPPED["force-majeure-2008"]
    assert [(one.as_of, one.cents // 10**8) for one in item.values] == [
        ("2008-06-05", 10), ("2008-11-19", 60), ("2009-04-07", 10), ("2009-04-29", 63),
    ]  # fmt: skip
    assert all(implied_base(one, item.separates) is None for one in item.values)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("ask: the writers' ask", "ask: the directors' ask", "valuation-proposal", "directors"),
        ("value: $151,000,000", "value: 151", "stakes-figure", "151"),
        ("rate: $0.57 per subscriber", "rate: 57%", "valuation-rate", "57%"),
        ("rate: $0.57 per subscriber", "rate: -$0.57", "valuation-rate", "-$0.57"),
        ("        status: secondary", "        status: sure", "agreement-word", "sure"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(
    tmp_path: Path, old: str, new: str, code: str, says: str
) -> None:
    text = SHIPPED_VALUATIONS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_valuations(path)
    assert code in {one.code for one in refused.value.findings}
    assert any(says in one.text() for one in refused.value.findings)
    assert all(one.place.startswith("own.yaml:") for one in refused.value.findings)


def costing(scenario: str, cents: int | None, growth: str, *more: str) -> Costing:
    names = {"growth/download": growth, **dict.fromkeys(more, "1")}
    assumed = tuple(
        Assumption(name, Fraction(value), scenario, date(2008, 1, 1), "invented", "derived", scenario, "here")
        for name, value in names.items()
    )
    item = ItemCost("1", "Downloads", {}, cents, cents, cents, None, ("1",))
    return Costing("offer", "a", scenario, "", (2009,), (item,), cents or 0, assumed, run_id="r1")


def test_one_offer_priced_on_two_scenarios_is_two_valuations_and_what_separates_them() -> None:
    (item,) = valuations_of([costing("guild", 500, "2", "mix"), costing("companies", 300, "1")])
    assert [(one.whose, one.cents, one.status) for one in item.values] == [
        ("guild", 500, "derived"), ("companies", 300, "derived"),
    ]  # fmt: skip
    assert item.separates is not None
    assert (
        "growth/download: guild 2 (guild; derived), companies 1 (companies; derived)" in item.separates.says
    )
    assert "mix: guild 1 (guild; derived), companies makes none" in item.separates.says


def test_an_item_that_one_side_did_not_price_has_one_valuation_and_no_zero() -> None:
    (item,) = valuations_of([costing("guild", 500, "2"), costing("companies", None, "2")])
    assert [one.whose for one in item.values] == ["guild"]


ODD = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        (b": ", b"- ", b"{", b"}", b"\n", b"%", b"$-", b"1e9", b"&a", b"*a", b"\x00", b"\xff", b"|")
    ),
)


@given(st.integers(0, len(WRITTEN)), st.integers(0, 60), ODD)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_is_damaged_anywhere_is_read_or_refused_with_a_place(
    tmp_path: Path, at: int, dropped: int, put: bytes
) -> None:
    """One block of one item, cut and overwritten at any byte; what is read has sources."""
    start = WRITTEN.find(b"\n  writers-2007:")
    block = WRITTEN[: WRITTEN.find(b"\n  ", WRITTEN.find(b"separates", start) + 400)]
    at %= len(block)
    path = tmp_path / "damaged.yaml"
    path.write_bytes(block[:at] + put + block[at + dropped :])
    items, faults = (), ()
    try:
        items = read_valuations(path)
    except Refused as refused:
        faults = refused.findings
    assert items or faults
    assert all(finding.place.startswith("damaged.yaml") for finding in faults)
    for item in items:
        gap_by_side(item)
        assert all(one.by and one.source and one.status for one in item.values)
