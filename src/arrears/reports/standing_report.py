"""Builds the payment record of companies: paid on time or late, short, by stage and cause, over time.

Only arranges what `claims.payment_record` and its neighbours counted. It says what the records held show, and
how few amounts a share rests on where they are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.audit.arrears_tables import PartyTotal
from arrears.audit.run_tables import RunHeading
from arrears.claims.payment_record import (
    APART_WORDS,
    ApartRecord,
    CompanyRecord,
    QuarterRecord,
    RecordedLine,
)
from arrears.claims.record_causes import CauseRecord
from arrears.claims.record_stages import STAGES, StageRecord
from arrears.money import show_cents
from arrears.reports.audit_report import heading_facts
from arrears.reports.pattern_report import ONE_CHANGE
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, column_word, first_rows
from arrears.vocabulary import CAUSES

# Below this many amounts one more or less moves a share by five points and more.
FEW = 20
CURRENCY = Column("currency", "currency", for_readers=False)
COMPANY = (Column("company", "company"), Column("company_id", "company id", for_readers=False))
POSITION = Column("position", "read as")


@dataclass(frozen=True)
class StandingRecord:
    """All that the report shows. causes_on: the position that causes were tried on; lines: the evidence."""

    companies: tuple[CompanyRecord, ...]
    quarters: tuple[QuarterRecord, ...]
    apart: tuple[ApartRecord, ...]
    stages: tuple[StageRecord, ...]
    causes: tuple[CauseRecord, ...]
    causes_on: str
    exposure: tuple[PartyTotal, ...]
    lines: tuple[RecordedLine, ...]
    not_tried: tuple[str, ...]


def build_standing(record: StandingRecord, heading: RunHeading, book: str, most_rows: int) -> Report:
    """The record as a report; long tables hold so many rows. book: as commands name it."""
    quarters = first_rows(_quarters(record.quarters), most_rows)
    sections = (
        Section("Paid when it was due", _judged_sentences(heading), (_companies(record.companies),)),
        Section("Days late", (DAYS,), (_days(record.companies),)),
        Section("Over time, by the quarter in which amounts fell due", (), (quarters,)),
        Section("How far late and short amounts have come", (STAGE,), (_stages(record.stages),)),
        Section("Causes", (_cause_sentence(record),), (_causes(record.causes),)),
        Section("Open on each reading", exposure_sentences(record), (_exposure(record, heading),)),
        Section("Not judged", (APART,), (_apart(record.apart),)),
        Section("The evidence", _evidence(record, heading, book), (first_rows(_lines(record), most_rows),)),
        Section("What was left out", (ONE_CHANGE, *record.not_tried, *heading.left_out)),
    )
    facts = (("access", "guild only"), *heading_facts(heading))
    return Report(f"Payment record on {heading.as_of}", facts, sections)


DAYS = (
    "Days after the due date: the median, and the day within which nine in ten were paid or still stand, by"
    " nearest rank. Open amounts are counted to the day asked for, so theirs are the least that they can"
    " become."
)
STAGE = (
    "By the acts that the book holds about claims. An amount that no act names is computed and nothing more:"
    " nobody has said that it is owed but the agreement as it is read here."
)
EXPOSURE = (
    "What is in arrears if a side is right throughout; nothing is netted, and late charges stand apart."
)
APART = "These are neither on time nor late, and count in no share above."


def exposure_sentences(record: StandingRecord) -> tuple[str, ...]:
    """What is in arrears, and how much of it a settlement has ended, on each position of its own words."""
    ended: dict[tuple[str, str], int] = {}
    for one in record.stages:
        if one.stage == "settled":
            key = (one.position, one.currency)
            ended[key] = ended.get(key, 0) + one.open_cents
    if not ended:
        return (EXPOSURE,)
    sums = "; ".join(
        f"{show_cents(cents, currency)} on the reading of {position}"
        for (position, currency), cents in ended.items()
    )
    return (
        EXPOSURE,
        f"Settlements in effect have ended part of it, which is owed no longer: {sums}. It stands in the"
        " amounts below because the records show no payment of it in full.",
    )


def _judged_sentences(heading: RunHeading) -> tuple[str, ...]:
    return (
        f"Of amounts that are known and fell due before {heading.as_of}: paid by the due date, paid later,"
        f" paid in part, or no payment found in the records held to {heading.held_to()}. Each position is"
        " a side's own words and is figured for itself.",
        "By money, what was paid by the due date counts also where it is a part.",
    )


def _companies(records: Sequence[CompanyRecord]) -> Table:
    columns = (
        *COMPANY, POSITION, Column("judged", "amounts", "count"), Column("on_time", "on time", "count"),
        Column("share_count", "by count"), Column("share_money", "by money"), Column("late", "late", "count"),
        Column("short", "short", "count"), Column("none", "none found", "count"),
        Column("open", "open", "money"), Column("owed", "fell due", "money", for_readers=False),
        Column("paid_on_time", "paid on time", "money", for_readers=False),
        Column("paid_late", "paid late", "money", for_readers=False), Column("remark", "remark"), CURRENCY,
    )  # fmt: skip
    return Table("companies", "", columns, tuple(_company_row(one) for one in records))


def _company_row(one: CompanyRecord) -> tuple[Cell, ...]:
    return (
        one.name, one.company_id, one.position, one.judged, one.on_time, share(one.on_time, one.judged),
        share(one.on_time_cents, one.owed_cents), one.late, one.short, one.none,
        Money(one.open_cents, one.currency, one.status), Money(one.owed_cents, one.currency, one.status),
        Money(one.on_time_cents, one.currency), Money(one.late_cents, one.currency), few(one.judged),
        one.currency,
    )  # fmt: skip


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, halves up; less than the whole never reads as the whole."""
    if whole <= 0:
        return "none due"
    tenths = (2000 * part + whole) // (2 * whole)
    tenths = min(tenths, 999) if part < whole else tenths
    return f"{tenths // 10}.{tenths % 10}%"


