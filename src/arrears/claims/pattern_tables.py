"""Tries every supposed cause on many lines at once: what would have been paid, sum by sum, to the cent.

The changed formulas are printed and shared by the engine that figures what is owed, so that a fit is a fit of
the same arithmetic. A sum due is what one payment line is for: company, title, market, occasion, currency and
payee, on one position. Chooses nothing among causes that fit alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from arrears.agreements.model import Agreement
from arrears.audit.explainer import Explainer
from arrears.audit.run_tables import RunTables, open_run
from arrears.claims.causes import suppose_causes
from arrears.claims.supposed import SupposedCause
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table
from arrears.findings import Refused
from arrears.formula.asks import asks
from arrears.formula.clause import Credits, Holds, PaysToDate
from arrears.formula.kinds import read_kinds
from arrears.obligations.amounts import (
    create_amount_table,
    figure_amounts,
    print_amounts,
    print_counting,
)
from arrears.obligations.bulk import NumberedClause, Stratum, is_stateful, print_candidates
from arrears.obligations.owed import RESIDUE_SHARE, SHARED
from arrears.obligations.shares import SHARE_PATTERN
from arrears.obligations.variants import Variant
from arrears.vocabulary import FACTS

LINEAGE = "concat(o.family, '/', o.article, '/', o.clause)"
# Amounts that cannot be judged: nothing is said of what was or was not done there.
NOT_JUDGED = (
    "not_comparable", "not_computable", "no_statement_received", "credit", "due_date_not_known",
    "not_yet_due", "undeliverable",
)  # fmt: skip


@dataclass(frozen=True)
class PatternScope:
    """Which lines causes are tried on: one position, and where given one company, market and clause.

    lineage: `wga/new-media/download-television`, whatever the version. has_pairs: whether pairs of causes are
    tried too.
    """

    position: int
    company_id: str = ""
    market: str = ""
    lineage: str = ""
    has_pairs: bool = False

    def where(self) -> str:
        """The scope as a condition on `obligation o`."""
        tests = [f"(o.positions >> {self.position}) & 1 = 1", "o.payee_id IS NOT NULL"]
        if self.company_id:
            tests.append(f"o.company_id = {quote_text(self.company_id)}")
        if self.market:
            tests.append(f"o.market = {quote_text(self.market)}")
        return " AND ".join(tests)


@dataclass(frozen=True)
class NumberedCause:
    """A supposed cause of one clause of the run, with its number, which is also that of its formula."""

    no: int
    variant: Variant
    cause: SupposedCause

    def clause(self) -> NumberedClause:
        """The changed formula as the engine runs it."""
        return NumberedClause(self.no, self.cause.formula, self.variant.owed)


@dataclass(frozen=True)
class Tried:
    """A connection with the tables of `try_causes`, the causes by number, and what was not tried."""

    run: RunTables
    scope: PatternScope
    causes: Mapping[int, NumberedCause]
    not_tried: tuple[str, ...]


def try_causes(explainer: Explainer, agreements: Sequence[Agreement], scope: PatternScope) -> Tried:
    """Create `pattern_sum`, `pattern_part` and `pattern_try` in a connection of their own.

    Rows of pattern_sum: one per sum due of the scope with what it owes, what was paid, and its sort (short,
    none, late, paid, not judged). Of pattern_part: one per sum and clause of the run. Of pattern_try: one
    per formula, sum and clause: supposed_cents, what the sum would have been paid.
    """
    run = open_run(explainer.run.folder)
    connection = run.connection
    for name in ("fact", "amount", "writer_share", "obligation"):
        source = quote_text(str((run.folder / f"{name}.parquet").resolve()))
        connection.execute(f"CREATE VIEW run_{name} AS SELECT * FROM read_parquet({source})")
    connection.execute(ITEMS.format(where=scope.where(), states=_listed(NOT_JUDGED)))
    connection.execute(PARTS.format(where=scope.where(), lineage=LINEAGE))
    numbers = _clauses(connection, scope)
    causes, not_tried = _number_causes(explainer, agreements, numbers, with_pairs=scope.has_pairs)
    _figure(connection, causes)
    _share(connection, explainer, causes)
    return Tried(run, scope, {cause.no: cause for cause in causes}, not_tried)


ITEMS = """
    CREATE TEMP TABLE pattern_sum AS
    WITH judged AS (
        SELECT o.company_id, o.title_id, o.market, o.occasion, o.currency, o.payee_id,
               sum(o.amount_cents)::BIGINT AS owed_cents, sum(s.paid_cents)::BIGINT AS paid_cents,
               bool_or(s.state IN ({states}) OR o.amount_cents IS NULL) AS is_unjudged,
               bool_and(s.state = 'settled') AS is_settled, min(o.due_on) AS due_on,
               max(s.days_past_due) AS days_past_due, list_sort(list(DISTINCT s.state)) AS states
        FROM obligation o JOIN standing s USING (obligation_no) WHERE {where}
        GROUP BY ALL
    )
    SELECT row_number() OVER (ORDER BY company_id, title_id, market, occasion, currency, payee_id)
             AS sum_no, *,
           CASE WHEN is_unjudged THEN 'not judged'
                WHEN paid_cents < owed_cents AND paid_cents > 0 THEN 'short'
                WHEN paid_cents < owed_cents THEN 'none'
                WHEN is_settled AND days_past_due > 0 THEN 'late'
                ELSE 'paid' END AS sort
    FROM judged
