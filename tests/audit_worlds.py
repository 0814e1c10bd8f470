"""Small hand-made books for the tests of whole audits: a few rows in, the run's tables out.

The agreement is invented, so that every figure can be worked by hand: downloads pay 1% up to 1,000 copies of
a title and 2% beyond, cable 2%, pay television 3% where it is covered and 1% where not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.book.ledger import Book, create_book
from arrears.engine.runs import read_run_record
from arrears.records.append import append_of_class
from arrears.records.schema import arrow_schema
from arrears.records.tables import TABLES

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
LEARNED = date(2010, 1, 1)
HEADER = """
agreement: pact/{version}
title: An invented pact
covers: {{from: {first}, until: {last}}}
cite: invented for the tests
status: derived
governed_by: {{theatrical: photographed_on, television: photographed_on, new_media: written_on}}
due:
  quarterly: {{count: 60 days, after: period_to, cite: invented, status: derived}}
  after-run: {{count: 4 months, after: shown_on, cite: invented, status: derived}}
  after-part: {{count: 30 days, after: period_from, cite: invented, status: derived}}
late_rules:
  residuals:
    charges: [{{charge: 1%, per: month, of: unpaid, from: due}}]
    ends: received_by_guild_on
    counts: [simple, compound]
    part_month: [whole months, days]
    pauses: no
    cite: invented
    status: derived
credit_shares:
  - work: television
    cases:
      - {{written_by: 100%}}
      - {{story_by: 25%, teleplay_by: 75%}}
      - {{story_by: 25%, teleplay_by: 65%, adaptation_by: 10%}}
    unpaid: [created_by]
    cite: invented
    status: derived
credit_columns:
  - work: television
    columns: {{story_by: story, teleplay_by: teleplay, written_by: both}}
    cite: invented
    status: derived
"""
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
  terms: {rate: 2%}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: pay-television
  entitlement: pay-television
  for: statement_line
  governed_by: period_to
  when: market = 'pay_television' and work = 'television' and covered
  terms: {rate: 3%, library_after: 1977-12-31, effective_on: 2008-02-13}
  questions:
    covered:
      guild: {by: the guild, is: photographed_on > library_after, because: every proposal said so}
      companies: {by: the companies, is: first_new_media_on >= effective_on, because: another understanding}
      hearsay: {by: the guild about the companies, own_words: no, is: photographed_on > effective_on}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: pay-television-else
  entitlement: pay-television
  for: statement_line
  governed_by: period_to
  when: market = 'pay_television' and work = 'television' and not covered
  terms: {rate: 1%, library_after: 1977-12-31, effective_on: 2008-02-13}
  questions:
    covered:
      guild: {by: the guild, is: photographed_on > library_after, because: every proposal said so}
      companies: {by: the companies, is: first_new_media_on >= effective_on, because: another understanding}
      hearsay: {by: the guild about the companies, own_words: no, is: photographed_on > effective_on}
  pays: gross * rate
  due: quarterly
  late: residuals
- id: rerun
  for: run
  governed_by: shown_on
  when: market = 'free_television' and run > 1
  tables: {fee: {by: credit, rows: {story: $100.00, teleplay: $301.01, both: $350.00}}}
  pays: fee
  split: {by: column, odd_cents: largest remainder}
  due: after-run
  late: residuals
- id: streaming
  for: availability
  governed_by: first_day_online
  each: {name: half_year, lasts: 26 weeks, from: free_until, until: last_day_online, at_most: 2,
         part: counts whole}
  when: market = 'ad_supported_streaming' and credit = 'both'
  terms: {usual: 17 days, longer: 24 days, first_seven: 7 episodes, fee: $800.00}
  steps:
    window: {first_of: [{when: episode_ordinal <= first_seven, is: longer}, {is: usual}]}
    free_until: first_day_online + window
  pays: fee
  split: {by: column, odd_cents: largest remainder}
  due: after-part
"""


def write_pact(
    folder: Path,
    article: str = "",
    *,
    version: str = "v1",
    covers: tuple[str, str] = ("1960-01-01", "2100-01-01"),
) -> Agreement:
    """An invented agreement from the header and an article, loaded from files like any other."""
    place = folder / "pact" / version
    place.mkdir(parents=True)
    (place / "agreement.yaml").write_text(HEADER.format(version=version, first=covers[0], last=covers[1]))
    (place / "reuse.yaml").write_text(article or ARTICLE)
    return load_agreement(place)


def shipped(address: str) -> Agreement:
    """One of the agreements that ship with the project."""
    return load_library(addresses=[address])[0]


def title(title_id: str, **given: Any) -> dict[str, Any]:
    """A television episode of which everything that clauses ask is known."""
    return {
        "title_id": title_id, "name": f"Title {title_id}", "kind": "episode", "company_id": "CO1",
        "photography_on": date(2000, 5, 1), "first_release_on": date(2000, 9, 1), "minutes": 60,
        "first_new_media_on": date(2008, 9, 1), "written_on": date(2000, 2, 1), "episode_ordinal": 30,
        "season_no": 2, "program_kind": "dramatic", "first_market": "network_prime_time", **given,
    }  # fmt: skip


