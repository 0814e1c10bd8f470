"""Builds an award's page: what it gives on its reading, instalments, payments set against them, interest.

Each way of counting interest stands beside the others where the article leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arrears.claims.award import Award
from arrears.claims.award_account import AwardAccount
from arrears.claims.award_rules import STATED, AwardRule
from arrears.claims.settlement_division import SettledLine
from arrears.claims.settlement_terms import share_text
from arrears.money import Cents, show_cents
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
        Section("The award", _sentences(award)),
        Section(
            "What stands open", _open_sentences(award, account, collected_cents), (_parts(award, account),)
        ),
        Section("Payments", PLACED, (_payments(award, account),)),
        Section("To be looked at", (), (findings_table(account.findings),)),
        Section("Lines", (), (_lines(lines, names),)),
    )
    title = f"{award.award_id}: award of {award.terms.award_on}"
    return Report(title, (*facts, ("as of", account.as_of.isoformat())), sections)


PLACED = (
    "Payments pay the oldest instalment first, and principal unless the payor says that it is interest. What"
    " came in after the day asked for is not in it.",
)


def _sentences(award: Award) -> tuple[str, ...]:
    rule = award.terms.rule
    mark = {"unverified": "†", "derived": "‡"}.get(rule.status, "")
    given = show_cents(award.sum_cents(), award.currency)
    parts = len(award.terms.parts)
    paid = f" in {parts} instalments" if parts > 1 else ""
    needs = ", to be calculated by the payor" if award.terms.needs_calculation else ""
    return (
        f"Made by {award.made_by} on {award.terms.award_on} in {', '.join(award.claims)}, on the reading of"
        f" {award.position}: {given}{paid}{needs}.",
        f"Its clock{mark} ({rule.rule_id}): {rule.says} ({rule.cite}).{_own_clock(rule)}",
    )


def _own_clock(rule: AwardRule) -> str:
    """The days and the rate, where the award states them itself; an article's are in its own words."""
    if rule.rule_id != STATED:
        return ""
    days = rule.paid_within_days
    paid = f"It is to be paid within {days} days" if days is not None else "It states no days for payment"
    if rule.monthly is None:
        return f" {paid}, and states no interest."
    since = "the award" if rule.interest_from == "award" else "the day the money fell due"
    return f" {paid}; what is not bears {share_text(rule.monthly)} a month from {since}."


def _open_sentences(award: Award, account: AwardAccount, collected_cents: Cents) -> tuple[str, ...]:
    interest, currency = account.interest(), award.currency
    said = [f"Principal open: {show_cents(account.open_cents(), currency)}."]
    if any(part.interest for part in account.parts):
        said.append(
            f"Interest by whole months: {show_cents(interest.simple_cents, currency)} where interest bears"
            f" none, {show_cents(interest.compound_cents, currency)} where it does; by days"
            f" {show_cents(interest.daily_cents, currency)}. Of it paid as interest:"
            f" {show_cents(account.interest_paid_cents, currency)}."
        )
    paid = sum(part.paid_cents for part in account.parts) + account.beyond_cents
    if paid != collected_cents:
        said.append(
            f"Recorded as paid: {show_cents(paid, currency)}; recorded as collected for distribution:"
            f" {show_cents(collected_cents, currency)}. Money paid straight to members is not collected; any"
            " other difference is a record that is missing."
        )
    return tuple(said)


def _parts(award: Award, account: AwardAccount) -> Table:
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
    return Table("parts", "", columns, tuple(rows))


def _payments(award: Award, account: AwardAccount) -> Table:
    columns = (
        Column("paid_on", "paid on", "date"),
        Column("payer", "payer"),
        Column("reference", "reference"),
        Column("kind", "kind"),
        Column("amount", "amount", "money"),
    )
    rows = tuple(
        (each.paid_on, each.payer, each.reference, each.kind, Money(each.cents, award.currency))
        for each in award.payments
        if each.paid_on <= account.as_of
    )
    return Table("payments", "", columns, rows)


def _lines(lines: Iterable[SettledLine], names: Mapping[str, str]) -> Table:
    columns = (
        Column("line", "line"),
        Column("character", "character"),
        Column("person", "person"),
        Column("name", "name"),
        Column("company", "company"),
        Column("awarded", "awarded", "money"),
        Column("status", "status", for_readers=False),
    )
    rows = tuple(
        (
            each.line.ref,
            each.line.character.replace("_", " "),
            each.line.payee_id,
            names.get(each.line.payee_id, each.line.payee_id),
            each.line.company_id,
            Money(each.paid_cents, each.line.currency, each.line.status),
            each.line.status,
        )
        for each in lines
    )
    return Table("lines", "", columns, rows)


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
