"""Rights that arose on the lines of one person: a way out of a contract, on which day and on whose reading.

A right is no amount: it stands in no sum, and nothing here says whether it was used. Where a fact is missing
it cannot be told whether the right arose, and that is said. What an audit runs, amounts and rights, also
decides which questions it asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import Position, positions
from arrears.engine.small_tables import create_table
from arrears.findings import Refused
from arrears.formula.clause import Gives
from arrears.formula.nodes import AllOf
from arrears.obligations.bulk import NumberedClause, Stratum, print_candidates
from arrears.obligations.left_out import facts_read, why_not_run
from arrears.obligations.variants import Variant, clause_variants
from arrears.vocabulary import FACTS_NOT_HELD, RIGHT_KINDS

RIGHT_COLUMNS = (
    "clause_no INTEGER", "family VARCHAR", "article VARCHAR", "clause VARCHAR", "version VARCHAR",
    "reading VARCHAR", "positions BIGINT", "says VARCHAR", "status VARCHAR",
)  # fmt: skip
# Each right once, at the end of the first period in which it is open; what two readings say alike is one row.
ARISEN = """
    CREATE OR REPLACE TABLE arisen_right AS
    WITH first AS (
        SELECT line_id, clause_no, bool_or(applies) AS arose,
               min(part_to) FILTER (applies) AS from_on
        FROM right_part GROUP BY line_id, clause_no
    )
    SELECT r.family, r.article, r.clause, r.version, bit_or(r.positions) AS positions,
           f.company_id, f.title_id, f.payee_id, f.line_id,
           CASE WHEN coalesce(p.arose, FALSE) THEN 'arose' ELSE 'cannot tell' END AS state, p.from_on,
           r.says, r.status
    FROM first p JOIN right_variant r USING (clause_no) JOIN right_line f USING (line_id)
    GROUP BY ALL ORDER BY ALL
"""


def is_personal_right(clause: Clause) -> bool:
    """Whether a clause gives a right on a person's line, and the records hold every fact that it reads."""
    if not isinstance(clause.result, Gives) or clause.record_kind not in RIGHT_KINDS:
        return False
    return not facts_read(clause) & set(FACTS_NOT_HELD.get(clause.record_kind, ()))


def run_positions(agreements: Sequence[Agreement], choices: Mapping[str, str]) -> tuple[Position, ...]:
    """The positions of an audit; where they are too many, those on the questions of clauses that it runs.

    A question that only clauses left out rest on moves no amount of the audit.
    Findings: those of `readings.positions`.
    """
    try:
        return positions(agreements, choices)
    except Refused as refused:
        if any(finding.code != "reading-many" for finding in refused.findings):
            raise
    return positions([_only_run(agreement) for agreement in agreements], choices)


def _only_run(agreement: Agreement) -> Agreement:
    articles = tuple(
        replace(
            article,
            clauses=tuple(
                clause
                for clause in article.clauses
                if not why_not_run(clause, agreement) or is_personal_right(clause)
            ),
        )
        for article in agreement.articles
    )
    return replace(agreement, articles=articles)


def choose_rights(agreements: Sequence[Agreement], held: Sequence[Position]) -> tuple[Variant, ...]:
    """Every clause that gives a right on a person's line, on every distinct reading, numbered from 0.

    held: the positions of the run. A reading that changes no amount of it, and was merged, is not asked.
    """
    found = [
        variant
        for agreement in agreements
        for clause in agreement.clauses()
        if is_personal_right(clause)
        for variant in clause_variants(agreement, clause, held, {})
    ]
    return tuple(Variant(number, *variant) for number, variant in enumerate(found))


def find_rights(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """Create `arisen_right`.

    Rows: one per right that arose, or may have, on a line. Columns: the clause, reading and positions;
    company_id, title_id, payee_id; state (`arose`, `cannot tell`); from_on, the last day of the period at
    whose end it is open; says, status.
    """
    create_table(connection, "right_variant", [_described(one) for one in variants], RIGHT_COLUMNS)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE right_part (line_id BIGINT, part_to DATE, clause_no INTEGER,"
        " applies BOOLEAN)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE right_line (line_id BIGINT, company_id VARCHAR, title_id VARCHAR,"
        " payee_id VARCHAR)"
    )
    for kind in sorted({one.formula.record_kind for one in variants}):
        chosen = [one for one in variants if one.formula.record_kind == kind]
        source = print_candidates(Stratum(kind, tuple(_numbered(one) for one in chosen)))
        connection.execute(
            f"INSERT INTO right_part SELECT line_id, part_to, clause_no, applies FROM ({source})"
        )
        connection.execute(
            f"INSERT INTO right_line SELECT line_id, company_id, title_id, payee_id FROM fact_{kind}"
        )
    connection.execute(ARISEN)


def _numbered(variant: Variant) -> NumberedClause:
    """The clause as its condition alone: it applies, and the right arises."""
    result = variant.formula.result
    assert isinstance(result, Gives)
    when = AllOf((variant.formula.when, result.when))
    return NumberedClause(variant.no, replace(variant.formula, when=when))


def _described(variant: Variant) -> tuple[object, ...]:
    result = variant.formula.result
    assert isinstance(result, Gives)
    article, _, name = variant.clause.name.partition("/")
    return (
        variant.no, variant.agreement.family, article, name, variant.agreement.version, variant.reading,
        variant.positions, result.right, variant.clause.status,
    )  # fmt: skip