def credit(title_id: str, person_id: str, role: str = "written_by", **given: Any) -> dict[str, Any]:
    """A writing credit."""
    return {"title_id": title_id, "person_id": person_id, "role": role, **given}


def receipt(quarter: str, gross: int | None, units: int | None = None, **given: Any) -> dict[str, Any]:
    """A quarter's statement of title T1 by company CO1 in dollars: `2008Q3`, cents, copies."""
    year, number = int(quarter[:4]), int(quarter[5])
    last = date(year, 3 * number, {1: 31, 2: 30, 3: 30, 4: 31}[number])
    return {
        "company_id": "CO1", "title_id": "T1", "market": "download", "territory": "us",
        "base_kind": "distributors_gross", "period_from": date(year, 3 * number - 2, 1), "period_to": last,
        "statement_id": f"S-{quarter}", "received_on": last, "gross_cents": gross, "currency": "usd",
        "units": units, **given,
    }  # fmt: skip


def payment(payment_id: str, gross: int | None, **given: Any) -> dict[str, Any]:
    """A payment of CO1 to P1 for the downloads of T1 in the third quarter of 2008."""
    return {
        "payment_id": payment_id, "line_no": 1, "payer_id": "CO1", "payee_id": "P1", "title_id": "T1",
        "market": "download", "period": "2008Q3", "paid_on": date(2008, 11, 1), "gross_cents": gross,
        "net_cents": None, "currency": "usd", "kind": "principal", **given,
    }  # fmt: skip


def use(market: str, from_on: date, until_on: date | None = None, **given: Any) -> dict[str, Any]:
    """A use of T1 by CO1."""
    return {
        "title_id": "T1", "company_id": "CO1", "market": market, "service": "SERVICE", "territory": "us",
        "from_on": from_on, "ordinal": 1, "until_on": until_on, "is_open": None, "run_no": None, **given,
    }  # fmt: skip


def small_world(**tables: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Two companies, four people, one title written by P1, and what the test adds or puts in their place."""
    return {
        "company": [{"company_id": name, "name": f"Company {name}"} for name in ("CO1", "CO2")],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(1, 5)],
        "title": [title("T1")],
        "credit": [credit("T1", "P1")],
        **tables,
    }


def add(book: Book, rows: Rows, *, said_by: str = "keeper", learned_on: date = LEARNED) -> int:
    """One import of rows; gives its seq."""
    arrow = {}
    for name, listed in rows.items():
        if not listed:
            continue
        fields = [f for f in arrow_schema(TABLES[name]) if any(f.name in row for row in listed)]
        arrow[name] = pa.table(
            {f.name: pa.array([row.get(f.name) for row in listed], f.type) for f in fields}
        )
    # the worlds are open to the guild whole, published counts of subscribers too
    return append_of_class(book, arrow, "guild_only", said_by=said_by, learned_on=learned_on).seq


def make_book(folder: Path, rows: Rows, **how: Any) -> Book:
    """A new book that holds the rows."""
    book = create_book(folder)
    add(book, rows, **how)
    return book


@dataclass(frozen=True)
class Audited:
    """A finished run with its tables to ask."""

    folder: Path
    record: Mapping[str, Any]
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query over the run's tables."""
        return self.connection.execute(sql).fetchall()

    def amounts(self) -> dict[tuple[str, str], int | None]:
        """Amounts by occasion and payee, for worlds in which these two tell lines apart."""
        return {
            (occasion, payee): cents
            for occasion, payee, cents in self.rows("SELECT occasion, payee_id, amount_cents FROM obligation")
        }

    def standings(self) -> list[tuple[Any, ...]]:
        """State, amount, paid and open of every obligation, by occasion and payee."""
        return self.rows(
            """SELECT occasion, payee_id, amount_cents, paid_cents, open_cents, state
               FROM obligation JOIN standing USING (obligation_no) ORDER BY occasion, payee_id, positions"""
        )

    def exceptions(self) -> list[tuple[Any, ...]]:
        """Payment money that settles nothing: payment, kind, cents."""
        return self.rows("SELECT payment_id, kind, amount_cents FROM exception ORDER BY payment_id, line_no")

    def findings(self, code: str) -> list[tuple[str, str, str, str]]:
        """Place, problem, found and remedy of the findings with a code."""
        return self.rows(f"SELECT place, problem, found, remedy FROM finding WHERE code = '{code}'")


def audit(book: Book, agreements: Sequence[Agreement], **request: Any) -> Audited:
    """Audit a book and open the run's tables as views."""
    folder = run_audit(book, agreements, AuditRequest(**request)).folder
    connection = duckdb.connect()
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW \"{path.stem}\" AS SELECT * FROM read_parquet('{path}')")
    return Audited(folder, read_run_record(folder), connection)
