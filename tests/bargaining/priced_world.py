"""A small book of the year 2008 under the invented pact, and offers that amend it; every figure by hand.

Downloads pay 1% up to 1,000 copies of a title and 2% beyond: four quarters of $1,000, $2,000, $3,000, $4,000
and 600 copies each owe $10.00, $26.67, $60.00, $80.00. One rerun owes $350.00. One time online of 30 days
owes $800.00 beyond 17 free days; one of 15 days owes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.audit_worlds import Rows, make_book, payment, receipt, small_world, use, write_pact

from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.bargaining.amended import amend
from arrears.bargaining.assumptions import Assumptions, read_assumptions
from arrears.bargaining.base_year import BaseYear
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.offer import Offer
from arrears.bargaining.price_on_book import PricedRun
from arrears.bargaining.read_offer import read_offer

AS_OF = date(2009, 6, 30)
ITEMS: Mapping[str, str] = {
    "low": """\
- id: low
  title: Downloads below the step
  reach: uses
  edits:
  - {at: "reuse/downloads/rate/first 1,000 copies", was: 1%, is: 2%}
""",
    "high": """\
- id: high
  title: Downloads beyond the step
  reach: uses
  edits:
  - {at: reuse/downloads/rate/thereafter, was: 2%, is: 4%}
""",
    "window": """\
- id: window
  title: Free window
  reach: uses
  edits:
  - {at: reuse/streaming/usual, was: 17 days, is: 7 days}
""",
    "fee": """\
- id: fee
  title: Streaming fee
  reach: uses
  edits:
  - {at: reuse/streaming/fee, was: $800.00, is: $1000.00}
""",
    "cable": """\
- id: cable
  title: Cable
  reach: works
  edits:
  - {at: reuse/cable/rate, was: 2%, is: 3%}
""",
    "raise": """\
- id: raise
  title: Minimums
  steps:
  - {of: wages, on: 2009-01-01, raised_by: 3%}
  - {of: wages, on: 2010-01-01, raised_by: 5%}
""",
    "once": """\
- id: once
  title: One raise
  steps:
  - {of: wages, on: 2009-01-01, raised_by: 3%}
""",
    "plan": """\
- id: plan
  title: Health plan
  steps:
  - {of: health, on: 2009-01-01, raised_by: 1%}
""",
    "due": """\
- id: due
  title: An earlier due date
  reach: uses
  edits:
  - {at: due/quarterly/count, was: 60 days, is: 45 days}
""",
}
OFFER = """\
offer: {name}
title: An offer
made_by: {by}
made_to: the others
side: payees
made_on: {made}
status: proposal
amends: pact/v1
effective_on: {first}
term: {{from: {first}, until: {last}}}
source: {{cite: invented, status: derived}}
items:
{items}"""


@dataclass(frozen=True)
class World:
    """The library of the pact, a book's run, and where a test writes its files."""

    folder: Path
    book: Path
    run: PricedRun = field(repr=False)
    opened: dict[int | None, BaseYear] = field(default_factory=dict, repr=False)

    def offer(self, *names: str, first: str = "2009-01-01", last: str = "2010-12-31", **said: Any) -> Offer:
        """An offer of some of the items, or of items given as text under `extra`."""
        text = offer_text(*names, first=first, last=last, **said)
        path = self.folder / f"{said.get('name', 'first')}.yaml"
        path.write_text(text, encoding="utf-8")
        return read_offer(path, self.run.library)

    def base(self, year: int | None = 2008) -> BaseYear:
        if year not in self.opened:
            self.opened[year] = self.run.base_year(year, "")
        return self.opened[year]

    def repricing(self, offer: Offer, folder: Path | None = None, **how: Any) -> Repricing:
        base = self.base()
        return Repricing(base, amend(offer, base.answers, self.run.library), folder, **how)


def offer_text(
    *names: str, first: str = "2009-01-01", last: str = "2010-12-31", extra: str = "", **said: Any
) -> str:
    """The text of an offer of these items."""
    items = "".join(ITEMS[name] for name in names) + extra
    return OFFER.format(
        name=said.get("name", "first"),
        by=said.get("by", "the guild"),
        made=said.get("made", "2008-12-01"),
        first=first,
        last=last,
        items=items,
    )


def usual_rows(**tables: Any) -> Rows:
    """What the module's words say, and what a test adds or puts in its place."""
    rows = {
        "receipt": [receipt(f"2008Q{q}", 100_000 * q, 600) for q in (1, 2, 3, 4)],
        "use": [
            use("free_television", date(2008, 5, 1), date(2008, 5, 1), ordinal=1),
            use("free_television", date(2008, 6, 1), date(2008, 6, 1), ordinal=2),
            use("ad_supported_streaming", date(2008, 3, 1), date(2008, 3, 30)),
            use("ad_supported_streaming", date(2008, 8, 1), date(2008, 8, 15), service="OTHER"),
        ],
        "payment_line": [payment("PAY1", 6_000), payment("PAY2", 500, period="2008Q4")],
    }
    return small_world(**{**rows, **tables})


def make_world(folder: Path, rows: Rows | None = None, pact: str = "", as_of: date = AS_OF) -> World:
    """A book of the rows, audited under the pact."""
    agreement: Agreement = write_pact(folder / "library", pact)
    book = make_book(folder / "book", rows or usual_rows())
    run = run_audit(book, [agreement], AuditRequest(as_of=as_of))
    library = folder / "library"
    return World(folder, book.path, PricedRun(run.folder, (agreement,), library))


def assume(folder: Path, scenario: str = "", **values: str) -> Assumptions:
    """A file of assumptions, `growth__download="10%"` for growth/download, read for a scenario."""
    lines = [
        f"- {{name: {name.replace('__', '/')}, value: '{value}', by: the test, on: 2008-12-01,"
        " source: invented, status: unverified}"
        for name, value in values.items()
    ]
    path = folder / "assumed.yaml"
    path.write_text("assumptions:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return read_assumptions(path).of(scenario)


# Nothing grows, shifts or is added on top: the term costs so many base years.
FLAT: Mapping[str, str] = {
    "growth": "0%", "mix__download": "1", "mix__ad_supported_streaming": "1", "mix__basic_cable": "1",
    "plans__residuals": "0%",
}  # fmt: skip
