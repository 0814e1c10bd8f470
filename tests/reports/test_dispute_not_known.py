"""What no side can be held to: an amount that is not known on a reading is no nought in the pricing.

T1 and T2 have $1,000.00 each: 3% is $30.00 as the guild reads it, and 1% is $10.00 for T2 as the companies
do. When T1 was first in new media is not known, so what the companies' reading gives for it is not either.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.audit_worlds import audit, credit, make_book, receipt, small_world, title, write_pact

from arrears.audit.run_tables import open_run
from arrears.reports.dispute_report import build_dispute, find_dispute
from arrears.reports.tables import Money, Report


def priced(folder: Path) -> Report:
    pact = write_pact(folder / "agreement")
    titles = [
        title("T1", photography_on=date(1990, 1, 1), first_new_media_on=None),
        title("T2", photography_on=date(1990, 1, 1), first_new_media_on=date(2007, 1, 1)),
    ]
    rows = small_world(
        title=titles,
        credit=[credit("T1", "P1"), credit("T2", "P2")],
        receipt=[receipt("2008Q3", 100_000, market="pay_television", title_id=t) for t in ("T1", "T2")],
    )
    found = audit(make_book(folder / "book", rows), [pact], as_of=date(2008, 11, 1))
    return build_dispute(open_run(found.folder), find_dispute([pact], "pay-television"), 20)


def told(report: Report, table: str) -> list[dict[str, object]]:
    """The rows of a table by column, money as its cents: nothing due yet, so no late charges."""
    (found,) = (one for section in report.sections for one in section.tables if one.name == table)
    names = [column.name for column in found.columns]
    return [
        {name: cell.cents if isinstance(cell, Money) else cell for name, cell in zip(names, row)}
        for row in found.rows
    ]


def test_a_gap_is_figured_only_where_both_amounts_are_known(tmp_path: Path) -> None:
    by_side = {row["side"]: row for row in told(priced(tmp_path), "readings")}
    parts = ("owed", "gap", "lines", "not_compared")
    assert [by_side["guild"][part] for part in parts] == [6_000, 2_000, 1, 1]
    assert [by_side["companies"][part] for part in parts] == [1_000, 0, 0, 1]
    assert by_side["guild"]["not_known"] == 0
    assert by_side["companies"]["not_known"] != 0


def test_a_person_whose_amount_is_not_known_on_a_reading_is_not_owed_nothing_on_it(tmp_path: Path) -> None:
    people = {row["person_id"]: row for row in told(priced(tmp_path), "by_person")}
    assert [people[one]["owed_companies"] for one in ("P1", "P2")] == [None, 1_000]
    assert [people[one]["not_known"] for one in ("P1", "P2")] == [1, 0]
    assert all(row["owed_companies"] is None for one, row in people.items() if one is None)


def test_a_line_that_one_reading_cannot_price_is_listed_without_an_amount_there(tmp_path: Path) -> None:
    lines = {
        row["title"]: (row["owed_guild"], row["owed_companies"]) for row in told(priced(tmp_path), "lines")
    }
    assert lines == {"Title T1": (3_000, None), "Title T2": (3_000, 1_000)}
