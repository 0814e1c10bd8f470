"""Lists the forums of a claim: each open, conditional or closed, with the rule and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from arrears.agreements.model import Citation
from arrears.claims.claim import Claim
from arrears.claims.forums import ForumStanding
from arrears.reports.agreement_tables import cited_text
from arrears.reports.tables import Column, Report, Section, Table

HeadingFacts = tuple[tuple[str, str], ...]
COLUMNS = (
    Column("forum", "forum"),
    Column("id", "name for --forum"),
    Column("standing", "standing"),
    Column("rule", "because"),
    Column("source", "source"),
    Column("status", "status", for_readers=False),
)
SENTENCES = (
    "Nothing here chooses: a person does, and records it with `arrears claim step … forum-chosen --forum`.",
    "What only a person can find leaves a forum conditional; a condition is said even where it may be met.",
)


def build_forums(claim: Claim, standings: Sequence[ForumStanding], facts: HeadingFacts) -> Report:
    """One row for each forum and reason; an open forum has one row that tells what it is."""
    rows = tuple(
        (one.forum.name, one.forum.forum_id, one.standing, says, cited_text(citation), citation.status)
        for one in standings
        for says, citation in _grounds(one)
    )
    note = "" if rows else f"No procedure of {claim.agreement} is encoded: look into the agreement itself."
    table = Table("forums", "", COLUMNS, rows, note=note)
    limits = _limits(standings)
    sections = (Section("Where the claim can be brought", SENTENCES, (table,)), *limits)
    return Report(f"{claim.claim_id}: forums under {claim.agreement}", facts, sections)


def _grounds(one: ForumStanding) -> list[tuple[str, Citation]]:
    if not one.reasons:
        return [(one.forum.says or "nothing stands in the way", one.forum.citation)]
    return [(reason.says, reason.citation) for reason in one.reasons]


def _limits(standings: Sequence[ForumStanding]) -> tuple[Section, ...]:
    """What a forum may not do, for those that are not closed."""
    rows = tuple(
        (one.forum.name, text, cited_text(one.forum.citation))
        for one in standings
        if one.standing != "closed"
        for text in (*one.forum.may_not, *(f"does not hear {each}" for each in one.forum.not_heard))
    )
    if not rows:
        return ()
    columns = (Column("forum", "forum"), Column("may_not", "may not"), Column("source", "source"))
    return (Section("What they may not do", (), (Table("limits", "", columns, rows),)),)
