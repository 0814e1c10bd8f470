"""Tables of arrears by company, person and plan: the total with reasons, by age, on each position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from arrears.audit.arrears_tables import AGES, STATE_WORDS, PartyTotal
from arrears.audit.run_tables import RunHeading
from arrears.reports.tables import Cell, Column, Money, Table, column_word

CURRENCY = Column("currency", "currency", for_readers=False)


def party_tables(
    heading: RunHeading,
    totals: Sequence[PartyTotal],
    party: Literal["company", "person", "plan"],
    most_rows: int,
) -> tuple[Table, ...]:
    """Three tables: total, late charges and reasons; by days past the due date; on each position."""
    shown, left_off = totals[:most_rows], max(0, len(totals) - most_rows)
    names = (Column(f"{party}_id", party, for_readers=False), Column("name", party))
    others = "people" if party == "company" else "companies"
    total_columns = (
        *names,
        Column("arrears", "arrears", "money"),
        Column("late_charges", "late charges", "money"),
        Column("titles", "titles", "count"),
        Column(others, others, "count"),
        Column("reasons", "reasons"),
        CURRENCY,
    )
    ages = tuple(Column(f"past_due_{column_word(words)}", words, "money") for words, _, _ in AGES)
    positions = tuple(Column(f"on_{column_word(p.name)}", p.name, "money") for p in heading.positions)
    by_age = tuple(_amounts_row(total, total.ages) for total in shown if total.every)
    by_position = tuple(_amounts_row(total, total.each) for total in shown if any(total.each))
    age_heading, position_heading = "By days past the due date", "On each position"
    return (
        Table(f"by_{party}", "", total_columns, tuple(_total_row(total) for total in shown), "", left_off),
        Table(f"ages_by_{party}", age_heading, (*names, *ages, CURRENCY), by_age, "", left_off),
        Table(
            f"positions_by_{party}",
            position_heading,
            (*names, *positions, CURRENCY),
            by_position,
            "",
            left_off,
        ),
    )


def _total_row(total: PartyTotal) -> tuple[Cell, ...]:
    return (
        total.party_id,
        total.name,
        Money(total.every, total.currency, total.status),
        Money(total.late, total.currency, total.late_status),
        total.titles,
        total.others,
        ", ".join(STATE_WORDS.get(state, state) for state in total.states) or "paid late",
        total.currency,
    )


def _amounts_row(total: PartyTotal, amounts: Sequence[int]) -> tuple[Cell, ...]:
    cells = (Money(cents, total.currency, total.status if cents else "") for cents in amounts)
    return (total.party_id, total.name, *cells, total.currency)
