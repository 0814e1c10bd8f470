"""Lists evidence and shows one item: who gave it, who may see it, and until when it may be held."""

from __future__ import annotations

from collections.abc import Sequence

from arrears.claims.evidence import Evidence
from arrears.reports.tables import Column, Report, Section, Table
from arrears.vocabulary import ACCESS_CLASSES

COLUMNS = (
    Column("evidence", "evidence"),
    Column("claim", "claim"),
    Column("name", "file"),
    Column("source", "from"),
    Column("received_on", "received on", "date"),
    Column("access", "who may see it"),
    Column("bytes", "bytes", "count"),
    Column("state", "state"),
    Column("duty", "held under", is_beneath=True),
)
LENGTH_NOTE = "Of what is held under a duty the length shown is that of the padded and encrypted bytes."


def evidence_table(items: Sequence[Evidence]) -> Table:
    """One row for each item."""
    rows = tuple(
        (
            item.evidence_id,
            item.given.claim,
            item.given.path.name,
            item.given.source,
            item.given.received_on,
            item.given.access.replace("_", " "),
            item.bytes,
            item.state,
            item.given.duty,
        )
        for item in items
    )
    note = LENGTH_NOTE if any(item.is_encrypted for item in items) else ""
    return Table("evidence", "", COLUMNS, rows, note)


def build_evidence_list(items: Sequence[Evidence], facts: tuple[tuple[str, str], ...]) -> Report:
    """Every item that may be seen here."""
    return Report("Evidence", facts, (Section("", (), (evidence_table(items),)),))


def build_evidence(item: Evidence, facts: tuple[tuple[str, str], ...]) -> Report:
    """One item, with what was done to it."""
    given = item.given
    acts = [("added", item.added)] + ([("destroyed under duty", item.destroyed)] if item.destroyed else [])
    columns = (
        Column("act", "act"),
        Column("on", "on", "date"),
        Column("by", "by"),
        Column("why", "why"),
        Column("certificate", "certificate", is_beneath=True),
    )
    rows = tuple(
        (what, act.on, act.by, str(act.body.get("why", "")), str(act.body.get("certificate", "")))
        for what, act in acts
        if act is not None
    )
    until = f" by {given.destroy_by}" if given.destroy_by else ""
    heading = (
        ("claim", given.claim or "none"),
        ("file", given.path.name),
        ("from", f"{given.source}, received on {given.received_on}"),
        ("who may see it", ACCESS_CLASSES[given.access]),
        ("state", item.state),
        ("duty", f"return or destroy{until}: {given.duty}" if given.duty else "none"),
        ("kept under", item.sha256),
        *facts,
    )
    acted = Table("acts", "What was done", columns, rows)
    return Report(item.evidence_id, heading, (Section("", (), (acted,)),))
