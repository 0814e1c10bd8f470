"""One audit of a generated book in a fresh process: what `arrears audit BOOK --library DIR` does.

Used where the command has no `--library` yet. The run folder is the caller's to remove: a run that is there
already is found again and computes nothing.

    python bench/audit_once.py bench/work/rows-1000000
"""

from __future__ import annotations

import sys
from pathlib import Path

from arrears.agreements.load import load_library
from arrears.book.ledger import open_book
from arrears.reports.arrears_tables import make_arrears_tables
from arrears.reports.audit_files import TEXT_ROWS
from arrears.reports.audit_report import build_audit_report
from arrears.reports.audit_run import AuditRequest, run_audit
from arrears.reports.plain import as_text
from arrears.reports.run_tables import open_run


def main(folder: Path) -> None:
    """Audit `folder`/book under `folder`/library and print arrears by company and person."""
    agreements = load_library(folder / "library")
    done = run_audit(open_book(folder / "book"), agreements, AuditRequest(), report_stage)
    run = open_run(done.folder)
    make_arrears_tables(run)
    print(as_text(build_audit_report(run, TEXT_ROWS)))


def report_stage(stage: str) -> None:
    """Say on the error stream where the audit is."""
    print(stage, file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