def few(count: int) -> str:
    """A warning where a share rests on few amounts."""
    return f"few: {count} {'amount' if count == 1 else 'amounts'}" if count < FEW else ""


def _days(records: Sequence[CompanyRecord]) -> Table:
    columns = (
        *COMPANY, POSITION, Column("late", "paid late", "count"),
        Column("late_median", "median days", "count"),
        Column("late_most", "90th, days", "count"), Column("open", "open", "count"),
        Column("open_median", "days so far", "count"), Column("open_most", "90th so far", "count"),
        Column("remark", "remark"), CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.name, one.company_id, one.position, one.late, *one.days_late, one.short + one.none,
            *one.days_open, few(one.late) if one.late else "", one.currency,
        )
        for one in records
    )  # fmt: skip
    return Table("days_late", "", columns, rows)


def _quarters(records: Sequence[QuarterRecord]) -> Table:
    columns = (
        *COMPANY, POSITION, Column("quarter", "quarter"), Column("judged", "amounts", "count"),
        Column("on_time", "on time", "count"), Column("share_count", "by count"),
        Column("share_money", "by money"), Column("late", "late", "count"),
        Column("still_open", "not paid", "count"), Column("open", "open", "money"),
        Column("remark", "remark"), CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.name, one.company_id, one.position, one.quarter, one.judged, one.on_time,
            share(one.on_time, one.judged), share(one.on_time_cents, one.owed_cents), one.late,
            one.still_open, Money(one.open_cents, one.currency), few(one.judged), one.currency,
        )
        for one in records
    )  # fmt: skip
    return Table("quarters", "", columns, rows)


