"""A name that somebody wrote down stays good when another title's receipts tell the readings apart.

All readings give T1 $30.00 (3% of $1,000.00): one obligation, named after no side. T2 divides them: $30.00
on the guild's, $10.00 on the companies'. Then T1 has an obligation for each, both still of $30.00.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import Audited, add, audit, credit, make_book, payment, receipt, small_world, title
from tests.audit_worlds import write_pact as written_pact

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.changed_rows import BookState
from arrears.audit.explainer import open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.book.ledger import Book
from arrears.findings import Refused
from arrears.reports.changes_report import build_changes
from arrears.reports.tables import Cell, Money, Table

AS_OF = date(2009, 6, 30)
NAME = "pact/reuse/pay-television{}:CO1:{}:pay_television:us:2008Q3:P1:usd"
EACH_READING = ("", "@guild", "@companies")


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return written_pact(tmp_path_factory.mktemp("agreement"))


def world(*titles: str, **tables: Any) -> dict[str, Any]:
    """T1, and T2 which divides the readings where it is named; $1,000.00 each."""
    return small_world(
        title=[
            title("T1", photography_on=date(2008, 3, 1)),
            title("T2", photography_on=date(1990, 1, 1), first_new_media_on=date(2007, 1, 1)),
        ],
        credit=[credit("T1", "P1"), credit("T2", "P1")],
        receipt=[receipt("2008Q3", 100_000, market="pay_television", title_id=one) for one in titles],
        **tables,
    )


def states(found: Audited, title_id: str = "T1") -> set[tuple[str, int, str]]:
    rows = found.rows(
        f"""SELECT o.reading, s.paid_cents, s.state FROM obligation o JOIN standing s USING (obligation_no)
            WHERE title_id = '{title_id}'"""
    )
    return set(rows)


@pytest.mark.parametrize("reading", EACH_READING)
@pytest.mark.parametrize("titles", [("T1",), ("T1", "T2")], ids=["one", "divided"])
def test_a_decision_by_a_name_of_any_reading_is_followed(
    tmp_path: Path, pact: Agreement, titles: tuple[str, ...], reading: str
) -> None:
    paid = payment("A", 3_000, title_id=None, market=None, period=None, payee_id=None)
    decided = {"payment_id": "A", "line_no": 1, "obligation_ref": NAME.format(reading, "T1")}
    rows = world(*titles, payment_line=[paid], match_decision=[decided])
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert {row[1:] for row in states(found)} == {(3_000, "settled")}
    assert found.findings("decision-not-followed") == []


@pytest.mark.parametrize("reading", EACH_READING)
@pytest.mark.parametrize("titles", [("T1",), ("T1", "T2")], ids=["one", "divided"])
def test_a_dispute_about_a_name_without_reading_is_about_all(
    tmp_path: Path, pact: Agreement, titles: tuple[str, ...], reading: str
) -> None:
    """A side's own name is about that side's obligation only, where readings are told apart."""
    dispute = {"company_id": "CO1", "subject": NAME.format(reading, "T1"), "since": date(2009, 1, 5)}
    found = audit(make_book(tmp_path / "book", world(*titles, dispute=[dispute])), [pact], as_of=AS_OF)
    disputed = dict(
        found.rows(
            """SELECT o.reading, bool_and(c.disputed) FROM obligation o JOIN late_charge c
               USING (obligation_no) WHERE title_id = 'T1' GROUP BY ALL"""
        )
    )
    all_of_it = not reading or len(titles) == 1
    assert disputed == {one: all_of_it or f"@{one}" == reading for one in disputed}
    assert found.findings("dispute-names-nothing") == []


@pytest.mark.parametrize("reading", EACH_READING)
def test_a_side_that_is_told_as_one_with_others_can_be_explained(
    tmp_path: Path, pact: Agreement, reading: str
) -> None:
    book = make_book(tmp_path / "book", world("T1"))
    folder = audit(book, [pact], as_of=AS_OF).folder
    explainer = open_for_explaining(book, folder, [pact])
    shown = explain_ref(explainer, NAME.format(reading, "T1"))
    assert (shown.ref, shown.amount_cents) == (NAME.format("", "T1"), 3_000)
    with pytest.raises(Refused):
        explain_ref(explainer, NAME.format("@nobody", "T1"))


def report_of(book: Book, pact: Agreement, before: int, after: int) -> dict[str, Table]:
    sides = (BookState(seq=before), BookState(seq=after))
    runs = [run_audit(book, [pact], AuditRequest(as_of=AS_OF, seq=side.seq)).folder for side in sides]
    report = build_changes(book, *sides, (runs[0], runs[1]))
    return {table.name: table for section in report.sections for table in section.tables}


def changes_of(book: Book, pact: Agreement, before: int, after: int) -> dict[str, tuple[Cell, ...]]:
    """Was, is and difference by name."""
    tables = report_of(book, pact, before, after)
    assert len(tables["changes"].rows) == sum(int(str(row[2])) for row in tables["kinds_of_change"].rows)
    return {str(row[0]): row[2:5] for row in tables["changes"].rows}


def test_sums_of_what_changed_run_over_no_two_readings(tmp_path: Path, pact: Agreement) -> None:
    """T2 is new: $30.00 as the guild reads it or $10.00 as the companies do, never $40.00."""
    book = make_book(tmp_path / "book", world("T1"))
    add(book, {"receipt": [receipt("2008Q3", 100_000, market="pay_television", title_id="T2")]})
    assert report_of(book, pact, 1, 2)["kinds_of_change"].rows == (
        ("new", "companies", 1, None, Money(1_000, "usd"), 0, "usd"),
        ("new", "guild", 1, None, Money(3_000, "usd"), 0, "usd"),
    )


def test_an_amount_that_is_not_known_is_counted_and_in_no_sum(tmp_path: Path, pact: Agreement) -> None:
    """Two new lines of cable, one of which states no amount: 2% of $1,000.00 are $20.00."""
    book = make_book(tmp_path / "book", world())
    lines = [receipt("2008Q3", gross, market="basic_cable") for gross in (100_000, None)]
    add(book, {"receipt": [lines[0], {**lines[1], "title_id": "T2"}]})
    assert report_of(book, pact, 1, 2)["kinds_of_change"].rows == (
        ("new", "every one", 2, None, Money(2_000, "usd"), 1, "usd"),
    )


def test_readings_told_apart_by_another_title_change_nothing_of_this_one(
    tmp_path: Path, pact: Agreement
) -> None:
    book = make_book(tmp_path / "book", world("T1"))
    add(book, {"receipt": [receipt("2008Q3", 100_000, market="pay_television", title_id="T2")]})
    found = changes_of(book, pact, 1, 2)
    assert found == {
        NAME.format("@guild", "T2"): (None, Money(3_000, "usd"), Money(3_000, "usd")),
        NAME.format("@companies", "T2").replace("television@", "television-else@"): (
            None, Money(1_000, "usd"), Money(1_000, "usd"),
        ),
    }  # fmt: skip
    assert changes_of(book, pact, 2, 1).keys() == found.keys()


def test_a_correction_that_also_tells_readings_apart_is_told_on_each(tmp_path: Path, pact: Agreement) -> None:
    """T1's receipts become $2,000.00, so 3% are $60.00, on each of the names that the one became."""
    book = make_book(tmp_path / "book", world("T1"))
    later = [
        receipt("2008Q3", 100_000, market="pay_television", title_id="T2"),
        receipt("2008Q3", 200_000, market="pay_television"),
    ]
    add(book, {"receipt": later})
    of_first = {name: cells for name, cells in changes_of(book, pact, 1, 2).items() if ":T1:" in name}
    changed = (Money(3_000, "usd"), Money(6_000, "usd"), Money(3_000, "usd"))
    assert set(of_first.values()) == {changed}
    assert NAME.format("@guild", "T1") in of_first


