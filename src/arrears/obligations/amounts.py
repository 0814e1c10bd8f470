"""Stage S3: what each clause owes on each line, in strata; a clause that names another's result comes later.

Rows of `amount`: one per line, part and clause variant that applies, or may apply. Columns: line_id, part_no
(0 when the clause cuts no periods), part_from, part_to, clause_no, applies (NULL: cannot tell), amount_cents
(NULL: missing), base_cents, rate_num, rate_den (NULL where the clause is no plain product), before_1 …
(running sums before the line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import duckdb

from arrears.formula.clause import WHOLE_CENTS_UP, Credits, Holds, Pays, PaysToDate, Rounding
from arrears.formula.holding import print_held
from arrears.formula.kinds import MONEY
from arrears.formula.nodes import Bands, StateNode, kind_of
from arrears.formula.sql import Columns, print_cents, print_ratio, print_state_argument
from arrears.obligations.basis import split_basis
from arrears.obligations.bulk import (
    DIALECT,
    PER_COLUMNS,
    NumberedClause,
    Stratum,
    case_by_clause,
    clause_columns,
    is_stateful,
    print_candidates,
    state_layers,
)

MOST_SUMS = 4
BEFORE_COLUMNS = tuple(f"before_{place}" for place in range(1, MOST_SUMS + 1))
TO_THE_CENT = Rounding()
NARROW = 2**62
EARLIER = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


def create_amount_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty `amount`."""
    sums = ", ".join(f"{name} BIGINT" for name in BEFORE_COLUMNS)
    connection.execute(
        f"""CREATE OR REPLACE TABLE amount (line_id BIGINT, part_no BIGINT, part_from DATE, part_to DATE,
            clause_no INTEGER, applies BOOLEAN, amount_cents BIGINT, base_cents BIGINT, rate_num BIGINT,
            rate_den BIGINT, {sums})"""
    )


def figure_amounts(connection: duckdb.DuckDBPyConnection, strata: Sequence[Stratum]) -> None:
    """Fill `amount` stratum by stratum; within one, clauses with counters run apart from those without."""
    for stratum in strata:
        plain = tuple(clause for clause in stratum.clauses if not is_stateful(clause.formula))
        if plain:
            select = print_amounts(plain, print_candidates(Stratum(stratum.kind, plain)), {})
            connection.execute(f"INSERT INTO amount {select}")
        counting = sorted((c for c in stratum.clauses if is_stateful(c.formula)), key=state_shape)
        for _, group in groupby(counting, key=state_shape):
            clauses = tuple(group)
            connection.execute(f"INSERT INTO amount {print_counting(Stratum(stratum.kind, clauses))}")


def state_shape(clause: NumberedClause) -> str:
    """Clauses of one shape can share window sums: the same form of result and the same partitions by
    layer.
    """
    layers = [[partition_of(node) for node in layer] for layer in state_layers(clause.formula)]
    per = getattr(clause.formula.result, "per", ())
    order = getattr(clause.formula.result, "order", "")
    each = clause.formula.each.name if clause.formula.each else ""
    return repr((type(clause.formula.result).__name__, per, order, layers, each))


def partition_of(node: StateNode) -> tuple[str, ...]:
    """The columns that part one running sum from another; money of two currencies is never added."""
    counted = node.counter if isinstance(node, Bands) else node.value
    columns = tuple(PER_COLUMNS[word] for word in node.per)
    return ("clause_no", *columns, *(("currency",) if kind_of(counted) == MONEY else ()))


def print_amounts(
    clauses: Sequence[NumberedClause], source: str, sums: dict[int, dict[StateNode, str]]
) -> str:
    """The select list of `amount` over a source that has the candidates and the running sums of each clause.

    Clauses that round to the cent, half up, give numerator and denominator, and one expression rounds them
    all; the text stays short and is planned fast. Other roundings are printed in full.
    """
    texts = [clause_texts(clause, clause_columns(clause, sums.get(clause.no))) for clause in clauses]
    held = before_columns(sums)
    exact = (
        f"SELECT *, {pick(texts, 'numerator')} AS exact_num, {pick(texts, 'denominator')} AS exact_den,"
        f" {pick(texts, 'rounded')} AS rounded_cents, {pick(texts, 'base')} AS base_cents,"
        f" {pick(texts, 'rate_num')} AS rate_num, {pick(texts, 'rate_den')} AS rate_den FROM ({source})"
    )
    rounded = (
        f"SELECT *, (2 * exact_num + CASE WHEN exact_num < 0 THEN -exact_den ELSE exact_den END)"
        f" // (2 * exact_den) AS nearest FROM ({exact})"
    )
    return (
        "SELECT line_id, part_no, part_from, part_to, clause_no, applies,"
        f" coalesce(rounded_cents, CASE WHEN nearest BETWEEN {-NARROW} AND {NARROW} THEN nearest END)::BIGINT"
        f" AS amount_cents, base_cents, rate_num, rate_den, {', '.join(held)} FROM ({rounded})"
    )


