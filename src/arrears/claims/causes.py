"""Supposed causes of a short payment, each as the clause's own formula with one thing in it changed.

A rate row of another period, a counter that was not run, receipts read as another kind: what the clause gives
so is figured by the same interpreters as what it owes, and held against what was paid. Chooses nothing, and
reads no payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import Position, question_key, read_as
from arrears.agreements.rewrite import result_nodes, rewrite, rewrite_result, walk
from arrears.claims.cause_pairs import pair_causes
from arrears.claims.supposed import SupposedCause
from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula, Pays, PaysToDate, Result
from arrears.formula.keys import show_key
from arrears.formula.kinds import NUMBER, combine
from arrears.formula.nodes import (
    Arithmetic,
    Bands,
    Day,
    Fact,
    Figure,
    Limit,
    Lookup,
    Named,
    Node,
    Span,
    Table,
    TableKey,
    TableRow,
    kind_of,
)
from arrears.formula.periods import ask_for_days, prorate
from arrears.obligations.variants import Variant

MOST_ROWS = 40  # rows of one table that are tried one by one; a longer table is named as not tried


@dataclass(frozen=True)
class Supposed:
    """The causes of one clause that can be tried, and in words what was not."""

    causes: tuple[SupposedCause, ...]
    not_tried: tuple[str, ...]


def suppose_causes(
    variant: Variant, position: Position, agreements: Sequence[Agreement], *, with_pairs: bool = False
) -> Supposed:
    """Every single change to a clause that can be tried; of one code each formula once.

    with_pairs: after them every pair of changes at different places (`cause_pairs`).

    agreements: all versions whose rates may have been used. A change that leaves the formula as it is drops
    out. Two causes of different codes that make the same formula are both kept: what was paid cannot tell
    them apart, and nobody here chooses.
    """
    own = variant.formula
    if not isinstance(own.result, Pays | PaysToDate):
        return Supposed((), (f"{own.name}: a fund that is drawn down is not tried",))
    found = [
        *_counter_causes(own),
        *_row_causes(own),
        *_base_causes(variant, position),
        *_version_causes(variant, position, agreements),
    ]
    unchanged = _bare(own.result)
    kept: dict[tuple[str, Result], SupposedCause] = {}
    for cause in found:
        bare = _bare(cause.formula.result)
        same = kept.setdefault((cause.code, bare), cause)
        if same is not cause and cause.code == "wrong_rate_year":
            kept[cause.code, bare] = replace(same, detail=f"{same.detail}, or {cause.detail}")
    tried = tuple(cause for (_, bare), cause in kept.items() if bare != unchanged)
    pairs, left = pair_causes(own, tried, _bare) if with_pairs else ((), ())
    return Supposed((*tried, *pairs), (*_long_tables(own), *left))


def _change(own: ClauseFormula, cause: tuple[str, str], node: Node, put: Node) -> SupposedCause:
    """One node of what a clause pays replaced wherever it stands; cause: its code and detail."""
    result = rewrite_result(own.result, lambda here: put if here == node else None)
    return SupposedCause(*cause, replace(own, result=result), (node, put))


def _nodes(own: ClauseFormula) -> Iterator[Node]:
    seen: list[Node] = []
    for root in result_nodes(own.result):
        for node in walk(root):
            if isinstance(node, Bands | Lookup) and node not in seen:
                seen.append(node)
                yield node


def _counter_causes(own: ClauseFormula) -> Iterator[SupposedCause]:
    """Counters not run, begun anew with every statement, or stuck in a later band."""
    for node in _nodes(own):
        if not isinstance(node, Bands):
            continue
        name = node.name or "rate"
        for place, band in enumerate(node.bands):
            code = "missing_counter" if place == 0 else "wrong_tier"
            said = "all at the first rate" if place == 0 else f"all at the rate of band {place + 1}"
            figure = Figure(band.rate, NUMBER, name, band.address)
            yield _change(own, (code, f"{name}: {said}, {share_text(band.rate)}"), node, figure)
        anew = ("missing_counter", f"{name}: counted anew with every line")
        yield _change(own, anew, node, _begun_anew(node))


def _begun_anew(node: Bands) -> Node:
    """The blended rate of a line that nothing came before: F(counter) / counter, without a running sum."""
    counter, kind = node.counter, kind_of(node.counter)
    total: Node | None = None
    low = Fraction(0)
    for band in node.bands:
        reached: Node = counter
        if band.up_to is not None:
            reached = Limit("at_most", counter, Figure(band.up_to, kind), kind)
        within: Node = Limit(
            "at_least", Arithmetic("-", reached, Figure(low, kind), kind), Figure(Fraction(0), kind), kind
        )
        part = Arithmetic("*", within, Figure(band.rate), combine(kind, NUMBER, 1))
        total = part if total is None else Arithmetic("+", total, part, kind)
        low = band.up_to or low
    assert total is not None
    return Arithmetic("/", total, counter, NUMBER)


def _row_causes(own: ClauseFormula) -> Iterator[SupposedCause]:
    """Another row of a table: of another period, another kind of receipts, or another tier."""
    for node in _nodes(own):
        if not isinstance(node, Lookup) or len(node.table.rows) > MOST_ROWS:
            continue
        for place, key in enumerate(node.keys):
            values = dict.fromkeys(row.keys[place] for row in node.table.rows)
            for value in values if len(values) > 1 else ():
                rest = _taken_as(node, place, value)
                detail = f"{node.table.name}: the row {show_key(value)}"
                yield _change(own, (_row_code(key, value), detail), node, rest)


def _row_code(key: Node, value: TableKey) -> str:
    if isinstance(key, Fact) and key.name == "base_kind":
        return "misread_base"
    is_period = kind_of(key).base == "date" or (
        isinstance(value, Span) and isinstance(value.low or value.high, date)
    )
    return "wrong_rate_year" if is_period else "wrong_tier"


def _taken_as(node: Lookup, place: int, value: TableKey) -> Node:
    """The lookup with one of its keys taken for a given row, whatever the record says."""
    rows = tuple(
        TableRow((*row.keys[:place], *row.keys[place + 1 :]), row.value, row.address, row.status)
        for row in node.table.rows
        if row.keys[place] == value
    )
    keys = (*node.keys[:place], *node.keys[place + 1 :])
    if not keys:
        return Figure(rows[0].value, node.table.kind, node.table.name, rows[0].address)
    table = Table(node.table.name, rows, node.table.kind, node.table.address)
    return Lookup(table, keys)


def _long_tables(own: ClauseFormula) -> Iterator[str]:
    for node in _nodes(own):
        if isinstance(node, Lookup) and len(node.table.rows) > MOST_ROWS:
            rows = f"{len(node.table.rows)} rows of {node.table.name}"
            yield f"{own.name}: the {rows} are not tried one by one"


def _base_causes(variant: Variant, position: Position) -> Iterator[SupposedCause]:
    """The receipts counted as another clause of the same article counts them."""
    own = [node for node in _nodes(variant.formula) if _counts_base(node)]
    if not own:
        return
    article = variant.clause.name.partition("/")[0]
    for clause in variant.agreement.clauses():
        if clause.name.partition("/")[0] != article or clause.name == variant.clause.name:
            continue
        formula = _read(clause, position)
        tables = [] if formula is None else [node for node in _nodes(formula) if _counts_base(node)]
        for node in own:
            for other in tables:
                detail = f"receipts counted as {clause.name} counts them ({_table_words(other)})"
                yield _change(variant.formula, ("misread_base", detail), node, other)


def _counts_base(node: Node) -> bool:
    return isinstance(node, Lookup) and any(
        isinstance(key, Fact) and key.name == "base_kind" for key in node.keys
    )


def _table_words(node: Node) -> str:
    assert isinstance(node, Lookup)
    rows = node.table.rows[:3]
    return "; ".join(f"{', '.join(map(show_key, row.keys))} {share_text(row.value)}" for row in rows)


def _version_causes(
    variant: Variant, position: Position, agreements: Sequence[Agreement]
) -> Iterator[SupposedCause]:
    """The same clause as another version of the agreement has it, on the same lines and the same reading."""
    own = variant.formula
    for agreement in agreements:
        if agreement.family != variant.agreement.family or agreement.address == variant.agreement.address:
            continue
        for clause in agreement.clauses():
            if clause.name != variant.clause.name or clause.record_kind != variant.clause.record_kind:
                continue
            formula = _read(clause, position)
            if formula is None or not set(asks(formula).owed) <= set(variant.owed):
                continue
            if type(formula.result) is type(own.result):
                changed = replace(own, result=formula.result)
                yield SupposedCause("wrong_rate_year", f"as {agreement.address} pays", changed)


def _read(clause: Clause, position: Position) -> ClauseFormula | None:
    """The clause on a position's answers; None where the position has none for one of its questions."""
    for question in clause.questions:
        side = position.answers.get(question_key(question))
        if side not in {answer.side for answer in question.answers}:
            return None
    return ask_for_days(prorate(read_as(clause, position.answers)))


def _bare(result: Result) -> Result:
    """The result without names and addresses: what it pays, and nothing of where it is written."""
    return rewrite_result(result, _without_names)


def _without_names(node: Node) -> Node | None:
    match node:
        case Named(body=body):
            return rewrite(body, _without_names)
        case Figure(value=value, kind=kind) if node.name or node.address:
            return Figure(value, kind)
        case Day(value=value):
            return Day(value)
        case Lookup(table=table, keys=keys):
            rows = tuple(TableRow(row.keys, row.value) for row in table.rows)
            return Lookup(Table("", rows, table.kind), tuple(rewrite(key, _without_names) for key in keys))
        case Bands(counter=counter, bands=bands):
            plain = tuple(replace(band, address="") for band in bands)
            return replace(node, counter=rewrite(counter, _without_names), bands=plain, name="", address="")
    return None


def share_text(share: Fraction) -> str:
    """A share as a percentage where it ends, `0.36%`; else as a fraction."""
    scaled = share * 10**6
    if scaled.denominator != 1:
        return str(share)
    digits = f"{scaled.numerator:06d}" if scaled >= 0 else str(share)
    whole, part = digits[:-4] or "0", digits[-4:].rstrip("0")
    return f"{int(whole)}{'.' + part if part else ''}%"
