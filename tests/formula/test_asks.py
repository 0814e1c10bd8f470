"""What a clause asks for, how it is dispatched, and the proof that it can be figured exactly."""

from __future__ import annotations

import random
from fractions import Fraction

from arrears.formula.asks import asks, clause_nodes, dispatch_words, names_read
from arrears.formula.clause import (
    ALWAYS,
    ClauseFormula,
    Credits,
    Each,
    Gives,
    Holds,
    Pays,
    Split,
    Waterfall,
    WaterfallStep,
)
from arrears.formula.explain import RecordFacts, evaluate
from arrears.formula.kinds import DATE, DAYS, MONEY, NUMBER, YES_NO, Kind, counts
from arrears.formula.nodes import (
    AllOf,
    Arithmetic,
    Band,
    Bands,
    Compare,
    Fact,
    Figure,
    IsIn,
    Lookup,
    Named,
    Owed,
    Table,
    TableRow,
    Total,
    Truth,
    Word,
)
from arrears.formula.proof import bounds, prove_magnitudes, stand_in_columns

from .random_formulas import condition, random_row

GROSS, MARKET, WORK = (
    Fact("gross", MONEY),
    Fact("market", Kind("word", (), "markets")),
    Fact("work", Kind("word", (), "works")),
)
RATE = Figure(Fraction(3, 250), NUMBER, "rate", "a/b/rate")
IS_SALE = Fact("is_sale", YES_NO, 0)


def test_a_clause_lists_its_facts_terms_sums_and_other_clauses() -> None:
    total = Total(GROSS, ("title",), "so_far")
    table = Table("share", (TableRow(("download",), Fraction(1)),), NUMBER)
    node = Arithmetic("*", Arithmetic("+", total, Owed("base"), MONEY), Lookup(table, (MARKET,)), MONEY)
    day = Fact("shown_on", DATE, 0)
    each = Each("week", 7, day, day, None, "counts whole")
    split = Split("units", units=Fact("units", NUMBER))
    clause = ClauseFormula(
        "c", "run", Pays(Arithmetic("*", node, RATE, MONEY)), IS_SALE, each=each, split=split
    )
    found = asks(clause)
    assert sorted(found.facts) == [
        "gross",
        "is_sale",
        "market",
        "shown_on",
    ]  # not the facts of those who share
    assert (found.figures, found.tables, found.states, found.owed) == ((RATE,), (table,), (total,), ("base",))
    assert found.made == ("week", "week_from", "week_to", "week_days")
    assert names_read(node) == ("gross", "market", "owed('base')")
    assert names_read(RATE) == ("a figure of the agreement",)


def test_every_sort_of_result_is_walked() -> None:
    steps = (WaterfallStep("a", GROSS), WaterfallStep("b", None))
    results = (
        Credits(GROSS, GROSS, (), "x"), Waterfall(GROSS, steps), Gives("x", IS_SALE), Holds(GROSS, GROSS, ()),
    )  # fmt: skip
    found = [len(clause_nodes(ClauseFormula("c", "run", result))) for result in results]
    assert found == [3, 3, 2, 3]


def test_words_that_must_hold_are_told_from_the_rest() -> None:
    sale, film = Compare("=", MARKET, Word("download")), IsIn(WORK, ("theatrical", "television"))
    assert dispatch_words(ALWAYS) == ({}, ALWAYS)
    words, rest = dispatch_words(AllOf((sale, film, IS_SALE)))
    assert words == {"market": {"download"}, "work": {"theatrical", "television"}}
    assert rest == IS_SALE
    assert dispatch_words(Named("covered", AllOf((sale, IS_SALE)))) == ({"market": {"download"}}, IS_SALE)
    assert dispatch_words(AllOf((sale, IsIn(MARKET, ("rental",)))))[0] == {"market": frozenset()}
    different = Compare("<>", MARKET, Word("download"))
    assert dispatch_words(AllOf((different, IS_SALE))) == ({}, AllOf((different, IS_SALE)))


def test_words_and_rest_together_say_what_the_condition_says() -> None:
    rng = random.Random(7)
    for _ in range(300):
        when = AllOf(tuple(condition(rng, 1) for _ in range(3)))
        words, rest = dispatch_words(when)
        record = RecordFacts(random_row(rng))
        parts = [
            evaluate(IsIn(Fact(name, MARKET.kind), tuple(allowed)), record).value
            for name, allowed in words.items()
        ]
        parts.append(evaluate(rest, record).value)
        together = False if False in parts else None if None in parts else True
        assert evaluate(when, record).value == together


def clause(node: object) -> ClauseFormula:
    return ClauseFormula("c", "run", Pays(node))  # type: ignore[arg-type]


def test_a_clause_that_stays_small_is_proved_and_one_that_may_not_is_refused() -> None:
    assert prove_magnitudes(clause(Arithmetic("*", GROSS, RATE, MONEY)), "f:1") == ()
    cube = Arithmetic("*", GROSS, Arithmetic("*", GROSS, GROSS, MONEY), MONEY)
    [finding] = prove_magnitudes(clause(cube), "f:1")
    assert (finding.code, finding.place) == ("magnitude-too-large", "f:1")
    assert finding.found == "up to 10^45"
    assert bounds(Arithmetic("*", GROSS, RATE, MONEY)) == (3 * 10**15, 250)


def test_a_counter_must_have_a_common_unit_and_stay_small() -> None:
    bands = (Band(Fraction(1), Fraction(5)), Band(Fraction(2), None))
    ratio = Bands(Arithmetic("/", GROSS, Fact("copies", counts("copies")), MONEY), ("title",), bands, "rate")
    [finding] = prove_magnitudes(clause(Arithmetic("*", GROSS, ratio, MONEY)))
    assert finding.problem == "a counter or total that divides by a fact has no exact running sum"
    square = Total(Arithmetic("*", GROSS, GROSS, MONEY), ("title",))
    problems = [one.problem for one in prove_magnitudes(clause(square))]
    assert "a counter or total whose single records could grow too large to be exact" in problems


def test_a_date_moves_by_whole_days_within_the_calendar() -> None:
    day = Fact("shown_on", DATE, 0)
    half = Arithmetic("+", day, Figure(Fraction(1, 2), DAYS), DATE)
    far = Arithmetic("+", day, Fact("days", DAYS, 10**9), DATE)
    for shift, problem in ((half, "part of a day"), (far, "more days than a calendar holds")):
        when = Compare("<", day, shift)
        [finding] = prove_magnitudes(ClauseFormula("c", "run", Pays(GROSS), when))
        assert problem in finding.problem


def test_stand_in_columns_name_every_sum_and_amount() -> None:
    total = Total(GROSS, ("title",))
    columns = stand_in_columns(clause(Arithmetic("+", total, Owed("base"), MONEY)))
    assert (columns.before, columns.owed) == ({total: "before_1"}, {"base": "owed_1"})
    assert prove_magnitudes(clause(Truth(True))) == ()
