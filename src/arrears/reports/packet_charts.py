"""Draws the charts of a ratification packet: worth by item and by year, who gains, what waiting costs.

Each says whose figures they are; the exact amounts stand in the tables beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from arrears.bargaining.costing import Costing
from arrears.bargaining.rounding import whole_cents
from arrears.reports.charts import MOST_BARS, Bar, Chart, draw_bars
from arrears.reports.packet_report import WAITING, WORTH, Packet, whose

CURRENCY = "usd"


def draw_packet_charts(packet: Packet) -> Mapping[str, tuple[Chart, ...]]:
    """The charts by the heading of the section that they belong to; on the first costing of the packet."""
    costings = packet.priced.costings
    if not costings:
        return {}
    return {
        WORTH: tuple(_worth(costings[0])),
        "Who gains": tuple(_gains(costings[0])),
        WAITING: tuple(_waiting(packet, costings[0])),
    }


def _worth(costing: Costing) -> Iterator[Chart]:
    items = [
        Bar(f"{item.item_id}: {item.title}", item.averaged)
        for item in costing.items
        if item.averaged is not None
    ]
    on = whose(costing)
    if items:
        yield draw_bars(f"Over the term, by item, on {on}", items[:MOST_BARS], CURRENCY)
    years = [
        Bar(str(year), sum(item.by_year.get(year, 0) for item in costing.items)) for year in costing.years
    ]
    if years:
        yield draw_bars(f"By year, on {on}", years, CURRENCY)


def _gains(costing: Costing) -> Iterator[Chart]:
    for by in ("market", "career stage"):
        bars = [
            Bar(gain.group.replace("_", " "), gain.total_cents)
            for gain in costing.gains
            if gain.by == by and not gain.item_id
        ]
        if bars:
            yield draw_bars(f"Gains over the term by {by}, on {whose(costing)}", bars[:MOST_BARS], CURRENCY)


def _waiting(packet: Packet, costing: Costing) -> Iterator[Chart]:
    bars: list[Bar] = []
    for one in packet.waited:
        if one.costing is costing:
            methods = (("straight line", one.straight), ("phased", one.phased), ("later start", one.shifted),
                       ("interest", one.interest))  # fmt: skip
            bars += [
                Bar(f"{one.signed_on}, {method}", whole_cents(cents))
                for method, cents in methods
                if cents is not None
            ]
    if bars:
        yield draw_bars(f"Forgone if signed on, on {whose(costing)}", bars[:MOST_BARS], CURRENCY)
