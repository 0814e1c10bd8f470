"""The causes of a company's short and late amounts, counted: which fit alone, which beside others.

An amount with several fitting causes is counted under each of them and told apart; the rows do not add up,
and say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from arrears.audit.run_tables import name_join
from arrears.claims.pattern_tables import Tried


@dataclass(frozen=True)
class CauseRecord:
    """Sums due of one company that a cause fits, in one currency. code empty: none of the causes tried fits.

    alone: on how many no other cause fits. A sum due is all that one payment line is for.
    """

    company_id: str
    name: str
    currency: str
    code: str
    sums: int
    alone: int
    open_cents: int


def cause_records(tried: Tried) -> tuple[CauseRecord, ...]:
    """Fitting causes by company and currency; call `add_evidence` first."""
    rows = tried.run.rows(f"""
        WITH fitting AS (
            SELECT DISTINCT sum_no, code FROM pattern_fit
        ), counted AS (
            SELECT sum_no, code, count(*) OVER (PARTITION BY sum_no) AS causes FROM fitting
        )
        SELECT i.company_id, min(coalesce(n.name, i.company_id)), coalesce(i.currency, ''),
               coalesce(c.code, ''), count(*), count(*) FILTER (c.causes = 1),
               sum(i.owed_cents - i.paid_cents)::BIGINT
        FROM pattern_sum i LEFT JOIN counted c USING (sum_no) {name_join("company", "i.company_id", "n")}
        WHERE i.sort IN ('short', 'none', 'late')
        GROUP BY i.company_id, i.currency, c.code ORDER BY 1, 3, 5 DESC, 4""")
    return tuple(CauseRecord(*row) for row in rows)
