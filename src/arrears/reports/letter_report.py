"""Builds a letter as a report: its paragraphs in order, and tables of clauses and amounts where they belong.

Amounts are those of the recipient alone, on every reading; a person's letter has that person's lines alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.model import Agreement
from arrears.claims.amounts import Amounts
from arrears.claims.letter_amounts import LetterLine
from arrears.claims.letter_template import MergedLetter
from arrears.claims.letters import Letter
from arrears.reports.agreement_tables import cited_text
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

MOST_LINES = 300
HeadingFacts = tuple[tuple[str, str], ...]
SUMS_NOTE = (
    "The readings are alternatives, and so are the two counts of a late charge: whole months, the charge"
    " bearing none, or some."
)


@dataclass(frozen=True)
class LetterTables:
    """What the blocks of a letter are filled with. positions: the readings, in the order of amounts."""

    clauses: Table
    positions: tuple[str, ...]
    sums: tuple[Amounts, ...]
    lines: tuple[LetterLine, ...]
    asked: tuple[Table, ...] = ()


def build_letter(merged: MergedLetter, tables: LetterTables, facts: HeadingFacts) -> Report:
    """The letter; a block that has nothing to show says so."""
    blocks: Mapping[str, tuple[Table, ...]] = {
        "clauses": (tables.clauses,),
        "amounts": (*((_sums_table(tables),) if tables.sums else ()), _lines_table(tables)),
        "asked": tables.asked,
    }
    sections = tuple(
        Section("", (part.text,) if part.text else (), blocks.get(part.block, ())) for part in merged.parts
    )
    return Report(merged.subject, facts, sections)


def clause_table(agreements: Sequence[Agreement], names: Sequence[str]) -> Table:
    """The clauses a letter rests on, in our words, with the place where each stands."""
    columns = (
        Column("clause", "clause"),
        Column("says", "in our words"),
        Column("source", "where it stands"),
    )
    rows = tuple(
        (
            f"{agreement.address}/{clause.name}",
            clause.words or "see the agreement",
            cited_text(clause.citation),
        )
        for agreement in agreements
        for clause in agreement.clauses()
        if clause.name in names
    )
    return Table("clauses", "", columns, rows)


def _sums_table(tables: LetterTables) -> Table:
    columns = (
        Column("position", "on the reading of"),
        Column("principal", "principal", "money"),
        Column("undisputed", "of it, no dispute declared", "money"),
        Column("late_simple", "late charge, simple", "money"),
        Column("late_compound", "or compound", "money"),
        Column("not_computable", "lines that cannot be figured", "count"),
    )
    rows = tuple(
        (
            one.position,
            Money(one.principal_cents, one.currency, one.status),
            Money(one.undisputed_cents, one.currency, one.status),
            Money(one.late_simple_cents, one.currency, one.late_status),
            Money(one.late_compound_cents, one.currency, one.late_status),
            one.not_computable,
        )
        for one in tables.sums
    )
    return Table("sums", "In all", columns, rows, note=SUMS_NOTE)


def _lines_table(tables: LetterTables) -> Table:
    columns = (
        Column("title", "title"),
        Column("person", "person"),
        Column("use", "for"),
        Column("due_on", "due"),
        *(Column(f"open_{k}", f"open, {name}", "money") for k, name in enumerate(tables.positions)),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.title,
            one.person,
            one.use,
            one.due_on or "not known",
            *(Money(cents, one.currency, one.status) for cents in one.open_cents),
        )
        for one in tables.lines
    )
    left_off = max(0, len(rows) - MOST_LINES)
    note = "Every line is in the schedule of the claim." if left_off else ""
    return Table("lines", "Line by line", columns, rows[:MOST_LINES], note=note, left_off=left_off)


def build_letter_list(letters: Sequence[Letter], facts: HeadingFacts) -> Report:
    """Every letter, one row each, in the order they were written."""
    columns = (
        Column("letter", "letter"),
        Column("kind", "kind"),
        Column("claim", "claim"),
        Column("sender", "from"),
        Column("recipient", "to"),
        Column("subject", "subject"),
        Column("written_on", "written", "date"),
        Column("sent_on", "sent", "date"),
        Column("received_on", "received", "date"),
        Column("lines", "obligations", "count"),
        Column("sha256", "fingerprint", for_readers=False),
    )
    rows = tuple(
        (
            one.letter_id,
            one.kind.replace("_", " "),
            one.claim_id,
            one.sender,
            one.recipient,
            one.subject,
            one.written.on,
            one.sent.on if one.sent else None,
            one.received.on if one.received else None,
            len(one.refs),
            one.sha256,
        )
        for one in letters
    )
    note = "" if rows else "The book holds no letter."
    return Report("Letters", facts, (Section("", (), (Table("letters", "", columns, rows, note=note),)),))
