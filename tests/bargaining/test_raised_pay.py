"""Raises in shares, in points and in money by the hour, week or minimum: read, compared, priced by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bargaining.offer_writer import OFFER, read_text, write_library, written

from arrears.agreements.written_agreement import Library
from arrears.bargaining.assumptions import NO_ASSUMPTIONS, read_assumptions
from arrears.bargaining.offer import Offer, Rise
from arrears.bargaining.offer_diff import compare_offers, offered
from arrears.bargaining.offer_lint import lint_offers
from arrears.bargaining.price import price_offer
from arrears.bargaining.raised_pay import (
    Level,
    compare_levels,
    level_of,
    level_text,
    read_rise,
    rise_text,
)
from arrears.findings import Refused
from arrears.reports.offer_price_report import value_text
from arrears.reports.offer_report import raises_table

STEPS = OFFER[OFFER.index("  - {of: wages, on: 2008") :]


def offer_of(folder: Path, *steps: str, name: str = "first", **said: str) -> Offer:
    """The offer of the pact with these steps in the place of its two raises."""
    lines = "".join(f"  - {{{one}}}\n" for one in steps)
    text = written((STEPS, lines), ("offer: first", f"offer: {name}"))
    for key, value in said.items():
        text = text.replace(f"{key}: ", f"{key}: {value} # ", 1)
    return read_text(folder, text, f"{name}.yaml")


def raised(folder: Path, offer: Offer, **stated: str) -> dict[str, object]:
    """What the raises of an offer cost on stated bases, by year and by part, without a book."""
    lines = [
        f"- {{name: {name.replace('__', '/')}, value: '{value}', by: the test, on: 2008-09-01,"
        " source: invented, status: unverified}"
        for name, value in stated.items()
    ]
    path = folder / "assumed.yaml"
    path.write_text("assumptions:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    found = price_offer(offer, None, read_assumptions(path), base_year=2008).item("3")
    assert found is not None
    return {"year": dict(found.by_year), "part": dict(found.by_part), "back": found.back_pay}


@pytest.mark.parametrize(
    ("of", "text", "expected", "shown"),
    [
        ("wages", "3.5%", Rise(Fraction(7, 200)), "3.5%"),
        ("wages", "$0.50 per hour", Rise(Fraction(50), "hour"), "$0.50 per hour"),
        ("wages", "$25 per week", Rise(Fraction(2_500), "week"), "$25.00 per week"),
        ("wages", "$100 per minimum", Rise(Fraction(10_000), "minimum"), "$100.00 per minimum"),
        ("wages", "-$10 per day", Rise(Fraction(-1_000), "day"), "-$10.00 per day"),
        ("health", "35 cents per hour", Rise(Fraction(35), "hour"), "$0.35 per hour"),
        ("pension", "30.5 cents per hour", Rise(Fraction(61, 2), "hour"), "30.5 cents per hour"),
        ("pension", "0.5 points", Rise(Fraction(1, 200)), "0.5%"),
    ],
)
def test_a_raise_is_a_share_points_or_money_by_a_unit(of: str, text: str, expected: Rise, shown: str) -> None:
    assert read_rise(of, text, "here") == expected
    assert rise_text(expected) == shown


@pytest.mark.parametrize(
    "text",
    ["$3", "50% per hour", "0.50 per hour", "$0.50 per month", "$5 cents per hour", "0.5 points",
     "$20,000,000 per week", "1% points"],
)  # fmt: skip
def test_what_is_no_raise_of_wages_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rise("wages", text, "here")
    (fault,) = refused.value.findings
    assert fault.code in ("offer-part", "figure-not-read")
    if fault.code == "offer-part":
        assert (fault.problem, fault.found) == ("this is no raise.", f"'{text}'")
        assert "$0.50 per hour" in fault.expected


@pytest.mark.parametrize("text", ["$0 per hour", "0 points", "0%"])
def test_a_raise_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="raises nothing"):
        read_rise("health", text, "here")


def test_money_is_raised_by_later_shares_and_of_one_day_shares_come_first() -> None:
    """$0.50 an hour, then 4% on it and on all pay; on that second day $0.10 more, which 4% does not raise."""
    first, second = date(2009, 1, 1), date(2010, 1, 1)
    steps = [(second, Rise(Fraction(10), "hour")), (first, Rise(Fraction(50), "hour")),
             (second, Rise(Fraction(1, 25)))]  # fmt: skip
    level = level_of("wages", steps)
    assert level == Level(Fraction(26, 25), {"hour": Fraction(62)})
    assert level_text("wages", level) == "4% and $0.62 per hour"


RISES = st.builds(
    lambda value, per: Rise(Fraction(value, 100 if not per else 1), per),
    st.integers(-50, 500),
    st.sampled_from(["", "hour", "week"]),
)
DAYS = st.dates(date(2008, 1, 1), date(2011, 1, 1))


@given(st.lists(st.tuples(DAYS, RISES), max_size=6, unique_by=lambda one: (one[0], one[1].per)))
def test_raises_come_to_what_each_makes_of_a_pay_packet_in_the_order_of_days(
    steps: list[tuple[date, Rise]],
) -> None:
    """One packet of $800.00: 40 hours and one week. Shares raise all of it, money adds by its units."""
    packet = Fraction(80_000)
    for _, rise in sorted(steps, key=lambda one: (one[0], one[1].per != "")):
        packet = (
            packet + rise.value * {"hour": 40, "week": 1}[rise.per] if rise.per else packet * (1 + rise.value)
        )
    level = level_of("wages", steps)
    assert 80_000 * level.share + 40 * level.money("hour") + level.money("week") == packet
    assert compare_levels(level, level_of("wages", list(reversed(steps)))) == (False, False)


def test_money_by_the_hour_costs_its_hours_and_is_compounded_and_carries_plans(tmp_path: Path) -> None:
    """1,000,000 hours and $20,000,000 of pay a year, nothing grows. From 1 November 2008 $0.50 an hour, 61
    of 366 days: 500,000 x 61/366 = $83,333.33. In 2009 $500,000.00 and, from 1 November, 2% on all: 61 of 365
    days of (20,500,000 x 1.02 - 20,000,000 - 500,000) = 410,000 x 61/365 = $68,520.55. Plans take 10%.
    """
    offer = offer_of(
        tmp_path,
        "of: wages, on: 2008-11-01, raised_by: $0.50 per hour",
        "of: wages, on: 2009-11-01, raised_by: 2%",
    )
    given_ = {
        "pay-base__wages": "$20,000,000",
        "pay-base__hours": "1000000",
        "growth": "0%",
        "plans__wages": "10%",
    }
    found = raised(tmp_path, offer, **given_)
    years = found["year"]
    assert isinstance(years, dict)
    assert years[2008] == round(Fraction(50_000_000 * 61, 366) * Fraction(11, 10))
    assert (
        years[2009] == round((50_000_000 + Fraction(41_000_000 * 61, 365)) * Fraction(11, 10)) == 62_537_260
    )
    assert years[2010] == 91_000_000 * 11 // 10
    assert found["part"] == {"pay": 186_352_512, "pension and health": 18_635_251}


def test_contributions_by_the_hour_need_hours_and_no_pay(tmp_path: Path) -> None:
    """The crews' plans of 2008 were reported to get 35 cents an hour more each year: on 2,000,000 hours that
    is $700,000.00, then $1,400,000.00 a year; hours grow as they are said to, else as wages.
    """
    offer = offer_of(
        tmp_path,
        "of: health, on: 2009-01-01, raised_by: 35 cents per hour",
        "of: health, on: 2010-01-01, raised_by: 35 cents per hour",
    )
    found = raised(tmp_path, offer, **{"pay-base__hours": "2,000,000", "growth__wages": "0%"})
    assert found["year"] == {
        2009: 70_000_000,
        2010: 140_000_000,
        2011: round(Fraction(140_000_000 * 121, 365)),
    }
    assert list(found["part"]) == ["pension and health"]  # type: ignore[call-overload]
    grown = raised(
        tmp_path, offer, **{"pay-base__hours": "2,000,000", "growth__hours": "10%", "growth__wages": "0%"}
    )
    assert grown["year"][2009] == 77_000_000  # type: ignore[index]
    points = offer_of(tmp_path, "of: pension, on: 2009-01-01, raised_by: 0.5 points")
    found = raised(tmp_path, points, **{"pay-base__wages": "$20,000,000", "growth": "0%"})
    assert found["year"][2009] == 10_000_000  # type: ignore[index]


def test_hours_that_nobody_stated_are_asked_for_by_name(tmp_path: Path) -> None:
    offer = offer_of(tmp_path, "of: wages, on: 2009-01-01, raised_by: $25 per week")
    with pytest.raises(Refused) as refused:
        price_offer(offer, None, NO_ASSUMPTIONS, base_year=2008)
    assert [one.expected.split(" or ")[0] for one in refused.value.findings] == [
        "pay-base/weeks", "growth/weeks/2009", "plans/wages", "growth/weeks/2010", "growth/weeks/2011",
    ]  # fmt: skip
    assert "growth/wages/2009" in refused.value.findings[1].expected


def test_a_count_is_shown_as_a_count_and_no_percentage(tmp_path: Path) -> None:
    path = tmp_path / "assumed.yaml"
    rest = "by: a, on: 2008-09-01, source: invented, status: unverified"
    stated = {"pay-base/hours": "2,000,000", "growth/wages": "3%", "pay-base/wages": "$5"}
    lines = [f"- {{name: {name}, value: '{value}', {rest}}}\n" for name, value in stated.items()]
    path.write_text("assumptions:\n" + "".join(lines), encoding="utf-8")
    shown = [value_text(one) for one in read_assumptions(path).entries]
    assert shown == ["2000000", "3%", "$5.00"]


def test_back_pay_of_money_by_the_unit_is_told_apart(tmp_path: Path) -> None:
    """In force from 1 November 2008, signed on 1 January 2009: the 61 days before are back pay."""
    signed = "status: tentative\nsigned_on: 2009-01-01\nretroactive: yes"
    step = "  - {of: wages, on: 2008-11-01, raised_by: $100 per minimum}\n"
    text = written((STEPS, step), ("status: proposal", signed))
    found = raised(
        tmp_path,
        read_text(tmp_path, text),
        **{"pay-base__minimums": "3660", "growth": "0%", "plans__wages": "0%"},
    )
    assert found["back"] == 10_000 * 3_660 * 61 // 366 == 6_100_000


def test_offers_with_raises_of_two_sorts_are_compared_sort_by_sort(tmp_path: Path) -> None:
    """3% against $25.00 a week: neither is more whatever the pay. $25.00 a week against $30.00: it is."""
    share = offer_of(tmp_path, "of: wages, on: 2009-01-01, raised_by: 3%", name="share")
    weekly = offer_of(tmp_path, "of: wages, on: 2009-01-01, raised_by: $25 per week", name="weekly")
    more = offer_of(
        tmp_path,
        "of: wages, on: 2009-01-01, raised_by: $25 per week",
        "of: wages, on: 2009-01-01, raised_by: 1%",
        name="more",
    )
    library = Library(write_library(tmp_path))
    one, two, three = (offered(each, library) for each in (share, weekly, more))
    (row,) = [each for each in compare_offers(one, two) if each.part == "raises"]
    assert (row.first, row.second, row.more_for) == (
        "3% on 2009-01-01",
        "$25.00 per week on 2009-01-01",
        "depends",
    )
    assert "depends on the pay by the unit" in row.why
    (row,) = [each for each in compare_offers(two, three) if each.part == "raises"]
    assert row.more_for == "payees"
    rows = raises_table(more).rows
    assert [(each[3], each[4]) for each in rows] == [
        ("$25.00 per week", "every week (engagement)"),
        ("1%", "all pay"),
    ]
    assert rows[-1][5] == "1% and $25.00 per week"


def test_an_agreed_raise_by_the_hour_is_not_the_same_raise_by_the_week(tmp_path: Path) -> None:
    agreed = "title: Minimums\n  agreed_on: 2008-09-12"
    hourly, weekly = (
        written((STEPS, f"  - {{of: wages, on: 2009-01-01, raised_by: $25 per {per}}}\n"),
                ("title: Minimums", agreed), ("made_on: 2008-09-15", f"made_on: {on}"),
                ("offer: first", f"offer: of-{per}"))
        for per, on in (("hour", "2008-09-15"), ("week", "2008-09-20"))
    )  # fmt: skip
    offers = [read_text(tmp_path, text, f"{n}.yaml") for n, text in enumerate((hourly, weekly))]
    flags = lint_offers(offers, Library(write_library(tmp_path))).flags
    assert [flag.kind for flag in flags if flag.item_id == "3"] != []
    assert any("other raises" in flag.says for flag in flags)


def test_two_raises_of_one_sort_on_one_day_are_out_of_order(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="raises of wages by the week are out of order"):
        offer_of(
            tmp_path,
            "of: wages, on: 2009-01-01, raised_by: $25 per week",
            "of: wages, on: 2009-01-01, raised_by: $5 per week",
        )
