"""Control totals are compared with the rows, and nothing is adjusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from arrears.book.ledger import Book

from .bringing import HEADER, LINE, bring, refusal, written


def test_a_total_line_that_agrees_is_left_out(book: Book, tmp_path: Path, current: Any) -> None:
    total = "Total,,,,,,,,2469.12,,200"
    bring(book, written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2"), total))
    assert len(current(book, "receipt")) == 2


def test_a_total_line_that_disagrees_is_refused(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2"), "Total,,,,,,,,2469.13,,200")
    assert refusal(book, path) == [
        "receipts.csv:4:gross_cents: the total line is not the sum of the rows\n"
        "  expected 246,912, the sum of the rows, found 246,913 (difference 1)\n"
        "  Try: ask the sender for the missing or changed rows"
    ]


def test_a_total_over_several_currencies_is_refused(book: Book, tmp_path: Path) -> None:
    other = LINE.replace("T1", "T2").replace("usd", "eur")
    assert refusal(book, written(tmp_path, HEADER, LINE, other, "Grand total,,,,,,,,2469.12,,")) == [
        "receipts.csv:4: the total line adds amounts of several currencies\n"
        "  expected one currency, found eur, usd\n"
        "  Try: take the total line out, or give one file for each currency"
    ]


def test_a_statement_s_printed_total_is_kept_and_the_difference_told(
    book: Book, tmp_path: Path, current: Any
) -> None:
    bring(book, written(tmp_path, HEADER, LINE))
    totals = written(tmp_path, "statement_id,column,amount", "S1,gross_cents,1300.00", name="totals.csv")
    result = bring(book, totals, "statement_total")
    assert [warning.text() for warning in result.warnings] == [
        "statement S1:gross_cents: the printed total is not the sum of the statement's rows\n"
        "  expected $1,300.00, as printed, found $1,234.56 from the rows (difference -$65.44)\n"
        "  Try: ask the sender which is right; both are kept"
    ]
    assert [row["amount_cents"] for row in current(book, "statement_total")] == [1300_00]


def test_a_row_that_totals_nothing_is_no_total_line(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "title_id,name,kind", ",Total,episode", name="titles.csv")
    assert refusal(book, path, "title") == [
        "titles.csv:2:title_id: a required value is missing\n  expected the title, found nothing"
    ]


def test_a_statement_s_total_of_units_is_a_count_beside_amounts(
    book: Book, tmp_path: Path, current: Any
) -> None:
    """100 copies are 100, not 100.00 of a currency."""
    bring(book, written(tmp_path, HEADER, LINE))
    lines = ("statement_id,column,amount", "S1,gross_cents,1234.56", "S1,units,100")
    result = bring(book, written(tmp_path, *lines, name="totals.csv"), "statement_total")
    assert result.warnings == ()
    assert [row["amount_cents"] for row in current(book, "statement_total")] == [123_456, 100]


def test_a_statement_s_total_of_units_has_no_parts(book: Book, tmp_path: Path) -> None:
    bring(book, written(tmp_path, HEADER, LINE))
    path = written(tmp_path, "statement_id,column,amount", "S1,units,100.50", name="totals.csv")
    [found] = refusal(book, path, "statement_total")
    assert found.startswith("totals.csv:2:amount: not a whole number\n  expected a whole number")


def test_a_statement_s_total_over_two_currencies_is_told(book: Book, tmp_path: Path) -> None:
    bring(book, written(tmp_path, HEADER, LINE, LINE.replace("T1", "T2").replace("usd", "eur")))
    path = written(tmp_path, "statement_id,column,amount", "S1,gross_cents,2469.12", name="totals.csv")
    [warning] = bring(book, path, "statement_total").warnings
    assert warning.text() == (
        "statement S1:gross_cents: the printed total adds amounts of several currencies\n"
        "  expected one currency, found eur, usd\n"
        "  Try: ask the sender for a total of each currency"
    )
