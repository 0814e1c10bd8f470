"""Opens a claim over lines of an audit, or adds lines to one; parties and clauses come from the lines.

The lines are frozen in the same entry as the act, so a claim never rests on lines that are not kept. Who is
claimed from and which reading each side takes is checked against the lines; what cannot be told from them is
asked for, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from arrears.agreements.model import Agreement
from arrears.agreements.subjects import subjects_by_clause
from arrears.audit.run_tables import RunTables
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, NewEvent, Plan, append_numbered, plan_and_append
from arrears.claims.claim import Claim, fold_claims, read_claim, read_claims
from arrears.claims.decisions import Proposed, decided_otherwise, decision_body, decision_faults
from arrears.claims.frozen import FrozenLines, freeze, lines_body, stage_frozen
from arrears.claims.line_choice import ChosenLines, LineChoice, choose_lines, other_side, position_named
from arrears.claims.lines_held import lines_in_claims
from arrears.findings import Finding, Refused


@dataclass(frozen=True)
class Opening:
    """What is asked of a new claim. Empty subject, agreement or respondents: those of the lines.

    claimants: persons who are joint parties with the guild. decision: the one to open it, with its reason.
    """

    title: str
    choice: LineChoice
    decision: Proposed
    claimants_position: str
    respondents_position: str
    subject: str = ""
    agreement: str = ""
    cause: str = ""
    people: tuple[str, ...] = ()
    respondents: tuple[str, ...] = ()
    represented_by: str = ""


@dataclass(frozen=True)
class Addition:
    """Lines that somebody wants to add to a claim: which, on what day, by whom and why."""

    choice: LineChoice
    on: date
    by: str
    why: str = ""


@dataclass(frozen=True)
class Audited:
    """A run of an audit, and the agreements that it ran."""

    run: RunTables
    agreements: Sequence[Agreement]


@dataclass(frozen=True)
class Opened:
    """A claim that is in the book: its id, how many lines joined, and the entry."""

    claim_id: str
    lines: int
    entry: CommittedEntry


def open_claim(book: Book, audited: Audited, asked: Opening, *, learned_on: date) -> Opened:
    """Open a claim over lines of a run. Everything is checked before anything is written.

    Findings: `several-guilds`, `several-agreements`, `several-subjects`, `respondent-left-out`,
    `party-unknown`, `line-in-two-claims`, those of `choose_lines`, `freeze`, `decision_faults` and `append`.
    """
    run = audited.run
    claimant = position_named(run, asked.claimants_position)
    theirs = (
        position_named(run, asked.respondents_position)
        if asked.respondents_position
        else other_side(run, claimant)
    )
    chosen = choose_lines(run, asked.choice, claimant)
    faults = _party_faults(run, asked, chosen)
    subjects = _subjects(audited.agreements, chosen)
    asked = replace(asked, respondents_position=asked.respondents_position or theirs.name)
    opened = _opened_body(asked, chosen, subjects)
    faults += _one_of_each(asked, chosen, subjects)
    if faults:
        raise Refused(faults)
    frozen = freeze(run, chosen.obligation_nos, audited.agreements)

    def make(claim_id: str) -> Plan:
        _refuse_claimed_lines(book, claim_id, frozen)
        decision = _decision_event(book, claim_id, opened, asked.decision)
        staged = stage_frozen(book, frozen)
        added = {**_act(asked.decision), **lines_body(frozen, staged)}
        return Plan(
            (NewEvent(claim_id, "opened", opened), decision, NewEvent(claim_id, "lines_added", added)), staged
        )

    claim_id, entry = append_numbered(book, "claim", make, learned_on=learned_on)
    return Opened(claim_id, frozen.count, entry)


def open_by_hand(book: Book, asked: Opening, *, learned_on: date) -> Opened:
    """Open a claim to which no line of an audit belongs yet: every party and the agreement are stated.

    Findings: `opening-incomplete`, those of `decision_faults` and of `append`.
    """
    needed = {
        "--agreement": asked.agreement,
        "--subject": asked.subject,
        "--respondent": ", ".join(asked.respondents),
    }
    lacking = [option for option, given in needed.items() if not given]
    if lacking:
        problem = "a claim without lines says itself what lines would tell"
        remedy = "give them, or choose lines of an audit"
        found = "no " + ", no ".join(lacking)
        raise Refused([Finding("opening-incomplete", asked.title, problem, ", ".join(needed), found, remedy)])
    family = asked.agreement.partition("/")[0]
    stated = ChosenLines((), asked.respondents, asked.people, (), (family,), (asked.agreement,))
    opened = _opened_body(asked, stated, (asked.subject,))

    def make(claim_id: str) -> Plan:
        decision = _decision_event(book, claim_id, opened, asked.decision)
        return Plan((NewEvent(claim_id, "opened", opened), decision))

    claim_id, entry = append_numbered(book, "claim", make, learned_on=learned_on)
    return Opened(claim_id, 0, entry)


def add_lines(book: Book, audited: Audited, claim_id: str, addition: Addition, *, learned_on: date) -> Opened:
    """Freeze further lines and add them to a claim; lines withdrawn from it before join it again.

    Findings: `claim-ended`, `line-of-another-claim`, `line-held-already`, and those of `open_claim` about
    lines.
    """
    held = read_claim(book, claim_id)
    claimant = position_named(audited.run, held.positions["claimants"])
    chosen = choose_lines(audited.run, addition.choice, claimant)
    frozen = freeze(audited.run, chosen.obligation_nos, audited.agreements)
    act = {"on": addition.on.isoformat(), "by": addition.by, "why": addition.why}

    def plan(seq: int) -> Plan:
        claim = read_claim(book, claim_id, seq=seq)
        if faults := _not_of_claim(claim, chosen):
            raise Refused(faults)
        _refuse_claimed_lines(book, claim.claim_id, frozen)
        _refuse_own_lines(book, claim, frozen)
        staged = stage_frozen(book, frozen)
        again = sorted(claim.withdrawn_refs.intersection(frozen.refs))
        body = {**act, **lines_body(frozen, staged), **({"rejoined": again} if again else {})}
        return Plan((NewEvent(claim.claim_id, "lines_added", body),), staged)

    entry = plan_and_append(book, plan, learned_on=learned_on)
    return Opened(held.claim_id, frozen.count, entry)


def _act(decision: Proposed) -> dict[str, str]:
    return {"on": decision.on.isoformat(), "by": decision.by, "why": decision.why}


def _opened_body(asked: Opening, chosen: ChosenLines, subjects: Sequence[str]) -> dict[str, Any]:
    family = chosen.families[0]
    people = [{"kind": "person", "id": person} for person in asked.people]
    return {
        **_act(asked.decision),
        "title": asked.title,
        "subject": asked.subject or subjects[0],
        "family": family,
        "agreement": asked.agreement or chosen.versions[0],
        "claimants": [{"kind": "guild", "id": family}, *people],
        "respondents": list(asked.respondents or chosen.companies),
        "represented_by": asked.represented_by,
        "clauses": list(chosen.clauses),
        "positions": {"claimants": asked.claimants_position, "respondents": asked.respondents_position},
        "cause": asked.cause,
    }


def _subjects(agreements: Sequence[Agreement], chosen: ChosenLines) -> tuple[str, ...]:
    by_clause = {
        name: subject
        for agreement in agreements
        if agreement.address in chosen.versions
        for name, subject in subjects_by_clause(agreement).items()
    }
    found = (by_clause.get(clause, "residuals") for clause in chosen.clauses)
    return tuple(dict.fromkeys(found))


def _one_of_each(asked: Opening, chosen: ChosenLines, subjects: Sequence[str]) -> list[Finding]:
    """A claim is under one guild's agreement, one version of it, about one subject."""
    kinds = (
        ("several-guilds", "the lines belong to several guilds", chosen.families, "", "--guild"),
        (
            "several-agreements", "several versions of the agreement govern the lines", chosen.versions,
            asked.agreement, "--agreement",
        ),
        ("several-subjects", "the lines are about several subjects", subjects, asked.subject, "--subject"),
    )  # fmt: skip
    findings = []
    for code, problem, found, answer, option in kinds:
        if len(found) > 1 and not answer:
            remedy = f"open a claim for each, or choose with {option}"
            findings.append(Finding(code, asked.title, problem, "one", ", ".join(found), remedy))
    return findings