@dataclass(frozen=True)
class AmountTexts:
    """What one clause adds to the CASE expressions of a statement; a text that it lacks is NULL."""

    no: int
    numerator: str = "NULL"
    denominator: str = "NULL"
    rounded: str = "NULL"
    base: str = "NULL"
    rate_num: str = "NULL"
    rate_den: str = "NULL"


def clause_texts(clause: NumberedClause, columns: Columns) -> AmountTexts:
    """One clause's amount, base and rate as SQL."""
    result, rounding = clause.formula.result, clause.formula.rounding
    assert isinstance(result, Pays | PaysToDate)
    texts = AmountTexts(clause.no)
    if rounding == TO_THE_CENT:
        exact = print_ratio(result.amount, DIALECT, columns)
        texts = replace(
            texts,
            numerator=f"({exact.numerator})::HUGEINT",
            denominator=f"({exact.denominator})::HUGEINT",
        )
    else:
        texts = replace(texts, rounded=print_cents(result.amount, rounding, DIALECT, columns))
    basis = split_basis(result.amount) if isinstance(result, Pays) else None
    if basis is None:
        return texts
    texts = replace(texts, base=print_cents(basis.base, rounding, DIALECT, columns))
    if basis.rate is None:
        return texts
    ratio = print_ratio(basis.rate, DIALECT, columns)
    if max(ratio.numerator_bound, ratio.denominator_bound) >= NARROW:
        return texts  # half a rate would mislead; the steps of the explanation give it whole
    return replace(texts, rate_num=f"({ratio.numerator})::BIGINT", rate_den=f"({ratio.denominator})::BIGINT")


def pick(texts: Sequence[AmountTexts], name: str) -> str:
    """The CASE by clause over one of the texts."""
    return case_by_clause((each.no, str(getattr(each, name))) for each in texts)


def used_columns(sums: dict[int, dict[StateNode, str]]) -> set[str]:
    return {column for by_node in sums.values() for column in by_node.values()}


def before_columns(sums: dict[int, dict[StateNode, str]]) -> list[str]:
    """The columns `before_1` … of a select list: null where these clauses keep no such sum."""
    used = used_columns(sums)
    return [name if name in used else f"NULL AS {name}" for name in BEFORE_COLUMNS]


def print_counting(stratum: Stratum) -> str:
    """The amounts of clauses that count over the lines of one clause: window sums layer by layer, then the
    amount.
    """
    source = print_candidates(stratum)
    sums: dict[int, dict[StateNode, str]] = {clause.no: {} for clause in stratum.clauses}
    taken = 0
    layers = {clause.no: state_layers(clause.formula) for clause in stratum.clauses}
    for depth in range(max(len(layer) for layer in layers.values())):
        slots = max(
            len(layers[clause.no][depth]) for clause in stratum.clauses if depth < len(layers[clause.no])
        )
        for slot in range(slots):
            taken += 1
            name = BEFORE_COLUMNS[taken - 1]
            source = add_running_sum(stratum, source, sums, (depth, slot, name))
    result = stratum.clauses[0].formula.result
    if isinstance(result, Credits):
        return print_credits(stratum, source, sums)
    if isinstance(result, Holds):
        return print_held_amounts(stratum, source, sums)
    select = print_amounts(stratum.clauses, source, sums)
    return print_changes(select, result, source) if isinstance(result, PaysToDate) else select


def add_running_sum(
    stratum: Stratum, source: str, sums: dict[int, dict[StateNode, str]], place: tuple[int, int, str]
) -> str:
    """The source with one more column: the sum before each line, NULL once an earlier part of it is
    missing.
    """
    depth, slot, name = place
    arguments: list[tuple[int, str]] = []
    partition: tuple[str, ...] = ("clause_no",)
    found: dict[int, StateNode] = {}
    for clause in stratum.clauses:
        layers = state_layers(clause.formula)
        if depth < len(layers) and slot < len(layers[depth]):
            node = layers[depth][slot]
            columns = clause_columns(clause, sums[clause.no])
            argument, _ = print_state_argument(node, DIALECT, columns)
            arguments.append((clause.no, argument))
            partition = partition_of(node)
            found[clause.no] = node
    for number, node in found.items():
        sums[number] = {**sums[number], node: name}
    window = f"(PARTITION BY {', '.join(partition)} ORDER BY ordered_on, line_id, part_no {EARLIER})"
    added = (
        f"SELECT *, CASE WHEN applies THEN ({case_by_clause(arguments)})::BIGINT END AS added FROM ({source})"
    )
    return (
        f"SELECT * EXCLUDE (added), CASE WHEN coalesce(bool_or(added IS NULL) OVER earlier, FALSE) THEN NULL"
        f" ELSE coalesce(sum(added) OVER earlier, 0)::BIGINT END AS {name}"
        f" FROM ({added}) WINDOW earlier AS {window}"
    )


