"""Two sides' valuations of one item side by side, what separates them, and each side's own gap."""

from __future__ import annotations

from collections.abc import Sequence

from arrears.bargaining.valuations import ItemValuations, gap_by_side, implied_base
from arrears.reports.delay_tables import decimal, money_of
from arrears.reports.tables import Column, Report, Section, Table

KEPT_APART = (
    "Valuations are kept apart: none is averaged with another and none is called the right one.",
    "Where both sides use one rate, what each must have counted is worked back from its total.",
)


def build_valuations(items: Sequence[ItemValuations], heading: str) -> Report:
    """Every item with each side's figure, what it assumes, and whose figure it is."""
    sections = (Section("Valuations", KEPT_APART, (_values(items), _gaps(items), _separations(items))),)
    return Report("What each side says one item is worth", (("Valuations", heading),), sections)


def _values(items: Sequence[ItemValuations]) -> Table:
    columns = (
        Column("item", "item"), Column("whose", "by the count of"), Column("of", "of"),
        Column("sign", "stated as"), Column("value", "value", "money"), Column("per", "over a"),
        Column("base", "what it must have counted"), Column("assumes", "it assumes"),
        Column("as_of", "as of"), Column("source", "source"), Column("status", "status"),
    )  # fmt: skip
    rows = []
    for item in items:
        for one in item.values:
            base = implied_base(one, item.separates)
            counted = f"{decimal(base, 0)} {item.separates.base}".strip() if base and item.separates else ""
            money = money_of(one.cents, one.status)
            rows.append(
                (
                    item.item_id,
                    one.whose,
                    one.of,
                    one.sign,
                    money,
                    item.per,
                    counted,
                    one.assumes,
                    one.as_of,
                    one.source,
                    one.status,
                )
            )
    return Table("values", "Each side's figure", columns, tuple(rows))


def _gaps(items: Sequence[ItemValuations]) -> Table:
    columns = (
        Column("item", "item"), Column("whose", "by the count of"), Column("lowest", "at least", "money"),
        Column("highest", "at most", "money"), Column("missing", "what is missing"),
    )  # fmt: skip
    rows = tuple(
        (
            item.item_id,
            gap.whose,
            money_of(gap.lowest, "derived"),
            money_of(gap.highest, "derived"),
            gap.missing,
        )
        for item in items
        for gap in gap_by_side(item)
    )
    return Table("gaps", "Ask less offer, by each side's own figures", columns, rows)


def _separations(items: Sequence[ItemValuations]) -> Table:
    columns = (
        Column("item", "item"), Column("separates", "what separates them"),
        Column("rate", "rate of both", "money"),
        Column("by", "by"), Column("source", "source"), Column("status", "status"),
    )  # fmt: skip
    rows = tuple(
        (item.item_id, one.says, money_of(one.rate, one.status), one.by, one.source, one.status)
        for item in items
        if (one := item.separates) is not None
    )
    return Table("separates", "What separates the sides", columns, rows)
