"""The truth is only worth something if it is right: published and hand-worked figures; sums close."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.demonstration.amounts import (
    banded,
    divide,
    half_up,
    is_covered,
    receipt_duties,
    role_shares,
    use_duties,
    writer_shares,
)
from tools.demonstration.calendar import QUARTERS
from tools.demonstration.world import POSITIONS, Credit, Receipt, Title, Use

EPISODE = Title(
    title_id="T1",
    name="Invented",
    kind="episode",
    series_id="S1",
    episode_no="3x45",
    company_id="C1",
    photography_on=date(2008, 3, 17),
    first_release_on=date(2008, 9, 24),
    first_new_media_on=date(2008, 9, 25),
    first_market="network_prime_time",
    minutes=60,
    budget_cents=None,
    currency=None,
    eidr=None,
    isan=None,
    written_on=date(2008, 2, 20),
    program_kind="dramatic",
    season_no=3,
    episode_ordinal=45,
)
FILM = replace(EPISODE, kind="theatrical", series_id=None, season_no=None, first_market="theatrical")


def receipt(quarter: int, gross_cents: int, units: int | None, market: str = "download") -> Receipt:
    period = QUARTERS[quarter]
    return Receipt(
        company_id="C1",
        title_id="T1",
        market=market,
        territory="us_ca",
        base_kind="distributors_gross",
        period_from=period.from_on,
        period_to=period.to_on,
        statement_id="ST",
        received_on=period.to_on,
        gross_cents=gross_cents,
        currency="usd",
        units=units,
        package_id=None,
    )


def pots(title: Title, *receipts: Receipt, position: str = "guild") -> list[int]:
    return [duty.pots[position] for duty in receipt_duties({"T1": title}, receipts)]


def credits(*rows: tuple[str, str, str | None]) -> list[Credit]:
    return [Credit("T1", person, role, team, None, None, None) for role, person, team in rows]


def use(market: str, first: date, last: date | None) -> Use:
    return Use("T1", "C1", market, "S", "us", first, 1, last, last is None, None)


def test_a_line_that_crosses_the_break_is_paid_at_the_average_price_of_its_copies() -> None:
    # 60,000 + 60,000 copies at $140,000 each: 0.36% of all, then 40,000 copies at 0.36% and 20,000 at 0.70%.
    # 14,000,000 x (40 x 0.36% + 20 x 0.70%) / 60 = 14,000,000 x 71/15000 = 66,266.67 cents
    assert pots(EPISODE, receipt(2, 14_000_000, 60_000), receipt(3, 14_000_000, 60_000)) == [50_400, 66_267]


def test_a_feature_breaks_at_fifty_thousand_copies() -> None:
    # 80,000 copies at $10: 50,000 x 10 x 0.36% = 1,800 and 30,000 x 10 x 0.65% = 1,950
    assert pots(FILM, receipt(2, 80_000_000, 80_000)) == [375_000]


def test_the_copy_that_reaches_the_break_still_pays_the_lower_rate() -> None:
    receipts = [
        receipt(1, 6_000_000, 60_000),
        receipt(2, 4_000_000, 40_000),
        receipt(3, 1_000_000, 10_000),
    ]
    assert pots(EPISODE, *receipts) == [21_600, 14_400, 7_000]


def test_statements_are_counted_in_order_of_time_however_they_lie() -> None:
    receipts = [receipt(3, 14_000_000, 60_000), receipt(2, 14_000_000, 60_000)]
    assert pots(EPISODE, *receipts) == [50_400, 66_267]


def test_home_video_steps_up_when_five_million_dollars_came_in() -> None:
    # $7 M at once: 5,000,000 x 0.30% + 2,000,000 x 0.36% = 22,200; as 4.5 M and 2.5 M: 13,500 and 8,700.
    assert pots(FILM, receipt(2, 700_000_000, 1, "home_video")) == [2_220_000]
    halves = (receipt(2, 450_000_000, 1, "home_video"), receipt(3, 250_000_000, 1, "home_video"))
    assert pots(FILM, *halves) == [1_350_000, 870_000]


@pytest.mark.parametrize(
    ("market", "title", "cents"),
    [
        ("rental", FILM, 1_200),
        ("rental", EPISODE, 1_200),
        ("pay_television", FILM, 1_200),
        ("free_television", FILM, 1_200),
        ("basic_cable", FILM, 1_200),
        ("basic_cable", EPISODE, 2_000),
    ],
)
def test_plain_rates_by_market(market: str, title: Title, cents: int) -> None:
    assert pots(title, receipt(3, 100_000, 0, market)) == [cents]


def test_half_a_cent_goes_up() -> None:
    # 1.2% of $1.25 is a cent and a half
    assert pots(FILM, receipt(3, 125, 1, "rental")) == [2]
    assert half_up(Fraction(1, 2)) == 1
    assert half_up(Fraction(49, 100)) == 0


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="no amounts below zero, found -1"):
        half_up(Fraction(-1))


def test_rentals_of_films_from_before_july_1971_pay_nothing() -> None:
    old = replace(FILM, photography_on=date(1971, 6, 30))
    assert pots(old, receipt(3, 100_000, 10, "rental")) == []
    assert pots(replace(old, photography_on=date(1971, 7, 1)), receipt(3, 100_000, 10, "rental")) == [1_200]


@pytest.mark.parametrize(
    ("kind", "photographed", "online", "guild", "companies", "as_told"),
    [  # the five titles of the published three readings, then the edges
        ("theatrical", date(1969, 5, 1), date(2008, 6, 1), False, True, False),
        ("theatrical", date(1995, 5, 1), date(2006, 6, 1), True, False, False),
        ("theatrical", date(1995, 5, 1), date(2008, 6, 1), True, True, False),
        ("theatrical", date(2008, 5, 1), date(2009, 1, 15), True, True, True),
        ("episode", date(1975, 10, 1), date(2008, 6, 1), False, True, False),
        ("theatrical", date(1971, 7, 1), date(2008, 2, 12), False, False, False),
        ("theatrical", date(1971, 7, 2), date(2008, 2, 13), True, True, False),
        ("episode", date(1977, 12, 31), date(2008, 2, 13), False, True, False),
        ("episode", date(1978, 1, 1), date(2008, 2, 12), True, False, False),
        ("theatrical", date(2008, 2, 13), date(2008, 11, 2), True, True, False),
        ("theatrical", date(2008, 2, 14), date(2008, 11, 2), True, True, True),
    ],
)
def test_each_position_draws_its_own_line(
    kind: str, photographed: date, online: date, guild: bool, companies: bool, as_told: bool
) -> None:
    title = replace(FILM, kind=kind, photography_on=photographed, first_new_media_on=online)
    assert [is_covered(position, title) for position in POSITIONS] == [guild, companies, as_told]


def test_a_title_that_a_position_leaves_out_is_paid_as_home_video() -> None:
    library = replace(FILM, photography_on=date(1995, 5, 1), first_new_media_on=date(2006, 6, 1))
    receipts = (receipt(2, 80_000_000, 80_000), receipt(3, 600_000_000, 10))
    assert pots(library, *receipts, position="guild")[0] == 375_000
    # 0.30% of $800,000; then $4.2 M more at 0.30% and $1.8 M at 0.36%
    assert pots(library, *receipts, position="companies") == [240_000, 1_260_000 + 648_000]


def test_a_download_line_without_copies_is_refused() -> None:
    with pytest.raises(ValueError, match="a download line of T1 has no copies"):
        pots(EPISODE, receipt(2, 100, None))


def test_the_first_run_pays_nothing_and_each_rerun_the_whole_base_thirty_days_later() -> None:
    runs = [use("network_prime_time", day, day) for day in (date(2008, 11, 1), date(2008, 9, 24))]
    duty = next(iter(use_duties({"T1": EPISODE}, runs)))
    assert (duty.occasion, duty.since, duty.due_on) == ("run:2", date(2008, 11, 1), date(2008, 12, 1))
    assert duty.pots["guild"] == 2_171_000


@pytest.mark.parametrize(
    ("season", "last", "occasions"),
    [  # online 25 September: seventeen free days end on 11 October, twenty-four on the 18th
        (3, date(2008, 10, 11), []),
        (3, date(2008, 10, 12), ["half_year:1"]),
        (1, date(2008, 10, 18), []),
        (1, date(2008, 10, 19), ["half_year:1"]),
        (3, date(2009, 4, 11), ["half_year:1"]),
        (3, date(2009, 4, 12), ["half_year:1", "half_year:2"]),
        (3, None, ["half_year:1", "half_year:2"]),
    ],
)
def test_streams_pay_for_each_half_year_begun_past_the_window(
    season: int, last: date | None, occasions: list[str]
) -> None:
    title = replace(EPISODE, season_no=season)
    duties = list(use_duties({"T1": title}, [use("ad_supported_streaming", date(2008, 9, 25), last)]))
    assert [duty.occasion for duty in duties] == occasions
    assert all(duty.pots["companies"] == 65_130 for duty in duties)


def test_a_half_year_falls_due_four_months_after_its_first_day() -> None:
    stream = use("ad_supported_streaming", date(2008, 9, 25), None)
    assert [duty.due_on for duty in use_duties({"T1": EPISODE}, [stream])] == [
        date(2009, 2, 12),
        date(2009, 8, 12),
    ]


def test_an_adaptation_takes_its_tenth_from_the_screenplay() -> None:
    rows = credits(
        ("adaptation_by", "W4", None),
        ("screenplay_by", "W3", "TM1"),
        ("screenplay_by", "W2", "TM1"),
        ("story_by", "W1", None),
    )
    assert divide(100_000, writer_shares(rows)) == {"W1": 25_000, "W2": 32_500, "W3": 32_500, "W4": 10_000}


def test_a_team_counts_as_one_writer() -> None:
    rows = credits(("written_by", "W1", "TM1"), ("written_by", "W2", "TM1"), ("written_by", "W3", None))
    assert dict(writer_shares(rows)) == {"W1": Fraction(1, 4), "W2": Fraction(1, 4), "W3": Fraction(1, 2)}


def test_a_screenplay_without_a_story_takes_everything() -> None:
    assert divide(100_000, writer_shares(credits(("screenplay_by", "W1", None)))) == {"W1": 100_000}


def test_on_a_tie_the_odd_cent_goes_to_the_earlier_credit() -> None:
    rows = credits(("written_by", "W2", None), ("written_by", "W1", None))
    assert divide(101, writer_shares(rows)) == {"W1": 51, "W2": 50}


def test_credits_that_no_rule_covers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"no rule shares the credits \['adaptation_by', 'screenplay_by'\]"):
        role_shares(frozenset({"screenplay_by", "adaptation_by"}))


@given(st.integers(0, 10**12), st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_a_split_loses_and_invents_no_cent(pot: int, weights: list[int]) -> None:
    shares = [(f"W{place}", Fraction(weight, sum(weights))) for place, weight in enumerate(weights)]
    parts = divide(pot, shares)
    assert sum(parts.values()) == pot
    assert all(abs(parts[person] - pot * share) < 1 for person, share in shares)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_bands_add_up_however_a_sale_is_cut(before: int, one: int, two: int) -> None:
    rates = (Fraction(36, 10_000), Fraction(7, 1_000))
    whole = banded(one + two, before=before, first=100_000, rates=rates)
    first = banded(one, before=before, first=100_000, rates=rates)
    assert whole == first + banded(two, before=before + one, first=100_000, rates=rates)