"""
PARTS = """
    CREATE TEMP TABLE pattern_obligation AS
    SELECT i.sum_no, i.sort, {lineage} AS lineage, o.*
    FROM run_obligation o JOIN pattern_sum i
      ON i.company_id = o.company_id AND i.title_id = o.title_id AND i.market = o.market
     AND i.occasion = o.occasion AND i.payee_id = o.payee_id
     AND i.currency IS NOT DISTINCT FROM o.currency
    WHERE {where};
    CREATE TEMP TABLE pattern_part AS
    SELECT sum_no, sort, clause_no, lineage, version, sum(amount_cents)::BIGINT AS own_cents,
           count(*) AS lines
    FROM pattern_obligation GROUP BY ALL
"""


def _listed(words: Sequence[str]) -> str:
    return ", ".join(quote_text(word) for word in words)


def _clauses(connection: duckdb.DuckDBPyConnection, scope: PatternScope) -> list[int]:
    """The numbers of the clauses that short sums of the scope rest on."""
    test = f"AND lineage = {quote_text(scope.lineage)}" if scope.lineage else ""
    rows = connection.execute(
        f"SELECT DISTINCT clause_no FROM pattern_part WHERE sort = 'short' {test} ORDER BY clause_no"
    ).fetchall()
    return [int(number) for (number,) in rows]


def _number_causes(
    explainer: Explainer, agreements: Sequence[Agreement], numbers: Sequence[int], *, with_pairs: bool
) -> tuple[tuple[NumberedCause, ...], tuple[str, ...]]:
    found: list[NumberedCause] = []
    not_tried: list[str] = []
    first = max(explainer.variants, default=0) + 1
    for number in numbers:
        variant = explainer.variants[number]
        position = explainer.positions[(variant.positions & -variant.positions).bit_length() - 1]
        supposed = suppose_causes(variant, position, agreements, with_pairs=with_pairs)
        not_tried += supposed.not_tried
        for cause in supposed.causes:
            numbered = NumberedCause(first + len(found), variant, cause)
            if _can_be_printed(numbered.clause()):
                found.append(numbered)
            else:
                name = f"{variant.agreement.address}/{variant.clause.name}"
                not_tried.append(f"{name}: {cause.detail} passes the numbers that can be exact in bulk")
    return tuple(found), tuple(dict.fromkeys(not_tried))


def _can_be_printed(clause: NumberedClause) -> bool:
    stratum = Stratum(clause.formula.record_kind, (clause,))
    try:
        if is_stateful(clause.formula):
            print_counting(stratum)
        else:
            print_amounts(stratum.clauses, print_candidates(stratum), {})
    except Refused:
        return False
    return True


def _figure(connection: duckdb.DuckDBPyConnection, causes: Sequence[NumberedCause]) -> None:
    """Fill `amount` with what each changed formula gives on the lines that its clause applies to."""
    create_amount_table(connection)
    named = sorted({number for cause in causes for number in cause.variant.owed.values()})
    if named:
        listed = ", ".join(map(str, named))
        connection.execute(
            f"INSERT INTO amount BY NAME SELECT * FROM run_amount WHERE clause_no IN ({listed})"
        )
    kinds: dict[str, list[NumberedCause]] = {}
    for cause in causes:
        kinds.setdefault(cause.cause.formula.record_kind, []).append(cause)
    for kind, of_kind in kinds.items():
        _make_facts(connection, kind, of_kind)
        figure_amounts(connection, [Stratum(kind, tuple(cause.clause() for cause in of_kind))])


def _make_facts(connection: duckdb.DuckDBPyConnection, kind: str, causes: Sequence[NumberedCause]) -> None:
    """Create `fact_<kind>`: the run's lines, of the titles at issue where all counters keep to a title.

    A fact that the run did not ask for is missing, so an amount that rests on it is missing too.
    """
    held = {row[0] for row in connection.execute("DESCRIBE run_fact").fetchall()}
    kinds = read_kinds(FACTS[kind])
    types = {"date": "DATE", "word": "VARCHAR", "yes/no": "BOOLEAN", "number": "BIGINT"}
    absent = "".join(
        f", NULL::{types[kinds[name].kind.base]} AS {name}"
        for name in sorted({name for cause in causes for name in asks(cause.cause.formula).facts} - held)
        if name in kinds
    )
    by_title = all(_keeps_to_title(cause) for cause in causes)
    titles = "AND title_id IN (SELECT DISTINCT title_id FROM pattern_sum)" if by_title else ""
    connection.execute(
        f"CREATE TEMP TABLE fact_{kind} AS SELECT *{absent} FROM run_fact"
        f" WHERE record_kind = {quote_text(kind)} {titles}"
    )


def _keeps_to_title(cause: NumberedCause) -> bool:
    result = cause.cause.formula.result
    pers = [state.per for state in asks(cause.cause.formula).states]
    pers += [result.per] if isinstance(result, PaysToDate | Credits | Holds) else []
    return all("title" in per for per in pers)


def _share(
    connection: duckdb.DuckDBPyConnection, explainer: Explainer, causes: Sequence[NumberedCause]
) -> None:
    """Share what the changed formulas give as the clause shares it, and add it up by sum: `pattern_try`."""
    rows = [
        (
            cause.no, cause.variant.no, cause.cause.code, cause.cause.detail, 0,
            explainer.rule_numbers[cause.variant.no],
            cause.variant.formula.split.by if cause.variant.formula.split else "percentage",
            cause.variant.formula.split.odd_cents if cause.variant.formula.split else "largest_remainder",
            "", "",
        )
        for cause in causes
    ]  # fmt: skip
    columns = (
        "clause_no INTEGER", "of_clause INTEGER", "code VARCHAR", "detail VARCHAR", "positions BIGINT",
        "rule_no INTEGER", "split_by VARCHAR", "odd_cents VARCHAR", "late_rule VARCHAR", "status VARCHAR",
    )  # fmt: skip
    create_table(connection, "variant", rows, columns)
    connection.execute("CREATE TEMP TABLE writer_share AS SELECT * FROM run_writer_share")
    connection.execute(SHARE_PATTERN)
    connection.execute(PRICED)
    connection.execute(RESIDUE_SHARE)
    connection.execute(TRIES.format(shared=SHARED))


# Only lines of short sums are shared: what would have been paid on others proves nothing.
PRICED = """
    CREATE TEMP TABLE priced AS
    SELECT row_number() OVER (ORDER BY a.clause_no, a.line_id, a.part_no) AS priced_no, 0 AS group_no,
           a.clause_no, v.of_clause, a.line_id, a.part_no, a.applies, a.amount_cents, NULL::DATE AS due_on,
           l.title_no, l.credit, FALSE AS is_alone
    FROM amount a JOIN variant v USING (clause_no)
    JOIN (SELECT DISTINCT o.line_id, o.part_no, o.clause_no, o.title_no, f.credit
          FROM pattern_obligation o JOIN run_fact f USING (line_id) WHERE o.sort = 'short') l
      ON l.line_id = a.line_id AND l.part_no = a.part_no AND l.clause_no = v.of_clause
    WHERE a.applies
"""
TRIES = """
    CREATE TEMP TABLE pattern_try AS
    WITH shared AS ({shared}), supposed AS (
        SELECT o.sum_no, p.of_clause, s.clause_no AS cause_no, sum(s.amount_cents)::BIGINT AS cents,
               count(*) AS lines
        FROM shared s JOIN priced p ON p.priced_no = s.priced_no
        JOIN pattern_obligation o ON o.line_id = p.line_id AND o.part_no = p.part_no
         AND o.clause_no = p.of_clause AND o.payee_id = s.payee_id
        GROUP BY ALL
    )
    SELECT v.code, v.detail, t.cause_no, '' AS evidence, i.sum_no, c.clause_no, c.lineage,
           (i.owed_cents - c.own_cents + t.cents)::BIGINT AS supposed_cents, TRUE AS is_measured
    FROM supposed t JOIN variant v ON v.clause_no = t.cause_no
    JOIN pattern_part c ON c.sum_no = t.sum_no AND c.clause_no = t.of_clause AND c.lines = t.lines
    JOIN pattern_sum i ON i.sum_no = t.sum_no
    WHERE t.cents > 0
"""
