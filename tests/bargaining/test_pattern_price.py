"""The employers' real marginal cost of one change, figured by hand on stated bases."""

import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.bargaining.pattern_offers import pattern_of, shipped, write_offer

from arrears.bargaining.assumptions import Assumptions, read_assumptions
from arrears.bargaining.offer import Offer
from arrears.bargaining.pattern_base import base_name, base_sort
from arrears.bargaining.pattern_price import Bases, Horizon, PatternCost, price_pattern
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Refused
from arrears.formula.kinds import DAYS, NUMBER
from arrears.reports.offer_pattern_report import build_offer_pattern

PAY_TELEVISION = "{at: supplemental/pay-television/rate, was: 1.2%, is: 1.5%}"
DOWNLOADS = "{at: new-media/download-television/rate/thereafter, was: 0.70%, is: 0.90%}"
WINDOW = "{at: new-media/shared/usual_window, was: 17 days, is: 7 days}"
OWN_BASE = "base/dga/ba-2014/supplemental/pay-television/rate"
CREWS_BASE = "base/iatse/basic-2015/supplemental/pay-television/rate"
HALF_A_YEAR = Horizon(date(2017, 1, 1), date(2017, 6, 30))


def assume(folder: Path, *stated: tuple[str, str]) -> Assumptions:
    """Invented assumptions by name."""
    rest = "by: invented, on: 2016-10-01, source: invented, status: unverified"
    lines = [f"- {{name: {name}, value: '{value}', {rest}}}" for name, value in stated]
    path = folder / "assumptions.yaml"
    path.write_text("assumptions:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return read_assumptions(path)


def priced(offer: Offer, assumptions: Assumptions, horizon: Horizon) -> PatternCost:
    return price_pattern(pattern_of(offer), shipped(), Bases(assumptions, horizon))


def test_a_text_bound_rate_costs_its_own_rise_on_its_own_base(tmp_path: Path) -> None:
    # 2017 to 30 June is 181 of 365 days. Own: 0.3% of $36,500,000 = $109,500 a year, $54,300.00 in 181 days.
    # The crews', of $73,000,000: in proportion 1.35% = $985,500 a year, $488,700.00; by points 0.3%,
    # $108,600.00.
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    bases = assume(tmp_path, (OWN_BASE, "$36,500,000"), (CREWS_BASE, "$73,000,000"))
    cost = priced(offer, bases, HALF_A_YEAR)
    assert cost.sums["own"] == (5_430_000, 5_430_000)
    assert cost.sums["text"] == (10_860_000, 48_870_000)
    assert cost.sums["practice"] == cost.sums["same clause"] == (0, 0)
    assert cost.up_to("text") == (16_290_000, 54_300_000)
    assert [(one.bond, one.reading, one.was, one.now, one.total) for one in cost.priced] == [
        ("own", "", "1.2%", "1.5%", 5_430_000),
        ("text", "in-proportion", "5.4%", "6.75%", 48_870_000),
        ("text", "by-points", "5.4%", "5.7%", 10_860_000),
    ]
    assert cost.priced[1].assumptions[0].name == CREWS_BASE


def test_what_nobody_stated_a_base_of_is_in_no_sum_and_asked_for_by_name(tmp_path: Path) -> None:
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    cost = priced(offer, assume(tmp_path, (OWN_BASE, "$36,500,000")), HALF_A_YEAR)
    assert cost.not_priced == {"own": 0, "text": 1, "practice": 0, "same clause": 0}
    assert (cost.sums["own"], cost.sums["text"]) == ((5_430_000, 5_430_000), (0, 0))
    assert [(one.how, one.total) for one in cost.priced] == [
        ("stated base", 5_430_000), ("not priced", None), ("not priced", None)
    ]  # fmt: skip
    (asked,) = cost.asked()
    assert asked.code == "assumption-missing"
    assert CREWS_BASE in asked.remedy
    report = build_offer_pattern(offer, pattern_of(offer), cost)
    tables = {table.name: table for section in report.sections for table in section.tables}
    assert [row[:3] for row in tables["by_how"].rows] == [
        ("the amended agreement itself", "on a stated base", 1),
        ("others, bound by their own texts", "not priced", 1),
    ]
    assert tables["asked"].rows[0][0] == f"{CREWS_BASE}/2017 or {CREWS_BASE}"


def test_a_plain_number_is_no_base_of_a_share(tmp_path: Path) -> None:
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    bases = assume(tmp_path, (OWN_BASE, "36500000"), (CREWS_BASE, "$73,000,000"))
    with pytest.raises(Refused, match="another sort of figure") as refused:
        priced(offer, bases, HALF_A_YEAR)
    assert refused.value.findings[0].code == "pattern-base"


def test_a_window_multiplies_nothing_so_its_yearly_cost_is_asked_for(tmp_path: Path) -> None:
    # November and December 2008 are 61 of 366 days; 2009 and 2010 whole; to 1 May 2011 121 of 365 days
    offer = read_offer(write_offer(tmp_path, "wga/mba-2008", WINDOW))
    own, same = (
        f"yearly-cost/{at}"
        for at in ("wga/mba-2008/new-media/shared/usual_window", "dga/ba-2008/new-media/shared/window")
    )
    horizon = Horizon(date(2008, 2, 13), date(2011, 5, 1))
    cost = priced(
        offer, assume(tmp_path, (own, "$36,600"), (same, "$3,660"), (f"{own}/2011", "$73,000")), horizon
    )
    assert cost.priced[0].by_year == {2008: 610_000, 2009: 3_660_000, 2010: 3_660_000, 2011: 2_420_000}
    assert cost.sums["same clause"] == (61_000 + 366_000 * 2 + 121_332, 61_000 + 366_000 * 2 + 121_332)
    assert cost.sums["text"] == cost.sums["practice"] == (0, 0)


def test_sameness_is_summed_apart_from_practice(tmp_path: Path) -> None:
    # after 30 June 2017 the actors' next agreement: 3 points of $10,000,000 for 184 of 365 days = $151,232.88
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", DOWNLOADS))
    at = "new-media/download-television/rate/thereafter"
    stated = [
        (f"base/dga/ba-2014/{at}", "$1,000,000"),
        (f"base/wga/mba-2014/{at}", "$1,000,000"),
        (f"base/sag/tv-2014/{at}", "$10,000,000"),
        (f"base/sag/network-code-2014/{at}", "$10,000,000"),
    ]
    cost = priced(offer, assume(tmp_path, *stated), Horizon(date(2017, 1, 1), date(2017, 12, 31)))
    actors = [one for one in cost.priced if one.agreement == "sag/tv-2014"]
    assert [(one.bond, one.from_on, one.total) for one in actors] == [
        ("practice", date(2017, 7, 1), 15_123_288)
    ]
    writers = next(one for one in cost.priced if one.agreement == "wga/mba-2014")
    assert writers.total == 133_699  # 0.2% of $1,000,000 for 244 of 365 days = $1,336.99
    assert cost.up_to("text") == cost.sums["own"]
    assert cost.up_to("practice")[0] == cost.sums["own"][0] + cost.sums["practice"][0]


def test_what_begins_after_the_horizon_costs_nothing_in_it_and_needs_no_base(tmp_path: Path) -> None:
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", DOWNLOADS))
    at = "new-media/download-television/rate/thereafter"
    stated = assume(
        tmp_path, (f"base/dga/ba-2014/{at}", "$1,000,000"), (f"base/sag/network-code-2014/{at}", "$1")
    )
    cost = priced(offer, stated, Horizon(date(2017, 1, 1), date(2017, 3, 31)))
    actors = next(one for one in cost.priced if one.agreement == "sag/tv-2014")
    assert (actors.total, actors.assumptions, actors.from_on) == (0, (), date(2017, 7, 1))


def test_a_new_figure_that_ends_costs_nothing_after_its_last_day(tmp_path: Path) -> None:
    # a sunset on 31 January: 31 of 365 days of $109,500 = $9,300.00
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    ended = replace(offer, items=tuple(replace(item, until=date(2017, 1, 31)) for item in offer.items))
    bases = assume(tmp_path, (OWN_BASE, "$36,500,000"), (CREWS_BASE, "$73,000,000"))
    assert priced(ended, bases, HALF_A_YEAR).sums["own"] == (930_000, 930_000)


def test_raises_follow_by_practice_one_upon_the_other(tmp_path: Path) -> None:
    # own: 5% of $36,500,000 in 2022, then 4% on top in 2023: 9.2%
    steps = "[{of: wages, on: 2022-01-01, raised_by: 5%}, {of: wages, on: 2023-01-01, raised_by: 4%}]"
    offer = read_offer(write_offer(tmp_path, "dga/ba-2020", steps=steps))
    pattern = pattern_of(offer)
    assert [(one.agreement, one.raises[0][0]) for one in pattern.raises] == [
        ("dga/ba-2020", date(2022, 1, 1)),
        ("sag/network-code-2021", date(2024, 7, 1)),
        ("sag/tv-2020", date(2023, 11, 9)),
        ("wga/mba-2020", date(2023, 5, 2)),
    ]
    stated = assume(
        tmp_path,
        *((f"pay-base/wages/{one}", "$36,500,000") for one in ("dga/ba-2020", "wga/mba-2020", "sag/tv-2020")),
    )
    cost = price_pattern(pattern, shipped(), Bases(stated, Horizon(date(2022, 1, 1), date(2023, 12, 31))))
    by_agreement = {one.agreement: one for one in cost.priced}
    assert by_agreement["dga/ba-2020"].bond == "own"
    assert by_agreement["dga/ba-2020"].by_year == {2022: 182_500_000, 2023: 335_800_000}
    # the writers' first raise alone falls in 2023: 5% x 244/365
    assert by_agreement["wga/mba-2020"].by_year == {2022: 0, 2023: 122_000_000}
    assert by_agreement["sag/tv-2020"].by_year == {2022: 0, 2023: 26_500_000}  # 53 of 365 days
    assert by_agreement["sag/network-code-2021"].total == 0


def test_a_pay_base_that_is_a_plain_number_is_refused(tmp_path: Path) -> None:
    offer = read_offer(
        write_offer(tmp_path, "dga/ba-2020", steps="[{of: wages, on: 2022-07-01, raised_by: 5%}]")
    )
    stated = assume(tmp_path, ("pay-base/wages/dga/ba-2020", "5"))
    with pytest.raises(Refused, match="dollars of pay"):
        priced(offer, stated, Horizon(date(2022, 1, 1), date(2022, 12, 31)))


def test_own_cost_of_a_book_stands_for_own_bases(tmp_path: Path) -> None:
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    pattern = pattern_of(offer)
    bases = assume(tmp_path, (CREWS_BASE, "$73,000,000"))
    cost = price_pattern(pattern, shipped(), Bases(bases, HALF_A_YEAR, {"1": {2017: 777}}))
    assert cost.sums["own"] == (777, 777)
    assert cost.priced[0].base is None


def test_only_a_factor_of_the_amount_has_a_base() -> None:
    library = {one.address: one for one in shipped()}
    rate = "dga/ba-2014/supplemental/pay-television/rate"
    assert base_sort(library["dga/ba-2014"], rate, NUMBER) == "money"
    window = "wga/mba-2008/new-media/shared/usual_window"
    assert base_sort(library["wga/mba-2008"], window, DAYS) == "yearly cost"
    crews = "iatse/basic-2015/supplemental/pay-television/rate"
    assert base_sort(library["iatse/basic-2015"], crews, NUMBER) == "money"
    # a share that decides whether a picture counts as foreign is a limit and no factor
    limit = "iatse/basic-2015/supplemental/shared/foreign_share"
    assert base_sort(library["iatse/basic-2015"], limit, NUMBER) == "yearly cost"


def test_a_base_is_named_by_its_address_in_letters_that_a_name_may_have() -> None:
    address = "iatse/basic-2015/supplemental/cassettes/rate/first $1,000,000"
    assert base_name("money", address) == "base/iatse/basic-2015/supplemental/cassettes/rate/first-1-000-000"


def test_each_scenario_prices_on_its_own_base(tmp_path: Path) -> None:
    path = tmp_path / "assumptions.yaml"
    rest = "on: 2016-10-01, source: invented, status: unverified"
    path.write_text(
        textwrap.dedent(f"""\
        assumptions:
        - {{name: {OWN_BASE}, value: '$1', by: a, {rest}, scenario: guild}}
        - {{name: {OWN_BASE}, value: '$2', by: b, {rest}, scenario: companies}}
        - {{name: {CREWS_BASE}, value: '$0', by: b, {rest}}}
        """),
        encoding="utf-8",
    )
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION))
    read = read_assumptions(path)
    year = Horizon(date(2017, 1, 1), date(2017, 12, 31))
    for scenario, by in (("guild", "a"), ("companies", "b")):
        cost = priced(offer, read.of(scenario), year)
        assert cost.scenario == scenario
        assert cost.priced[0].assumptions[0].by == by


