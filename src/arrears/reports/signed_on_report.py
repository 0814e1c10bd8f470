"""What members would have collected had they signed, by market, beside what the records show as paid."""

from __future__ import annotations

from arrears.bargaining.signed_on import Collected, SignedOn
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table


def build_signed_on(found: SignedOn, book: str) -> Report:
    """One row for each position, market and currency."""
    heading, offer = found.heading, found.offer
    as_of = heading.held_to()
    facts = (
        ("Book", book),
        ("Records held to", heading.records_text()),
        ("Offer", f"{offer.offer_id}, made by {offer.made_by} on {offer.made_on}; status {offer.status}"),
        ("Amends", offer.amends),
        ("Signed on", f"{found.signed_on}, as supposed; uses are counted from {found.counted_from}"),
        ("Horizon", f"uses up to {heading.as_of}; nothing is projected beyond the records"),
        ("Source", f"{offer.source} ({offer.source_status})"),
    )
    sentences = (
        "A use lies on the day by which the book orders it. Money reported by the quarter lies on the"
        " quarter's last day, so a quarter inside which terms change counts whole here; what it makes of the"
        " figures is told beneath. Works count by the day that chooses their agreement.",
        f"Paid means found in the records held to {as_of}. An amount without payment reads 'no payment"
        f" found in the records held to {as_of}', which is not the same as not paid.",
        *_left_out(found),
    )
    tables = (_markets(found, as_of), _cut_periods(found), _payments(found, as_of))
    title = f"Had {offer.offer_id} been signed on {found.signed_on}"
    return Report(title, facts, (Section("By market", sentences, tables),), tuple(heading.left_out))


def _left_out(found: SignedOn) -> tuple[str, ...]:
    if not found.skipped:
        return ()
    named = ", ".join(f"{item.item_id} ({item.title})" for item in found.skipped)
    return (
        f"Items that edit no clause are in no figure: {named}. Their worth is asked of the offer's costing.",
    )


def _markets(found: SignedOn, as_of: str) -> Table:
    columns = (
        Column("position", "reading"), Column("market", "market"),
        Column("in_force", "owed as it is", "money"),
        Column("signed", "owed had they signed", "money"), Column("more", "difference", "money"),
        Column("back_pay", "of it before signing", "money"),
        Column("unknown", "amounts not computable", "count"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in found.rows:
        cents = (one.in_force, one.signed, one.signed - one.in_force, one.back_pay)
        rows.append((one.position, _market(one), *(Money(each, one.currency) for each in cents), one.unknown))
    heading = f"Owed for uses from {found.counted_from} to {as_of}"
    return Table("markets", heading, columns, tuple(rows))


def _cut_periods(found: SignedOn) -> Table:
    """What was reported for periods inside which other terms begin, at both bounds and by days."""
    columns = (
        Column("position", "reading"), Column("market", "market"), Column("cut", "amounts", "count"),
        Column("whole", "signed, periods whole", "money"),
        Column("by_days", "by days", "money"),
        Column("later", "on the terms of their first day", "money"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.position, _market(one), one.cut,
            *(Money(each, one.currency) for each in (one.signed, one.signed_by_days, one.signed_if_later)),
        )
        for one in found.rows
        if one.cut
    ]  # fmt: skip
    note = (
        "A report does not say on which days of its period the use was. The first and the last figure are the"
        " bounds: all of it on the terms of its last day, or of its first. By days takes use as even within"
        " the period, which is an assumption."
    )
    heading = "Periods inside which other terms begin"
    return Table("cut_periods", heading, columns, tuple(rows), note)


def _payments(found: SignedOn, as_of: str) -> Table:
    columns = (
        Column("position", "reading"), Column("market", "market"), Column("due", "fallen due", "money"),
        Column("paid", "payments found", "money"), Column("with_guild", "with the guild", "money"),
        Column("amounts", "amounts", "count"), Column("unpaid", "without a payment", "count"),
        Column("found", "found"), Column("says", "in words", for_readers=False),
    )  # fmt: skip
    rows = tuple(
        (
            one.position,
            _market(one),
            Money(one.due, one.currency),
            Money(one.paid, one.currency),
            Money(one.with_guild, one.currency),
            one.amounts,
            one.unpaid,
            *_in_words(one, as_of),
        )
        for one in found.rows
    )
    heading = f"Whether it was in fact being paid, by the records held to {as_of}"
    return Table("payments", heading, columns, rows)


def _market(one: Collected) -> str:
    return one.market.replace("_", " ")


def _in_words(one: Collected, as_of: str) -> tuple[str, str]:
    """How far payments were found, shortly and in a sentence that stands alone."""
    held = f"found in the records held to {as_of}"
    if one.paid == 0:
        return "no payment found", f"no payment {held}"
    if one.unpaid:
        return "for some", f"payments {held} for some amounts; for {one.unpaid:,} of {one.amounts:,} none"
    return "for each", f"a payment {held} for each amount"
