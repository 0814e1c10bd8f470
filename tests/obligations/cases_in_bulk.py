"""Worked cases as printed SQL: what an engine says of every record, held against the exact interpreter."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
from tests.formula.printed_ledgers import print_ledger
from tests.one_engine import own_schema

from arrears.agreements.cases import WorkedCase
from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import questions_of, read_as
from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula, Gives, Waterfall
from arrears.formula.division import print_division, print_unit_division
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.outcome import Outcome
from arrears.formula.periods import cut_ledger, prorate
from arrears.formula.sql import Columns, Dialect, print_cents, print_condition
from arrears.formula.waterfall import print_fills
from arrears.obligations.worked_cases import shares_of
from arrears.vocabulary import KEYS, PARTICIPANT_FACTS

Answers = Mapping[str, str]
PARTS = tuple(dict.fromkeys(part for parts in KEYS.values() for part in parts))
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


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    types: Mapping[str, str],
    rows: Sequence[Mapping[str, object]],
) -> None:
    """A table of facts; a fact that a row does not state is NULL."""
    columns = ", ".join(f"{column} {kind}" for column, kind in types.items())
    connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    for row in rows:
        values = [whole(row.get(column)) for column in types]
        connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)


def fill_record(
    connection: duckdb.DuckDBPyConnection, formula: ClauseFormula, records: list[LedgerRecord]
) -> dict[str, str]:
    """The table `record`, and the column of every owed clause."""
    read = asks(formula)
    made = {"number": "BIGINT", "from": "DATE", "to": "DATE", "days": "BIGINT"}
    owed = {name: f"owed_{number}" for number, name in enumerate(read.owed)}
    types = {"line_id": "BIGINT", "ordered_on": "DATE", **dict.fromkeys(PARTS, "VARCHAR")}
    types |= {name: type_of(fact.kind.base) for name, fact in read.facts.items() if name not in PARTS}
    types |= dict(zip(read.made, made.values()))
    types |= dict.fromkeys(owed.values(), "BIGINT")
    rows = [
        {
            "line_id": record.line_id,
            "ordered_on": record.ordered_on,
            **record.per,
            **record.facts,
            **{column: record.owed[name] for name, column in owed.items()},
        }
        for record in records
    ]
    create_table(connection, "record", types, rows)
    return owed


def type_of(base: str) -> str:
    return {"number": "BIGINT", "date": "DATE", "word": "VARCHAR", "yes/no": "BOOLEAN"}[base]


def whole(value: object) -> object:
    if isinstance(value, Fraction):
        assert value.denominator == 1
        return int(value)
    return value


def print_outcomes(formula: ClauseFormula, owed: Mapping[str, str], dialect: Dialect) -> str:
    """line_id, applies, cents, arises (a right), then what each place or payee takes."""
    columns = Columns({}, {}, owed)
    applies = print_condition(formula.when, dialect, columns)
    result = formula.result
    if isinstance(result, Gives):
        arises = print_condition(result.when, dialect, columns)
        return f"SELECT line_id, {applies} AS applies, NULL AS cents, {arises} AS arises FROM record"
    if isinstance(result, Waterfall):
        pot = print_cents(result.pot, formula.rounding, dialect, columns)
        fills = print_fills("pot", result.steps, formula.rounding, dialect=dialect, columns=columns)
        listed = "".join(f", {text} AS share_{place}" for place, (_, text) in enumerate(fills))
        source = f"SELECT *, {applies} AS applies, {pot} AS pot FROM record"
        return f"SELECT line_id, applies, pot AS cents, NULL AS arises{listed} FROM ({source}) record"
    if owed:
        cents = print_cents(result.amount, formula.rounding, dialect, columns)  # type: ignore[union-attr]
        source = f"SELECT line_id, {applies} AS applies, {cents} AS cents FROM record"
    else:
        source = f"SELECT line_id, applies, cents FROM ({print_ledger(formula, dialect)}) ledger"
    parts = print_division("cents", formula.division, dialect) if formula.division is not None else []
    listed = "".join(f", {text} AS share_{place}" for place, (_, text) in enumerate(parts))
    return f"SELECT line_id, applies, cents, NULL AS arises{listed} FROM ({source}) figured"


Said = tuple[str, int | None, tuple[int | None, ...]]
Ask = Callable[[duckdb.DuckDBPyConnection, str], list[tuple[Any, ...]]]


def ask_duckdb(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query, asked where the tables are."""
    return connection.execute(sql).fetchall()


def in_bulk(
    formula: ClauseFormula, records: list[LedgerRecord], *, dialect: Dialect, ask: Ask
) -> dict[int, Said]:
    """What an engine says of each record: how it stands, the cents, what each place or payee takes."""
    with own_schema() as connection:
        owed = fill_record(connection, formula, records)
        found = ask(connection, print_outcomes(formula, owed, dialect))
    said: dict[int, Said] = {record.line_id: ("does not apply", None, ()) for record in records}
    for line_id, applies, cents, arises, *shares in found:
        state = "missing" if applies and cents is None else BULK_STATE[applies]
        if applies and isinstance(formula.result, Gives):
            state = {True: "right", False: "does not apply", None: "cannot tell"}[arises]
        is_amount = state == "amount"
        said[line_id] = (state, cents if is_amount else None, tuple(shares) if is_amount else ())
    return said


def differences(
    case: WorkedCase,
    clause: Clause,
    agreement: Agreement,
    *,
    dialect: Dialect = Dialect.DUCKDB,
    ask: Ask = ask_duckdb,
) -> Iterator[str | None]:
    """For every record of a case, on every reading: nothing, or what the two interpreters say."""
    for answers in readings(case, clause, agreement):
        formula, records = ledger_of(case, clause, agreement, answers)
        said = in_bulk(formula, records, dialect=dialect, ask=ask)
        for record, outcome in zip(records, explain_ledger(formula, records)):
            explained: Said = (outcome.state, outcome.cents, shares_of(formula, outcome, ()))
            if formula.split is not None and formula.split.units is not None:
                explained = (*explained[:2], ())
            bulk = said[record.line_id]
            yield (
                None if bulk == explained else f"{case.name}, record {record.line_id + 1}: {bulk}, {outcome}"
            )


def unit_differences(
    case: WorkedCase,
    clause: Clause,
    agreement: Agreement,
    *,
    dialect: Dialect = Dialect.DUCKDB,
    ask: Ask = ask_duckdb,
) -> Iterator[str | None]:
    """For every record with participants: nothing, or what the two interpreters give them."""
    (answers,) = readings(case, clause, agreement)
    formula, records = ledger_of(case, clause, agreement, answers)
    assert formula.split is not None
    outcomes = explain_ledger(formula, records)
    rows = [
        {"line_id": number, "seq": seq, "cents": outcomes[number].cents, **facts}
        for number, record in enumerate(case.records)
        for seq, facts in enumerate(record.participants)
    ]
    kinds = PARTICIPANT_FACTS[formula.split.among]
    types = {"line_id": "BIGINT", "seq": "BIGINT", "cents": "BIGINT"}
    types |= {name: "VARCHAR" if unit.startswith("word") else "BIGINT" for name, unit in kinds.items()}
    with own_schema() as connection:
        create_table(connection, "record", types, rows)
        found = ask(connection, print_unit_division(formula.split, "record", dialect))
    for number, record in enumerate(case.records):
        bulk = tuple(
            cents for line_id, _, cents in sorted(found, key=lambda row: row[:2]) if line_id == number
        )
        explained = shares_of(formula, outcomes[number], record.participants)
        yield None if bulk == explained else f"{case.name}, record {number + 1}: {bulk}, {explained}"
