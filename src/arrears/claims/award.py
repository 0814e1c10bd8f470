"""An award as its events tell it: what was awarded on which reading, the calculation where one is needed,
payments.

One record, folded from appended events; the account on a day is `award_account`. Acts that cannot be are
refused; nothing is ever edited. An award is for the parties to the case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from arrears.book.chain import canonical
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.award_account import (
    AwardAccount,
    AwardPart,
    AwardPayment,
    AwardTerms,
    award_account,
)
from arrears.claims.award_rules import award_rule_of
from arrears.claims.casework import CaseEvent, NewEvent, Plan, append_numbered, plan_and_append, read_events
from arrears.claims.claim import read_claim
from arrears.claims.money_tables import file_of, read_rows, stage_rows
from arrears.claims.settlement import LINE_TABLE, lines_of_rows, settled_rows
from arrears.claims.settlement_division import SettledLine
from arrears.findings import Finding, Refused, suggest
from arrears.money import Cents, show_cents

PARTIES = "parties"


@dataclass(frozen=True)
class Award:
    """An award now. position: the reading it was made on. lines file 0: none are kept, the sum is not
    calculated.
    """

    award_id: str
    claims: tuple[str, ...]
    made_by: str
    position: str
    currency: str
    terms: AwardTerms
    recorded_on: date
    recorded_seq: int
    file_no: int
    fingerprint: str
    payments: tuple[AwardPayment, ...] = ()

    def account(self, as_of: date) -> AwardAccount:
        """What stands open on a day."""
        return award_account(self.terms, self.payments, as_of)

    def sum_cents(self) -> Cents | None:
        """What was awarded; null while it is not calculated."""
        if any(part.cents is None for part in self.terms.parts):
            return None
        return sum(part.cents or 0 for part in self.terms.parts)


@dataclass(frozen=True)
class NewAward:
    """An award to record. lines: what it gives on each line, empty where the sum must be calculated first."""

    claims: tuple[str, ...]
    made_by: str
    position: str
    currency: str
    terms: AwardTerms
    lines: tuple[SettledLine, ...] = ()

    def fingerprint(self) -> str:
        """SHA-256 over what was awarded, so that the same award is known again."""
        said = {
            "award": _terms_body(self.terms),
            "claims": list(self.claims),
            "made_by": self.made_by,
            "position": self.position,
            "lines": [{name: str(value) for name, value in row.items()} for row in settled_rows(self.lines)],
        }
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def read_awards(book: Book, *, seq: int | None = None, known_by: date | None = None) -> dict[str, Award]:
    """Every award of a book by its id, in the order they were recorded."""
    return fold_awards(read_events(book, "award/", seq=seq, known_by=known_by))


def read_award(book: Book, award_id: str, *, seq: int | None = None, known_by: date | None = None) -> Award:
    """One award by its id; `1` stands for `award/1`.

    Findings: raises `Refused` with award-unknown.
    """
    wanted = award_id if "/" in award_id else f"award/{award_id}"
    held = read_awards(book, seq=seq, known_by=known_by)
    if wanted in held:
        return held[wanted]
    problem = "the book shows no award of that name"
    remedy = suggest(wanted, held) if held else "record one with `arrears award record`"
    raise Refused([Finding("award-unknown", award_id, problem, "an award of this book", wanted, remedy)])


def award_lines(book: Book, award: Award) -> tuple[SettledLine, ...]:
    """What the award gives on each line, as the book keeps it."""
    return lines_of_rows(read_rows(book, LINE_TABLE, award.file_no))


def fold_awards(events: Iterable[CaseEvent]) -> dict[str, Award]:
    """The awards that events tell of."""
    awards: dict[str, Award] = {}
    for event in events:
        before = awards.get(event.subject)
        if event.kind == "recorded":
            awards[event.subject] = _recorded(event)
        elif before is not None:
            awards[event.subject] = _after(before, event)
    return awards


def _recorded(event: CaseEvent) -> Award:
    body = event.body
    return Award(
        award_id=event.subject,
        claims=tuple(body["claims"]),
        made_by=str(body["made_by"]),
        position=str(body["position"]),
        currency=str(body["currency"]),
        terms=_terms_of(body["award"]),
        recorded_on=event.on,
        recorded_seq=event.seq,
        file_no=int(body["file_no"]),
        fingerprint=str(body["fingerprint"]),
    )


def _after(award: Award, event: CaseEvent) -> Award:
    body, terms = event.body, award.terms
    match event.kind:
        case "paid":
            payment = AwardPayment(
                seq=event.seq,
                paid_on=date.fromisoformat(body["paid_on"]),
                cents=int(body["cents"]),
                kind=body["kind"],
                payer=str(body["payer"]),
                reference=str(body["reference"]),
            )
            return replace(award, payments=(*award.payments, payment))
        case "calculated":
            cents = int(body["cents"])
            told = replace(
                terms.calculation, notified_on=date.fromisoformat(body["notified_on"]), cents=cents
            )
            (part,) = terms.parts
            now = replace(terms, calculation=told, parts=(replace(part, cents=cents),))
            return replace(award, terms=now, file_no=int(body["file_no"]))
        case "calculation_disputed":
            told = replace(terms.calculation, disputed_on=event.on)
            return replace(award, terms=replace(terms, calculation=told))
        case "calculation_prevented":
            told = replace(terms.calculation, beyond_control=str(body["why"]))
            return replace(award, terms=replace(terms, calculation=told))
        case _:
            # A later release knows more kinds of act; what it says is not lost, only not shown.
            return award


def _terms_body(terms: AwardTerms) -> dict[str, Any]:
    return {
        "award_on": terms.award_on.isoformat(),
        "rule": terms.rule.body(),
        "needs_calculation": "yes" if terms.needs_calculation else "no",
        "parts": [
            {
                "number": str(part.number),
                "due_on": None if part.due_on is None else part.due_on.isoformat(),
                "cents": None if part.cents is None else str(part.cents),
            }
            for part in terms.parts
        ],
    }


def _terms_of(body: Mapping[str, Any]) -> AwardTerms:
    parts = tuple(
        AwardPart(
            number=int(part["number"]),
            due_on=None if part["due_on"] is None else date.fromisoformat(part["due_on"]),
            cents=None if part["cents"] is None else int(part["cents"]),
        )
        for part in body["parts"]
    )
    return AwardTerms(
        award_on=date.fromisoformat(body["award_on"]),
        rule=award_rule_of(body["rule"]),
        parts=parts,
        needs_calculation=body["needs_calculation"] == "yes",
    )


def record_award(book: Book, award: NewAward, acting: Acting) -> tuple[str, CommittedEntry]:
    """Record an award: its id and its entry.

    Findings: raises `Refused` with claim-unknown, award-before-cause, award-recorded-before, award-sum.
    """
    fingerprint = award.fingerprint()

    def plan(subject: str) -> Plan:
        _refuse(_record_faults(book, award, acting, fingerprint))
        rows = settled_rows(_awarded(award.lines, award.position))
        files = stage_rows(book, LINE_TABLE, rows, said_by=acting.by, access=PARTIES) if award.lines else ()
        body = acting.body(
            {
                "award": _terms_body(award.terms),
                "claims": list(award.claims),
                "made_by": award.made_by,
                "position": award.position,
                "currency": award.currency,
                "file_no": file_of(files),
                "fingerprint": fingerprint,
            }
        )
        links = (
            NewEvent(claim, "award_linked", acting.body({"id": subject}), PARTIES) for claim in award.claims
        )
        return Plan((NewEvent(subject, "recorded", body, PARTIES), *links), files)

    return append_numbered(book, "award", plan, learned_on=acting.learned_on)


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
    book: Book, award_id: str, payment: AwardPayment, acting: Acting
) -> tuple[CommittedEntry, AwardAccount]:
    """Record a payment on an award, and what then stands open on the day it was paid.

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
        made.append(replace(held, payments=(*held.payments, payment)))
        return Plan((NewEvent(held.award_id, "paid", body, PARTIES),))

    entry = plan_and_append(book, plan, learned_on=acting.learned_on)
    return entry, made[-1].account(payment.paid_on)


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
    """A sum that the payor figured and told; lines: what it gives on each line."""

    notified_on: date
    lines: tuple[SettledLine, ...]

    def cents(self) -> Cents:
        return sum(each.paid_cents for each in self.lines)


def record_calculation(book: Book, award_id: str, told: NewCalculation, acting: Acting) -> CommittedEntry:
    """Record the sum that the payor figured under an award that needs one.

    Findings: raises `Refused` with award-unknown, award-before-cause, award-calculation.
    """

    def plan(_: int) -> Plan:
        held = read_award(book, award_id)
        _refuse(_calculation_faults(held, told.notified_on, done=held.sum_cents() is not None))
        rows = settled_rows(_awarded(told.lines, held.position))
        files = stage_rows(book, LINE_TABLE, rows, said_by=acting.by, access=PARTIES)
        more = {
            "notified_on": told.notified_on.isoformat(),
            "cents": str(told.cents()),
            "file_no": file_of(files),
        }
        return Plan((NewEvent(held.award_id, "calculated", acting.body(more), PARTIES),), files)

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
