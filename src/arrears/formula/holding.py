"""Amounts held until they come to a smallest cheque, as SQL: the balance that a clause carries itself.

Whether a record pays depends on whether the one before it did, so no window sum gives it; the records of a
ledger are folded in order instead. The twin of `ledger._hold_until`. It runs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.formula.dialect import NARROW_LIMIT, Dialect

WIDE = {Dialect.DUCKDB: "HUGEINT", Dialect.SPARK: "DECIMAL(38, 0)"}


def print_held(source: str, per: Sequence[str], order: Sequence[str], dialect: Dialect) -> str:
    """The source with a column `paid_cents`: what is owed on each record, 0 while it is held.

    source: a query with `own_cents` and `until_cents`, NULL where they are not known, or where it is not
    known whether the record applies. per: the columns that part one balance from another; NULL is a value.
    Missing: NULL for every record of a balance from the first unknown one on, and where it grows too large.
    """
    kept = ", ".join(per)
    placed = (
        f"SELECT *, row_number() OVER (PARTITION BY {kept} ORDER BY {', '.join(order)}) AS held_place"
        f" FROM ({source}) held_source"
    )
    paid = f"SELECT {kept}, {_fold(dialect)} AS held_paid FROM held_placed GROUP BY {kept}"
    same = " AND ".join(f"p.{column} IS NOT DISTINCT FROM h.{column}" for column in per)
    place = {
        Dialect.DUCKDB: "h.held_paid[p.held_place]",
        Dialect.SPARK: "element_at(h.held_paid, p.held_place)",
    }
    return (
        f"WITH held_placed AS ({placed}) SELECT p.*, {place[dialect]} AS paid_cents"
        f" FROM held_placed p JOIN ({paid}) h ON {same}"
    )


def _fold(dialect: Dialect) -> str:
    """The list of what each record of one balance pays, in order."""
    wide = WIDE[dialect]
    payable = f"(so_far.held + CAST(one.own AS {wide}))"
    is_money = f"{payable} BETWEEN {-NARROW_LIMIT} AND {NARROW_LIMIT}"
    held = (
        f"CAST(CASE WHEN NOT {is_money} THEN NULL WHEN {payable} >= one.until THEN 0"
        f" WHEN {payable} < one.until THEN {payable} END AS {wide})"
    )
    paid = (
        f"CAST(CASE WHEN NOT {is_money} THEN NULL WHEN {payable} >= one.until THEN {payable}"
        f" WHEN {payable} < one.until THEN 0 END AS BIGINT)"
    )
    if dialect is Dialect.DUCKDB:
        # A fold gives what the list holds, so each record carries an empty balance beside its own figures.
        start = f"'own': CAST(0 AS BIGINT), 'until': CAST(0 AS BIGINT), {_EMPTY.format(wide=wide)}"
        each = f"{{'own': own_cents, 'until': until_cents, {_EMPTY.format(wide=wide)}}}"
        after = f"'held': {held}, 'paid': list_append(so_far.paid, {paid})"
        step = f"{{'own': one.own, 'until': one.until, {after}}}"
        ordered = f"list({each} ORDER BY held_place)"
        return f"list_reduce({ordered}, lambda so_far, one: {step}, {{{start}}}).paid"
    each = "collect_list(named_struct('place', held_place, 'own', own_cents, 'until', until_cents))"
    start = f"named_struct('held', CAST(0 AS {wide}), 'paid', CAST(array() AS ARRAY<BIGINT>))"
    step = f"named_struct('held', {held}, 'paid', array_append(so_far.paid, {paid}))"
    return f"aggregate(array_sort({each}), {start}, (so_far, one) -> {step}, so_far -> so_far.paid)"


_EMPTY = "'held': CAST(0 AS {wide}), 'paid': CAST([] AS BIGINT[])"
