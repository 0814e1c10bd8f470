"""Due days, rights and the order of a waterfall are moves too: whom they favour is told, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bargaining import offer_writer
from tests.bargaining.offer_writer import OFFER, read_text, write_library, written

from arrears.agreements.written_agreement import Library
from arrears.bargaining import probe_lines
from arrears.bargaining.due_moves import with_due_days
from arrears.bargaining.judged import Judged, Tally
from arrears.bargaining.offer_diff import Difference, compare_offers, offered
from arrears.bargaining.offer_lint import lint_offers

DUTIES = """\
article: duties
title: Duties
cite: invented
status: derived
clauses:
- id: cassettes
  for: statement_line
  governed_by: received_on
  when: market = 'home_video'
  terms: {rate: 1%, large: $1000}
  due: {count: 60 days, after: period_to, unless: [{when: gross >= large, is: soon}]}
  to: {performer: 75%, fund: 25%, odd_cents: performer}
  pays: gross * rate
- id: discs
  for: statement_line
  governed_by: received_on
  when: market = 'basic_cable'
  terms: {rate: 1%}
  due: {count: 60 days, after: period_to}
  pays: gross * rate
- id: books
  for: statement_line
  governed_by: received_on
  terms: {least: $1000}
  gives: {right: look into the books, when: gross >= least}
- id: fund
  for: statement_line
  governed_by: received_on
  when: market = 'pay_television'
  terms: {need: $500}
  waterfall: gross
  fill:
  - {to: pension plan, up_to: need}
  - {to: active fund}
"""
RENTAL = "  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n"
BOOKS = "duties/books"
FILL = "was: [{to: pension plan, up_to: need}, {to: active fund}]"
LATER = "at: duties/discs/due/count, was: 60 days, is: 90 days"


@pytest.fixture(autouse=True)
def header(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pact with a due rule of its header."""
    soon = "due:\n  soon: {count: 30 days, after: period_to, cite: invented, status: derived}\n"
    monkeypatch.setattr(offer_writer, "PACT", offer_writer.PACT + soon)


def pair(folder: Path, *edits: str, first: str = OFFER) -> tuple[list[Difference], Library]:
    """An offer against one that has more edits in its first item."""
    root = write_library(folder)
    (root / "guild" / "pact-2008" / "duties.yaml").write_text(DUTIES)
    more = RENTAL + "".join(f"  - {{{one}}}\n" for one in edits)
    texts = first, written((RENTAL, more), ("offer: first", "offer: second"), offer=first)
    library = Library(root)
    offers = [read_text(folder, text, f"{place}.yaml") for place, text in enumerate(texts)]
    return list(compare_offers(*(offered(one, library) for one in offers))), library


def verdict(folder: Path, *edits: str) -> tuple[str, str]:
    rows, _ = pair(folder, *edits)
    row = next(one for one in rows if one.address.startswith("duties/"))
    return row.more_for, row.why


@pytest.mark.parametrize(
    ("edit", "whom", "why"),
    [
        (LATER, "payers", "period_to 2008-11-01: due on 2008-12-31, then on 2009-01-30"),
        (LATER.replace("is: 90", "is: 45"), "payees", "due on 2008-12-31, then on 2008-12-16"),
        ("remove: duties/discs/due", "payers", "60 days after period_to, then no day on which it falls due"),
        (
            "at: duties/discs/due/after, was: period_to, is: received_on",
            "depends",
            "period_to 2008-11-01, received_on 2008-11-02: due on 2008-12-31, then on 2009-01-01",
        ),
        (
            "at: duties/cassettes/due/count, was: 60 days, is: 90 days",
            "payers",
            "duties/cassettes, period_to 2008-11-01: due on 2008-12-31, then on 2009-01-30",
        ),
    ],
)
def test_a_later_due_date_is_a_move_against_the_members(
    edit: str, whom: str, why: str, tmp_path: Path
) -> None:
    """Sixty days from 1 November 2008 are 31 December; ninety are 30 January."""
    found = verdict(tmp_path, edit)
    assert found[0] == whom
    assert why in found[1]


def test_a_later_due_date_is_flagged_as_a_move_back_of_the_companies(tmp_path: Path) -> None:
    theirs = written(
        ("made_by: the guild", "made_by: the companies"), ("made_to: the companies", "made_to: the guild"),
        ("side: payees", "side: payers"),
    )  # fmt: skip
    _, library = pair(tmp_path, LATER, first=theirs)
    later = ("made_on: 2008-09-15", "made_on: 2008-09-16"), ("offer: first", "offer: second")
    worse = written((RENTAL, f"{RENTAL}  - {{{LATER}}}\n"), *later, offer=theirs)
    offers = [read_text(tmp_path, text, f"{place}.yaml") for place, text in enumerate((theirs, worse))]
    flags = [one for one in lint_offers(offers, library).flags if one.kind == "move backwards"]
    assert [one.says.partition(":")[0] for one in flags] == ["discs, due"]
    assert "60 days after period_to in its own last offer, 90 days after period_to here" in flags[0].says


@pytest.mark.parametrize(
    ("edit", "whom", "why"),
    [
        (f"remove: {BOOKS}", "payers", "the right 'look into the books', then $0.00"),
        (f"at: {BOOKS}/least, was: $1000, is: $5000", "payers", "gross $1,000.00"),
        (f"at: {BOOKS}/least, was: $1000, is: $500", "payees", "gross $999.99"),
        (
            f"at: {BOOKS}/gives/right, was: look into the books, is: ask for a copy",
            "depends",
            "the right 'look into the books', then $0.00 and the right 'ask for a copy'",
        ),
    ],
)
def test_a_right_that_goes_or_is_narrowed_is_a_move_against_the_members(
    edit: str, whom: str, why: str, tmp_path: Path
) -> None:
    found = verdict(tmp_path, edit)
    assert found[0] == whom
    assert why in found[1]


def test_who_takes_more_by_another_order_of_a_waterfall_is_named(tmp_path: Path) -> None:
    """Of $100,000 the plan takes the first $500; turned round the fund does, and the plan has the rest."""
    turned = f"at: duties/fund/fill, {FILL}, is: [{{to: active fund, up_to: need}}, {{to: pension plan}}]"
    whom, why = verdict(tmp_path, turned)
    assert whom == "depends"
    assert "pension plan $500.00, then $99,500.00, active fund $99,500.00, then $500.00" in why


def test_who_takes_more_by_another_division_among_people_is_named(tmp_path: Path) -> None:
    """Of 1% of $100,000 the performer's three quarters are $750."""
    edits = ("fund, was: 25%, is: 30%", "performer, was: 75%, is: 70%")
    whom, why = verdict(tmp_path, *(f"at: duties/cassettes/to/{each}" for each in edits))
    assert whom == "depends"
    assert "performer $750.00, then $700.00, fund $250.00, then $300.00" in why


def test_an_earlier_day_for_less_money_depends() -> None:
    more, less, open_ = Judged("payees", "a"), Judged("payers", "b"), Judged("not judged", "c")
    assert with_due_days(more, less) == Judged("depends", "amounts: a; due days: b")
    assert with_due_days(more, more) == with_due_days(more, open_) == more
    assert with_due_days(open_, less) == less


def test_lines_that_were_not_looked_at_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_lines, "MOST_PROBES", 3)
    same = "at: duties/books/gives/when, was: gross >= least, is: gross + 0 >= least"
    assert verdict(tmp_path, same)[0] == "no difference on probes"
    tally = Tally(alike=["one"], cut={600})
    assert tally.judged().why == "1 probes, and none differs; others beyond the first 600 were not looked at"
