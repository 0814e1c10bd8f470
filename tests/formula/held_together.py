"""Runs random formulas through SQL and through explain, and counts how telling the comparison was."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import duckdb
import pyarrow

from arrears.findings import Refused
from arrears.formula.asks import walk
from arrears.formula.clause import Rounding
from arrears.formula.explain import Explained, RecordFacts, Value, evaluate, round_cents
from arrears.formula.kinds import MONEY, YES_NO
from arrears.formula.lacks import print_gap, print_missing
from arrears.formula.nodes import Arithmetic, Arm, Figure, FirstOf, Node, kind_of
from arrears.formula.sql import Columns, Dialect, print_cents, print_condition

from .random_formulas import FACTS, MODES, OWED, SQL_TYPES, condition, money

IN_MODES = tuple(Rounding(Fraction(1), mode) for mode in MODES)  # type: ignore[arg-type]
ROUNDINGS = (Rounding(), Rounding(), Rounding(Fraction(100)), *IN_MODES)


@dataclass(frozen=True)
class Drawn:
    """A random formula with its rounding; yes/no formulas are not rounded."""

    node: Node
    rounding: Rounding


@dataclass
class Tally:
    """Per sort of node: results compared, results known, results within one of a tie."""

    results: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    beside_tie: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def known_share(self, name: str) -> float:
        return self.known[name] / self.results[name]

    def tied_share(self, name: str) -> float:
        return self.beside_tie[name] / max(self.amounts[name], 1)


def draw_formulas(rng: random.Random, number: int, depth: int = 3) -> list[Drawn]:
    """Formulas that can be printed; those that could outgrow exact numbers are drawn again."""
    drawn: list[Drawn] = []
    while len(drawn) < number:
        one = Drawn(draw_node(rng, depth), rng.choice(ROUNDINGS))
        try:
            for dialect in Dialect:
                print_value(one, dialect)
        except Refused:
            continue
        drawn.append(one)
    return drawn


def draw_node(rng: random.Random, depth: int) -> Node:
    """A condition, a choice made by one, or an amount; every other amount is halved or so, to make ties."""
    kind = rng.random()
    if kind < 0.15:
        return condition(rng, depth)
    node = money(rng, depth)
    if kind < 0.35:
        node = FirstOf((Arm(node, condition(rng, depth)), Arm(money(rng, 1))), MONEY)
    if rng.random() < 0.5:
        node = Arithmetic("*", node, Figure(Fraction(rng.choice(("1/2", "1/4", "3/40", "1/200")))), MONEY)
    return node


def columns_of(row_names: Sequence[str] = OWED) -> Columns:
    return Columns({}, {}, {name: f"owed_{name}" for name in row_names})


def print_value(drawn: Drawn, dialect: Dialect, columns: Columns | None = None) -> str:
    where = columns or columns_of()
    if kind_of(drawn.node) == YES_NO:
        return print_condition(drawn.node, dialect, where)
    return print_cents(drawn.node, drawn.rounding, dialect, where)


def create_table(connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """The rows as a table `record`; their own columns `line_id`, `ordered_on`, `title` where given."""
    types = {"line_id": "BIGINT", "ordered_on": "DATE", "title": "VARCHAR"}
    types |= {name: SQL_TYPES[fact.kind.base] for name, fact in FACTS.items()}
    types |= {f"owed_{name}": "BIGINT" for name in OWED}
    columns = [name for name in types if name in rows[0]]
    named = ", ".join(f"{name} {types[name]}" for name in columns)
    connection.execute(f"CREATE TABLE record ({named})")
    arrow = {name: [as_plain(row[name]) for row in rows] for name in columns}
    connection.register("given", pyarrow.table(arrow))
    connection.execute("INSERT INTO record SELECT * FROM given")


def as_plain(value: object) -> object:
    return int(value) if isinstance(value, Fraction) else value


def facts_of(row: dict[str, Value]) -> RecordFacts:
    owed = {name: row[f"owed_{name}"] for name in OWED}
    return RecordFacts(row, {}, owed)  # type: ignore[arg-type]


def expected(drawn: Drawn, row: dict[str, Value]) -> tuple[object, Explained]:
    explained = evaluate(drawn.node, facts_of(row))
    if isinstance(explained.value, bool) or explained.value is None:
        return explained.value, explained
    assert isinstance(explained.value, Fraction)
    return round_cents(explained.value, drawn.rounding), explained


def tally_up(tally: Tally, drawn: Drawn, result: object, explained: Explained) -> None:
    names = {type(node).__name__ for node in walk(drawn.node)}
    tally.results.update(names)
    if result is None:
        return
    tally.known.update(names)
    if isinstance(result, bool):
        return
    tally.amounts.update(names)
    if is_beside_tie(explained.value, drawn.rounding):
        tally.beside_tie.update(names)


def is_beside_tie(value: Value, rounding: Rounding) -> bool:
    """Whether the numerator lies within one of where two roundings part: a half, or a whole number."""
    if not isinstance(value, Fraction) or isinstance(value, bool):
        return False
    share = value / rounding.unit_cents
    below = max(share.denominator, 2)
    remainder = int(share * below) % below
    if rounding.mode in ("up", "down"):
        return share.denominator > 1 and remainder in (1, below - 1)
    return abs(2 * remainder - below) <= 2 and share.denominator > 1


def compare_in_bulk(drawn: Sequence[Drawn], rows: Sequence[dict[str, Value]]) -> Tally:
    """Every formula on every row, in DuckDB and by explain: values, what is missing, and gaps."""
    connection = duckdb.connect()
    create_table(connection, [{"line_id": line, **row} for line, row in enumerate(rows)])
    tally = Tally()
    for one in drawn:
        gap = print_gap(one.node, Dialect.DUCKDB, columns_of()) or "FALSE"
        missing = print_missing(one.node, Dialect.DUCKDB, columns_of())
        value = print_value(one, Dialect.DUCKDB)
        found = connection.execute(
            f"SELECT v, CASE WHEN v IS NULL THEN {missing} ELSE [] END, {gap}"
            f" FROM (SELECT *, {value} AS v FROM record) ORDER BY line_id"
        ).fetchall()
        for row, (in_bulk, names, has_gap) in zip(rows, found):
            result, explained = expected(one, row)
            tally_up(tally, one, result, explained)
            if in_bulk != result or type(in_bulk) is not type(result):
                tally.differing.append(f"{one} on {row}: bulk {in_bulk}, explain {result}")
            elif tuple(names) != explained.missing or has_gap != bool(explained.gaps):
                said = f"bulk misses {names} {has_gap}, explain {explained.missing} {explained.gaps}"
                tally.differing.append(f"{one} on {row}: {said}")
    return tally
