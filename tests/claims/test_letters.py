"""Letters are written, sent and received; a notice of late payment starts its clock when it is received."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date

import docx
import pytest

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.claims.acting import Acting
from arrears.claims.claim import read_claim
from arrears.claims.claim_figures import figure_claim
from arrears.claims.decisions import Proposed
from arrears.claims.letter_amounts import lines_of_company, sums_of_company
from arrears.claims.letter_template import FIELDS, merge, shipped_template
from arrears.claims.letters import (
    Draft,
    LetterAct,
    one_letter,
    read_letters,
    record_letter,
    record_received,
    record_sent,
)
from arrears.claims.line_choice import LineChoice
from arrears.claims.opening import Opening, open_claim
from arrears.claims.requests import NewRequest, make_request, one_request
from arrears.findings import Refused
from arrears.records.verify import verify_records
from arrears.reports.letter_docx import as_docx
from arrears.reports.letter_report import LetterTables, build_letter, build_letter_list, clause_table
from arrears.reports.request_report import asked_tables
from arrears.reports.tables import Money

DAY = date(2009, 8, 31)
REF = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"


@pytest.fixture
def claimed(book, audited):
    decision = Proposed("open", DAY, "attorney", "amount", told_nobody="the guild's own")
    choice = LineChoice(families=("wga",))
    open_claim(book, audited, Opening("Q3", choice, decision, "guild", "companies"), learned_on=DAY)
    return book


def draft(kind: str = "late_notice", **differs) -> Draft:
    told = {"kind": kind, "claim_id": "claim/1", "sender": "wga", "recipient": "C1", "subject": "Q3",
            "sha256": "ab", "refs": (REF,), "on": DAY, "by": "attorney"}  # fmt: skip
    return Draft(**{**told, **differs})


def act(day: date) -> LetterAct:
    return LetterAct(day, "clerk", "post")


def test_a_letter_is_kept_with_its_claim(claimed):
    letter_id, _ = record_letter(claimed, draft(), learned_on=DAY)
    letter = one_letter(claimed, "1")
    assert (letter.letter_id, letter.state, letter.refs) == (letter_id, "written", (REF,))
    assert letter.access == "parties"
    assert read_claim(claimed, "1").of_kind("letter") == ("letter/1",)
    assert read_letters(claimed, "claim/2") == ()


def test_the_same_letter_twice_is_refused(claimed):
    record_letter(claimed, draft(), learned_on=DAY)
    with pytest.raises(Refused) as refused:
        record_letter(claimed, draft(), learned_on=DAY)
    assert refused.value.findings[0].code == "act-recorded-before"
    assert len(read_letters(claimed)) == 1


def test_a_letter_nobody_wrote_is_unknown(claimed):
    with pytest.raises(Refused) as refused:
        one_letter(claimed, "7")
    assert refused.value.findings[0].problem == "the book holds no letter of that name"


def test_a_letter_is_sent_once_after_it_was_written_and_received_after_that(claimed):
    record_letter(claimed, draft("demand"), learned_on=DAY)
    for record, day in ((record_sent, date(2009, 8, 30)), (record_received, date(2009, 9, 5))):
        with pytest.raises(Refused) as refused:
            record(claimed, "1", act(day), learned_on=date(2009, 9, 5))
        assert refused.value.findings[0].code == "letter-out-of-order"
    record_sent(claimed, "1", act(date(2009, 9, 1)), learned_on=date(2009, 9, 1))
    with pytest.raises(Refused) as refused:
        record_sent(claimed, "1", act(date(2009, 9, 2)), learned_on=date(2009, 9, 2))
    assert refused.value.findings[0].problem == "the letter cannot be recorded as sent"
    with pytest.raises(Refused) as refused:
        record_received(claimed, "1", act(date(2009, 8, 31)), learned_on=date(2009, 9, 2))
    assert refused.value.findings[0].problem == "the letter cannot be recorded as received"
    record_received(claimed, "1", act(date(2009, 9, 4)), learned_on=date(2009, 9, 4))
    assert one_letter(claimed, "1").state == "received on 2009-09-04"


def notices(book) -> list[tuple[object, ...]]:
    run = run_audit(book, load_library(addresses=["wga/mba-2008"]), AuditRequest(as_of=date(2009, 12, 31)))
    return open_run(run.folder).rows("SELECT received_on FROM late_notice ORDER BY 1")


def test_a_received_notice_of_late_payment_is_a_record_that_audits_read(claimed):
    record_letter(claimed, draft(), learned_on=DAY)
    record_sent(claimed, "1", act(date(2009, 9, 1)), learned_on=date(2009, 9, 1))
    assert notices(claimed) == []
    record_received(claimed, "1", act(date(2009, 9, 4)), learned_on=date(2009, 9, 4))
    assert notices(claimed) == [(date(2009, 9, 4),)]
    assert verify_records(claimed) == []


def test_a_received_demand_is_no_notice_of_late_payment(claimed):
    record_letter(claimed, draft("demand"), learned_on=DAY)
    record_sent(claimed, "1", act(date(2009, 9, 1)), learned_on=date(2009, 9, 1))
    record_received(claimed, "1", act(date(2009, 9, 4)), learned_on=date(2009, 9, 4))
    assert notices(claimed) == []


def tables_of(book) -> LetterTables:
    claim = read_claim(book, "1")
    figures = figure_claim(book, claim, DAY)
    positions = tuple(position.name for position in figures.held.positions)
    clauses = clause_table(load_library(addresses=["wga/mba-2008"]), claim.clauses)
    return LetterTables(clauses, positions, sums_of_company(figures, "C1"), lines_of_company(figures, "C1"))


def test_a_letter_has_the_recipients_lines_and_sums_alone(claimed):
    tables = tables_of(claimed)
    assert [line.open_cents for line in tables.lines] == [(7_950,), (7_950,)]
    assert {line.refs for line in tables.lines} == {(REF,), (REF.replace("P1", "P2"),)}
    assert tables.sums[0].principal_cents == 15_900
    figures = figure_claim(claimed, read_claim(claimed, "1"), DAY)
    assert lines_of_company(figures, "C2") == ()
    assert sums_of_company(figures, "C2") == ()


def test_a_letter_on_paper_has_its_words_clauses_and_amounts(claimed):
    merged = merge(shipped_template("demand"), {name: f"<{name}>" for name in FIELDS})
    report = build_letter(merged, tables_of(claimed), (("date", "2009-09-01"),))
    (sums,) = [one for one in report.tables() if one.name == "sums"]
    # What no dispute was declared about is not therefore undisputed: the readings may differ about it.
    assert [one.heading for one in sums.columns][2] == "of it, no dispute declared"
    assert sums.note.startswith("The readings are alternatives")
    document = docx.Document(io.BytesIO(as_docx(report, DAY)))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Demand for payment: <claim_title>" in words
    assert "=Bram Thistlewhit" in cells  # text in a letter, no formula can run there
    assert "$79.50" in cells
    assert any("new-media/download-television" in cell for cell in cells)
    assert Money(15_900, "usd", "secondary").text() in cells


def test_a_letter_that_makes_a_request_says_what_is_asked_under_which_duty(claimed):
    new = NewRequest(
        "C1", "statements", ("every statement",), claim_id="claim/1", accommodation="counsel only"
    )
    request_id, _ = make_request(claimed, new, Acting(DAY, "attorney", DAY))
    request = one_request(claimed, request_id)
    tables = replace(tables_of(claimed), asked=asked_tables(request))
    values = {name: f"<{name}>" for name in FIELDS} | {"accommodation": request.accommodation}
    report = build_letter(merge(shipped_template("information_request"), values), tables, ())
    document = docx.Document(io.BytesIO(as_docx(report, DAY)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "every statement" in cells
    assert any("counsel only" in paragraph.text for paragraph in document.paragraphs)


def test_one_letter_gives_one_file_whenever_it_is_written(claimed):
    merged = merge(shipped_template("inquiry"), {name: name for name in FIELDS})
    report = build_letter(merged, tables_of(claimed), ())
    first = as_docx(report, DAY)
    time.sleep(2.1)  # times in a zip count by two seconds
    assert as_docx(report, DAY) == first


def test_letters_are_listed(claimed):
    record_letter(claimed, draft(), learned_on=DAY)
    table = next(build_letter_list(read_letters(claimed), ()).tables())
    assert table.rows[0][:3] == ("letter/1", "late notice", "claim/1")
    assert next(build_letter_list((), ()).tables()).note == "The book holds no letter."
