"""Draws the payment record over time as SVG: of what fell due each quarter, what was not paid in time.

The share paid on time stands over each bar, by count, with the number of amounts it rests on. Money becomes a
float only to place a bar; the table beside the chart is exact. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair
import vl_convert

from arrears.claims.payment_record import QuarterRecord
from arrears.findings import terminal_text
from arrears.money import show_cents
from arrears.reports.charts import BAR, BEYOND, FONT, INK, WIDTH, Chart
from arrears.reports.standing_report import share

PARTS = (
    ("paid after the due date", "late_cents", BAR),
    ("open", "open_cents", BEYOND),
)


def draw_standing_charts(records: Sequence[QuarterRecord], most: int = 4) -> tuple[Chart, ...]:
    """One chart for each company, position and currency, at most so many: most not paid in time first."""
    groups: dict[tuple[str, str, str, str], list[QuarterRecord]] = {}
    for one in records:
        groups.setdefault((one.company_id, one.name, one.position, one.currency), []).append(one)
    largest = sorted(
        groups.items(), key=lambda group: (-sum(q.late_cents + q.open_cents for q in group[1]), group[0])
    )
    return tuple(
        draw_quarters(f"{terminal_text(name)}, read as {position}, {currency.upper()}", quarters)
        for (_, name, position, currency), quarters in largest[:most]
    )


def draw_quarters(heading: str, quarters: Sequence[QuarterRecord]) -> Chart:
    """Stacked bars by quarter of the due date; the description says every amount exactly."""
    rows = [
        {"quarter": one.quarter, "part": words, "amount": getattr(one, column) / 100, "place": place}
        for one in quarters
        for place, (words, column, _) in enumerate(PARTS)
    ]
    labels = [
        {
            "quarter": one.quarter,
            "amount": (one.late_cents + one.open_cents) / 100,
            "label": f"{share(one.on_time, one.judged)} of {one.judged:,}",
        }
        for one in quarters
    ]
    said = "; ".join(_quarter_words(one) for one in quarters) or "nothing"
    named = f"Not paid in time, {heading}; over each bar the share paid on time, of so many amounts"
    return Chart(named, f"{named}, by the quarter in which it fell due: {said}.", _svg(rows, labels))


def _quarter_words(one: QuarterRecord) -> str:
    amounts = ", ".join(
        f"{words} {show_cents(getattr(one, column), one.currency)}" for words, column, _ in PARTS
    )
    return f"{one.quarter} {share(one.on_time, one.judged)} of {one.judged:,} amounts on time, {amounts}"


def _svg(rows: list[dict[str, Any]], labels: list[dict[str, Any]]) -> str:
    words = [part for part, _, _ in PARTS]
    shades = [shade for _, _, shade in PARTS]
    legend = altair.Legend(title=None, orient="top")
    quarters = altair.X("quarter:O", axis=altair.Axis(title=None, labelAngle=0))
    bars = (
        altair.Chart(altair.Data(values=rows))
        .mark_bar()
        .encode(
            x=quarters,
            y=altair.Y("sum(amount):Q", axis=altair.Axis(title=None, format="~s", tickCount=4)),
            color=altair.Color(
                "part:N", scale=altair.Scale(domain=words, range=shades), sort=words, legend=legend
            ),
            order=altair.Order("place:Q"),
        )
    )
    over = (
        altair.Chart(altair.Data(values=labels))
        .mark_text(dy=-6, color=INK)
        .encode(x=quarters, y="amount:Q", text="label:N")
    )
    chart = (
        (bars + over)
        .properties(width=WIDTH - 40, height=150, background="transparent", padding=2)
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=10)
        .configure_axis(labelFont=FONT, labelFontSize=11, labelColor=INK, grid=False)
        .configure_legend(labelFont=FONT, labelFontSize=11, labelColor=INK)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg
