"""Re-runs the engine-to-engine yardstick of the shared reference folder beside the repository.

Its scripts are run as they are, in a work folder; engines that are not installed are said to be absent.

    python bench/yardstick.py 1000000 bench/made/yardstick
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import Measured, run_measured, tell

SCRIPTS = Path(__file__).resolve().parents[2] / "shared" / "bench"
# Plain Python takes a minute a million rows, so it gets a twentieth of them.
PYTHON_PART = 20
ENGINES = (
    ("DuckDB, guarded 64-bit kernel", "sql-duckdbg-lr", "duckdb"),
    ("Polars, streaming, Int128", "polars-stream-lr", "polars"),
    ("Spark, local[2]", "spark-lr", "pyspark"),
    ("plain Python, Decimal", "python", "pyarrow"),
)


@dataclass(frozen=True)
class Ran:
    """One engine's run: rows given, seconds and peak memory as its script says them, its check sums."""

    name: str
    rows: int
    seconds: float
    peak: float
    sums: tuple[int, ...]
    absent: str = ""


def run_yardstick(rows: int, folder: Path, runs: int) -> list[list[Ran]]:
    """Every engine's runs, the engines taking turns; an absent engine has one entry that says why."""
    if not (SCRIPTS / "run.py").is_file():
        return []
    sizes = {name: rows // PYTHON_PART if name == "python" else rows for _, name, _ in ENGINES}
    for size in sorted(set(sizes.values())):
        make_rows(size, folder)
    found: dict[str, list[Ran]] = {}
    for turn in range(runs):
        for title, engine, module in ENGINES:
            why = why_absent(module)
            if why:
                found[engine] = [Ran(title, 0, 0.0, 0.0, (), why)]
                continue
            if engine in ("spark-lr", "python") and turn:
                continue  # Both take minutes and are far off: one run tells.
            tell(f"yardstick: {title}, run {turn + 1}")
            ran = run_measured([sys.executable, SCRIPTS / "run.py", engine, str(sizes[engine])], folder)
            found.setdefault(engine, []).append(read_result(title, sizes[engine], ran))
    return list(found.values())


def make_rows(rows: int, folder: Path) -> None:
    """The yardstick's own workload, once."""
    made = folder / "w" / str(rows)
    if (made / "payment.parquet").is_file():
        return
    shutil.rmtree(made, ignore_errors=True)
    tell(f"yardstick: making {rows:,} rows")
    folder.mkdir(parents=True, exist_ok=True)
    run_measured([sys.executable, SCRIPTS / "workload.py", str(rows), f"w/{rows}"], folder)


def why_absent(module: str) -> str:
    """Why an engine cannot run here; empty when it can."""
    if importlib.util.find_spec(module) is None:
        return f"{module} is not installed"
    if module == "pyspark" and shutil.which("java") is None:
        return "there is no Java"
    return ""


def read_result(title: str, rows: int, ran: Measured) -> Ran:
    """What a script of the yardstick printed."""
    line = next(line for line in ran.output.splitlines() if line.startswith("RES "))
    said = json.loads(line.removeprefix("RES "))
    # Spark's memory is that of its Java process, no child of the script; the script prints it in KiB.
    java = [int(part) for part in said["note"].partition("JVM ")[2].split(";") if part.strip().isdigit()]
    peak = max([ran.peak, *(part / 1024**2 for part in java)])
    return Ran(title, rows, float(said["sec"]), peak, (int(said["rows"]), *said["chk"]))


def main() -> None:
    """Print every engine's seconds."""
    for runs in run_yardstick(int(sys.argv[1]), Path(sys.argv[2]).resolve(), 1):
        for ran in runs:
            print(ran.name, ran.absent or f"{ran.rows} rows {ran.seconds} s {ran.peak:.2f} GiB {ran.sums}")


if __name__ == "__main__":
    main()
