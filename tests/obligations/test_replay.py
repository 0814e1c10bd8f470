"""Replay: the document alone gives the amount again, and an altered document is told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.obligations.explained_steps import step_of
from arrears.obligations.explanation_json import explanation_as_json, read_explanation
from arrears.obligations.explanation_model import Explanation, Replayable, Step, Value
from arrears.obligations.formula_json import (
    EXACT_FIGURE,
    LONGEST_FIGURE,
    decode_formula,
    encode_formula,
    read_fraction,
)
from arrears.obligations.replay import exact_value, money_value, replay_explanation

from .explanation_fixture import DOWNLOAD, download_explanation, line, replay_record


def with_replay(**parts: object) -> Explanation:
    explanation = download_explanation()
    assert explanation.replay is not None
    return replace(explanation, replay=replace(explanation.replay, **parts))


def test_an_unchanged_document_replays_the_same() -> None:
    explanation = read_explanation(explanation_as_json(download_explanation()), "x.json")
    assert replay_explanation(explanation, "x.json").is_same


def test_a_clause_reads_back_as_it_was_written() -> None:
    assert decode_formula(encode_formula(DOWNLOAD)) == DOWNLOAD


def test_an_altered_amount_is_found_different() -> None:
    answer = replay_explanation(replace(download_explanation(), amount_cents=60_00), "x.json")
    difference = answer.differences[0]
    assert (difference.what, difference.stated, difference.recomputed) == (
        "amount owed to the payee, in cents", "6000", "5962",
    )  # fmt: skip


def test_an_altered_fact_is_found_different() -> None:
    records = (
        replay_record(1, "2008-06-30", "9000000", "90000"),
        replay_record(2, "2008-09-30", "3000000", "10000"),
    )
    answer = replay_explanation(with_replay(records=records), "x.json")
    # All copies stay below the break: $30,000.00 x 0.36% = $108.00.
    assert answer.differences[0].recomputed == "10800"


def test_an_altered_earlier_quarter_moves_the_counter() -> None:
    records = (
        replay_record(1, "2008-06-30", "9000000", "100000"),
        replay_record(2, "2008-09-30", "3000000", "20000"),
    )
    answer = replay_explanation(with_replay(records=records), "x.json")
    assert answer.differences[0].recomputed == "21000"


def test_a_fact_of_the_page_that_is_not_the_one_recomputed_from_is_found() -> None:
    """The page shows 90,000 copies, the records hold 20,000: the amounts agree and the page does not."""
    explanation = download_explanation()
    shown = tuple(
        replace(fact, value=replace(fact.value, exact="90000")) if fact.name == "copies" else fact
        for fact in explanation.facts
    )
    answer = replay_explanation(replace(explanation, facts=shown), "x.json")
    assert [(d.what, d.stated, d.recomputed) for d in answer.differences] == [
        ("the fact copies", "90000", "20000")
    ]


def test_a_pot_of_the_page_that_the_clause_does_not_give_is_found() -> None:
    explanation = download_explanation()
    assert explanation.split is not None
    pot = replace(explanation.split, pot_cents=1)
    answer = replay_explanation(replace(explanation, split=pot), "x.json")
    assert [(d.what, d.stated) for d in answer.differences] == [("the pot that is shared, in cents", "1")]


def test_a_step_of_the_page_with_another_number_is_found() -> None:
    explanation = download_explanation()
    quarters = ((date(2008, 6, 30), line(9_000_000, 90_000)), (date(2008, 9, 30), line(3_000_000, 20_000)))
    records = [
        LedgerRecord(number, day, dict(facts), {"title": "T1"})
        for number, (day, facts) in enumerate(quarters, start=1)
    ]
    outcome = explain_ledger(DOWNLOAD, records)[1]
    assert outcome.applies is not None
    assert outcome.amount is not None
    trees = [step_of(tree, {}) for tree in (outcome.applies, outcome.amount)]
    steps = tuple(Step("shown", tree.value, children=(tree,)) for tree in trees)
    assert replay_explanation(replace(explanation, steps=steps), "x.json").is_same
    first = replace(steps[1].children[0], value=money_value(1))
    forged = (steps[0], replace(steps[1], children=(first,)))
    answer = replay_explanation(replace(explanation, steps=forged), "x.json")
    assert [d.stated for d in answer.differences] == ["1"]
    assert answer.differences[0].what.startswith("the step ")


def test_the_odd_cent_of_a_tie_goes_to_the_earlier_share() -> None:
    explanation = download_explanation()
    assert explanation.split is not None
    first = replace(explanation.split, own_place=1)
    answer = replay_explanation(replace(explanation, split=first), "x.json")
    assert ("5962", "5963") in [(d.stated, d.recomputed) for d in answer.differences]


def test_an_altered_payment_is_found_in_paid_and_open() -> None:
    explanation = download_explanation()
    payment = replace(explanation.payments[0], amount_cents=20_00)
    answer = replay_explanation(replace(explanation, payments=(payment,)), "x.json")
    assert [d.what for d in answer.differences] == ["paid, in cents", "still open, in cents"]


def test_a_missing_fact_replays_as_missing_and_not_as_nothing() -> None:
    record = replay_record(2, "2008-09-30", "3000000", "20000")
    unknown = replace(record, facts={**record.facts, "gross": Value("number", None, "money")})
    explanation = with_replay(records=(replay_record(1, "2008-06-30", "1", "90000"), unknown))
    answer = replay_explanation(explanation, "x.json")
    assert ("outcome", "amount", "missing") in [(d.what, d.stated, d.recomputed) for d in answer.differences]
    assert [d.recomputed for d in answer.differences][1:3] == ["nothing", "nothing"]


def test_a_document_without_a_replay_part_says_so() -> None:
    with pytest.raises(Refused, match="holds nothing to recompute it from") as refused:
        replay_explanation(replace(download_explanation(), replay=None), "x.json")
    assert refused.value.findings[0].code == "replay-not-held"


@pytest.mark.parametrize(
    "parts",
    [
        {"formula": {"node": "os.system"}},
        {"formula": {"node": "Figure", "value": {"fraction": "1"}}},
        {"formula": {"node": "ClauseFormula", "colour": "red"}},
        {"formula": {"node": "ClauseFormula"}},
        {"own_record": 7},
        {"own_record": -1},
        {"records": (replay_record(1, "yesterday", "1", "1"),), "own_record": 0},
        {"records": (replay_record(1, "2008-06-30", "1e9999999", "1"),), "own_record": 0},
        {"records": (replay_record(1, "2008-06-30", "1/0", "1"),), "own_record": 0},
    ],
)
def test_a_replay_part_that_cannot_be_recomputed_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(Refused, match="cannot be recomputed") as refused:
        replay_explanation(with_replay(**parts), "x.json")
    assert refused.value.findings[0].code == "replay-unreadable"


def test_a_deeply_nested_formula_is_refused() -> None:
    node: dict[str, object] = {"node": "Truth", "value": True}
    for _ in range(5_000):
        node = {"node": "Not", "part": node}
    replayed = Replayable({"node": "ClauseFormula", "when": node}, (), 0)
    with pytest.raises(Refused, match="nested more than"):
        replay_explanation(replace(download_explanation(), replay=replayed), "x.json")


@given(st.fractions())
def test_an_exact_figure_reads_back_as_it_was_written(figure: Fraction) -> None:
    assert read_fraction(str(figure)) == figure


@given(st.text())
def test_no_text_makes_the_reader_of_figures_fail_otherwise_than_by_refusing(text: str) -> None:
    if EXACT_FIGURE.fullmatch(text) and len(text) <= LONGEST_FIGURE:
        assert isinstance(read_fraction(text), Fraction)
    else:
        with pytest.raises(ValueError, match="expected a figure"):
            read_fraction(text)


def test_a_yes_or_no_is_one_of_the_two() -> None:
    assert exact_value(Value("yes/no", "yes")) is True
    assert exact_value(Value("yes/no", "no")) is False
    with pytest.raises(ValueError, match="found perhaps"):
        exact_value(Value("yes/no", "perhaps"))
