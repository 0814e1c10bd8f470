"""The statement an engine runs for a clause with state: who applies, running sums in turn, the amount."""

from __future__ import annotations

from collections.abc import Sequence

from arrears.formula.asks import asks
from arrears.formula.clause import WHOLE_CENTS_UP, ClauseFormula, Credits, Holds, Pays, PaysToDate
from arrears.formula.holding import print_held
from arrears.formula.lacks import print_missing
from arrears.formula.nodes import StateNode
from arrears.formula.sql import Columns, Dialect, print_cents, print_condition, print_state_argument

from .random_formulas import OWED

OWED_COLUMNS = {name: f"owed_{name}" for name in OWED}


def print_ledger(clause: ClauseFormula, dialect: Dialect = Dialect.DUCKDB) -> str:
    """The statement the engine would run: who applies, each running sum in turn, then the amount."""
    columns = Columns({}, {}, OWED_COLUMNS)
    applies = print_condition(clause.when, dialect, columns)
    source = f"SELECT * FROM (SELECT *, {applies} AS applies FROM record) WHERE applies IS NOT FALSE"
    before: dict[StateNode, str] = {}
    for number, state in enumerate(asks(clause).states):
        columns = Columns({}, dict(before), OWED_COLUMNS)
        argument, _ = print_state_argument(state, dialect, columns)
        source = f"SELECT *, CASE WHEN applies THEN {argument} END AS argument_{number} FROM ({source})"
        window = print_window(state.per, "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING")
        summed = running_sum(f"argument_{number}", window, dialect)
        source = f"SELECT *, {summed} AS before_{number} FROM ({source})"
        before[state] = f"before_{number}"
    columns = Columns({}, before, OWED_COLUMNS)
    return print_result(clause, columns, source, dialect)


def print_window(per: Sequence[str], frame: str = "", order: str = "ordered_on") -> str:
    partition = ", ".join(per)
    return f"(PARTITION BY {partition} ORDER BY {order} NULLS FIRST, line_id {frame})"


def running_sum(column: str, window: str, dialect: Dialect) -> str:
    known = f"count(*) OVER {window} = count({column}) OVER {window}"
    if dialect is Dialect.DUCKDB:
        return f"CASE WHEN {known} THEN coalesce(sum({column}) OVER {window}, 0) END"
    wide = f"sum(CAST({column} AS DECIMAL(38, 0))) OVER {window}"
    return f"CASE WHEN {known} THEN CAST(coalesce({wide}, 0) AS BIGINT) END"


def print_result(clause: ClauseFormula, columns: Columns, source: str, dialect: Dialect) -> str:
    result, rounding = clause.result, clause.rounding
    match result:
        case Pays(amount=amount):
            cents = print_cents(amount, rounding, dialect, columns)
            names = print_missing(amount, dialect, columns)
            figured = f"CASE WHEN applies THEN {cents} END AS cents, {names} AS names"
            return f"SELECT line_id, applies, {figured} FROM ({source})"
        case PaysToDate(amount=amount, per=per):
            cents = print_cents(amount, rounding, dialect, columns)
            so_far = f"SELECT *, CASE WHEN applies THEN {cents} END AS so_far FROM ({source})"
            window = print_window(per)
            before = f"CASE WHEN row_number() OVER {window} = 1 THEN 0 ELSE lag(so_far) OVER {window} END"
            return f"SELECT line_id, applies, so_far - {before} AS cents, NULL AS names FROM ({so_far})"
        case Credits(fund=fund, line=line, per=per, order=order):
            fund_cents, line_cents = (print_cents(node, rounding, dialect, columns) for node in (fund, line))
            sure = f"applies AND {order} IS NOT NULL"
            figured = (
                f"SELECT *, CASE WHEN {sure} THEN {fund_cents} END AS fund_so_far,"
                f" CASE WHEN {sure} THEN {line_cents} END AS line_cents FROM ({source})"
            )
            return print_credits(per, order, figured, dialect)
        case Holds(amount=amount, until=until, per=per):
            own = print_cents(amount, rounding, dialect, columns)
            waits = print_cents(until, WHOLE_CENTS_UP, dialect, columns)
            figured = (
                f"SELECT *, CASE WHEN applies THEN {own} END AS own_cents,"
                f" CASE WHEN applies THEN {waits} END AS until_cents FROM ({source})"
            )
            held = print_held(figured, per, ("ordered_on", "line_id"), dialect)
            return f"SELECT line_id, applies, paid_cents AS cents, NULL AS names FROM ({held})"
    raise TypeError(f"print_result does not know {type(result).__name__}")


def print_credits(per: Sequence[str], order: str, figured: str, dialect: Dialect) -> str:
    window = print_window(per, "ROWS UNBOUNDED PRECEDING", order)
    summed = (
        f"SELECT *, {running_sum('line_cents', window, dialect)} AS lines_so_far,"
        f" count(*) OVER {window} = count(fund_so_far) OVER {window} AS is_sure FROM ({figured})"
    )
    unpaid = f"CASE WHEN is_sure THEN greatest(max(lines_so_far - fund_so_far) OVER {window}, 0) END"
    credited = f"SELECT *, lines_so_far - {unpaid} AS credit FROM ({summed})"
    plain = print_window(per, "", order)
    before = f"CASE WHEN row_number() OVER {plain} = 1 THEN 0 ELSE lag(credit) OVER {plain} END"
    return f"SELECT line_id, applies, {before} - credit AS cents, NULL AS names FROM ({credited})"