def test_contributions_by_the_hour_are_priced_on_the_followers_own_hours(tmp_path: Path) -> None:
    """35 cents on 1,000,000 hours of the crews is $350,000.00 a year, for 181 of 365 days; the raise's own
    agreement has hours of its own, and by pay a follower wants its pay.
    """
    steps = "[{of: pension, on: 2017-01-01, raised_by: 35 cents per hour}]"
    pattern = pattern_of(read_offer(write_offer(tmp_path, "dga/ba-2014", steps=steps)))
    stated = assume(tmp_path, ("pay-base/hours", "2000"), ("pay-base/hours/iatse/basic-2015", "1,000,000"))
    cost = price_pattern(pattern, shipped(), Bases(stated, HALF_A_YEAR))
    assert cost.sums["own"][0] == 34_712  # $700.00 x 181/365
    assert cost.sums["same clause"][0] == 17_356_164
    ended = replace(pattern, raises=tuple(replace(one, until=date(2017, 1, 31)) for one in pattern.raises))
    cost = price_pattern(ended, shipped(), Bases(stated, HALF_A_YEAR))
    assert cost.sums["own"][0] == 5_945  # a sunset after 31 of 365 days
    wrong = assume(tmp_path, ("pay-base/hours", "$2000"), ("pay-base/hours/iatse/basic-2015", "1,000,000"))
    with pytest.raises(Refused, match="how many hours a year"):
        price_pattern(pattern, shipped(), Bases(wrong, HALF_A_YEAR))