def print_changes(select: str, result: PaysToDate, source: str) -> str:
    """Amounts due so far turned into what is owed on each line: the change since the line before."""
    per = ", ".join(("clause_no", *(PER_COLUMNS[word] for word in result.per), "currency"))
    keys = "line_id, part_no, clause_no"
    columns = ", ".join(PER_COLUMNS[word] for word in result.per)
    ordered = f"SELECT {keys}, ordered_on, {columns}, currency FROM ({source})"
    order = f"OVER (PARTITION BY {per} ORDER BY ordered_on, line_id, part_no)"
    return (
        "SELECT line_id, part_no, part_from, part_to, clause_no, applies,"
        f" amount_cents - CASE WHEN row_number() {order} = 1 THEN 0 ELSE lag(amount_cents) {order} END"
        f" AS amount_cents, base_cents, rate_num, rate_den, {', '.join(BEFORE_COLUMNS)}"
        f" FROM (SELECT * REPLACE (CASE WHEN applies THEN amount_cents END AS amount_cents)"
        f" FROM (SELECT a.*, k.* EXCLUDE ({keys}) FROM ({select}) a JOIN ({ordered}) k USING ({keys})))"
    )


def print_credits(stratum: Stratum, source: str, sums: dict[int, dict[StateNode, str]]) -> str:
    """A fund drawn down against lines in order: minus the credit each line takes.

    Unpaid so far is the running maximum of (lines so far − fund) and 0, which stays right when the fund
    grows.
    """
    funds, lines = [], []
    result = stratum.clauses[0].formula.result
    assert isinstance(result, Credits)
    for clause in stratum.clauses:
        credits, columns = clause.formula.result, clause_columns(clause, sums[clause.no])
        assert isinstance(credits, Credits)
        funds.append((clause.no, print_cents(credits.fund, clause.formula.rounding, DIALECT, columns)))
        lines.append((clause.no, print_cents(credits.line, clause.formula.rounding, DIALECT, columns)))
    per = ", ".join(("clause_no", *(PER_COLUMNS.get(word, word) for word in result.per)))
    order = f"(PARTITION BY {per} ORDER BY {result.order}, line_id, part_no ROWS UNBOUNDED PRECEDING)"
    held = ", ".join(before_columns(sums))
    priced = (
        f"SELECT *, CASE WHEN applies THEN {case_by_clause(funds)} END AS fund_cents,"
        f" CASE WHEN applies THEN {case_by_clause(lines)} END AS line_cents FROM ({source})"
    )
    running = (
        f"SELECT *, CASE WHEN bool_or(line_cents IS NULL OR fund_cents IS NULL) OVER so_far THEN NULL"
        f" ELSE sum(line_cents) OVER so_far END AS lines_so_far FROM ({priced}) WINDOW so_far AS {order}"
    )
    unpaid = (
        f"SELECT *, lines_so_far - greatest(0, max(lines_so_far - fund_cents) OVER so_far) AS credit_so_far"
        f" FROM ({running}) WINDOW so_far AS {order}"
    )
    return (
        f"SELECT line_id, part_no, part_from, part_to, clause_no, applies,"
        f" (-(credit_so_far - coalesce(lag(credit_so_far) OVER in_order, 0)))::BIGINT AS amount_cents,"
        f" line_cents AS base_cents, NULL AS rate_num, NULL AS rate_den, {held} FROM ({unpaid})"
        f" WINDOW in_order AS (PARTITION BY {per} ORDER BY {result.order}, line_id, part_no)"
    )


def print_held_amounts(stratum: Stratum, source: str, sums: dict[int, dict[StateNode, str]]) -> str:
    """Amounts held until they come to what their clause waits for, money of one currency at a time."""
    amounts, waits = [], []
    shared = stratum.clauses[0].formula.result
    assert isinstance(shared, Holds)
    for clause in stratum.clauses:
        result, columns = clause.formula.result, clause_columns(clause, sums[clause.no])
        assert isinstance(result, Holds)
        amounts.append((clause.no, print_cents(result.amount, clause.formula.rounding, DIALECT, columns)))
        waits.append((clause.no, print_cents(result.until, WHOLE_CENTS_UP, DIALECT, columns)))
    own = (
        f"SELECT *, CASE WHEN applies THEN {case_by_clause(amounts)} END AS own_cents,"
        f" CASE WHEN applies THEN {case_by_clause(waits)} END AS until_cents FROM ({source})"
    )
    per = ("clause_no", *(PER_COLUMNS[word] for word in shared.per), "currency")
    held = print_held(own, per, ("ordered_on", "line_id", "part_no"), DIALECT)
    sums_held = ", ".join(before_columns(sums))
    return (
        "SELECT line_id, part_no, part_from, part_to, clause_no, applies, paid_cents AS amount_cents,"
        f" own_cents AS base_cents, NULL AS rate_num, NULL AS rate_den, {sums_held} FROM ({held})"
    )
