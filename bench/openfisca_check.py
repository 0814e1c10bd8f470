"""The rows that OpenFisca-core gets, and how many of its results are not the exact cents.

python bench/openfisca_check.py prepare bench/made/openfisca 10000000
python bench/openfisca_check.py check bench/made/openfisca 10000000
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa

INPUTS = ("cents", "units", "counted_before", "market")
WEIGHTED = "3500 * least(greatest(100000 - counted_before, 0), units)"
WEIGHTED = f"{WEIGHTED} + 7000 * (units - least(greatest(100000 - counted_before, 0), units))"
ROWS = """SELECT (hash(i, 1) % {most_cents})::BIGINT AS cents, (1 + hash(i, 2) % 200000)::BIGINT AS units,
                 (hash(i, 3) % 250000)::BIGINT AS counted_before, (hash(i, 4) % 3)::BIGINT AS market
          FROM range({rows}) r(i)"""
DUE = f"""CASE market
    WHEN 0 THEN (2 * cents::{{kind}} * ({WEIGHTED}) + 1000000 * units) // (2000000 * units)
    WHEN 1 THEN (2 * cents * 12000 + 1000000) // 2000000
    ELSE (2 * cents * 13700 + 1000000) // 2000000 END::BIGINT"""


def due_sql(most_dollars: int) -> str:
    """The exact cents; in 64 bits where the weighted rate of the largest receipts stays below 2^63."""
    widest = 2 * most_dollars * 100 * 7000 * 200_000 + 1_000_000 * 200_000
    return DUE.format(kind="BIGINT" if widest < 2**63 else "HUGEINT")


def prepare(folder: Path, rows: int, most_dollars: int) -> None:
    """Write each column as plain 64-bit whole numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    table = (
        duckdb.connect()
        .sql(ROWS.format(rows=rows, most_cents=100 * most_dollars))
        .to_arrow_table()
        .combine_chunks()
    )
    for name in INPUTS:
        column = table.column(name).chunk(0)
        size = column.type.bit_width // 8
        values = column.buffers()[1].slice(column.offset * size, len(column) * size)
        (folder / f"{name}.bin").write_bytes(values)


def check(folder: Path, rows: int, most_dollars: int) -> None:
    """Print rows, wrong results, the worst one in cents, and the seconds DuckDB took for the exact ones."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    columns = {
        name: pa.Array.from_buffers(
            pa.int64(), rows, [None, pa.py_buffer((folder / f"{name}.bin").read_bytes())]
        )
        for name in INPUTS
    }
    given = pa.py_buffer((folder / "due.bin").read_bytes())
    columns["given"] = pa.Array.from_buffers(pa.float32(), rows, [None, given])
    connection.register("given_rows", pa.table(columns))
    connection.execute("CREATE TABLE usage AS SELECT * FROM given_rows")
    started = time.perf_counter()
    connection.execute(f"CREATE TABLE exact AS SELECT {due_sql(most_dollars)} AS due FROM usage")
    seconds = time.perf_counter() - started
    wrong, worst = connection.execute(
        """SELECT count(*) FILTER (WHERE off <> 0), max(off)
            FROM (SELECT abs(given::DOUBLE - due) AS off FROM usage POSITIONAL JOIN exact)"""
    ).fetchall()[0]
    print(f"{rows} {wrong} {int(worst)} {seconds:.3f}")


if __name__ == "__main__":
    chosen = {"prepare": prepare, "check": check}[sys.argv[1]]
    chosen(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
