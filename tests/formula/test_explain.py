"""Worked cases for every node, edges on both sides and ties made on purpose."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.formula.clause import Rounding
from arrears.formula.explain import Explained, Gap, RecordFacts, as_number, cumulative, evaluate, round_cents
from arrears.formula.keys import read_keys
from arrears.formula.kinds import DATE, DAYS, MONEY, NUMBER, YES_NO, Kind, counts
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
    Node,
    Not,
    Owed,
    Rounded,
    Table,
    TableRow,
    Total,
    Truth,
    Word,
)

GROSS, COPIES = Fact("gross", MONEY), Fact("copies", counts("copies"), 10**12)
RUN, BUDGET = Fact("run", NUMBER, 10**5), Fact("budget", MONEY)
SHOWN, MARKET, YES = Fact("shown_on", DATE), Fact("market", Kind("word", (), "markets")), Fact("yes", YES_NO)
RATE = Figure(Fraction(9, 2500), NUMBER, "rate")
BANDS = Bands(COPIES, ("title",), (Band(Fraction(9, 2500), Fraction(100_000)), Band(Fraction(7, 1000), None)))


def value(node: Node, **facts: object) -> object:
    return evaluate(node, RecordFacts(facts)).value  # type: ignore[arg-type]


def missing(node: Node, **facts: object) -> tuple[str, ...]:
    return evaluate(node, RecordFacts(facts)).missing  # type: ignore[arg-type]


def test_arithmetic_is_exact() -> None:
    assert value(Arithmetic("*", GROSS, RATE, MONEY), gross=140_000) == 504
    assert value(Arithmetic("/", GROSS, BUDGET, NUMBER), gross=1, budget=3) == Fraction(1, 3)
    assert value(Arithmetic("-", GROSS, BUDGET, MONEY), gross=1, budget=3) == -2
    assert value(Arithmetic("+", GROSS, BUDGET, MONEY), gross=1, budget=3) == 4


def test_one_missing_part_makes_arithmetic_missing_and_is_named() -> None:
    for sign in "+-*/":
        node = Arithmetic(sign, GROSS, BUDGET, MONEY)  # type: ignore[arg-type]
        assert value(node, gross=5) is None
        assert missing(node, gross=5) == ("budget",)
        assert missing(node) == ("budget", "gross")


@pytest.mark.parametrize("divisor", [0, -1])
def test_dividing_by_zero_or_less_is_missing_and_names_the_divisor(divisor: int) -> None:
    node = Arithmetic("/", GROSS, BUDGET, NUMBER)
    assert value(node, gross=5, budget=divisor) is None
    assert missing(node, gross=5, budget=divisor) == ("budget",)
    assert missing(node, budget=divisor) == ("budget", "gross")
    constant = Arithmetic("/", GROSS, Figure(Fraction(divisor)), MONEY)
    assert missing(constant, gross=5) == ("a figure of the agreement",)


def test_dates_differ_and_move_by_days() -> None:
    gap = Arithmetic("-", SHOWN, Day(date(2008, 2, 13)), DAYS)
    assert value(gap, shown_on=date(2008, 3, 1)) == 17
    later = Arithmetic("+", SHOWN, Figure(Fraction(17), DAYS), DATE)
    assert value(later, shown_on=date(2008, 9, 25)) == date(2008, 10, 12)
    assert value(Arithmetic("-", SHOWN, Figure(Fraction(1), DAYS), DATE), shown_on=date(2008, 3, 1)) == date(
        2008, 2, 29
    )
    half = Arithmetic("+", SHOWN, Figure(Fraction(1, 2), DAYS), DATE)
    with pytest.raises(ValueError, match="cannot be moved by 1/2 days"):
        value(half, shown_on=date(2008, 3, 1))


def test_at_most_and_at_least_meet_at_the_bound() -> None:
    most, least = (Limit(sign, GROSS, BUDGET, MONEY) for sign in ("at_most", "at_least"))  # type: ignore[arg-type]
    assert [value(most, gross=g, budget=5) for g in (4, 5, 6)] == [4, 5, 5]
    assert [value(least, gross=g, budget=5) for g in (4, 5, 6)] == [5, 5, 6]
    assert value(most, gross=4) is None
    assert value(least, budget=4) is None


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("=", "nyn"), ("<>", "yny"), ("<", "ynn"), ("<=", "yyn"), (">", "nny"), (">=", "nyy")],
)
def test_comparisons_on_both_sides_of_equal(sign: str, expected: str) -> None:
    numbers = Compare(sign, GROSS, Figure(Fraction(5), MONEY))  # type: ignore[arg-type]
    days = Compare(sign, SHOWN, Day(date(2008, 2, 13)))  # type: ignore[arg-type]
    found = ["ny"[bool(value(numbers, gross=g))] for g in (4, 5, 6)]
    assert "".join(found) == expected
    found = ["ny"[bool(value(days, shown_on=date(2008, 2, d)))] for d in (12, 13, 14)]
    assert "".join(found) == expected
    assert value(numbers) is None
    assert missing(days) == ("shown_on",)


def test_words_are_compared_and_looked_for() -> None:
    assert value(Compare("=", MARKET, Word("download")), market="download") is True
    assert value(Compare("<>", MARKET, Word("download")), market="download") is False
    assert value(IsIn(MARKET, ("rental", "download")), market="download") is True
    assert value(IsIn(MARKET, ("rental",)), market="download") is False
    assert value(IsIn(MARKET, ("rental",))) is None


def test_and_or_not_are_three_valued() -> None:
    unknown, no, yes = YES, Truth(False), Truth(True)
    assert value(AllOf((unknown, no))) is False
    assert value(AllOf((unknown, yes))) is None
    assert value(AnyOf((unknown, yes))) is True
    assert value(AnyOf((unknown, no))) is None
    assert value(Not(unknown)) is None
    assert value(Not(yes)) is False
    assert missing(AllOf((unknown, no))) == ()
    assert missing(AllOf((unknown, yes))) == ("yes",)


def test_only_known_looks_at_missingness() -> None:
    assert value(Known(GROSS)) is False
    assert value(Known(GROSS), gross=0) is True
    assert missing(Known(GROSS)) == ()


def test_a_missing_test_never_falls_to_the_next_arm() -> None:
    node = FirstOf((Arm(GROSS, YES), Arm(BUDGET, Truth(True)), Arm(COPIES)), MONEY)
    assert value(node, yes=True, gross=1, budget=2) == 1
    assert value(node, yes=False, gross=1, budget=2) == 2
    assert value(node, gross=1, budget=2) is None
    assert missing(node, gross=1, budget=2) == ("yes",)
    assert missing(node, yes=True, budget=2) == ("gross",)
    with pytest.raises(TypeError, match="first_of without a last arm"):
        value(FirstOf((Arm(GROSS, YES),), MONEY), yes=False)


def test_what_another_clause_owes_is_an_amount_or_missing() -> None:
    assert evaluate(Owed("base"), RecordFacts({}, {}, {"base": Fraction(5)})).value == 5
    assert evaluate(Owed("base"), RecordFacts({})).missing == ("owed('base')",)


def table_of(*keys: str) -> Lookup:
    rows = tuple(TableRow((key,), Fraction(n)) for n, key in enumerate(read_keys(keys)))
    return Lookup(Table("share", rows, NUMBER, "a/b/share"), (RUN,))


def test_a_table_gives_the_row_that_covers_the_record() -> None:
    ladder = table_of("2", "3", "4..6", "thereafter")
    assert [value(ladder, run=run) for run in (2, 3, 4, 6, 7, 99)] == [0, 1, 2, 2, 3, 3]
    explained = evaluate(ladder, RecordFacts({"run": 5}))
    assert (explained.name, explained.address, explained.chosen) == ("share", "a/b/share", "4..6")


def test_a_hole_in_a_table_is_a_gap_and_not_a_missing_fact() -> None:
    explained = evaluate(table_of("2", "3"), RecordFacts({"run": 9}))
    assert explained.value is None
    assert explained.missing == ()
    assert explained.gaps == (Gap("share", "a/b/share", ("run 9",)),)
    unknown = evaluate(table_of("2", "3"), RecordFacts({}))
    assert (unknown.missing, unknown.gaps) == (("run",), ())


def test_a_table_by_two_keys_needs_both() -> None:
    rows = (
        TableRow((read_keys(["2"])[0], "yes"), Fraction(1)),
        TableRow((read_keys(["2"])[0], "no"), Fraction(2)),
    )
    node = Lookup(Table("share", rows, NUMBER), (RUN, YES))
    assert value(node, run=2, yes=True) == 1
    assert value(node, run=2, yes=False) == 2
    assert missing(node, run=2) == ("yes",)


@pytest.mark.parametrize(
    ("before", "copies", "rate"),
    [
        (0, 60_000, Fraction(9, 2500)),
        (60_000, 60_000, Fraction(71, 15000)),  # 40,000 at 0.36%, 20,000 at 0.70%
        (0, 100_000, Fraction(9, 2500)),
        (99_999, 1, Fraction(9, 2500)),
        (100_000, 1, Fraction(7, 1000)),
        (120_000, -60_000, Fraction(71, 15000)),  # returned copies unwind the break
        (0, -5, Fraction(9, 2500)),
        (-5, 5, Fraction(9, 2500)),
    ],
)
def test_bands_blend_the_rates_a_record_crosses(before: int, copies: int, rate: Fraction) -> None:
    record = RecordFacts({"copies": copies}, {BANDS: Fraction(before)})
    assert evaluate(BANDS, record).value == rate


def test_bands_are_missing_when_any_part_of_the_count_is() -> None:
    assert evaluate(BANDS, RecordFacts({"copies": 5})).missing == ("earlier copies",)
    assert evaluate(BANDS, RecordFacts({}, {BANDS: Fraction(5)})).missing == ("copies",)
    assert evaluate(BANDS, RecordFacts({"copies": 0}, {BANDS: Fraction(5)})).missing == ("copies",)


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=8))
def test_bands_in_parts_add_up_to_bands_at_once(before: int, parts: list[int]) -> None:
    at, total = Fraction(before), Fraction(0)
    for part in parts:
        rate = evaluate(BANDS, RecordFacts({"copies": part}, {BANDS: at})).value
        total += 0 if rate is None else rate * part  # type: ignore[operator, assignment]
        at += part
    assert total == cumulative(BANDS.bands, at) - cumulative(BANDS.bands, Fraction(before))


def test_a_total_includes_this_record() -> None:
    total = Total(GROSS, ("title",), "so_far")
    assert evaluate(total, RecordFacts({"gross": 5}, {total: Fraction(7)})).value == 12
    assert evaluate(total, RecordFacts({"gross": 5})).missing == ("earlier gross",)
    assert evaluate(total, RecordFacts({}, {total: Fraction(7)})).missing == ("gross",)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [0, 1, 1, 0, -1, -1]),
        ("half_down", [0, 0, 1, 0, 0, -1]),
        ("up", [1, 1, 1, -1, -1, -1]),
        ("down", [0, 0, 0, 0, 0, 0]),
    ],
)
def test_roundings_on_a_tie_and_one_step_beside_it(mode: str, expected: list[int]) -> None:
    exact = [Fraction(n, 10**8) for n in (49_999_999, 50_000_000, 50_000_001)]
    rounding = Rounding(Fraction(1), mode)  # type: ignore[arg-type]
    assert [round_cents(one, rounding) for one in (*exact, *(-one for one in exact))] == expected


def test_a_rounded_step_keeps_what_it_was_before() -> None:
    hours = Rounded(Arithmetic("/", RUN, Figure(Fraction(60)), NUMBER), Fraction(1, 10))
    explained = evaluate(hours, RecordFacts({"run": 350}))  # 350 minutes is 5.8 hours
    assert explained.value == Fraction(29, 5)
    assert explained.rounded_from == Fraction(35, 6)
    assert evaluate(hours, RecordFacts({"run": 354})).value == Fraction(59, 10)


def test_an_amount_beyond_money_is_missing_and_not_an_error() -> None:
    assert round_cents(Fraction(2**62), Rounding()) == 2**62
    assert round_cents(Fraction(2**62 + 1), Rounding()) is None
    assert value(Rounded(GROSS, Fraction(1, 10)), gross=2**62) is None
    with pytest.raises(ValueError, match="leaves parts of a cent"):
        round_cents(Fraction(1, 2), Rounding(Fraction(1, 2)))


def test_steps_and_terms_are_explained_by_name() -> None:
    step = Named("accountable", Arithmetic("*", GROSS, RATE, MONEY), "a/b/accountable", "guild")
    explained = evaluate(step, RecordFacts({"gross": 250_000}))
    assert (explained.label, explained.name, explained.address) == ("step", "accountable", "a/b/accountable")
    assert explained.chosen == "guild"
    assert [child.name for child in explained.children[0].children] == ["gross", "rate"]


def test_a_word_is_no_number() -> None:
    with pytest.raises(TypeError, match="market is not a number: 'download'"):
        as_number(Explained("fact", "market", "download", NUMBER))
