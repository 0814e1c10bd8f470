"""Draws the blocking list as one web page, with a chart of the gaps by each side's count.

The bars place what the tables say to the cent; they count nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.bargaining.blocking_list import BlockingList
from arrears.reports.charts import MOST_BARS, Bar, Chart, draw_bars
from arrears.reports.page import as_html
from arrears.reports.tables import Report

CURRENCY = "usd"


def resolution_html(report: Report, listed: BlockingList) -> bytes:
    """The list as one web page that needs nothing else; its charts stand after the issues."""
    return as_html(report, tuple(gap_charts(listed))).encode("utf-8")


def gap_charts(listed: BlockingList) -> Iterator[Chart]:
    """One chart a count: what each issue is worth between the sides, in the order of the list.

    An issue that a count does not price has no bar in it; no chart where a count prices none.
    """
    counts = dict.fromkeys(one.by for issue in listed.issues for one in issue.gap.valuations)
    for by in counts:
        bars = [
            Bar(f"{issue.gap.issue}: {issue.gap.title}", abs(one.cents))
            for issue in listed.issues
            for one in issue.gap.valuations
            if one.by == by and one.cents is not None
        ]
        if bars:
            more = f", the first {MOST_BARS}" if len(bars) > MOST_BARS else ""
            yield draw_bars(f"Between the sides, by the count of {by}{more}", bars[:MOST_BARS], CURRENCY)
