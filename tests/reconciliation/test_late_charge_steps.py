"""Late charges one by one and all at once: two ways of working that must give the same cents."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.dates import add_months
from arrears.reconciliation.late_charge_steps import LateMoney
from arrears.reconciliation.late_terms import BalanceStep, ChargeTerms, DeclaredDispute, LateTerms

from .late_worlds import (
    INITIAL_PAY,
    PLANS,
    SYNDICATION,
    WRITERS,
    charge_in_bulk,
    charge_singly,
    connect_world,
)

RATE_LIMITS = {
    "most_share": st.sampled_from([None, Fraction(1), Fraction(1, 3)]),
    "start": st.sampled_from(["due", "notice"]),
    "only_after_notice_days": st.sampled_from([None, 0, 5, 10]),
    "notice_unit": st.sampled_from(["day", "business day"]),
}
MONTHLY = st.builds(Fraction, st.integers(0, 40), st.sampled_from([70, 100, 200, 1000]))
DAILY = st.builds(Fraction, st.integers(0, 5), st.sampled_from([700, 1000, 36500]))
CHARGES = st.builds(ChargeTerms, per=st.just("month"), rate=MONTHLY, **RATE_LIMITS) | st.builds(
    ChargeTerms, per=st.sampled_from(["day", "business day"]), rate=DAILY, **RATE_LIMITS
)
FIXED_CHARGES = st.builds(
    ChargeTerms,
    per=st.sampled_from(["day", "business day", "month"]),
    fixed_cents=st.integers(0, 5_000),
    most_units=st.sampled_from([None, 0, 3, 20]),
    most_share=st.sampled_from([None, Fraction(1, 2)]),
    start=st.sampled_from(["due", "notice"]),
    only_after_notice_days=st.sampled_from([None, 5]),
)
DAY = st.integers(0, 500).map(lambda passed: date(2008, 10, 1) + timedelta(days=passed))


@st.composite
def late_rules(draw: st.DrawFn, rule_id: str) -> LateTerms:
    return LateTerms(
        rule_id,
        tuple(draw(st.lists(CHARGES | FIXED_CHARGES, min_size=1, max_size=2))),
        reads_simple=draw(st.booleans()),
        reads_compound=draw(st.booleans()),
        reads_daily=draw(st.booleans()),
        pauses_while_disputed=draw(st.booleans()),
        resumes_after_business_days=draw(st.sampled_from([0, 10])),
    )


@st.composite
def disputes(draw: st.DrawFn) -> DeclaredDispute:
    since = draw(DAY)
    settled = draw(st.none() | st.integers(0, 120))
    cents = draw(st.none() | st.integers(0, 400_000))
    paid_on = draw(st.none() | DAY)
    return DeclaredDispute(
        since, None if settled is None else since + timedelta(days=settled), cents, paid_on
    )


@st.composite
def late_monies(draw: st.DrawFn) -> LateMoney:
    due_on = draw(DAY)
    still_open = draw(st.integers(-100, 500_000) | st.integers(10**10, 10**11))
    owed_cents, steps, begin = still_open, [], due_on
    for wait in draw(st.lists(st.integers(0, 90), max_size=4)):
        # Payments often fall on the day that completes a month, where the edges are.
        paid_on = add_months(begin, 1) if wait % 3 == 0 else begin + timedelta(days=wait)
        steps.append(BalanceStep(begin, paid_on, still_open))
        begin, still_open = paid_on, still_open - draw(st.integers(-1_000, 300_000))
    steps.append(BalanceStep(begin, None, still_open))
    return LateMoney(due_on, owed_cents, tuple(steps), draw(st.none() | DAY), draw(st.none() | disputes()))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_all_at_once_and_one_by_one_give_the_same_cents(worlds: st.DataObject):
    kinds = [worlds.draw(late_rules(f"any/test/rule-{number}")) for number in range(3)]
    monies = worlds.draw(st.lists(late_monies(), min_size=1, max_size=12))
    rules = [kinds[number % 3] for number in range(len(monies))]
    as_of = date(2008, 12, 1) + timedelta(days=worlds.draw(st.integers(0, 600)))
    bulk = charge_in_bulk(connect_world(monies, rules), as_of)
    assert bulk == charge_singly(monies, rules, as_of)


def test_most_random_worlds_bear_a_charge_and_some_a_paused_one():
    """The property above would prove nothing on worlds where nothing is late."""
    chance = random.Random(7)
    monies = []
    for _ in range(200):
        due_on = date(2008, 10, 1) + timedelta(days=chance.randrange(300))
        dispute = DeclaredDispute(due_on + timedelta(days=chance.randrange(200)), None, 20_000, due_on)
        monies.append(
            LateMoney(
                due_on,
                50_000,
                (BalanceStep(due_on, None, 50_000),),
                due_on + timedelta(days=20),
                dispute if chance.random() < 0.5 else None,
            )
        )
    rules = [(WRITERS, INITIAL_PAY, SYNDICATION, PLANS)[number % 4] for number in range(200)]
    bulk = charge_in_bulk(connect_world(monies, rules), date(2009, 12, 31))
    assert bulk == charge_singly(monies, rules, date(2009, 12, 31))
    assert len({row[0] for row in bulk}) == 200
    assert sum(bool(row[1]) for row in bulk) > 60
