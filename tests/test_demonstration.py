"""The audit of an invented autumn finds exactly what was planted, to the cent, and nothing else.

The generator imports nothing of the package and figures the truth its own way.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.demonstration import REPORT_DATES, Sizes, World, generate, truth, write  # noqa: E402
from tools.demonstration.world import FAULT_KINDS, LOOK_ALIKES  # noqa: E402

from arrears.agreements.load import load_library  # noqa: E402
from arrears.audit.audit_run import AuditRequest, run_audit  # noqa: E402
from arrears.book.ledger import Book, create_book  # noqa: E402
from arrears.records.importing import FileToImport, import_files  # noqa: E402

FULL = Sizes()
SMALL = Sizes(companies=4, titles=100, writers=250)
SEEDS = range(2008, 2028)
ARREARS = ("short", "no_payment_found", "paid_to_another_payee")
# Films and programmes since 2001 follow the agreement of their own time; the money of 2008 pays for them too.
AGREEMENTS = load_library(addresses=[f"wga/mba-{year}" for year in (2001, 2004, 2008)])


def import_world(world: World, folder: Path) -> Book:
    """A book with the two deliveries of a world, each learned on its day."""
    write(world, folder / "files")
    book = create_book(folder / "book")
    for day in REPORT_DATES:
        files = sorted((folder / "files" / day.isoformat()).glob("*.csv"))
        given = [FileToImport(path, path.stem) for path in files]
        import_files(book, given, said_by="demonstration", learned_on=day)
    return book


def check_report(world: World, book: Book, as_of: date) -> None:
    """The audit of one report day says what the truth says, on every position."""
    request = AuditRequest(as_of=as_of, known_by=as_of)
    folder = run_audit(book, AGREEMENTS, request).folder
    wanted = truth(world, as_of)
    connection = duckdb.connect()
    for table in ("obligation", "standing", "late_charge", "exception"):
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{folder}/{table}.parquet')")
    names = [position["name"] for position in read_positions(folder)]
    assert names == list(wanted["positions"])
    for bit, name in enumerate(names):
        check_position(connection, bit, wanted["positions"][name])
    check_exceptions(connection, wanted)


def read_positions(folder: Path) -> Sequence[Mapping[str, Any]]:
    from arrears.engine.runs import read_run_record

    positions: Sequence[Mapping[str, Any]] = read_run_record(folder)["positions"]  # type: ignore[assignment]
    return positions


def check_position(connection: duckdb.DuckDBPyConnection, bit: int, wanted: Mapping[str, Any]) -> None:
    """Arrears line by line, states counted, and late charges line by line."""
    rows = connection.execute(
        f"""SELECT company_id, title_id, market, occasion, payee_id, amount_cents, paid_cents, open_cents,
                   state, l.months, l.simple_cents
            FROM obligation o JOIN standing USING (obligation_no)
            LEFT JOIN late_charge l USING (obligation_no) WHERE o.positions >> {bit} & 1 = 1"""
    ).fetchall()
    found = sorted((*row[:8], row[8]) for row in rows if row[8] in ARREARS)
    assert found == sorted(
        (
            a["company"], a["title"], a["market"], a["occasion"], a["payee"],
            a["owed_cents"], a["paid_cents"], a["open_cents"], a["state"],
        )
        for a in wanted["arrears"]
    )  # fmt: skip
    states = {state: count for state, count in wanted["states"].items() if state != "nothing_owed"}
    assert Counter(row[8] for row in rows) == states
    late = sorted(
        (*row[:5], row[9], row[10]) for row in rows if row[8] in ("settled", "with_the_guild") and row[9]
    )
    assert late == sorted(
        (e["company"], e["title"], e["market"], e["occasion"], e["payee"], e["months"], e["simple_cents"])
        for e in wanted["late"]
        if e["months"]
    )


def check_exceptions(connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, Any]) -> None:
    """Payments that settle nothing on any position: duplicates and wrong writers, and net amounts apart."""
    found = connection.execute(
        "SELECT payment_id, line_no, kind, amount_cents FROM exception WHERE kind <> 'net_only'"
    ).fetchall()
    stray = [
        {(e["payment_id"], e["line_no"], e["kind"], e["amount_cents"]) for e in position["exceptions"]}
        for position in wanted["positions"].values()
    ]
    assert sorted(found) == sorted(set.intersection(*stray))
    net_only = connection.execute("SELECT count(*) FROM exception WHERE kind = 'net_only'").fetchall()
    assert net_only[0][0] == len(wanted["look_alikes"].get("net_only", []))


def check_world(world: World, folder: Path) -> None:
    book = import_world(world, folder)
    for day in REPORT_DATES:
        check_report(world, book, day)


def test_the_demonstration_book_holds_exactly_its_planted_faults(tmp_path: Path) -> None:
    check_world(generate(2008, sizes=FULL), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_holds_exactly_its_planted_faults(seed: int, tmp_path: Path) -> None:
    check_world(generate(seed, sizes=SMALL), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULT_KINDS)
def test_each_fault_alone_is_found_alone(fault: str, tmp_path: Path) -> None:
    check_world(generate(7, faults=(fault,), look_alikes=(), sizes=SMALL), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_what_only_looks_like_a_fault_is_never_arrears(look_alike: str, tmp_path: Path) -> None:
    world = generate(7, faults=(), look_alikes=(look_alike,), sizes=SMALL)
    assert not [
        arrear
        for position in truth(world, REPORT_DATES[-1])["positions"].values()
        for arrear in position["arrears"]
        if arrear["fault"] != "reading"
    ]
    check_world(world, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("pair", list(combinations(FAULT_KINDS, 2)))
def test_two_faults_on_one_title_are_told_apart(pair: tuple[str, str], tmp_path: Path) -> None:
    check_world(generate(11, faults=pair, look_alikes=(), on_one_title=True, sizes=SMALL), tmp_path)
