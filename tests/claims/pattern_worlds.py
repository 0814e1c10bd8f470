"""An invented agreement and books in which every cause of a short payment is planted by hand.

Amounts are worked here with fractions of their own, never by the code that is tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.book.ledger import Book
from audit_worlds import credit, make_book, payment, receipt, small_world, title, write_pact

AS_OF = date(2009, 8, 31)
ARTICLE = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: downloads
  for: statement_line
  governed_by: period_to
  when: market = 'download' and work = 'television'
  steps:
    rate: {counts: copies, per: title, bands: {"first 1,000 copies": 1%, thereafter: 2%}}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: cable
  for: statement_line
  when: market = 'basic_cable' and work = 'television'
  tables:
    rate: {by: period_from, rows: {from 2000-01-01: 2%, from 2008-07-01: 3%}}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: rental
  for: statement_line
  when: market = 'rental' and work = 'television'
  terms: {rate: 4%}
  tables:
    share: {by: base_kind, rows: {distributors_gross: 100%, producers_gross: 40%}}
  pays: gross * share * rate
  due: quarterly
  late: residuals
- id: pay-television
  entitlement: pay-television
  for: statement_line
  governed_by: period_to
  when: market = 'pay_television' and work = 'television'
  questions:
    counted:
      guild: {by: the guild, is: photographed_on > early, because: every proposal said so}
      companies: {by: the companies, is: photographed_on > late_day, because: another understanding}
  terms: {early: 1977-12-31, late_day: 2008-02-13, high: 3%, low: 1%}
  steps:
    rate: {first_of: [{when: counted, is: high}, {is: low}]}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: rerun
  for: run
  governed_by: shown_on
  when: market = 'free_television' and run > 1
  tables: {fee: {by: run, rows: {2: $800.00, 3: $600.00, over 3: $400.00}}}
  pays: fee
  due: after-run
  late: residuals
"""
QUARTER = "2008Q3"


@dataclass(frozen=True)
class World:
    """A finished run held open, with the agreement it was made under."""

    explainer: Explainer
    agreements: tuple[Agreement, ...]
    folder: Path
    book: Book


def rounded(exact: Fraction) -> int:
    """Whole cents, halves up."""
    return int((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))


def titles(count: int, **given: Any) -> list[dict[str, Any]]:
    """So many episodes, T1 to Tn."""
    return [title(f"T{number}", **given) for number in range(1, count + 1)]


def line(number: int, market: str, gross: int, **given: Any) -> dict[str, Any]:
    """What CO1 states for title T<number> in the quarter."""
    return receipt(QUARTER, gross, given.pop("units", None), title_id=f"T{number}", market=market, **given)


def paid(number: int, market: str, cents: int, **given: Any) -> dict[str, Any]:
    """One cheque to P1 for title T<number> in the quarter, before the due date."""
    key = {"title_id": f"T{number}", "market": market, "period": QUARTER}
    return payment(given.pop("payment_id", f"PAY-{market}-{number}"), cents, **{**key, **given})


def open_world(folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], article: str = "") -> World:
    """A book of the rows, audited on AS_OF under the invented agreement."""
    count = len(rows["title"])
    pact = write_pact(folder / "library", article or ARTICLE)
    given = {"credit": [credit(f"T{number}", "P1") for number in range(1, count + 1)], **rows}
    book = make_book(folder / "book", small_world(**given))
    run = run_audit(book, [pact], AuditRequest(as_of=AS_OF))
    return World(open_for_explaining(book, run.folder, [pact]), (pact,), run.folder, book)


def ref(number: int, market: str, clause: str, **given: str) -> str:
    """The name of P1's obligation on title T<number>."""
    territory = given.get("territory", "us")
    payee, company = given.get("payee", "P1"), given.get("company", "CO1")
    return f"pact/reuse/{clause}:{company}:T{number}:{market}:{territory}:{QUARTER}:{payee}:usd"
