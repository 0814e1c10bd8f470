"""Draws a ratification packet as a PDF and as one web page: one page first, then its charts, then the rest.

The same packet gives the same bytes; a statement's words are text and never markup.
"""

from __future__ import annotations

from dataclasses import replace

from arrears.reports.document import DocumentStyle, as_pdf
from arrears.reports.packet_annexes import ANNEX, WHO
from arrears.reports.packet_charts import draw_packet_charts
from arrears.reports.packet_contents import Packet
from arrears.reports.packet_first_page import FIRST_PAGE
from arrears.reports.packet_items import INSIDE
from arrears.reports.packet_report import FOOT, PICTURES, SIDE_WORDS, WORTH, build_packet
from arrears.reports.page import as_html
from arrears.reports.tables import Section

# So many rows of tables stand on one page with the words above them.
MOST_TOGETHER = 24


def packet_pdf(packet: Packet) -> bytes:
    """The packet as a PDF."""
    charts = draw_packet_charts(packet)
    report = build_packet(packet)
    second = PICTURES if charts else INSIDE
    annexes = [one.heading for one in report.sections if one.heading.startswith(ANNEX)]
    said = [one.heading for one in report.sections if one.heading.startswith(tuple(SIDE_WORDS.values()))]
    style = DocumentStyle(
        dated=packet.voted_on,
        foot=FOOT,
        author=packet.members,
        charts={PICTURES: charts},
        new_pages=frozenset({second, INSIDE}),
        contents_at=second,
        print_of={**dict.fromkeys((*FIRST_PAGE, *said), "close"), **dict.fromkeys(annexes, "small")},
        side_by_side=frozenset(one for one in annexes if one.endswith(WHO)),
        together=frozenset(one.heading for one in report.sections if _is_together(one)),
    )
    # Tiles are for the screen: on paper the sentences above them say the same.
    sections = tuple(
        replace(section, tables=tuple(table for table in section.tables if table.name != "headline"))
        for section in report.sections
    )
    return as_pdf(replace(report, sections=sections), style)


def _is_together(section: Section) -> bool:
    """Whether an item, or the worth by year, is short enough for one page."""
    is_meant = section.heading == WORTH or (section.heading.startswith("Item ") and section.depth == 1)
    return is_meant and sum(len(table.rows) for table in section.tables) <= MOST_TOGETHER


def packet_html(packet: Packet) -> bytes:
    """The packet as one web page that needs nothing else."""
    report = build_packet(packet)
    headings = [section.heading for section in report.sections]
    after = headings.index(PICTURES) + 1 if PICTURES in headings else 1
    return as_html(report, draw_packet_charts(packet), after).encode("utf-8")
