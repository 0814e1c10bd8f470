"""The search for a record: what it finds is proved, and what it rules out no record on a grid contradicts."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.agreements.satisfied import find_record, record_words
from arrears.formula.explain import RecordFacts, evaluate
from arrears.formula.kinds import DATE, Kind, counts
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Day,
    Fact,
    Figure,
    IsIn,
    Named,
    Node,
    Not,
    Truth,
    Word,
)

MARKET = Fact("market", Kind("word", (), "markets"))
COPIES = Fact("copies", counts("copies"))
SHOWN = Fact("shown_on", DATE)
WORDS = ["rental", "download", "pay_television"]
DAYS = [date(2008, 2, 13) + timedelta(days=number) for number in range(-1, 4)]
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])

demands = st.one_of(
    st.builds(
        Compare, st.sampled_from(["=", "<>"]), st.just(MARKET), st.builds(Word, st.sampled_from(WORDS))
    ),
    st.builds(IsIn, st.just(MARKET), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)),
    st.builds(
        Compare,
        SIGNS,
        st.just(COPIES),
        st.integers(0, 3).map(lambda value: Figure(Fraction(value), COPIES.kind)),
    ),
    st.builds(Compare, SIGNS, st.just(SHOWN), st.builds(Day, st.sampled_from(DAYS[1:4]))),
    st.builds(Truth, st.booleans()),
)
conditions = st.recursive(
    demands,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Named, st.just("step"), inner)
    ),
    max_leaves=7,
)


def records() -> list[dict[str, object]]:
    """Every record of a small grid that reaches past every edge in use."""
    grid = itertools.product([*WORDS, "home_video"], range(-1, 5), DAYS)
    return [{"market": word, "copies": Fraction(number), "shown_on": day} for word, number, day in grid]


GRID = records()


@given(conditions)
@settings(max_examples=300, deadline=None)
def test_a_record_is_found_exactly_where_there_is_one(condition: Node) -> None:
    found = find_record(condition)
    is_possible = any(evaluate(condition, RecordFacts(record)).value is True for record in GRID)  # type: ignore[arg-type]
    if found.facts is not None:
        assert evaluate(condition, RecordFacts(found.facts)).value is True
    else:
        assert found.is_certain
    assert (found.facts is not None) == is_possible


def test_a_record_is_told_in_words() -> None:
    found = find_record(
        AllOf((Compare("=", MARKET, Word("rental")), Compare(">", SHOWN, Day(date(2008, 2, 13)))))
    )
    assert found.facts is not None
    assert record_words(found.facts) == "market rental, shown_on 2008-02-14"


def test_a_figured_value_leaves_the_answer_open() -> None:
    doubled = Arithmetic("+", COPIES, COPIES, COPIES.kind)
    found = find_record(Compare(">", doubled, Figure(Fraction(3), COPIES.kind)))
    assert (found.facts, found.is_certain) == (None, False)


def test_a_figured_value_beside_a_contradiction_changes_nothing() -> None:
    doubled = Compare(">", Arithmetic("+", COPIES, COPIES, COPIES.kind), Figure(Fraction(3), COPIES.kind))
    never = AllOf((doubled, Compare("=", MARKET, Word("rental")), Compare("=", MARKET, Word("download"))))
    found = find_record(never)
    assert (found.facts, found.is_certain) == (None, True)


def test_more_alternatives_than_are_tried_leave_the_answer_open() -> None:
    lately = AllOf((Compare("=", COPIES, COPIES), Compare("=", MARKET, Word("rental"))))
    either = AnyOf((*(Compare("<>", COPIES, COPIES) for _ in range(3)), lately))
    assert find_record(either, most=3) == find_record(AnyOf(either.parts[:3]))
    assert find_record(either, most=3).is_certain is False


def test_a_contradiction_ends_the_search_however_many_choices_stand_beside_it() -> None:
    # 2^40 ways to choose; the two days, written last, rule out every one of them.
    choices = [
        AnyOf(
            (
                Compare("=", Fact(f"copies_{number}", COPIES.kind), Figure(Fraction(1), COPIES.kind)),
                Compare("=", Fact(f"copies_{number}", COPIES.kind), Figure(Fraction(2), COPIES.kind)),
            )
        )
        for number in range(40)
    ]
    too_late = Compare(">", SHOWN, Day(DAYS[3]))
    too_early = Compare("<", SHOWN, Day(DAYS[1]))
    witness = find_record(AllOf((*choices, too_late, too_early)))
    assert (witness.facts, witness.is_certain) == (None, True)