def _party_faults(run: RunTables, asked: Opening, chosen: ChosenLines) -> list[Finding]:
    faults = []
    left_out = [company for company in chosen.companies if company not in asked.respondents]
    if asked.respondents and left_out:
        problem = "lines of companies that are no respondents were chosen"
        remedy = "narrow the lines with --company, or name these companies with --respondent"
        found = ", ".join(left_out)
        expected = ", ".join(asked.respondents)
        faults.append(Finding("respondent-left-out", asked.title, problem, expected, found, remedy))
    for kind, parties in (("company", asked.respondents), ("person", asked.people)):
        known = {str(name) for (name,) in run.rows("SELECT id FROM name WHERE kind = ?", [kind])}
        for party in (one for one in parties if one not in known):
            problem = f"no {kind} of that id is recorded; an association is named with --represented-by"
            remedy = f"import the {kind}, or correct the id"
            faults.append(Finding("party-unknown", asked.title, problem, f"a recorded {kind}", party, remedy))
    return faults


def _refuse_claimed_lines(book: Book, claim_id: str, frozen: FrozenLines) -> None:
    held = lines_in_claims(book)
    twice = [ref for ref in frozen.refs if held.get(ref, claim_id) != claim_id]
    if not twice:
        return
    others = ", ".join(dict.fromkeys(held[ref] for ref in twice))
    problem = "lines are in another open claim already"
    found = f"{len(twice)} of {frozen.count} in {others}, such as {twice[0]}"
    remedy = "withdraw them there with `arrears claim withdraw-lines`, or narrow the choice"
    expected = "lines that no other open claim holds"
    raise Refused([Finding("line-in-two-claims", claim_id, problem, expected, found, remedy)])


