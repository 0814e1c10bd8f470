"""Acts upon a settlement: propose, tell, consent, stay out, the event it waits for, take effect, withdraw.

Each is appended as an event on what the book then holds; an act that the terms forbid is refused with the
term that forbids it. Talks have the access class `settlement`; what is in effect is for the parties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from arrears.book.chain import canonical
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import NewEvent, Plan, append_numbered, next_subject, plan_and_append
from arrears.claims.claim import read_claim
from arrears.claims.ending_steps import settled_steps, shipped_procedure
from arrears.claims.money_tables import file_of, stage_rows
from arrears.claims.priced_for import PricedFor
from arrears.claims.recording import FindProcedure
from arrears.claims.settlement import (
    LINE_TABLE,
    Settlement,
    Word,
    lines_digest,
    read_proposals,
    read_settlement,
    read_settlements,
    settled_lines,
    settled_rows,
    word_body,
)
from arrears.claims.settlement_division import SHOWN, Settled, divide_settlement
from arrears.claims.settlement_terms import (
    SettlementLine,
    SettlementTerms,
    companies_of,
    terms_body,
)
from arrears.findings import Finding, Refused

TALKS, PARTIES, GUILD = "settlement", "parties", "guild_only"


@dataclass(frozen=True)
class Proposal:
    """What is proposed: terms for the lines of claims, priced for a day. claimants: who brings the claims.

    priced: how the lines were priced; None where they come from elsewhere than the claims' own files.
    """

    terms: SettlementTerms
    lines: tuple[SettlementLine, ...]
    claims: tuple[str, ...]
    claimants: tuple[str, ...]
    as_of: date
    priced: PricedFor | None = None

    def fingerprint(self, settled: Settled) -> str:
        """SHA-256 over terms, claims and divided lines, so that the same proposal is known again."""
        said = {
            "terms": terms_body(self.terms),
            "claims": list(self.claims),
            "as_of": self.as_of.isoformat(),
        }
        return lines_digest(canonical(said), settled.lines)


def propose(book: Book, proposal: Proposal, acting: Acting) -> tuple[str, CommittedEntry, Settled]:
    """Put a settlement on the desk: its id, its entry, and its lines divided, with what is to be said of
    them.

    Findings: raises `Refused` with those of `divide_settlement`, claim-unknown, settlement-claim-ended,
    settlement-before-cause, settlement-proposed-before, line-settled-before.
    """
    settled = divide_settlement(proposal.lines, proposal.terms)
    fingerprint = proposal.fingerprint(settled)

    def plan(subject: str) -> Plan:
        _refuse(_proposal_faults(book, proposal, acting, fingerprint))
        files = stage_rows(book, LINE_TABLE, settled_rows(settled.lines), said_by=acting.by, access=TALKS)
        body = acting.body(
            {
                "terms": terms_body(proposal.terms),
                "claims": list(proposal.claims),
                "as_of": proposal.as_of.isoformat(),
                "proposed_on": acting.on.isoformat(),
                "proposed_by": acting.by,
                "file_no": file_of(files),
                "fingerprint": fingerprint,
                "consents_needed": list(consents_needed(proposal)),
                "priced": None if proposal.priced is None else proposal.priced.body(),
            }
        )
        links = (_link(claim, subject, acting, TALKS) for claim in proposal.claims)
        return Plan((NewEvent(subject, "proposed", body, TALKS), *links), files)

    subject, entry = append_numbered(book, "proposal", plan, learned_on=acting.learned_on)
    return subject, entry, settled


def consents_needed(proposal: Proposal) -> tuple[str, ...]:
    """Who must agree: whom the terms name; else the claimants, and the companies unless they may stay out."""
    if proposal.terms.consents:
        return proposal.terms.consents
    companies = () if proposal.terms.opt_out else companies_of(proposal.lines)
    return tuple(dict.fromkeys((*proposal.claimants, *companies)))


def _link(claim: str, subject: str, acting: Acting, access: str) -> NewEvent:
    return NewEvent(claim, "settlement_linked", acting.body({"id": subject}), access)


def _proposal_faults(book: Book, proposal: Proposal, acting: Acting, fingerprint: str) -> Iterable[Finding]:
    for claim in proposal.claims:
        held = read_claim(book, claim)
        if acting.on < held.opened_on:
            yield _before_cause(claim, acting.on, f"the claim was opened on {held.opened_on}")
        if not held.is_open:
            problem, expected = "the claim has ended, so there is nothing of it to settle", "an open claim"
            remedy = "open a new claim if there is a new cause"
            yield Finding("settlement-claim-ended", claim, problem, expected, held.state, remedy)
    for other in read_proposals(book).values():
        if other.fingerprint == fingerprint and other.state != "withdrawn":
            problem = "the same settlement of the same lines is on the desk already; nothing was appended"
            expected, found = "terms or lines that differ in something", other.settlement_id
            remedy = f"go on with it, or withdraw it: `arrears settlement show BOOK {found}`"
            yield Finding(
                "settlement-proposed-before", proposal.terms.title, problem, expected, found, remedy
            )
    yield from _settled_before(book, [line.key for line in proposal.lines])


def _settled_before(book: Book, keys: Sequence[str]) -> Iterable[Finding]:
    """Lines that a settlement in effect has settled: nobody settles one line twice."""
    wanted = set(keys)
    for other in read_settlements(book).values():
        for each in settled_lines(book, other).staying:
            if each.line.key in wanted:
                problem = "the line is settled by another settlement that is in effect"
                expected, found = "a line that nothing has settled", other.settlement_id
                remedy = "leave the line out"
                yield Finding("line-settled-before", each.line.key, problem, expected, found, remedy)


def tell(book: Book, proposal_id: str, word: tuple[str, str], acting: Acting) -> CommittedEntry:
    """Record that somebody was told of a settlement: (who, by what means)."""
    return _word(book, proposal_id, "told", word, acting)


def consent(book: Book, proposal_id: str, word: tuple[str, str], acting: Acting) -> CommittedEntry:
    """Record that somebody agreed: (who, in what form).

    Findings: raises `Refused` with settlement-unknown, settlement-ended, settlement-before-cause,
    settlement-consent.
    """
    return _word(book, proposal_id, "consented", word, acting)


def opt_out(book: Book, proposal_id: str, word: tuple[str, str], acting: Acting) -> CommittedEntry:
    """Record that a company stays out, with all its lines: (company, in what form).

    Findings: raises `Refused` with settlement-unknown, settlement-ended, settlement-before-cause,
    settlement-opt-out.
    """
    return _word(book, proposal_id, "opted_out", word, acting)


def _word(book: Book, proposal_id: str, kind: str, word: tuple[str, str], acting: Acting) -> CommittedEntry:
    who, how = word

    def plan(_: int) -> Plan:
        held = read_settlement(book, proposal_id)
        _refuse(_word_faults(book, held, kind, who, acting))
        body = acting.body({"who": who, "how": how})
        return Plan((NewEvent(held.settlement_id, kind, body, TALKS),))

    return plan_and_append(book, plan, learned_on=acting.learned_on)


def _word_faults(book: Book, held: Settlement, kind: str, who: str, acting: Acting) -> Iterable[Finding]:
    if kind != "told":
        yield from _ended(held)
    yield from _too_early(held, acting)
    if kind == "consented" and who in held.out:
        problem = "a company that stays out of a settlement does not agree to it"
        found = f"{who} stays out since {_on(held.opt_outs, who)}"
        remedy = "withdraw the settlement and propose it anew if the company comes back"
        place = held.settlement_id
        yield Finding("settlement-consent", place, problem, "somebody who takes part", found, remedy)
    if kind == "opted_out":
        yield from _opt_out_faults(book, held, who, acting)


def _opt_out_faults(book: Book, held: Settlement, who: str, acting: Acting) -> Iterable[Finding]:
    place, clause = held.settlement_id, held.terms.opt_out
    companies = companies_of([each.line for each in settled_lines(book, held).lines])
    if clause is None:
        problem = "the terms let nobody stay out"
        remedy = "propose terms in which companies may stay out"
        yield Finding("settlement-opt-out", place, problem, "terms with `opt_out`", "none", remedy)
    elif clause.until is not None and acting.on > clause.until:
        problem = "the day until which a company may stay out has passed"
        expected, remedy = f"a day up to {clause.until}", "correct --on, or agree on other terms"
        yield Finding("settlement-opt-out", place, problem, expected, str(acting.on), remedy)
    if who not in companies:
        problem = "no line of the settlement is against this company"
        remedy = "name a company of the settlement"
        yield Finding("settlement-opt-out", place, problem, ", ".join(companies), who, remedy)
    if who in held.out:
        problem = "the company stays out already"
        found = f"since {_on(held.opt_outs, who)}"
        yield Finding("settlement-opt-out", place, problem, "a company that takes part", found, "nothing")


def _on(words: Iterable[Word], who: str) -> date:
    return next(word.on for word in words if word.who == who)


def withdraw(book: Book, proposal_id: str, acting: Acting) -> CommittedEntry:
    """Take a proposal back.

    Findings: raises `Refused` with settlement-unknown, settlement-ended, settlement-before-cause.
    """

    def plan(_: int) -> Plan:
        held = read_settlement(book, proposal_id)
        _refuse([*_ended(held), *_too_early(held, acting)])
        return Plan((NewEvent(held.settlement_id, "withdrawn", acting.body({}), TALKS),))

    return plan_and_append(book, plan, learned_on=acting.learned_on)


def make_effective(
    book: Book,
    proposal_id: str,
    acting: Acting,
    *,
    met_on: date | None = None,
    procedure: FindProcedure = shipped_procedure,
) -> tuple[CommittedEntry, Settlement, Settled]:
    """Put a proposal into effect as a settlement, with the lines of the companies that stay in, and its
    claims at the step `settled` or `settled_in_part`.

    met_on: the day of the event that it waits for, such as the day of ratification.
    Findings: raises `Refused` with settlement-unknown, settlement-ended, settlement-before-cause,
    settlement-condition, settlement-consent-missing, settlement-nobody, line-settled-before, and those of
    `settled_steps`.
    """
    made: list[tuple[Settlement, Settled]] = []

    def plan(seq: int) -> Plan:
        held = read_settlement(book, proposal_id)
        settled = settled_lines(book, held)
        _refuse(_effect_faults(book, held, acting, met_on))
        subject = next_subject(book, "settlement", seq)
        now = replace(held, settlement_id=subject, effective_on=acting.on, condition_met_on=met_on)
        made.append((now, settled))
        steps = tuple(settled_steps(book, now, settled.lines, acting.by, procedure))
        taking = _taking_effect(book, held.settlement_id, now, settled, acting)
        return replace(taking, events=(*taking.events, *steps))

    entry = plan_and_append(book, plan, learned_on=acting.learned_on)
    return entry, *made[-1]


def _taking_effect(book: Book, proposal_id: str, now: Settlement, settled: Settled, acting: Acting) -> Plan:
    """The acts and files of taking effect: the parties read what is paid, the guild what it was worth."""
    rows = settled_rows(settled.lines)
    for_parties = settled_rows(replace(each, line=_without_value(each.line)) for each in settled.lines)
    files = stage_rows(book, LINE_TABLE, for_parties, said_by=acting.by, access=PARTIES)
    valued = stage_rows(book, LINE_TABLE, rows, said_by=acting.by, access=GUILD)
    subject = now.settlement_id
    events = (
        NewEvent(subject, "effective", acting.body(_effective_body(now, file_of(files))), PARTIES),
        NewEvent(subject, "valued", acting.body({"file_no": file_of(valued)}), GUILD),
        NewEvent(proposal_id, "took_effect", acting.body({"id": subject}), TALKS),
        *(_link(claim, subject, acting, PARTIES) for claim in now.claims),
    )
    return Plan(events, (*files, *valued))


def _without_value(line: SettlementLine) -> SettlementLine:
    """A line as the other side sees it: what is paid on it, not what the guild thinks it is worth."""
    return replace(line, by_position={}, undisputed_cents=None, status="")


def _effective_body(held: Settlement, file_no: str) -> dict[str, object]:
    met = held.condition_met_on
    return {
        "terms": terms_body(held.terms),
        "claims": list(held.claims),
        "as_of": held.as_of.isoformat(),
        "proposed_on": held.proposed_on.isoformat(),
        "proposed_by": held.proposed_by,
        "file_no": file_no,
        "fingerprint": held.fingerprint,
        "consents_needed": list(held.consents_needed),
        "consents": [word_body(word) for word in held.consents],
        "opt_outs": [word_body(word) for word in held.opt_outs],
        "condition_met_on": None if met is None else met.isoformat(),
        "priced": None if held.priced is None else held.priced.body(),
    }


def _effect_faults(book: Book, held: Settlement, acting: Acting, met_on: date | None) -> Iterable[Finding]:
    yield from _ended(held)
    yield from _too_early(held, acting)
    for word in (*held.consents, *held.opt_outs):
        if acting.on < word.on:
            yield _before_cause(held.settlement_id, acting.on, f"{word.who} spoke on {word.on}")
    yield from _condition_faults(held, acting, met_on)
    place = held.settlement_id
    if held.consents_open:
        problem = "somebody whose agreement the settlement needs has not agreed"
        expected, found = ", ".join(held.consents_needed), "missing: " + ", ".join(held.consents_open)
        remedy = "record who agreed with `arrears settlement consent`"
        yield Finding("settlement-consent-missing", place, problem, expected, found, remedy)
    staying = settled_lines(book, held).staying
    if not staying:
        problem = "every company stays out, so nothing is left to settle"
        found, remedy = ", ".join(held.out), "withdraw it"
        yield Finding("settlement-nobody", place, problem, "a company that takes part", found, remedy)
    yield from _settled_before(book, [each.line.key for each in staying])


def _condition_faults(held: Settlement, acting: Acting, met_on: date | None) -> Iterable[Finding]:
    condition, place = held.terms.condition, held.settlement_id
    if condition is None:
        if met_on is not None:
            problem = "the settlement waits for no event, so none can be said to have happened"
            remedy = "leave --met-on out"
            yield Finding(
                "settlement-condition", place, problem, "terms with `condition`", str(met_on), remedy
            )
        return
    event = f"{condition.event} of {condition.of}" if condition.of else condition.event
    if met_on is None:
        problem = f"the settlement takes effect only on {event}, which is not said to have happened"
        remedy = "wait for it, and then give its day with --met-on"
        yield Finding("settlement-condition", place, problem, "the day of that event", "none", remedy)
        return
    if met_on > acting.on:
        problem = f"the settlement cannot take effect before {event}"
        remedy = "correct --on or --met-on"
        yield Finding(
            "settlement-condition", place, problem, f"a day from {met_on} on", str(acting.on), remedy
        )
    if condition.by is not None and met_on > condition.by:
        problem = f"{event} came after the last day that the terms allow for it"
        remedy = "agree on terms with another day, and propose them"
        yield Finding(
            "settlement-condition", place, problem, f"a day up to {condition.by}", str(met_on), remedy
        )


def _ended(held: Settlement) -> Iterable[Finding]:
    if held.state == "proposed":
        return
    since = held.effective_on or held.withdrawn_on
    problem = f"the settlement is {held.state}; nothing about it can change"
    remedy = "propose another settlement for what is still open"
    found = f"{held.state} since {since}"
    yield Finding("settlement-ended", held.settlement_id, problem, "a proposal", found, remedy)


def _too_early(held: Settlement, acting: Acting) -> Iterable[Finding]:
    if acting.on < held.proposed_on:
        yield _before_cause(held.settlement_id, acting.on, f"it was proposed on {held.proposed_on}")


def _before_cause(place: str, on: date, cause: str) -> Finding:
    problem = "the act is dated before what it follows from"
    remedy = "correct --on"
    return Finding("settlement-before-cause", place, problem, f"a later day: {cause}", str(on), remedy)


def _refuse(faults: Iterable[Finding]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found[:SHOWN])
