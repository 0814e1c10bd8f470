"""Totals over an industry of what is held for totals only: released once, coarse, and over enough companies.

A total of few, or of one that outweighs the rest, tells what one of them gave; so does the difference of two
totals over groups that differ by one. Each total is therefore an act in the book, rounded, and a second one
for days that overlap is refused. Nothing of the single counts is in the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.claims.acting import Acting
from arrears.claims.casework import NewEvent, Plan, append_numbered, read_events
from arrears.findings import Finding, Refused
from arrears.records.scratch import scratch
from arrears.records.views import create_views

FEWEST_SERVICES = 5
SHOWN_DIGITS = 2
ACCESS = "public"
HELD_FOR_TOTALS = "aggregates_only"


@dataclass(frozen=True)
class TotalAsked:
    """What is counted, where, and between which days; the days are those of the counts exactly."""

    measure: str
    territory: str
    measured_from: date
    measured_to: date

    def place(self) -> str:
        """The total as findings name it."""
        return f"{self.measure} in {self.territory}, {self.measured_from} to {self.measured_to}"


@dataclass(frozen=True)
class ReleasedTotal:
    """A total that everybody may see. amount: rounded; services: at least so many."""

    total_id: str
    asked: TotalAsked
    amount: int
    services: int
    on: date


def release_total(book: Book, asked: TotalAsked, acting: Acting) -> tuple[str, CommittedEntry]:
    """Add up what services gave for totals, and release the sum where it tells nothing of any one of them.

    Findings: total-released-before, total-of-too-few, total-of-one, and those of `casework.append`.
    """

    def make(subject: str) -> Plan:
        _refuse_overlap(book, asked)
        counts = _counts(book, asked)
        _refuse_telling(asked, counts)
        body = acting.body(
            {
                "measure": asked.measure,
                "territory": asked.territory,
                "measured_from": asked.measured_from.isoformat(),
                "measured_to": asked.measured_to.isoformat(),
                "amount": str(coarse(sum(counts))),
                "services": str(FEWEST_SERVICES),
            }
        )
        return Plan((NewEvent(subject, "released", body, ACCESS),))

    return append_numbered(book, "total", make, learned_on=acting.learned_on, access=ACCESS)


def read_totals(book: Book) -> tuple[ReleasedTotal, ...]:
    """Every total that was released, in the order of the book."""
    return tuple(
        ReleasedTotal(
            total_id=event.subject,
            asked=TotalAsked(
                str(event.body["measure"]),
                str(event.body["territory"]),
                date.fromisoformat(event.body["measured_from"]),
                date.fromisoformat(event.body["measured_to"]),
            ),
            amount=int(event.body["amount"]),
            services=int(event.body["services"]),
            on=event.on,
        )
        for event in read_events(book, "total/")
    )


def coarse(amount: int) -> int:
    """An amount to its first two digits, half up."""
    unit = 10 ** max(0, len(str(amount)) - SHOWN_DIGITS)
    return int((amount + unit // 2) // unit * unit)


def _counts(book: Book, asked: TotalAsked) -> list[int]:
    """One sum for each service; counts of other classes are not part of a total for everybody."""
    held = snapshot(book)
    files = tuple(e for e in held.files.get("audience", ()) if e.access in (HELD_FOR_TOTALS, ACCESS))
    numbers = ", ".join(str(entry.file_no) for entry in files) or "NULL"
    with scratch(book) as connection:
        create_views(connection, held, ("audience",))
        rows = connection.execute(
            f"""SELECT service, sum(amount)::BIGINT FROM record_audience
                WHERE measure = ? AND territory = ? AND measured_from = ? AND measured_to = ?
                  AND title_id IS NOT NULL AND amount IS NOT NULL AND row_id >> 32 IN ({numbers})
                GROUP BY service ORDER BY service""",
            [asked.measure, asked.territory, asked.measured_from, asked.measured_to],
        ).fetchall()
    return [int(amount) for _, amount in rows]


def _refuse_overlap(book: Book, asked: TotalAsked) -> None:
    for before in read_totals(book):
        is_like = (before.asked.measure, before.asked.territory) == (asked.measure, asked.territory)
        is_apart = (
            before.asked.measured_to < asked.measured_from or asked.measured_to < before.asked.measured_from
        )
        if is_like and not is_apart:
            problem = "a total for some of these days was released; two of them would tell a difference"
            remedy = f"use {before.total_id}, released on {before.on}"
            expected, found = "days of which no total was released", before.asked.place()
            raise Refused([Finding("total-released-before", asked.place(), problem, expected, found, remedy)])


def _refuse_telling(asked: TotalAsked, counts: list[int]) -> None:
    """Too few, or one of more than half: no number is said of what was found, for it would tell as much."""
    remedy = "wait for counts of more services, or take a longer time"
    if len(counts) < FEWEST_SERVICES:
        problem = "too few services gave counts for these days: a total would tell what one of them gave"
        expected, found = f"at least {FEWEST_SERVICES} services", "fewer"
        raise Refused([Finding("total-of-too-few", asked.place(), problem, expected, found, remedy)])
    if 2 * max(counts) > sum(counts):
        problem = "one service has more than half of it: the total would tell about what it gave"
        expected, found = "no service of more than half", "one"
        raise Refused([Finding("total-of-one", asked.place(), problem, expected, found, remedy)])
