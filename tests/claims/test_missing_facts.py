"""What cannot be computed until a fact is sent: by company and fact, with a range only where one is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.audit_worlds import ARTICLE, add, make_book, receipt, small_world, title, use, write_pact

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import open_for_explaining
from arrears.claims.fact_bounds import read_bounds
from arrears.claims.missing_facts import MissingMoney, listed_values, missing_money
from arrears.claims.requests import items_from_missing
from arrears.vocabulary import PROGRAM_KINDS

# A fee by kind of programme: the missing kind has a short list of values, and each is tried in the clause.
BY_KIND = (
    ARTICLE
    + """
- id: special
  for: run
  governed_by: shown_on
  when: market = 'basic_cable'
  tables:
    fee: {by: program_kind, rows: {dramatic: $100.00, quiz: $40.00, comedy_variety: $250.00,
          daytime_serial: $1.00, childrens: $2.00, documentary: $3.00,
          reenactment: $4.00, sports: $5.00, other: $6.00}}
  pays: fee
  due: after-run
"""
)


def missing(
    folder: Path,
    agreement: Agreement,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    company: str = "",
    bounds: Sequence[str] = (),
    **world: Any,
) -> tuple[MissingMoney, ...]:
    book = make_book(folder / "book", small_world(**world))
    add(book, rows)
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2010, 1, 1)))
    return missing_money(open_for_explaining(book, run.folder, [agreement]), company, read_bounds(bounds))


def test_a_missing_amount_of_receipts_has_no_bound(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    (found,) = missing(tmp_path, pact, {"receipt": [receipt("2008Q3", None, 10)]})
    assert (found.company_id, found.facts, found.lines, found.titles) == ("CO1", ("gross",), 1, 1)
    assert (found.bounded, found.low_cents, found.high_cents) == (0, None, None)
    assert found.clauses == ("pact/v1/reuse/downloads",)


def test_a_missing_word_is_tried_at_every_value(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement", BY_KIND)
    shown = use("basic_cable", date(2009, 3, 1), run_no=1)
    (found,) = missing(tmp_path, pact, {"use": [shown]}, title=[title("T1", program_kind=None)])
    assert found.facts == ("program_kind",)
    assert (found.bounded, found.low_cents, found.high_cents) == (1, 1_00, 250_00)


def test_sums_are_by_company_and_fact_and_the_most_lines_come_first(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    rows = [receipt(q, None, 10) for q in ("2008Q3", "2008Q4")]
    rows += [receipt("2009Q1", 100_000, None)]
    rows += [receipt("2008Q3", None, 10, company_id="CO2", title_id="T2", statement_id="S-2")]
    titles = [title("T1"), title("T2", company_id="CO2")]
    credits = [{"title_id": name, "person_id": "P1", "role": "written_by"} for name in ("T1", "T2")]
    found = missing(tmp_path, pact, {"receipt": rows}, title=titles, credit=credits)
    assert [(one.company_id, one.facts, one.lines) for one in found] == [
        ("CO1", ("gross",), 2), ("CO1", ("copies",), 1), ("CO2", ("gross",), 1),
    ]  # fmt: skip
    assert items_from_missing(found[:2]) == ("gross of 2 lines on 1 title", "copies of 1 line on 1 title")


def test_one_company_alone_can_be_asked_about(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    rows = [receipt("2008Q3", None, 10), receipt("2008Q4", None, 10, company_id="CO2")]
    assert {one.company_id for one in missing(tmp_path, pact, {"receipt": rows}, "CO2")} == {"CO2"}


def test_unknown_credits_and_two_governing_clauses_are_nobodys_to_send(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    assert missing(tmp_path, pact, {"receipt": [receipt("2008Q3", 100_000, 10)]}, credit=[]) == ()


def test_a_bound_of_receipts_bounds_the_dollars_at_the_rate_that_the_line_has_reached(tmp_path: Path) -> None:
    """900 copies of the title went before; of these 200 half are at 1%, half at 2%: 1.5%."""
    pact = write_pact(tmp_path / "agreement")
    rows = [receipt("2008Q3", 1_000_000, 900), receipt("2008Q4", None, 200)]
    bound = "gross=$10,000.00..$50,000.00; the licence names no more"
    (found,) = missing(tmp_path, pact, {"receipt": rows}, bounds=[bound])
    assert (found.facts, found.lines, found.bounded) == (("gross",), 1, 1)
    assert (found.low_cents, found.high_cents) == (150_00, 750_00)
    assert found.bounds == ("gross from $10,000.00 to $50,000.00: the licence names no more",)


def test_a_bound_of_one_fact_says_nothing_of_lines_that_miss_another(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    rows = [receipt("2008Q3", 100_000, None), receipt("2008Q4", None, 10)]
    found = missing(tmp_path, pact, {"receipt": rows}, bounds=["gross=$0.00..$1.00; why"])
    assert [(one.facts, one.bounded, one.bounds) for one in found if one.facts == ("copies",)] == [
        (("copies",), 0, ())
    ]
    # The later line's rate waits for the copies of the earlier, whatever its receipts are.
    assert all(one.bounded == 0 for one in found)


def test_copies_that_step_the_rate_have_no_range_whatever_their_bounds(tmp_path: Path) -> None:
    pact = write_pact(tmp_path / "agreement")
    rows = [receipt("2008Q3", 100_000, None)]
    (found,) = missing(tmp_path, pact, {"receipt": rows}, bounds=["copies=0..10; why"])
    assert (found.bounded, found.low_cents) == (0, None)


def test_a_bound_and_a_listed_word_are_tried_together(tmp_path: Path) -> None:
    head, tables, rest = BY_KIND.rpartition("  tables:")
    lengths = f"{head}  terms: {{sixty: 60 minutes}}\n{tables}" + rest.replace(
        "pays: fee", "pays: fee * (minutes / sixty)"
    )
    pact = write_pact(tmp_path / "agreement", lengths)
    shown = use("basic_cable", date(2009, 3, 1), run_no=1)
    titles = [title("T1", program_kind=None, minutes=None)]
    bound = ["minutes=30..60; the slot"]
    (found,) = missing(tmp_path, pact, {"use": [shown]}, bounds=bound, title=titles)
    assert (found.facts, found.bounded) == (("minutes", "program_kind"), 1)
    assert (found.low_cents, found.high_cents) == (50, 250_00)


def test_a_column_of_credit_bounds_nothing() -> None:
    assert listed_values("credit", "word:credit_columns") == ()


@given(name=st.sampled_from(["gross", "x"]), kind=st.sampled_from(["money", "date", "days < 100", ""]))
def test_only_yes_no_and_listed_words_can_be_tried(name: str, kind: str) -> None:
    assert listed_values(name, kind) == ()
    assert listed_values(name, "yes/no") == (True, False)
    assert listed_values(name, "word:program_kinds") == tuple(PROGRAM_KINDS)
