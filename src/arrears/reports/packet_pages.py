"""Draws a ratification packet as a PDF and as one web page, with its charts beside the tables they draw.

The same packet gives the same bytes; a statement's words are text and never markup.
"""

from __future__ import annotations

from dataclasses import replace

from arrears.reports.document import DocumentStyle, as_pdf
from arrears.reports.packet_charts import draw_packet_charts
from arrears.reports.packet_report import FOOT, Packet, build_packet
from arrears.reports.page import as_html


def packet_pdf(packet: Packet) -> bytes:
    """The packet as a PDF."""
    style = DocumentStyle(
        dated=packet.voted_on,
        foot=FOOT,
        author=packet.deal.made_to if packet.deal.side == "payers" else packet.deal.made_by,
        charts=draw_packet_charts(packet),
        new_pages=frozenset({"Statements, as submitted"}),
    )
    report = build_packet(packet)
    # Tiles are for the screen: on paper the sentences above them say the same.
    sections = tuple(
        replace(section, tables=tuple(table for table in section.tables if table.name != "headline"))
        for section in report.sections
    )
    return as_pdf(replace(report, sections=sections), style)


def packet_html(packet: Packet) -> bytes:
    """The packet as one web page that needs nothing else."""
    charts = [chart for many in draw_packet_charts(packet).values() for chart in many]
    return as_html(build_packet(packet), charts).encode("utf-8")
