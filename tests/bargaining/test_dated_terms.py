"""Figures that change on their own days within a term are followed, by the day of the use and of the work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.audit_worlds import receipt

from arrears.bargaining.dated_terms import AS_THEY_ARE, ChangeDays, TakenAs, change_days, taken_as
from arrears.bargaining.price import price_offer
from arrears.bargaining.price_on_book import price_with_gains
from arrears.bargaining.rounding import whole_cents
from arrears.findings import Refused
from arrears.formula.clause import ALWAYS, ClauseFormula, Pays
from arrears.formula.kinds import DATE, MONEY
from arrears.formula.nodes import Compare, Day, Fact, Lookup, Span, Table, TableRow, Truth

from .priced_world import FLAT, World, assume, make_world, usual_rows

DATED = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: cable
  for: statement_line
  governed_by: {key}
  when: market = 'basic_cable'
  terms: {{factor: 100%}}
  tables:
    rate: {{by: {key}, rows: {{from 2000-01-01: 2%, from 2010-07-01: 3%}}}}
  pays: gross * rate * factor
"""
DOUBLED = """\
- id: doubled
  title: Twice as much
  reach: {reach}
  edits:
  - {{at: reuse/cable/factor, was: 100%, is: 200%}}
"""


def dated_world(folder: Path, key: str) -> World:
    """$1,000.00 of cable in the base year; 2%, from 1 July 2010 on 3%, of what the key date chooses."""
    rows = usual_rows(receipt=[receipt("2008Q1", 100_000, market="basic_cable")], use=[], payment_line=[])
    return make_world(folder, rows, DATED.format(key=key))


def test_a_rate_that_changes_within_the_term_is_the_one_of_its_days(tmp_path: Path) -> None:
    """Twice 2% instead of 2% adds $20.00 a year; from 1 July 2010 twice 3% adds $30.00: 184 of 365 days of
    2010 and 2011 whole. The plans take nothing.
    """
    world = dated_world(tmp_path, "period_to")
    offer = world.offer(extra=DOUBLED.format(reach="uses"), last="2011-12-31")
    found = price_with_gains(offer, world.repricing(offer), assume(tmp_path, **FLAT))
    (item,) = found.items
    in_2010 = 2_000 * Fraction(181, 365) + 3_000 * Fraction(184, 365)
    assert item.by_year == {2009: 2_000, 2010: whole_cents(in_2010), 2011: 3_000}
    assert item.by_year[2010] == 2_504
    assert sum(g.total_cents for g in found.gains if (g.by, g.item_id) == ("market", "")) == found.total


def test_the_third_year_of_an_offer_may_have_a_figure_of_its_own(tmp_path: Path) -> None:
    """The offer itself writes 3% from 2009 and 4% from 1 January 2011 in place of 2% and 3%: $10.00 more in
    2009 and in the first half of 2010, nothing from July 2010 on, $10.00 more again in 2011.
    """
    world = dated_world(tmp_path, "period_to")
    extra = """\
- id: steps
  title: Steps
  reach: uses
  edits:
  - {at: "reuse/cable/rate/from 2000-01-01", was: 2%, is: 3%}
  - {add: "reuse/cable/rate/from 2011-01-01", is: 4%}
"""
    offer = world.offer(extra=extra, last="2011-12-31")
    (item,) = price_offer(offer, world.repricing(offer), assume(tmp_path, **FLAT)).items
    assert item.by_year == {2009: 1_000, 2010: whole_cents(1_000 * Fraction(181, 365)), 2011: 1_000}


