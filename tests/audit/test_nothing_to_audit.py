"""Agreements that records cannot run a clause of are refused with the reasons; no run is left behind."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.book.ledger import create_book
from arrears.findings import Refused
from arrears.records.append import append_tables


def test_agreements_that_no_record_can_run_are_refused_with_the_reasons(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    company = pa.table({"company_id": ["C1"], "name": ["Brindlemoor"]})
    append_tables(book, {"company": company}, said_by="WGA", learned_on=date(2009, 8, 31), checks="schema")
    with pytest.raises(Refused, match="it says what pay must come to") as refused:
        run_audit(book, load_library(addresses=["iatse/basic-2009"]), AuditRequest())
    assert [finding.code for finding in refused.value.findings] == ["nothing-to-audit"]
    assert list((book.path / "runs").glob("*/run.json")) == []