def _refuse_own_lines(book: Book, claim: Claim, frozen: FrozenLines) -> None:
    """Lines join a claim once; what a correction changed is stated anew by an act of its own."""
    held = lines_in_claims(book)
    again = [ref for ref in frozen.refs if held.get(ref) == claim.claim_id]
    if not again:
        return
    problem = "lines are in this claim already; nothing was appended"
    found = f"{len(again)} of {frozen.count}, such as {again[0]}"
    remedy = "nothing if it is the same act; where a correction changed them, use `arrears claim restate`"
    expected = "lines that the claim does not hold"
    raise Refused([Finding("line-held-already", claim.claim_id, problem, expected, found, remedy)])


def _decision_event(book: Book, claim_id: str, opened: Mapping[str, Any], decision: Proposed) -> NewEvent:
    """The decision to open, with the like cases decided otherwise."""
    claim = fold_claims([CaseEvent(0, decision.on, claim_id, "opened", opened)])[claim_id]
    otherwise = decided_otherwise(read_claims(book).values(), claim, decision.what)
    if faults := decision_faults(claim, decision, otherwise):
        raise Refused(faults)
    return NewEvent(claim_id, "decided", decision_body(decision, otherwise))


def _not_of_claim(claim: Claim, chosen: ChosenLines) -> list[Finding]:
    """Why lines cannot join a claim: it ended, or they are another guild's or of other companies."""
    place = claim.claim_id
    if not claim.is_open:
        problem = "the claim has ended, so no line joins it"
        return [Finding("claim-ended", place, problem, "an open claim", claim.state, "open a new claim")]
    faults = []
    if chosen.families != (claim.family,):
        problem = "the lines are of another guild's agreement than the claim"
        found = ", ".join(chosen.families)
        faults.append(Finding("line-of-another-claim", place, problem, claim.family, found, "open a claim"))
    others = [company for company in chosen.companies if company not in claim.respondents]
    if others:
        problem = "lines of companies that are no respondents were chosen"
        remedy = "narrow the lines with --company, or open a claim against them"
        expected = ", ".join(claim.respondents)
        faults.append(Finding("line-of-another-claim", place, problem, expected, ", ".join(others), remedy))
    return faults
