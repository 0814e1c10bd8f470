"""Deadlines as a report: what must be done by when, what each day rests on, and what is unknown.

Draws what `claims.deadlines` found and counts no day itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from arrears.agreements.model import Citation
from arrears.claims.clocks import GOING, LimbDay, bounds_text
from arrears.claims.deadlines import ClaimDeadline, Deadlines, going
from arrears.claims.requests_due import RequestDue
from arrears.reports.agreement_tables import cited_text
from arrears.reports.procedure_report import clock_text, moved_text, parties_text
from arrears.reports.tables import STATUS_MARKS, Cell, Column, Report, Section, Table
from arrears.vocabulary import STATUSES

SAFE = (
    "Act by: the last day on which an office is surely open, on or before the first day that the clock may"
    " end. No text that was read moves a last day off a weekend."
)
DAYS = "What the text leaves open gives a first and a last day; the first is the safe one."
COLUMNS = (
    Column("claim", "claim"), Column("what", "what must be done"), Column("act_by", "act by", "date"),
    Column("ends", "the clock ends"), Column("days_left", "days left", "count"), Column("state", "state"),
    Column("who", "who"), Column("forum", "forum", for_readers=False),
    Column("counted", "how it is counted", for_readers=False),
    Column("stood_still", "days it stood still", "count", for_readers=False),
    Column("if_missed", "if missed", for_readers=False), Column("unknown", "not known", for_readers=False),
    Column("source", "source", for_readers=False), Column("clock", "clock", for_readers=False),
    Column("agreement", "agreement", for_readers=False), Column("title", "title", for_readers=False),
    Column("first", "first day", "date", for_readers=False),
    Column("last", "last day", "date", for_readers=False),
    Column("done_on", "done on", "date", for_readers=False),
    Column("status", "status of the source", for_readers=False),
)  # fmt: skip
ALL_ROWS = 10_000_000
BASIS = "One row for each clock above, however many claims it runs in."
BASIS_COLUMNS = (
    Column("clock", "clock"), Column("what", "what must be done"), Column("claims", "claims", "count"),
    Column("who", "who must act"), Column("rule", "the rule"), Column("if_missed", "if missed"),
    Column("moved", "how it is moved"), Column("source", "source"),
)  # fmt: skip


def build_deadlines(
    found: Deadlines,
    facts: Sequence[tuple[str, str]],
    *,
    within: timedelta | None,
    with_all: bool = False,
    most_rows: int = ALL_ROWS,
) -> Report:
    """The deadlines of a book, the next day first.

    within: those that end so many days from now at most, those that may be past among them. with_all: also
    clocks that were kept, given up or are no longer needed. most_rows: of each table of clocks; it says how
    many were left off.
    """
    chosen = going(found.claims, within, found.as_of)
    rest = tuple(one for one in found.claims if one.deadline.state not in GOING) if with_all else ()
    heading = (*facts, ("as of", found.as_of.isoformat()), ("within", _within_text(within)))
    sections = [
        Section("Deadlines", (SAFE, DAYS), (_table("deadlines", chosen, found.as_of, most_rows),)),
        Section("What each day is counted from", (), (_counts_table(chosen, most_rows),)),
        Section("The rules they rest on", (BASIS,), (_rules_table(chosen),)),
    ]
    if with_all:
        sections.append(
            Section(
                "Open, kept, given up or not needed", (), (_table("others", rest, found.as_of, most_rows),)
            )
        )
    sections.append(Section("Information requests", (), (_requests(found.requests, found.as_of),)))
    sections += _beside(found)
    used: set[str] = {one.deadline.citation.status for one in (*chosen, *rest)}
    used |= {one.status for one in found.requests}
    return Report("Deadlines", heading, tuple(sections), _marks(used))


def _marks(used: Collection[str]) -> tuple[str, ...]:
    """What the marks beside the days mean, of those that are shown."""
    return tuple(
        f"{mark} its rule is {status}: {STATUSES[status]}"
        for status, mark in STATUS_MARKS.items()
        if status in used
    )


def _within_text(within: timedelta | None) -> str:
    return f"{within.days} days, and what may be past" if within is not None else "all that are going"


def _beside(found: Deadlines) -> list[Section]:
    """Claims without a procedure, and what was wrong with the days as they were told."""
    sections = []
    if found.left_out:
        columns = (Column("claim", "claim"), Column("agreement", "agreement"))
        said = (
            "No procedure is known of these agreements, so these claims have clocks that nobody counts here."
        )
        sections.append(Section("Left out", (said,), (Table("left_out", "", columns, found.left_out),)))
    if found.findings:
        names = ("code", "place", "problem", "expected", "found", "remedy")
        rows = tuple(tuple(str(getattr(one, name)) for name in names) for one in found.findings)
        table = Table("findings", "", tuple(Column(name, name) for name in names), rows)
        sections.append(Section("To be looked at", (), (table,)))
    return sections


def _table(name: str, chosen: Sequence[ClaimDeadline], as_of: date, most_rows: int) -> Table:
    note = "" if chosen else "No clock asks for anything."
    rows = tuple(_row(one, as_of) for one in chosen[:most_rows])
    return Table(name, "", COLUMNS, rows, note=note, left_off=len(chosen) - len(rows))


def _row(one: ClaimDeadline, as_of: date) -> tuple[Cell, ...]:
    deadline, clock = one.deadline, one.deadline.clock
    bounds = deadline.bounds
    is_last = clock.bound == "no later than"
    return (
        one.claim_id,
        clock.title,
        deadline.safe_on if is_last else None,
        f"{'' if is_last else 'begins '}{bounds_text(bounds)}{_mark(deadline.citation)}",
        (one.first - as_of).days if one.first else None,
        deadline.state,
        " or ".join(clock.who),
        clock.forum,
        "; ".join(f"{limb.words}: {bounds_text(limb.bounds)}" for limb in deadline.limbs),
        deadline.stopped,
        clock.if_missed,
        "; ".join((*deadline.lacks, *_from_lines(one))),
        f"{deadline.citation.source}, {clock.address}",
        clock.clock_id,
        one.agreement,
        one.title,
        bounds.first,
        bounds.last,
        deadline.done_on,
        deadline.citation.status,
    )


def _counts_table(chosen: Sequence[ClaimDeadline], most_rows: int) -> Table:
    """One row per count of each deadline: from which day to which, or what is not known."""
    columns = (
        Column("claim", "claim"), Column("what", "what must be done"), Column("count", "count"),
        Column("from", "from", "date"), Column("to", "to"),
        Column("stood_still", "days stood still", "count"),
        Column("note", "note"),
    )  # fmt: skip
    rows = tuple(
        (one.claim_id, one.deadline.clock.title, limb.words, limb.started_on, bounds_text(limb.bounds),
         one.deadline.stopped or None, "; ".join(_notes(one, limb)))
        for one in chosen[:most_rows]
        for limb in one.deadline.limbs
    )  # fmt: skip
    left_off = sum(len(one.deadline.limbs) for one in chosen[most_rows:])
    return Table("counts", "", columns, rows, left_off=left_off)


def _notes(one: ClaimDeadline, limb: LimbDay) -> Iterator[str]:
    if limb.lacks:
        yield limb.lacks
    if any(length.unit in ("working days", "business days") for length in limb.limb.length):
        yield f"working days of {one.calendar}"
    if limb.limb.trigger in one.from_lines:
        yield "from the lines: the first day on which one fell due"
    if one.deadline.extended_to is not None:
        yield f"extended to {one.deadline.extended_to}"


def _rules_table(chosen: Sequence[ClaimDeadline]) -> Table:
    """One row per clock: its rule in our words, and its source."""
    counted = Counter(one.deadline.clock.address for one in chosen)
    clocks = {one.deadline.clock.address: one.deadline.clock for one in chosen}
    rows = tuple(
        (address, clock.title, counted[address], parties_text(clock.who), clock_text(clock), clock.if_missed,
         "; ".join(moved_text(clock)), cited_text(clock.citation))
        for address, clock in sorted(clocks.items())
    )  # fmt: skip
    return Table("rules", "", BASIS_COLUMNS, rows)


def _from_lines(one: ClaimDeadline) -> tuple[str, ...]:
    return tuple(f"{name} taken from the lines, the first day due" for name in one.from_lines)


def _mark(citation: Citation) -> str:
    return STATUS_MARKS.get(citation.status, "")


def _requests(requests: Sequence[RequestDue], as_of: date) -> Table:
    columns = (
        Column("request", "request"), Column("claim", "claim"), Column("title", "what was asked"),
        Column("asked_of", "of whom"), Column("under", "under"), Column("due_on", "answer due", "date"),
        Column("days_left", "days left", "count"), Column("because", "where the day comes from"),
    )  # fmt: skip
    waiting = sorted(
        (one for one in requests if one.ended_on is None),
        key=lambda one: (one.due_on or date.max, one.request_id),
    )
    rows = tuple(
        (one.request_id, one.claim_id, one.title, one.asked_of, one.under, one.due_on,
         (one.due_on - as_of).days if one.due_on else None,
         f"{one.due_because}{STATUS_MARKS.get(one.status, '')}")
        for one in waiting
    )  # fmt: skip
    return Table("requests", "", columns, rows, note="" if rows else "No request waits for an answer.")
