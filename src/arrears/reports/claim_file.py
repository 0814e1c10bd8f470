"""Draws a claim file as one PDF: the document, behind it the schedule of every item, and the exhibits.

Pages are counted through all three. The schedule is written row by row on sheets turned sideways, so that a
claim of a hundred thousand lines needs little memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pypdf

from arrears.claims.claim_figures import ClaimFigures
from arrears.findings import counted
from arrears.reports.claim_file_decided import FilePages, decided_schedules
from arrears.reports.claim_file_report import (
    NEW_PAGE_PARTS,
    ClaimFile,
    agreement_named,
    build_claim_file,
    sides,
)
from arrears.reports.document import DocumentStyle, as_pdf
from arrears.reports.exhibit_volume import draw_exhibits, volume_pages
from arrears.reports.schedule_pages import ScheduleStyle, draw_schedule, page_count
from arrears.reports.tables import Cell, Column, Money, Table

Progress = Callable[[str], None]
MOST_LAYOUTS = 5
ITEM = "payee_id, company_id, title_id, market, territory, occasion, entitlement, credit_column, currency"


def schedule_of(figures: ClaimFigures) -> Table:
    """Every item of the claim, one row each: what it is, when due, principal and lateness on each reading.

    An item that stands under other names on other readings is named as the claimants read it.
    """
    bits = [(position.bit, position.name) for position in figures.held.positions]
    sums = ", ".join(
        f"sum(CASE WHEN (positions >> {bit}) & 1 = 1 THEN {column} END)::BIGINT"
        for column in ("principal_cents", "late_simple_cents")
        for bit, _ in bits
    )
    missing = "bool_or(amount_cents IS NULL)"
    ours = next((bit for bit, name in bits if name == figures.claim.positions["claimants"]), 0)
    rows = figures.held.connection.execute(f"""
        SELECT min(payee_name), payee_id, min(title_name), title_id, min(company_name), company_id, market,
               occasion, min(due_on), currency, max(status), min(late_status), {missing},
               coalesce(min(ref) FILTER (WHERE (positions >> {ours}) & 1 = 1), min(ref)), {sums}
        FROM line_amount GROUP BY {ITEM} ORDER BY 1 NULLS LAST, 2, 3, 8, 7, 14""").fetchall()
    columns = (
        Column("person", "person"),
        Column("no", "no.", "count"),
        Column("title", "title"),
        Column("company", "company", is_beneath=True),
        Column("use", "for", is_beneath=True),
        Column("due_on", "due", "date"),
        *(Column(f"principal_{bit}", f"principal, {name}", "money") for bit, name in bits),
        *(Column(f"late_{bit}", f"late (simple), {name}", "money") for bit, name in bits),
        Column("ref", "obligation", is_beneath=True),
    )
    cells = tuple(_schedule_row(number, row, len(bits)) for number, row in enumerate(rows, start=1))
    return Table("schedule", "Schedule of amounts: every item of the claim", columns, cells)


def _schedule_row(number: int, row: tuple[Any, ...], positions: int) -> tuple[Cell, ...]:
    (payee, payee_id, title, title_id, company, company_id, market, occasion, due_on, currency, status,
     late_status, is_missing, ref, *sums) = row  # fmt: skip
    money = currency or ""
    principal = (
        Money(None if is_missing else int(cents or 0), money, status or "") for cents in sums[:positions]
    )
    late = (Money(int(cents or 0), money, late_status or "") for cents in sums[positions:])
    return (
        payee or payee_id or "payee not known",
        number,
        title or title_id,
        company or company_id,
        f"{market.replace('_', ' ')}, {occasion}",
        due_on,
        *principal,
        *late,
        ref,
    )


def draw_claim_file(told: ClaimFile, progress: Progress = lambda _: None) -> bytes:
    """The claim file as a PDF."""
    style, schedules = _style(told), (told.schedule, *decided_schedules(told.decided))
    behind = sum(page_count(one) for one in schedules) + volume_pages(told.bound)
    progress("laying out the claim file")
    front, pages = _front(told, replace(style, pages_after=behind), schedules)
    frame = ScheduleStyle(style.running, "Schedule", style.foot, pages.own + 1, pages.own + behind)
    volumes = [front]
    for table in schedules:
        first, last = pages.schedules[table.name]
        progress(f"writing a schedule of {counted(len(table.rows), 'line')} on pages {first:,} to {last:,}")
        volumes.append(draw_schedule(table, replace(frame, first_page=first), progress))
    if volume_pages(told.bound):
        progress(f"binding exhibits on {counted(volume_pages(told.bound), 'page')}")
        volumes.append(draw_exhibits(told.bound, replace(frame, first_page=pages.exhibits_from)))
    marks = {SCHEDULE_MARKS.get(one.name, one.heading): pages.schedules[one.name][0] for one in schedules}
    exhibits = told.first_pages(pages.exhibits_from)
    marks |= {f"Exhibit {mark}": first for mark, (first, _) in exhibits.items()}
    return _joined(volumes, marks, style)


SCHEDULE_MARKS = {"schedule": "Schedule of every item"}


def _front(told: ClaimFile, style: DocumentStyle, schedules: Sequence[Table]) -> tuple[bytes, FilePages]:
    """The document, and where all parts stand; laid out until the pages that it names are where they are."""
    body = replace(told, schedule=replace(told.schedule, rows=()))
    pages = FilePages()
    for _ in range(MOST_LAYOUTS):
        note = _behind(told.schedule, pages)
        front = as_pdf(build_claim_file(replace(body, pages=pages, schedule_note=note)), style)
        found = _pages_of(front, schedules)
        if found == pages:
            return front, found
        pages = found
    raise ValueError(f"the pages of the claim file do not settle in {MOST_LAYOUTS} layouts")


def _pages_of(front: bytes, schedules: Sequence[Table]) -> FilePages:
    """Where chapters, schedules and exhibits stand behind a document that was laid out."""
    reader = pypdf.PdfReader(io.BytesIO(front))
    chapters = {
        str(one.title): (reader.get_destination_page_number(one) or 0) + 1
        for one in reader.outline
        if not isinstance(one, list)
    }
    places: dict[str, tuple[int, int]] = {}
    last = len(reader.pages)
    for table in schedules:
        first, last = last + 1, last + page_count(table)
        places[table.name] = (first, last)
    return FilePages(len(reader.pages), chapters, places, last + 1)


def _style(told: ClaimFile) -> DocumentStyle:
    last = told.figures.held.freezings[-1]
    respondents = ", ".join(told.names.get(one, one) for one in told.claim.respondents)
    claimants = " and ".join(told.names.get(one.party_id, one.party_id) for one in told.claim.claimants)
    ours, theirs = sides(told.claim)
    return DocumentStyle(
        dated=told.figures.as_of,
        caption=("In the matter of a claim under", agreement_named(told), f"{claimants}, {ours}", "against",
                 f"{respondents}, {theirs}"),
        running=f"{told.claim.claim_id}, version {told.version}: {told.claim.title}",
        foot=f"book seq {last.run_seq}, head {last.head[:16]}…",
        mark="Claim file",
        new_pages=NEW_PAGE_PARTS,
    )  # fmt: skip


def _behind(schedule: Table, pages: FilePages) -> str:
    span = pages.span(schedule.name)
    where = f"on pages {span}" if "–" in span else f"on page {span}"
    return f"The schedule has {counted(len(schedule.rows), 'item')}; it stands {where} of this file."


def _joined(volumes: Sequence[bytes], marks: Mapping[str, int], style: DocumentStyle) -> bytes:
    """The volumes in one file, with a bookmark where each part and exhibit begins."""
    writer = pypdf.PdfWriter()
    for volume in volumes:
        writer.append(io.BytesIO(volume))
    for mark, page in marks.items():
        writer.add_outline_item(title=mark, page_number=page - 1)
    writer.add_metadata({"/Title": style.running, "/Author": style.author})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
