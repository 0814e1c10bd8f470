"""Builds an award's page: what it gives on its reading, instalments, payments set against them, interest.

Each way of counting interest stands beside the others where the article leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arrears.claims.award import Award
from arrears.claims.award_account import AwardAccount
from arrears.claims.settlement_division import SettledLine
from arrears.money import Cents, show_cents
from arrears.reports.award_words import award_sentences, open_sentences
from arrears.reports.line_cells import LINE_COLUMNS, NAMES, line_cells
from arrears.reports.settlement_report import HeadingFacts, findings_table
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table


def build_award(
    award: Award,
    account: AwardAccount,
    lines: Sequence[SettledLine],
    collected_cents: Cents,
    facts_and_names: tuple[HeadingFacts, Mapping[str, str]],
) -> Report:
    """One award as it stands on a day. collected_cents: principal that was recorded as collected on it."""
    facts, names = facts_and_names
    sections = (
        Section("The award", award_sentences(award)),
        Section(
            "What stands open",
            _open_sentences(award, account, collected_cents),
            (parts_table(award, account),),
        ),
        Section("Payments", PLACED, (payments_table(award, account, names),)),
        Section("To be looked at", (), (findings_table(account.findings),)),
        Section("Lines", (), (_lines(lines, names),)),
    )
    title = f"{award.award_id}: award of {award.terms.award_on}"
    return Report(title, (*facts, ("as of", account.as_of.isoformat())), sections)


PLACED = (
    "Payments pay the oldest instalment first, and principal unless the payor says that it is interest. What"
    " came in after the day asked for is not in it.",
)


def _open_sentences(award: Award, account: AwardAccount, collected_cents: Cents) -> tuple[str, ...]:
    said = open_sentences(award, account)
    paid = sum(part.paid_cents for part in account.parts) + account.beyond_cents
    if paid == collected_cents:
        return said
    return (
        *said,
        f"Recorded as paid: {show_cents(paid, award.currency)}; recorded as collected for distribution:"
        f" {show_cents(collected_cents, award.currency)}. Money paid straight to members is not collected;"
        " any other difference is a record that is missing.",
    )


def parts_table(award: Award, account: AwardAccount) -> Table:
    """The instalments of an award: free of interest to, awarded, paid, open, interest each way, and why."""
    columns = (
        Column("number", "instalment", "count"),
        Column("payable_by", "free of interest to", "date"),
        Column("awarded", "awarded", "money"),
        Column("paid", "paid", "money"),
        Column("open", "open", "money"),
        Column("months", "months", "count"),
        Column("interest_simple", "interest, simple", "money"),
        Column("interest_compound", "compound", "money"),
        Column("interest_daily", "by days", "money"),
        Column("why", "why"),
    )
    rows: list[tuple[Cell, ...]] = []
    for each in account.parts:
        ways = each.interest
        cents = (
            (None, None, None) if ways is None else (ways.simple_cents, ways.compound_cents, ways.daily_cents)
        )
        status = award.terms.rule.status
        charged = (Money(way, award.currency, status) if each.interest is not None else None for way in cents)
        rows.append(
            (
                each.part.number,
                each.payable_by,
                Money(each.part.cents, award.currency),
                Money(each.paid_cents, award.currency),
                Money(each.open_cents, award.currency),
                ways.months if ways is not None else None,
                *charged,
                each.why,
            )
        )
    return Table("parts", "What was paid on it and what is open", columns, tuple(rows))


def payments_table(award: Award, account: AwardAccount, names: Mapping[str, str]) -> Table:
    """The payments on an award up to the day of the account."""
    columns = (
        Column("paid_on", "paid on", "date"),
        Column("payer", "payer"),
        Column("reference", "reference"),
        Column("kind", "kind"),
        Column("amount", "amount", "money"),
    )
    rows = tuple(
        (
            each.paid_on,
            names.get(each.payer, each.payer),
            each.reference,
            each.kind,
            Money(each.cents, award.currency),
        )
        for each in award.payments
        if each.paid_on <= account.as_of
    )
    note = "" if rows else f"No payment on it is recorded up to {account.as_of}."
    return Table("payments", "Payments on it", columns, rows, note=note)


def _lines(lines: Iterable[SettledLine], names: Mapping[str, str]) -> Table:
    columns = (
        *LINE_COLUMNS,
        Column("company", "company"),
        Column("awarded", "awarded", "money"),
        Column("status", "status", for_readers=False),
    )
    rows = tuple(
        (
            *line_cells(each.line.ref, each.line.payee_id, each.line.character, names),
            each.line.company_id,
            Money(each.paid_cents, each.line.currency, each.line.status),
            each.line.status,
        )
        for each in lines
    )
    return Table("lines", "", columns, rows, note=NAMES.format(table="lines") if rows else "")


def build_award_list(awards: Iterable[Award], facts: HeadingFacts) -> Report:
    """Every award, one row each."""
    columns = (
        Column("award", "award"),
        Column("claims", "claims"),
        Column("award_on", "made on", "date"),
        Column("position", "reading"),
        Column("sum", "sum", "money"),
        Column("clock", "clock"),
    )
    rows = tuple(
        (
            each.award_id,
            ", ".join(each.claims),
            each.terms.award_on,
            each.position,
            Money(each.sum_cents(), each.currency),
            each.terms.rule.rule_id,
        )
        for each in awards
    )
    return Report("Awards", facts, (Section("", (), (Table("awards", "", columns, rows),)),))
