"""The annexes of a ratification packet: assumptions, who gains group by group, how items meet, the base year.

The long tables of the price report, each kind of group apart, so that they are found and printed small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from arrears.bargaining.costing import Costing, Gain
from arrears.bargaining.gains import DIMENSIONS
from arrears.reports.offer_price_report import build_price_report
from arrears.reports.packet_contents import FEWEST_SHOWN, Packet, is_shown, whose
from arrears.reports.tables import Cell, Column, Money, Section, Table

WHOLE = "all"
ANNEX = "Annex "
ASSUMPTIONS, GIVEN_UP, WHO = "assumptions", "what was given up, and by whom", "who gains, group by group"
ITEMS, BASE_YEAR = "how the items meet", "the base year"
# Groups that are no people's are the same in every kind of group.
NO_PEOPLE = "What goes to the plans and raises of pay, which are by nobody's name, stand by market alone."
FEW = f"Sums of fewer than {FEWEST_SHOWN} people are not shown: they would be somebody's own money."
LETTERS = "ABCDEFGH"


def annexes(packet: Packet) -> tuple[Section, ...]:
    """The annexes that there is something for, lettered in their order."""
    found = (*_assumptions(packet), *_given_up(packet), *_of_the_price(packet))
    return tuple(
        replace(section, heading=f"{ANNEX}{letter}: {section.heading}")
        for letter, section in zip(LETTERS, found)
    )


def _assumptions(packet: Packet) -> Iterator[Section]:
    for section in _price_sections(packet, "Assumptions"):
        yield replace(section, heading=ASSUMPTIONS)


def _of_the_price(packet: Packet) -> Iterator[Section]:
    """Who gains, how the items meet, and the base year that the price rests on."""
    costings = packet.priced.costings
    for section in _price_sections(packet, "Who gains"):
        tables = tuple(gain_tables(costings))
        yield Section(WHO, (*section.sentences, NO_PEOPLE, FEW), tables)
    for section in _price_sections(packet, "What it costs over the term"):
        tables = tuple(table for table in section.tables if table.name == "items")
        yield Section(ITEMS, build_price_report(packet.priced).footnotes, tables)
    for section in _price_sections(packet, "The base year"):
        runs = ", ".join(dict.fromkeys(one.run_id for one in costings if one.run_id)) or "none"
        yield replace(section, heading=BASE_YEAR, sentences=(*section.sentences, f"Rests on run {runs}."))


def _price_sections(packet: Packet, heading: str) -> Iterator[Section]:
    """A part of the price report; none where the deal was not priced."""
    if packet.priced.costings:
        report = build_price_report(packet.priced)
        yield from (section for section in report.sections if section.heading == heading)


def _given_up(packet: Packet) -> Iterator[Section]:
    if not packet.proposals:
        return
    columns = (
        Column("what", "what"), Column("by", "given up by"), Column("asked", "proposed"),
        Column("today", "today"), Column("deal", "the deal"), Column("judged", "gets less"),
        Column("item", "item"), Column("offer", "proposal"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.difference.what, one.by, one.difference.first, one.difference.base, one.difference.second,
            "yes" if one.is_judged else "cannot be told", one.difference.item_id, one.offer_id,
        )
        for one in packet.given_up
    ]  # fmt: skip
    held = "; ".join(f"{one.offer_id} of {one.made_by}, {one.made_on}" for one in packet.proposals)
    said = (
        f"Held against {held}. A move is listed where the formulas, or lines figured on both wordings, show"
        " that the deal gives the side that proposed it less than its proposal, or where that cannot be"
        " told.",
        *(f"{one.by} dropped a condition of {one.offer_id}: {one.says}." for one in packet.dropped),
    )
    yield Section(GIVEN_UP, said, (Table("given_up", "", columns, tuple(rows)),))


def gain_tables(costings: tuple[Costing, ...]) -> Iterator[Table]:
    """Who gains, one table for each view and kind of group: the whole deal first, then each item."""
    for number, costing in enumerate(costings, start=1):
        for by in DIMENSIONS:
            gains = [
                gain
                for gain in costing.gains
                if gain.by == by and (by == "market" or gain.median_cents is not None)
            ]
            if gains:
                name = f"gains_{by.replace(' ', '_')}" + (f"_{number}" if number > 1 else "")
                yield Table(name, f"By {by}, {whose(costing)}", _columns(by), tuple(map(_row, gains)))


def _columns(by: str) -> tuple[Column, ...]:
    return (
        Column("item", "item"),
        Column("group", by),
        Column("payees", "payees", "count"),
        Column("total", "total", "money"),
        Column("median", "median", "money"),
    )


def _row(gain: Gain) -> tuple[Cell, ...]:
    item, group = gain.item_id or WHOLE, gain.group.replace("_", " ")
    if not is_shown(gain):
        return item, group, gain.payees, "", ""
    median = "" if gain.median_cents is None else Money(gain.median_cents)
    payees = None if gain.median_cents is None else gain.payees
    return item, group, payees, Money(gain.total_cents), median
