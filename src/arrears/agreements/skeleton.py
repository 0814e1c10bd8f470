"""Writes the first files of an agreement of one's own: a header, an article with one clause, one worked case.

They load, give nothing to lint, and their case agrees, so that every later fault is the author's last change.
Nothing that is there is ever written over.
"""

from __future__ import annotations

import re
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import HEADER_FILE, Library
from arrears.findings import Finding, Refused

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}/[a-z0-9][a-z0-9-]{0,59}")
ARTICLE = "rentals"
HEADER_TEXT = """\
# The header: what the agreement is called, which days it covers, and the rules that several clauses share.
agreement: {name}
title: An agreement of my own
cite: write here which document this is, and the page
status: derived                 # primary, secondary, derived or unverified: how far the source can be trusted
covers: {{from: 2024-01-01, until: 2026-12-31}}
governed_by: received_on        # the date of a record that must fall into these days
articles: [rentals]
due:
  quarterly: {{count: 60 days, after: period_to, cite: write here where that is said, status: derived}}
"""
ARTICLE_TEXT = """\
# One article: its clauses in the document's order. Every figure has a name, and says where it was read.
article: rentals
title: Rentals
cite: write here which document this is, and the page
status: derived
clauses:
- id: rental
  entitlement: rental
  words: a share of what rentals of films bring in
  for: statement_line
  when: market = 'rental' and work = 'theatrical'
  terms: {rate: 1.2%}
  pays: gross * rate
  to: credited_writers
  due: quarterly
"""
CASES_TEXT = """\
# Worked cases: records in, amounts out. Say where each expected figure comes from.
- case:
    name: a quarter of rentals
    clause: rental
    source: hand calculation, $1,000.00 x 1.2%
    given: {market: rental, work: theatrical}
  records:
  - {period_to: 2024-03-31, received_on: 2024-04-15, gross: "$1,000.00"}
  expect:
    amounts: [$12.00]
    due: [2024-05-30]
"""


def new_agreement(folder: Path, name: str) -> tuple[Path, ...]:
    """Write the first files of the agreement `family/version` below a folder; the header's path first.

    Findings: raises `Refused` for a name that is no `family/version` or that a shipped agreement has, for a
    folder that holds something already, and for one that cannot be written; then nothing is written.
    """
    if not _NAME.fullmatch(name):
        problem, expected = (
            "this is not the name of an agreement.",
            "family/version in lower case, guild/pact-2026",
        )
        raise Refused([Finding("agreement-name", "--name", problem, expected, f"'{name[:60]}'")])
    if name in Library(SHIPPED).versions():
        problem, remedy = (
            "an agreement that ships with Arrears has this name.",
            "choose another family or version",
        )
        raise Refused([Finding("agreement-shadowed", "--name", problem, "a name of its own", name, remedy)])
    target = folder / name
    texts = {
        HEADER_FILE: HEADER_TEXT.format(name=name),
        f"{ARTICLE}.yaml": ARTICLE_TEXT,
        f"{ARTICLE}.cases.yaml": CASES_TEXT,
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            problem, remedy = "the folder holds files already.", "choose another name, or change those files"
            raise Refused(
                [Finding("agreement-folder", str(target), problem, "an empty folder", "files", remedy)]
            )
        for file, text in texts.items():
            (target / file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        problem, found = "the folder cannot be written.", (fault.strerror or "no answer").lower()
        raise Refused([Finding("agreement-folder", str(target), problem, "a folder", found)]) from fault
    return tuple(target / file for file in texts)
