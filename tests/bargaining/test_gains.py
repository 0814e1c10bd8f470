"""Who gains over the term: every group of every kind comes to what the item costs, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.audit_worlds import credit, receipt, small_world, title

from arrears.bargaining.costing import Costing
from arrears.bargaining.gains import DIMENSIONS, LAST_STAGE, median, stage_of
from arrears.bargaining.offer import Offer
from arrears.bargaining.price_on_book import price_with_gains
from arrears.bargaining.rounding import apportion_to

from .priced_world import FLAT, World, assume, make_world, usual_rows

PAY = {"pay-base__wages": "$1,000,000", "plans__wages": "14%"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two writers of one title and one of a newer one, on cable, for two companies."""
    rows = small_world(
        title=[title("T1"), title("T2", photography_on=date(2007, 3, 1), written_on=date(2007, 2, 1),
                                  first_release_on=date(2007, 9, 1))],
        credit=[credit("T1", "P1", "story_by"), credit("T1", "P2", "teleplay_by"), credit("T2", "P3")],
        receipt=[
            receipt("2008Q1", 400_000, market="basic_cable"),
            receipt("2008Q2", 60_000, market="basic_cable", title_id="T2", company_id="CO2"),
        ],
    )  # fmt: skip
    return make_world(tmp_path_factory.mktemp("gains"), rows)


def priced(world: World, offer: Offer, **values: str) -> Costing:
    return price_with_gains(offer, world.repricing(offer), assume(world.folder, **{**FLAT, **values}))


def whole(costing: Costing, item_id: str = "") -> list[tuple[str, str, int, int, int | None]]:
    return [
        (g.by, g.group, g.payees, g.total_cents, g.median_cents)
        for g in costing.gains
        if g.item_id == item_id
    ]


def test_gains_are_of_people_by_group_with_medians_beside_totals(world: World) -> None:
    """Story and teleplay share 25 and 75; the second title is one person's and newer. 1% more of $4,000.00
    and $600.00 is $40.00 and $6.00 a year. The terms govern a tenth of the use of 2009 and three tenths of
    that of 2010, four tenths of a base year together: $4.00, $12.00 and $2.40 by person, the median $4.00.
    """
    given_ = {"vintage__photographed_on__2009": "10%", "vintage__photographed_on__2010": "30%"}
    found = priced(world, world.offer("cable"), **given_)
    assert found.total == 1_840
    assert found.by_person["cable"] == found.by_person[""] == {"P1": 400, "P2": 1_200, "P3": 240}
    assert whole(found) == whole(found, "cable") == [
        ("market", "basic_cable", 3, 1_840, 400),
        ("company", "CO1", 2, 1_600, 800),
        ("company", "CO2", 1, 240, 240),
        ("credit", "shared", 3, 1_840, 400),
        ("career stage", "5 to 9 years", 2, 1_600, 800),
        ("career stage", "up to 4 years", 1, 240, 240),
        ("size band", "quarter 1: $12.00 to $12.00", 1, 240, 240),
        ("size band", "quarter 2: $20.00 to $20.00", 1, 400, 400),
        ("size band", "quarter 3: $60.00 to $60.00", 1, 1_200, 1_200),
    ]  # fmt: skip


def test_growth_and_part_years_weigh_gains_as_they_weigh_costs(world: World) -> None:
    """$46.00 a base year: 2009 at 1.5 times, 2010 at 2.25 times for 181 of 365 days; P1 has $10.00 of it."""
    given_ = {"vintage__photographed_on": "100%", "growth__basic_cable": "50%"}
    found = priced(world, world.offer("cable", last="2010-06-30"), **given_)
    weight = Fraction(3, 2) + Fraction(9, 4) * Fraction(181, 365)
    assert found.total == round(4_600 * weight) == 12_032
    assert found.by_person["cable"]["P1"] == round(1_000 * weight) == 2_616
    assert [g.total_cents for g in found.gains if g.by == "market" and not g.item_id] == [12_032]


def test_phased_raises_and_what_goes_to_the_plans_are_told_apart_from_people(world: World) -> None:
    """A year of $46.00 with 10% to the plans: $4.60. Raises of $1,000,000: 3% in 2009 and 8.15% in 2010 are
    $111,500.00, with 14% of it, $15,610.00, to the plans.
    """
    given_ = {**PAY, "vintage__photographed_on": "50%", "plans__residuals": "10%"}
    found = priced(world, world.offer("cable", "raise"), **given_)
    assert [one[1:] for one in whole(found) if one[0] == "market"] == [
        ("basic_cable", 3, 4_600, 1_000),
        ("pension and health plans", 0, 460 + 1_561_000, None),
        ("raises of pay, by nobody's name", 0, 11_150_000, None),
    ]
    assert [one[1:] for one in whole(found, "raise") if one[0] == "company"] == [
        ("pension and health plans", 0, 1_561_000, None),
        ("raises of pay, by nobody's name", 0, 11_150_000, None),
    ]
    assert found.by_person["raise"] == {}


def test_a_line_that_nobody_known_is_credited_for_gains_nobody(tmp_path: Path) -> None:
    world = make_world(tmp_path, usual_rows(credit=[], use=[]))
    found = priced(world, world.offer("low", last="2009-12-31"))
    assert found.by_person[""] == {"divided among nobody known": 2_333}
    assert [one[1:] for one in whole(found) if one[0] == "market"] == [("download", 0, 2_333, None)]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("usual"))


@settings(
    max_examples=5,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sets(st.sampled_from(("low", "high", "window", "fee", "raise", "plan")), min_size=1),
    st.dates(date(2010, 1, 2), date(2011, 12, 31)),
    st.tuples(*[st.integers(-50, 120)] * 3),
)
def test_the_groups_of_every_kind_come_to_what_the_item_and_the_offer_cost(
    usual: World, names: set[str], last: date, shares: tuple[int, int, int]
) -> None:
    offer = usual.offer(*sorted(names), last=last.isoformat())
    values: Mapping[str, str] = {
        **PAY,
        "growth": f"{shares[0]}%",
        "mix__download": f"{abs(shares[1])}%",
        "plans__residuals": f"{abs(shares[2])}%",
    }
    found = priced(usual, offer, **values)
    costs = {"": found.total} | {item.item_id: item.alone or 0 for item in found.items}
    for item_id, cents in costs.items():
        for by in DIMENSIONS:
            groups = [g.total_cents for g in found.gains if (g.item_id, g.by) == (item_id, by)]
            assert sum(groups) == cents


def test_odd_cents_of_items_rounded_apart_go_to_the_largest_group_and_no_more_than_those() -> None:
    exact = {"a": Fraction(10, 3), "b": Fraction(20, 3)}
    assert apportion_to(10, exact, 1) == {"a": 3, "b": 7}
    assert apportion_to(11, exact, 2) == {"a": 3, "b": 8}
    assert apportion_to(0, {}, 1) == {}
    with pytest.raises(ValueError, match="beyond what rounding explains"):
        apportion_to(12, exact, 3)


def test_stages_and_medians() -> None:
    assert [stage_of(years) for years in (0, 4, 5, 9, 10, 19, 20)] == [
        "up to 4 years", "up to 4 years", "5 to 9 years", "5 to 9 years", "10 to 19 years", "10 to 19 years",
        LAST_STAGE,
    ]  # fmt: skip
    assert [median(values) for values in ([3], [1, 2], [9, 1, 4])] == [3, Fraction(3, 2), 4]
