"""A claim file is what the claim says, page by page, and nothing that is the guild's own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from arrears.book.access import COUNSEL
from arrears.claims import claim_filing
from arrears.claims.acting import Acting
from arrears.claims.bundle_case import case_tables
from arrears.claims.casework import NewEvent, append
from arrears.claims.claim import Notice, read_claim
from arrears.claims.claim_figures import figure_claim
from arrears.claims.decisions import Proposed
from arrears.claims.evidence import Given, add_evidence, read_evidence
from arrears.claims.exhibits import index_evidence
from arrears.claims.filed_versions import filed_versions
from arrears.claims.line_choice import LineChoice
from arrears.claims.opening import Opening, open_claim
from arrears.claims.recording import record_step
from arrears.claims.steps import Taken
from arrears.claims.worked_lines import work_lines
from arrears.findings import Refused
from arrears.reports.claim_file import draw_claim_file, schedule_of
from arrears.reports.claim_file_report import ClaimFile, build_claim_file
from arrears.reports.schedule_pages import rows_a_page
from arrears.vocabulary import DECISION_REASONS

DAY = date(2009, 8, 31)
LATER = date(2009, 12, 31)
SECRET = "the weakness nobody may read"


@pytest.fixture
def claimed(book, audited):
    """The small book with one claim over what is in arrears, filed."""
    notices = (Notice("P1", DAY, "letter"),)
    decision = Proposed("open", DAY, "attorney", "amount", SECRET, notices)
    choice = LineChoice(families=("wga",))
    asked = Opening(
        "The third quarter", choice, decision, "guild", "companies", represented_by="an association"
    )
    open_claim(book, audited, asked, learned_on=DAY)
    taken = Taken("filed", DAY, "attorney", facts={"served_on": "2009-09-01"})
    record_step(book, "1", taken, learned_on=DAY, procedure=lambda _: None)
    return book


def told_of(book, as_of: date = DAY, on: date = DAY) -> ClaimFile:
    claim = read_claim(book, "1")
    figures = figure_claim(book, claim, as_of)
    made, earlier = claim_filing.version_now(book, figures, on)
    agreements = claim_filing.agreements_of(figures.held)
    return ClaimFile(
        claim=claim,
        figures=figures,
        agreements=agreements,
        worked=work_lines(book, figures, agreements, lambda _: None),
        events=claim_filing.acts_to_tell(book, claim),
        evidence=index_evidence(read_evidence(book, claim.claim_id)),
        names=claim_filing.names_of(figures.held),
        version=made.version,
        totals=made.totals,
        earlier=earlier,
        schedule=schedule_of(figures),
        schedule_note="Every item.",
    )


def words_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_the_file_tells_parties_readings_amounts_and_steps(claimed):
    text = " ".join(words_of(draw_claim_file(told_of(claimed))))
    told = (
        "Writers Guild of America, claimants", "Brindlemoor Pictures (invented), respondents",
        "an association appears for the respondents and is not a party",
        "no payment was found in the records", "$159.00", "The readings side by side", "AMPTP",
        "the claim or grievance was filed", "served on: 2009-09-01",
        "0.36%", "python verify.py",
        "Claim: The third quarter", "version 1", "Submitted for the claimants",
    )  # fmt: skip
    for words in told:
        assert words in text, words


def test_lines_are_worked_from_the_facts_to_the_cent(claimed):
    told = told_of(claimed)
    (explanation,) = told.worked.explanations
    assert (explanation.amount_cents, told.worked.left_out) == (7_950, ())
    text = " ".join(words_of(draw_claim_file(told)))
    for words in ("Annex B: lines worked step by step", "$79.50 for Ada Quillfeather", "$30,000.00", "0.53%"):
        assert words in text, words


def test_a_line_that_cannot_be_worked_says_why(claimed):
    told = told_of(claimed)
    worked = work_lines(claimed, told.figures, (), lambda _: None)
    assert worked.explanations == ()
    assert worked.left_out[0].startswith("no line could be worked: ")


def test_what_was_weighed_within_the_guild_is_not_in_the_file(claimed):
    text = " ".join(words_of(draw_claim_file(told_of(claimed))))
    assert SECRET not in text
    assert DECISION_REASONS["amount"] not in text


@pytest.mark.parametrize("access", ["counsel_only", "settlement"])
def test_what_counsel_or_talks_produced_is_not_in_the_file_whoever_makes_it(claimed, access):
    before = draw_claim_file(told_of(claimed))
    body = {"on": "2009-08-31", "by": "counsel", "step": "inquired", "facts": {"note": SECRET}, "why": SECRET}
    counsel = replace(claimed, audience=COUNSEL)
    append(counsel, [NewEvent("claim/1", "step", body, access=access)], learned_on=DAY)
    assert len(read_claim(counsel, "1").steps) == 2
    assert draw_claim_file(told_of(counsel)) == before


def test_an_exhibit_has_the_mark_that_it_has_in_the_bundle(claimed, tmp_path):
    acting = Acting(DAY, "clerk", DAY)
    for name, access in (("a.txt", "parties"), ("b.txt", "guild_only"), ("c.txt", "parties")):
        (tmp_path / name).write_text(name)
        add_evidence(claimed, Given(tmp_path / name, "C1", DAY, access, "claim/1"), acting)
    in_file = {one.name: one.mark for one in told_of(claimed).evidence.exhibits}
    tables = {table.name: table for table in case_tables(claimed, read_claim(claimed, "1")).tables}
    rows = [row for part in tables["exhibit"].parts.values() for row in part]
    assert {str(row[2]): row[0] for row in rows} == in_file
    assert len(in_file) == 3


def test_what_is_held_and_not_filed_is_said_so(claimed, tmp_path):
    acting = Acting(DAY, "clerk", DAY)
    for name, duty, access in (("a.txt", "", "parties"), ("b.txt", "a promise", "guild_only")):
        (tmp_path / name).write_text(name)
        add_evidence(claimed, Given(tmp_path / name, "C1", DAY, access, "claim/1", duty), acting)
    (tmp_path / "c.txt").write_text(SECRET)
    counsel = replace(claimed, audience=COUNSEL)
    add_evidence(counsel, Given(tmp_path / "c.txt", "C1", DAY, "counsel_only", "claim/1"), acting)
    held = {one.given.path.name: one.evidence_id for one in read_evidence(claimed, "claim/1")}
    told = told_of(counsel)
    assert [one.evidence_id for one in told.evidence.exhibits] == [held["a.txt"]]
    said = f"{held['b.txt']} is under a duty to return or destroy it, so it is no exhibit"
    assert told.evidence.left_out == (said,)
    (index,) = [one for one in build_claim_file(told).sections if one.heading == "Index of evidence"]
    assert index.sentences == (f"Left out: {said}.",)
    words = " ".join(words_of(draw_claim_file(told)))
    assert held["b.txt"] in words
    assert "no exhibit" in words


def test_the_schedule_sums_to_the_brief(claimed):
    told = told_of(claimed)
    whole = told.figures.filed.whole[0]
    names = [column.name for column in told.schedule.columns]
    principal = names.index("principal_0")
    assert sum(row[principal].cents for row in told.schedule.rows) == whole.principal_cents == 15_900


def test_a_long_schedule_stands_behind_on_pages_that_are_counted(claimed):
    told = told_of(claimed)
    rows = told.schedule.rows * rows_a_page(told.schedule)
    pages = words_of(draw_claim_file(replace(told, schedule=replace(told.schedule, rows=rows))))
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert f"The schedule has {len(rows):,} items" in " ".join(pages)
    assert "total" in pages[-1]


def test_the_same_content_is_the_same_version(claimed):
    told = told_of(claimed)
    claim = read_claim(claimed, "1")
    made, _ = claim_filing.version_now(claimed, told.figures, DAY)
    content = draw_claim_file(told)
    claim_filing.record_file(claimed, claim, made, content, ("attorney", "", DAY))
    again, _ = claim_filing.version_now(claimed, told.figures, LATER)
    assert again.version == 1
    assert claim_filing.is_made(claimed, again, claim)
    assert draw_claim_file(told_of(claimed)) == content


def test_another_day_is_a_new_version_that_tells_the_difference(claimed):
    told = told_of(claimed)
    claim = read_claim(claimed, "1")
    made, _ = claim_filing.version_now(claimed, told.figures, DAY)
    claim_filing.record_file(claimed, claim, made, b"first", ("attorney", "", DAY))
    later = told_of(claimed, as_of=LATER, on=LATER)
    assert (later.version, later.earlier.version) == (2, 1)
    (change,) = [s for s in build_claim_file(later).sections if s.heading.startswith("What changed")]
    rows = {row[1]: row for row in change.tables[0].rows}
    assert rows["late simple"][4].cents == rows["late simple"][3].cents - rows["late simple"][2].cents > 0
    assert "principal" not in rows
    assert filed_versions(claimed, "claim/1")[0].totals == made.totals


def test_a_file_is_not_recorded_twice(claimed):
    claim = read_claim(claimed, "1")
    made, _ = claim_filing.version_now(claimed, told_of(claimed).figures, DAY)
    claim_filing.record_file(claimed, claim, made, b"first", ("attorney", "", DAY))
    with pytest.raises(Refused) as refused:
        claim_filing.record_file(claimed, claim, made, b"first", ("attorney", "", DAY))
    assert refused.value.findings[0].code == "act-recorded-before"
