"""Acts upon an award: record it, pay on it, calculate its sum, say why a sum bears no interest.

Each is checked on what the book then holds; what cannot be is refused and nothing is edited. An award is for
the parties to the case, and tells them its own reading only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from arrears.book.chain import canonical
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.award import Award, award_body, award_lines, read_award, read_awards
from arrears.claims.award_account import AwardAccount, AwardPayment, AwardTerms
from arrears.claims.casework import NewEvent, Plan, append_numbered, plan_and_append
from arrears.claims.claim import read_claim
from arrears.claims.ending_steps import AwardMade, award_steps, payment_steps, shipped_procedure
from arrears.claims.money_tables import file_of, stage_rows
from arrears.claims.priced_for import PricedFor
from arrears.claims.recording import FindProcedure
from arrears.claims.settlement import (
    LINE_TABLE,
    lines_digest,
    read_settlements,
    settled_lines,
    settled_rows,
)
from arrears.claims.settlement_division import SettledLine
from arrears.claims.steps import Taken
from arrears.findings import Finding, Refused
from arrears.money import Cents, show_cents

PARTIES = "parties"


@dataclass(frozen=True)
class NewAward:
    """An award to record. lines: what it gives on each line, empty where the sum must be calculated first.

    priced: how the lines were priced, and the rule that a sum was divided by.
    """

    claims: tuple[str, ...]
    made_by: str
    position: str
    currency: str
    terms: AwardTerms
    lines: tuple[SettledLine, ...] = ()
    priced: PricedFor | None = None

    def fingerprint(self) -> str:
        """SHA-256 over what was awarded, so that the same award is known again."""
        said = {
            "award": award_body(self.terms),
            "claims": list(self.claims),
            "made_by": self.made_by,
            "position": self.position,
        }
        return lines_digest(canonical(said), self.lines)


def record_award(
    book: Book, award: NewAward, acting: Acting, procedure: FindProcedure = shipped_procedure
) -> tuple[str, CommittedEntry]:
    """Record an award, and with it the step `awarded` of each of its claims: its id and its entry.

    Findings: raises `Refused` with claim-unknown, award-before-cause, award-recorded-before, award-sum,
    line-decided-before, and those of `award_steps`.
    """
    fingerprint = award.fingerprint()

    def plan(subject: str) -> Plan:
        _refuse(_record_faults(book, award, acting, fingerprint))
        rows = settled_rows(_awarded(award.lines, award.position))
        files = stage_rows(book, LINE_TABLE, rows, said_by=acting.by, access=PARTIES) if award.lines else ()
        body = acting.body(
            {
                "award": award_body(award.terms),
                "claims": list(award.claims),
                "made_by": award.made_by,
                "position": award.position,
                "currency": award.currency,
                "file_no": file_of(files),
                "fingerprint": fingerprint,
                "priced": None if award.priced is None else award.priced.body(),
            }
        )
        links = (
            NewEvent(claim, "award_linked", acting.body({"id": subject}), PARTIES) for claim in award.claims
        )
        made = AwardMade(subject, award.terms.award_on, award.made_by, _days_awarded(book, award.claims))
        steps = award_steps(book, award.claims, made, procedure)
        return Plan((NewEvent(subject, "recorded", body, PARTIES), *links, *steps), files)

    return append_numbered(book, "award", plan, learned_on=acting.learned_on)


def _days_awarded(book: Book, claims: tuple[str, ...]) -> frozenset[date]:
    """The days of the awards that the book holds in any of these claims."""
    held = read_awards(book).values()
    return frozenset(one.terms.award_on for one in held if set(one.claims) & set(claims))


def _record_faults(book: Book, award: NewAward, acting: Acting, fingerprint: str) -> Iterable[Finding]:
    on = award.terms.award_on
    for claim in award.claims:
        opened_on = read_claim(book, claim).opened_on
        if on < opened_on:
            yield _before_cause(claim, on, f"the claim was opened on {opened_on}")
    if acting.on < on:
        yield _before_cause("the act", acting.on, f"the award was made on {on}")
    for other in read_awards(book).values():
        if other.fingerprint == fingerprint:
            problem = "the same award is recorded already; nothing was appended"
            expected, remedy = "an award that differs in something", "go on with the one that is there"
            yield Finding("award-recorded-before", award.made_by, problem, expected, other.award_id, remedy)
    yield from _sum_faults(award.terms, award.lines, award.currency)
    yield from _decided_before(book, {each.line.key for each in award.lines})


def _decided_before(book: Book, keys: set[str]) -> Iterable[Finding]:
    """Lines that a settlement in effect or another award has decided: nobody is given one line twice."""
    decided = [
        (each.settlement_id, settled_lines(book, each).staying) for each in read_settlements(book).values()
    ]
    decided += [(each.award_id, award_lines(book, each)) for each in read_awards(book).values()]
    for name, lines in decided:
        for line in lines:
            if line.line.key in keys:
                problem = "the line is decided already, by an award or a settlement in effect"
                expected, remedy = "a line that nothing has decided", "leave the line out"
                yield Finding("line-decided-before", line.line.key, problem, expected, name, remedy)


def _sum_faults(terms: AwardTerms, lines: tuple[SettledLine, ...], currency: str) -> Iterable[Finding]:
    """The instalments and the lines of an award tell one sum."""
    if any(part.cents is None for part in terms.parts):
        return
    awarded = sum(part.cents or 0 for part in terms.parts)
    given = sum(each.paid_cents for each in lines)
    if awarded != given:
        problem = "the instalments of the award do not add up to what it gives on its lines"
        remedy = "correct the instalments or the sum"
        expected, found = show_cents(given, currency), show_cents(awarded, currency)
        yield Finding("award-sum", "award", problem, expected, found, remedy)


def pay_award(
    book: Book,
    award_id: str,
    payment: AwardPayment,
    acting: Acting,
    procedure: FindProcedure = shipped_procedure,
) -> tuple[CommittedEntry, AwardAccount]:
    """Record a payment on an award, and what then stands open on the day it was paid.

    With the payment after which no principal is open, the claims take the step `award_paid`.

    Findings: raises `Refused` with award-unknown, award-before-cause, award-payment.
    """
    made: list[Award] = []

    def plan(_: int) -> Plan:
        held = read_award(book, award_id)
        _refuse(_payment_faults(held, payment, acting))
        body = acting.body(
            {
                "paid_on": payment.paid_on.isoformat(),
                "cents": str(payment.cents),
                "kind": payment.kind,
                "payer": payment.payer,
                "reference": payment.reference,
            }
        )
        now = replace(held, payments=(*held.payments, payment))
        made.append(now)
        steps = _paid_steps(book, now, payment, procedure)
        return Plan((NewEvent(held.award_id, "paid", body, PARTIES), *steps))

    entry = plan_and_append(book, plan, learned_on=acting.learned_on)
    return entry, made[-1].account(payment.paid_on)


def _paid_steps(
    book: Book, now: Award, payment: AwardPayment, procedure: FindProcedure
) -> Iterable[NewEvent]:
    """The step `award_paid` where this payment leaves no principal open."""
    if now.sum_cents() is None or now.account(payment.paid_on).open_cents() != 0:
        return ()
    taken = Taken("award_paid", payment.paid_on, payment.payer, facts={"award": now.award_id})
    return payment_steps(book, now.claims, taken, procedure)


def _payment_faults(held: Award, payment: AwardPayment, acting: Acting) -> Iterable[Finding]:
    if payment.paid_on < held.terms.award_on:
        yield _before_cause(held.award_id, payment.paid_on, f"the award was made on {held.terms.award_on}")
    if payment.paid_on > acting.on:
        yield _before_cause(held.award_id, acting.on, f"the payment is dated {payment.paid_on}")
    if payment.cents <= 0:
        problem = "a payment is more than nothing"
        remedy = "record money that goes back as a return of the collection it came with"
        found = show_cents(payment.cents, held.currency)
        yield Finding("award-payment", held.award_id, problem, "a sum above nought", found, remedy)
    same = [each for each in held.payments if payment.reference and each.reference == payment.reference]
    if same:
        problem = "a payment with this reference is recorded already; nothing was appended"
        remedy = "nothing if it is the same payment; else give its own reference"
        found = f"{payment.reference} of {same[0].paid_on}, {show_cents(same[0].cents, held.currency)}"
        yield Finding("award-payment", held.award_id, problem, "a reference of its own", found, remedy)


@dataclass(frozen=True)
class NewCalculation:
    """A sum that the payor figured and told; lines: what it gives on each line; priced: as of an award."""

    notified_on: date
    lines: tuple[SettledLine, ...]
    priced: PricedFor | None = None

    def cents(self) -> Cents:
        return sum(each.paid_cents for each in self.lines)


def record_calculation(
    book: Book,
    award_id: str,
    told: NewCalculation,
    acting: Acting,
    procedure: FindProcedure = shipped_procedure,
) -> CommittedEntry:
    """Record the sum that the payor figured under an award that needs one, and that its claims have it.

    Findings: raises `Refused` with award-unknown, award-before-cause, award-calculation, line-decided-before.
    """

    def plan(_: int) -> Plan:
        held = read_award(book, award_id)
        _refuse(_calculation_faults(held, told.notified_on, done=held.sum_cents() is not None))
        _refuse(_decided_before(book, {each.line.key for each in told.lines}))
        rows = settled_rows(_awarded(told.lines, held.position))
        files = stage_rows(book, LINE_TABLE, rows, said_by=acting.by, access=PARTIES)
        more = {
            "notified_on": told.notified_on.isoformat(),
            "cents": str(told.cents()),
            "file_no": file_of(files),
            "priced": None if told.priced is None else told.priced.body(),
        }
        taken = Taken("award_calculated", told.notified_on, acting.by, facts={"award": held.award_id})
        steps = payment_steps(book, held.claims, taken, procedure)
        event = NewEvent(held.award_id, "calculated", acting.body(more), PARTIES)
        return Plan((event, *steps), files)

    return plan_and_append(book, plan, learned_on=acting.learned_on)


def dispute_calculation(
    book: Book, award_id: str, acting: Acting, *, prevented: bool = False
) -> CommittedEntry:
    """Record that the sides disagree on the figured sum, or that it could not be figured in time (prevented).

    Findings: raises `Refused` with award-unknown, award-before-cause, award-calculation.
    """

    def plan(_: int) -> Plan:
        held = read_award(book, award_id)
        _refuse(_calculation_faults(held, acting.on, done=False))
        kind = "calculation_prevented" if prevented else "calculation_disputed"
        return Plan((NewEvent(held.award_id, kind, acting.body({}), PARTIES),))

    return plan_and_append(book, plan, learned_on=acting.learned_on)


def _calculation_faults(held: Award, on: date, *, done: bool) -> Iterable[Finding]:
    if not held.terms.needs_calculation or done:
        problem = "the sum of the award is calculated already" if done else "the award gives a sum of its own"
        remedy = "leave the calculation out; a disagreement about it is recorded as one"
        found = show_cents(held.sum_cents(), held.currency)
        expected = "an award whose sum must be calculated"
        yield Finding("award-calculation", held.award_id, problem, expected, found, remedy)
    if on < held.terms.award_on:
        yield _before_cause(held.award_id, on, f"the award was made on {held.terms.award_on}")


def _awarded(lines: Iterable[SettledLine], position: str) -> Iterable[SettledLine]:
    """Lines as an award tells them to the parties: what it gives on the reading that it was made on."""
    for each in lines:
        yield replace(each, line=replace(each.line, by_position={position: each.paid_cents}))


def _before_cause(place: str, on: date, cause: str) -> Finding:
    problem = "the act is dated before what it follows from"
    remedy = "correct the day"
    return Finding("award-before-cause", place, problem, f"a later day: {cause}", str(on), remedy)


def _refuse(faults: Iterable[Finding]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found[:20])
