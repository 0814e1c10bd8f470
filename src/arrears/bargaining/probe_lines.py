"""Lines on which two wordings of some clauses are held together: the worked cases, and lines at the edges.

An edge is what a wording compares a fact with: a figure, a band, a row of a table, a window of days between
two dates. Each fact is put on its edges and just beside them, alone and two at a time, in one fixed order,
those that only one wording has first; nothing is drawn at random, and no line claims to have happened.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from arrears.agreements.cases import CaseRecord, WorkedCase
from arrears.agreements.rewrite import walk
from arrears.formula.asks import asks, clause_nodes, dispatch_words
from arrears.formula.clause import ClauseFormula, Pays
from arrears.formula.explain import Value
from arrears.formula.kinds import DAYS, Kind
from arrears.formula.nodes import Bands, Compare, Day, Fact, Figure, IsIn, Lookup, Node, Word, kind_of
from arrears.money import show_cents
from arrears.vocabulary import KEYS, WORD_LISTS

MOST_PROBES = 600
MOST_BASES = 3
MOST_EDGES = 14
MOST_IN_PAIRS = 6
LONGEST_WINDOW = 40_000  # in days; a longer one leads past what dates can say
USUAL_CENTS = (0, 1_00, 1_000_00, 100_000_00, 10_000_000_00)
USUAL_COUNTS = (0, 1, 2, 1_000, 1_000_000)
_FIRST_CENTS, _FIRST_COUNT = 100_000_00, 1
_MONEY = (("money", 1),)


@dataclass(frozen=True)
class Probe:
    """Records that are figured one after the other, apart from those of every other probe. said: in words."""

    said: str
    records: tuple[CaseRecord, ...]


@dataclass(frozen=True)
class _Edges:
    """What wordings hold facts against. by_unit: numbers by their units; days: dates; windows: of days.

    runs_over_records: whether an amount follows from the records before it as well.
    """

    facts: Mapping[str, Fact]
    by_unit: Mapping[tuple[tuple[str, int], ...], Sequence[Fraction]]
    days: tuple[date, ...]
    windows: tuple[int, ...]
    words: Mapping[str, Sequence[str]]
    demanded: Mapping[str, str]
    runs_over_records: bool


def probes(
    wordings: Sequence[Sequence[ClauseFormula]], cases: Iterable[WorkedCase], on: date
) -> tuple[tuple[Probe, ...], bool]:
    """The worked cases of some clauses, then lines at the edges of all their wordings.

    wordings: the formulas of each on one reading, all of one kind of record. on: the day from which generated
    lines are dated. At most `MOST_PROBES`, lines with one fact varied before those with two;
    and whether there are more.
    """
    held = tuple(cases)
    told = [Probe(f"worked case '{case.name}'", case.records) for case in held]
    kind = next(one.record_kind for formulas in wordings for one in formulas)
    edges = _edges(wordings)
    generated = _generated(edges, _bases(edges, kind, held, on))
    every = itertools.chain(told, generated)
    return tuple(itertools.islice(every, MOST_PROBES)), next(every, None) is not None


def _edges(wordings: Sequence[Sequence[ClauseFormula]]) -> _Edges:
    formulas = tuple(dict.fromkeys(itertools.chain(*wordings)))
    held = [frozenset(_all_held(each)) for each in wordings]
    of_one = frozenset.union(*held) - frozenset.intersection(*held)
    numbers: dict[tuple[tuple[str, int], ...], list[Fraction]] = {}
    days: list[date] = []
    words: dict[str, list[str]] = {}
    for kind, value in sorted(frozenset.union(*held), key=lambda each: (each not in of_one, repr(each))):
        if isinstance(value, date):
            days.append(value)
        elif isinstance(value, str):
            words.setdefault(kind.words, []).append(value)
        elif kind.base == "number":
            numbers.setdefault(kind.units, []).append(value)
    windows = [int(value) for value in numbers.get(DAYS.units, ()) if value.denominator == 1]
    windows += [int(value) * 7 for value in numbers.get((("weeks", 1),), ()) if value.denominator == 1]
    windows += [one.each.days for one in formulas if one.each is not None]
    return _Edges(
        facts={name: fact for one in formulas for name, fact in asks(one).facts.items()},
        by_unit=numbers,
        days=tuple(days),
        windows=tuple(dict.fromkeys(one for one in windows if one < LONGEST_WINDOW)),
        words=words,
        demanded={
            name: min(chosen)
            for one in formulas
            for name, chosen in dispatch_words(one.when)[0].items()
            if chosen
        },
        runs_over_records=any(asks(one).states or not isinstance(one.result, Pays) for one in formulas),
    )


def _all_held(formulas: Iterable[ClauseFormula]) -> Iterator[tuple[Kind, Fraction | date | str]]:
    for one in formulas:
        for root in clause_nodes(replace(one, split=None)):
            for node in walk(root):
                yield from _held_against(node)


def _held_against(node: Node) -> Iterator[tuple[Kind, Fraction | date | str]]:
    """What a node holds other values against, each with its kind."""
    match node:
        case Figure(value=value, kind=kind):
            yield kind, value
        case Day(value=day):
            yield Kind("date"), day
        case Compare(left=left, right=Word(value=word)):
            yield kind_of(left), word
        case IsIn(value=value, words=many):
            yield from ((kind_of(value), word) for word in many)
        case Bands(counter=counter, bands=bands):
            yield from ((kind_of(counter), band.up_to) for band in bands if band.up_to is not None)
        case Lookup(table=table, keys=keys):
            for row in table.rows:
                for fact, key in zip(keys, row.keys):
                    ends = (key,) if isinstance(key, str) else (key.low, key.high)
                    yield from ((kind_of(fact), end) for end in ends if end is not None)


def _bases(
    edges: _Edges, record_kind: str, cases: Sequence[WorkedCase], on: date
) -> tuple[tuple[str, CaseRecord], ...]:
    """The lines that are varied: of worked cases those that know all that is asked, and a usual one."""
    plain = {name: _usual(name, fact, edges, on) for name, fact in edges.facts.items()}
    keys = dict.fromkeys(KEYS[record_kind], "A")
    found: dict[str, tuple[str, CaseRecord]] = {}
    for case in cases:
        for record in case.records:
            facts = {name: record.facts.get(name) for name in edges.facts}
            if None not in facts.values() and len(found) < MOST_BASES:
                line = CaseRecord(record.ordered_on or on, facts, {**keys, **record.keys}, record.owed)
                found.setdefault(repr(facts), (f"worked case '{case.name}'", line))
    return (*found.values(), ("a line", CaseRecord(on, plain, keys)))


def _usual(name: str, fact: Fact, edges: _Edges, on: date) -> Value:
    match fact.kind.base:
        case "date":
            return on
        case "yes/no":
            return True
        case "word":
            return edges.demanded.get(name) or _word_choices(fact, edges)[0]
    return Fraction(_FIRST_CENTS if fact.kind.units == _MONEY else _FIRST_COUNT)


def _word_choices(fact: Fact, edges: _Edges) -> tuple[str, ...]:
    """The words that a wording names, and the first one that none names."""
    named = edges.words.get(fact.kind.words, ())
    known = tuple(WORD_LISTS.get(fact.kind.words, {}))
    other = tuple(word for word in known if word not in named)[:1]
    return (*named, *other) or ("none",)


def _generated(edges: _Edges, bases: Sequence[tuple[str, CaseRecord]]) -> Iterator[Probe]:
    """Each base as it is, then with one fact at each of its edges, then with two; bases and facts in turn."""
    for said, base in bases:
        yield from _lined(said, base, {}, edges)
    for size in (1, 2):
        rows = [
            (said, base, dict(zip(names, values)))
            for turns in itertools.zip_longest(*_turns(edges, bases, size))
            for turn in turns
            if turn is not None
            for said, base, names, values in (turn,)
        ]
        for said, base, changed in rows:
            yield from _lined(said, base, changed, edges)


_Turn = tuple[str, CaseRecord, tuple[str, ...], tuple[Value, ...]]


def _turns(edges: _Edges, bases: Sequence[tuple[str, CaseRecord]], size: int) -> Iterator[list[_Turn]]:
    """For each base and each so many of its facts their edges together, first edges first."""
    for said, base in bases:
        choices = _choices(base, edges)
        for names in itertools.combinations(choices, size):
            few = [choices[name][: MOST_EDGES if size == 1 else MOST_IN_PAIRS] for name in names]
            yield [(said, base, names, values) for values in itertools.product(*few)]


def _lined(said: str, base: CaseRecord, changed: Mapping[str, Value], edges: _Edges) -> Iterator[Probe]:
    """One line, and where something runs over records the same line after the base."""
    shown = ", ".join(f"{name} {_shown(value, edges.facts[name])}" for name, value in changed.items())
    words = f"{said} with {shown}" if shown else said
    line = replace(base, facts={**base.facts, **changed})
    yield Probe(words, (line,))
    if edges.runs_over_records and base.ordered_on is not None:
        later = replace(line, ordered_on=base.ordered_on + timedelta(1))
        yield Probe(f"{words}, after it as it is", (base, later))


def _choices(base: CaseRecord, edges: _Edges) -> dict[str, tuple[Value, ...]]:
    """For each fact that is asked the values at its edges, without the one that the base has; days first."""
    days = [value for value in base.facts.values() if isinstance(value, date)]
    found: dict[str, tuple[Value, ...]] = {}
    for name, fact in sorted(edges.facts.items(), key=lambda one: (one[1].kind.base != "date", one[0])):
        values = dict.fromkeys(_values(fact, edges, days))
        values.pop(base.facts[name], None)
        found[name] = tuple(values)[:MOST_EDGES]
    return found


def _values(fact: Fact, edges: _Edges, days: Sequence[date]) -> Iterator[Value]:
    match fact.kind.base:
        case "date":
            for length in edges.windows:
                yield from (
                    _day(day, sign * length + by) for day in days for sign in (1, -1) for by in (0, -1, 1)
                )
            yield from (_day(day, by) for day in edges.days for by in (0, -1, 1))
            yield from (_day(day, by) for day in days for by in (1, -1))
        case "yes/no":
            yield from (True, False)
        case "word":
            yield from _word_choices(fact, edges)
        case "number":
            held = edges.by_unit.get(fact.kind.units, ())
            around = (value + by for value in held for by in (0, 1, -1))
            usual = USUAL_CENTS if fact.kind.units == _MONEY else USUAL_COUNTS
            values = itertools.chain(around, map(Fraction, usual))
            yield from (value for value in values if 0 <= value < fact.bound and value.denominator == 1)


def _day(day: date, by: int) -> date:
    """A day so many days off, within what dates can say."""
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))


def _shown(value: Value, fact: Fact) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction) and fact.kind.units == _MONEY and value.denominator == 1:
        return show_cents(int(value))
    return f"{int(value):,}" if isinstance(value, Fraction) and value.denominator == 1 else str(value)
