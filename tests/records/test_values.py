"""Values and rows must be right in themselves, whoever made them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from arrears.book.ledger import Book
from arrears.findings import Refused
from arrears.formula.kinds import read_kinds
from arrears.records.append import append_tables
from arrears.records.values import LIMITS
from arrears.vocabulary import RECORD_FACTS

from .bringing import HEADER, LEARNED, LINE, bring, refusal, written


def test_rows_with_one_key_in_one_file_are_refused(book: Book, tmp_path: Path) -> None:
    [found] = refusal(book, written(tmp_path, HEADER, LINE, LINE.replace("1234.56", "1")))
    assert found.startswith("receipts.csv:2: 2 rows have one key and are said by one party\n")
    assert "in receipts.csv:2, receipts.csv:3\n" in found


def test_a_wrong_check_character_is_refused(book: Book, tmp_path: Path) -> None:
    right = "T8,Far Shore,10.5240/7791-8534-2C23-9030-8610-5,0000-0001-8CFA-0000-I-0000-0000-K"
    wrong = "T9,Near Shore,10.5240/7791-8534-2C23-9030-8610-6,0000-0001-8CFA-0000-J"
    path = written(tmp_path, "title_id,name,eidr,isan", right, wrong, name="titles.csv")
    assert refusal(book, path, "title") == [
        "titles.csv:3:eidr: not accepted\n"
        "  expected an EIDR whose check character is right, found 10.5240/7791-8534-2C23-9030-8610-6",
        "titles.csv:3:isan: not accepted\n"
        "  expected an ISAN whose check character is right, found 0000-0001-8CFA-0000-J",
    ]


def test_identifiers_are_kept_in_their_one_written_form(book: Book, tmp_path: Path, current: Any) -> None:
    row = "T8,Far Shore,doi:10.5240/7791-8534-2c23-9030-8610-5,0000-0001-8CFA-0000-I-0000-0000-K"
    bring(book, written(tmp_path, "title_id,name,eidr,isan", row, name="titles.csv"), "title")
    kept = {row["title_id"]: row for row in current(book, "title")}["T8"]
    assert kept["eidr"] == "10.5240/7791-8534-2C23-9030-8610-5"
    assert kept["isan"] == "000000018CFA0000I00000000K"


@pytest.mark.parametrize(("share", "shown"), [("1,", "1/nothing"), ("3,2", "3/2"), ("1,0", "1/0")])
def test_a_share_is_a_fraction(book: Book, tmp_path: Path, share: str, shown: str) -> None:
    path = written(
        tmp_path,
        "title_id,person_id,role,share_num,share_den",
        f"T1,P1,written_by,{share}",
        name="credits.csv",
    )
    assert refusal(book, path, "credit") == [
        "credits.csv:2:share_num: not a share\n"
        f"  expected a fraction from 0 to 1, or neither part, found {shown}"
    ]


def test_counts_start_at_one(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "payment_id,line_no", "PAY1,0", name="payments.csv")
    assert refusal(book, path, "payment_line") == [
        "payments.csv:2:line_no: the number is too small\n  expected 1 or more, found 0"
    ]


def test_a_control_character_is_shown_and_refused(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "company_id,name", "CO3,Ce\x07dar", name="companies.csv")
    assert refusal(book, path, "company") == [
        "companies.csv:2:name: a text holds a control character (shown as �)\n"
        "  expected printable text, found Ce�dar"
    ]


def test_a_huge_cell_is_refused_and_shown_short(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "company_id,name", "CO3," + "x" * 40_000, name="companies.csv")
    [found] = refusal(book, path, "company")
    assert found == (
        "companies.csv:2:name: a text is too long\n"
        "  expected 32,767 characters, found " + "x" * 80 + "… (200 characters)"
    )


def test_generated_rows_meet_the_same_value_checks(book: Book) -> None:
    rows = pa.table({"company_id": ["C O"], "name": ["Cedar"]})
    with pytest.raises(Refused, match="company:1:company_id: not an id"):
        append_tables(book, {"company": rows}, said_by="guild", learned_on=LEARNED)


def test_every_fact_of_a_clause_stays_in_the_bounds_it_is_printed_within() -> None:
    bounds = {"minutes": "minutes", "season_no": "season_no", "run_no": "run", "units": "copies"}
    kinds = read_kinds(RECORD_FACTS["statement_line"] | RECORD_FACTS["run"])
    for column, fact in bounds.items():
        assert LIMITS[column] == kinds[fact].bound


def test_days_worked_are_not_below_nought(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path, "title_id,person_id,days_worked_n", "T1,P1,-1", name="cast.csv")
    assert refusal(book, path, "cast_member") == [
        "cast.csv:2:days_worked_n: the number is too small\n  expected 0 or more, found -1"
    ]
