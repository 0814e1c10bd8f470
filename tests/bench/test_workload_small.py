"""The audit, the audit by hand, the plain loop and Polars give the same figures; one cent off is seen."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20_000

pytestmark = pytest.mark.slow


def run_script(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A script of bench/, as the benchmark runs it."""
    command = [sys.executable, str(ROOT / "bench" / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def done(name: str, *arguments: object) -> str:
    """What a script printed that must end well."""
    ran = run_script(name, *arguments)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workload, audited by the command line and by hand."""
    folder = tmp_path_factory.mktemp("bench") / "small"
    done("workload.py", ROWS, folder)
    command = [
        sys.executable, "-c", "from arrears.cli.main import main; main()",
        "audit", folder / "book", "--library", folder / "library",
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    done("hand_written.py", folder)
    return folder


def test_the_audit_and_the_sql_by_hand_are_equal_row_by_row(audited: Path) -> None:
    lines = done("equal.py", audited).splitlines()
    assert len(lines) == 9
    assert all(line.endswith(": equal") for line in lines)


def test_the_workload_has_both_readings_part_payments_and_overpayments(audited: Path) -> None:
    hand = audited / "hand"
    readings = duckdb.execute(f"SELECT DISTINCT reading FROM '{hand}/obligation.parquet'").fetchall()
    assert {reading for (reading,) in readings} == {"", "guild", "companies"}
    states = duckdb.execute(f"SELECT DISTINCT state FROM '{hand}/standing.parquet'").fetchall()
    assert {state for (state,) in states} >= {"short", "with_the_guild", "no_payment_found"}
    kinds = duckdb.execute(f"SELECT DISTINCT kind FROM '{hand}/exception.parquet'").fetchall()
    assert {kind for (kind,) in kinds} >= {"overpaid", "duplicate"}


@pytest.mark.parametrize(
    ("table", "column", "place"),
    [
        ("obligation", "amount_cents", "obligation_no"),
        ("standing", "paid_cents", "obligation_no"),
        ("standing", "open_cents", "obligation_no"),
        ("late_charge", "simple_cents", "obligation_no"),
        ("late_charge", "compound_cents", "obligation_no"),
        ("late_charge", "daily_cents", "obligation_no"),
        ("exception", "amount_cents", "payment_id"),
    ],
)
def test_one_cent_in_one_row_is_reported(
    audited: Path, tmp_path: Path, table: str, column: str, place: str
) -> None:
    folder = tmp_path / "altered"
    shutil.copytree(audited, folder)
    file = folder / "hand" / f"{table}.parquet"
    altered = f"CASE WHEN {place} = (SELECT min({place}) FROM '{file}') THEN {column} + 1 ELSE {column} END"
    duckdb.execute(
        f"COPY (SELECT * REPLACE ({altered} AS {column}) FROM '{file}') TO '{tmp_path}/new.parquet'"
    )
    (tmp_path / "new.parquet").replace(file)
    ran = run_script("equal.py", folder)
    assert ran.returncode == 1
    told = next(line for line in ran.stdout.splitlines() if line.startswith(f"{table} "))
    assert "DIFFERENT" in told


def test_an_empty_result_is_not_called_equal(audited: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    shutil.copytree(audited, folder)
    for file in (*(folder / "book" / "runs").glob("*/match.parquet"), folder / "hand" / "match.parquet"):
        duckdb.execute(f"COPY (SELECT * FROM '{file}' WHERE false) TO '{tmp_path}/new.parquet'")
        (tmp_path / "new.parquet").replace(file)
    ran = run_script("equal.py", folder)
    assert ran.returncode == 1
    assert "match        audit            0 rows" in ran.stdout


def test_the_plain_python_loop_gives_the_same_totals(audited: Path) -> None:
    said = done("decimal_loop.py", audited, "--rows", ROWS // 2)
    totals = json.loads(said)["totals"]
    assert totals["guild"]["compound"] > totals["guild"]["simple"] > 0
    assert totals["guild"] != totals["companies"]
    assert "equal on both sides" in done("decimal_check.py", audited, said)
    wrong = json.loads(said)
    wrong["totals"]["guild"]["daily"] += 1
    assert run_script("decimal_check.py", audited, json.dumps(wrong)).returncode == 1


@pytest.mark.skipif(importlib.util.find_spec("polars") is None, reason="polars is not installed")
def test_polars_gives_the_same_obligations(audited: Path) -> None:
    done("polars_split.py", audited)
    assert done("polars_split.py", audited, "--check").startswith("0 obligations differ")


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    ran = run_script("run.py", "--only", "hand,sped")
    assert ran.returncode == 2
    assert "no part sped; the parts are hand, decimal, polars" in ran.stderr
