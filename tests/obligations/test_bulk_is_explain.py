"""Bulk equals explain to the cent, with the same missing facts, on invented worlds and on random records."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.obligations.book_fixture import append, demonstration_book, random_tables
from tests.obligations.bulk_comparison import differences, right_differences
from tests.obligations.cast_fixture import random_casts
from tests.obligations.stoppage_fixture import random_stoppages
from tools.demonstration import Sizes

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.book.ledger import create_book


@pytest.fixture(scope="module")
def agreements() -> tuple[Agreement, ...]:
    return load_library(addresses=["wga/mba-2008", "wga/mba-2023"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_obligation_of_a_demonstration_world_is_explained_to_the_cent(
    tmp_path: Path, agreements: tuple[Agreement, ...], seed: int
) -> None:
    book = demonstration_book(tmp_path / "book", seed, Sizes(companies=3, titles=40, writers=60))
    run = run_audit(book, agreements, AuditRequest(as_of=date(2009, 8, 31)))
    counts = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["obligation"] > 100
    assert differences(run.folder, agreements)[:5] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_every_amount_of_random_records_is_explained_and_misses_the_same_facts(
    tmp_path: Path, agreements: tuple[Agreement, ...], seed: int
) -> None:
    book = create_book(tmp_path / "book")
    append(book, random_tables(seed, titles=14), date(2025, 12, 31))
    run = run_audit(book, agreements, AuditRequest(as_of=date(2025, 12, 31)))
    counts = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["obligation"] > 50
    assert differences(run.folder, agreements)[:5] == []


@pytest.mark.parametrize("seed", range(3))
def test_every_amount_of_random_stoppages_is_explained_and_misses_the_same_facts(
    tmp_path: Path, seed: int
) -> None:
    performers = load_library(addresses=["sag/tv-2005", "sag/tv-2009", "sag/tv-2011", "sag/tv-2014"])
    book = create_book(tmp_path / "book")
    append(book, random_stoppages(seed, titles=12), date(2015, 12, 31))
    run = run_audit(book, performers, AuditRequest(as_of=date(2015, 12, 31)))
    counts = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["obligation"] > 50
    assert differences(run.folder, performers)[:5] == []
    assert right_differences(run.folder, performers)[:5] == []
    counted = pq.read_table(run.folder / "arisen_right.parquet").column("state").to_pylist()
    assert {"arose", "cannot tell"} <= set(counted)


@pytest.mark.parametrize("seed", range(2))
def test_every_share_of_random_casts_is_explained_by_units_and_misses_the_same_facts(
    tmp_path: Path, seed: int
) -> None:
    performers = load_library(addresses=["sag/tv-2014", "sag/network-code-2014"])
    records, book = random_casts(seed, titles=9), create_book(tmp_path / "book")
    append(book, records, date(2017, 12, 31))
    run = run_audit(book, performers, AuditRequest(as_of=date(2017, 12, 31)))
    assert differences(run.folder, performers, records)[:5] == []
    shared = pq.read_table(run.folder / "obligation.parquet", columns=["payee_id", "share_den", "missing"])
    paid = [row for row in shared.to_pylist() if row["share_den"]]
    assert len({row["payee_id"] for row in paid}) > 5
    unknown = {name for row in shared.to_pylist() for name in row["missing"]}
    assert len({"hired_as", "performers", "cast_member", "made_under", "engaged_by"} & unknown) >= 2
    assert len({"compensation", "applicable_minimum", "late_night", "elected", "minutes"} & unknown) >= 1
    names = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["clauses"]
    told = pq.read_table(run.folder / "obligation.parquet", columns=["clause_no", "amount_cents"]).to_pylist()
    paying = {names_of(names)[row["clause_no"]] for row in told if row["amount_cents"]}
    assert "reruns/network-prime-time" in paying


def names_of(clauses: list[dict[str, Any]]) -> dict[int, str]:
    """The clause of each number of a run, without its agreement."""
    return {one["no"]: one["name"].split("/", 2)[2] for one in clauses}
