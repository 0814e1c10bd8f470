"""Rival rows: the same fact asserted by two parties. Both are kept; one is computed, the others are listed.

The first party of the `trust` order that asserts a row is taken. A table whose files all come from one party
has no rivals and is read as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from arrears.book.snapshot import Snapshot
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused, suggest
from arrears.records.tables import TABLES

# Each party numbers its statements itself: another party's statement of the same title, market and period
# speaks of the same money, whatever its number. All statements of the trusted party count.
NUMBERED_BY_PARTY: Mapping[str, str] = {"receipt": "statement_id"}


def trust_order(held: Snapshot, first: Sequence[str] = ()) -> tuple[str, ...]:
    """The parties of a snapshot in the order in which their word is taken: those named, then the rest by
    name. Files of casework, which no audit reads, name nobody.

    Findings: raises `Refused` with `trust-unknown` for a party that says nothing here: its name may be a
    slip.
    """
    parties = sorted({party for table in TABLES for party in held.says(table)})
    problem = "no row of these records is said by this party"
    unknown = [
        Finding("trust-unknown", "--trust", problem, ", ".join(parties), party, suggest(party, parties))
        for party in first
        if party not in parties
    ]
    if unknown and parties:
        raise Refused(unknown)
    return (*first, *(party for party in parties if party not in first))


def trust_records(
    connection: duckdb.DuckDBPyConnection,
    held: Snapshot,
    keys: Mapping[str, Sequence[str]],
    order: Sequence[str],
) -> list[Finding]:
    """Create a view `trusted_<table>` for each table of `keys` (its natural key), and report rival rows.

    Rows: those of `record_<table>`, one per natural key: the first party's in the trust order. Of receipts
    all statements of that party.
    """
    findings = []
    for table, key in keys.items():
        parties = {party for entry in held.files.get(table, ()) for party in entry.says}
        if len(parties) < 2:
            connection.execute(f"CREATE OR REPLACE VIEW trusted_{table} AS SELECT * FROM record_{table}")
            continue
        apart = NUMBERED_BY_PARTY.get(table)
        columns = ", ".join(f'"{name}"' for name in key if name != apart)
        ranks = " ".join(f"WHEN {quote_text(party)} THEN {place}" for place, party in enumerate(order))
        ranked = (
            f"SELECT *, {'rank' if apart else 'row_number'}() OVER (PARTITION BY {columns}"
            f" ORDER BY CASE said_by {ranks} END{'' if apart else ', row_id'}) AS place FROM record_{table}"
        )
        connection.execute(
            f"CREATE OR REPLACE VIEW trusted_{table} AS"
            f" SELECT * EXCLUDE (place) FROM ({ranked}) WHERE place = 1"
        )
        findings += rival_findings(connection, table, ranked)
    return findings


def rival_findings(connection: duckdb.DuckDBPyConnection, table: str, ranked: str) -> list[Finding]:
    """One finding per pair of parties that assert different rows for the same keys of a table."""
    rows = connection.execute(
        f"SELECT said_by, count(*), min(row_id) FROM ({ranked}) WHERE place > 1"
        " GROUP BY said_by ORDER BY said_by"
    ).fetchall()
    return [
        Finding(
            code="rival-rows",
            place=f"{table}:{row_id}",
            problem=f"{party} asserts rows that a party trusted before it asserts as well",
            expected="one assertion per key, or a party to trust",
            found=f"{count} row(s), the first {row_id}",
            remedy=f"name the party to believe with --trust; the rows of {party} were not computed",
            row_id=row_id,
        )
        for party, count, row_id in rows
    ]