def test_works_made_under_another_figure_are_priced_apart_by_their_own_share(tmp_path: Path) -> None:
    """Works of since 1 January 2009 have half of the use of 2010, those made since 1 July 2010 a tenth of it:
    four tenths gain 2% of $1,000.00 and one tenth 3%. In 2011 it is 70% and 40%.
    """
    world = dated_world(tmp_path, "photographed_on")
    offer = world.offer(extra=DOUBLED.format(reach="works"), last="2011-12-31")
    shares = {
        "vintage__photographed_on__2009": "25%",
        "vintage__photographed_on__2010": "50%",
        "vintage__photographed_on__2011": "70%",
        "vintage__photographed_on@2010-07-01__2010": "10%",
        "vintage__photographed_on@2010-07-01__2011": "40%",
    }
    (item,) = price_offer(offer, world.repricing(offer), assume(tmp_path, **FLAT, **shares)).items
    assert item.by_year == {
        2009: 500,
        2010: 2_000 * 4 // 10 + 3_000 // 10,
        2011: 2_000 * 3 // 10 + 3_000 * 4 // 10,
    }
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), assume(tmp_path, **FLAT, vintage__x="1"))
    asked = {finding.expected.split(" or ")[-1] for finding in refused.value.findings}
    assert asked == {"vintage/photographed_on", "vintage/photographed_on@2010-07-01"}


def lookup(fact: str, *first: date) -> Lookup:
    """A table of figures by a fact, each from its day to the next."""
    ends = [*first[1:], None]
    rows = tuple(
        TableRow((Span(low, True, high, False),), Fraction(number))
        for number, (low, high) in enumerate(zip(first, ends))
    )
    return Lookup(Table("rate", rows, MONEY), (Fact(fact, DATE),))


def formula(result: Lookup, when: Compare | Truth = ALWAYS) -> ClauseFormula:
    """A clause that pays the figure of the table."""
    return ClauseFormula(name="a/b", record_kind="statement_line", when=when, result=Pays(result))


FIRST, SECOND = date(2009, 1, 1), date(2010, 7, 1)


@pytest.mark.parametrize(
    ("sign", "days"),
    [
        ("<", {SECOND}),
        (">=", {SECOND}),
        (">", {date(2010, 7, 2)}),
        ("<=", {date(2010, 7, 2)}),
        ("=", {SECOND, date(2010, 7, 2)}),
    ],
)
def test_the_first_day_of_another_answer_is_found(sign: str, days: set[date]) -> None:
    compare = Compare(sign, Fact("shown_on", DATE), Day(SECOND))  # type: ignore[arg-type]
    assert change_days([formula(lookup("market"), compare)]).of_use == days


def test_days_of_uses_and_of_works_are_kept_apart_and_a_versions_own_are_not_among_them() -> None:
    made = formula(lookup("employed_on", FIRST, SECOND), Compare(">=", Fact("shown_on", DATE), Day(FIRST)))
    covered = formula(
        lookup("licensed_on", FIRST), Compare(">=", Fact("shown_on", DATE), Day(FIRST, "covers_from"))
    )
    assert change_days([made]) == ChangeDays(frozenset({FIRST}), frozenset({FIRST, SECOND}))
    assert change_days([covered]) == ChangeDays()
    kept = change_days([made]).between(date(2008, 1, 1), FIRST, date(2010, 7, 1))
    assert kept == ChangeDays(frozenset({FIRST}), frozenset({SECOND}))
    assert change_days([made]).between(FIRST, FIRST, date(2010, 6, 30)) == ChangeDays()


def test_a_line_is_of_its_own_days_unless_it_is_taken_as_of_others() -> None:
    used = formula(lookup("shown_on", FIRST, SECOND))
    assert taken_as(used, ("shown_on",), FIRST, AS_THEY_ARE).result == used.result
    moved = taken_as(used, ("shown_on",), FIRST, TakenAs(used_on=SECOND))
    assert moved.result == Pays(Lookup(lookup("shown_on", FIRST, SECOND).table, (Day(SECOND, "used_on"),)))
    works = formula(lookup("employed_on", FIRST, SECOND))
    for taken, day in ((AS_THEY_ARE, FIRST), (TakenAs(made_on=SECOND), SECOND)):
        result = taken_as(works, ("employed_on",), FIRST, taken).result
        assert isinstance(result, Pays)
        assert isinstance(result.amount, Lookup)
        assert result.amount.keys == (Day(day, "made_on"),)
