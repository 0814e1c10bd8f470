"""Writes offers for tests: a small pact with three figures, and an offer whose parts a test replaces."""

from __future__ import annotations

from pathlib import Path

from arrears.bargaining.offer import Offer
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Finding, Refused

PACT = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: invented
status: derived
governed_by: {theatrical: photographed_on, television: employed_on}
"""
REUSE = """\
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: rental
  for: statement_line
  governed_by: received_on
  when: market = 'rental'
  terms: {rate: 1.2%, threshold: $1000}
  pays: at_least(gross - threshold, 0) * rate
- id: download
  for: statement_line
  governed_by: received_on
  when: market = 'download'
  steps:
    rate: {counts: copies, per: title, bands: {"first 100 copies": 1%, thereafter: 2%}}
  pays: gross * rate
- id: streaming
  for: statement_line
  when: market = 'subscription_streaming' and period_from >= first_new_media_on + window
  terms: {window: 17 days, fee: $650}
  pays: fee
"""
OFFER = """\
offer: first
title: A first proposal
made_by: the guild
made_to: the companies
side: payees
made_on: 2008-09-15
status: proposal
amends: guild/pact-2008
effective_on: 2008-11-01
term: {from: 2008-11-01, until: 2011-05-01}
source: {cite: invented, status: derived}
items:
- id: "1"
  title: Rental
  reach: uses
  edits:
  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}
- id: "2"
  title: Window
  reach: works
  edits:
  - {at: reuse/streaming/window, was: 17 days, is: 7 days}
- id: "3"
  title: Minimums
  steps:
  - {of: wages, on: 2008-11-01, raised_by: 3%}
  - {of: wages, on: 2009-11-01, raised_by: 3.5%}
"""


def write_library(folder: Path) -> Path:
    """A library with the one pact."""
    pact = folder / "library" / "guild" / "pact-2008"
    pact.mkdir(parents=True, exist_ok=True)
    (pact / "agreement.yaml").write_text(PACT, encoding="utf-8")
    (pact / "reuse.yaml").write_text(REUSE, encoding="utf-8")
    return folder / "library"


def written(*changes: tuple[str, str], offer: str = OFFER) -> str:
    """An offer's text with parts replaced; each part stands there exactly once."""
    for old, new in changes:
        assert offer.count(old) == 1, (offer.count(old), old)
        offer = offer.replace(old, new)
    return offer


def read_text(folder: Path, text: str, name: str = "offer.yaml") -> Offer:
    """The offer of a text, read with the one pact."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_offer(path, write_library(folder))


def faults_of(folder: Path, text: str) -> list[Finding]:
    """The findings with which a text is refused; none where it is read."""
    try:
        read_text(folder, text)
    except Refused as refused:
        return list(refused.findings)
    return []
