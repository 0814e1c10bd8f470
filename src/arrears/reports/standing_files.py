"""Gathers the payment record of companies, and writes it as page and spreadsheet beside its chart.

A file appears whole or not at all. Nothing is figured here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from arrears.agreements.model import Agreement
from arrears.audit.arrears_tables import make_arrears_tables, totals_by_party
from arrears.audit.explainer import Explainer
from arrears.audit.run_tables import RunTables, open_run
from arrears.book.access import Audience, allowed
from arrears.book.ledger import Book
from arrears.claims.pattern_evidence import add_evidence
from arrears.claims.pattern_tables import PatternScope, try_causes
from arrears.claims.payment_record import (
    RecordScope,
    apart_records,
    company_records,
    make_payment_record,
    quarter_records,
    recorded_lines,
)
from arrears.claims.record_causes import cause_records
from arrears.claims.record_stages import make_stages, read_line_stages, stage_records
from arrears.findings import Finding, Refused, suggest
from arrears.reports.page import as_html
from arrears.reports.standing_chart import draw_standing_charts
from arrears.reports.standing_report import StandingRecord, build_standing
from arrears.reports.workbook import write_workbook

PAGE_ROWS, SHEET_ROWS = 500, 200_000


def gather_standing(
    book: Book, explainer: Explainer, agreements: Sequence[Agreement], scope: RecordScope
) -> StandingRecord:
    """Everything that the report of a finished run shows, for one company or all of them.

    agreements: all versions whose rates may have been used. Findings: `company-unknown`.
    """
    run = open_run(explainer.run.folder)
    if scope.company_id:
        _refuse_unknown(run, scope.company_id)
    make_payment_record(run, scope)
    heading = run.heading
    known_by = date.fromisoformat(heading.known_by) if heading.known_by else None
    stages = read_line_stages(book, as_of=explainer.as_of, seq=heading.seq, known_by=known_by)
    make_stages(run, stages)
    make_arrears_tables(run)
    position = heading.own_words()[0]
    tried = try_causes(explainer, agreements, PatternScope(position.bit, scope.company_id))
    add_evidence(tried, explainer)
    exposure = totals_by_party(run, "company_id", "company")
    return StandingRecord(
        companies=company_records(run),
        quarters=quarter_records(run),
        apart=apart_records(run),
        stages=stage_records(run),
        causes=cause_records(tried),
        causes_on=position.name,
        exposure=tuple(one for one in exposure if scope.company_id in ("", one.party_id)),
        lines=recorded_lines(run),
        not_tried=tried.not_tried,
    )


def refuse_outsiders(audience: Audience) -> None:
    """Refuse an audience that may not read guild material: a record of this kind is the guild's own.

    Findings: `standing-for-the-guild`.
    """
    if not allowed(audience, ["guild_only"]):
        problem = "the payment record of companies is for the guild"
        remedy = "ask as the guild, and share the answer by a person's decision"
        raise Refused(
            [Finding("standing-for-the-guild", "--audience", problem, "guild", audience.name, remedy)]
        )


def _refuse_unknown(run: RunTables, company_id: str) -> None:
    known = {row[0] for row in run.rows("SELECT id FROM name WHERE kind = 'company'")}
    if company_id not in known:
        problem = "the records that this run read name no such company"
        found = company_id[:60]
        raise Refused(
            [Finding("company-unknown", "--company", problem, "a company", found, suggest(found, known))]
        )


def write_standing_files(
    record: StandingRecord, explainer: Explainer, book: str, folder: Path
) -> tuple[Path, ...]:
    """Write the record as `standing.html` with its chart, and as `standing.xlsx`.

    Findings: `output-folder`.
    """
    heading = explainer.run.heading
    page = as_html(build_standing(record, heading, book, PAGE_ROWS), draw_standing_charts(record.quarters))
    sheets = build_standing(record, heading, book, SHEET_ROWS)
    named = (folder / "standing.html", folder / "standing.xlsx")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _whole(named[0], lambda path: path.write_text(page, encoding="utf-8", newline="\n"))
        _whole(named[1], lambda path: write_workbook(sheets, path))
    except OSError as fault:
        problem = "the reports cannot be written here"
        remedy = "name a folder that you may write to with --out"
        expected, found = "a folder to write to", fault.strerror or str(fault)
        raise Refused([Finding("output-folder", str(folder), problem, expected, found, remedy)]) from fault
    return named


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
