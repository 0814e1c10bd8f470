"""Builds the reports on information requests: what waits, on which duty, and the dollars that hang on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from arrears.audit.run_tables import RunHeading
from arrears.claims.missing_facts import MissingMoney
from arrears.claims.request_duties import Duty
from arrears.claims.requests import ANSWERS, Request
from arrears.reports.audit_report import heading_facts
from arrears.reports.tables import (
    MARK_MEANINGS,
    STATUS_MARKS,
    Cell,
    Column,
    Money,
    Report,
    Section,
    Table,
)

NO_BOUND = "no bound known"
MISSING_SENTENCE = (
    "Amounts that cannot be computed until the company sends what is named. A range is given only where the"
    " clause pays a known amount or nothing, where every value that a missing fact can have was tried in it,"
    " or where somebody bounds the fact and says why; for all else no bound is known, and none is made up."
    " Amounts are before sharing among people and before what was paid."
)


def build_requests_report(
    requests: Sequence[Request], facts: tuple[tuple[str, str], ...], as_of: date
) -> Report:
    """Every request with its state on a day, and what came of it."""
    sections = (
        Section("Requests", (), (_requests_table(requests, as_of),)),
        Section("What was asked", (), (_items_table(requests),)),
        Section("What waits for the answer", (), (_waiting_table(requests),)),
        Section("What came of it", (), (_replies_table(requests),)),
    )
    used = {STATUS_MARKS[one.status] for one in requests if one.status in STATUS_MARKS}
    notes = tuple(f"{mark} {meaning}" for mark, meaning in MARK_MEANINGS.items() if mark in used)
    return Report("Information requests", (("as of", str(as_of)), *facts), sections, notes)


def build_missing_report(heading: RunHeading, missing: Sequence[MissingMoney]) -> Report:
    """The dollars that cannot be computed, by company and by what is missing."""
    bounds = tuple(dict.fromkeys(bound for one in missing for bound in one.bounds))
    said = (MISSING_SENTENCE, *(f"Bounded by who asks: {bound}." for bound in bounds))
    section = Section("", said, (_missing_table(missing),))
    return Report("What cannot be computed yet", heading_facts(heading), (section,))


def duties_table(duties: Sequence[Duty]) -> Table:
    """Every duty to answer that is known, with its length and where it was read."""
    columns = (
        Column("duty", "duty"),
        Column("family", "guild"),
        Column("says", "what it says"),
        Column("lasts", "answer within"),
        Column("find_at", "where no number is given"),
        Column("accommodation", "for confidential data"),
        Column("cite", "read at"),
        Column("status", "status"),
    )
    rows = tuple(
        (
            duty.duty_id, duty.family, duty.says, duty.lasts, duty.find_at, duty.accommodation, duty.cite,
            duty.status + STATUS_MARKS.get(duty.status, ""),
        )
        for duty in duties
    )  # fmt: skip
    return Table("duties", "Duties to answer", columns, rows)


def asked_tables(request: Request) -> tuple[Table, ...]:
    """What a letter shows of a request: the things asked for, and the money that waits for the answer."""
    items = Table(
        "asked", "What is asked for", (Column("item", "item"),), tuple((item,) for item in request.items)
    )
    waiting = _waiting_table((request,))
    return (items, waiting) if waiting.rows else (items,)


def _requests_table(requests: Sequence[Request], as_of: date) -> Table:
    columns = (
        Column("request", "request"),
        Column("claim", "claim"),
        Column("of", "asked of"),
        Column("title", "about"),
        Column("asked_on", "asked on", "date"),
        Column("due_on", "due", "date"),
        Column("due_because", "because", for_readers=False),
        Column("under", "under", for_readers=False),
        Column("accommodation", "for confidential data", for_readers=False),
        Column("by", "by", for_readers=False),
        Column("state", "state"),
    )
    rows = tuple(
        (
            one.request_id, one.claim_id, one.asked_of, one.title, one.asked_on, one.due_on, one.due_because,
            one.under, one.accommodation, one.by, one.state(as_of),
        )
        for one in requests
    )  # fmt: skip
    return Table("requests", "", columns, rows)


def _items_table(requests: Sequence[Request]) -> Table:
    columns = (
        Column("request", "request"),
        Column("item", "item"),
        Column("under", "under"),
        Column("due_because", "the day"),
        Column("accommodation", "for confidential data"),
    )
    rows = tuple(
        (
            one.request_id,
            item,
            (one.under + STATUS_MARKS.get(one.status, "")) if one.under else "no duty cited",
            one.due_because or "no day set",
            one.accommodation or "nothing offered",
        )
        for one in requests
        for item in one.items
    )
    return Table("items", "", columns, rows)


def _waiting_table(requests: Sequence[Request]) -> Table:
    columns = (
        Column("request", "request"),
        Column("facts", "until it has"),
        Column("lines", "lines", "count"),
        Column("low", "at least", "money"),
        Column("high", "at most", "money"),
        Column("remark", "remark"),
    )
    rows = tuple((one.request_id, *_waiting(each)) for one in requests for each in one.missing)
    return Table("waiting", "", columns, rows, "As figured on the day of the request.")


def _waiting(each: Mapping[str, Any]) -> tuple[Cell, ...]:
    lines, bounded = int(each["lines"]), int(each["bounded"])
    low, high = (_money(each[name], str(each["status"])) for name in ("low", "high"))
    facts = ", ".join(str(fact).replace("_", " ") for fact in each["facts"])
    return (
        facts,
        lines,
        low,
        high,
        _bound_words(lines, bounded, [str(one) for one in each.get("bounds", ())]),
    )


def _money(written: Mapping[str, str] | None, status: str) -> Money:
    if written is None:
        return Money(None)
    return Money(int(written["cents"]), written["currency"], status)


def _bound_words(lines: int, bounded: int, bounds: Sequence[str]) -> str:
    """On what bounds a range rests, and how many lines have none."""
    without = NO_BOUND if not bounded else f"{NO_BOUND} for {lines - bounded:,} of them"
    rests = [f"if {one}" for one in bounds] if bounded else []
    return "; ".join([*rests, *([without] if bounded < lines else [])])


def _replies_table(requests: Sequence[Request]) -> Table:
    columns = (
        Column("request", "request"),
        Column("on", "on", "date"),
        Column("what", "what"),
        Column("by", "by"),
        Column("says", "with"),
        Column("evidence", "evidence"),
    )
    rows = tuple(
        (one.request_id, reply.on, ANSWERS[reply.kind], reply.by, reply.says, ", ".join(reply.evidence))
        for one in requests
        for reply in one.replies
    )
    return Table("replies", "", columns, rows)


def _missing_table(missing: Sequence[MissingMoney]) -> Table:
    columns = (
        Column("company_id", "id", for_readers=False),
        Column("company", "until this company sends"),
        Column("facts", "what"),
        Column("lines", "lines", "count"),
        Column("titles", "titles", "count"),
        Column("low", "at least", "money"),
        Column("high", "at most", "money"),
        Column("remark", "remark"),
        Column("clauses", "under", for_readers=False),
        Column("status", "status", for_readers=False),
    )
    rows = tuple(
        (
            one.company_id, one.company, ", ".join(fact.replace("_", " ") for fact in one.facts), one.lines,
            one.titles, Money(one.low_cents, one.currency, one.status),
            Money(one.high_cents, one.currency, one.status), _bound_words(one.lines, one.bounded, one.bounds),
            "; ".join(one.clauses), one.status,
        )
        for one in missing
    )  # fmt: skip
    return Table("missing", "", columns, rows)
