"""The lines that payment duties are figured on: one builder per record kind, the only place that knows the
kinds.

A line holds every fact of its kind that a clause asks, or null where the records do not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import duckdb

from arrears.obligations.contribution_lines import build_amounts_paid, build_engagements
from arrears.obligations.exhibition_years import build_exhibition_years
from arrears.obligations.line_numbers import Facts
from arrears.obligations.performer_lines import build_performer_runs
from arrears.obligations.statement_lines import build_statement_lines
from arrears.obligations.suspension_lines import build_suspension_lines
from arrears.obligations.titles import add_production_facts
from arrears.obligations.use_lines import build_availability_lines, build_run_lines
from arrears.vocabulary import PRODUCTION_FACTS, TITLE_FACTS

LINE_BUILDERS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, date, Facts], None]] = {
    "statement_line": build_statement_lines,
    "run": build_run_lines,
    "availability": build_availability_lines,
    "exhibition_year": build_exhibition_years,
    "suspension": build_suspension_lines,
    "performer_run": build_performer_runs,
    "engagement": build_engagements,
    "amount_owed": build_amounts_paid,
}


def build_lines(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Iterable[str]], as_of: date
) -> None:
    """Build the lines of the record kinds that clauses are written for, with the title facts they ask.

    Each kind has its table `fact_<kind>`; the view `fact` has the lines of all of them.
    """
    wanted = {kind: set(facts) for kind, facts in asked.items()}
    if any(facts & set(PRODUCTION_FACTS) for facts in wanted.values()):
        add_production_facts(connection)
    for kind, facts in wanted.items():
        of_title = tuple(name for name in (*TITLE_FACTS, *PRODUCTION_FACTS) if name in facts)
        LINE_BUILDERS[kind](connection, as_of, of_title)
    tables = " UNION ALL BY NAME ".join(f"FROM fact_{kind}" for kind in sorted(wanted))
    connection.execute(f"CREATE OR REPLACE VIEW fact AS {tables}")
