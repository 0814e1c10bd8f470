"""What stands open on an award: its own clock, instalments, payments oldest first, interest by the late
kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.claims.award_account import (
    AwardPart,
    AwardPayment,
    AwardTerms,
    Calculation,
    Interest,
    award_account,
)
from arrears.claims.award_rules import rule_for, stated_rule
from arrears.engine.small_tables import create_table
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_terms import LATE_RULE_COLUMNS, ChargeTerms, LateTerms, late_rule_rows

AWARD_ON = date(2020, 1, 1)
LAST_FREE = date(2020, 1, 31)  # thirty days after the award
IATSE = rule_for("iatse/basic-2018")
SUM = AwardTerms(AWARD_ON, IATSE, (AwardPart(1, None, 10_000_00),))
FIGURED = AwardTerms(AWARD_ON, IATSE, (AwardPart(1, None, None),), needs_calculation=True)


def paid(on: date, cents: int, kind: str = "principal") -> AwardPayment:
    return AwardPayment(1, on, cents, kind, "C1")  # type: ignore[arg-type]


def test_a_fixed_sum_is_free_of_interest_up_to_the_thirtieth_day() -> None:
    account = award_account(SUM, [], LAST_FREE)
    (part,) = account.parts
    assert (part.payable_by, part.open_cents, part.interest) == (LAST_FREE, 10_000_00, None)
    assert part.why == "no interest up to 2020-01-31"


def test_from_the_thirty_first_day_interest_runs_from_the_award() -> None:
    # One whole month on 1 February, by days 31 + 1.
    (part,) = award_account(SUM, [], date(2020, 2, 1)).parts
    assert part.why == "not paid by 2020-01-31; interest from 2020-01-01"
    assert part.interest == Interest(100_00, 100_00, 101_92, months=1, days=31)
    # Three whole months, 91 days: 1% each; 1.01 three times; 12%/365 a day.
    (part,) = award_account(SUM, [], date(2020, 4, 1)).parts
    assert part.interest == Interest(300_00, 303_01, 299_18, months=3, days=91)


def test_what_was_paid_in_time_bears_nothing_and_the_rest_bears_from_the_award() -> None:
    (part,) = award_account(SUM, [paid(LAST_FREE, 4_000_00)], date(2020, 4, 1)).parts
    assert (part.paid_cents, part.open_cents) == (4_000_00, 6_000_00)
    assert part.interest is not None
    assert part.interest.simple_cents == 180_00
    (part,) = award_account(SUM, [paid(LAST_FREE, 10_000_00)], date(2021, 1, 1)).parts
    assert (part.interest, part.why) == (None, "paid by 2020-01-31")


def test_a_late_payment_stops_interest_on_what_it_pays() -> None:
    # 10,000 at 1 February, 6,000 at 1 March and 1 April: 100 + 60 + 60.
    (part,) = award_account(SUM, [paid(date(2020, 2, 15), 4_000_00)], date(2020, 4, 1)).parts
    assert part.interest is not None
    assert part.interest.simple_cents == 220_00


def test_a_payment_after_the_day_asked_for_does_not_count() -> None:
    payments = [paid(date(2020, 5, 1), 10_000_00)]
    assert award_account(SUM, payments, date(2020, 4, 1)).open_cents() == 10_000_00
    assert award_account(SUM, payments, date(2020, 5, 1)).open_cents() == 0


def test_payments_pay_the_oldest_instalment_first() -> None:
    parts = (
        AwardPart(1, date(2020, 6, 1), 500_00),
        AwardPart(2, date(2020, 3, 1), 300_00),
        AwardPart(3, date(2020, 9, 1), 200_00),
    )
    terms = replace(SUM, parts=parts)
    account = award_account(terms, [paid(date(2020, 2, 1), 350_00)], date(2020, 4, 1))
    assert [(each.part.number, each.paid_cents) for each in account.parts] == [
        (2, 300_00),
        (1, 50_00),
        (3, 0),
    ]
    assert account.open_cents() == 650_00


def test_an_instalment_is_late_from_its_own_day() -> None:
    terms = replace(SUM, parts=(AwardPart(1, date(2020, 3, 1), 1_000_00),))
    (part,) = award_account(terms, [], date(2020, 5, 1)).parts
    assert part.payable_by == date(2020, 3, 1)
    assert part.interest is not None
    assert part.interest.simple_cents == 20_00


def test_interest_that_the_payor_calls_so_leaves_principal_open() -> None:
    account = award_account(SUM, [paid(date(2020, 3, 1), 200_00, "interest")], date(2020, 4, 1))
    assert (account.open_cents(), account.interest_paid_cents) == (10_000_00, 200_00)
    assert account.interest().simple_cents == 300_00


def test_more_than_was_awarded_is_set_against_nothing_and_asked_about() -> None:
    account = award_account(SUM, [paid(date(2020, 1, 20), 10_500_00)], date(2020, 4, 1))
    assert (account.open_cents(), account.beyond_cents) == (0, 500_00)
    (finding,) = account.findings
    assert (finding.code, finding.problem) == (
        "award-overpaid",
        "more was paid than the award gives; the rest is set against nothing",
    )


def test_a_sum_that_must_be_figured_has_sixty_days_and_is_not_nought_before() -> None:
    account = award_account(FIGURED, [], date(2020, 3, 1))
    (part,) = account.parts
    assert (part.open_cents, account.open_cents(), part.payable_by) == (None, None, date(2020, 3, 1))
    early = award_account(FIGURED, [paid(date(2020, 2, 1), 100_00)], date(2020, 3, 1))
    assert [(finding.code, finding.problem) for finding in early.findings] == [
        (
            "award-paid-before-sum",
            "money was paid before the sum of the award was calculated; it is set against nothing yet",
        )
    ]


def told(on: date, **more: object) -> AwardTerms:
    calculation = Calculation(on, 6_000_00, **more)  # type: ignore[arg-type]
    return replace(FIGURED, parts=(AwardPart(1, None, 6_000_00),), calculation=calculation)


def test_a_sum_told_in_time_bears_no_interest_and_a_late_one_bears_it_from_the_award() -> None:
    (part,) = award_account(told(date(2020, 3, 1)), [], date(2020, 7, 1)).parts
    assert (part.interest, part.open_cents) == (None, 6_000_00)
    assert part.why == "none: the sum was told in time, on 2020-03-01; no day for paying it is given"
    (part,) = award_account(told(date(2020, 3, 2)), [], date(2020, 7, 1)).parts
    assert part.interest is not None
    assert part.interest.simple_cents == 360_00


def test_a_disagreement_or_a_reason_beyond_control_excuses_a_late_calculation() -> None:
    disputed = told(date(2020, 3, 2), disputed_on=date(2020, 4, 1))
    (part,) = award_account(disputed, [], date(2020, 7, 1)).parts
    assert (part.interest, part.why) == (None, "none: the sides disagree on the sum since 2020-04-01")
    (part,) = award_account(disputed, [], date(2020, 3, 31)).parts
    assert part.interest is not None
    prevented = told(date(2020, 3, 2), beyond_control="the distributor's books burned")
    (part,) = award_account(prevented, [], date(2020, 7, 1)).parts
    assert part.interest is None
    assert part.why.endswith("beyond control: the distributor's books burned")


def test_without_a_sourced_clock_nothing_is_charged_and_the_place_to_look_is_said() -> None:
    terms = replace(SUM, rule=rule_for("wga/mba-2008"))
    (part,) = award_account(terms, [], date(2021, 1, 1)).parts
    assert (part.interest, part.payable_by) == (None, None)
    assert part.why.startswith("no source gives interest: the award itself, and Articles 10 to 12")
    half = replace(SUM, rule=stated_rule(None, Fraction(1, 100), "award", "award p. 3"))
    (part,) = award_account(half, [], date(2021, 1, 1)).parts
    assert part.why == "no source gives the day to pay: award p. 3"


def test_an_award_may_state_that_interest_runs_from_the_day_the_money_was_due() -> None:
    rule = stated_rule(30, Fraction(3, 200), "due", "award p. 3")
    (part,) = award_account(replace(SUM, rule=rule), [], date(2020, 3, 31)).parts
    assert part.interest is not None
    # From 31 January: whole months on 29 February and 31 March.
    assert (part.interest.simple_cents, part.interest.months) == (300_00, 2)


PAYMENTS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 6_000_00), st.sampled_from(["principal", "interest"])),
    max_size=6,
)


@given(PAYMENTS, st.lists(st.integers(1, 5_000_00), min_size=1, max_size=4), st.integers(0, 600))
def test_paid_open_and_beyond_make_up_what_was_awarded_and_paid(
    rows: list[tuple[int, int, str]], sums: list[int], after: int
) -> None:
    parts = tuple(
        AwardPart(number, AWARD_ON + timedelta(days=60 * number), cents)
        for number, cents in enumerate(sums, start=1)
    )
    payments = [paid(AWARD_ON + timedelta(days=days), cents, kind) for days, cents, kind in rows]
    as_of = AWARD_ON + timedelta(days=after)
    account = award_account(replace(SUM, parts=parts), payments, as_of)
    principal = sum(each.cents for each in payments if each.kind == "principal" and each.paid_on <= as_of)
    assert sum(each.paid_cents for each in account.parts) + account.beyond_cents == principal
    assert sum(each.paid_cents + (each.open_cents or 0) for each in account.parts) == sum(sums)
    newest_paid = [each.part.number for each in account.parts if each.paid_cents]
    short = [each.part.number for each in account.parts if each.open_cents]
    assert not newest_paid or not short or max(newest_paid) <= min(short)


CASES = st.lists(st.tuples(st.integers(1, 10**9), PAYMENTS), min_size=1, max_size=16)


@settings(max_examples=20)
@given(CASES, st.integers(31, 900))
def test_interest_is_that_of_the_bulk_late_charges(
    cases: list[tuple[int, list[tuple[int, int, str]]]], after: int
) -> None:
    """The award's account and the audit's late charges are two programs; they must agree to the cent."""
    as_of = AWARD_ON + timedelta(days=after)
    steps, expected = [], {}
    for number, (cents, rows) in enumerate(cases):
        payments = [paid(AWARD_ON + timedelta(days=31 + days), amount) for days, amount, _ in rows]
        terms = replace(SUM, parts=(AwardPart(1, None, cents),))
        (part,) = award_account(terms, payments, as_of).parts
        assert part.interest is not None
        found = part.interest
        expected[number] = (found.simple_cents, found.compound_cents, found.daily_cents)
        steps += open_steps(number, cents, payments)
    bulk = charged_in_bulk(steps, [cents for cents, _ in cases], as_of)
    assert {number: bulk.get(number, (0, 0, 0)) for number in expected} == expected


def open_steps(
    number: int, cents: int, payments: Sequence[AwardPayment]
) -> list[tuple[int, date, date | None, int]]:
    """What is open of an award from day to day, as the audit lays it down."""
    steps: list[tuple[int, date, date | None, int]] = []
    open_cents, begun = cents, AWARD_ON
    for each in sorted(payments, key=lambda one: one.paid_on):
        if each.paid_on > begun:
            steps.append((number, begun, each.paid_on, open_cents))
            begun = each.paid_on
        open_cents = max(open_cents - each.cents, 0)
    return [*steps, (number, begun, None, open_cents)]


def charged_in_bulk(
    steps: Sequence[tuple[int, date, date | None, int]], sums: Sequence[int], as_of: date
) -> dict[int, tuple[int, int, int]]:
    """The audit's late charges of each award by its number."""
    rule = LateTerms("r", (ChargeTerms("month", rate=Fraction(1, 100)),), ends="paid_on")
    with duckdb.connect() as connection:
        create_table(connection, "late_rule", late_rule_rows([rule]), LATE_RULE_COLUMNS)
        names = ("obligation_no", "from_on", "to_on", "open_cents")
        kinds = (pa.int64(), pa.date32(), pa.date32(), pa.int64())
        columns = {
            name: pa.array([step[place] for step in steps], kind)
            for place, (name, kind) in enumerate(zip(names, kinds))
        }
        connection.register("balance", pa.table(columns))
        connection.execute(
            "CREATE TABLE obligation AS SELECT unnest($numbers) AS obligation_no,"
            " unnest($sums) AS amount_cents, DATE '2020-01-01' AS due_on, 'r' AS late_rule",
            {"numbers": list(range(len(sums))), "sums": list(sums)},
        )
        names_of = {"balance": "balance", "obligation": "obligation", "late_rule": "late_rule"}
        charge_late_payments(connection, **names_of, as_of=as_of)
        found = connection.execute(
            "SELECT obligation_no, simple_cents, compound_cents, daily_cents FROM late_charge"
        )
        return {number: (simple, compound, daily) for number, simple, compound, daily in found.fetchall()}
