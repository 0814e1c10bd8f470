"""The late rules of the fourteen clauses: read from YAML, charged to the cent, one by one and in bulk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.reconciliation.late_worlds import connect_world

from arrears.agreements.load import load_agreement
from arrears.audit.late_rules import late_terms_of
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_terms import BalanceStep, LateTerms

TV = load_agreement(Path(__file__).resolve().parents[1] / "agreements" / "fourteen" / "sag" / "tv-2014")
INITIAL_PAY = late_terms_of(TV.late_rules["sag/tv-2014/initial-pay"])
SYNDICATION = late_terms_of(TV.late_rules["sag/tv-2014/syndication"])
FRIDAY = date(2015, 1, 9)


def money(cents: int, *, paid: date, notice: date | None = None, due: date = FRIDAY) -> LateMoney:
    return LateMoney(due_on=due, owed_cents=cents, steps=(BalanceStep(due, paid, cents),), notice_on=notice)


def charged(owed: LateMoney, rule: LateTerms, as_of: date) -> int | None:
    """The charge of whole periods, simple; the bulk statement must say the same."""
    charges = charge_one(owed, rule, as_of=as_of)
    connection = connect_world([owed], [rule])
    charge_late_payments(
        connection, balance="balance", obligation="obligation", late_rule="late_rule", as_of=as_of
    )
    bulk = in_bulk(connection)
    assert bulk == [charge.simple_cents for charge in charges]
    return sum(cents for cents in bulk if cents is not None) if bulk else None


def in_bulk(connection: duckdb.DuckDBPyConnection) -> list[int | None]:
    found = connection.execute("SELECT simple_cents FROM late_charge ORDER BY disputed").fetchall()
    return [cents for (cents,) in found]


def test_ten_dollars_a_business_day_over_a_weekend() -> None:
    # Due on Friday 9 January 2015, paid on Wednesday: Monday, Tuesday, Wednesday.
    assert charged(money(100_000, paid=date(2015, 1, 14)), INITIAL_PAY, date(2015, 3, 1)) == 3_000


def test_ten_dollars_a_business_day_stop_at_two_hundred() -> None:
    # 20 business days after 9 January 2015, two holidays on the way, are long past by 30 June.
    assert charged(money(100_000, paid=date(2015, 6, 30)), INITIAL_PAY, date(2015, 6, 30)) == 20_000


def test_after_notice_a_day_costs_two_dollars_fifty_beside_the_two_hundred() -> None:
    # Notice on Monday 2 March; still unpaid five business days later; paid on 1 April: 30 days x $2.50 = $75.
    owed = money(100_000, paid=date(2015, 4, 1), notice=date(2015, 3, 2))
    assert charged(owed, INITIAL_PAY, date(2015, 6, 30)) == 20_000 + 7_500


def test_paid_within_five_business_days_of_notice_the_day_rate_never_runs() -> None:
    owed = money(100_000, paid=date(2015, 3, 9), notice=date(2015, 3, 2))
    assert charged(owed, INITIAL_PAY, date(2015, 6, 30)) == 20_000


@pytest.mark.parametrize(
    ("paid", "cents"),
    [
        (date(2015, 2, 8), None),
        (date(2015, 4, 8), 2_000),
        (date(2015, 4, 9), 3_000),
        (date(2025, 1, 9), 100_000),
    ],
)
def test_one_per_cent_a_month_runs_only_after_notice_and_stops_at_the_amount(
    paid: date, cents: int | None
) -> None:
    # Notice on 30 January; $1,000; ten years would be 120 %, capped at 100 %.
    owed = money(100_000, paid=paid, notice=date(2015, 1, 30))
    assert charged(owed, SYNDICATION, date(2026, 1, 1)) == cents


def test_without_notice_one_per_cent_never_runs() -> None:
    assert charged(money(100_000, paid=date(2015, 12, 9)), SYNDICATION, date(2016, 1, 1)) is None


def test_what_the_text_leaves_open_is_shown_in_every_reading() -> None:
    assert (SYNDICATION.reads_simple, SYNDICATION.reads_compound, SYNDICATION.reads_daily) == (
        True,
        True,
        True,
    )
    assert (INITIAL_PAY.reads_simple, INITIAL_PAY.reads_compound) == (True, False)
    assert (INITIAL_PAY.pauses_while_disputed, INITIAL_PAY.resumes_after_business_days) == (True, 10)
    owed = money(100_000, paid=date(2015, 4, 9), notice=date(2015, 1, 30))
    (charge,) = charge_one(owed, SYNDICATION, as_of=date(2016, 1, 1))
    assert (charge.simple_cents, charge.compound_cents) == (
        3_000,
        3_030,
    )  # 1,000 x 1.01^3, each month rounded
    assert charge.daily_cents == 2_959  # 1,000 x 12 % x 90 / 365
