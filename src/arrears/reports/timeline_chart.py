"""Draws a round of talks as SVG: lanes of what happened, numbered as in the text, over what ran how long.

Entries that would lie on each other are set one above the other. What has no day is not in the picture, and
the description for who cannot see it says so. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair
import vl_convert

from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.timeline import LANES, Span, Talks, days_text, lane_of
from arrears.findings import terminal_text
from arrears.reports.charts import BAR, BEYOND, FONT, INK, Chart

WIDTH = 940
ROW = 21
INDEX_ROW = 16
INDEX_LETTERS = 145
DOT = 300
SHADES = {"news blackout": "#9aa3ad", "strike": BEYOND}
# How much of the width a dot takes: entries that are nearer to each other than this lie one above the other.
DOT_SHARE = 0.024
MARGIN_SHARE = 0.03


@dataclass(frozen=True)
class _Dot:
    number: int
    on: date
    lane: str
    row: int
    words: str


def draw_timelines(rounds: Sequence[Talks], with_index: bool = False) -> tuple[Chart, ...]:
    """A picture of each round that has an entry with a day. with_index: the numbers are told beneath it, for
    a picture that stands without the list.
    """
    return tuple(_draw(talks, with_index) for talks in rounds if talks.dated)


def _draw(talks: Talks, with_index: bool) -> Chart:
    first, last = _bounds(talks)
    dots = list(_dots(talks, first, last))
    heading = f"Talks {terminal_text(talks.name)}: what happened when, numbered as in the list"
    said = "; ".join(f"{dot.number} {dot.words}" for dot in dots)
    missing = f" {len(talks.undated)} without a day are not in the picture." if talks.undated else ""
    spans = "".join(f" {span.what}, {span.who}, from {span.since}: {span.length()}." for span in talks.spans)
    return Chart(heading, terminal_text(f"{heading}: {said}.{spans}{missing}"), _svg(talks, dots, with_index))


def _bounds(talks: Talks) -> tuple[date, date]:
    """The first and last day of the picture, with a margin at each end."""
    days = [day for one in talks.dated for day in (one.on, one.until) if day is not None]
    days += [day for span in talks.spans for day in (span.since, span.until) if day is not None]
    first, last = min(days), max(days)
    margin = timedelta(days=max(2, round((last - first).days * MARGIN_SHARE)))
    return first - margin, last + margin


def _dots(talks: Talks, first: date, last: date) -> Iterator[_Dot]:
    """Each dated entry in its lane, in the lowest row of the lane that has room at its day."""
    gap = max(1.0, (last - first).days * DOT_SHARE)
    ends: dict[tuple[str, int], float] = {}
    for number, one in enumerate(talks.dated, start=1):
        if one.on is None:
            continue
        lane, at = lane_of(one.kind), float((one.on - first).days)
        row = 0
        while ends.get((lane, row), -gap) + gap > at:
            row += 1
        ends[lane, row] = at
        words = f"{days_text(one)} {one.kind.replace('_', ' ')} {', '.join(one.parties)}"
        yield _Dot(number, one.on, lane, row, terminal_text(words))


def _svg(talks: Talks, dots: Sequence[_Dot], with_index: bool) -> str:
    line = _line(talks, dots)
    chart = altair.vconcat(line, _index(talks), spacing=14) if with_index else line
    styled = (
        chart.properties(background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=11)
        .configure_axis(labelFont=FONT, labelFontSize=12, labelColor=INK)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict(), allowed_base_urls=[])
    return svg


def _line(talks: Talks, dots: Sequence[_Dot]) -> altair.LayerChart:
    """The line of time itself."""
    first, last = _bounds(talks)
    tops = _lane_tops(dots, len(talks.spans))
    height = sum(_rows(dots, lane) + 1 for lane in tops) + len(talks.spans)
    days = altair.Scale(domain=[_moment(first), _moment(last)], nice=False)
    down = altair.Scale(domain=[height, 0], nice=False)
    bands = _bands(_span_rows(talks.spans, last, height), days, down) if talks.spans else ()
    return altair.layer(*bands, _lane_names(tops, down), *_marks(dots, tops, days, down)).properties(
        width=WIDTH - 130, height=height * ROW
    )


def _index(talks: Talks) -> altair.Chart:
    """Every entry in a row, as numbered, those without a day after them; each figure in a row of its own."""
    told = [text for place, one in enumerate(talks.entries, start=1) for text in _told(place, one)]
    rows = [{"row": place + 0.5, "label": terminal_text(_shortened(text))} for place, text in enumerate(told)]
    down = altair.Scale(domain=[len(rows), 0], nice=False)
    return (
        altair.Chart(altair.Data(values=rows))
        .mark_text(align="left", color=INK)
        .encode(x=altair.value(0), y=altair.Y("row:Q", scale=down, axis=None), text="label:N")
        .properties(width=WIDTH - 130, height=len(rows) * INDEX_ROW)
    )


def _told(number: int, one: DocketEntry) -> Iterator[str]:
    parties = ", ".join(one.parties)
    yield f"{number}. {days_text(one)}, {one.kind.replace('_', ' ')}, {parties}: {one.words}"
    for figure in one.figures:
        says = figure.says.replace("_", " ")
        yield f"→ {figure.text()} claimed by {figure.claimed_by}: {says}"


def _shortened(text: str) -> str:
    return text if len(text) <= INDEX_LETTERS else text[: INDEX_LETTERS - 1] + "…"


def _rows(dots: Sequence[_Dot], lane: str) -> int:
    return max((dot.row + 1 for dot in dots if dot.lane == lane), default=0)


def _lane_tops(dots: Sequence[_Dot], spans: int) -> dict[str, int]:
    """Where each lane begins, in rows from above, beneath a row for each span; empty lanes are left out."""
    tops: dict[str, int] = {}
    at = spans
    for lane in LANES:
        rows = _rows(dots, lane)
        if rows:
            tops[lane] = at
            at += rows + 1
    return tops


def _moment(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _span_rows(spans: Sequence[Span], last: date, height: int) -> list[dict[str, Any]]:
    """Each span with its own row at the top, and how far down its band goes behind the entries."""
    return [
        {
            "from": str(span.since),
            "to": str((span.until or last) + timedelta(days=1)),
            "label": terminal_text(f"{span.what}, {span.who}: {span.length()}"),
            "shade": SHADES[span.what],
            "top": row,
            "bottom": row + 0.9,
            "foot": height,
        }
        for row, span in enumerate(spans)
    ]


def _bands(rows: list[dict[str, Any]], days: altair.Scale, down: altair.Scale) -> tuple[altair.Chart, ...]:
    """What ran for a while: a bar with its name, and a faint band behind the entries of its days."""
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("from:T", scale=days, axis=_days_axis()),
        y=altair.Y("top:Q", scale=down, axis=None),
        color=altair.Color("shade:N", scale=None),
    )
    behind = base.mark_rect(opacity=0.13).encode(x2="to:T", y2="foot:Q")
    bar = base.mark_rect(opacity=0.75).encode(x2="to:T", y2="bottom:Q")
    name = (
        altair.Chart(altair.Data(values=rows))
        .mark_text(align="left", dx=4, dy=10, color=INK)
        .encode(
            x=altair.X("from:T", scale=days, axis=_days_axis()),
            y=altair.Y("top:Q", scale=down, axis=None),
            text="label:N",
        )
    )
    return behind, bar, name


def _days_axis() -> altair.Axis:
    return altair.Axis(title=None, format="%b %Y", labelAngle=0, tickCount=9, gridColor="#e4e7ea")


def _lane_names(tops: dict[str, int], down: altair.Scale) -> altair.Chart:
    rows = [{"lane": lane, "row": top + 0.5} for lane, top in tops.items()]
    return (
        altair.Chart(altair.Data(values=rows))
        .mark_text(align="right", dx=-10, color=INK, fontWeight="bold")
        .encode(text="lane:N", x=altair.value(0), y=altair.Y("row:Q", scale=down, axis=None))
    )


def _marks(
    dots: Sequence[_Dot], tops: dict[str, int], days: altair.Scale, down: altair.Scale
) -> tuple[altair.Chart, altair.Chart]:
    rows = [
        {"on": str(dot.on), "row": tops[dot.lane] + dot.row + 0.5, "number": str(dot.number)} for dot in dots
    ]
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("on:T", scale=days, axis=_days_axis()), y=altair.Y("row:Q", scale=down, axis=None)
    )
    return base.mark_circle(size=DOT, color=BAR, opacity=1), base.mark_text(color="white").encode(
        text="number:N"
    )
