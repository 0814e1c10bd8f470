"""Clauses in plain English."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest

from arrears.formula.clause import (
    ClauseFormula,
    Credits,
    Each,
    Gives,
    Pays,
    PaysToDate,
    Rounding,
    Split,
    Waterfall,
    WaterfallStep,
)
from arrears.formula.keys import read_keys
from arrears.formula.kinds import DATE, MONEY, NUMBER, YES_NO, Kind, combine, counts
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Arm,
    Band,
    Bands,
    Compare,
    Day,
    Fact,
    Figure,
    FirstOf,
    IsIn,
    Known,
    Limit,
    Lookup,
    Named,
    Not,
    Owed,
    Rounded,
    Table,
    TableRow,
    Total,
    Truth,
    Word,
)  # fmt: skip
from arrears.formula.words import say, say_clause, show_number

from .random_formulas import Shape, condition, money

GROSS, COPIES = Fact("gross", MONEY), Fact("copies", counts("copies"))
MARKET, SHOWN, YES = (
    Fact("market", Kind("word", (), "markets")),
    Fact("shown_on", DATE),
    Fact("is_sale", YES_NO),
)
RATE = Figure(Fraction(9, 2500), NUMBER, "rate")
PAID = Arithmetic("*", GROSS, RATE, MONEY)
BANDS = Bands(COPIES, ("title",), (Band(Fraction(9, 2500), Fraction(100_000)), Band(Fraction(7, 1000), None)))


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (PAID, "the gross × rate (0.36%)"),
        (Arithmetic("*", Arithmetic("+", GROSS, GROSS, MONEY), RATE, MONEY),
         "(the gross + the gross) × rate (0.36%)"),
        (Arithmetic("-", GROSS, Arithmetic("-", GROSS, GROSS, MONEY), MONEY),
         "the gross − (the gross − the gross)"),
        (BANDS, "0.36% for the first 100,000 copies, 0.7% after (counted per title)"),
        (Limit("at_most", GROSS, Figure(Fraction(130_200), MONEY), MONEY), "the gross, but at most $1,302"),
        (Arithmetic("*", Limit("at_least", GROSS, GROSS, MONEY), RATE, MONEY),
         "(the gross, but at least the gross) × rate (0.36%)"),
        (Compare("=", MARKET, Word("download")), "the market is permanent download, electronic sell-through"),
        (IsIn(MARKET, ("rental", "network_other")),
         "the market is download or stream for a limited period against"
         " payment or a network outside prime time"),
        (Compare(">=", SHOWN, Day(date(2008, 2, 13), "from")),
         "the day of the run is on or after from (13 February 2008)"),
        (Compare("<", GROSS, GROSS), "the gross is less than the gross"),
        (AllOf((YES, AnyOf((YES, Not(YES))))), "is sale and (is sale or not (is sale))"),
        (AnyOf((YES, AllOf((YES, YES)))), "is sale or (is sale and is sale)"),
        (Known(GROSS), "the gross is known"),
        (Owed("base"), "what base owes"),
        (Total(GROSS, ("title", "market")), "the running total of the gross per title and market"),
        (Rounded(GROSS, Fraction(100), "half_down"), "the gross rounded to $1, halves down"),
        (FirstOf((Arm(GROSS, YES), Arm(PAID)), MONEY),
         "the gross if is sale; otherwise the gross × rate (0.36%)"),
        (Truth(True), "always"),
    ],
)  # fmt: skip
def test_a_node_is_said_as_a_lawyer_reads_it(node: object, words: str) -> None:
    assert say(node) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("130200", MONEY, "$1,302"),
        ("-80050", MONEY, "-$800.50"),
        ("1/2", MONEY, "$0.00 and 1/2 of a cent"),
        ("9/2500", NUMBER, "0.36%"),
        ("5/6", NUMBER, "5/6"),
        ("7", NUMBER, "7"),
        ("100000", counts("copies"), "100,000 copies"),
        ("1/10", counts("hours"), "0.1 hours"),
        ("60", combine(counts("minutes"), counts("hours"), -1), "60 minutes per hour"),
        ("0.015", combine(NUMBER, counts("performers"), -1), "1.5% per performer"),
        ("1", combine(NUMBER, counts("copies"), -1), "1 per copy"),
    ],
)
def test_figures_are_written_as_agreements_write_them(value: str, kind: Kind, shown: str) -> None:
    assert show_number(Fraction(value), kind) == shown


def test_a_clause_is_said_with_its_steps_and_tables() -> None:
    budget = Fact("budget", MONEY)
    rows = [
        TableRow((key,), Fraction(n, 10)) for n, key in enumerate(read_keys(["under $2", "at least $2"]), 4)
    ]
    share = Lookup(Table("share", tuple(rows), NUMBER), (budget,))
    step = Named("accountable", Arithmetic("*", GROSS, share, MONEY), "", "guild")
    each = Each("half_year", 182, SHOWN, SHOWN, 2, "prorates")
    clause = ClauseFormula("c", "run", Pays(step), YES, Rounding(Fraction(100), "up"), each, Split("column"))
    assert say_clause(clause).split("\n") == [
        "For each run, for each half year of 26 weeks from the day of the run to the day of the run, at"
        " most 2 of them (a short last one counts by its days), if is sale: pays accountable,"
        " rounded to $1, always up.",
        "Shared inside the column of each credit, odd cents by the largest remainders.",
        "where accountable (as the guild side reads it) is the gross × share;",
        "where share is read from the table: under $2: 40%; at least $2: 50%;",
    ]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (PaysToDate(GROSS, ("title",)),
         "For each run: pays what has been added, per title, to the gross."),
        (Credits(GROSS, GROSS, ("title",), "due_on"),
         "credits up to the gross against the gross, per title."),
        (Waterfall(GROSS, (WaterfallStep("pension", GROSS), WaterfallStep("active", None))),
         "fills from the gross in order: pension up to the gross; the rest to active."),
        (Gives("may end the contract", YES), "gives a right (may end the contract) when is sale."),
    ],
)  # fmt: skip
def test_every_sort_of_result_is_said(result: object, words: str) -> None:
    assert words in say_clause(ClauseFormula("c", "run", result))  # type: ignore[arg-type]


def test_every_random_formula_can_be_said() -> None:
    rng = random.Random(3)
    for _ in range(300):
        assert say(money(rng, 3, Shape(has_state=True)))
        assert "_" not in say(condition(rng, 2))
