"""The WGA's worked cases as printed SQL: DuckDB says of every record what the exact interpreter says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import duckdb
import pytest
from tests.formula.printed_ledgers import print_ledger

from arrears.agreements.cases import WorkedCase, case_files, read_cases
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import SHIPPED, clause_named, load_agreement
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import questions_of, read_as
from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.outcome import Outcome
from arrears.formula.periods import cut_ledger, prorate
from arrears.formula.sql import Columns, Dialect, print_cents, print_condition

Answers = Mapping[str, str]
PARTS = ("company", "title", "market", "territory", "currency")
TYPES = {bool: "BOOLEAN", date: "DATE", str: "VARCHAR", Fraction: "BIGINT"}
BULK_STATE = {True: "amount", None: "cannot tell", False: "does not apply"}


def readings(case: WorkedCase, clause: Clause, agreement: Agreement) -> Iterator[Answers]:
    """Every way to answer what the case leaves open, for each of its expectations."""
    for expectation in case.expect:
        open_questions = [q for q in questions_of(clause, agreement) if q.name not in expectation.answers]
        sides = [[(question.name, answer.side) for answer in question.answers] for question in open_questions]
        for chosen in itertools.product(*sides):
            yield {**expectation.answers, **dict(chosen)}


def ledger_of(
    case: WorkedCase, clause: Clause, agreement: Agreement, answers: Answers
) -> tuple[ClauseFormula, list[LedgerRecord]]:
    """The case's records as this clause sees them: periods cut, and what other clauses owe filled in."""
    records = [
        LedgerRecord(number, record.ordered_on or date.min, record.facts, record.keys)
        for number, record in enumerate(case.records)
    ]
    for name in owed_clauses(clause):
        other = clause_named(agreement, name)
        assert other is not None, name
        formula, lines = ledger_of(case, other, agreement, answers)
        owed = [cents_owed(outcome) for outcome in explain_ledger(formula, lines)]
        records = [replace(record, owed={**record.owed, name: cents}) for record, cents in zip(records, owed)]
    formula = prorate(read_as(clause, answers))
    if formula.each is None:
        return formula, records
    return formula, [replace(line, line_id=n) for n, line in enumerate(cut_ledger(formula.each, records))]


def cents_owed(outcome: Outcome) -> Fraction | None:
    if outcome.state == "does not apply":
        return Fraction(0)
    return None if outcome.cents is None else Fraction(outcome.cents)


def fill_table(
    connection: duckdb.DuckDBPyConnection, formula: ClauseFormula, records: list[LedgerRecord]
) -> dict[str, str]:
    """The table `record`, and the column of every owed clause."""
    read = asks(formula)
    names = [name for name in (*read.facts, *read.made) if name not in PARTS]
    owed = {name: f"owed_{number}" for number, name in enumerate(read.owed)}
    columns = ["line_id BIGINT", "ordered_on DATE", *(f"{part} VARCHAR" for part in PARTS)]
    for name in names:
        kinds = {type(record.facts[name]) for record in records if record.facts.get(name) is not None}
        columns.append(f"{name} {TYPES[kinds.pop()] if kinds else type_of(read.facts[name].kind.base)}")
    columns += [f"{name} BIGINT" for name in owed.values()]
    connection.execute(f"CREATE OR REPLACE TABLE record ({', '.join(columns)})")
    for record in records:
        known = {**record.per, **record.facts}
        row = [record.line_id, record.ordered_on, *(known.get(part) for part in PARTS)]
        row += [whole(record.facts.get(name)) for name in names] + [whole(record.owed[name]) for name in owed]
        connection.execute(f"INSERT INTO record VALUES ({', '.join('?' * len(row))})", row)
    return owed


def type_of(base: str) -> str:
    return {"number": "BIGINT", "date": "DATE", "word": "VARCHAR", "yes/no": "BOOLEAN"}[base]


def whole(value: object) -> object:
    if isinstance(value, Fraction):
        assert value.denominator == 1
        return int(value)
    return value


def in_bulk(formula: ClauseFormula, records: list[LedgerRecord]) -> dict[int, tuple[str, int | None]]:
    """What DuckDB says of each record: how it stands and the cents."""
    with duckdb.connect() as connection:
        owed = fill_table(connection, formula, records)
        if owed:
            columns = Columns({}, {}, owed)
            applies = print_condition(formula.when, Dialect.DUCKDB, columns)
            cents = print_cents(formula.result.amount, formula.rounding, Dialect.DUCKDB, columns)  # type: ignore[union-attr]
            statement = f"SELECT line_id, {applies} AS applies, {cents} AS cents FROM record"
        else:
            statement = f"SELECT line_id, applies, cents FROM ({print_ledger(formula)})"
        found = connection.execute(statement).fetchall()
    said: dict[int, tuple[str, int | None]] = {r.line_id: ("does not apply", None) for r in records}
    for line_id, applies, cents in found:
        state = "missing" if applies and cents is None else BULK_STATE[applies]
        said[line_id] = (state, cents if state == "amount" else None)
    return said


def differences(case: WorkedCase, clause: Clause, agreement: Agreement) -> Iterator[str | None]:
    """For every record of a case, on every reading: nothing, or what the two interpreters say."""
    for answers in readings(case, clause, agreement):
        formula, records = ledger_of(case, clause, agreement, answers)
        said = in_bulk(formula, records)
        for record, outcome in zip(records, explain_ledger(formula, records)):
            bulk = said[record.line_id]
            agree = bulk == (outcome.state, outcome.cents)
            yield None if agree else f"{case.name}, record {record.line_id + 1}: {bulk}, {outcome}"


@pytest.mark.slow
@pytest.mark.parametrize("version", ["mba-2008", "mba-2023"])
def test_every_worked_case_comes_to_the_same_cents_in_bulk(version: str) -> None:
    agreement = load_agreement(SHIPPED / "wga" / version)
    compared = []
    for case in (
        case for file in case_files(SHIPPED / "wga" / version) for case in read_cases(file, agreement)
    ):
        clause = clause_named(agreement, case.clause)
        assert clause is not None
        compared += differences(case, clause, agreement)
    assert [difference for difference in compared if difference] == []
    assert len(compared) > 150
