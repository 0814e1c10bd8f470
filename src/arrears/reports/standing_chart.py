"""Draws the payment record over time as SVG: what fell due each quarter, paid on time, paid late, still open.

Money becomes a float only to place a bar; the table beside the chart is exact. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair
import vl_convert

from arrears.claims.payment_record import QuarterRecord
from arrears.findings import terminal_text
from arrears.money import show_cents
from arrears.reports.charts import BEYOND, FONT, INK, WIDTH, Chart

PARTS = (
    ("paid on time", "on_time_cents", "#1f5a7a"),
    ("paid late", "late_cents", "#8fb3c4"),
    ("open", "open_cents", BEYOND),
)


def draw_standing_charts(records: Sequence[QuarterRecord], most: int = 4) -> tuple[Chart, ...]:
    """One chart for each company, position and currency, those with most money first; at most so many."""
    groups: dict[tuple[str, str, str, str], list[QuarterRecord]] = {}
    for one in records:
        groups.setdefault((one.company_id, one.name, one.position, one.currency), []).append(one)
    largest = sorted(groups.items(), key=lambda group: (-sum(q.owed_cents for q in group[1]), group[0]))
    return tuple(
        draw_quarters(f"{terminal_text(name)}, on {position}, {currency.upper()}", quarters)
        for (_, name, position, currency), quarters in largest[:most]
    )


def draw_quarters(heading: str, quarters: Sequence[QuarterRecord]) -> Chart:
    """Stacked bars by quarter of the due date; the description says every amount exactly."""
    rows = [
        {"quarter": one.quarter, "part": words, "amount": getattr(one, column) / 100, "place": place}
        for one in quarters
        for place, (words, column, _) in enumerate(PARTS)
    ]
    said = "; ".join(
        f"{one.quarter} "
        + ", ".join(f"{words} {show_cents(getattr(one, column), one.currency)}" for words, column, _ in PARTS)
        for one in quarters
    )
    return Chart(heading, f"What fell due by quarter, {heading}: {said or 'nothing'}.", _svg(rows))


def _svg(rows: list[dict[str, Any]]) -> str:
    words = [part for part, _, _ in PARTS]
    shades = [shade for _, _, shade in PARTS]
    legend = altair.Legend(title=None, orient="top")
    chart = (
        altair.Chart(altair.Data(values=rows))
        .mark_bar()
        .encode(
            x=altair.X("quarter:O", axis=altair.Axis(title=None, labelAngle=0)),
            y=altair.Y("sum(amount):Q", axis=altair.Axis(title=None, format="~s", tickCount=4)),
            color=altair.Color(
                "part:N", scale=altair.Scale(domain=words, range=shades), sort=words, legend=legend
            ),
            order=altair.Order("place:Q"),
        )
        .properties(width=WIDTH - 60, height=150, background="transparent", padding=2)
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONT, labelFontSize=11, labelColor=INK, grid=False)
        .configure_legend(labelFont=FONT, labelFontSize=11, labelColor=INK)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg
