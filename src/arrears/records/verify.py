"""Whether the rows of a book agree with each other: one row for each key and party, totals that add up."""

from __future__ import annotations

import duckdb

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.book.verify import verify_book
from arrears.book.views import quoted, view_name
from arrears.findings import Finding
from arrears.records.faults import SHOWN, more_faults, shortened
from arrears.records.scratch import scratch
from arrears.records.tables import TABLES, Table
from arrears.records.totals import statement_findings
from arrears.records.views import create_views


def verify_records(book: Book, kept_head: str = "") -> list[Finding]:
    """All that `verify_book` checks, and then the current rows; empty when all is well.

    Rows are looked at only when every file is what was committed. Findings: those of `verify_book`,
    several_current_rows, statement_total_differs.
    """
    findings = verify_book(book, kept_head)
    if any(finding.code != "unlisted_file" for finding in findings):
        return findings
    held = snapshot(book)
    with scratch(book) as connection:
        create_views(connection, held)
        # Files of casework are versions, not rows with keys: what they say is checked where it is read.
        for name in (name for name in held.files if name in TABLES):
            findings.extend(_several_current_rows(connection, TABLES[name]))
        findings.extend(statement_findings(connection))
    return findings


def _several_current_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Finding]:
    """Keys for which one party has several current rows, as two corrections of one row leave them."""
    key = ", ".join(quoted(name) for name in (*table.key, "said_by"))
    shown = " || ', ' || ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), 'nothing')" for name in table.key)
    query = (
        f"SELECT min({shown}), said_by, list(row_id ORDER BY row_id)[:{SHOWN}], count(*)"
        f" FROM {view_name(table.name)} GROUP BY {key} HAVING count(*) > 1 ORDER BY min(row_id)"
    )
    repeated = connection.execute(query).fetchall()
    findings = [
        Finding(
            code="several_current_rows",
            place=f"{table.name}: {shortened(key)}",
            problem=f"{said_by} states this key in {count} current rows",
            expected="one row for each key and party",
            found="rows " + ", ".join(str(row_id) for row_id in row_ids),
            remedy="append the row that is right; it takes the place of all of them",
            row_id=row_ids[0],
        )
        for key, said_by, row_ids, count in repeated[:SHOWN]
    ]
    if len(repeated) > SHOWN:
        findings.append(more_faults(table.name, "", "several current rows have one key", len(repeated)))
    return findings
