"""Draws an agency's view: each client apart, each company apart, on each reading; commission by its rule.

No figure here pools two clients or two companies.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.audit.arrears_tables import STATE_WORDS
from arrears.claims.agency import Authorisation, ClientLine, CommissionRule
from arrears.reports.agreement_tables import cited_text
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, first_rows

HeadingFacts = tuple[tuple[str, str], ...]
SENTENCES = (
    "Each client's own lines, on the strength of the authorisation shown. A split shows the client's share"
    " and never another's money; no figure pools clients or companies.",
)


def build_agency_lines(
    clients: Sequence[Authorisation],
    lines: Sequence[ClientLine],
    rules: Sequence[CommissionRule],
    facts: HeadingFacts,
    most_rows: int,
) -> Report:
    """The clients, what each lacks from each company, every line, and what is known of commission."""
    sections = (
        Section("Clients", SENTENCES, (_clients_table(clients),)),
        Section("What each client lacks", (), (_sums_table(lines),)),
        Section("Lines", (), (first_rows(_lines_table(lines), most_rows),)),
        Section("Commission", (), (_commission_table(rules),)),
    )
    return Report("Lines of an agency's clients", facts, sections)


def _clients_table(clients: Sequence[Authorisation]) -> Table:
    columns = (
        Column("person_id", "client"),
        Column("name", "name"),
        Column("from_on", "authorised from", "date"),
        Column("until_on", "until", "date"),
        Column("scope", "for"),
        Column("said_by", "said by"),
    )
    rows = tuple(
        (one.person_id, one.name, one.from_on, one.until, ", ".join(one.scope) or "not said", one.said_by)
        for one in clients
    )
    return Table("clients", "", columns, rows)


def _sums_table(lines: Sequence[ClientLine]) -> Table:
    columns = (
        Column("person_id", "client"),
        Column("company", "company"),
        Column("position", "reading"),
        Column("open", "due, and no payment found", "money"),
        Column("lines", "lines", "count"),
        Column("not_computable", "amount not known", "count"),
    )
    groups: dict[tuple[str, str, str, str], list[ClientLine]] = {}
    for one in lines:
        groups.setdefault((one.person_id, one.company, one.position, one.currency), []).append(one)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            person,
            company,
            position,
            Money(_lacking_cents(found) if currency else None, currency),
            sum(_is_lacking(one) for one in found),
            sum(one.amount_cents is None for one in found),
        )
        for (person, company, position, currency), found in groups.items()
    )
    return Table("sums", "", columns, rows)


def _lacking_cents(found: Sequence[ClientLine]) -> int:
    return sum(one.open_cents or 0 for one in found if _is_lacking(one))


def _is_lacking(one: ClientLine) -> bool:
    return one.state in ("short", "no_payment_found", "paid_to_another_payee")


def _lines_table(lines: Sequence[ClientLine]) -> Table:
    columns = (
        Column("person_id", "client"),
        Column("title", "title"),
        Column("company", "company"),
        Column("use", "use"),
        Column("share", "share"),
        Column("position", "reading"),
        Column("due_on", "due", "date"),
        Column("amount", "owed", "money"),
        Column("paid", "found paid", "money"),
        Column("open", "open", "money"),
        Column("state", "standing"),
        Column("ref", "obligation", is_beneath=True),
    )
    rows = tuple(
        (
            one.person_id, one.title, one.company, one.use, one.share, one.position, one.due_on,
            Money(one.amount_cents, one.currency, one.status),
            Money(one.paid_cents, one.currency),
            Money(one.open_cents, one.currency, one.status),
            STATE_WORDS.get(one.state, one.state), one.ref,
        )
        for one in lines
    )  # fmt: skip
    return Table("lines", "", columns, rows)


def _commission_table(rules: Sequence[CommissionRule]) -> Table:
    columns = (
        Column("agreement", "agreement"),
        Column("says", "of commission it is known that"),
        Column("source", "source"),
    )
    rows = tuple(
        (
            one.version,
            one.says or "nothing; no commission is figured",
            cited_text(one.citation) if one.citation else "",
        )
        for one in rules
    )
    return Table("commission", "", columns, rows)
