"""Figures that change on a day of their own, followed through a term: which days matter, and a clause as it
reads on one of them.

Lines of the base year stand for those of later years; so a figure chosen by a day of the use is the one of
the days that are priced, and one chosen by a day of the work that of the works that are priced. Nothing is
priced here, and no day is guessed: where none of these days changes a figure, lines keep their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from arrears.agreements.rewrite import result_nodes, rewrite, rewrite_formula, walk
from arrears.bargaining.base_lines import MADE_ON, as_if_governed
from arrears.formula.clause import ClauseFormula
from arrears.formula.kinds import DATE
from arrears.formula.nodes import Compare, Day, Fact, Lookup, Named, Node, Span

# The days of a use or of work itself. Others, as of a licence or a first showing, lie long before and stay.
USED_ON = (
    "period_from", "period_to", "received_on", "shown_on", "first_day_online", "last_day_online",
    "year_from", "year_to", "starts_on", "ends_on", "worked_on",
)  # fmt: skip
COVERAGE = ("covers_from", "covers_until")
# Of these comparisons with a day the answer changes on the day after it; of `=` and `<>` on both.
ON_THE_DAY, THE_DAY_AFTER = ("<", ">=", "=", "<>"), (">", "<=", "=", "<>")


@dataclass(frozen=True)
class TakenAs:
    """The days of which lines of the base year are taken to be; null = their own.

    used_on: of the use. made_on: of the work, where its clause chooses its version by a day of the work.
    """

    used_on: date | None = None
    made_on: date | None = None


AS_THEY_ARE = TakenAs()


@dataclass(frozen=True)
class ChangeDays:
    """The first days of other figures or conditions: by a day of the use, and by one of the work."""

    of_use: frozenset[date] = frozenset()
    of_work: frozenset[date] = frozenset()

    def between(self, used_from: date, made_from: date, until: date) -> ChangeDays:
        """Those after a first day, each of its own kind, and up to a last one."""
        return ChangeDays(
            frozenset(day for day in self.of_use if used_from < day <= until),
            frozenset(day for day in self.of_work if made_from < day <= until),
        )


def change_days(formulas: Iterable[ClauseFormula]) -> ChangeDays:
    """The days on which what clauses give changes by their own words; those of their version are not among
    them.
    """
    of_use: set[date] = set()
    of_work: set[date] = set()
    roots = (root for one in formulas for root in (one.when, *result_nodes(one.result)))
    for node in (node for root in roots for node in walk(root)):
        for fact, days in _dated(node):
            (of_work if fact in MADE_ON else of_use).update(days)
    return ChangeDays(frozenset(of_use), frozenset(of_work))


def _dated(node: Node) -> Iterator[tuple[str, list[date]]]:
    """The facts that choose by day in a node, each with the first days of what it chooses."""
    match node:
        case Lookup(table=table, keys=keys):
            for place, key in enumerate(keys):
                fact = _day_fact(key)
                if fact:
                    yield fact, [day for row in table.rows for day in _first_days(row.keys[place])]
        case Compare(sign=sign, left=left, right=Day(value=day, name=name)) if name not in COVERAGE:
            fact = _day_fact(left)
            if fact:
                on_day = [day] if sign in ON_THE_DAY else []
                yield fact, on_day + ([day + timedelta(1)] if sign in THE_DAY_AFTER else [])


def _day_fact(node: Node) -> str:
    """The name of the fact where a node is a day that a use or the making of a work gives; else ''."""
    while isinstance(node, Named):
        node = node.body
    if not isinstance(node, Fact) or node.kind != DATE:
        return ""
    return node.name if node.name in (*USED_ON, *MADE_ON) else ""


def _first_days(key: Span | str) -> Iterator[date]:
    """The first day that a key covers, and the first that it no longer does."""
    if isinstance(key, str):
        return
    if isinstance(key.low, date):
        yield key.low if key.low_included else key.low + timedelta(1)
    if isinstance(key.high, date):
        yield key.high + timedelta(1) if key.high_included else key.high


def taken_as(
    formula: ClauseFormula, key_dates: Sequence[str], first_day: date, taken: TakenAs
) -> ClauseFormula:
    """The clause as if its version governed every line, and every line were of these days.

    formula: with its version's own days. first_day: on which works are taken as made where `taken` says no
    other.
    """
    governed = as_if_governed(formula, key_dates, taken.made_on or first_day)
    if taken.used_on is None:
        return governed
    used = Day(taken.used_on, "used_on")

    def put_day(node: Node) -> Node | None:
        match node:
            case Lookup(keys=keys) if any(_is_of_use(key) for key in keys):
                return replace(
                    node, keys=tuple(used if _is_of_use(key) else rewrite(key, put_day) for key in keys)
                )
            case Compare(left=left, right=Day()) if _is_of_use(left):
                return replace(node, left=used)
        return None

    return rewrite_formula(governed, put_day)


def _is_of_use(node: Node) -> bool:
    fact = _day_fact(node)
    return bool(fact) and fact not in MADE_ON
