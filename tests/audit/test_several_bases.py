"""A sale that is stated on two bases is two lines; that is said, since it may be the same money twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.audit_worlds import Audited, audit, make_book, receipt, small_world, write_pact

CABLE = receipt("2008Q3", 100_000, market="basic_cable")
PRODUCERS = {**CABLE, "base_kind": "producers_gross", "gross_cents": 20_000}


def audited(folder: Path, *lines: dict[str, object]) -> Audited:
    book = make_book(folder / "book", small_world(receipt=lines))
    return audit(book, [write_pact(folder / "agreement")], as_of=date(2009, 6, 30))


def test_a_period_that_is_stated_on_two_bases_is_told(tmp_path: Path) -> None:
    """2% of $1,000.00 and of $200.00: both are figured, and nobody is told that they are one."""
    found = audited(tmp_path, CABLE, PRODUCERS)
    assert found.rows("SELECT amount_cents FROM obligation ORDER BY 1") == [(400,), (2_000,)]
    ((place, problem, told, remedy),) = found.findings("stated-on-several-bases")
    assert place == "receipt:T1"
    assert problem.startswith("1 line(s)")
    assert told == "distributors_gross, producers_gross, first for T1, basic_cable, us, 2008Q3"
    assert "CO1" in remedy


def test_bases_of_different_periods_or_markets_are_not(tmp_path: Path) -> None:
    later = {**receipt("2008Q4", 20_000, market="basic_cable"), "base_kind": "producers_gross"}
    elsewhere = {**PRODUCERS, "market": "pay_television"}
    found = audited(tmp_path, CABLE, later, elsewhere)
    assert found.findings("stated-on-several-bases") == []


def test_a_base_that_was_corrected_to_nought_is_no_line(tmp_path: Path) -> None:
    found = audited(tmp_path, CABLE, {**PRODUCERS, "gross_cents": 0, "units": 0})
    assert found.findings("stated-on-several-bases") == []
