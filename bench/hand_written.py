"""The limit to measure against: the same audit written once by hand as DuckDB SQL, for this one workload.

It writes what the audit's result has: obligations, matches, standings, balances over time, late charges,
payments that settle nothing, arrears by company and by person. It knows the sixty clauses, the two readings
and the kinds of payment of the workload by heart, checks no input and can explain nothing.

    python bench/hand_written.py bench/made/rows-10000000
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

import duckdb
from hand_written_owed import AMOUNT, LINE, OBLIGATION, READ_LINE, SHARE, SHARED_CENTS, clause_rows
from hand_written_paid import (
    BALANCE,
    EXCEPTION,
    ITEM,
    LATE_CHARGE,
    MATCH,
    MONTHS,
    PAYMENT,
    STANDING,
    arrears_by,
)

STAGES = ("line", "amount", "obligation", "match", "standing", "late_charge", "arrears")


def audit(folder: Path, last_stage: str = STAGES[-1]) -> dict[str, float]:
    """Run the audit of `folder`/book by hand into `folder`/hand; seconds by stage.

    last_stage: stop behind it, so that an engine that can do a part is held against the same part.
    """
    out = folder / "hand"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '3GiB'")
    connection.execute(f"SET temp_directory = '{out}/spill'")
    for name in ("receipt", "title", "credit", "payment_line"):
        source = folder / "book" / "tables" / name / "*.parquet"
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{source}')")
    seconds = {}
    for stage in STAGES[: STAGES.index(last_stage) + 1]:
        started = time.perf_counter()
        for statement in statements(stage, out):
            connection.execute(statement)
        seconds[stage] = time.perf_counter() - started
    connection.close()
    shutil.rmtree(out / "spill", ignore_errors=True)
    return seconds


def statements(stage: str, out: Path) -> list[str]:
    """The statements of one stage, in order."""
    match stage:
        case "line":
            return [f"CREATE TABLE clause AS {clause_rows()}", LINE, READ_LINE]
        case "amount":
            return [AMOUNT]
        case "obligation":
            return [SHARE, SHARED_CENTS, OBLIGATION, f"COPY obligation TO '{out}/obligation.parquet'"]
        case "match":
            return [PAYMENT, MATCH, EXCEPTION, *(copied(name, out) for name in ("matched", "exception"))]
        case "standing":
            return [STANDING, BALANCE, *(copied(name, out) for name in ("standing", "balance"))]
        case "late_charge":
            return [MONTHS, LATE_CHARGE, copied("late_charge", out)]
        case "arrears":
            return [ITEM, *(arrears_by(party, out) for party in ("company_id", "payee_id"))]
    raise ValueError(f"hand-written audit: no stage {stage}")


def copied(table: str, out: Path) -> str:
    """A table written as Parquet."""
    name = "match" if table == "matched" else table
    return f"COPY {table} TO '{out}/{name}.parquet'"


def main() -> None:
    """Run it from the command line; the seconds of each stage go to the error stream."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stop-after", choices=STAGES, default=STAGES[-1])
    given = parser.parse_args()
    seconds = audit(given.folder, given.stop_after)
    for stage, taken in {**seconds, "all": sum(seconds.values())}.items():
        print(f"{stage} {taken:.3f}", file=sys.stderr)


if __name__ == "__main__":
    main()
