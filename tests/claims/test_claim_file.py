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
from arrears.claims.decided import read_decided, still_open
from arrears.claims.decisions import Proposed
from arrears.claims.evidence import Given, add_evidence, evidence_bytes, one_evidence, read_evidence
from arrears.claims.exhibits import index_evidence
from arrears.claims.filed_versions import change_sentences, filed_versions
from arrears.claims.line_choice import LineChoice
from arrears.claims.opening import Opening, open_claim
from arrears.claims.recording import record_step
from arrears.claims.steps import Taken
from arrears.claims.worked_lines import WorkedLines, work_lines
from arrears.findings import Refused
from arrears.reports.claim_file import draw_claim_file, schedule_of
from arrears.reports.claim_file_decided import DecidedFile
from arrears.reports.claim_file_report import ClaimFile, build_claim_file
from arrears.reports.exhibit_binding import bind_exhibits
from arrears.reports.schedule_pages import rows_a_page
from arrears.vocabulary import DECISION_REASONS

DAY = date(2009, 8, 31)
LATER = date(2009, 12, 31)
SECRET = "the weakness nobody may read"


@pytest.fixture
def claimed(book, audited):
    """The small book with one claim over what is in arrears, filed."""
    return claim_opened(book, audited)


def claim_opened(book, audited):
    """A book with one claim over what is in arrears, filed."""
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


def told_of(book, as_of: date = DAY, on: date = DAY, *, with_worked: bool = True) -> ClaimFile:
    claim = read_claim(book, "1")
    figures = figure_claim(book, claim, as_of)
    evidence = index_evidence(read_evidence(book, claim.claim_id))
    made, earlier = claim_filing.version_now(book, figures, on)
    agreements = claim_filing.agreements_of(figures.held)
    return ClaimFile(
        claim=claim,
        figures=figures,
        agreements=agreements,
        worked=work_lines(book, figures, agreements, lambda _: None) if with_worked else WorkedLines((), ()),
        events=claim_filing.acts_to_tell(book, claim),
        evidence=evidence,
        bound=bind_exhibits(evidence, lambda one: evidence_bytes(book, one_evidence(book, one.evidence_id))),
        names=claim_filing.names_of(figures.held),
        version=made.version,
        totals=made.totals,
        earlier=earlier,
        schedule=schedule_of(figures),
        schedule_note="Every item.",
        decided=decided_file(book, claim, figures),
    )


def decided_file(book, claim, figures) -> DecidedFile:
    decided, names = read_decided(book, claim, figures), claim_filing.names_of(figures.held)
    return DecidedFile(decided, still_open(figures, decided), names, claim_filing.titles_of(figures.held))


def words_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_the_file_tells_parties_readings_amounts_and_steps(claimed):
    text = " ".join(words_of(draw_claim_file(told_of(claimed))))
    told = (
        "Writers Guild of America, claimant", "Brindlemoor Pictures (invented), respondent",
        "An association appears for the respondent and is not a party",
        "no payment was found in the records", "$159.00", "The readings side by side", "AMPTP",
        "the claim or grievance was filed", "served on: 2009-09-01",
        "0.36%", "python verify.py",
        "What the marks rest on", "lateness: residuals", "1.5% per month until the day on which the guild",
        "When it is due and what lateness costs", "60 days after the end of the period",
        "Claim: The third quarter", "version 1", "Submitted for the claimant", "The claimant asks for",
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


def give(book, folder, name: str, content: str | bytes, access: str = "parties") -> None:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    add_evidence(book, Given(folder / name, "C1", DAY, access, "claim/1"), Acting(DAY, "clerk", DAY))


def test_exhibits_are_bound_behind_the_schedule_where_the_index_says(claimed, tmp_path):
    without = draw_claim_file(told_of(claimed))
    give(claimed, tmp_path, "a.txt", "what the producer wrote")
    give(claimed, tmp_path, "b.pdf", without)
    give(claimed, tmp_path, "c.zip", b"PK\x03\x04\x00")
    content = draw_claim_file(told_of(claimed))
    pages = words_of(content)
    behind = [number for number, page in enumerate(pages, start=1) if "Exhibit P-1" in page]
    first, last = min(behind), max(behind)
    assert last == first + 1
    assert "what the producer wrote" in pages[last - 1]
    begins = next(n for n, page in enumerate(pages) if "P-1: a.txt" in page and "kept under" in page)
    index = " ".join(pages[begins : begins + 2])
    for listed in ("P-1: a.txt", "P-2: b.pdf", f" {first}–{last} ", f" {last + 1}–{len(pages)} "):
        assert listed in index
    assert "not bound: it is no PDF, PNG, JPEG or plain text; whole in the bundle" in index
    assert f"Exhibit P-2, page 1 of {len(pages) - last - 1}" in pages[last + 1]
    assert "total" in pages[first - 2]  # the last page of the schedule
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    marks = [one.title for one in pypdf.PdfReader(io.BytesIO(content)).outline if hasattr(one, "title")]
    assert marks[-3:] == ["Schedule of every item", "Exhibit P-1", "Exhibit P-2"]
    assert len(pages) - last - 1 == len(words_of(without))


def test_what_the_parties_may_not_see_is_on_no_page_of_an_exhibit(claimed, tmp_path):
    give(claimed, tmp_path, "a.txt", "ours alone", "guild_only")
    counsel = replace(claimed, audience=COUNSEL)
    for access in ("counsel_only", "settlement"):
        give(counsel, tmp_path, f"{access}.txt", SECRET, access)
    told = told_of(counsel)
    assert [(one.exhibit.mark, one.why, one.pages) for one in told.bound] == [("G-1", "class", b"")]
    text = " ".join(words_of(draw_claim_file(told)))
    assert "not bound: it is not of a class that the parties may see" in text
    for word in ("ours alone", SECRET, "counsel_only.txt", "settlement.txt"):
        assert word not in text


def test_an_exhibit_or_an_act_that_joined_makes_a_new_version_that_says_so(claimed):
    figures, claim = told_of(claimed).figures, read_claim(claimed, "1")
    made, _ = claim_filing.version_now(claimed, figures, DAY, ("P-1 aa",), 3)
    claim_filing.record_file(claimed, claim, made, b"first", ("attorney", "", DAY))
    again, _ = claim_filing.version_now(claimed, figures, DAY, ("P-1 aa",), 3)
    assert claim_filing.is_made(claimed, again, claim)
    for exhibits, acts, said in (
        (("P-1 aa", "P-2 bb"), 3, ("Exhibits added: P-2.",)),
        ((), 3, ("Exhibits of that version that are not in this one: P-1.",)),
        (("P-1 aa",), 4, ("The chronology tells 1 more act.",)),
    ):
        later, before = claim_filing.version_now(claimed, figures, DAY, exhibits, acts)
        assert (later.version, before.version) == (2, 1)
        assert change_sentences(before, later) == said


def test_a_version_of_before_exhibits_were_kept_is_compared_by_its_sums(claimed):
    figures, claim = told_of(claimed).figures, read_claim(claimed, "1")
    made, _ = claim_filing.version_now(claimed, figures, DAY)
    claim_filing.record_file(claimed, claim, made, b"first", ("attorney", "", DAY))
    again, _ = claim_filing.version_now(claimed, figures, DAY, ("P-1 aa",), 3)
    assert (again.version, claim_filing.is_made(claimed, again, claim)) == (1, True)


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
