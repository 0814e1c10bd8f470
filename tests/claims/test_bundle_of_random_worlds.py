"""Worlds of any shape, with facts missing at random, sealed whole: every figure of them follows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.obligations.book_fixture import append, random_tables

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.access import GUILD
from arrears.book.ledger import create_book
from arrears.claims.bundle import BundleAsked, make_bundle
from arrears.claims.frozen import freeze
from arrears.claims.verifier import verify

from .frozen_worlds import open_claim_over

DAY = date(2025, 12, 31)
AGREEMENTS = load_library(addresses=[f"wga/mba-{year}" for year in (2001, 2004, 2008, 2020, 2023)])


def sealed_and_checked(seed: int, folder: Path) -> tuple[verify.Answer, verify.Bundle]:
    """Every obligation of a random world in one bundle, and what the verifier says of it."""
    book = create_book(folder / "book")
    append(book, random_tables(seed, 10), date(2025, 1, 1))
    run = open_run(run_audit(book, AGREEMENTS, AuditRequest(as_of=DAY)).folder)
    claim = open_claim_over(book, freeze(run, "true", AGREEMENTS), DAY)
    make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), folder / "all.zip")
    bundle = verify.read_bundle(verify.open_files(folder / "all.zip"))
    return verify.check_bundle(folder / "all.zip"), bundle


def check_worlds(seeds: range, folder: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in seeds:
        answer, bundle = sealed_and_checked(seed, folder / str(seed))
        assert answer.code == 0, "\n".join(answer.lines)[:3000]
        seen.update(
            "known" if cents is not None else "not known"
            for (cents,) in bundle.table("obligation").named("cents")
        )
        seen.update(str(missing) for (missing,) in bundle.table("amount").named("missing") if missing)
        seen["columns"] += sum(1 for (credit,) in bundle.table("obligation").named("credit") if credit)
    assert min(seen["known"], seen["not known"], seen["columns"]) > 20
    assert len(seen) > 5


def test_everything_of_a_few_random_worlds_is_sealed_and_figured_again(tmp_path: Path) -> None:
    check_worlds(range(3, 6), tmp_path)


@pytest.mark.slow
def test_everything_of_many_random_worlds_is_sealed_and_figured_again(tmp_path: Path) -> None:
    check_worlds(range(6, 18), tmp_path)
