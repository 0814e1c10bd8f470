"""Opens a book's base year under the agreements of one family, to price what a change reaches there.

Each family is audited and its year reproduced by itself, as that of the amended agreement is. Companies whose
records say that they signed other families' agreements only are in no figure; those that say nothing are, and
are counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from arrears.audit.run_tables import open_run
from arrears.bargaining.base_year import CURRENCY, BaseYear, own_positions
from arrears.bargaining.pattern_on_book import FamilyBook
from arrears.bargaining.price_on_book import KEPT_IN, PricedRun
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.engine.connection import open_engine, quote_text
from arrears.findings import Refused
from arrears.records.views import create_views

# What keeps one family's year from being opened, and is told beside its changes.
NOTHING_THERE = ("base-year-none", "base-year-open", "guild-unknown")


def open_family_book(book: Book, run: PricedRun, year: int, position: str) -> FamilyBook | str:
    """The base year of a book under one family, on the position of that name, or on its only one.

    Rows of companies that signed with other families only are taken out of the year.
    Missing: a sentence where the run has no such year, or reads it in several ways and none is named.
    Findings: those of reproducing the year.
    """
    own = own_positions(open_run(run.folder))
    names = [name for name in own if name == position] or list(own)
    if len(names) != 1:
        return f"its agreement is read in several ways, none of them named: {', '.join(names)}"
    try:
        base = run.base_year(year, names[0])
    except Refused as refused:
        if any(fault.code not in NOTHING_THERE for fault in refused.findings):
            raise
        return "; ".join(fault.problem for fault in refused.findings)
    family = run.agreements[0].family
    signed = signed_families(book)
    apart = [company for company, families in signed.items() if family not in families]
    _leave_out(base, apart)
    return FamilyBook(base, run.folder / KEPT_IN, frozenset(apart), _unsaid(base, signed))


def signed_families(book: Book) -> Mapping[str, frozenset[str]]:
    """The families whose agreements each company signed, by any party's word; companies that do not say are
    not there.
    """
    with tempfile.TemporaryDirectory() as spill:
        connection = open_engine([book.path], Path(spill))
        create_views(connection, snapshot(book), ["company"])
        rows = connection.execute(
            """SELECT company_id, list(DISTINCT family) FROM
               (SELECT company_id, unnest(signatory_to) AS family FROM record_company) GROUP BY ALL"""
        ).fetchall()
        connection.close()
    return {company: frozenset(families) for company, families in rows}


def _leave_out(base: BaseYear, companies: list[str]) -> None:
    if companies:
        listed = ", ".join(quote_text(company) for company in companies)
        base.lines.run.connection.execute(f"DELETE FROM base_line WHERE company_id IN ({listed})")


def _unsaid(base: BaseYear, signed: Mapping[str, frozenset[str]]) -> int:
    rows = base.lines.run.rows(
        f"""SELECT DISTINCT company_id FROM base_line
            WHERE year(ordered_on) = {base.year} AND currency = '{CURRENCY}'"""
    )
    return sum(1 for (company,) in rows if company not in signed)
