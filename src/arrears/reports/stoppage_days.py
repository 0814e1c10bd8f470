"""Break-even days of persons: by kind, by career stage, and one by one where that is asked for.

Draws what `bargaining.person_days` counts. Who never breaks even is counted beside the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arrears.bargaining.person_days import NEVER, GroupDays, days_by
from arrears.bargaining.stoppage import PersonBalance
from arrears.reports.delay_tables import money_of, weakest
from arrears.reports.tables import Cell, Column, Section, Table

FEWEST_SHOWN = 10
FEW = (
    f"Days and medians of fewer than {FEWEST_SHOWN} persons who were listed one by one are not shown: they"
    " would be somebody's own."
)
DAYS_SAID = (
    "A person breaks even on the first day on which the pay lost is as much as the better terms would still"
    " bring. The middle person is of those who lose pay, with those who never break even last."
)


def days_section(persons: Sequence[PersonBalance], is_each: bool) -> Section:
    """The part on break-even days, person by person."""
    kinds = days_by(persons, lambda one: one.stake.name)
    tables = [_groups("days_by_kind", "kind of person", kinds, persons)]
    if any(one.stake.stage for one in persons):
        stages = days_by(persons, lambda one: one.stake.stage)
        tables.append(_groups("days_by_stage", "career stage", stages, persons))
    if all(one.stake.persons == 1 for one in persons):
        tables = [replace(one, rows=tuple(map(_hidden, one.rows)), note=FEW) for one in tables]
    if is_each:
        tables.append(_each(persons))
    return Section("Break-even days, person by person", (DAYS_SAID,), tuple(tables))


def _groups(name: str, of: str, found: Sequence[GroupDays], persons: Sequence[PersonBalance]) -> Table:
    columns = (
        Column("group", of), Column("persons", "persons", "count"), Column("priced", "gain priced", "count"),
        Column("loses_a_day", "median lost a day", "money"),
        Column("gains_a_year", "median gain a year", "money"),
        Column("middle", "middle person's days"), Column("never", NEVER, "count"),
        Column("without_gain", "of them gain nothing", "count"),
        Column("loses_nothing", "lose nothing", "count"),
    )  # fmt: skip
    status = weakest(one.stake.status for one in persons)
    rows: list[tuple[Cell, ...]] = [
        (
            one.group, one.persons, one.priced, money_of(one.median_loss_a_day, status),
            money_of(one.median_gain_a_year, status), _middle(one), one.never, one.without_gain,
            one.loses_nothing,
        )
        for one in found
    ]  # fmt: skip
    return Table(name, f"By {of}", columns, tuple(rows))


def _hidden(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A row of few persons without what would be somebody's own money."""
    group, persons, priced, *_ = row
    is_few = isinstance(persons, int) and persons < FEWEST_SHOWN
    return (group, persons, priced, None, None, "", None, None, None) if is_few else row


def _middle(one: GroupDays) -> str:
    if one.middle_days is not None:
        return f"{one.middle_days:,}"
    return "lose nothing" if one.loses_nothing == one.persons else NEVER


def _each(persons: Sequence[PersonBalance]) -> Table:
    columns = (
        Column("person", "person"), Column("kind", "kind"), Column("stage", "career stage"),
        Column("loses_a_day", "loses a day", "money"), Column("gains_a_year", "gains a year", "money"),
        Column("gain_is", "gain is"), Column("break_even", "break-even days"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.stake.person_id or "no id", one.stake.name, one.stake.stage,
            money_of(one.stake.loses_a_day, one.stake.status),
            money_of(one.stake.gains_a_year, one.stake.status), one.stake.gain_is, one.break_even_text(),
        )
        for one in persons
    ]  # fmt: skip
    note = "Somebody's own money: for the committee, and in no paper that leaves it."
    return Table("each", "One by one", columns, tuple(rows), note)
