"""Who receives a person's money on a day, and who is authorised to take what off, from the book's records.

A payee of record goes before the person's standing payee, and that before the person. Where two payees hold
for one day, or the id is nobody's, the money is held: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import duckdb

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.collection_split import NOBODY_KNOWN, Receiver
from arrears.claims.deductions import Authorisation
from arrears.records.scratch import scratch
from arrears.records.views import create_views

TABLES = ("person", "company", "payee_of_record", "authorisation")


def read_receivers(
    book: Book, payees: Iterable[str], on: date, held: Mapping[str, str]
) -> dict[str, Receiver]:
    """Where each payee's money goes on a day. held: people whose money is kept back, with the reason."""
    wanted = sorted(set(payees))
    with scratch(book) as connection:
        create_views(connection, snapshot(book), TABLES)
        standing = {str(person): to for person, to in _rows(connection, PERSONS)}
        companies = {str(company) for (company,) in _rows(connection, COMPANIES)}
        of_record: dict[str, set[str]] = {}
        for person, to in _rows(connection, OF_RECORD, {"on": on}):
            of_record.setdefault(str(person), set()).add(str(to))
    return {
        payee: _receiver(payee, held.get(payee, ""), of_record.get(payee, set()), standing, companies)
        for payee in wanted
    }


def _receiver(  # the five things that decide it, in their order
    payee: str, held: str, of_record: set[str], standing: Mapping[str, str | None], companies: set[str]
) -> Receiver:
    if len(of_record) > 1:
        both = " and ".join(sorted(of_record))
        return Receiver("", f"two payees of record on that day: {both}")
    sent_to = next(iter(of_record), None) or standing.get(payee) or payee
    if payee not in standing and payee not in companies:
        return Receiver("", NOBODY_KNOWN)
    return Receiver(sent_to, held)


def read_authorisations(book: Book) -> tuple[Authorisation, ...]:
    """Every authorisation that the book holds now."""
    with scratch(book) as connection:
        create_views(connection, snapshot(book), TABLES)
        rows = _rows(connection, AUTHORISATIONS)
    return tuple(Authorisation(person, agency, from_on, until) for person, agency, from_on, until in rows)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = connection.execute(query, given or {}).fetchall()
    return rows


PERSONS = "SELECT person_id, pays_to FROM record_person ORDER BY 1"
COMPANIES = "SELECT company_id FROM record_company ORDER BY 1"
OF_RECORD = """
    SELECT person_id, payee_id FROM record_payee_of_record
    WHERE from_on <= $on AND (until_on IS NULL OR until_on >= $on) ORDER BY 1, 2
"""
AUTHORISATIONS = """
    SELECT person_id, agency_id, from_on, until_on FROM record_authorisation ORDER BY 1, 2, 3
"""
