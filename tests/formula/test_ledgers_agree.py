"""Counters, totals, amounts to date, credits: window sums equal the ledger walked one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import pytest

from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula, Credits, Pays, PaysToDate, Result
from arrears.formula.kinds import MONEY
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Arithmetic, Named, Node, Truth, kind_of
from arrears.formula.outcome import Outcome
from arrears.formula.proof import prove_magnitudes

from .held_together import ROUNDINGS, Tally, create_table, is_beside_tie
from .printed_ledgers import print_ledger
from .random_formulas import OWED, Shape, condition, money, random_bands, random_row


def draw_clause(rng: random.Random) -> ClauseFormula:
    """A clause that counts, totals, pays to date or credits, and that can be printed."""
    while True:
        rounding = rng.choice(ROUNDINGS)
        when = Truth(True) if rng.random() < 0.4 else condition(rng, 1)
        clause = ClauseFormula("test", "statement_line", draw_result(rng), when, rounding)
        has_state = bool(asks(clause).states) or not isinstance(clause.result, Pays)
        if has_state and not prove_magnitudes(clause):
            return clause


def draw_result(rng: random.Random) -> Result:
    kind = rng.choice(("pays", "pays", "to date", "credits"))
    if kind == "credits":
        return Credits(money(rng, 1), money(rng, 1), ("title",), "shown_on")
    amount = money(rng, 3, Shape(has_state=True))
    if rng.random() < 0.5:
        bands = random_bands(rng)
        counted = bands.counter if kind_of(bands.counter) == MONEY else money(rng, 1)
        base = rng.choice((counted, money(rng, 1)))
        amount = Arithmetic("*", *rng.sample([base, Named("rate", bands)], 2), MONEY)
    return PaysToDate(amount, ("title",)) if kind == "to date" else Pays(amount)


def draw_records(rng: random.Random, number: int) -> list[LedgerRecord]:
    records = []
    for line in range(number):
        row = random_row(rng, null_share=0.02)
        owed = {name: row.pop(f"owed_{name}") for name in OWED}
        ordered_on = date(2008, 1, 1) + timedelta(days=rng.randint(0, number // 2))
        per = {"title": rng.choice("ABCDEFGH"), "market": str(row["market"])}
        records.append(LedgerRecord(line, ordered_on, row, per, owed))  # type: ignore[arg-type]
    return records


def create_ledger(connection: duckdb.DuckDBPyConnection, records: Sequence[LedgerRecord]) -> None:
    keys = [
        {"line_id": one.line_id, "ordered_on": one.ordered_on, "title": one.per["title"]} for one in records
    ]
    owed = [{f"owed_{name}": cents for name, cents in one.owed.items()} for one in records]
    create_table(connection, [{**key, **one.facts, **more} for key, one, more in zip(keys, records, owed)])


def compare_ledgers(seed: int, clauses: int, records: int) -> Tally:
    rng = random.Random(seed)
    tally = Tally()
    for _ in range(clauses):
        clause, ledger = draw_clause(rng), draw_records(rng, records)
        connection = duckdb.connect()
        create_ledger(connection, ledger)
        try:
            found = {row[0]: row[1:] for row in connection.execute(print_ledger(clause)).fetchall()}
        except duckdb.Error as error:
            raise AssertionError(f"{clause}: {error}") from error
        for record, outcome in zip(ledger, explain_ledger(clause, ledger), strict=True):
            check_one(tally, clause, outcome, found.get(record.line_id))
    return tally


def check_one(
    tally: Tally, clause: ClauseFormula, outcome: Outcome, found: tuple[object, ...] | None
) -> None:
    expected = {
        "does not apply": None,
        "cannot tell": (None, None),
        "missing": (True, None),
        "amount": (True, outcome.cents),
    }[outcome.state]
    if expected != (found and found[:2]):
        tally.differing.append(f"{clause}: bulk {found}, explain {expected} {outcome.missing}")
    if found and found[2] is not None and outcome.state == "missing" and tuple(found[2]) != outcome.missing:  # type: ignore[arg-type]
        tally.differing.append(f"{clause}: bulk misses {found[2]}, explain {outcome.missing}")
    if outcome.state == "does not apply":
        return
    names = {type(node).__name__ for node in states_of(clause)} | {type(clause.result).__name__}
    tally.results.update(names)
    if outcome.cents is not None:
        tally.known.update(names)
        tally.amounts.update(names)
        if outcome.amount is not None and is_beside_tie(outcome.amount.value, clause.rounding):
            tally.beside_tie.update(names)


def states_of(clause: ClauseFormula) -> list[Node]:
    return list(asks(clause).states)


def check_shares(tally: Tally) -> None:
    for name in sorted(tally.results):
        known, tied = tally.known_share(name), tally.tied_share(name)
        print(f"{name:12} {tally.results[name]:7} results, {known:4.0%} known, {tied:5.1%} beside a tie")
        assert known >= 0.20, f"{name} is known in only {known:.0%} of results"
        assert tied >= 0.01, f"{name} lies beside a tie in only {tied:.1%} of results"


def test_window_sums_equal_the_ledger_walked_record_by_record() -> None:
    tally = compare_ledgers(seed=20081115, clauses=60, records=40)
    assert tally.differing[:3] == []
    assert {"Bands", "Total", "Pays", "PaysToDate", "Credits"} <= set(tally.results)
    check_shares(tally)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_window_sums_equal_the_ledger_on_many_more(seed: int) -> None:
    tally = compare_ledgers(seed=seed, clauses=200, records=60)
    assert tally.differing[:3] == []
    check_shares(tally)
