"""Random formulas and random rows, for holding the interpreters together. Seeded, typed, and made to tie.

Formulas are built from the kind they must have downwards, so all of them type-check. Rows mix ordinary values
with nulls, zeros, negatives, table edges and extremes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from arrears.formula.explain import Value
from arrears.formula.kinds import DATE, DAYS, MONEY, NUMBER, YES_NO, Kind, combine, counts
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
    Span,
    Table,
    TableKey,
    TableRow,
    Total,
    Truth,
    Word,
)

COPIES = counts("copies")
WORDS = ("download", "rental", "theatrical", "basic_cable")
WORD_KIND = Kind("word", (), "markets")
FACTS = {
    fact.name: fact
    for fact in (
        Fact("gross", MONEY, 10**15),
        Fact("budget", MONEY, 10**13),
        Fact("initial", MONEY, 10**9),
        Fact("copies", COPIES, 10**12),
        Fact("sent", COPIES, 10**7),
        Fact("run_no", NUMBER, 10**5),
        Fact("year", NUMBER, 200),
        Fact("shown_on", DATE, 0),
        Fact("made_on", DATE, 0),
        Fact("market", WORD_KIND, 0),
        Fact("exclusive", YES_NO, 0),
    )
}
OWED = ("base", "foreign")
SQL_TYPES = {"number": "BIGINT", "date": "DATE", "word": "VARCHAR", "yes/no": "BOOLEAN"}
# Small denominators make ties common; the last ones make products land beside a tie.
SHARES = (
    "1/2", "1/4", "1/20", "3/40", "1/8", "1/100", "3/200", "6/100", "5/6", "1/3", "9/2500", "7/1000", "3/2",
    "1/5", "9/8", "50000001/100000000", "49999999/100000000",
)  # fmt: skip
EDGES = {
    "run_no": (1, 2, 3, 6, 7, 10, 12),
    "year": (1, 2, 3, 7, 9, 12),
    "copies": (0, 50_000, 100_000, 1_000_000),
    "sent": (0, 100, 1000),
    "gross": (0, 100_000_000, 50),
    "budget": (1_300_000_000, 3_000_000_000),
}
DAYS_OF = [date(1977, 12, 31), date(2008, 2, 13), date(2024, 7, 1), date(2024, 7, 2), date(2000, 2, 29)]
MODES = ("half_up", "half_down", "up", "down")


@dataclass(frozen=True)
class Shape:
    """Which nodes a generator may use: running sums need an ordered ledger."""

    has_state: bool = False


def money(rng: random.Random, depth: int, shape: Shape = Shape()) -> Node:
    """A money node."""
    return _number(rng, MONEY, depth, shape)


def _number(rng: random.Random, kind: Kind, depth: int, shape: Shape) -> Node:
    """A number node of a kind."""
    leaves: list[Callable[[], Node]] = [lambda: _leaf(rng, kind)]
    if depth <= 0:
        return leaves[0]()
    below = depth - 1
    makers: list[Callable[[], Node]] = [
        *leaves,
        lambda: Arithmetic(
            rng.choice("+-"), _number(rng, kind, below, shape), _number(rng, kind, below, shape), kind
        ),  # type: ignore[arg-type]
        lambda: Arithmetic("*", _number(rng, kind, below, shape), _number(rng, NUMBER, below, shape), kind),
        lambda: Arithmetic("*", _number(rng, kind, below, shape), _share(rng), kind),
        lambda: _quotient(rng, kind, below, shape),
        lambda: Limit(
            rng.choice(("at_most", "at_least")),
            _number(rng, kind, below, shape),
            _number(rng, kind, below, shape),
            kind,
        ),
        lambda: Rounded(
            _number(rng, kind, below, shape),
            Fraction(rng.choice(("1", "1/10", "100", "1/4", "3"))),
            rng.choice(MODES),
        ),  # type: ignore[arg-type]
        lambda: FirstOf(_arms(rng, lambda: _number(rng, kind, below, shape), below, shape), kind),
        lambda: Named(rng.choice(("base", "rate", "factor")), _number(rng, kind, below, shape)),
        lambda: _lookup(rng, kind, below, shape),
    ]
    if kind == MONEY:
        makers.append(lambda: Owed(rng.choice(OWED)))
    if shape.has_state:
        makers.append(lambda: Total(_plain_number(rng, kind), ("title",), "so_far"))
        if kind == NUMBER:
            makers += [lambda: random_bands(rng), lambda: random_bands(rng)]
    return rng.choice(makers)()


def _leaf(rng: random.Random, kind: Kind) -> Node:
    facts = [fact for fact in FACTS.values() if fact.kind == kind]
    if kind == NUMBER:
        return rng.choice([*facts, _share(rng)])
    if kind == DAYS:
        return rng.choice([Figure(Fraction(rng.choice((0, 1, 17, 182))), DAYS), _date_gap(rng)])
    figure = Figure(Fraction(rng.choice((0, 1, 2501, 100_000))), kind, "term")
    return rng.choice([*facts, *facts, figure])


def _share(rng: random.Random) -> Figure:
    return Figure(Fraction(rng.choice(SHARES)), NUMBER, "share")


def _date_gap(rng: random.Random) -> Node:
    return Arithmetic("-", FACTS["shown_on"], rng.choice((FACTS["made_on"], Day(rng.choice(DAYS_OF)))), DAYS)


def _plain_number(rng: random.Random, kind: Kind) -> Node:
    """What may be counted: no division by a fact."""
    leaf = _leaf(rng, kind)
    if rng.random() < 0.5:
        return leaf
    return Arithmetic("*", leaf, _share(rng), kind)


def _quotient(rng: random.Random, kind: Kind, depth: int, shape: Shape) -> Node:
    if rng.random() < 0.5:
        return Arithmetic("/", _number(rng, kind, depth, shape), _number(rng, NUMBER, depth, shape), kind)
    other = rng.choice((MONEY, COPIES, DAYS))
    ratio = Arithmetic(
        "/", _number(rng, other, min(depth, 1), shape), _number(rng, other, min(depth, 1), shape), NUMBER
    )
    if kind == NUMBER:
        return ratio
    return Arithmetic("*", _number(rng, kind, depth, shape), ratio, combine(kind, NUMBER, 1))


def _arms(rng: random.Random, make: Callable[[], Node], depth: int, shape: Shape) -> tuple[Arm, ...]:
    tests = [condition(rng, depth, shape) for _ in range(rng.choice((1, 1, 2)))]
    return (*(Arm(make(), test) for test in tests), Arm(make()))


def _spans(rng: random.Random, fact: Fact) -> list[TableKey]:
    """Keys that share out a fact's values, now and then with a hole."""
    if fact.kind == WORD_KIND:
        return list(WORDS[: rng.choice((3, 4, 4))])
    if fact.kind == YES_NO:
        return ["yes", "no"]
    edges: Sequence[Fraction | date] = (
        DAYS_OF if fact.kind == DATE else [Fraction(edge) for edge in EDGES[fact.name]]
    )
    cuts = sorted(rng.sample(edges, 2))
    closed, both = rng.random() < 0.5, rng.random() < 0.9
    return [
        Span(None, True, cuts[0], closed),
        Span(cuts[0], not closed, cuts[1], True),
        Span(cuts[1], False, None if both else _next(cuts[1]), True),
    ]


