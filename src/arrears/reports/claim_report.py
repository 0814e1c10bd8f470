"""Builds the list of claims and one claim's record: parties, lines, steps, decisions, what belongs to it.

Draws what the events say and figures nothing; amounts are a report of their own, as of a day.
"""

from __future__ import annotations

from collections.abc import Iterable

from arrears.claims.claim import Claim
from arrears.findings import counted
from arrears.reports.tables import Column, Report, Section, Table
from arrears.vocabulary import CLAIM_STEPS, CLAIM_SUBJECTS, DECISION_REASONS, DECISIONS

HeadingFacts = tuple[tuple[str, str], ...]


def build_claim_list(claims: Iterable[Claim], facts: HeadingFacts) -> Report:
    """Every claim, one row each, in the order they were opened."""
    columns = (
        Column("claim", "claim"),
        Column("title", "title"),
        Column("subject", "about"),
        Column("agreement", "agreement"),
        Column("respondents", "respondents"),
        Column("forum", "forum"),
        Column("state", "stands at"),
        Column("lines", "lines", "count"),
        Column("opened_on", "opened", "date"),
        Column("decision", "last decision"),
    )
    rows = tuple(
        (
            claim.claim_id,
            claim.title,
            claim.subject.replace("_", " "),
            claim.agreement,
            ", ".join(claim.respondents),
            claim.forum or "not chosen",
            claim.state.replace("_", " "),
            sum(lines.count for lines in claim.lines),
            claim.opened_on,
            claim.decisions[-1].what.replace("_", " ") if claim.decisions else "none",
        )
        for claim in claims
    )
    table = Table("claims", "", columns, rows, note="" if rows else "The book holds no claim.")
    return Report("Claims", facts, (Section("", (), (table,)),))


def build_claim(claim: Claim, facts: HeadingFacts) -> Report:
    """One claim's record: what was claimed of whom, and every act since, with its reason."""
    sections = (
        Section("Parties and subject", _opening_sentences(claim), (_parties(claim),)),
        Section("Lines", _line_sentences(claim), (_line_sets(claim),)),
        Section("Steps", (), (_steps(claim),)),
        Section("Decisions", (REPRESENTATION,), (_decisions(claim),)),
        Section("What belongs to it", (), (_linked(claim),)),
    )
    return Report(f"{claim.claim_id}: {claim.title}", facts, sections)


REPRESENTATION = (
    "Who decided, why, whom they told, and which like cases had been decided otherwise on that day."
)


def _opening_sentences(claim: Claim) -> tuple[str, ...]:
    about = CLAIM_SUBJECTS[claim.subject]
    sides = "; ".join(f"the {side} read it as {name} does" for side, name in claim.positions.items())
    sentences = [
        f"A claim for {about} under {claim.agreement}, opened on {claim.opened_on} by {claim.opened_by};"
        f" it stands at: {claim.state.replace('_', ' ')}.",
        f"Clauses: {', '.join(claim.clauses) or 'none named'}. Readings: {sides or 'none named'}.",
    ]
    if claim.cause:
        sentences.append(f"Cause: {claim.cause.replace('_', ' ')}.")
    if claim.represented_by:
        sentences.append(f"{claim.represented_by} appears for the respondents and is no party.")
    return tuple(sentences)


def _parties(claim: Claim) -> Table:
    columns = (Column("side", "side"), Column("party", "party"), Column("role", "role"))
    rows = [
        ("claimant", one.party_id, "the guild" if one.kind == "guild" else "joint party with the guild")
        for one in claim.claimants
    ]
    rows += [("respondent", company, "signatory") for company in claim.respondents]
    rows += [("person", one.subject, one.role) for one in claim.linked if one.kind == "person"]
    return Table("parties", "", columns, tuple(rows))


def _line_sentences(claim: Claim) -> tuple[str, ...]:
    if not claim.lines:
        return ("No lines have joined this claim.",)
    count = sum(lines.count - len(lines.rejoined) for lines in claim.lines)
    are = "is" if count == 1 else "are"
    said = f"{counted(count, 'obligation')} {are} frozen with this claim, on every reading."
    if claim.withdrawn_refs:
        said += f" Withdrawn since: {len(claim.withdrawn_refs):,}."
    return (said,)


def _line_sets(claim: Claim) -> Table:
    columns = (
        Column("seq", "entry", "count"),
        Column("on", "joined", "date"),
        Column("count", "obligations", "count"),
        Column("refs_sha256", "fingerprint of their names"),
    )
    rows = tuple((lines.seq, lines.on, lines.count, lines.refs_sha256) for lines in claim.lines)
    return Table("line_sets", "", columns, rows)


def _steps(claim: Claim) -> Table:
    columns = (
        Column("on", "day", "date"),
        Column("step", "step"),
        Column("says", "what it is"),
        Column("forum", "forum"),
        Column("by", "by"),
        Column("facts", "facts"),
        Column("why", "why"),
        Column("seq", "entry", "count"),
    )
    rows = tuple(
        (
            step.on,
            step.step.replace("_", " "),
            CLAIM_STEPS[step.step],
            step.forum,
            step.by,
            "; ".join(f"{name}: {value}" for name, value in step.facts.items()),
            step.why,
            step.seq,
        )
        for step in sorted(claim.steps, key=lambda step: (step.on, step.seq))
    )
    return Table("steps", "", columns, rows, note="" if rows else "No step has been recorded.")


def _decisions(claim: Claim) -> Table:
    columns = (
        Column("on", "day", "date"),
        Column("what", "decided"),
        Column("by", "by"),
        Column("reason", "reason"),
        Column("why", "in words"),
        Column("told", "member told"),
        Column("otherwise", "decided otherwise in"),
        Column("differs_because", "differs because"),
    )
    rows = tuple(
        (
            one.on,
            DECISIONS[one.what],
            one.by,
            DECISION_REASONS[one.reason_code],
            one.why,
            "; ".join(f"{n.to} on {n.on} by {n.how}" for n in one.notices) or f"nobody: {one.told_nobody}",
            ", ".join(one.decided_otherwise) or "none",
            one.differs_because,
        )
        for one in claim.decisions
    )
    return Table("decisions", "", columns, rows, note="" if rows else "Nobody has decided anything.")


def _linked(claim: Claim) -> Table:
    columns = (
        Column("kind", "kind"),
        Column("subject", "subject"),
        Column("on", "since", "date"),
        Column("role", "role"),
    )
    rows = tuple((one.kind, one.subject, one.on, one.role) for one in claim.linked if one.kind != "person")
    return Table("linked", "", columns, rows, note="" if rows else "Nothing else belongs to it.")
