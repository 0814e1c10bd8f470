"""Deadlines as a calendar file that Google, Apple and Outlook read (RFC 5545).

Every clock of a claim keeps one UID for ever, so a later file replaces what an earlier one brought; what was
done, given up or no longer needed comes as cancelled. DTSTAMP is the day for which the file was made: no
clock of the machine is read. A day that is not known is no entry. What is published has an organizer and
nobody invited (RFC 5546, 3.2.1); its address is of a name that reaches nobody (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

from arrears.book.chain import canonical, text_hash
from arrears.claims.casework import CaseEvent
from arrears.claims.clocks import GOING, Deadline, bounds_text
from arrears.claims.deadlines import ClaimDeadline, Deadlines
from arrears.claims.requests_due import RequestDue
from arrears.findings import terminal_text
from arrears.vocabulary import CLAIM_PARTIES

PRODUCT = "-//Arrears//Deadlines//EN"
NAME = "Arrears deadlines"
ORGANIZER = "mailto:deadlines@arrears.invalid"
WARNINGS = (timedelta(days=-14), timedelta(days=-3))


def deadline_calendar(found: Deadlines) -> bytes:
    """The deadlines as one calendar: lines folded at 75 octets, ended by CRLF, in UTF-8."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    for event in (*_claim_events(found.claims, found.as_of), *_request_events(found.requests, found.as_of)):
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=False))


def _claim_events(claims: Iterable[ClaimDeadline], as_of: date) -> Iterable[Event]:
    for one in claims:
        day = _day_of(one.deadline)
        if day is not None:
            yield _claim_event(one, day, as_of)


def _day_of(deadline: Deadline) -> date | None:
    """The day of the entry: the safe one, else the last that it may be."""
    return deadline.safe_on or deadline.bounds.first or deadline.bounds.last


def _claim_event(one: ClaimDeadline, day: date, as_of: date) -> Event:
    deadline, clock = one.deadline, one.deadline.clock
    is_going = deadline.state in GOING or deadline.state == "open"
    verb = "by" if clock.bound == "no later than" else "from"
    summary = f"{one.claim_id}: {clock.title} ({verb} {bounds_text(deadline.bounds)})"
    event = _entry(
        uid=f"{_name(one.claim_id)}.{clock.clock_id}.{_sign(one.opened)}@arrears",
        day=day,
        stamp=max(one.told_on, as_of),
        sequence=one.acts,
        is_going=is_going,
    )
    event.add("summary", terminal_text(summary if is_going else f"Done: {summary}"))
    event.add("description", "\n".join(terminal_text(line) for line in _description(one)))
    if is_going:
        _add_warnings(event, summary)
    return event


def _entry(*, uid: str, day: date, stamp: date, sequence: int, is_going: bool) -> Event:
    """An entry of one whole day, ended by the day after, as RFC 5545 counts.

    Whole days are the same in every zone, so the file needs none. Outlook is told that the day is whole by
    its own property too.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(stamp, time(), tzinfo=UTC))
    event.add("sequence", sequence)
    organizer = vCalAddress(ORGANIZER)
    organizer.params["CN"] = NAME
    event.add("organizer", organizer)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", "CONFIRMED" if is_going else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-alldayevent", "TRUE")
    return event


def _description(one: ClaimDeadline) -> list[str]:
    deadline, clock = one.deadline, one.deadline.clock
    lines = [
        f"{one.title}, under {one.agreement}",
        f"who: {' or '.join(CLAIM_PARTIES[party] for party in clock.who)}",
        f"state: {deadline.state}",
        *(f"counts: {limb.words}: {bounds_text(limb.bounds)}" for limb in deadline.limbs),
        f"if missed: {clock.if_missed}",
        f"source: {deadline.citation.source} [{deadline.citation.status}]",
        *deadline.lacks,
    ]
    if one.from_lines:
        lines.append(f"taken from the lines, the first day due: {' and '.join(one.from_lines)}")
    return lines


def _add_warnings(event: Event, summary: str) -> None:
    for before in WARNINGS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", before)
        alarm.add("description", terminal_text(summary))
        event.add_component(alarm)


def _request_events(requests: Iterable[RequestDue], as_of: date) -> Iterable[Event]:
    for one in requests:
        if one.due_on is None:
            continue
        is_going = one.ended_on is None
        event = _entry(
            uid=f"{_name(one.request_id)}.answer.{_sign(one.opened)}@arrears",
            day=one.due_on,
            stamp=max(one.told_on, as_of),
            sequence=one.acts,
            is_going=is_going,
        )
        summary = f"{one.request_id}: answer due ({one.title})"
        event.add("summary", terminal_text(summary if is_going else f"Done: {summary}"))
        event.add("description", terminal_text(f"asked of {one.asked_of or 'not said'}; under {one.under}"))
        if is_going:
            _add_warnings(event, summary)
        yield event


def _sign(opened: CaseEvent) -> str:
    """What tells this claim from one of the same number in another book: the act that opened it."""
    return text_hash(canonical(opened.body))[:16]


def _name(subject: str) -> str:
    return subject.replace("/", "-")
