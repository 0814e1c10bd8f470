"""Draws the blocking list as one web page or as a PDF, with a chart of the gaps by each side's count.

The bars place what the tables say to the cent; they count nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from arrears.bargaining.blocking_list import BlockingList
from arrears.reports.charts import MOST_BARS, Bar, Chart, draw_bars
from arrears.reports.document import DocumentStyle, as_pdf
from arrears.reports.page import as_html
from arrears.reports.tables import Report, Section, Table

CURRENCY = "usd"


def resolution_html(report: Report, listed: BlockingList) -> bytes:
    """The list as one web page that needs nothing else; its charts stand after the issues."""
    return as_html(report, tuple(gap_charts(listed))).encode("utf-8")


def resolution_pdf(report: Report, listed: BlockingList) -> bytes:
    """The list as a PDF: the issues and the charts first, then what each of their lines rests on.

    The same list gives the same bytes.
    """
    issues, *behind = [section.heading for section in report.sections]
    style = DocumentStyle(
        dated=listed.as_of,
        foot=f"The blocking list on {listed.as_of}: a checklist with numbers; it predicts nobody",
        author=listed.parties.ours,
        charts={issues: tuple(gap_charts(listed))},
        contents_at=behind[0],
        new_pages=frozenset(behind[:1]),
        print_of=dict.fromkeys(behind, "close"),
    )
    return as_pdf(replace(report, sections=tuple(map(_for_paper, report.sections))), style)


def _for_paper(section: Section) -> Section:
    """A section whose small print stands under a title or its widest text, not under a number."""
    return replace(section, tables=tuple(map(_widest_first, section.tables)))


def _widest_first(table: Table) -> Table:
    shown = [place for place, one in enumerate(table.columns) if one.for_readers and not one.is_beneath]
    texts = [place for place in shown if table.columns[place].kind == "text"]
    if not texts or not any(one.is_beneath for one in table.columns):
        return table
    titles = [place for place in texts if table.columns[place].name == "title"]
    first = max(titles or texts, key=lambda place: sum(len(str(row[place])) for row in table.rows))
    order = [first, *(place for place in range(len(table.columns)) if place != first)]
    columns = tuple(table.columns[place] for place in order)
    return replace(
        table, columns=columns, rows=tuple(tuple(row[place] for place in order) for row in table.rows)
    )


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
