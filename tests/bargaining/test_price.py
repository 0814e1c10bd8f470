"""Offers priced on a small book: alone, in sequence, averaged, by year; every figure is worked by hand.

In the base year, under full coverage, doubling the rate below the step adds $23.33, doubling it beyond adds
$153.33 (rounded line by line), seven free days add one half-year of $800.00, and $200.00 more a half-year
adds $200.00, or $400.00 beside the seven days.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit_worlds import receipt

from arrears.bargaining.amended import Unit, depends_on, units
from arrears.bargaining.assumptions import NO_ASSUMPTIONS
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.price import Pricing, price_offer
from arrears.bargaining.projection import Asked, Outlook, Part, pay_of
from arrears.bargaining.rounding import apportion, whole_cents
from arrears.bargaining.shapley import Draws, averaged, plus, total
from arrears.findings import Refused

from .priced_world import FLAT, ITEMS, World, assume, make_world, usual_rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("priced"))


def test_items_that_share_no_clause_cost_the_same_alone_and_together(world: World) -> None:
    """One year, nothing grows: the two of streaming interact, the raise of downloads does not."""
    offer = world.offer("low", "window", "fee", last="2009-12-31")
    found = price_offer(offer, world.repricing(offer), assume(world.folder, **FLAT))
    assert [(i.item_id, i.alone, i.in_sequence, i.averaged, i.group) for i in found.items] == [
        ("low", 2_333, 2_333, 2_333, ("low",)),
        ("window", 80_000, 80_000, 90_000, ("window", "fee")),
        ("fee", 20_000, 40_000, 30_000, ("window", "fee")),
    ]
    assert found.total == 2_333 + 120_000
    assert all(item.interval is None for item in found.items)


def test_a_part_year_counts_by_its_days_and_growth_compounds(world: World) -> None:
    """2009 whole at 1.5 times the base, 2010 to 30 June, 181 of 365 days, at 2.25 times."""
    offer = world.offer("window", last="2010-06-30")
    given = {**FLAT, "growth__ad_supported_streaming": "50%"}
    (item,) = price_offer(offer, world.repricing(offer), assume(world.folder, **given)).items
    exact = 80_000 * (Fraction(3, 2) + Fraction(9, 4) * Fraction(181, 365))
    assert item.averaged == whole_cents(exact) == 209_260
    assert item.by_year == {2009: 120_000, 2010: 89_260}


def test_mix_and_plans_weigh_a_market_by_name_and_year(world: World) -> None:
    offer = world.offer("window", last="2009-12-31")
    given = {**FLAT, "mix__ad_supported_streaming": "1.2", "plans__ad_supported_streaming": "10%"}
    (item,) = price_offer(offer, world.repricing(offer), assume(world.folder, **given)).items
    assert item.by_part == {"residuals": 96_000, "pension and health": 9_600}
    assert item.averaged == 105_600


def test_vintage_weighs_only_clauses_whose_key_date_is_of_the_work(tmp_path: Path) -> None:
    """Cable chooses by photography: $3,000.00 at 1% more is $30.00, a quarter of it in 2009, half in 2010."""
    quarters = [receipt(f"2008Q{q}", 100_000 * q, market="basic_cable") for q in (1, 2)]
    world = make_world(tmp_path, usual_rows(receipt=quarters))
    offer = world.offer("cable")
    given = {**FLAT, "vintage__photographed_on__2009": "25%", "vintage__photographed_on__2010": "50%"}
    (item,) = price_offer(offer, world.repricing(offer), assume(tmp_path, **given)).items
    assert item.by_year == {2009: 750, 2010: 1_500}
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), assume(tmp_path, **FLAT))
    assert [f.expected for f in refused.value.findings] == [
        f"vintage/reuse/cable/{year} or vintage/reuse/cable or vintage/photographed_on/{year}"
        " or vintage/photographed_on"
        for year in (2009, 2010)
    ]


def test_works_of_before_a_later_item_are_told_apart_by_name(tmp_path: Path) -> None:
    """The item begins on 1 July 2009, so works since then are asked for with that day; 184 of 365 days."""
    quarters = [receipt("2008Q1", 100_000, market="basic_cable")]
    world = make_world(tmp_path, usual_rows(receipt=quarters))
    later = ITEMS["cable"].replace("  reach: works", "  reach: works\n  effective_on: 2009-07-01")
    offer = world.offer(extra=later, last="2009-12-31")
    given = {**FLAT, "vintage__photographed_on@2009-07-01": "25%"}
    (item,) = price_offer(offer, world.repricing(offer), assume(tmp_path, **given)).items
    assert item.averaged == whole_cents(Fraction(1_000 * 184, 4 * 365))


def test_a_sunset_ends_what_an_item_moves(world: World) -> None:
    ended = ITEMS["window"].replace("  reach: uses", "  reach: uses\n  until: 2009-06-30")
    offer = world.offer(extra=ended)
    (item,) = price_offer(offer, world.repricing(offer), assume(world.folder, **FLAT)).items
    assert item.by_year == {2009: whole_cents(Fraction(80_000 * 181, 365))}


def test_raises_compound_from_their_days_and_contributions_are_on_raised_pay(world: World) -> None:
    """$1,000,000 a year: 3% in 2009, then 5% on top; 1% more to health on what is then paid, 14% on raises.

    2009: 30,000 of pay, 4,200 of plans on it; health 10,300 beside the raise, 10,000 without.
    2010: 1.03 x 1.05 = 1.0815, so 81,500 of pay, 11,410 of plans; health 10,815 and 10,000.
    """
    offer = world.offer("raise", "plan")
    given = {"pay-base__wages": "$1,000,000", "growth": "0%", "plans__wages": "14%"}
    found = price_offer(offer, None, assume(world.folder, **given), base_year=2008)
    assert {i.item_id: (i.alone, i.in_sequence) for i in found.items} == {
        "raise": (12_711_000, 12_711_000),
        "plan": (2_000_000, 2_111_500),
    }
    assert found.total == 12_711_000 + 2_111_500
    raised = found.item("raise")
    assert raised is not None
    assert raised.by_part == {"pay": 11_150_000, "pension and health": 1_561_000 + 55_750}
    assert (found.notes, found.run_id) == ((), "")


def test_pay_grows_before_it_is_raised(world: World) -> None:
    offer = world.offer("once", last="2009-12-31")
    given = {"pay-base__wages": "$1,000,000", "growth__wages": "10%", "plans__wages": "0%"}
    found = price_offer(offer, None, assume(world.folder, **given), base_year=2008)
    assert found.total == 3_300_000


def test_every_missing_assumption_is_asked_for_at_once_and_nothing_is_taken_as_nought(world: World) -> None:
    offer = world.offer("low", "once", last="2009-12-31")
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), NO_ASSUMPTIONS)
    found = refused.value.findings
    assert {f.code for f in found} == {"assumption-missing"}
    assert [f.expected.split(" or ")[0] for f in found] == [
        "pay-base/wages", "growth/wages/2009", "plans/wages", "growth/download/2009", "mix/download/2009",
        "plans/download",
    ]  # fmt: skip
    assert "- {name: pay-base/wages, value: …" in found[0].remedy


def test_without_a_book_the_year_of_the_pay_base_is_asked_for(world: World) -> None:
    offer = world.offer("raise")
    with pytest.raises(Refused) as refused:
        price_offer(offer, None, NO_ASSUMPTIONS)
    assert [f.code for f in refused.value.findings] == ["base-year-needed"]


def test_an_item_that_changes_no_amount_is_not_priced_and_says_why(world: World) -> None:
    extra = "- id: words\n  title: Respect\n  says: the parties meet twice a year\n"
    offer = world.offer("due", extra=extra)
    found = price_offer(offer, world.repricing(offer), NO_ASSUMPTIONS)
    assert [(i.item_id, i.averaged, i.alone) for i in found.items] == [
        ("due", None, None),
        ("words", None, None),
    ]
    assert found.items[0].not_priced.startswith("its edits change no amount")
    assert found.items[1].not_priced == "it edits no clause and raises nothing"
    edits = world.offer("low")
    without = price_offer(edits, None, NO_ASSUMPTIONS).items[0]
    assert without.averaged is None
    assert "--book" in without.not_priced


def test_back_pay_is_told_apart_from_the_day_of_signing(world: World) -> None:
    """In force from 1 January 2009, signed on 1 July: 181 of 365 days are back pay."""
    offer = replace(world.offer("window", last="2009-12-31"), signed_on=date(2009, 7, 1))
    (item,) = price_offer(offer, world.repricing(offer), assume(world.folder, **FLAT)).items
    assert (item.averaged, item.back_pay) == (80_000, whole_cents(Fraction(80_000 * 181, 365)))


@pytest.mark.parametrize("assumed", ["-100%", "-250%"])
def test_nothing_shrinks_to_less_than_nothing(world: World, assumed: str) -> None:
    offer = world.offer("window")
    given = {**FLAT, "growth__ad_supported_streaming": assumed}
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), assume(world.folder, **given))
    assert {f.code for f in refused.value.findings} == {"assumption-range"}


def test_a_share_above_the_whole_and_dollars_for_a_share_are_refused(world: World) -> None:
    offer = world.offer("cable", "raise")
    given = {**FLAT, "pay-base__wages": "50%", "plans__wages": "$4", "vintage__photographed_on": "120%"}
    asked = Asked(assume(world.folder, **given))
    outlook = Outlook(2008, asked)
    outlook.vintage("reuse/cable", "photographed_on", 2009)
    outlook.plans("wages")
    asked.value("pay-base/wages", is_money=True)
    with pytest.raises(Refused) as refused:
        asked.refuse_missing()
    assert [(f.code, f.problem) for f in refused.value.findings] == [
        ("assumption-range", "a share lies from 0 to 100%"),
        ("assumption-range", "the assumption is of another unit"),
        ("assumption-range", "the assumption is of another unit"),
    ]
    assert offer.items


ALL = ("low", "high", "window", "fee", "cable", "once", "plan")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(ALL), min_size=1, max_size=4), st.integers(-20, 80))
def test_pricing_apart_what_does_not_interact_equals_every_set_of_all_items(
    world: World, names: set[str], growth: int
) -> None:
    """Random small offers: the sum over units against one game in which any set of items is one agreement."""
    chosen = tuple(name for name in ALL if name in names)
    offer = world.offer(*chosen, last="2010-03-31")
    given = {
        **FLAT, "growth": f"{growth}%", "vintage__photographed_on": "30%", "plans__residuals": "8%",
        "plans__wages": "14%", "pay-base__wages": "$777,777",
    }  # fmt: skip
    assumed = assume(world.folder, **given)
    repricing = world.repricing(offer)
    found = price_offer(offer, repricing, assumed)

    pricing = Pricing(offer, repricing, Outlook(2008, Asked(assumed)))
    whole = one_unit(repricing)

    def together(items: frozenset[str]) -> dict[Part, Fraction]:
        return plus([pay_of(offer, pricing.outlook, items), pricing.residuals(whole, items)])

    everything = averaged(chosen, together)
    assert [i.averaged for i in found.items] == [whole_cents(total(everything[name].mean)) for name in chosen]


def one_unit(repricing: Repricing) -> Unit:
    """Every touched clause and every item in one unit, as if all of them interacted."""
    touched = units(repricing.amended, depends_on(repricing.amended))
    clauses = tuple(sorted({name for unit in touched for name in unit.clauses}))
    return Unit(clauses, tuple(item.item_id for item in repricing.amended.offer.items))


def test_orders_can_be_drawn_and_then_the_figures_have_an_interval(world: World) -> None:
    offer = world.offer("window", "fee", last="2009-12-31")
    found = price_offer(offer, world.repricing(offer), assume(world.folder, **FLAT), draws=Draws(40, 3))
    window = found.items[0]
    assert window.interval is not None
    low, high = window.interval
    assert low <= 90_000 <= high
    assert found.total == 120_000


@given(st.lists(st.fractions(min_value=-1000, max_value=1000), min_size=1, max_size=9))
def test_parts_take_all_cents_of_their_total(values: list[Fraction]) -> None:
    exact = dict(enumerate(values))
    whole = whole_cents(sum(values, Fraction(0)))
    parts = apportion(whole, exact)
    assert sum(parts.values()) == whole
    assert all(abs(parts[key] - exact[key]) <= 1 for key in exact)


def test_parts_of_another_total_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="the total is 13"):
        apportion(13, {"a": Fraction(5), "b": Fraction(5)})


def test_items_years_and_parts_add_up(world: World) -> None:
    offer = world.offer(*ALL, last="2011-05-01")
    given = {
        **FLAT, "growth": "7%", "vintage__photographed_on": "30%", "plans__residuals": "3%",
        "plans__wages": "14.5%", "pay-base__wages": "$12,345,678",
    }  # fmt: skip
    found = price_offer(offer, world.repricing(offer), assume(world.folder, **given))
    for item in found.items:
        assert item.averaged == sum(item.by_year.values()) == sum(item.by_part.values())
    assert found.total == sum(item.averaged or 0 for item in found.items)
    assert list(found.years) == [2009, 2010, 2011]
    assert set(itertools.chain(*(item.by_year for item in found.items))) <= set(found.years)
