"""An agency's part: its clients' own lines, on the strength of dated authorisations, and nobody else's.

An agency sees what a client of its own is owed, paid and lacks; never another client's money in the same
figure, never a co-payee's, never those of another agency. Commission is what the agreement's rule says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.agreements.model import Agreement, Citation
from arrears.audit.run_tables import REF_SQL, RunTables, name_join, spill_folder
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.engine.connection import open_engine
from arrears.findings import Finding, Refused
from arrears.records.views import create_views

COMMISSION_NOTES = ("not-commissionable", "commission")


@dataclass(frozen=True)
class Authorisation:
    """A client's authorisation. scope: what for, empty where it names nothing; until: null = still open."""

    person_id: str
    name: str
    agency_id: str
    from_on: date
    until: date | None
    scope: tuple[str, ...]
    said_by: str

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day, its first and last day included."""
        return self.from_on <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ClientLine:
    """One line of a client: what is owed to this person alone on one position, and what was found paid."""

    person_id: str
    company_id: str
    company: str
    title: str
    family: str
    ref: str
    position: str
    use: str
    share: str
    due_on: date | None
    amount_cents: int | None
    paid_cents: int
    open_cents: int | None
    state: str
    currency: str
    status: str


@dataclass(frozen=True)
class CommissionRule:
    """What an agreement is known to say of commission on this money; says empty: nothing is known."""

    family: str
    version: str
    says: str
    citation: Citation | None


def authorisations(book: Book, agency_id: str, known_by: date | None = None) -> tuple[Authorisation, ...]:
    """Every authorisation of an agency that the records hold, by person and day."""
    held = snapshot(book, known_by=known_by)
    connection = open_engine([book.path], spill_folder())
    create_views(connection, held, ("authorisation", "person"))
    rows = connection.execute(
        """SELECT a.person_id, coalesce(p.name, a.person_id), a.from_on, a.until_on, a.scope, a.said_by
           FROM record_authorisation a
           LEFT JOIN (SELECT person_id, min(name) AS name FROM record_person GROUP BY person_id) p
             ON p.person_id = a.person_id
           WHERE a.agency_id = ? ORDER BY a.person_id, a.from_on, a.said_by""",
        [agency_id],
    ).fetchall()
    connection.close()
    return tuple(
        Authorisation(person, name, agency_id, from_on, until, tuple(scope or ()), said_by)
        for person, name, from_on, until, scope, said_by in rows
    )


def clients_on(held: Sequence[Authorisation], day: date, person_id: str = "") -> tuple[Authorisation, ...]:
    """The authorisations that hold on a day; of one person where asked.

    Findings: `agency-not-authorised` when none holds.
    """
    holding = tuple(one for one in held if one.holds_on(day) and person_id in ("", one.person_id))
    if holding:
        return holding
    problem = "no client's authorisation of this agency holds on that day"
    others = [one for one in held if person_id in ("", one.person_id)]
    found = "; ".join(f"{one.from_on} to {one.until or 'open'}" for one in others) or "none recorded"
    expected = f"an authorisation{f' of {person_id}' if person_id else ''} that holds on {day}"
    remedy = "import the authorisation, or ask as of a day on which it holds"
    raise Refused([Finding("agency-not-authorised", "authorisation", problem, expected, found, remedy)])


def client_lines(run: RunTables, clients: Sequence[str]) -> tuple[ClientLine, ...]:
    """The lines of these people on every position of a run, each line one person's own."""
    wanted = ", ".join("?" for _ in clients)
    rows: list[tuple[Any, ...]] = []
    for position in run.heading.positions:
        rows += run.rows(
            f"""SELECT o.payee_id, o.company_id, coalesce(c.name, o.company_id), coalesce(t.name, o.title_id),
                       o.family, {REF_SQL}, '{position.bit}', o.market || ', ' || o.occasion,
                       CASE WHEN o.share_num = o.share_den THEN 'whole'
                            ELSE o.share_num || '/' || o.share_den END, o.due_on, o.amount_cents,
                       s.paid_cents, s.open_cents, s.state, o.currency, o.status
                FROM obligation o JOIN standing s USING (obligation_no)
                {name_join("company", "o.company_id", "c")} {name_join("title", "o.title_id", "t")}
                WHERE (o.positions >> {position.bit}) & 1 = 1 AND o.payee_id IN ({wanted})
                ORDER BY 1, 2, o.due_on NULLS LAST, 6""",
            list(clients),
        )
    names: Mapping[str, str] = {str(one.bit): one.name for one in run.heading.positions}
    return tuple(_line(row, names) for row in rows)


def _line(row: tuple[Any, ...], names: Mapping[str, str]) -> ClientLine:
    (person, company_id, company, title, family, ref, bit, use, share, due_on, amount, paid, still_open,
     state, currency, status) = row  # fmt: skip
    return ClientLine(
        person, company_id, company, title, family, ref, names[bit], use.replace("_", " "),
        share or "not known", due_on, amount, paid or 0, still_open, state, currency or "", status or "",
    )  # fmt: skip


def commission_rules(agreements: Sequence[Agreement]) -> tuple[CommissionRule, ...]:
    """What each agreement is known to say of commission; one that is silent here is listed as such."""
    return tuple(
        next(
            (
                CommissionRule(agreement.family, agreement.address, noted.says, noted.citation)
                for noted in agreement.noted
                if noted.address.rpartition("/")[2] in COMMISSION_NOTES
            ),
            CommissionRule(agreement.family, agreement.address, "", None),
        )
        for agreement in agreements
    )
