"""Lines of settlements and distributions are checked before they are kept, and read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from arrears.book.access import COUNSEL, GUILD
from arrears.book.ledger import create_book
from arrears.claims.casework import NewEvent, append
from arrears.claims.money_tables import file_of, read_rows, stage_rows
from arrears.claims.settlement import LINE_TABLE, lines_of_rows, settled_rows
from arrears.claims.settlement_division import SettledLine
from arrears.findings import Refused

from .desk_world import DAY, LINES, acting, line

GIVEN = tuple(SettledLine(each, 7, 3, is_waived=True) for each in LINES)


def test_rows_come_back_as_they_were_kept_and_only_to_who_may_read_them(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book").seen_by(COUNSEL)
    files = stage_rows(book, LINE_TABLE, settled_rows(GIVEN), said_by="sag", access="settlement")
    append(
        book, [NewEvent("proposal/1", "noted", acting().body({}), "settlement")], learned_on=DAY, files=files
    )
    number = int(file_of(files))
    kept = lines_of_rows(read_rows(book, LINE_TABLE, number))
    assert kept == tuple(sorted(GIVEN, key=lambda each: each.line.key))
    assert read_rows(book, LINE_TABLE, 0) == []
    assert file_of(()) == "0"
    with pytest.raises(Refused) as caught:
        read_rows(book.seen_by(GUILD), LINE_TABLE, number)
    (finding,) = caught.value.findings
    assert (finding.code, finding.problem) == (
        "money-file-unseen",
        "the act names a file that this book does not show",
    )


def test_a_row_without_a_company_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    rows = settled_rows(GIVEN)
    rows[2]["company_id"] = None
    with pytest.raises(Refused) as caught:
        stage_rows(book, LINE_TABLE, rows, said_by="sag", access="guild_only")
    assert [finding.code for finding in caught.value.findings] == ["missing_value"]
    assert not list((book.path / "tables").rglob("*.parquet"))


def test_a_line_without_any_reading_is_kept_as_one() -> None:
    bare = SettledLine(line("q", "P1", "C1", 0, by_position={}), 5, 0)
    assert lines_of_rows(settled_rows([bare])) == (bare,)
