"""Text from strangers stays text wherever it is printed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.reports.cells import csv_cell, html_text, sheet_text, terminal_text
from arrears.reports.rows import as_csv, as_json, decimal_figure
from arrears.reports.tables import Column, Money, Table

TABLE = Table(
    "paid",
    "Paid",
    (
        Column("name", "name"),
        Column("open", "open", "money"),
        Column("lines", "lines", "count"),
        Column("status", "terms", for_readers=False),
    ),
    (("=1+1", Money(-1_234_05, "usd", "derived"), 3, "derived"), ("Ada, Quill", Money(None), None, "")),
)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1", "-", "-1 2"])
def test_text_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-12.50", "12", "Ada", "", "a=b", "1e5"])
def test_plain_numbers_and_ordinary_text_stay_as_they_are(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize("text", ["\x1b[2J", "\x07", "\x9b31m", "\u202eabc", "\x00"])
def test_what_steers_a_terminal_never_reaches_it(text: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in terminal_text(text)


@given(st.text())
def test_terminal_text_is_one_line_of_printable_characters(text: str) -> None:
    shown = terminal_text(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown)
    assert len(shown.splitlines()) <= 1 or any(c in shown for c in "\u2028\u2029")


def test_accents_and_other_scripts_are_kept() -> None:
    assert terminal_text("Zoë Łukasz 黒澤") == "Zoë Łukasz 黒澤"


def test_html_is_escaped_in_text_and_attributes() -> None:
    assert html_text("<a href=\"x\" title='y'>&") == "&lt;a href=&quot;x&quot; title=&#x27;y&#x27;&gt;&amp;"


def test_a_very_long_text_is_cut_visibly_in_a_sheet() -> None:
    assert sheet_text("x" * 40_000)[-1] == "…"
    assert len(sheet_text("x" * 40_000)) == 32_767


def test_csv_carries_every_column_and_blank_for_what_is_missing() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE))))
    assert rows == [
        ["name", "open", "lines", "status"],
        ["'=1+1", "-1234.05", "3", "derived"],
        ["Ada, Quill", "", "", ""],
    ]


def test_json_carries_whole_cents_and_null_for_what_is_missing() -> None:
    assert json.loads(as_json([TABLE])) == {
        "paid": [
            {"name": "=1+1", "open_cents": -123405, "lines": 3, "status": "derived"},
            {"name": "Ada, Quill", "open_cents": None, "lines": None, "status": ""},
        ]
    }


def test_what_only_memory_supports_is_marked_also_for_other_programs() -> None:
    columns = (Column("owed", "owed", "money"), Column("late", "late charges", "money"))
    rows = (
        (Money(5_00, "usd", "secondary"), Money(8, "usd", "unverified")),
        (None, Money(None, "usd", "unverified")),
    )
    table = Table("by_company", "", columns, rows)
    # What readers see as $0.08† must not come as a bare 0.08; primary and secondary terms carry no mark.
    assert as_csv(table).splitlines() == ["owed,late,late_status", "5.00,0.08,unverified", ",,"]
    first, second = json.loads(as_json([table]))["by_company"]
    assert first == {"owed_cents": 500, "late_cents": 8, "late_status": "unverified"}
    assert second == {"owed_cents": None, "late_cents": None, "late_status": ""}


@given(st.integers(-(10**15), 10**15))
def test_a_decimal_figure_is_the_cents_exactly(cents: int) -> None:
    whole, _, part = decimal_figure(cents).partition(".")
    assert int(whole + part) == cents
    assert len(part) == 2
