"""Builds the page of collected money: what came in, each remittance with its lines, what is held, what is
left.

Sent, held and undistributed money add up to what came in, and the page shows that they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arrears.claims.collection import Collection, Remittance
from arrears.claims.collection_split import RemittanceLine
from arrears.money import show_cents
from arrears.reports.line_cells import LINE_COLUMNS, NAMES, line_cells
from arrears.reports.settlement_report import HeadingFacts
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table


def build_collection(
    held: Collection,
    lines: Sequence[RemittanceLine],
    facts: HeadingFacts,
    names: Mapping[str, str],
) -> Report:
    """One sum of collected money and where every cent of it is."""
    currency = held.currency
    parts = {
        "sent": held.sent_cents(),
        "held for people": held.held_cents(),
        "not distributed": held.undistributed_cents,
    }
    added = " + ".join(f"{show_cents(cents, currency)} {what}" for what, cents in parts.items())
    sentences = (
        f"{show_cents(held.cents, currency)} of {held.kind} came in on {held.collected_on} from {held.payer}"
        f" on {held.under}, for what {held.company_id} owes{_reference(held)}.",
        f"{added} = {show_cents(sum(parts.values()), currency)}.",
    )
    sections = (
        Section("Where the money is", sentences, (_remittances(held, names),)),
        Section("Remittance lines", DEDUCTIONS, (_lines(lines, names),)),
    )
    return Report(f"{held.collection_id}: money collected", facts, sections)


DEDUCTIONS = (
    "Nothing is taken off unless the agreement leaves it open and the person has authorised it; nothing is"
    " taken off money that is held.",
)


def _reference(held: Collection) -> str:
    return f" (reference {held.reference})" if held.reference else ""


def _remittances(held: Collection, names: Mapping[str, str]) -> Table:
    columns = (
        Column("number", "remittance", "count"),
        Column("person", "person"),
        Column("name", "name"),
        Column("sent_to", "to"),
        Column("net", "net", "money"),
        Column("deducted", "taken off", "money"),
        Column("state", "state"),
        Column("since", "since", "date"),
        Column("why", "why"),
    )
    rows = tuple(_remittance_row(each, held.currency, names) for each in held.remittances)
    return Table("remittances", "", columns, rows)


def _remittance_row(each: Remittance, currency: str, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        each.number,
        each.payee_id,
        names.get(each.payee_id, each.payee_id),
        names.get(each.sent_to, each.sent_to),
        Money(each.net_cents, currency),
        Money(each.deducted_cents, currency),
        each.state,
        each.since,
        each.why,
    )


def _lines(lines: Sequence[RemittanceLine], names: Mapping[str, str]) -> Table:
    columns = (
        Column("remittance_no", "remittance", "count"),
        *LINE_COLUMNS,
        Column("gross", "gross", "money"),
        Column("deducted", "taken off", "money"),
        Column("net", "net", "money"),
        Column("deductions", "taken off, why"),
    )
    rows = tuple(
        (
            each.remittance_no,
            *line_cells(each.due.ref, each.due.payee_id, each.due.character, names),
            Money(each.gross_cents, each.due.currency),
            Money(each.deducted_cents, each.due.currency),
            Money(each.net_cents, each.due.currency),
            "; ".join(f"{one.kind} to {one.to}: {one.allowed_by}" for one in each.taken),
        )
        for each in lines
    )
    note = NAMES.format(table="remittance_lines") if rows else ""
    return Table("remittance_lines", "", columns, rows, note=note)


def build_collection_list(held: Iterable[Collection], facts: HeadingFacts) -> Report:
    """Every sum of collected money, one row each, with where it is."""
    columns = (
        Column("collection", "collection"),
        Column("collected_on", "came in", "date"),
        Column("payer", "payer"),
        Column("under", "paid on"),
        Column("kind", "kind"),
        Column("collected", "collected", "money"),
        Column("sent", "sent", "money"),
        Column("held", "held", "money"),
        Column("undistributed", "not distributed", "money"),
    )
    rows = tuple(
        (
            each.collection_id,
            each.collected_on,
            each.payer,
            each.under,
            each.kind,
            Money(each.cents, each.currency),
            Money(each.sent_cents(), each.currency),
            Money(each.held_cents(), each.currency),
            Money(each.undistributed_cents, each.currency),
        )
        for each in held
    )
    return Report("Money collected", facts, (Section("", (), (Table("collections", "", columns, rows),)),))
