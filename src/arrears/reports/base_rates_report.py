"""Base rates of stoppage lengths as a report: n, shares that ended, bands, and what the list cannot say.

Draws what `bargaining.base_rates` counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from arrears.bargaining.base_rates import (
    ENTERTAINMENT,
    FEW,
    AgeRate,
    BaseRates,
    Chosen,
    Stoppage,
    Stoppages,
    warnings,
)
from arrears.reports.path_report import percent
from arrears.reports.tables import Cell, Column, Report, Section, Table

NO_FORECAST = "A base rate beside a case: it says how often, among those recorded, and predicts nobody."
RATE_COLUMNS = (
    Column("group", "stoppages"), Column("age", "lasted more than, days", "count"),
    Column("at_risk", "n", "count"), Column("ended", "ended within the next days asked for", "count"),
    Column("share", "share"), Column("low", "band of 95%, from"), Column("high", "to"),
    Column("few", "note"),
)  # fmt: skip
GROUP_COLUMNS = (
    Column("group", "stoppages"), Column("stoppages", "n", "count"), Column("median_days", "median days"),
    Column("unions", "unions, by first word"),
)  # fmt: skip
LONGER_COLUMNS = (
    Column("employer", "employer"), Column("union", "union"), Column("idled", "idled"),
    Column("starts_on", "began", "date"), Column("ends_on", "ended", "date"), Column("days", "days", "count"),
)  # fmt: skip


def group_text(chosen: Chosen) -> str:
    """What was asked for, in words."""
    parts = [f"at least {chosen.idled:,} idled"] if chosen.idled is not None else []
    if chosen.unions:
        parts += ["entertainment unions" if chosen.unions == ENTERTAINMENT else "unions named"]
    return ", ".join(parts) or "all"


def build_base_rates(
    path: Path,
    stoppages: Stoppages,
    rates: Sequence[BaseRates],
    longer: tuple[int, Sequence[Stoppage]] | None = None,
) -> Report:
    """Groups of stoppages with their rates by age. longer: a number of days, and those that lasted longer."""
    within = rates[0].rates[0].within if rates and rates[0].rates else 0
    groups = Table("groups", "", GROUP_COLUMNS, tuple(_group_row(one) for one in rates))
    ages = Table(
        "rates", "", RATE_COLUMNS, tuple(_rate_row(one, rate) for one in rates for rate in one.rates)
    )
    said = (
        f"Of those that lasted more than so many days, the share that ended within {within} more. Bands: 95%,"
        " log-log by Kaplan and Meier; the exact binomial where none or all ended."
    )
    sections = [
        Section("What the list holds", tuple(warnings(stoppages, rates)), (groups,)),
        Section("How many ended", (NO_FORECAST, said), (ages,)),
    ]
    if longer is not None:
        days, found = longer
        rows = tuple(_longer_row(one) for one in found)
        note = "" if rows else "None lasted longer."
        table = Table("longer", "", LONGER_COLUMNS, rows, note=note)
        sections.append(Section(f"Lasted more than {days:,} days", (), (table,)))
    source = "the mediation service's list of work stoppages"
    return Report("Base rates of stoppages", (("list", path.name), ("source", source)), tuple(sections))


def _group_row(one: BaseRates) -> tuple[Cell, ...]:
    median = one.median_days
    said = (
        "" if median is None else f"{median.numerator}" if median.denominator == 1 else f"{float(median):.1f}"
    )
    return group_text(one.chosen), one.stoppages, said, ", ".join(one.chosen.unions)


def _rate_row(one: BaseRates, rate: AgeRate) -> tuple[Cell, ...]:
    share = percent(rate.share) if rate.share is not None else ""
    low, high = (f"{edge / 10:.1f}%" if edge is not None else "" for edge in (rate.low, rate.high))
    few = "few" if 0 < rate.at_risk < FEW else ""
    return group_text(one.chosen), rate.age, rate.at_risk, rate.ended, share, low, high, few


def _longer_row(one: Stoppage) -> tuple[Cell, ...]:
    idled = "" if one.idled is None else f"{one.idled.numerator // one.idled.denominator:,}"
    return one.employer, one.union, idled, one.starts_on, one.ends_on, one.days
