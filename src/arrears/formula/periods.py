"""Dated records cut into numbered periods of equal length: what `each` says, in Python and as SQL.

Periods are whole weeks or days from the first day on, the last one may be short, and the first and last day
both count. Months are not periods: no engine does month arithmetic here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from arrears.formula.asks import made_facts
from arrears.formula.clause import ALWAYS, ClauseFormula, Each, Pays
from arrears.formula.dialect import Columns, Dialect, Printing, days_between, shift_days
from arrears.formula.explain import RecordFacts, evaluate
from arrears.formula.kinds import DATE, DAYS, NUMBER, combine, counts
from arrears.formula.ledger import LedgerRecord
from arrears.formula.nodes import AllOf, Arithmetic, Compare, Fact, Figure, kind_of
from arrears.formula.sql import print_date

PERIODS_BOUND = 10**5


@dataclass(frozen=True)
class Period:
    """One period: its number, its first and last day; all None where a date of the record is missing."""

    number: int | None
    first: date | None
    last: date | None


def cut_periods(each: Each, start: date | None, end: date | None) -> list[Period]:
    """The periods between two days, both included.

    Missing: an unknown first or last day gives one period of unknown number, so that its amount is missing
    and not absent. An end before the start gives none.
    """
    if start is None or end is None:
        return [Period(None, None, None)]
    lasting = (end - start).days
    return [
        Period(
            k + 1,
            start + timedelta(days=k * each.days),
            start + timedelta(days=min((k + 1) * each.days - 1, lasting)),
        )
        for k in range(count_periods(each, start, end))
    ]


def count_periods(each: Each, start: date, end: date) -> int:
    """How many periods lie between two days, both included; none where the end comes before the start."""
    days = (end - start).days + 1
    number = days // each.days if each.part == "does not count" else -(-days // each.days)
    return max(number if each.at_most is None else min(number, each.at_most), 0)


def periods_between(each: Each, facts: RecordFacts) -> tuple[date | None, date | None]:
    """The first day of a record's first period and the last of its last, None where that is not known."""
    return _as_date(evaluate(each.start, facts).value), _as_date(evaluate(each.end, facts).value)


def cut_ledger(each: Each, records: Sequence[LedgerRecord]) -> Iterator[LedgerRecord]:
    """Each record once for each of its periods, with NAME, NAME_from, NAME_to and NAME_days added."""
    for record in records:
        facts = RecordFacts(record.facts, {}, record.owed)
        for period in cut_periods(each, *periods_between(each, facts)):
            number = None if period.number is None else Fraction(period.number)
            values = (number, period.first, period.last, _days_of(period))
            added = dict(zip(made_facts(each), values))
            yield replace(record, facts={**record.facts, **added})


def _days_of(period: Period) -> Fraction | None:
    if period.first is None or period.last is None:
        return None
    return Fraction((period.last - period.first).days + 1)


def _as_date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"a period needs dates, not {value!r}")


def period_facts(each: Each) -> dict[str, Fact]:
    """The facts that cutting adds, for the expressions of the clause."""
    kind = {1: counts("days"), 7: counts("weeks")}.get(each.days, NUMBER)
    return {
        each.name: Fact(each.name, kind, PERIODS_BOUND),
        f"{each.name}_from": Fact(f"{each.name}_from", DATE, 0),
        f"{each.name}_to": Fact(f"{each.name}_to", DATE, 0),
        f"{each.name}_days": Fact(f"{each.name}_days", DAYS, each.days + 1),
    }


def prorate(formula: ClauseFormula) -> ClauseFormula:
    """The clause with a short last period worth its days, where `part` prorates; else the clause as it is.

    The share is part of the tree, so every interpreter shows and computes it alike.
    """
    each = formula.each
    if each is None or each.part != "prorates":
        return formula
    if not isinstance(formula.result, Pays):
        raise ValueError(f"{formula.name}: only `pays` can be prorated")
    lasted = period_facts(each)[f"{each.name}_days"]
    share = Arithmetic("/", lasted, Figure(Fraction(each.days), DAYS), NUMBER)
    amount = formula.result.amount
    worth = Arithmetic("*", amount, share, combine(kind_of(amount), NUMBER, 1))
    return replace(formula, result=Pays(worth))


def ask_for_days(formula: ClauseFormula) -> ClauseFormula:
    """The clause with its periods' first and last day in its condition: a record of which one is not known
    may have several periods or none, also where the amount does not depend on their number.
    """
    each = formula.each
    if each is None:
        return formula
    own = formula.when.parts if isinstance(formula.when, AllOf) else (formula.when,)
    kept = tuple(part for part in own if part != ALWAYS)
    return replace(formula, when=AllOf((*kept, Compare(">=", each.end, each.start))))


def print_period_count(each: Each, dialect: Dialect, columns: Columns) -> str:
    """How many periods a record has, as SQL: 0 for an end before the start, NULL for an unknown date."""
    printing = Printing(dialect, columns)
    start, end = (print_date(node, dialect, columns) for node in (each.start, each.end))
    days = f"({days_between(end, start, printing)} + 1)"
    added = 0 if each.part == "does not count" else each.days - 1
    divide = "//" if dialect is Dialect.DUCKDB else "div"
    number = f"(({days} + {added}) {divide} {each.days})"
    if each.at_most is not None:
        number = f"least({number}, {each.at_most})"
    return f"(CASE WHEN {days} > 0 THEN {number} WHEN {days} <= 0 THEN 0 END)"


def print_period_days(each: Each, number: str, dialect: Dialect, columns: Columns) -> tuple[str, str]:
    """First and last day of period `number` as SQL; NULL where the number is."""
    printing = Printing(dialect, columns)
    start, end = (print_date(node, dialect, columns) for node in (each.start, each.end))
    first = shift_days(start, f"({number} - 1) * {each.days}", "+", printing)
    last = shift_days(start, f"{number} * {each.days} - 1", "+", printing)
    return first, f"(CASE WHEN {last} <= {end} THEN {last} WHEN {last} > {end} THEN {end} END)"