def test_amounts_of_one_name_are_compared_each_with_its_own(tmp_path: Path, pact: Agreement) -> None:
    """Two bases are two lines of one name, $20.00 and $4.00 of cable at 2%; only the second is corrected, to
    $6.00.
    """
    lines = [
        receipt("2008Q3", 100_000, market="basic_cable"),
        receipt("2008Q3", 20_000, market="basic_cable", base_kind="producers_gross"),
    ]
    book = make_book(tmp_path / "book", small_world(receipt=lines))
    add(book, {"receipt": [{**lines[1], "gross_cents": 30_000}]})
    name = "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q3:P1:usd#2"
    assert changes_of(book, pact, 1, 2) == {name: (Money(400, "usd"), Money(600, "usd"), Money(200, "usd"))}


def test_a_base_that_is_stated_later_is_new_and_moves_no_other(tmp_path: Path, pact: Agreement) -> None:
    """The producer's gross was there, $4.00; the distributor's comes, $20.00, and stands before it."""
    first = receipt("2008Q3", 20_000, market="basic_cable", base_kind="producers_gross")
    book = make_book(tmp_path / "book", small_world(receipt=[first]))
    add(book, {"receipt": [receipt("2008Q3", 100_000, market="basic_cable")]})
    name = "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q3:P1:usd#1"
    assert changes_of(book, pact, 1, 2) == {name: (None, Money(2_000, "usd"), Money(2_000, "usd"))}
