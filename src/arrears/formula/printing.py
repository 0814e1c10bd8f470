"""One tree to exact SQL text: every node of the algebra, each in the width that its printing asks for.

NULL is missing, always, and by construction: `least`, `greatest` and sums skip NULLs in both engines, so they
are never printed bare. The choice of width and the guards around it are made in `sql`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from arrears.findings import Finding, Refused
from arrears.formula.dialect import (
    DAY_DIFFERENCE_BOUND,
    LONGEST_SHIFT_DAYS,
    Printing,
    cast_whole,
    days_between,
    print_day,
    print_quoted,
    shift_days,
    with_sign_of,
)
from arrears.formula.kinds import MONEY
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bands,
    Compare,
    Comparison,
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
    StateNode,
    TableKey,
    Total,
    Truth,
    Word,
    kind_of,
)
from arrears.formula.scaled import (
    Blend,
    Scaled,
    Text,
    add,
    atom,
    chain,
    choose,
    common_scale,
    compare,
    divide,
    multiply,
    rescaled,
    round_scaled,
)

OWED_BOUND = 10**15
RUNNING_RECORDS = 1000  # a running sum may reach this many times what one record adds


def refuse_magnitude(problem: str, found: str, remedy: str) -> Refused:
    """A formula whose numbers cannot be held exactly, or that cannot be printed at all."""
    return Refused([Finding("magnitude-too-large", "formula", problem, found=found, remedy=remedy)])


def number(node: Node, printing: Printing) -> Scaled:
    """A number node as exact SQL."""
    match node:
        case Figure(value=value):
            return Scaled(value)
        case Fact(name=name, bound=bound):
            sql = printing.columns.facts.get(name, name)
            return _column(sql, bound, is_money=node.kind == MONEY, printing=printing)
        case Named(body=body):
            return number(body, printing)
        case Arithmetic(sign="-", left=left, right=right) if kind_of(left).base == "date":
            days = days_between(plain(left, printing).sql, plain(right, printing).sql, printing)
            return atom(cast_whole(days, printing), DAY_DIFFERENCE_BOUND)
        case Arithmetic():
            return _arithmetic(node, printing)
        case Limit(sign=sign, value=value, bound=bound_node):
            sides = number(value, printing), number(bound_node, printing)
            test = compare("<=" if sign == "at_most" else ">=", *sides)
            return choose([test], sides, printing)
        case FirstOf(arms=arms):
            tests = [condition(arm.when, printing) for arm in arms if arm.when is not None]
            return choose(tests, [number(arm.value, printing) for arm in arms], printing)
        case Lookup():
            return _lookup(node, printing)
        case Owed(clause=clause):
            return _column(printing.columns.owed[clause], OWED_BOUND, is_money=True, printing=printing)
        case Bands():
            return _bands(node, printing)
        case Total():
            return add(state_before(node, printing), state_units(node, printing)[0])
        case Rounded(value=value, unit=unit, mode=mode):
            return round_scaled(number(value, printing), unit, mode, printing)
    raise TypeError(f"sql does not know {type(node).__name__} as a number")


def _column(sql: str, bound: int, *, is_money: bool, printing: Printing) -> Scaled:
    """A whole-number column, with the magnitude that a guard lets us assume."""
    if printing.limits is not None:
        bound = min(bound, printing.limits.cents if is_money else printing.limits.counts)
    return atom(cast_whole(sql, printing), bound)


def _arithmetic(node: Arithmetic, printing: Printing) -> Scaled:
    left, right = number(node.left, printing), number(node.right, printing)
    match node.sign:
        case "+":
            return add(left, right)
        case "-":
            return add(left, right, -1)
        case "*":
            return multiply(left, right)
        case "/":
            return divide(left, right)
    raise TypeError(f"sql does not know the sign {node.sign}")


def state_units(node: StateNode, printing: Printing) -> tuple[Scaled, int]:
    """What this record adds to a counter or total, as whole units of 1/n, and n.

    Units are fine enough to hold every edge of the bands. Refused when the counter divides by a fact: its sum
    would have no common unit.
    """
    counted = number(node.counter if isinstance(node, Bands) else node.value, printing)
    if counted.divisor is not None:
        raise refuse_magnitude(
            "a counter or total that divides by a fact has no exact running sum",
            node.name or type(node).__name__,
            "count whole facts, or round the value to a unit first with `to:`",
        )
    edges = [band.up_to for band in node.bands if band.up_to is not None] if isinstance(node, Bands) else []
    below = math.lcm(counted.scale.denominator, *(edge.denominator for edge in edges))
    text, bound = rescaled(counted, Fraction(1, below))
    return Scaled(Fraction(1, below), text, None, bound, 1, max(counted.peak, bound)), below


def state_before(node: StateNode, printing: Printing) -> Scaled:
    """The running sum over earlier records, in the units of `state_units`."""
    own, _ = state_units(node, printing)
    natural, _ = state_units(node, Printing(printing.dialect, printing.columns, wide=True))
    column = printing.columns.before.get(node)
    if column is None:
        raise KeyError(f"no running sum was given for {node.name or type(node).__name__}")
    bound = max(1, natural.number_bound) * RUNNING_RECORDS
    if isinstance(node, Bands):  # its size never enters a product, so it needs no narrow limit
        before = atom(cast_whole(column, printing), min(bound, 2**60) if printing.limits else bound)
    else:
        before = _column(column, bound, is_money=kind_of(node.value) == MONEY, printing=printing)
    return Scaled(own.scale, before.number, None, before.number_bound, 1, before.peak)


def _bands(node: Bands, printing: Printing) -> Scaled:
    """(F(after) - F(before)) / (after - before), F written as slopes and breaks.

    F(x) = last rate × x + sum over breaks of (rate below - rate above) × (x, but at most the break).
    """
    own, below = state_units(node, printing)
    before = state_before(node, printing)
    rates = common_scale([Scaled(band.rate) for band in node.bands])
    shares = [int(band.rate / rates) for band in node.bands]
    terms = [f"({shares[-1]} * {own.number})"]
    largest = abs(shares[-1])
    for share, following, band in zip(shares, shares[1:], node.bands):
        assert band.up_to is not None
        edge = int(band.up_to * below)
        after, until = _up_to(f"({before.number} + {own.number})", edge), _up_to(before.number, edge)
        terms.append(f"({share - following} * ({after} - {until}))")
        largest += abs(share - following)
    edges = [int(band.up_to * below) for band in node.bands if band.up_to is not None]
    if len(terms) == 1:  # one rate for all: the running sum must still be known
        terms.append(f"(0 * {before.number})")
    schedule = f"({' + '.join(terms)})"
    bound = max(abs(share) for share in shares) * own.number_bound
    peak = max(own.peak, before.peak + own.number_bound + max(edges), largest * own.number_bound)
    return Scaled(
        rates,
        with_sign_of(own.number or "1", schedule, printing),
        f"nullif(abs({own.number}), 0)",
        bound,
        own.number_bound,
        peak,
        is_never_negative=all(share >= 0 for share in shares),
        blend=Blend(own.number or "1", schedule, bound) if min(shares) >= 0 else None,
    )


def _up_to(text: str | None, edge: int) -> str:
    """The value, but at most the edge; NULL stays NULL, which `least` would turn into the edge."""
    return f"(CASE WHEN {text} >= {edge} THEN {edge} ELSE {text} END)"


def _lookup(node: Lookup, printing: Printing) -> Scaled:
    """The one row whose keys all cover; NULL when a key is missing or no row covers."""
    cells = [Scaled(row.value) for row in node.table.rows]
    scale = common_scale(cells)
    values = [int(cell.scale / scale) for cell in cells]
    branches, peak = [], 1
    for row, value in zip(node.table.rows, values):
        test = covers(node.keys, row.keys, printing)
        peak = max(peak, test.peak)
        branches.append(f"WHEN {test.sql} THEN {cast_whole(str(value), printing)}")
    bound = max((abs(value) for value in values), default=0)
    text = f"(CASE {' '.join(branches)} END)"
    return Scaled(scale, text, None, bound, 1, max(peak, bound), all(value >= 0 for value in values))


def covers(nodes: Sequence[Node], keys: Sequence[TableKey], printing: Printing) -> Text:
    """Whether a row of a table covers the values of its keys; NULL or FALSE when a key is missing."""
    tests = [_covers_one(node, key, printing) for node, key in zip(nodes, keys)]
    return Text(" AND ".join(test.sql for test in tests), max(test.peak for test in tests))


def _covers_one(node: Node, key: TableKey, printing: Printing) -> Text:
    kind = kind_of(node)
    if isinstance(key, str):
        value = plain(node, printing)
        if kind.base == "yes/no":
            return Text(f"({value.sql}) = {'TRUE' if key == 'yes' else 'FALSE'}", value.peak)
        return Text(f"{value.sql} = {print_quoted(key)}", value.peak)
    if key.low is None and key.high is None:
        return is_known(node, printing)
    if kind.base == "date":
        value = plain(node, printing)
        return Text(" AND ".join(_date_tests(value.sql, key)), value.peak)
    value_number = number(node, printing)
    tests = [
        compare(sign, value_number, Scaled(edge))
        for sign, edge in _edges(key)
        if isinstance(edge, Fraction)
    ]  # fmt: skip
    return Text(" AND ".join(test.sql for test in tests), max(test.peak for test in tests))


def _edges(key: Span) -> list[tuple[Comparison, Fraction | date]]:
    """The comparisons that a span makes."""
    if key.low is not None and key.low == key.high:
        return [("=", key.low)]
    found: list[tuple[Comparison, Fraction | date]] = []
    if key.low is not None:
        found.append((">=" if key.low_included else ">", key.low))
    if key.high is not None:
        found.append(("<=" if key.high_included else "<", key.high))
    return found


def _date_tests(sql: str, key: Span) -> list[str]:
    return [f"{sql} {sign} {print_day(edge)}" for sign, edge in _edges(key) if isinstance(edge, date)]


def plain(node: Node, printing: Printing) -> Text:
    """A date, a word or a condition as SQL."""
    if kind_of(node).base == "yes/no":
        return condition(node, printing)
    match node:
        case Day(value=day):
            return Text(print_day(day))
        case Word(value=word):
            return Text(print_quoted(word))
        case Fact(name=name):
            return Text(printing.columns.facts.get(name, name))
        case Named(body=body):
            return plain(body, printing)
        case FirstOf(arms=arms):
            tests = [condition(arm.when, printing) for arm in arms if arm.when is not None]
            values = [plain(arm.value, printing) for arm in arms]
            peak = max(text.peak for text in (*tests, *values))
            return Text(chain(tests, [value.sql for value in values]), peak)
        case Arithmetic(sign="+" | "-" as sign, left=left, right=right):
            days = number(right, printing)
            if days.scale.denominator != 1 or days.divisor is not None:
                raise refuse_magnitude(
                    "a date moved by part of a day", str(days.scale), "round the days first"
                )
            text, bound = rescaled(days, Fraction(1))
            if bound > LONGEST_SHIFT_DAYS:
                raise refuse_magnitude(
                    "a date moved by more days than a calendar holds",
                    f"up to {bound} days",
                    f"limit the days with at_most to {LONGEST_SHIFT_DAYS:,}",
                )
            base = plain(left, printing)
            return Text(shift_days(base.sql, text, sign, printing), max(base.peak, days.peak))
    raise TypeError(f"sql does not know {type(node).__name__} as a date or a word")


def condition(node: Node, printing: Printing) -> Text:
    """A yes/no node as SQL; NULL when it is missing. AND, OR and NOT are three-valued in both engines."""
    match node:
        case Truth(value=value):
            return Text("TRUE" if value else "FALSE")
        case Fact(name=name):
            return Text(printing.columns.facts.get(name, name))
        case Named(body=body):
            return condition(body, printing)
        case Compare(sign=sign, left=left, right=right):
            if kind_of(left).base == "number":
                return compare(sign, number(left, printing), number(right, printing))
            sides = plain(left, printing), plain(right, printing)
            return Text(f"({sides[0].sql} {sign} {sides[1].sql})", max(side.peak for side in sides))
        case IsIn(value=value_node, words=words):
            listed = ", ".join(print_quoted(word) for word in words)
            found = plain(value_node, printing)
            return Text(f"({found.sql} IN ({listed}))", found.peak)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            word = " AND " if isinstance(node, AllOf) else " OR "
            texts = [condition(part, printing) for part in parts]
            return Text(f"({word.join(text.sql for text in texts)})", max(text.peak for text in texts))
        case Not(part=part):
            text = condition(part, printing)
            return Text(f"(NOT {text.sql})", text.peak)
        case Known(value=value_node):
            return is_known(value_node, printing)
        case FirstOf(arms=arms):
            tests = [condition(arm.when, printing) for arm in arms if arm.when is not None]
            values = [condition(arm.value, printing) for arm in arms]
            peak = max(text.peak for text in (*tests, *values))
            return Text(chain(tests, [value.sql for value in values]), peak)
    raise TypeError(f"sql does not know {type(node).__name__} as a condition")


def is_known(node: Node, printing: Printing) -> Text:
    """Whether a value is not missing; itself never NULL."""
    if kind_of(node).base != "number":
        text = plain(node, printing)
        return Text(f"({text.sql} IS NOT NULL)", text.peak)
    value = number(node, printing)
    parts = [f"{text} IS NOT NULL" for text in (value.number, value.divisor) if text is not None]
    return Text(f"({' AND '.join(parts)})" if parts else "TRUE", value.peak)
