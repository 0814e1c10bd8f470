"""Draws how the lines of a claim differ from a fresh audit, or one version of them from another, and why.

The filed version stays as it is; the difference is printed line by line and never added over readings.
"""

from __future__ import annotations

from arrears.claims.changes import ClaimChanges, LineChange
from arrears.claims.claim import Claim, LineSet
from arrears.findings import counted
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, first_rows

Facts = tuple[tuple[str, str], ...]


def build_claim_changes(claim: Claim, changes: ClaimChanges, facts: Facts, most_rows: int) -> Report:
    """The report. facts: which two sides are compared."""
    total = len(changes.changes)
    said = [f"{total:,} of the claim's lines differ, {changes.same:,} are as they were."]
    if changes.agreements:
        said.append(f"The agreement files differ: {', '.join(changes.agreements)}.")
    sections = (
        Section("In sum", tuple(said), (_kinds_table(changes),)),
        Section("Line by line", (), (first_rows(_lines_table(changes), most_rows),)),
        Section("Versions of the lines", (), (_versions_table(claim),)),
    )
    return Report(f"{claim.claim_id}: what changed, and why", facts, sections)


def side_facts(was: str, became: str) -> Facts:
    """What is compared, for the heading of the report."""
    return (("was", was), ("became", became))


def version_text(sets: tuple[LineSet, ...]) -> str:
    """A version of the lines as readers see it."""
    return "; ".join(f"entry {one.seq} of {one.on}: {counted(one.count, 'line')}" for one in sets)


def _kinds_table(changes: ClaimChanges) -> Table:
    columns = (Column("kind", "what"), Column("lines", "lines", "count"))
    return Table("kinds_of_change", "", columns, tuple(changes.counts().items()))


def _lines_table(changes: ClaimChanges) -> Table:
    columns = (
        Column("ref", "obligation"),
        Column("kind", "what"),
        Column("was", "was", "money"),
        Column("became", "became", "money"),
        Column("difference", "difference", "money"),
        Column("currency", "currency", for_readers=False),
        Column("paid_was", "paid, was", "money", for_readers=False),
        Column("paid_became", "paid, became", "money", for_readers=False),
        Column("due_was", "due, was", "date", for_readers=False),
        Column("due_became", "due, became", "date", for_readers=False),
        Column("version", "governed by", is_beneath=True),
        Column("why", "because", is_beneath=True),
    )
    return Table("changes", "", columns, tuple(_line_row(one) for one in changes.changes))


def _line_row(one: LineChange) -> tuple[Cell, ...]:
    was, became, currency = one.was, one.became, one.currency
    versions = [side[2] for side in (was, became) if side]
    governed = versions[0] if len(set(versions)) == 1 else " → ".join(versions)
    nothing = "nothing of this title came between: a row of no title, or an agreement, decides"
    return (
        one.ref,
        one.kind,
        Money(was[0], currency) if was else None,
        Money(became[0], currency) if became else None,
        Money(one.difference_cents, currency),
        currency,
        Money(was[4], currency) if was else None,
        Money(became[4], currency) if became else None,
        was[1] if was else None,
        became[1] if became else None,
        governed,
        one.why or nothing,
    )


def _versions_table(claim: Claim) -> Table:
    columns = (
        Column("seq", "entry", "count"),
        Column("on", "frozen on", "date"),
        Column("lines", "lines", "count"),
        Column("refs_sha256", "SHA-256 of the names"),
    )
    rows = tuple((one.seq, one.on, one.count, one.refs_sha256) for one in claim.lines)
    return Table("versions", "", columns, rows)
