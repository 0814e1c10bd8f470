"""Counters across periods: breaks, returns, restatements, silence, and what changed with its cause.

Downloads pay 1% for the first 1,000 copies of a title and 2% beyond; every figure is worked by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import add, audit, credit, make_book, receipt, small_world, title, use, write_pact

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.reports.changes_report import BookState, build_changes
from arrears.reports.tables import Money

AS_OF = date(2009, 6, 30)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def test_a_break_within_a_quarter_is_paid_partly_at_each_rate(tmp_path: Path, pact: Agreement) -> None:
    """600, 600 and 100 copies: the second line has 400 at 1% and 200 at 2%, so 8/600 of $1,000.00."""
    lines = [receipt("2008Q1", 100_000, 600), receipt("2008Q2", 100_000, 600), receipt("2008Q3", 50_000, 100)]
    found = audit(make_book(tmp_path / "book", small_world(receipt=lines)), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q2", "P1"): 1_333, ("2008Q3", "P1"): 1_000}


def test_returned_copies_unwind_the_counter(tmp_path: Path, pact: Agreement) -> None:
    """1,200 sold: 1,000 at 1% and 200 at 2%, 14/1200 of $1,200.00. 300 come back: 200 of them at 2%, 100 at
    1%, 5/300 of -$300.00. Then 100 more at 1% from 900 on.
    """
    lines = [
        receipt("2008Q1", 120_000, 1_200),
        receipt("2008Q2", -30_000, -300),
        receipt("2008Q3", 10_000, 100),
    ]
    found = audit(make_book(tmp_path / "book", small_world(receipt=lines)), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_400, ("2008Q2", "P1"): -500, ("2008Q3", "P1"): 100}
    assert [row[5] for row in found.standings()] == ["no_payment_found", "credit", "no_payment_found"]


def test_two_territories_and_companies_share_the_counter_of_the_title(
    tmp_path: Path, pact: Agreement
) -> None:
    """The counter runs per title, whoever sold the copies: 800 abroad, then 400 here, 200 of them beyond."""
    lines = [
        receipt("2008Q1", 80_000, 800, territory="foreign", company_id="CO2"),
        receipt("2008Q2", 40_000, 400),
    ]
    found = audit(make_book(tmp_path / "book", small_world(receipt=lines)), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 800, ("2008Q2", "P1"): 600}


def test_another_title_has_its_own_counter(tmp_path: Path, pact: Agreement) -> None:
    rows = small_world(
        title=[title("T1"), title("T2")],
        credit=[credit("T1", "P1"), credit("T2", "P2")],
        receipt=[receipt("2008Q1", 100_000, 1_000), receipt("2008Q2", 100_000, 1_000, title_id="T2")],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q2", "P2"): 1_000}


def test_copies_that_nobody_stated_leave_every_later_amount_of_the_title_open(
    tmp_path: Path, pact: Agreement
) -> None:
    lines = [receipt("2008Q1", 100_000, 600), receipt("2008Q2", 50_000), receipt("2008Q3", 50_000, 100)]
    found = audit(make_book(tmp_path / "book", small_world(receipt=lines)), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q2", None): None, ("2008Q3", None): None}
    missing = dict(found.rows("SELECT occasion, missing FROM obligation WHERE amount_cents IS NULL"))
    assert missing == {"2008Q2": ["copies"], "2008Q3": ["earlier copies"]}
    remedies = [remedy for *_, remedy in found.findings("amount-not-computable")]
    assert any("copies" in remedy and "CO1" in remedy for remedy in remedies)


def test_a_missing_statement_is_not_a_zero(tmp_path: Path, pact: Agreement) -> None:
    """The title stayed on sale and the company stated nothing for a quarter: what was sold then is not known,
    so neither is how many copies came before the later ones.
    """
    rows = small_world(
        receipt=[receipt("2008Q1", 100_000, 600), receipt("2008Q3", 50_000, 100)],
        use=[use("download", date(2008, 1, 1), date(2008, 9, 30))],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert [row[:1] + row[2:3] + row[5:] for row in found.standings()] == [
        ("2008Q1", 1_000, "no_payment_found"),
        ("2008Q2", None, "no_statement_received"),
        ("2008Q3", None, "not_computable"),
    ]


def test_a_quarter_between_two_statements_is_silence_even_when_no_use_is_recorded(
    tmp_path: Path, pact: Agreement
) -> None:
    """A company that states the first and the third quarter and not the second has left one out."""
    rows = small_world(receipt=[receipt("2008Q1", 100_000, 600), receipt("2008Q3", 50_000, 100)])
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert [row[:1] + row[2:3] + row[5:] for row in found.standings()] == [
        ("2008Q1", 1_000, "no_payment_found"),
        ("2008Q2", None, "no_statement_received"),
        ("2008Q3", None, "not_computable"),
    ]


def test_a_licence_that_paused_is_not_silence(tmp_path: Path, pact: Agreement) -> None:
    """A cable licence may end and be given again: without a use nothing says that a statement is missing."""
    lines = [receipt(quarter, 50_000, market="basic_cable") for quarter in ("2008Q1", "2008Q4")]
    found = audit(make_book(tmp_path / "book", small_world(receipt=lines)), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q4", "P1"): 1_000}


def test_a_skipped_quarter_that_a_use_tells_of_is_told_once(tmp_path: Path, pact: Agreement) -> None:
    rows = small_world(
        receipt=[receipt("2008Q1", 100_000, 600), receipt("2008Q4", 50_000, 100)],
        use=[use("download", date(2008, 4, 1), date(2008, 6, 30))],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert [(row[0], row[5]) for row in found.standings()] == [
        ("2008Q1", "no_payment_found"),
        ("2008Q2", "no_statement_received"),
        ("2008Q3", "no_statement_received"),
        ("2008Q4", "not_computable"),
    ]


def test_a_statement_of_nothing_is_a_statement(tmp_path: Path, pact: Agreement) -> None:
    """A roll-up with 0.00 lines says that nothing was sold; the counter goes on."""
    rows = small_world(
        receipt=[
            receipt("2008Q1", 100_000, 600),
            receipt("2008Q2", 0, 0),
            receipt("2008Q3", 100_000, 600),
        ],
        use=[use("download", date(2008, 1, 1), date(2008, 9, 30))],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q3", "P1"): 1_333}


def test_a_yearly_statement_leaves_no_quarter_silent(tmp_path: Path, pact: Agreement) -> None:
    """A statement over several quarters covers each of them."""
    yearly = receipt("2008Q1", 100_000, 600, period_to=date(2008, 12, 31))
    rows = small_world(
        receipt=[yearly, receipt("2009Q1", 100_000, 600)],
        use=[use("download", date(2008, 1, 1), date(2009, 3, 31))],
    )
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008-01-01..2008-12-31", "P1"): 1_000, ("2009Q1", "P1"): 1_333}


def restated_book(folder: Path) -> Any:
    """Three quarters of 600 copies, learned in November; in January the first is restated to 1,000."""
    quarters = ("2008Q1", "2008Q2", "2008Q3")
    book = make_book(
        folder,
        small_world(receipt=[receipt(quarter, 60_000, 600) for quarter in quarters]),
        learned_on=date(2008, 11, 21),
    )
    add(book, {"receipt": [receipt("2008Q1", 100_000, 1_000)]}, learned_on=date(2009, 1, 15))
    return book


def test_a_restated_early_quarter_moves_the_later_ones_and_keeps_their_names(
    tmp_path: Path, pact: Agreement
) -> None:
    """Before: 600 at 1%; 400 at 1% and 200 at 2%; 600 at 2%. After: 1,000 at 1%; 600 at 2%; 600 at 2%."""
    book = restated_book(tmp_path / "book")
    before = audit(book, [pact], as_of=AS_OF, known_by=date(2008, 12, 31))
    after = audit(book, [pact], as_of=AS_OF)
    assert before.amounts() == {("2008Q1", "P1"): 600, ("2008Q2", "P1"): 800, ("2008Q3", "P1"): 1_200}
    assert after.amounts() == {("2008Q1", "P1"): 1_000, ("2008Q2", "P1"): 1_200, ("2008Q3", "P1"): 1_200}
    by_seq = audit(book, [pact], as_of=AS_OF, seq=1)
    assert by_seq.amounts() == before.amounts()
    assert (by_seq.record["seq"], after.record["seq"]) == ("1", "2")
    assert by_seq.record["head"] != after.record["head"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (BookState(seq=1), BookState(seq=2)),
        (BookState(known_by=date(2008, 12, 31)), BookState(known_by=date(2009, 1, 31))),
    ],
)
def test_what_changed_between_two_states_is_told_with_its_cause(
    tmp_path: Path, pact: Agreement, earlier: BookState, later: BookState
) -> None:
    book = restated_book(tmp_path / "book")
    runs = [
        run_audit(book, [pact], AuditRequest(as_of=AS_OF, seq=state.seq, known_by=state.known_by)).folder
        for state in (earlier, later)
    ]
    report = build_changes(book, earlier, later, (runs[0], runs[1]))
    tables = {table.name: table for section in report.sections for table in section.tables}
    name = "pact/reuse/downloads:CO1:T1:download:us:{}:P1:usd"
    cause = "1 receipt row of entry 2 (keeper, learned 2009-01-15)"
    changes = {row[0]: (row[2], row[3], row[4], row[-1]) for row in tables["changes"].rows}
    assert changes == {
        name.format("2008Q1"): (Money(600, "usd"), Money(1_000, "usd"), Money(400, "usd"), cause),
        name.format("2008Q2"): (Money(800, "usd"), Money(1_200, "usd"), Money(400, "usd"), cause),
    }
    assert tables["kinds_of_change"].rows == (
        ("another amount", "every one", 2, Money(1_400, "usd"), Money(2_200, "usd"), 0, "usd"),
    )


def test_a_withdrawn_statement_takes_its_amount_away(tmp_path: Path, pact: Agreement) -> None:
    """A later title is not touched, and is not listed."""
    rows = small_world(
        title=[title("T1"), title("T2")],
        credit=[credit("T1", "P1"), credit("T2", "P2")],
        receipt=[receipt("2008Q1", 60_000, 600), receipt("2008Q1", 60_000, 600, title_id="T2")],
    )
    book = make_book(tmp_path / "book", rows, learned_on=date(2008, 11, 21))
    add(book, {"receipt": [receipt("2008Q1", 0, 0)]}, learned_on=date(2009, 1, 15))
    states = (BookState(seq=1), BookState(seq=2))
    runs = [run_audit(book, [pact], AuditRequest(as_of=AS_OF, seq=state.seq)).folder for state in states]
    report = build_changes(book, *states, (runs[0], runs[1]))
    changes = next(t for section in report.sections for t in section.tables if t.name == "changes")
    assert [(row[0].split(":")[2], row[2], row[3]) for row in changes.rows] == [
        ("T1", Money(600, "usd"), None)
    ]
