"""Two deliveries and the truth, as files that tell nothing before its time."""

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.demonstration.worlds import small_world
from tools.demonstration import FIRST_REPORT, REPORT_DATES, SECOND_REPORT, World, write
from tools.demonstration.files import tables_of, use_as_told
from tools.demonstration.world import Use

ROOT = Path(__file__).resolve().parents[2]
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    folder = tmp_path_factory.mktemp("demonstration")
    write(small_world(1), folder)
    return small_world(1), folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_first_delivery_knows_nothing_of_what_came_after(written: tuple[World, Path]) -> None:
    _, folder = written
    for path in sorted((folder / "2008-11-21").glob("*.csv")):
        for row in rows_of(path):
            days = [cell for cell in row.values() if ISO_DAY.fullmatch(cell)]
            assert all(day <= "2008-11-21" for day in days), (path.name, row)


def test_both_deliveries_together_hold_every_row(written: tuple[World, Path]) -> None:
    world, folder = written
    expected = {
        "title": len(world.catalogue.titles),
        "credit": len(world.catalogue.credits),
        "engagement": len(world.catalogue.engagements),
        "receipt": len(world.activity.receipts),
        "payment_line": len(world.payment_lines),
        "deduction": len(world.deductions),
    }
    for table, count in expected.items():
        paths = [folder / day.isoformat() / f"{table}.csv" for day in REPORT_DATES]
        assert sum(len(rows_of(path)) for path in paths if path.exists()) == count, table


def test_amounts_are_whole_cents_and_missing_is_empty(written: tuple[World, Path]) -> None:
    _, folder = written
    rows = rows_of(folder / "2008-11-21" / "payment_line.csv") + rows_of(
        folder / "2009-08-31" / "payment_line.csv"
    )
    assert all(re.fullmatch(r"\d*", row["gross_cents"]) for row in rows)
    assert [row for row in rows if not row["gross_cents"]]
    assert [row for row in rows if not row["sent_on_to_member_on"]]
    assert {row["kind"] for row in rows} == {"principal"}


def test_a_deducted_line_says_what_was_taken(
    written: tuple[World, Path],
) -> None:
    world, _ = written
    taken = {(row.payment_id, row.line_no): row.amount_cents for row in world.deductions}
    assert taken
    for line in world.payment_lines:
        if line.gross_cents is not None:
            assert line.gross_cents - line.net_cents == taken.get((line.payment_id, line.line_no), 0)


def test_a_roll_up_has_lines_of_nothing(written: tuple[World, Path]) -> None:
    _, folder = written
    receipts = rows_of(folder / "2009-08-31" / "receipt.csv")
    assert [row for row in receipts if row["gross_cents"] == "0" and row["units"] == "0"]
    assert [row for row in rows_of(folder / "2009-08-31" / "payment_line.csv") if row["gross_cents"] == "0"]


def test_statement_totals_agree_with_their_rows(written: tuple[World, Path]) -> None:
    _, folder = written
    for day in REPORT_DATES:
        sums: dict[str, int] = {}
        for row in rows_of(folder / day.isoformat() / "receipt.csv"):
            sums[row["statement_id"]] = sums.get(row["statement_id"], 0) + int(row["gross_cents"])
        totals = rows_of(folder / day.isoformat() / "statement_total.csv")
        assert {row["statement_id"]: int(row["amount_cents"]) for row in totals} == sums


def test_no_row_of_a_delivery_refers_to_a_title_that_was_not_told_yet(written: tuple[World, Path]) -> None:
    world, _ = written
    told: set[str] = set()
    for day in REPORT_DATES:
        tables = tables_of(world, day)
        told |= {title.title_id for title in tables["title"]}
        for table in ("credit", "engagement", "use", "receipt", "payment_line"):
            assert {row.title_id for row in tables[table]} <= told, table


def stream(until: date | None) -> Use:
    return Use(
        "T1", "C1", "ad_supported_streaming", "S", "us", date(2008, 9, 25), 1, until, until is None, None
    )


def test_a_stream_that_was_running_is_told_again_with_its_last_day() -> None:
    ended_later = stream(date(2009, 3, 1))
    first = use_as_told(ended_later, FIRST_REPORT)
    assert first is not None
    assert (first.until_on, first.is_open) == (None, True)
    assert use_as_told(ended_later, SECOND_REPORT) == ended_later


def test_a_stream_that_still_runs_is_told_once_and_stays_open() -> None:
    assert use_as_told(stream(None), FIRST_REPORT) == stream(None)
    assert use_as_told(stream(None), SECOND_REPORT) is None


def test_a_stream_that_had_ended_is_told_once() -> None:
    ended = stream(date(2008, 10, 20))
    assert use_as_told(ended, FIRST_REPORT) == ended
    assert use_as_told(ended, SECOND_REPORT) is None


def test_the_truth_is_written_with_its_seed_and_both_reports(written: tuple[World, Path]) -> None:
    _, folder = written
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert told["seed"] == 1
    assert set(told["reports"]) == {"2008-11-21", "2009-08-31"}
    assert told["reports"]["2009-08-31"]["positions"]["guild"]["arrears"]


def test_the_command_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    asked = [
        "--seed",
        "3",
        "--titles",
        "100",
        "--writers",
        "250",
        "--faults",
        "duplicate,short_split",
        "--alone",
    ]
    for name in ("one", "two"):
        command = [sys.executable, "-m", "tools.demonstration", str(tmp_path / name), *asked]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    one = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")}
    two = {path.relative_to(tmp_path / "two"): path.read_bytes() for path in (tmp_path / "two").rglob("*.*")}
    assert one == two
    assert json.loads(one[Path("truth.json")])["faults"] == ["duplicate", "short_split"]
