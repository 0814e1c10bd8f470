"""Builds the claim file: what a lawyer hands to an arbitrator, part by part, each figure with its ground.

Who decided to bring the claim, and what was weighed, is the guild's own and stays out; so does whatever
counsel or settlement talks produced. Amounts stand on each side's reading, never on one alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from arrears.agreements.model import Agreement
from arrears.agreements.readings import questions_of
from arrears.claims.casework import CaseEvent
from arrears.claims.claim import Claim
from arrears.claims.claim_figures import ClaimFigures
from arrears.claims.exhibits import EvidenceIndex
from arrears.claims.filed_versions import FiledTotal, FiledVersion
from arrears.claims.worked_lines import WorkedLines
from arrears.formula.words import say, show_name
from arrears.reports.agreement_report import clause_section
from arrears.reports.agreement_tables import cited_text
from arrears.reports.claim_amounts_report import dispute_sentences, late_rules_table
from arrears.reports.claim_file_amounts import (
    amount_sections,
    brief_table,
    change_table,
    not_computed_section,
)
from arrears.reports.claim_file_chronology import chronology_section
from arrears.reports.claim_file_decided import (
    DecidedFile,
    FilePages,
    brief_sentences,
    decided_index,
    decided_sections,
)
from arrears.reports.claim_file_terms import marked_section, rules_section
from arrears.reports.exhibit_binding import Bound
from arrears.reports.exhibit_volume import first_pages
from arrears.reports.explanation_report import build_explanation_report
from arrears.reports.tables import Cell, Column, Report, Section, Table
from arrears.vocabulary import CLAIM_SUBJECTS

NEW_PAGE_PARTS = frozenset({"Annex A: how the amounts are figured"})
# A sentence of an audit on one clause that it leaves out begins with the clause's address.
LEFT_OUT_CLAUSE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+/([a-z0-9/-]+) is left out")
# A sentence on the agreements of guilds that bring nothing here.
OTHER_FAMILIES = "Nothing is computed under agreements of "


@dataclass(frozen=True)
class ClaimFile:
    """All that a claim file tells. names: what companies and people are called, by id.

    earlier: the version filed before, where there is one; totals: those of this version. bound: the exhibits
    with their pages; pages: where the parts of the file stand. changed: sentences on what differs from the
    earlier version besides sums. decided: awards and settlements in effect.
    """

    claim: Claim
    figures: ClaimFigures
    agreements: tuple[Agreement, ...]
    events: tuple[CaseEvent, ...]
    evidence: EvidenceIndex
    names: dict[str, str]
    version: int
    totals: tuple[FiledTotal, ...]
    earlier: FiledVersion | None
    schedule: Table
    schedule_note: str
    worked: WorkedLines
    bound: tuple[Bound, ...] = ()
    pages: FilePages = field(default_factory=FilePages)
    changed: tuple[str, ...] = ()
    decided: DecidedFile = field(default_factory=DecidedFile)

    def first_pages(self, first: int) -> dict[str, tuple[int, int]]:
        """The first and last page of each exhibit that is bound, by mark, from a page on."""
        return first_pages(self.bound, first)


def build_claim_file(told: ClaimFile) -> Report:
    """The claim file as a report; its long schedule is drawn apart where `schedule_note` says so."""
    brief = (*_brief_sentences(told), *dispute_sentences(told.figures.filed))
    sections = [
        Section("The claim in brief", brief, (brief_table(told.figures),)),
        *_change_sections(told),
        Section("Parties", _party_sentences(told), (_parties(told),)),
        Section("Clauses in force", CLAUSE_SENTENCES, (_clause_table(told),)),
        Section("The readings side by side", READING_SENTENCES, tuple(_reading_tables(told))),
        marked_section(_claimed_clauses(told)),
        *amount_sections(told.figures),
        not_computed_section(told.figures),
        *decided_sections(told.decided, told.pages),
        chronology_section(told.events, told.names, _currencies(told)),
        Section("Index of evidence", _not_filed(told), _index(told)),
        Section("Schedule of amounts", (told.schedule_note,), _schedule(told)),
        Section("Annex A: how the amounts are figured", ANNEX_SENTENCES),
        *_annex(told),
        rules_section(_claimed_clauses(told), late_rules_table(told.figures)),
        *_worked(told),
        Section("Annex C: to check this file", CHECK_SENTENCES),
        Section(f"Submitted for the {sides(told.claim)[0]}", SIGNATURE_LINES),
    ]
    return Report(f"Claim: {told.claim.title}", _facts(told), tuple(sections), _left_out(told))


CLAUSE_SENTENCES = (
    "The agreement's own text decides. Its sentences are not quoted here; each clause is named with the place"
    " where it stands and how far our reading of it has been verified.",
)
READING_SENTENCES = (
    "Each side's answer to each open question, in our words, with the ground that the side itself gives. No"
    " answer is preferred here.",
)
ANNEX_SENTENCES = (
    "Every clause that an amount of the schedule follows, in words made from the same rule that figured it,"
    " with its figures and their sources.",
)
CHECK_SENTENCES = (
    "The sealed bundle that goes with this file holds the facts, the clauses as rules, and every stated"
    " amount. Its own program, `python verify.py`, needs nothing else: it checks that nothing was altered and"
    " figures every amount again from the facts.",
    "The heads printed on each page belong to a chain of entries: whoever keeps this page can tell whether an"
    " entry before it was changed or removed.",
)

SIGNATURE_LINES = (
    "Name: ______________________________",
    "Signature: ______________________________",
    "Day: ______________",
)

WORKED_SENTENCES = (
    "For each clause the largest line on the reading on which the claim is brought, from the facts, and who"
    " asserted them, to the cent.",
)
WORKED_PARTS = ("The facts, and who asserted them", "Step by step", "The split", "When it is due")


def _facts(told: ClaimFile) -> tuple[tuple[str, str], ...]:
    figures = told.figures
    last = figures.held.freezings[-1]
    return (
        ("claim", f"{told.claim.claim_id}, version {told.version} of this file"),
        ("agreement", agreement_named(told)),
        ("as of", figures.as_of.isoformat()),
        ("records held to", figures.held.held_to.isoformat()),
        ("book", f"seq {last.run_seq}, head {last.head}"),
        ("audit", f"run {last.run_id}, as of {last.as_of}"),
        ("figures of", "the guild, by Arrears; a figure of another party is named as that party's"),
    )


def sides(claim: Claim) -> tuple[str, str]:
    """What the two sides are called: `claimant` and `respondents`, as many as they are."""
    return (
        _one_or_more(claim.claimants, "claimant", "claimants"),
        _one_or_more(claim.respondents, "respondent", "respondents"),
    )


def _one_or_more(parties: Sequence[object], one: str, several: str) -> str:
    return one if len(parties) == 1 else several


def agreement_named(told: ClaimFile) -> str:
    """The agreement by its title and its address; by its address where it is not kept with the claim."""
    address = told.claim.agreement
    title = next((one.title for one in told.agreements if one.address == address), "")
    return f"{title} ({address})" if title else address


def _brief_sentences(told: ClaimFile) -> tuple[str, ...]:
    claim = told.claim
    ours, theirs = claim.positions["claimants"], claim.positions["respondents"]
    held_to = told.figures.held.held_to
    claims = _one_or_more(claim.claimants, "The claimant asks for", "The claimants ask for")
    answers = _one_or_more(
        claim.respondents, "the respondent is taken to stand on", "the respondents are taken to stand on"
    )
    return (
        f"{claims} {CLAIM_SUBJECTS[claim.subject]} under {agreement_named(told)}, due and for which no"
        f" payment was found in the records held to {held_to}. The claim is brought on the reading called"
        f" {ours}; {answers} the reading called {theirs}. The sums on each reading stand beside each other"
        " and are alternatives.",
        "Late charges are figured by each count that the rule leaves open; they are alternatives too.",
        *brief_sentences(told.decided, told.pages),
    )


def _change_sections(told: ClaimFile) -> list[Section]:
    """What differs from the version filed before; nothing where this is the first."""
    if told.earlier is None:
        return []
    said = (
        f"Version {told.earlier.version} was made on {told.earlier.on} as of {told.earlier.as_of}. What this"
        " version says instead, reading by reading:"
    )
    table = change_table(told.earlier, told.totals)
    return [Section("What changed since the last version", (said, *told.changed), (table,))]


def _party_sentences(told: ClaimFile) -> tuple[str, ...]:
    if not told.claim.represented_by:
        return ()
    who, whom = told.claim.represented_by, sides(told.claim)[1]
    return (f"{who[:1].upper()}{who[1:]} appears for the {whom} and is not a party.",)


def _parties(told: ClaimFile) -> Table:
    columns = (Column("side", "side"), Column("name", "name"), Column("id", "id"), Column("role", "role"))
    named = told.names.get
    rows: list[tuple[Cell, ...]] = []
    for one in told.claim.claimants:
        role = "guild" if one.kind == "guild" else "joint party with the guild"
        rows.append(("claimant", named(one.party_id, one.party_id), one.party_id, role))
    rows += [
        ("respondent", named(company, company), company, "signatory") for company in told.claim.respondents
    ]
    return Table("parties", "", columns, tuple(rows))


def _claimed_clauses(told: ClaimFile) -> list[tuple[Agreement, Any]]:
    return [
        (agreement, clause)
        for agreement in told.agreements
        for clause in agreement.clauses()
        if clause.name in told.claim.clauses
    ]


def _clause_table(told: ClaimFile) -> Table:
    columns = (
        Column("clause", "clause"),
        Column("agreement", "agreement"),
        Column("source", "where it stands"),
        Column("status", "verified"),
    )
    rows = tuple(
        (clause.name, agreement.address, cited_text(clause.citation), clause.status)
        for agreement, clause in _claimed_clauses(told)
    )
    note = "" if rows else "No clause of the claim could be read from the agreements kept with it."
    return Table("clauses", "", columns, rows, note=note)


def _reading_tables(told: ClaimFile) -> list[Table]:
    """One table for each open question: a row for each answer."""
    columns = (
        Column("side", "reading"),
        Column("says", "it is so when"),
        Column("because", "because"),
        Column("by", "whose words"),
        Column("source", "source"),
    )
    tables: dict[str, Table] = {}
    for agreement, clause in _claimed_clauses(told):
        for question in questions_of(clause, agreement):
            rows = tuple(
                (
                    show_name(answer.side),
                    say(answer.node),
                    answer.because,
                    (answer.by or "nobody known")
                    + ("" if answer.is_own_words else ", as another reports it"),
                    cited_text(answer.citation or clause.citation),
                )
                for answer in question.answers
            )
            heading = f"When is it {show_name(question.name)}?"
            tables.setdefault(question.name, Table(question.name, heading, columns, rows))
    return list(tables.values()) or [
        Table("readings", "", columns, (), note="No question of these clauses is open between the sides.")
    ]


def _not_filed(told: ClaimFile) -> tuple[str, ...]:
    return tuple(f"Left out: {one}." for one in told.evidence.left_out)


def _exhibits(told: ClaimFile) -> Table:
    columns = (
        Column("exhibit", "exhibit"),
        Column("source", "from"),
        Column("received_on", "received", "date"),
        Column("pages", "pages"),
        Column("bound", "of it here", is_beneath=True),
        Column("sha256", "kept under", is_beneath=True),
    )
    pages = told.first_pages(told.pages.exhibits_from)
    said = {one.exhibit.mark: one.says() for one in told.bound}
    rows = tuple(
        (
            f"{one.mark}: {one.name}",
            one.source,
            one.received_on,
            "{}–{}".format(*pages[one.mark]) if one.mark in pages else "",
            said.get(one.mark, ""),
            one.sha256,
        )
        for one in told.evidence.exhibits
    )
    note = "" if rows else "No document belongs to this file."
    return Table("exhibits", "", columns, rows, note=note)


def _currencies(told: ClaimFile) -> dict[str, str]:
    return {one.award.award_id: one.award.currency for one in told.decided.decided.awards}


def _index(told: ClaimFile) -> tuple[Table, ...]:
    return (_exhibits(told), *decided_index(told.decided, told.pages))


def _schedule(told: ClaimFile) -> tuple[Table, ...]:
    return (told.schedule,) if told.schedule.rows else ()


def _annex(told: ClaimFile) -> Sequence[Section]:
    return [
        clause_section(agreement, clause, (), with_shared=True)
        for agreement, clause in _claimed_clauses(told)
    ]


def _worked(told: ClaimFile) -> Sequence[Section]:
    """A few lines from the facts to the cent, each as its explanation tells it."""
    said = (*WORKED_SENTENCES, *told.worked.left_out)
    sections = [Section("Annex B: lines worked step by step", said)]
    for explanation in told.worked.explanations:
        report = build_explanation_report(explanation)
        (_, ref), *whose = report.heading_facts[:5]
        facts = "; ".join(f"{name}: {value.replace('_', ' ')}" for name, value in whose)
        sections.append(Section(report.title, (f"{facts}; obligation: {ref}",), depth=1))
        sections += [_for_paper(section) for section in report.sections if section.heading in WORKED_PARTS]
    return sections


def _for_paper(section: Section) -> Section:
    """A part of an explanation with the names of facts in words."""
    tree = tuple(replace(line, label=line.label.replace("_", " ")) for line in section.tree)
    tables = tuple(
        replace(table, rows=tuple((str(row[0]).replace("_", " "), *row[1:]) for row in table.rows))
        for table in section.tables
    )
    return replace(section, tree=tree, tables=tables, depth=1)


def _left_out(told: ClaimFile) -> tuple[str, ...]:
    """What the audits left out that bears on the claim: nothing about clauses that it does not bring."""
    said = dict.fromkeys(
        text
        for one in told.figures.held.freezings
        for text in one.left_out
        if not text.startswith(OTHER_FAMILIES)
        and ((clause := LEFT_OUT_CLAUSE.match(text)) is None or clause[1] in told.claim.clauses)
    )
    return tuple(f"Left out: {sentence.rstrip('.')}." for sentence in said)
