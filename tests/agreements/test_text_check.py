"""A primary figure is read again on its page near its label; anything else is said, never passed."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.model import Citation, TermRecord
from arrears.agreements.text_check import check_agreements, check_figure, faulty
from arrears.agreements.text_pages import Page, page_of

PAGE_49 = (
    """
FOREIGN TELECASTING

15% when shown, and ten percent (10%) when the gross exceeds $7,000

not more than twenty-five percent in all
"""
    + "\n" * 30
    + """
BASIC CABLE

2% of the gross and again 2%
a share of one half
"""
)
TEXTS: Mapping[str, Mapping[int, Page]] = {"S14": {49: page_of(PAGE_49), 50: page_of("nothing\n2.5%")}}


def verdict(written: str, source: str = "S14 p. 49", *near: str, printed: str = "") -> str:
    citation = Citation(source, "primary", near=near, as_printed=printed)
    return check_figure(TermRecord("a/b/c", written, citation), TEXTS, "")


def test_a_number_near_its_label_is_read_again() -> None:
    assert verdict("15%", "S14 p. 49", "Foreign telecasting") == "near its label"
    assert verdict("$7,000", "S14 pp. 49 and 50", "Foreign telecasting") == "near its label"


def test_a_number_in_words_is_counted_apart() -> None:
    assert verdict("25%", "S14 p. 49", "Foreign telecasting") == "in words"


def test_a_number_printed_otherwise_is_counted_apart() -> None:
    assert (
        verdict("75%", "S14 p. 49", "Foreign telecasting", printed="twenty-five percent")
        == "printed otherwise"
    )


def test_a_number_without_a_label_is_told_apart_only_if_it_stands_once() -> None:
    assert verdict("15%") == "once on its page"
    assert verdict("2%") == "more than once, no label"


def test_a_wrong_number_is_found() -> None:
    assert verdict("16%", "S14 p. 49", "Foreign telecasting") == "number not on the page"
    assert verdict("16%") == "number not on the page"


def test_a_wrong_page_is_found() -> None:
    assert verdict("15%", "S14 p. 50") == "number not on the page"
    assert verdict("15%", "S14 p. 50", "Foreign telecasting") == "label not on the page"
    assert verdict("15%", "S14 p. 51") == "page not in the text"
    assert verdict("15%", "S14 pp. 49 and 51") == "page not in the text"


def test_a_wrong_label_is_found() -> None:
    assert verdict("15%", "S14 p. 49", "Home video") == "label not on the page"
    assert verdict("15%", "S14 p. 49", "Basic cable") == "not near its label"


def test_any_of_several_labels_will_do() -> None:
    assert verdict("2%", "S14 p. 49", "Home video", "Basic cable") == "near its label"


def test_a_citation_without_a_page_is_a_fault() -> None:
    assert verdict("15%", "S14, the foreign article") == "no page cited"


def test_a_text_that_is_not_there_is_no_fault() -> None:
    assert verdict("15%", "S20 p. 3") == "text not there"


def test_a_factor_of_one_is_counted_apart() -> None:
    assert verdict("100%") == "a factor of one or none"


HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: S14
status: primary
governed_by: received_on
noted:
- {name: cap, says: "at most $7,000", cite: p. 49, near: foreign telecasting}
- {name: floor, says: "at least $8,000", cite: p. 49}
"""
CLAUSES = """\
- id: foreign
  for: statement_line
  cite: p. 49
  status: primary
  near: Foreign telecasting
  terms: {first: 15%, second: {is: 11%, note: the page says ten}, third: {is: 99%, status: derived}}
  steps: {rate: {counts: copies, per: title, bands: {"first 100 copies": 25%, thereafter: 26%}}}
  tables: {share: {by: market, rows: {rental: 10%, download: 12%}}}
  pays: gross * (first + second + third + rate + share)
"""


def test_every_primary_figure_of_an_agreement_is_looked_up(tmp_path: Path) -> None:
    agreement = load_clauses(tmp_path, CLAUSES, header=HEADER, article="article: article\ntitle: One\n")
    checked = {
        one.address.removeprefix("guild/pact-2008/"): one.verdict
        for one in check_agreements([agreement], TEXTS)
    }
    assert checked == {
        "article/foreign/first": "near its label",
        "article/foreign/second": "number not on the page",
        "article/foreign/rate/first 100 copies": "in words",
        "article/foreign/rate/thereafter": "number not on the page",
        "article/foreign/share/rental": "near its label",
        "article/foreign/share/download": "number not on the page",
        "noted/cap#1": "near its label",
        "noted/floor#1": "number not on the page",
    }
    assert len(list(faulty(check_agreements([agreement], TEXTS)))) == 4


@pytest.mark.parametrize("near", ["Foreign telecasting", "Basic cable"])
def test_a_grown_page_does_not_make_everything_near(near: str) -> None:
    far = page_of(f"{near}\n" + "\nline\n" * 20 + "\n3.3%\n")
    citation = Citation("S14 p. 1", "primary", near=(near,))
    assert check_figure(TermRecord("a", "3.3%", citation), {"S14": {1: far}}, "") == "not near its label"