def _next(edge: Fraction | date) -> Fraction | date:
    return edge + timedelta(days=9) if isinstance(edge, date) else edge + 9


KEY_FACTS = ("run_no", "year", "copies", "budget", "market", "shown_on", "exclusive")


def _lookup(rng: random.Random, kind: Kind, depth: int, shape: Shape) -> Node:
    facts = [FACTS[name] for name in rng.sample(KEY_FACTS, rng.choice((1, 1, 2)))]
    keys = [_spans(rng, fact) for fact in facts]
    rows: list[tuple[TableKey, ...]] = [()]
    for some in keys:
        rows = [(*row, key) for row in rows for key in some]
    if kind == NUMBER:
        values = [Fraction(rng.choice(SHARES)) for _ in rows]
    else:
        values = [Fraction(rng.choice((0, 1, 669_100, 1_086_600, 2501))) for _ in rows]
    table = Table("table", tuple(TableRow(row, value) for row, value in zip(rows, values)), kind, "a/b/table")
    nodes: list[Node] = list(facts)
    if facts[0] == FACTS["run_no"] and rng.random() < 0.3:
        nodes[0] = _number(rng, NUMBER, min(depth, 1), shape)
    return Lookup(table, tuple(nodes))


def random_bands(rng: random.Random) -> Bands:
    receipts = Arithmetic("*", FACTS["gross"], Figure(Fraction(1, 5)), MONEY)
    counter = rng.choice((FACTS["copies"], FACTS["sent"], FACTS["gross"], receipts))
    cuts = rng.choice(((100_000,), (50_000, 1_000_000), (Fraction(1001, 2),), (100, 200, 1000)))
    rates = [Fraction(rng.choice(SHARES)) for _ in range(len(cuts) + 1)]
    bands = tuple(Band(rate, Fraction(cut)) for rate, cut in zip(rates, cuts))
    return Bands(
        counter, rng.choice((("title",), ("title", "market"))), (*bands, Band(rates[-1], None)), "rate"
    )


