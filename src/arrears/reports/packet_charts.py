"""Draws the charts of a ratification packet: worth by item and by year, who gains, what waiting costs.

Each says whose figures it draws; where two views are priced, the second one's bars are light, which also
shows in grey print. The exact amounts stand at the bars.
"""

from __future__ import annotations

from arrears.bargaining.costing import Costing
from arrears.reports.charts import MOST_BARS, Bar, Chart, draw_bars
from arrears.reports.packet_contents import Packet, forgone_by, is_shown, least_and_most, whose

CURRENCY = "usd"
PEOPLE = "What people gain over the term, raises apart"
Named = tuple[str, int]


def draw_packet_charts(packet: Packet) -> tuple[Chart, ...]:
    """The charts in printing order; none where the deal was not priced."""
    costings = packet.priced.costings[:2]
    if not costings:
        return ()
    charts = (
        _both("Worth over the term, by item", [(one, _items(one)) for one in costings]),
        _both("Worth by year", [(one, _years(one)) for one in costings]),
        _both(f"{PEOPLE}, by market", [(one, _gains(one, "market")) for one in costings]),
        _both(f"{PEOPLE}, by career stage", [(one, _gains(one, "career stage")) for one in costings]),
        _waiting(packet),
    )
    return tuple(chart for chart in charts if chart is not None)


def _both(heading: str, views: list[tuple[Costing, list[Named]]]) -> Chart | None:
    """One chart over one view or two: bars of one name stand together, the second view's light."""
    names = list(dict.fromkeys(name for _, bars in views for name, _ in bars))[:MOST_BARS]
    held = [dict(bars) for _, bars in views]
    bars = [
        Bar(name, cents[name], is_light=place > 0)
        for name in names
        for place, cents in enumerate(held)
        if name in cents
    ]
    on = "; light: ".join(whose(costing) for costing, _ in views)
    return (
        draw_bars(f"{heading}. {'Dark: ' if len(views) > 1 else 'On '}{on}", bars, CURRENCY) if bars else None
    )


def _items(costing: Costing) -> list[Named]:
    return [
        (f"{item.item_id}: {item.title}", item.averaged)
        for item in costing.items
        if item.averaged is not None
    ]


def _years(costing: Costing) -> list[Named]:
    return [(str(year), sum(item.by_year.get(year, 0) for item in costing.items)) for year in costing.years]


def _gains(costing: Costing, by: str) -> list[Named]:
    """The groups of people of the whole deal, the largest first; raises and plans are no people's."""
    groups = [
        (gain.group.replace("_", " "), gain.total_cents)
        for gain in costing.gains
        if gain.by == by and not gain.item_id and gain.median_cents is not None and is_shown(gain)
    ]
    return sorted(groups, key=lambda one: -abs(one[1]))


def _waiting(packet: Packet) -> Chart | None:
    """The least and the most that is forgone by each day of signing, over methods and assumptions."""
    bars = []
    for day in dict.fromkeys(one.signed_on for one in packet.waited):
        low, high = least_and_most(forgone_by(day, packet.waited))
        if high:
            bars += [Bar(f"signed on {day}", high), Bar(f"signed on {day}", low, is_light=True)]
    heading = "Forgone if the same deal is signed later, by method and assumptions. Dark: most; light: least"
    return draw_bars(heading, bars[:MOST_BARS], CURRENCY) if bars else None
