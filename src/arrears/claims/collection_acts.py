"""Acts upon collected money: record it, distribute it, take back what was returned, send it again once the
person is found.

Money is collected on an award or on a settlement in effect, against one company's lines. Each act is checked
on what the book then holds; sent, held and undistributed money always add up to what came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.award import award_lines, read_award
from arrears.claims.casework import NewEvent, Plan, append_numbered, plan_and_append
from arrears.claims.claim import read_claim
from arrears.claims.collection import (
    REMITTANCE_TABLE,
    Collection,
    read_collection,
    read_collections,
    remittance_lines,
    remittance_rows,
)
from arrears.claims.collection_payees import read_authorisations, read_receivers
from arrears.claims.collection_split import (
    Directions,
    Distribution,
    Due,
    RemittanceLine,
    distribute,
)
from arrears.claims.deductions import Basis, Deduction, deduction_faults, deduction_text
from arrears.claims.money_tables import file_of, stage_rows
from arrears.claims.settlement import read_settlement, settled_lines
from arrears.claims.settlement_division import SettledLine
from arrears.findings import Finding, Refused
from arrears.money import Cents, show_cents

STAFF, MEMBERS = "guild_only", "member_identified"


@dataclass(frozen=True)
class Received:
    """Money that came in. company_id: whose debt it pays; the payer itself unless somebody pays for it."""

    collected_on: date
    payer: str
    company_id: str
    cents: Cents
    currency: str
    under: str
    reference: str = ""
    kind: Literal["principal", "interest"] = "principal"


@dataclass(frozen=True)
class Source:
    """What money is collected on: its lines, from what day on, and what it is about."""

    lines: tuple[SettledLine, ...]
    since: date
    basis: Basis


@dataclass(frozen=True)
class Wishes:
    """What the person who distributes asks for: deductions, and money to hold back with the reason."""

    deductions: tuple[Deduction, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)


def source_of(book: Book, under: str) -> Source:
    """The award or settlement that money is collected on.

    Findings: raises `Refused` with award-unknown, settlement-unknown, collection-source.
    """
    word = under.partition("/")[0]
    if word == "award":
        award = read_award(book, under)
        return Source(award_lines(book, award), award.terms.award_on, _basis(book, award.claims))
    if word == "settlement":
        held = read_settlement(book, under)
        since = held.effective_on or held.proposed_on
        return Source(settled_lines(book, held).staying, since, _basis(book, held.claims))
    problem = "money is collected on an award or on a settlement in effect"
    expected, remedy = "award/1 or settlement/1", "name what the money was paid on with --under"
    raise Refused([Finding("collection-source", under, problem, expected, under, remedy)])


def _basis(book: Book, claims: Sequence[str]) -> Basis:
    held = [read_claim(book, claim) for claim in claims]
    families = {claim.family for claim in held}
    subjects = {claim.subject for claim in held}
    return Basis(
        families.pop() if len(families) == 1 else "", subjects.pop() if len(subjects) == 1 else "other"
    )


def record_collection(book: Book, received: Received, acting: Acting) -> tuple[str, CommittedEntry]:
    """Record money that came in: its id and its entry.

    Findings: raises `Refused` with those of `source_of`, collection-before-cause, collection-company,
    collection-sum, collection-recorded-before.
    """

    def plan(subject: str) -> Plan:
        _refuse(_received_faults(book, received, source_of(book, received.under), acting))
        body = acting.body(
            {
                "collected_on": received.collected_on.isoformat(),
                "payer": received.payer,
                "company_id": received.company_id,
                "cents": str(received.cents),
                "currency": received.currency,
                "kind": received.kind,
                "under": received.under,
                "reference": received.reference,
            }
        )
        return Plan((NewEvent(subject, "recorded", body, STAFF),))

    return append_numbered(book, "collection", plan, learned_on=acting.learned_on)


def _received_faults(book: Book, received: Received, source: Source, acting: Acting) -> Iterable[Finding]:
    under = received.under
    if received.collected_on < source.since:
        yield _before_cause(under, received.collected_on, f"what it is paid on is of {source.since}")
    if acting.on < received.collected_on:
        yield _before_cause(under, acting.on, f"the money came in on {received.collected_on}")
    if received.cents <= 0:
        problem, found = "money that came in is more than nothing", show_cents(received.cents)
        remedy = "record money that came back with `arrears collection return`"
        yield Finding("collection-sum", under, problem, "a sum above nought", found, remedy)
    mine = {(each.line.company_id, each.line.currency) for each in source.lines}
    if (received.company_id, received.currency) not in mine:
        problem = "no line of what it was paid on is against this company in this currency"
        expected = ", ".join(f"{company} in {currency}" for company, currency in sorted(mine)) or "lines"
        found = f"{received.company_id} in {received.currency}"
        remedy = "name the company whose debt it pays with --company"
        yield Finding("collection-company", under, problem, expected, found, remedy)
    for other in read_collections(book).values():
        same = (other.payer, other.reference, other.kind) == (
            received.payer,
            received.reference,
            received.kind,
        )
        if received.reference and same:
            problem = "money of this payer with this reference is recorded already; nothing was appended"
            remedy = "nothing if it is the same money; else give its own reference"
            expected, found = "a reference of its own", other.collection_id
            yield Finding("collection-recorded-before", under, problem, expected, found, remedy)


def dues_of(book: Book, collection: Collection) -> tuple[Due, ...]:
    """What is still due on each line that the money is for: given, less distributed before.

    Interest belongs to the lines that it was earned on, by what they were given, and takes nothing off them.
    """
    source = source_of(book, collection.under)
    done = _distributed(book, collection) if collection.kind == "principal" else {}
    lines = [
        each.line
        for each in source.lines
        if (each.line.company_id, each.line.currency) == (collection.company_id, collection.currency)
    ]
    given = {each.line.key: each.paid_cents for each in source.lines}
    return tuple(
        Due(
            ref=line.ref,
            payee_id=line.payee_id,
            company_id=line.company_id,
            title_id=line.title_id,
            currency=line.currency,
            character=line.character if collection.kind == "principal" else f"interest on {line.character}",
            cents=given[line.key] - done.get(line.key, 0),
        )
        for line in lines
    )


def _distributed(book: Book, collection: Collection) -> dict[str, Cents]:
    """What earlier distributions of principal gave for each line of the same award or settlement."""
    done: dict[str, Cents] = {}
    for other in read_collections(book).values():
        if (other.under, other.kind) != (collection.under, "principal"):
            continue
        for line in remittance_lines(book, other):
            done[line.due.key] = done.get(line.due.key, 0) + line.gross_cents
    return done


def distribute_collection(
    book: Book, collection_id: str, wishes: Wishes, acting: Acting
) -> tuple[CommittedEntry, Distribution]:
    """Distribute money to members: its entry, and the remittances.

    Findings: raises `Refused` with collection-unknown, collection-distributed, collection-before-cause,
    collection-nothing-due, those of `deduction_faults`.
    """
    made: list[Distribution] = []

    def plan(_: int) -> Plan:
        held = read_collection(book, collection_id)
        dues = dues_of(book, held)
        basis = source_of(book, held.under).basis
        _refuse(_distribution_faults(held, dues, acting))
        _refuse(deduction_faults(wishes.deductions, basis, read_authorisations(book), acting.on))
        directions = _directions(book, dues, wishes, basis, acting.on)
        made.append(distribute(held.cents, dues, directions, limited=held.kind == "principal"))
        return _distributed_plan(book, held, made[-1], acting)

    entry = plan_and_append(book, plan, learned_on=acting.learned_on)
    return entry, made[-1]


def _directions(book: Book, dues: Iterable[Due], wishes: Wishes, basis: Basis, on: date) -> Directions:
    """Where money goes on a day; who is known to be out of reach from an earlier return stays held."""
    kept = dict(_out_of_reach(book)) | dict(wishes.held)
    allowed_by = {(each.person_id, each.kind): deduction_text(each, basis) for each in wishes.deductions}
    receivers = read_receivers(book, (due.payee_id for due in dues), on, kept)
    return Directions(receivers, wishes.deductions, allowed_by)


def _out_of_reach(book: Book) -> Iterable[tuple[str, str]]:
    for each in read_collections(book).values():
        for remittance in each.remittances:
            if remittance.state == "came back":
                why = f"{each.collection_id} came back on {remittance.since}: {remittance.why}"
                yield remittance.payee_id, why


def _distribution_faults(held: Collection, dues: Sequence[Due], acting: Acting) -> Iterable[Finding]:
    place = held.collection_id
    if held.distributed_on is not None:
        problem = "the money is distributed already; nothing was appended"
        remedy = "look at it with `arrears collection show`"
        found = f"distributed on {held.distributed_on}"
        yield Finding("collection-distributed", place, problem, "money not yet distributed", found, remedy)
        return
    if acting.on < held.collected_on:
        yield _before_cause(place, acting.on, f"the money came in on {held.collected_on}")
    if not any(due.cents > 0 for due in dues):
        problem = "nothing is due any more on what the money was paid on"
        remedy = "ask the payor what it is for; it stays in the book undistributed"
        found = show_cents(held.cents, held.currency)
        yield Finding("collection-nothing-due", place, problem, "a line with money due", found, remedy)


def _distributed_plan(book: Book, held: Collection, made: Distribution, acting: Acting) -> Plan:
    rows = remittance_rows(made.lines)
    files = stage_rows(book, REMITTANCE_TABLE, rows, said_by=acting.by, access=MEMBERS)
    body = acting.body(
        {
            "file_no": file_of(files),
            "undistributed_cents": str(made.undistributed_cents),
            "remittances": [_remittance_body(lines) for lines in by_remittance(made.lines)],
        }
    )
    return Plan((NewEvent(held.collection_id, "distributed", body, STAFF),), files)


def by_remittance(lines: Iterable[RemittanceLine]) -> list[list[RemittanceLine]]:
    """The lines of each remittance together, in the order of their numbers."""
    found: dict[int, list[RemittanceLine]] = {}
    for line in lines:
        found.setdefault(line.remittance_no, []).append(line)
    return [found[number] for number in sorted(found)]


def _remittance_body(lines: Sequence[RemittanceLine]) -> dict[str, str]:
    first = lines[0]
    return {
        "number": str(first.remittance_no),
        "payee_id": first.due.payee_id,
        "sent_to": first.receiver.sent_to,
        "net_cents": str(sum(line.net_cents for line in lines)),
        "deducted_cents": str(sum(line.deducted_cents for line in lines)),
        "held_because": first.receiver.held_because,
    }


def return_remittance(
    book: Book, collection_id: str, number: int, acting: Acting
) -> tuple[CommittedEntry, Cents]:
    """Record that a remittance came back: from now on its money is held for the person.

    Findings: raises `Refused` with collection-unknown, remittance-unknown, remittance-state,
    collection-before-cause.
    """
    amounts: list[Cents] = []

    def plan(_: int) -> Plan:
        held = read_collection(book, collection_id)
        remittance = held.remittance(number)
        if remittance.is_held:
            _refuse([_wrong_state(held, number, "a remittance that was sent", remittance.state)])
        if acting.on < remittance.since:
            _refuse([_before_cause(collection_id, acting.on, f"it was sent on {remittance.since}")])
        amounts.append(remittance.net_cents)
        body = acting.body({"remittance_no": str(number)})
        return Plan((NewEvent(held.collection_id, "returned", body, STAFF),))

    return plan_and_append(book, plan, learned_on=acting.learned_on), amounts[-1]


def send_again(
    book: Book, collection_id: str, remittance: tuple[int, str], acting: Acting
) -> tuple[CommittedEntry, Cents]:
    """Record that held money was sent, once the person was found: (number of the remittance, to whom).

    Findings: raises `Refused` with collection-unknown, remittance-unknown, remittance-state,
    collection-before-cause.
    """
    number, sent_to = remittance
    amounts: list[Cents] = []

    def plan(_: int) -> Plan:
        held = read_collection(book, collection_id)
        now = held.remittance(number)
        if not now.is_held:
            _refuse([_wrong_state(held, number, "a remittance that is held", now.state)])
        if acting.on < now.since:
            _refuse([_before_cause(collection_id, acting.on, f"it is held since {now.since}")])
        amounts.append(now.net_cents)
        body = acting.body({"remittance_no": str(number), "sent_to": sent_to or now.payee_id})
        return Plan((NewEvent(held.collection_id, "sent_again", body, STAFF),))

    return plan_and_append(book, plan, learned_on=acting.learned_on), amounts[-1]


def _wrong_state(held: Collection, number: int, expected: str, found: str) -> Finding:
    problem = "the remittance is not in the state that this act begins from"
    remedy = f"look at `arrears collection show BOOK {held.collection_id}`"
    return Finding("remittance-state", f"{held.collection_id}: {number}", problem, expected, found, remedy)


def _before_cause(place: str, on: date, cause: str) -> Finding:
    problem = "the act is dated before what it follows from"
    return Finding(
        "collection-before-cause", place, problem, f"a later day: {cause}", str(on), "correct the day"
    )


def _refuse(faults: Iterable[Finding]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found[:20])
