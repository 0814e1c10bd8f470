"""Which agreement and which clause governs a line, and what is said when that is not known or said twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import audit, credit, make_book, receipt, small_world, title, write_pact

from arrears.agreements.model import Agreement

AS_OF = date(2009, 6, 30)
CABLE = [receipt("2008Q3", 100_000, market="basic_cable")]
PERCENT = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: cable
  for: statement_line
  when: market = 'basic_cable' and work = 'television'
  terms: {rate: RATE}
  pays: gross * rate
  due: quarterly
"""
TWICE = """
- id: cable-again
  entitlement: cable
  for: statement_line
  when: market = 'basic_cable' and minutes >= long
  terms: {rate: 5%, long: 60 minutes}
  pays: gross * rate
  due: quarterly
"""


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def test_a_title_without_its_governing_date_has_a_range_and_says_whom_to_ask(
    tmp_path: Path, pact: Agreement
) -> None:
    """2% of $1,000.00 if the agreement governs, nothing if not."""
    rows = small_world(title=[title("T1", photography_on=None)], receipt=CABLE)
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.rows("SELECT amount_cents, missing, low_cents, high_cents, payee_id FROM obligation") == [
        (None, ["photographed_on"], 0, 2_000, None)
    ]
    assert found.rows("SELECT state, open_cents, why FROM standing") == [
        ("not_computable", None, "not known: photographed_on")
    ]
    ((place, _, told, remedy),) = found.findings("amount-not-computable")
    assert place == "pact/v1/reuse/cable"
    assert told == "not recorded, first for title T1; together between $0.00 and $20.00"
    assert remedy == "ask for photographed_on, first of company CO1"


def test_a_range_never_adds_dollars_to_another_money(tmp_path: Path, pact: Agreement) -> None:
    """2% of $1,000.00 and of 500.00 CAD: $20.00 and 10.00 CAD at most, and no 30.00 of anything."""
    rows = small_world(
        title=[title("T1", photography_on=None), title("T2", photography_on=None)],
        credit=[credit("T1", "P1"), credit("T2", "P1")],
        receipt=[
            *CABLE,
            receipt("2008Q3", 50_000, market="basic_cable", title_id="T2", currency="cad", territory="ca"),
        ],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert [told for _, _, told, _ in found.findings("amount-not-computable")] == [
        "not recorded, first for title T1; together between $0.00 and $20.00",
        "not recorded, first for title T2; together between 0.00 CAD and 10.00 CAD",
    ]


def test_a_governing_date_on_either_edge_of_the_covered_days_counts(tmp_path: Path) -> None:
    agreement = write_pact(tmp_path, covers=("2001-02-03", "2004-05-06"))
    days = [date(2001, 2, 2), date(2001, 2, 3), date(2004, 5, 6), date(2004, 5, 7)]
    rows = small_world(
        title=[title(f"T{n}", photography_on=day) for n, day in enumerate(days)],
        credit=[credit(f"T{n}", "P1") for n in range(4)],
        receipt=[receipt("2008Q3", 100_000, market="basic_cable", title_id=f"T{n}") for n in range(4)],
    )
    found = audit(make_book(tmp_path / "book", rows), [agreement], as_of=AS_OF)
    assert found.rows("SELECT title_id FROM obligation ORDER BY 1") == [("T1",), ("T2",)]


def test_the_version_of_the_governing_date_prices_the_line(tmp_path: Path) -> None:
    old = write_pact(tmp_path / "old", PERCENT.replace("RATE", "2%"), covers=("2000-01-01", "2003-12-31"))
    new = write_pact(
        tmp_path / "new", PERCENT.replace("RATE", "4%"), version="v2", covers=("2004-01-01", "2010-01-01")
    )
    rows = small_world(
        title=[title("T1"), title("T2", photography_on=date(2004, 1, 1))],
        credit=[credit("T1", "P1"), credit("T2", "P1")],
        receipt=[*CABLE, receipt("2008Q3", 100_000, market="basic_cable", title_id="T2")],
    )
    found = audit(make_book(tmp_path / "book", rows), [old, new], as_of=AS_OF)
    assert found.rows("SELECT title_id, version, amount_cents FROM obligation ORDER BY 1") == [
        ("T1", "v1", 2_000),
        ("T2", "v2", 4_000),
    ]
    assert found.rows("FROM finding") == []


def test_two_versions_that_cover_one_day_are_told_and_nothing_is_counted_twice(tmp_path: Path) -> None:
    old = write_pact(tmp_path / "old", PERCENT.replace("RATE", "2%"), covers=("2000-01-01", "2003-12-31"))
    new = write_pact(
        tmp_path / "new", PERCENT.replace("RATE", "4%"), version="v2", covers=("2000-05-01", "2010-01-01")
    )
    rows = small_world(receipt=CABLE)
    found = audit(make_book(tmp_path / "book", rows), [old, new], as_of=AS_OF)
    assert found.rows("SELECT amount_cents, missing, low_cents, high_cents, payee_id FROM obligation") == [
        (None, ["which clause governs"], 2_000, 4_000, None)
    ]
    ((place, problem, told, _),) = found.findings("two-clauses-govern")
    assert place == "pact/v2/reuse/cable"
    assert "pact/v1/reuse/cable" in problem
    assert "pact/v2/reuse/cable" in problem
    assert told == "1 line(s), the first of title T1"
    assert found.findings("amount-not-computable") == []


def test_two_clauses_of_one_entitlement_on_one_line_are_told_with_both_places(tmp_path: Path) -> None:
    """The second governs only titles of an hour and more: the shorter title keeps its amount."""
    agreement = write_pact(tmp_path, PERCENT.replace("RATE", "2%") + TWICE)
    rows = small_world(
        title=[title("T1"), title("T2", minutes=30)],
        credit=[credit("T1", "P1"), credit("T2", "P1")],
        receipt=[*CABLE, receipt("2008Q3", 100_000, market="basic_cable", title_id="T2")],
    )
    found = audit(make_book(tmp_path / "book", rows), [agreement], as_of=AS_OF)
    assert found.rows("SELECT title_id, amount_cents, low_cents, high_cents FROM obligation ORDER BY 1") == [
        ("T1", None, 2_000, 5_000),
        ("T2", 2_000, 2_000, 2_000),
    ]
    ((_, problem, _, _),) = found.findings("two-clauses-govern")
    assert "reuse.yaml:7" in problem
    assert "reuse.yaml:14" in problem


def test_clauses_of_two_entitlements_may_govern_one_line(tmp_path: Path) -> None:
    second = TWICE.replace("  entitlement: cable\n", "")
    agreement = write_pact(tmp_path, PERCENT.replace("RATE", "2%") + second)
    found = audit(make_book(tmp_path / "book", small_world(receipt=CABLE)), [agreement], as_of=AS_OF)
    assert found.rows("SELECT amount_cents FROM obligation ORDER BY 1") == [(2_000,), (5_000,)]
    assert found.findings("two-clauses-govern") == []
