"""Late charges by each rule's own words, worked by hand and then in bulk."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from arrears.findings import Refused
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_terms import BalanceStep, ChargeTerms, DeclaredDispute, LateTerms

from .late_worlds import (
    BALANCE,
    DISPUTE,
    INITIAL_PAY,
    NOTICE,
    OBLIGATION,
    PLANS,
    SYNDICATION,
    WRITERS,
    charge_both_ways,
    charge_in_bulk,
    connect_world,
    open_from,
    put_rows,
    with_events,
)


def test_two_months_on_46667_dollars_are_1400_as_the_guild_reported():
    # Case ex-43: 1,400 / (1.5% x 2) = 46,667; simple, two months late.
    money = open_from(date(2020, 3, 1), 4_666_700, (date(2020, 5, 1), 4_666_700))
    assert charge_both_ways(money, WRITERS, date(2020, 12, 31))[0][:5] == (1, False, 2, 61, 140_001)


def test_ninety_days_on_20000_dollars_cost_887_67_by_days():
    # Case ex-44: due 10 January, paid 10 April 2022, 90 days: 20,000 x 18%/365 x 90 = 887.67.
    # Whole months are three, 20,000 x 1.5% x 3 = 900; compound 300.00 + 304.50 + 309.07 = 913.57.
    money = open_from(date(2022, 1, 10), 2_000_000, (date(2022, 4, 10), 2_000_000))
    assert charge_both_ways(money, WRITERS, date(2022, 6, 30)) == [(1, False, 3, 90, 90_000, 91_357, 88_767)]


def test_a_part_payment_stops_the_charge_on_what_it_paid_and_on_nothing_else():
    # $1,000 due 31 January; $400 paid 15 April (two whole months: 28 February and 31 March), $600 open to
    # 31 July (six). 400 x 2 x 1.5% + 600 x 6 x 1.5% = 12.00 + 54.00.
    # Days: 74 (31 January to 15 April) x 1,000 + 107 x 600 = 138,200 dollar-days x 18% / 365 = 68.15.
    money = open_from(date(2009, 1, 31), 100_000, (date(2009, 4, 15), 40_000))
    (row,) = charge_both_ways(money, WRITERS, date(2009, 7, 31))
    assert row[2:5] == (6, 181, 6_600)
    assert row[6] == 6_815


def test_compound_charges_round_at_each_completed_month():
    # 10.33: 1.5% = 0.15495 -> 0.15; 10.48: 0.1572 -> 0.16; 10.64: 0.1596 -> 0.16. Together 0.47, while one
    # rounding at the end of 10.33 x (1.015^3 - 1) = 0.4719 hides where the cents came from.
    money = open_from(date(2009, 1, 1), 1_033)
    charge = charge_one(money, WRITERS, as_of=date(2009, 4, 1))[0]
    assert [line.compound_so_far_cents for line in charge.lines] == [15, 31, 47]
    assert charge_both_ways(money, WRITERS, date(2009, 4, 1))[0][5] == 47


def test_a_tie_of_half_a_cent_goes_up_in_every_reading():
    # $1.00 x 1.5% = 1.5 cents -> 2; two months compound: 1.02 x 1.5% = 1.53 -> 2, together 4; simple 3.
    money = open_from(date(2009, 1, 1), 100)
    assert charge_both_ways(money, WRITERS, date(2009, 2, 1))[0][4:6] == (2, 2)
    assert charge_both_ways(money, WRITERS, date(2009, 3, 1))[0][4:6] == (3, 4)


@pytest.mark.parametrize(
    ("paid_on", "months"),
    [(date(2009, 2, 27), 0), (date(2009, 2, 28), 1), (date(2009, 3, 30), 1), (date(2009, 3, 31), 2)],
)
def test_a_payment_on_the_day_a_month_is_complete_does_not_escape_it(paid_on: date, months: int):
    money = open_from(date(2009, 1, 31), 10_000, (paid_on, 10_000))
    assert charge_both_ways(money, WRITERS, date(2009, 12, 31))[0][2:5:2] == (months, 150 * months)


def test_money_paid_on_its_due_date_bears_no_charge():
    due_on = date(2009, 2, 28)
    assert charge_both_ways(open_from(due_on, 500, (due_on, 500)), WRITERS, date(2010, 1, 1)) == []


def test_money_not_yet_due_bears_no_charge():
    assert charge_both_ways(open_from(date(2009, 2, 28), 500), WRITERS, date(2009, 2, 28)) == []


def test_a_step_that_ends_after_the_day_asked_for_is_charged_up_to_that_day():
    # $100 due 1 January, open to 1 December; asked for 1 March: two whole months, 59 days. 100 x 2 x 1.5%;
    # 100 x 59 x 18% / 365 = 2.9096.
    money = open_from(date(2009, 1, 1), 10_000, (date(2009, 12, 1), 10_000))
    assert charge_both_ways(money, WRITERS, date(2009, 3, 1)) == [(1, False, 2, 59, 300, 302, 291)]


def test_a_credit_balance_earns_no_late_charge():
    money = open_from(date(2009, 1, 1), 10_000, (date(2009, 2, 1), 12_000))
    assert charge_both_ways(money, WRITERS, date(2009, 12, 1))[0][4] == 150


def test_ten_dollars_a_business_day_leave_out_weekends_and_thanksgiving():
    # Due Monday 24 November 2008, paid Monday 1 December: Tuesday, Wednesday, Friday, Monday.
    money = open_from(date(2008, 11, 24), 90_000, (date(2008, 12, 1), 90_000))
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 6, 1))[0][4] == 4_000


def test_ten_dollars_a_business_day_stop_at_twenty_days():
    money = open_from(date(2008, 11, 3), 90_000)
    assert charge_both_ways(money, INITIAL_PAY, date(2008, 12, 2))[0][4] == 19_000
    assert charge_both_ways(money, INITIAL_PAY, date(2008, 12, 3))[0][4] == 20_000
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 12, 3))[0][4] == 20_000


@pytest.mark.parametrize(
    ("paid_on", "cents"),
    [
        (date(2014, 10, 8), 20_000),  # the fifth business day after the notice of 1 October: still in time
        (date(2014, 10, 9), 20_000 + 8 * 250),  # a day later: $2.50 for each day since the notice
        (date(2015, 10, 1), 20_000 + 365 * 250),  # and without limit
    ],
)
def test_two_dollars_fifty_a_day_run_back_to_the_notice_once_five_business_days_pass(
    paid_on: date, cents: int
):
    money = open_from(date(2014, 8, 1), 90_000, (paid_on, 90_000))
    noticed = with_events(money, notice_on=date(2014, 10, 1))
    assert charge_both_ways(noticed, INITIAL_PAY, date(2016, 1, 1))[0][4] == cents


def test_one_per_cent_a_month_runs_from_the_due_date_only_after_a_notice():
    money = open_from(date(2014, 8, 1), 90_000)
    as_of = date(2015, 2, 1)
    assert charge_both_ways(money, SYNDICATION, as_of) == []
    noticed = with_events(money, notice_on=date(2015, 1, 5))
    assert charge_both_ways(noticed, SYNDICATION, as_of)[0][4] == 6 * 900


@pytest.mark.parametrize(
    ("paid_on", "months"),
    [(date(2014, 10, 16), None), (date(2014, 11, 15), 0), (date(2014, 11, 16), 1), (date(2015, 1, 16), 3)],
)
def test_one_per_cent_a_month_for_the_plans_begins_ten_business_days_after_the_notice(
    paid_on: date, months: int | None
):
    # Notice on Wednesday 1 October 2014; Columbus Day is no business day, so the tenth one is 16 October.
    money = open_from(date(2014, 8, 1), 90_000, (paid_on, 90_000))
    noticed = with_events(money, notice_on=date(2014, 10, 1))
    rows = charge_both_ways(noticed, PLANS, date(2016, 1, 1))
    assert [row[2] for row in rows] == ([] if months is None else [months])


def test_a_notice_before_the_due_date_is_no_notice_of_lateness():
    money = with_events(open_from(date(2014, 8, 1), 90_000), notice_on=date(2014, 7, 31))
    assert charge_both_ways(money, SYNDICATION, date(2015, 8, 1)) == []


def test_payment_within_ten_days_of_the_notice_stops_the_penalty():
    in_time = open_from(date(2014, 8, 1), 90_000, (date(2014, 10, 11), 90_000))
    too_late = open_from(date(2014, 8, 1), 90_000, (date(2014, 10, 12), 90_000))
    notice_on = date(2014, 10, 1)
    as_of = date(2015, 1, 1)
    assert charge_both_ways(with_events(in_time, notice_on=notice_on), SYNDICATION, as_of) == []
    assert charge_both_ways(with_events(too_late, notice_on=notice_on), SYNDICATION, as_of)[0][4] == 1_800


@pytest.mark.parametrize(("as_of", "simple"), [(date(2014, 4, 1), 9_900), (date(2014, 5, 1), 10_000)])
def test_one_per_cent_a_month_never_passes_the_amount_owed(as_of: date, simple: int):
    # 99 months from 1 January 2006 are 99% of $100; the hundredth reaches the limit, later ones add nothing.
    money = with_events(open_from(date(2006, 1, 1), 10_000), notice_on=date(2006, 2, 1))
    assert charge_both_ways(money, SYNDICATION, as_of)[0][4:6] == (simple, 10_000)
    assert charge_both_ways(money, SYNDICATION, date(2020, 1, 1))[0][4:] == (10_000, 10_000, 10_000)


def test_disputed_money_rests_while_the_dispute_lasts_and_undisputed_money_does_not():
    # $1,000 due 1 January 2009, $300 of it disputed since 1 March, the rest paid on the due date.
    # The $300: two months, then rest until the settlement on 1 July, then two months to 1 September.
    dispute = DeclaredDispute(date(2009, 3, 1), date(2009, 7, 1), 30_000, date(2009, 1, 1))
    money = with_events(
        LateMoney(date(2009, 1, 1), 100_000, (BalanceStep(date(2009, 1, 1), None, 30_000),)),
        notice_on=date(2009, 1, 10),
        dispute=dispute,
    )
    assert charge_both_ways(money, SYNDICATION, date(2009, 6, 1))[0][1:5] == (True, 2, 59, 600)
    assert charge_both_ways(money, SYNDICATION, date(2009, 9, 1))[0][1:5] == (False, 4, 59 + 62, 1_200)


def test_a_dispute_about_the_amount_rests_nothing_if_the_undisputed_part_was_not_paid_on_time():
    dispute = DeclaredDispute(date(2009, 3, 1), None, 30_000, date(2009, 1, 2))
    money = with_events(
        open_from(date(2009, 1, 1), 100_000, (date(2009, 1, 2), 70_000)),
        notice_on=date(2009, 1, 10),
        dispute=dispute,
    )
    rows = charge_both_ways(money, SYNDICATION, date(2009, 7, 1))
    assert [(row[1], row[4]) for row in rows] == [(False, 0), (True, 1_800)]


def test_undisputed_and_disputed_money_are_charged_apart():
    dispute = DeclaredDispute(date(2009, 3, 1), None, 30_000)
    money = with_events(open_from(date(2009, 1, 1), 100_000), dispute=dispute)
    rows = charge_both_ways(money, WRITERS, date(2009, 5, 1))
    assert [(row[1], row[4]) for row in rows] == [(False, 4_200), (True, 1_800)]


def test_ten_business_days_pass_after_a_settlement_before_charges_start():
    # All disputed from the due date on; settled Monday 2 March 2009; ten business days end on 16 March.
    dispute = DeclaredDispute(date(2009, 1, 5), date(2009, 3, 2))
    money = with_events(open_from(date(2009, 1, 5), 90_000), dispute=dispute)
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 3, 16)) == []
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 3, 18))[0][4] == 2_000


def test_a_limit_of_twenty_days_counts_the_days_before_the_dispute():
    # Fifteen business days from 5 January to 27 January 2009 (two holidays), then rest, then five more.
    dispute = DeclaredDispute(date(2009, 1, 27), date(2009, 3, 2))
    money = with_events(open_from(date(2009, 1, 5), 90_000), dispute=dispute)
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 3, 1))[0][4] == 15_000
    assert charge_both_ways(money, INITIAL_PAY, date(2009, 12, 1))[0][4] == 20_000


def test_a_dispute_declared_after_the_day_asked_for_changes_nothing():
    dispute = DeclaredDispute(date(2009, 3, 2))
    money = with_events(open_from(date(2009, 1, 1), 100_000), dispute=dispute)
    assert charge_both_ways(money, WRITERS, date(2009, 3, 1))[0][1:5] == (False, 2, 59, 3_000)


def test_a_reading_that_the_rule_excludes_is_missing_and_not_zero():
    rule = LateTerms("wga/test/simple", WRITERS.charges, reads_compound=False, reads_daily=False)
    money = open_from(date(2009, 1, 1), 100_000)
    assert charge_both_ways(money, rule, date(2009, 3, 1))[0][4:] == (3_000, None, None)


def test_an_obligation_without_late_rule_has_no_row():
    connection = connect_world([open_from(date(2009, 1, 1), 100)], [WRITERS])
    connection.execute("UPDATE obligation SET late_rule = NULL")
    assert charge_in_bulk(connection, date(2010, 1, 1)) == []


def test_days_without_open_money_between_two_steps_bear_no_charge():
    # Paid in full on 1 February; the payment is reversed on 1 May: January counts, and May.
    steps = (
        BalanceStep(date(2009, 1, 1), date(2009, 2, 1), 10_000),
        BalanceStep(date(2009, 5, 1), None, 10_000),
    )
    money = LateMoney(date(2009, 1, 1), 10_000, steps)
    assert charge_both_ways(money, WRITERS, date(2009, 6, 1))[0][2:5] == (2, 62, 300)


def test_the_table_names_the_rule_and_the_status_of_its_terms():
    connection = connect_world([open_from(date(2009, 1, 1), 100)], [WRITERS])
    charge_in_bulk(connection, date(2010, 1, 1))
    assert connection.execute("SELECT late_rule, status FROM late_charge").fetchall() == [
        ("wga/test/residuals", "unverified")
    ]


def test_amounts_near_the_limit_of_money_stay_exact():
    money = open_from(date(2000, 1, 1), 10**15 - 1)
    (row,) = charge_both_ways(money, WRITERS, date(2020, 1, 1))
    assert row[4] == ((10**15 - 1) * 240 * 3 * 2 + 200) // 400


FAULTS = {
    "late-balance-backwards": ("balance", BALANCE, [(1, date(2009, 3, 1), date(2009, 2, 1), 100)]),
    "late-balance-early": ("balance", BALANCE, [(1, date(2008, 12, 31), None, 100)]),
    "late-balance-broken": (
        "balance",
        BALANCE,
        [(1, date(2009, 1, 1), date(2009, 3, 1), 100), (1, date(2009, 2, 1), None, 50)],
    ),
    "late-balance-open": (
        "balance",
        BALANCE,
        [(1, date(2009, 1, 1), None, 100), (1, date(2009, 2, 1), None, 50)],
    ),
    "late-balance-size": ("balance", BALANCE, [(1, date(2009, 1, 1), None, 10**15)]),
    "late-balance-unknown": ("obligation", OBLIGATION, [(1, WRITERS.rule_id, date(2009, 1, 1), None)]),
    "late-rule-unknown": ("obligation", OBLIGATION, [(1, "wga/test/nothing", date(2009, 1, 1), 100)]),
    "late-notice-twice": ("late_notice", NOTICE, [(1, date(2009, 2, 1)), (1, date(2009, 3, 1))]),
    "late-dispute-twice": (
        "late_dispute",
        DISPUTE,
        [(1, date(2009, 2, 1), None, None, None), (1, date(2009, 3, 1), None, None, None)],
    ),
    "late-dispute-span": ("late_dispute", DISPUTE, [(1, date(2009, 2, 1), date(2009, 1, 1), None, None)]),
}


@pytest.mark.parametrize("code", FAULTS)
def test_what_cannot_be_figured_is_refused_with_its_place(code: str):
    table, schema, rows = FAULTS[code]
    connection = connect_world([open_from(date(2009, 1, 1), 100)], [WRITERS])
    put_rows(connection, table, schema, rows)
    with pytest.raises(Refused) as refused:
        charge_in_bulk(connection, date(2010, 1, 1))
    assert [finding.code for finding in refused.value.findings] == [code.replace("-open", "-broken")]
    finding = refused.value.findings[0]
    assert finding.place.endswith("obligation 1")
    assert finding.expected
    assert finding.found
    assert finding.remedy
    made = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'late_charge'")
    assert made.fetchone() == (0,)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("late-rule-word", "per = 'fortnight'"),
        ("late-rule-word", "start = 'release'"),
        ("late-rule-word", "notice_unit = 'week'"),
        ("late-rule-charge", "fixed_cents = 100"),
        ("late-rule-charge", "rate_num = NULL"),
        ("late-rule-limit", "most_units = 12"),
        ("late-rule-figure", "rate_num = -3"),
        ("late-rule-figure", "rate_den = 0"),
        ("late-rule-figure", "rate_den = NULL"),
        ("late-rule-figure", "most_share_num = 1"),
        ("late-rule-figure", "only_after_notice_days = -1"),
    ],
)
def test_a_late_rule_that_nobody_could_figure_is_refused(code: str, change: str):
    connection = connect_world([open_from(date(2009, 1, 1), 100)], [WRITERS])
    connection.execute(f"UPDATE late_rule SET {change}")
    with pytest.raises(Refused) as refused:
        charge_in_bulk(connection, date(2010, 1, 1))
    assert [finding.code for finding in refused.value.findings] == [code]
    assert refused.value.findings[0].place == "late_rule:wga/test/residuals:1"


def test_a_charge_beyond_any_money_is_refused_and_not_overflowed():
    rule = LateTerms("any/test/doubling", (ChargeTerms("month", Fraction(1)),))
    connection = connect_world([open_from(date(1909, 1, 1), 100)], [rule])
    with pytest.raises(Refused, match="grows beyond any money"):
        charge_late_payments(
            connection,
            balance="balance",
            obligation="obligation",
            late_rule="late_rule",
            as_of=date(2009, 1, 1),
        )
