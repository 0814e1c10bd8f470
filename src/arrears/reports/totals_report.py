"""Lists the totals over an industry that were released."""

from __future__ import annotations

from collections.abc import Sequence

from arrears.claims.released_totals import ReleasedTotal
from arrears.reports.tables import Column, Report, Section, Table


def build_totals(totals: Sequence[ReleasedTotal], facts: tuple[tuple[str, str], ...]) -> Report:
    """One row for each total; amounts are rounded to two digits."""
    columns = (
        Column("total", "total"),
        Column("measure", "of"),
        Column("territory", "in"),
        Column("measured_from", "from", "date"),
        Column("measured_to", "to", "date"),
        Column("amount", "about", "count"),
        Column("services", "over at least services", "count"),
        Column("on", "released on", "date"),
    )
    rows = tuple(
        (
            each.total_id,
            each.asked.measure,
            each.asked.territory,
            each.asked.measured_from,
            each.asked.measured_to,
            each.amount,
            each.services,
            each.on,
        )
        for each in totals
    )
    table = Table("totals", "", columns, rows, "Amounts are rounded to two digits." if rows else "")
    return Report("Totals released", facts, (Section("", (), (table,)),))
