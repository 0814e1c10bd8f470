"""Draws the charts of the audit report as SVG: who owes, how old, which market, which side; in one currency.

The only place where money becomes a float, and only to place a bar: the amount written beside it is exact.
Nothing is fetched: the drawing engine is given no address that it may read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair
import vl_convert

from arrears.audit.arrears_tables import AGES, totals_by_party
from arrears.audit.run_tables import RunTables
from arrears.findings import terminal_text
from arrears.money import show_cents

BAR = "#1f5a7a"
BEYOND = "#c98a2b"
LIGHT = "#d6e2ea"
INK = "#22262b"
WIDTH = 430
MOST_BARS = 12
FONT = "Liberation Sans, Arial, sans-serif"


@dataclass(frozen=True)
class Bar:
    """One bar: its name and its amount in cents. is_light: of a second view, and drawn beside the first one's
    bar of the same name; told apart in grey print too.
    """

    name: str
    cents: int
    is_light: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawn chart: heading, a sentence for who cannot see it, and the SVG."""

    heading: str
    description: str
    svg: str


def draw_audit_charts(run: RunTables) -> tuple[Chart, ...]:
    """The four charts of an audit, in the currency with the most items in arrears; none without arrears.

    Call `arrears_tables.make_arrears_tables` first.
    """
    currency = _main_currency(run)
    if not currency:
        return ()
    companies = [t for t in totals_by_party(run, "company_id", "company") if t.currency == currency]
    bars = [Bar(total.name, total.every) for total in companies if total.every]
    ages = [
        Bar(words, sum(total.ages[place] for total in companies)) for place, (words, _, _) in enumerate(AGES)
    ]
    markets = [
        Bar(name.replace("_", " "), cents)
        for name, cents in run.rows(
            "SELECT market, sum(every)::BIGINT FROM arrears_item WHERE currency = ? GROUP BY market"
            " HAVING sum(every) > 0 ORDER BY 2 DESC, market",
            [currency],
        )
    ]
    spread = [
        Bar(position.name, sum(total.each[place] for total in companies))
        for place, position in enumerate(run.heading.positions)
    ]
    every = Bar("every position", sum(total.every for total in companies))
    return (
        draw_bars("Arrears by company, on every position", _first(bars), currency),
        draw_bars("Arrears by days past the due date", ages, currency),
        draw_bars("Arrears by market", _first(markets), currency),
        draw_bars("Arrears on each position", [every, *spread], currency, first_differs=True),
    )


def draw_bars(heading: str, bars: Sequence[Bar], currency: str, first_differs: bool = False) -> Chart:
    """A chart of horizontal bars with the exact amount written at each."""
    rows = [
        {
            "place": place,
            "name": terminal_text(bar.name),
            "amount": bar.cents / 100,
            "label": show_cents(bar.cents, currency),
            "beside": max(bar.cents, 0) / 100,
            "view": int(bar.is_light),
            "shade": LIGHT if bar.is_light else BEYOND if first_differs and place else BAR,
        }
        for place, bar in enumerate(bars)
    ]
    said = "; ".join(f"{row['name']} {row['label']}" for row in rows) or "nothing"
    return Chart(heading, f"{heading}: {said}.", _svg(rows))


def _svg(rows: list[dict[str, Any]]) -> str:
    order = altair.EncodingSortField(field="place", order="ascending")
    name_axis = altair.Axis(title=None, labelLimit=215, ticks=False, domain=False, labelPadding=8)
    top = max((row["beside"] for row in rows), default=0) or 1
    least = min((row["amount"] for row in rows if row["amount"] < 0), default=0)
    base = altair.Chart(altair.Data(values=rows)).encode(
        y=altair.Y("name:N", sort=order, axis=name_axis),
        x=altair.X("amount:Q", axis=None, scale=altair.Scale(domain=[least, top * 1.35])),
    )
    is_paired = any(row["view"] for row in rows)
    edge = {"stroke": BAR} if is_paired else {}
    if is_paired:
        base = base.encode(yOffset=altair.YOffset("view:O"))
    bars = base.mark_bar(height={"band": 0.68}, **edge).encode(color=altair.Color("shade:N", scale=None))
    # An amount below nought is written beside the line, not over its bar.
    beside = altair.X("beside:Q", axis=None)
    labels = base.mark_text(align="left", dx=5, color=INK).encode(text="label:N", x=beside)
    chart = (
        (bars + labels)
        .properties(
            width=WIDTH - 190, height={"step": 15 if is_paired else 27}, background="transparent", padding=2
        )
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=12)
        .configure_axis(labelFont=FONT, labelFontSize=12, labelColor=INK, grid=False)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg


def _first(bars: list[Bar]) -> list[Bar]:
    if len(bars) <= MOST_BARS:
        return bars
    rest = bars[MOST_BARS - 1 :]
    return [*bars[: MOST_BARS - 1], Bar(f"{len(rest)} others", sum(bar.cents for bar in rest))]


def _main_currency(run: RunTables) -> str:
    rows = run.rows("SELECT currency FROM arrears_item GROUP BY currency ORDER BY count(*) DESC, currency")
    return str(rows[0][0]) if rows else ""
