"""The explanation page as text: every part of the reason is there, in readers' words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from arrears.obligations.explanation_json import read_explanation
from arrears.obligations.explanation_model import Explanation, Value
from arrears.reports.exact_values import fraction_text, value_text
from arrears.reports.explanation_report import build_explanation_report
from arrears.reports.page import as_html
from arrears.reports.plain import as_text

DOCUMENT = Path(__file__).parents[1] / "obligations" / "download.explanation.json"


@pytest.fixture
def explanation() -> Explanation:
    return read_explanation(DOCUMENT.read_text(encoding="utf-8"), DOCUMENT.name)


def text_of(explanation: Explanation) -> str:
    return as_text(build_explanation_report(explanation))


def test_a_page_holds_every_part_of_the_reason(explanation: Explanation) -> None:
    text = text_of(explanation)
    for words in (
        "$59.62† for Cleo Harrowgate",
        "0.36% of",
        "2008 MBA sideletter, press summary",
        "Read as guild (WGA) reads it: every proposal covered library product",
        "brindlemoor",
        "receipts-2008Q3.csv:17",
        "blended rate of this record over its bands",
        "0.53%",
        "90,000 copies",
        "Rounded to $0.01, half up: $159.00.",
        "3/8 (37.5%)",
        "PAY7",
        "open $38.16. 274 days past the due date",
        "1.5% a month on what is open",
        "contributions to the plans",
        "seq 12",
    ):
        assert words in text, words


def test_a_rival_figure_is_listed_and_said_not_to_be_used(explanation: Explanation) -> None:
    line = next(line for line in text_of(explanation).splitlines() if "rival" in line)
    assert line.split() == ["copies,", "rival", "21,000", "copies", "not", "used", "wga"]


def test_the_mark_beside_the_amount_is_explained(explanation: Explanation) -> None:
    assert "† rests on a term that is unverified" in text_of(explanation)


def test_an_amount_that_is_not_known_asks_for_what_is_missing(explanation: Explanation) -> None:
    unknown = replace(
        explanation, amount_cents=None, low_cents=0, high_cents=159_00, outcome="missing",
        missing=("photographed_on of T1",), clause_cents=None, split=None,
    )  # fmt: skip
    text = text_of(unknown)
    assert "Owed: not known." in text
    assert "It lies between $0.00 and $159.00." in text
    assert "To know it, ask for: photographed_on of T1." in text
    assert "The clause applies; its amount is not known." in text


def test_a_due_date_that_cannot_be_told_is_said(explanation: Explanation) -> None:
    text = text_of(replace(explanation, due=replace(explanation.due, due_on=None)))
    assert "The date cannot be told." in text


def test_without_a_split_the_whole_amount_is_the_payees(explanation: Explanation) -> None:
    assert "Not shared" in text_of(replace(explanation, split=None))


def test_no_payment_found_is_said_of_the_records(explanation: Explanation) -> None:
    assert explanation.standing is not None
    standing = replace(explanation.standing, state="no_payment_found")
    text = text_of(replace(explanation, standing=standing, payments=()))
    assert "Standing: no payment found in the records held to 2009-08-30." in text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value("number", "3000000", "money"), "$30,000.00"),
        (Value("number", "7/2", "money"), "$0.035"),
        (Value("number", "10/3", "money"), "$0.033333… (exactly 10/3 cents)"),
        (Value("number", "-9/2500"), "-0.36%"),
        (Value("number", "1/3"), "33.333333…% (exactly 1/3)"),
        (Value("number", "20000", "copies"), "20,000 copies"),
        (Value("number", "7"), "7"),
        (Value("date", "2008-02-13"), "2008-02-13"),
        (Value("word", "pay_television"), "pay television"),
        (Value("yes/no", "yes"), "yes"),
        (Value("number", None, "money"), "not known"),
    ],
)
def test_exact_values_are_shown_whole_or_marked_as_cut(value: Value, words: str) -> None:
    assert value_text(value, "usd") == words


def test_a_share_is_shown_as_fraction_and_percentage() -> None:
    assert fraction_text("1/4") == "1/4 (25%)"
    assert fraction_text("1/3") == "1/3 (33.333333…%)"


def test_the_page_escapes_names_and_needs_nothing_from_elsewhere(explanation: Explanation) -> None:
    hostile = replace(explanation, payee=replace(explanation.payee, name="<script>alert(1)</script>"))
    page = as_html(build_explanation_report(hostile))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_page_indents_the_steps_below_each_step(explanation: Explanation) -> None:
    page = as_html(build_explanation_report(explanation))
    assert page.index("padding-left:0.5rem") < page.index("padding-left:1.9rem")
    assert "<b>$159.00</b>" in page
