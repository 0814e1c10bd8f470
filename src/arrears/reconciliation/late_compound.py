"""The compound reading of late charges, folded period by period and rounded at each.

All obligations advance together: one projection per completed period instead of a loop inside each row.
Steps of one balance follow each other in order of time, each starting from what the step before had charged.
"""

from __future__ import annotations

import duckdb

from arrears.engine.connection import drop_tables

PART = "obligation_no, charge_no, contested"
LONGEST_CHAIN = 48  # periods; a longer step is folded inside its row, so that the statement stays short


def fold_compound(connection: duckdb.DuckDBPyConnection, late_rule: str, width: str) -> None:
    """Create `late_compound` from `late_step`: what each part of several steps bears, compounded.

    Columns: obligation_no, charge_no, contested, compound. Charges of a fixed sum, and of rules that exclude
    the compound reading, have no row. width: the SQL type that holds the largest figure on the way.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE late_stepped AS
        SELECT s.obligation_no, s.charge_no, s.contested, s.open_cents::{width} AS open_cents, s.units,
               r.rate_num, r.rate_den,
               row_number() OVER (PARTITION BY s.obligation_no, s.charge_no, s.contested
                                  ORDER BY s.stretch_no, s.begin_on) AS step_no
        FROM (SELECT * FROM late_step
              SEMI JOIN (SELECT {PART} FROM late_part WHERE steps > 1) USING ({PART})) s
        JOIN {late_rule} r ON r.rule_id = s.late_rule AND r.charge_no = s.charge_no
        WHERE r.rate_num IS NOT NULL AND r.reads_compound
        """
    )
    reached = connection.execute(
        "SELECT step_no, max(units) FROM late_stepped GROUP BY step_no ORDER BY step_no"
    ).fetchall()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE late_compound AS SELECT {PART}, 0::{width} AS compound"
        " FROM late_stepped WHERE step_no = 1"
    )
    for step_no, most in reached:
        add_step(connection, int(step_no), int(most), width)
    drop_tables(connection, "late_stepped")


def add_step(connection: duckdb.DuckDBPyConnection, step_no: int, most: int, width: str) -> None:
    """Add the periods of one step to what the steps before had charged; parts without such a step stay."""
    source = (
        f"SELECT {PART}, s.open_cents, s.units, s.rate_num, s.rate_den, c.compound"
        f" FROM late_compound c"
        f" LEFT JOIN (SELECT * FROM late_stepped WHERE step_no = {step_no}) s USING ({PART})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE late_compound AS SELECT {PART}, compound"
        f" FROM ({charge_periods(source, most, width)})"
    )


def charge_periods(source: str, most: int, width: str) -> str:
    """The source with `compound` grown by each row's completed periods, at most `most` of them."""
    grown = "{so_far} + (2 * (open_cents + {so_far}) * rate_num + rate_den) // (2 * rate_den)"
    if most > LONGEST_CHAIN:
        folded = grown.format(so_far="so_far")
        return (
            "SELECT * REPLACE (CASE WHEN units > 0 THEN list_reduce(range(units),"
            f" lambda so_far, period: ({folded})::{width}, compound) ELSE compound END AS compound)"
            f" FROM ({source})"
        )
    text = source
    for period in range(1, most + 1):
        one_more = grown.format(so_far="compound")
        text = (
            f"SELECT * REPLACE (CASE WHEN units >= {period} THEN ({one_more})::{width} ELSE compound END"
            f" AS compound) FROM ({text})"
        )
    return text
