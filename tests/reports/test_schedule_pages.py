"""Long schedules are written row by row."""

from __future__ import annotations

import io
from datetime import date

import pypdf
from tests.reports.run_fixture import HOSTILE_NAME

from arrears.reports.schedule_pages import (
    TELL_EVERY,
    ScheduleStyle,
    draw_schedule,
    page_count,
    rows_a_page,
    western,
)
from arrears.reports.tables import Column, Money, Table

COLUMNS = (
    Column("no", "no.", "count"),
    Column("payee", "payee"),
    Column("due", "due", "date"),
    Column("owed", "owed", "money"),
    Column("currency", "currency", for_readers=False),
)


ROWS_A_PAGE = rows_a_page(Table("schedule", "", COLUMNS, ()))


def schedule(count: int, *more) -> Table:
    rows = [(n, f"Person {n}", date(2008, 11, 30), Money(100 * n), "usd") for n in range(1, count + 1)]
    return Table("schedule", "Schedule A", COLUMNS, (*rows, *more))


def style(pages: int, first: int = 1) -> ScheduleStyle:
    return ScheduleStyle("claim/1", "Schedule A", "seq 4", first, pages)


def pages_of(table: Table, first: int = 1, in_all: int | None = None) -> list[str]:
    count = page_count(table)
    pdf = draw_schedule(table, style(in_all or count, first))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == count
    return pages


def test_every_row_is_on_one_page_in_order():
    pages = pages_of(schedule(2 * ROWS_A_PAGE + 1))
    assert f"Person {ROWS_A_PAGE}\n" in pages[0]
    assert f"Person {ROWS_A_PAGE + 1}\n" in pages[1]
    assert f"Person {2 * ROWS_A_PAGE + 1}\n" in pages[2]
    assert all("payee" in page and "claim/1" in page for page in pages)


def test_the_number_of_pages_is_known_before():
    assert [page_count(schedule(n)) for n in (0, 1, ROWS_A_PAGE, ROWS_A_PAGE + 1)] == [1, 1, 1, 2]
    pages_of(schedule(0))


def test_pages_are_numbered_in_the_whole_document():
    pages = pages_of(schedule(ROWS_A_PAGE + 1), first=12, in_all=13)
    assert "Page 12 of 13" in pages[0]
    assert "Page 13 of 13" in pages[1]


def test_sums_are_carried_forward_to_the_total():
    pages = pages_of(schedule(ROWS_A_PAGE + 2))
    carried = sum(range(1, ROWS_A_PAGE + 1))
    total = sum(range(1, ROWS_A_PAGE + 3))
    assert "carried forward" in pages[0]
    assert f"${carried:,}.00" in pages[0]
    assert "total" in pages[1]
    assert f"${total:,}.00" in pages[1]


def test_an_unknown_amount_is_counted_beside_the_sum_and_not_in_it():
    (page,) = pages_of(schedule(2, (3, "Person 3", None, Money(None), "usd")))
    assert "not known" in page
    assert "1 not known" in page
    assert "$3.00" in page


def test_amounts_of_two_currencies_are_not_summed():
    (page,) = pages_of(schedule(2, (3, "Person 3", None, Money(500, "cad"), "cad")))
    assert "not summed" in page


def test_amounts_whose_currency_is_not_known_are_not_summed():
    columns = schedule(0).columns
    rows = tuple((n, f"Person {n}", None, Money(500, ""), "") for n in (1, 2))
    (page,) = pages_of(Table("schedule", "", columns, rows))
    assert page.count("5.00 (currency not known)") == 2
    assert "not summed" in page
    assert "$" not in page


def test_no_amount_and_no_day_is_cut_however_narrow_the_page():
    columns = (
        *(
            Column(f"p{k}", f"principal on the reading of somebody-with-a-name {k}", "money")
            for k in range(8)
        ),
        Column("due", "due", "date"),
        Column("title", "a title"),
    )
    row = (
        *(Money(-123_456_789_01, "usd", "unverified") for _ in range(8)),
        date(2008, 11, 30),
        "A long title " * 9,
    )
    (page,) = pages_of(Table("schedule", "", columns, (row,)))
    assert page.count("-$123,456,789.01†") == 8
    assert page.count("-$123,456,789.01") == 16  # the total beneath each
    assert "2008-11-30" in page


def test_what_stands_beneath_a_row_takes_room_and_is_told():
    columns = (*COLUMNS, Column("ref", "obligation", is_beneath=True))
    rows = tuple((*row, f"wga/x/y:C1:T{row[0]}:z") for row in schedule(100).rows)
    table = Table("schedule", "Schedule A", columns, rows)
    assert rows_a_page(table) < ROWS_A_PAGE
    pages = pages_of(table)
    assert "wga/x/y:C1:T1:z" in pages[0]
    assert "wga/x/y:C1:T100:z" in pages[-1]


def test_a_hostile_name_is_plain_text():
    (page,) = pages_of(schedule(0, (1, HOSTILE_NAME, None, Money(1), "usd")))
    assert "\x1b" not in page


def test_a_long_name_ends_in_an_ellipsis():
    (page,) = pages_of(schedule(0, (1, "long " * 400, None, Money(1), "usd")))
    assert "…" in page
    assert "$0.01" in page


def test_letters_the_font_lacks_are_told_by_near_ones():
    assert western("Ada Ñoño €") == "Ada Ñoño €"
    assert western("Ňový Ёж") == "Nový ??"


def test_progress_is_told():
    said: list[str] = []
    table = schedule(TELL_EVERY)
    draw_schedule(table, style(page_count(table)), said.append)
    assert said == [f"wrote {TELL_EVERY:,} of {TELL_EVERY:,} lines of the schedule"]


def test_the_same_schedule_gives_the_same_bytes():
    table = schedule(3)
    assert draw_schedule(table, style(1)) == draw_schedule(table, style(1))
