"""Ranges of dollars from bounds of facts: no value within the bounds ever leaves them, and edges are met."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.formula.random_formulas import FACTS, Shape, condition, money, random_row

from arrears.claims.bounded_amounts import bounded_amount, can_be_bounded
from arrears.claims.fact_bounds import FactBound
from arrears.formula.asks import asks
from arrears.formula.clause import ALWAYS, ClauseFormula, Pays, PaysToDate
from arrears.formula.explain import RecordFacts, Value
from arrears.formula.kinds import DATE, MONEY, NUMBER
from arrears.formula.nodes import (
    Arithmetic,
    Arm,
    Band,
    Bands,
    Compare,
    Fact,
    Figure,
    FirstOf,
    Limit,
    Lookup,
    Node,
    Span,
    Table,
    TableRow,
)
from arrears.formula.outcome import own_outcome

GROSS, COPIES = FACTS["gross"], FACTS["copies"]
STEP = Bands(
    COPIES, ("title",), (Band(Fraction(36, 10_000), Fraction(100_000)), Band(Fraction(7, 1000), None))
)


def clause(amount: Node, when: Node = ALWAYS) -> ClauseFormula:
    return ClauseFormula("c", "statement_line", Pays(amount), when)


def within(fact: str, low: int, high: int) -> FactBound:
    return FactBound(fact, low, high, "because", f"{fact} from {low} to {high}")


def figure(number: int | str, kind: object = NUMBER) -> Figure:
    return Figure(Fraction(number), kind)  # type: ignore[arg-type]


def test_a_share_of_bounded_receipts_lies_between_the_shares_of_the_ends() -> None:
    formula = clause(Arithmetic("*", GROSS, figure("9/2500"), MONEY))
    assert bounded_amount(formula, RecordFacts({}), [within("gross", 0, 5_000_000)]) == (0, 18_000)


def test_receipts_are_bounded_under_a_rate_that_other_lines_have_stepped_up() -> None:
    """90,000 copies before and 20,000 here: half at 0.36%, half at 0.7% of what was received."""
    formula = clause(Arithmetic("*", GROSS, STEP, MONEY))
    record = RecordFacts({"copies": Fraction(20_000)}, {STEP: Fraction(90_000)})
    assert can_be_bounded(formula, ["gross"])
    assert bounded_amount(formula, record, [within("gross", 1_000_000, 2_000_000)]) == (5_300, 10_600)


def test_copies_that_a_counter_waits_for_are_not_bounded() -> None:
    formula = clause(Arithmetic("*", GROSS, STEP, MONEY))
    assert not can_be_bounded(formula, ["copies"])
    assert not can_be_bounded(formula, ["minutes"])
    assert not can_be_bounded(ClauseFormula("c", "statement_line", PaysToDate(GROSS, ("title",))), ["gross"])


def test_a_peak_in_the_middle_of_the_bounds_is_found_at_the_edge_of_its_band() -> None:
    """A fee that rises to a cap and then falls to nothing: neither end of the bounds is the most."""
    rising = Limit("at_most", GROSS, figure(50_000, MONEY), MONEY)
    formula = clause(
        FirstOf((Arm(figure(0, MONEY), Compare(">", GROSS, figure(90_000, MONEY))), Arm(rising)), MONEY)
    )
    assert bounded_amount(formula, RecordFacts({}), [within("gross", 0, 100_000)]) == (0, 50_000)
    assert bounded_amount(formula, RecordFacts({}), [within("gross", 90_001, 100_000)]) == (0, 0)


def test_every_row_of_a_table_that_the_bounds_touch_counts_and_a_hole_is_no_range() -> None:
    minutes = Fact("minutes", NUMBER, 100_000)
    rows = [(0, 30, 100_00), (31, 60, 250_00), (61, 90, 40_00)]
    table = Table("fee", tuple(TableRow((Span(Fraction(a), True, Fraction(b), True),), Fraction(c))
                               for a, b, c in rows), MONEY)  # fmt: skip
    formula = clause(Lookup(table, (minutes,)))
    assert bounded_amount(formula, RecordFacts({}), [within("minutes", 20, 80)]) == (40_00, 250_00)
    assert bounded_amount(formula, RecordFacts({}), [within("minutes", 31, 60)]) == (250_00, 250_00)
    assert bounded_amount(formula, RecordFacts({}), [within("minutes", 80, 91)]) is None


def test_a_clause_that_may_not_apply_may_pay_nothing() -> None:
    shown = Fact("shown_on", DATE, 0)
    formula = clause(figure(100_00, MONEY), Compare(">", shown, Fact("made_on", DATE, 0)))
    record = RecordFacts({"made_on": date(2008, 2, 13)})
    day = date(2008, 2, 13).toordinal()
    assert bounded_amount(formula, record, [within("shown_on", day - 9, day + 9)]) == (0, 100_00)
    assert bounded_amount(formula, record, [within("shown_on", day + 1, day + 9)]) == (100_00, 100_00)
    assert bounded_amount(formula, record, [within("shown_on", day - 9, day)]) == (0, 0)


def test_a_divisor_that_may_be_nothing_and_another_missing_fact_are_no_range() -> None:
    ratio = Arithmetic("*", figure(100_00, MONEY), Arithmetic("/", GROSS, FACTS["budget"], NUMBER), MONEY)
    record = RecordFacts({"gross": Fraction(1)})
    assert bounded_amount(clause(ratio), record, [within("budget", 0, 10)]) is None
    assert bounded_amount(clause(ratio), record, [within("budget", 1, 10)]) == (1000, 100_00)
    assert bounded_amount(clause(ratio), RecordFacts({}), [within("budget", 1, 10)]) is None


def bounds_around(chance: random.Random, row: Mapping[str, Value], names: Sequence[str]) -> list[FactBound]:
    """Bounds of some facts, near a value that the record might have had, now and then of one value."""
    found = []
    for name in names:
        value = row[name]
        middle = value.toordinal() if isinstance(value, date) else int(value or 0)  # type: ignore[arg-type]
        spread = chance.choice((0, 1, 5, 10**3, 10**6) if not isinstance(value, date) else (0, 1, 400))
        found.append(within(name, middle - chance.randint(0, spread), middle + chance.randint(0, spread)))
    return found


def chosen_within(chance: random.Random, bound: FactBound) -> Value:
    number = chance.choice((bound.low, bound.high, chance.randint(bound.low, bound.high)))
    is_date = FACTS[bound.fact].kind == DATE
    return date(1, 1, 1) + timedelta(days=number - 1) if is_date else Fraction(number)


def a_world(seed: int) -> tuple[random.Random, ClauseFormula, RecordFacts, list[FactBound]]:
    chance = random.Random(seed)
    shape = Shape(has_state=chance.random() < 0.3)
    formula = clause(money(chance, 3, shape), condition(chance, 2, Shape()))
    row = random_row(chance, null_share=0.0)
    facts = {name: value for name, value in row.items() if name in FACTS}
    read = [n for n in asks(formula).facts if FACTS[n].kind.base in ("number", "date")]
    names = chance.sample(read, min(len(read), chance.choice((1, 1, 2, 3))))
    before = {state: Fraction(chance.randint(0, 10**6)) for state in asks(formula).states}
    kept = {name: None if name in names else value for name, value in facts.items()}
    return chance, formula, RecordFacts(kept, before), bounds_around(chance, row, names)


def held(seeds: range) -> tuple[int, int, list[object]]:
    """Of random clauses: how many have bounds at all, how many a range, and what left its range."""
    asked, told, left = 0, 0, []
    for seed in seeds:
        chance, formula, record, bounds = a_world(seed)
        if not bounds or not can_be_bounded(formula, [one.fact for one in bounds]):
            continue
        asked += 1
        found = bounded_amount(formula, record, bounds)
        if found is None:
            continue
        told += 1
        for _ in range(12):
            chosen = {one.fact: chosen_within(chance, one) for one in bounds}
            facts = RecordFacts({**record.facts, **chosen}, record.before)
            outcome = own_outcome(formula, facts)
            cents = 0 if outcome.state == "does not apply" else outcome.cents
            if cents is None or not found[0] <= cents <= found[1]:
                left.append((seed, found, cents, chosen))
    return asked, told, left


def test_no_amount_of_facts_within_the_bounds_leaves_the_range() -> None:
    asked, told, left = held(range(3_000))
    assert left[:3] == []
    assert asked > 1_000
    assert told > asked // 2


@pytest.mark.slow
def test_no_amount_leaves_the_range_in_many_more_clauses() -> None:
    assert held(range(10_000, 60_000))[2][:3] == []


def test_a_range_is_no_wider_than_what_its_ends_give_where_each_fact_is_read_once() -> None:
    """A share of a bounded sum less a bounded cost, capped: each end of the range is some line's amount."""
    cost = FACTS["initial"]
    rest = Limit("at_least", Arithmetic("-", GROSS, cost, MONEY), figure(0, MONEY), MONEY)
    formula = clause(Arithmetic("*", rest, figure("1/5"), MONEY))
    bounds = [within("gross", 10_000, 90_000), within("initial", 5_000, 20_000)]
    found = bounded_amount(formula, RecordFacts({}), bounds)
    amounts = [
        own_outcome(formula, RecordFacts({"gross": Fraction(gross), "initial": Fraction(spent)})).cents
        for gross in (10_000, 90_000)
        for spent in (5_000, 20_000)
    ]
    assert found == (min(amounts), max(amounts)) == (0, 17_000)  # type: ignore[type-var]