def condition(rng: random.Random, depth: int, shape: Shape = Shape()) -> Node:
    """A yes/no node."""
    below = depth - 1
    leaves: list[Callable[[], Node]] = [
        lambda: FACTS["exclusive"],
        lambda: IsIn(FACTS["market"], tuple(rng.sample(WORDS, 2))),
        lambda: Compare(rng.choice(("=", "<>")), FACTS["market"], Word(rng.choice(WORDS))),
        lambda: Known(rng.choice(list(FACTS.values()))),
        lambda: Compare(_sign(rng), FACTS["shown_on"], _day(rng, 0, shape)),
    ]
    if depth <= 0:
        return rng.choice(leaves)()
    kind = rng.choice((MONEY, NUMBER, COPIES, DAYS))
    makers: list[Callable[[], Node]] = [
        *leaves,
        lambda: Compare(_sign(rng), _number(rng, kind, below, shape), _number(rng, kind, below, shape)),
        lambda: Compare(_sign(rng), _day(rng, below, shape), _day(rng, below, shape)),
        lambda: AllOf(tuple(condition(rng, below, shape) for _ in range(2))),
        lambda: AnyOf(tuple(condition(rng, below, shape) for _ in range(2))),
        lambda: Not(condition(rng, below, shape)),
        lambda: Known(_number(rng, MONEY, below, shape)),
        lambda: Named("covered", condition(rng, below, shape)),
        lambda: FirstOf(_arms(rng, lambda: condition(rng, below, shape), below, shape), YES_NO),
        lambda: Truth(rng.random() < 0.5),
    ]
    return rng.choice(makers)()


def _sign(rng: random.Random) -> str:
    return rng.choice(("=", "<>", "<", "<=", ">", ">="))


def _day(rng: random.Random, depth: int, shape: Shape) -> Node:
    leaves: list[Callable[[], Node]] = [
        lambda: FACTS["shown_on"],
        lambda: FACTS["made_on"],
        lambda: Day(rng.choice(DAYS_OF)),
    ]
    if depth <= 0:
        return rng.choice(leaves)()
    below = depth - 1
    days = Table("window", tuple(TableRow((word,), Fraction(n)) for word, n in zip(WORDS, (17, 24, 7))), DAYS)
    makers: list[Callable[[], Node]] = [
        *leaves,
        lambda: Arithmetic(rng.choice("+-"), _day(rng, below, shape), Lookup(days, (FACTS["market"],)), DATE),  # type: ignore[arg-type]
        lambda: Arithmetic("+", _day(rng, below, shape), Figure(Fraction(24), DAYS), DATE),
        lambda: FirstOf(_arms(rng, lambda: _day(rng, below, shape), below, shape), DATE),
    ]
    return rng.choice(makers)()


def random_row(rng: random.Random, null_share: float = 0.04) -> dict[str, Value]:
    """One record: ordinary values, edges, extremes, and nulls."""
    row: dict[str, Value] = {}
    for fact in FACTS.values():
        row[fact.name] = None if rng.random() < null_share else _value(rng, fact)
    for name in OWED:
        row[f"owed_{name}"] = None if rng.random() < null_share else Fraction(rng.randint(-(10**7), 10**7))
    return row


def _value(rng: random.Random, fact: Fact) -> Value:
    if fact.kind == WORD_KIND:
        return rng.choice(WORDS)
    if fact.kind == YES_NO:
        return rng.random() < 0.5
    if fact.kind == DATE:
        edge = rng.choice(DAYS_OF)
        return edge + timedelta(days=rng.choice((-1, 0, 1, rng.randint(-4000, 4000))))
    pick = rng.random()
    if pick < 0.3 and fact.name in EDGES:
        return Fraction(rng.choice(EDGES[fact.name]) + rng.choice((-1, 0, 0, 1)))
    if pick < 0.36:
        return Fraction(
            rng.choice((fact.bound - 1, 1 - fact.bound)) if fact.kind != NUMBER else fact.bound - 1
        )
    if pick < 0.46:
        return Fraction(-rng.randint(0, min(fact.bound - 1, 10**6)))
    return Fraction(rng.randint(1, min(fact.bound - 1, 10 ** rng.choice((1, 3, 5, 7)))))
