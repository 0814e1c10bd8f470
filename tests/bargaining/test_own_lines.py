"""No cent before an item's effective date moves, and none after its last day: on a book's own lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.audit_worlds import receipt, use

from arrears.bargaining.amended import amend
from arrears.bargaining.base_lines import BaseLines, open_base_lines
from arrears.bargaining.base_year import create_base_line
from arrears.bargaining.offer import Offer
from arrears.bargaining.own_lines import OwnLine, moved_money, own_lines

from .priced_world import World, make_world, usual_rows

START = date(2007, 12, 1)
DAYS = st.dates(date(2007, 12, 1), date(2009, 3, 31))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two years of downloads and cable, reruns and times online spread over them."""
    receipts = [
        receipt(f"{year}Q{q}", 70_000 * q + year, 450, market=market)
        for year in (2007, 2008)
        for q in (1, 2, 3, 4)
        for market in ("download", "basic_cable")
    ]
    online = [
        use("ad_supported_streaming", START + timedelta(37 * n), START + timedelta(37 * n + length))
        for n, length in enumerate((12, 8, 30, 9, 14, 20, 6, 25, 11, 16))
    ]
    return make_world(tmp_path_factory.mktemp("own"), usual_rows(receipt=receipts, use=online))


@pytest.fixture(scope="module")
def lines(world: World) -> BaseLines:
    opened = open_base_lines(world.run.folder, world.run.agreements, 2009)
    create_base_line(opened)
    return opened


def governed(world: World, lines: BaseLines, offer: Offer) -> tuple[OwnLine, ...]:
    answers = lines.position("as agreed").answers
    return own_lines(lines, amend(offer, answers, world.run.library), 0)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sets(st.sampled_from(("low", "high", "window", "fee", "cable")), min_size=1, max_size=3),
    st.lists(DAYS, min_size=3, max_size=3),
    st.lists(st.integers(0, 300), min_size=3, max_size=3),
    st.booleans(),
)
def test_no_cent_of_a_day_that_no_item_governs_moves(
    world: World, lines: BaseLines, names: set[str], first: list[date], lasts: list[int], is_back: bool
) -> None:
    """Random offers over random days: whatever changes lies from an item's first day to its last, by the day
    of the use or, where the item reaches works, of photography; every other line is not among the changed.
    """
    offer = world.offer(*sorted(names), first="2007-12-01", last="2011-05-01", made="2007-12-01")
    items = tuple(
        replace(item, effective_on=on, until=on + timedelta(days))
        for item, on, days in zip(offer.items, first, lasts)
    )
    asked = replace(offer, items=items, signed_on=date(2008, 6, 30) if is_back else None)
    by_id = {item.item_id: item for item in items}
    found = governed(world, lines, asked)
    for line in found:
        if line.before != line.after:
            assert line.items
        for item_id in line.items:
            item = by_id[item_id]
            assert item.reach == "works" or item.effective_on <= line.day <= (item.until or date.max)
        assert line.is_back_pay == (line.day < (asked.signed_on or asked.made_on))
    moved = {line.line_id for line in found}
    untouched = lines.run.rows("SELECT line_id, ordered_on FROM base_line")
    for line_id, day in untouched:
        if any(i.reach == "uses" and i.effective_on <= day <= (i.until or day) for i in items):
            continue
        works = any(i.reach == "works" and i.effective_on <= date(2000, 5, 1) for i in items)
        assert works or line_id not in moved


def test_a_use_of_the_first_day_moves_and_one_of_the_day_before_does_not(
    world: World, lines: BaseLines
) -> None:
    """The quarter to 30 September: 450 copies of a title that had sold 2,700, all beyond the step."""
    for first, moves in (("2008-09-30", True), ("2008-10-01", False)):
        offer = world.offer("high", first=first, last="2008-12-30", made="2008-06-01")
        found = governed(world, lines, replace(offer, items=(replace(offer.items[0]),)))
        assert [(line.day, line.before, line.after) for line in found] == (
            [(date(2008, 9, 30), 4_240, 8_480)] if moves else []
        )


@pytest.mark.parametrize(
    ("first", "is_cut"), [("2008-09-30", True), ("2008-07-02", True), ("2008-07-01", False)]
)
def test_a_quarter_in_which_an_item_begins_is_told_at_both_bounds(
    world: World, lines: BaseLines, first: str, is_cut: bool
) -> None:
    """The quarter to 30 September 2008, $42.40 as it stands and twice that on the offer's terms: begun inside
    it, it may be all or nothing; begun on its first day, there is no doubt.
    """
    offer = world.offer("high", first=first, last="2008-09-30", made="2008-06-01")
    (moved,) = moved_money(governed(world, lines, offer))
    assert (moved.before, moved.after, moved.cut) == (4_240, 8_480, int(is_cut))
    assert moved.after_uncut == (4_240 if is_cut else 8_480)


def test_back_pay_is_a_line_of_its_own(world: World, lines: BaseLines) -> None:
    """In force from July, signed on 1 October: the third quarter's download is back pay."""
    offer = replace(world.offer("high", first="2008-07-01", made="2008-06-01"), signed_on=date(2008, 10, 1))
    found = moved_money(governed(world, lines, offer))
    assert [(m.market, m.is_back_pay, m.lines, m.before, m.after) for m in found] == [
        ("download", False, 1, 5_640, 11_280),
        ("download", True, 1, 4_240, 8_480),
    ]


def test_an_item_on_works_moves_only_works_of_its_days(world: World, lines: BaseLines) -> None:
    """T1 was photographed on 1 May 2000: an item for works of since 2008 moves nothing of it."""
    offer = world.offer("cable", first="2008-01-01", last="2011-05-01", made="2008-01-01")
    assert governed(world, lines, offer) == ()
    early = replace(offer.items[0], effective_on=date(2000, 5, 1))
    found = governed(world, lines, replace(offer, items=(early,)))
    assert len(found) == 8
    assert all(line.after == pytest.approx(line.before * 3 / 2, abs=1) for line in found if line.before)


def test_a_line_that_cannot_be_figured_is_counted_and_in_no_sum(tmp_path: Path) -> None:
    rows = usual_rows(receipt=[receipt("2008Q1", None, 600), receipt("2008Q2", 100_000, 100)], use=[])
    world = make_world(tmp_path, rows)
    opened = open_base_lines(world.run.folder, world.run.agreements, 2009)
    create_base_line(opened)
    offer = world.offer("low", first="2008-01-01", made="2008-01-01")
    (moved,) = moved_money(governed(world, opened, offer))
    assert (moved.lines, moved.unknown, moved.before, moved.after) == (2, 1, 1_000, 2_000)
