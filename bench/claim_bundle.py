"""Measures sealing a large claim and checking the bundle: python bench/claim_bundle.py FOLDER [OBLIGATIONS]

Invented titles with two writers each and four quarters of downloads, none of them paid, audited under the
agreement of 2008, claimed whole and sealed. Every quarter crosses or nears a tier, so that counters run.
Prints seconds by part, the size of the bundle, and the most memory that the verifier's process held.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.access import GUILD
from arrears.book.ledger import Book, create_book
from arrears.claims.bundle import BundleAsked, make_bundle
from arrears.claims.casework import NewEvent, Plan, append_numbered
from arrears.claims.frozen import freeze, lines_body, stage_frozen
from arrears.claims.verifier import verify
from arrears.records.append import append_tables
from arrears.records.schema import arrow_schema
from arrears.records.tables import TABLES

AS_OF = date(2009, 8, 31)
QUARTERS = (
    (date(2008, 4, 1), date(2008, 6, 30)), (date(2008, 7, 1), date(2008, 9, 30)),
    (date(2008, 10, 1), date(2008, 12, 31)), (date(2009, 1, 1), date(2009, 3, 31)),
)  # fmt: skip
WRITERS = 2
# What the process itself held; counts of the system would include the memory of the one that started it.
MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.1f} s of the processor,", *peak[0].split()[1:], file=sys.stderr)
"""
OPENED = {
    "on": AS_OF.isoformat(), "by": "bench", "why": "", "title": "Downloads", "subject": "residuals",
    "family": "wga", "agreement": "wga/mba-2008", "claimants": [{"kind": "guild", "id": "wga"}],
    "respondents": ["C1"], "represented_by": "", "clauses": ["new-media/download-television"],
    "positions": {"claimants": "guild", "respondents": "companies"}, "cause": "",
}  # fmt: skip


def arrow(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of a record table in its own types."""
    fields = [field for field in arrow_schema(TABLES[name]) if field.name in rows[0]]
    return pa.table({field.name: pa.array([row[field.name] for row in rows], field.type) for field in fields})


def invented_tables(titles: int) -> dict[str, pa.Table]:
    """Titles, their writers, and a statement of downloads for each quarter."""
    people = range(max(titles // 5, WRITERS))
    numbers = range(titles)
    rows: dict[str, list[dict[str, Any]]] = {
        "company": [{"company_id": "C1", "name": "Company C1 (invented)"}],
        "person": [{"person_id": f"P{n}", "name": f"Person {n} (invented)"} for n in people],
        "title": [
            {"title_id": f"T{n}", "name": f"Title {n} (invented)", "kind": "episode",
             "program_kind": "dramatic", "company_id": "C1", "photography_on": date(2008, 3, 3),
             "written_on": date(2008, 2, 20), "first_new_media_on": date(2008, 4, 10), "minutes": 60}
            for n in numbers
        ],
        "credit": [
            {"title_id": f"T{n}", "person_id": f"P{(n * WRITERS + w) % len(people)}", "role": "written_by"}
            for n in numbers for w in range(WRITERS)
        ],
        "receipt": [
            {"company_id": "C1", "title_id": f"T{n}", "market": "download", "territory": "us_ca",
             "base_kind": "distributors_gross", "period_from": first, "period_to": last,
             "statement_id": f"S{n}-{place}", "received_on": AS_OF, "currency": "usd",
             "gross_cents": 1_000_000 + n * 7919 % 900_000, "units": 30_000 + n % 17_000}
            for n in numbers for place, (first, last) in enumerate(QUARTERS)
        ],
    }  # fmt: skip
    return {name: arrow(name, listed) for name, listed in rows.items()}


def file_claim(book: Book) -> int:
    """Audit the book and claim every line in arrears; gives how many."""
    agreements = load_library(addresses=["wga/mba-2008"])
    run = open_run(run_audit(book, agreements, AuditRequest(as_of=AS_OF)).folder)
    frozen = freeze(run, "s.open_cents > 0", agreements)

    def make(claim_id: str) -> Plan:
        staged = stage_frozen(book, frozen)
        added = {"on": AS_OF.isoformat(), "by": "bench", "why": "", **lines_body(frozen, staged)}
        return Plan((NewEvent(claim_id, "opened", OPENED), NewEvent(claim_id, "lines_added", added)), staged)

    append_numbered(book, "claim", make, learned_on=AS_OF)
    return frozen.count


def main(folder: Path, obligations: int) -> None:
    """Make, seal and check, and print what each took."""
    book = create_book(folder / "book")
    tables = invented_tables(obligations // (WRITERS * len(QUARTERS)))
    append_tables(book, tables, said_by="bench", learned_on=AS_OF)
    lines = file_claim(book)
    print(f"{lines:,} obligations claimed")
    begun, out = time.monotonic(), folder / "claim.zip"
    made = make_bundle(book, "claim/1", BundleAsked(GUILD, AS_OF, "bench"), out)
    print(
        f"sealed in {time.monotonic() - begun:.1f} s: {made.sealed.rows:,} rows, {made.sealed.bytes:,} bytes"
    )
    begun = time.monotonic()
    command = [sys.executable, "-I", "-S", "-c", MEASURED, verify.__file__, str(out)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.monotonic() - begun
    print(f"checked in {took:.1f} s, {ran.stderr.strip()} at most, exit code {ran.returncode}")
    print(ran.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
