"""Amounts held until they come to a smallest cheque: by hand, as properties, in bulk and on Spark."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.formula.clause import ClauseFormula, Holds, Pays
from arrears.formula.explain import RecordFacts
from arrears.formula.kinds import MONEY, YES_NO
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Fact, Figure, Total
from arrears.formula.outcome import HELD_BEFORE, outcome
from arrears.formula.sql import Dialect
from arrears.formula.words import say_clause

from .held_ledgers import draw_held_clause, draw_held_records, tally_held
from .held_together import Tally
from .printed_ledgers import print_ledger
from .test_ledgers_agree import check_one, check_shares, create_ledger
from .test_spark_agrees import rows_of, show_in_spark

AMOUNT, UNTIL, IS_SENT = Fact("amount", MONEY), Fact("until", MONEY), Fact("is_sent", YES_NO, 0)
CHEQUE = ClauseFormula("fund/cheque", "amount_owed", Holds(AMOUNT, UNTIL, ("payee",)), IS_SENT)


def owed(
    number: int, amount: int | None, until: int | None = 5_000, payee: str = "P", sent: bool | None = True
) -> LedgerRecord:
    facts = {"amount": amount, "until": until, "is_sent": sent}
    return LedgerRecord(number, date(2016, 7, 1) + timedelta(days=number), facts, {"payee": payee})  # type: ignore[arg-type]


def cents(*records: LedgerRecord) -> list[int | None]:
    return [found.cents for found in explain_ledger(CHEQUE, records)]


def test_small_amounts_are_held_until_together_they_make_a_cheque_and_then_counted_afresh() -> None:
    assert cents(owed(1, 3_000), owed(2, 1_999), owed(3, 1), owed(4, 4_999), owed(5, 1)) == [
        0, 0, 5_000, 0, 5_000,
    ]  # fmt: skip


def test_each_payee_has_a_balance_and_records_run_by_date() -> None:
    assert cents(owed(3, 4_000), owed(1, 2_000), owed(2, 9_000, payee="Q")) == [6_000, 0, 9_000]


def test_a_debt_is_carried_and_lowers_the_next_cheque() -> None:
    assert cents(owed(1, -2_000), owed(2, 6_999), owed(3, 1)) == [0, 0, 5_000]


def test_a_smallest_cheque_that_falls_later_pays_what_was_held() -> None:
    assert cents(owed(1, 3_000), owed(2, 0, until=1_000)) == [0, 3_000]


def test_parts_of_a_cent_of_the_smallest_cheque_are_not_passed_over() -> None:
    clause = ClauseFormula("c", "run", Holds(AMOUNT, Figure(Fraction(9_999, 2), MONEY), ("payee",)))
    assert [one.cents for one in explain_ledger(clause, [owed(1, 4_999), owed(2, 1)])] == [0, 5_000]


@pytest.mark.parametrize(
    ("spoiler", "state", "names"),
    [
        (owed(1, None), "missing", ("amount",)),
        (owed(1, 5, until=None), "missing", ("until",)),
        (owed(1, None, until=None), "missing", ("amount", "until")),
        (owed(1, 5, sent=None), "cannot tell", ("is_sent",)),
    ],
)
def test_an_unknown_record_leaves_every_later_cheque_of_the_payee_missing(
    spoiler: LedgerRecord, state: str, names: object
) -> None:
    outcomes = explain_ledger(CHEQUE, [spoiler, owed(2, 900_000), owed(3, 900_000, payee="Q")])
    assert (outcomes[0].state, outcomes[0].missing) == (state, names)
    assert (outcomes[1].state, outcomes[1].missing) == ("missing", ("earlier amount",))
    assert outcomes[2].cents == 900_000


def test_a_record_to_which_the_clause_does_not_apply_adds_nothing() -> None:
    assert cents(owed(1, 3_000), owed(2, 9_000, sent=False), owed(3, 2_000)) == [0, None, 5_000]


def test_a_balance_too_large_to_be_money_is_missing_and_not_wrapped() -> None:
    huge = 2**62
    whole = [owed(1, huge, until=huge), owed(2, huge - 1, until=huge), owed(3, 1, until=huge)]
    assert cents(*whole) == [huge, 0, huge]
    outcomes = explain_ledger(CHEQUE, [owed(1, -huge), owed(2, -huge), owed(3, 2)])
    assert [(one.cents, one.missing) for one in outcomes] == [
        (0, ()), (None, ()), (None, ("earlier amount",)),
    ]  # fmt: skip


def test_a_record_on_its_own_does_not_say_what_was_held_before() -> None:
    found = outcome(CHEQUE, RecordFacts({"amount": 9_000, "until": 5_000, "is_sent": True}))
    assert (found.state, found.cents, found.missing) == ("missing", None, (HELD_BEFORE,))
    assert outcome(CHEQUE, RecordFacts({"is_sent": True, "until": 1})).missing == ("amount",)
    assert outcome(CHEQUE, RecordFacts({"is_sent": False})).state == "does not apply"


def test_what_is_held_may_be_a_running_sum() -> None:
    clause = ClauseFormula("c", "run", Holds(Total(AMOUNT, ("payee",)), UNTIL, ("payee",)))
    found = explain_ledger(clause, [owed(1, 1_000), owed(2, 1_000), owed(3, 1_000)])
    assert [one.cents for one in found] == [0, 0, 6_000]


def test_a_held_amount_is_said_in_words() -> None:
    said = say_clause(ClauseFormula("c", "amount_owed", CHEQUE.result))
    assert said == (
        "For each amount owed: pays the amount owed, held until it and what was held, per payee, come to at"
        " least until."
    )


LEDGERS = st.lists(
    st.tuples(st.integers(-3_000, 9_000), st.integers(0, 6_000), st.sampled_from("PQ")), max_size=25
)


def ledger_of(rows: list[tuple[int, int, str]]) -> list[LedgerRecord]:
    return [owed(number, amount, until, payee) for number, (amount, until, payee) in enumerate(rows)]


@given(LEDGERS)
def test_no_cent_is_lost_and_what_stays_held_is_below_the_last_smallest_cheque(
    rows: list[tuple[int, int, str]],
) -> None:
    paid = cents(*ledger_of(rows))
    for payee in "PQ":
        own = [(row, found) for row, found in zip(rows, paid) if row[2] == payee]
        held = 0
        for (amount, until, _), found in own:
            held += amount
            assert found == (held if held >= until else 0)
            held -= found  # type: ignore[operator]
        assert sum(amount for (amount, _, _), _ in own) == held + sum(found or 0 for _, found in own)


@given(LEDGERS, st.randoms(use_true_random=False))
def test_the_order_in_which_records_are_given_changes_nothing(
    rows: list[tuple[int, int, str]], shuffler: random.Random
) -> None:
    records = ledger_of(rows)
    by_line = dict(zip((one.line_id for one in records), cents(*records)))
    shuffler.shuffle(records)
    assert dict(zip((one.line_id for one in records), cents(*records))) == by_line


@given(LEDGERS)
@settings(max_examples=40)
def test_with_no_smallest_cheque_every_amount_is_paid_at_once(rows: list[tuple[int, int, str]]) -> None:
    records = ledger_of([(abs(amount), 0, payee) for amount, _, payee in rows])
    at_once = ClauseFormula("fund/cheque", "amount_owed", Pays(AMOUNT), IS_SENT)
    assert cents(*records) == [found.cents for found in explain_ledger(at_once, records)]


def compare_held(seed: int, clauses: int, records: int) -> Tally:
    rng, tally = random.Random(seed), Tally()
    for _ in range(clauses):
        clause, ledger = draw_held_clause(rng), draw_held_records(rng, records)
        connection = duckdb.connect()
        create_ledger(connection, ledger)
        found = {row[0]: row[1:] for row in connection.execute(print_ledger(clause)).fetchall()}
        outcomes = explain_ledger(clause, ledger)
        for record, one in zip(ledger, outcomes, strict=True):
            check_one(Tally(differing=tally.differing), clause, one, found.get(record.line_id))
        tally_held(tally, outcomes)
    return tally


def test_folded_balances_equal_the_ledger_walked_record_by_record() -> None:
    tally = compare_held(seed=20081115, clauses=30, records=40)
    assert tally.differing[:3] == []
    check_shares(tally)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_folded_balances_equal_the_ledger_on_many_more(seed: int) -> None:
    tally = compare_held(seed=seed, clauses=60, records=60)
    assert tally.differing[:3] == []
    check_shares(tally)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("seed", range(2))
def test_spark_folds_a_balance_to_the_same_cents(spark: Any, seed: int) -> None:
    rng = random.Random(seed)
    clause, records = draw_held_clause(rng), draw_held_records(rng, 60)
    connection = duckdb.connect()
    create_ledger(connection, records)
    show_in_spark(spark, connection)
    duck = sorted(rows_of(connection, print_ledger(clause)), key=lambda row: row[0])
    other = sorted(rows_of(spark, print_ledger(clause, Dialect.SPARK)), key=lambda row: row[0])
    assert [row[:3] for row in duck] == [row[:3] for row in other], str(clause)
