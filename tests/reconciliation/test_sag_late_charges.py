"""Late charges of the 2014 television agreement, with SAG-LATE-03 of the shared reference folder."""

from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.audit.late_rules import late_terms_of
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_terms import BalanceStep

(TELEVISION,) = load_library(addresses=["sag/tv-2014"])


def charged(
    rule: str, *, due: date, paid: date, notice: date | None = None, cents: int = 100_000
) -> list[tuple[int, int | None, int | None]]:
    """Months, the simple and the compound charge on an amount paid late."""
    terms = late_terms_of(TELEVISION.late_rules[f"sag/tv-2014/{rule}"])
    money = LateMoney(due_on=due, owed_cents=cents, steps=(BalanceStep(due, paid, cents),), notice_on=notice)
    return [(c.months, c.simple_cents, c.compound_cents) for c in charge_one(money, terms, as_of=paid)]


def test_a_thousand_dollars_a_year_late_after_notice_cost_120_or_compound_126_84() -> None:
    # Delinquent 1 March 2014, notice 1 August, paid 1 March 2015: twelve months, from the delinquency.
    # Rounded once, at the end, the compound charge is 126.83; each month's charge is an amount of cents.
    found = charged("syndication", due=date(2014, 3, 1), notice=date(2014, 8, 1), paid=date(2015, 3, 1))
    assert found == [(12, 12_000, 12_684)]


def test_programmes_made_for_pay_television_are_charged_from_the_notice() -> None:
    found = charged("pay-television", due=date(2014, 3, 1), notice=date(2014, 8, 1), paid=date(2015, 3, 1))
    assert [(months, simple) for months, simple, _ in found] == [(7, 7_000)]


def test_cinemas_are_charged_without_a_notice() -> None:
    found = charged("theatrical-rights", due=date(2014, 3, 1), paid=date(2015, 3, 1))
    assert [(months, simple) for months, simple, _ in found] == [(12, 12_000)]


def test_syndication_is_never_charged_without_a_notice() -> None:
    assert charged("syndication", due=date(2014, 3, 1), paid=date(2015, 3, 1)) == []


def test_the_charge_on_syndication_stops_at_the_amount_owed() -> None:
    found = charged("syndication", due=date(2004, 3, 1), notice=date(2004, 8, 1), paid=date(2015, 3, 1))
    assert [simple for _, simple, _ in found] == [100_000]


@pytest.mark.parametrize(("rule", "paid", "cents"), [("network", 1, 1_000), ("reuse", 1, 1_000)])
def test_ten_dollars_a_business_day_from_the_day_after(rule: str, paid: int, cents: int) -> None:
    # Due on Friday 9 January 2015, paid on the Monday.
    found = charged(rule, due=date(2015, 1, 9), paid=date(2015, 1, 11 + paid))
    assert [simple for _, simple, _ in found] == [cents]


def test_reuse_has_no_daily_charge_after_a_notice() -> None:
    dates = {"due": date(2015, 1, 9), "paid": date(2015, 6, 30), "notice": date(2015, 3, 2)}
    assert [simple for _, simple, _ in charged("reuse", **dates)] == [20_000]
    assert [simple for _, simple, _ in charged("network", **dates)] == [20_000 + 120 * 250]
