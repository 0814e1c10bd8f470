"""Cells and tables that reports on delay share: exact cents as money, whose figure, which assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.delay import OfferValue
from arrears.money import muldiv_half_up, show_cents
from arrears.reports.tables import Column, Money, Table
from arrears.vocabulary import STATUSES

ROUNDED = "Amounts are figured exactly and rounded once, half a cent up, where they are shown."


def money_of(cents: Fraction | None, status: str = "") -> Money | None:
    """Exact cents as a cell; nothing where they are not known."""
    return (
        None if cents is None else Money(muldiv_half_up(1, cents.numerator, cents.denominator), "usd", status)
    )


def weakest(statuses: Iterable[str]) -> str:
    """The weakest of the statuses that a figure rests on."""
    order = tuple(STATUSES)
    return max(statuses, key=order.index, default="")


def dollars(cents: Fraction) -> str:
    """Exact cents as a sentence writes them."""
    return show_cents(muldiv_half_up(1, cents.numerator, cents.denominator))


def decimal(value: Fraction, places: int = 2) -> str:
    """An exact number with so many decimals, half up: `4.09`."""
    scale = 10**places
    rounded = muldiv_half_up(scale, value.numerator, value.denominator)
    whole, part = divmod(abs(rounded), scale)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"


def percent(share: Fraction | None, places: int = 2) -> str:
    """An exact share in per cent; nothing where it is not known."""
    return "" if share is None else f"{decimal(share * 100, places)}%"


def assumptions_table(used: Iterable[Assumption]) -> Table:
    """Every assumption that a report rests on: whose, from when, on what source, how far to be trusted."""
    columns = (
        Column("assumption", "assumption"), Column("value", "is"), Column("by", "made by"),
        Column("on", "on", "date"), Column("scenario", "scenario"), Column("source", "source"),
        Column("status", "status"),
    )  # fmt: skip
    rows = tuple(
        (
            one.name,
            dollars(one.value) if one.is_money else percent(one.value),
            one.by,
            one.on,
            one.scenario or "every one",
            one.source,
            one.status,
        )
        for one in used
    )
    return Table("assumptions", "Assumptions", columns, rows)


def offers_table(values: Iterable[OfferValue]) -> Table:
    """Each offer's worth: whose offer, whose figure, over which term, how it comes in, the source."""
    columns = (
        Column("offer", "offer"), Column("made_by", "made by"), Column("value", "worth", "money"),
        Column("valued_by", "by the count of"), Column("begins", "from", "date"),
        Column("ends", "to", "date"),
        Column("phases", "how it comes in"), Column("phases_by", "as said by"), Column("as_of", "as of"),
        Column("source", "source"), Column("status", "status"),
    )  # fmt: skip
    rows = tuple(
        (
            one.name,
            one.made_by,
            money_of(one.total, one.status),
            one.valued_by,
            one.begins,
            one.ends,
            phases_text(one),
            one.profile_by,
            one.as_of,
            one.source,
            one.status,
        )
        for one in values
    )
    return Table("offers", "The offers, and whose figures these are", columns, rows, ROUNDED)


def phases_text(value: OfferValue) -> str:
    """How an offer's money comes in, in words."""
    if value.stretches:
        return "; ".join(f"{dollars(one.a_day * one.days)} from {one.begins}" for one in value.stretches)
    if value.raises:
        return ", ".join(f"{percent(one.by)} on {one.on}" for one in value.raises)
    return "not said"