def _stages(records: Sequence[StageRecord]) -> Table:
    columns = (
        *COMPANY, POSITION, Column("stage", "stage"), Column("amounts", "amounts", "count"),
        Column("open", "open", "money"), Column("paid", "paid", "money"), Column("claims", "claims"),
        CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.name, one.company_id, one.position, STAGES[one.stage], one.amounts,
            Money(one.open_cents, one.currency), Money(one.paid_cents, one.currency), ", ".join(one.claims),
            one.currency,
        )
        for one in records
    )  # fmt: skip
    return Table("stages", "", columns, rows)


def _cause_sentence(record: StandingRecord) -> str:
    return (
        "What was paid equals, to the cent, what the clause would give with one thing changed, read"
        f" as {record.causes_on}. A sum due may have several causes and stands under each, so the rows do not"
        " add up; evidence of what was paid, not of why."
    )


def _causes(records: Sequence[CauseRecord]) -> Table:
    columns = (
        *COMPANY, Column("cause", "cause"), Column("what", "what it means"),
        Column("sums", "sums due", "count"), Column("alone", "alone", "count"),
        Column("open", "open", "money"), CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.name, one.company_id, one.code.replace("_", " ") or "none found",
            CAUSES[one.code] if one.code else "none of the causes tried gives what was paid", one.sums,
            one.alone, Money(one.open_cents, one.currency), one.currency,
        )
        for one in records
    )  # fmt: skip
    return Table("causes", "", columns, rows)


def _exposure(record: StandingRecord, heading: RunHeading) -> Table:
    columns = (
        *COMPANY, Column("every", "on every position", "money"),
        *(
            Column(f"on_{column_word(position.name)}", position.name, "money")
            for position in heading.positions
        ),
        CURRENCY,
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            total.name, total.party_id, Money(total.every, total.currency, total.status),
            *(Money(cents, total.currency, total.status) for cents in total.each), total.currency,
        )
        for total in record.exposure
    )  # fmt: skip
    return Table("exposure", "", columns, rows)


def _apart(records: Sequence[ApartRecord]) -> Table:
    columns = (
        *COMPANY, POSITION, Column("why", "why"), Column("amounts", "amounts", "count"),
        Column("amount", "amount", "money"), CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.name, one.company_id, one.position, APART_WORDS[one.why], one.amounts,
            Money(one.cents, one.currency), one.currency,
        )
        for one in records
    )  # fmt: skip
    return Table("not_judged", "", columns, rows)


SORT_WORDS = {"late": "paid late", "short": "paid in part", "none": "no payment found"}


def _lines(record: StandingRecord) -> Table:
    columns = (
        Column("obligation", "obligation", is_beneath=True), POSITION, Column("title", "title"),
        Column("payee", "payee"), Column("stands", "stands"), Column("due_on", "due", "date"),
        Column("days", "days late", "count"),
        Column("owed", "owed", "money"), Column("paid", "paid", "money"), Column("open", "open", "money"),
        CURRENCY,
    )  # fmt: skip
    rows = tuple(
        (
            one.ref, one.position, one.title, one.payee, SORT_WORDS[one.sort], one.due_on, one.days,
            Money(one.amount_cents, one.currency, one.status), Money(one.paid_cents, one.currency),
            Money(one.open_cents, one.currency, one.status), one.currency,
        )
        for one in record.lines
    )  # fmt: skip
    return Table("lines", "Amounts paid late, in part, or without a payment found", columns, rows)


def _evidence(record: StandingRecord, heading: RunHeading, book: str) -> tuple[str, ...]:
    day = f"--as-of {heading.as_of}" + (f" --known-by {heading.known_by}" if heading.known_by else "")
    companies = dict.fromkeys(one.company_id for one in record.companies)
    return (
        f"every amount in arrears: arrears audit {book} {day} --format csv --table obligations_in_arrears",
        f"one amount, step by step: arrears explain {book} OBLIGATION {day}",
        *(
            f"every amount of {company} not paid in time: arrears standing {book} --company {company} {day}"
            " --format csv --table lines"
            for company in list(companies)[:1]
        ),
    )
