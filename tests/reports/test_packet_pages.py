"""The ratification packet on paper and as a page: what it tells, and that text stays text."""

import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pypdf
import pytest
from tests.bargaining.packet_worlds import companies_offer, costing, guild_proposal, the_deal

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import Library
from arrears.bargaining.costing import Gain
from arrears.bargaining.offer_diff import offered
from arrears.bargaining.packet import Ballot, given_up, tell_items, unmet, wait
from arrears.bargaining.statements import Statement
from arrears.reports.offer_price_report import Priced
from arrears.reports.packet_charts import draw_packet_charts
from arrears.reports.packet_contents import Packet
from arrears.reports.packet_first_page import GOVERNS
from arrears.reports.packet_pages import packet_html, packet_pdf
from arrears.reports.packet_report import build_packet
from arrears.reports.plain import as_text, table_text
from arrears.reports.tables import Table

VOTE, LATER = date(2009, 1, 1), date(2009, 7, 1)
MARKUP = '<script>alert(1)</script> #read("/etc/passwd") $x$ *bold* [link](http://a) \\u{41} =head'
STATEMENTS = (
    Statement("pro", "The <b>committee</b>", "", ("Take it.", MARKUP), "a.txt", "0" * 64),
    Statement("con", "Others", "The committee", ("Leave it.",), "b.txt", "1" * 64),
)


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Packet:
    folder = tmp_path_factory.mktemp("offers")
    deal, ask, counter = the_deal(folder), guild_proposal(folder), companies_offer(folder)
    cents = {"1": (36_500, 73_000), "2": (10_000, 10_000)}
    mine = [costing(deal, cents), costing(deal, {"1": (100, 200), "2": (10_000, 10_000)}, "companies")]
    asks = [costing(ask, {"1": (100_000, 200_000)}), costing(ask, {"1": (90_000, 90_000)}, "companies")]
    counters = [costing(counter, {"1": (0, 100)}), costing(counter, {"1": (0, 90)}, "companies")]
    told = offered(deal, Library(SHIPPED))
    lost, dropped = given_up(told, [ask, counter])
    return Packet(
        deal=deal,
        voted_on=VOTE,
        items=tell_items(told),
        priced=Priced(deal, tuple(mine)),
        waited=wait(deal, mine, [VOTE, LATER], [Fraction(1, 10), None]),
        unmet=unmet(deal, mine, [(ask, asks), (counter, counters)]),
        proposals=(ask, counter),
        given_up=lost,
        dropped=dropped,
        statements=STATEMENTS,
    )


@pytest.fixture(scope="module")
def drawn(packet: Packet) -> bytes:
    """The packet as a PDF, drawn once."""
    return packet_pdf(packet)


def paper(content: bytes) -> str:
    """The words of a PDF on one line."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_packet_tells_every_part_of_a_deal(packet: Packet) -> None:
    report = build_packet(packet)
    headings = [section.heading for section in report.sections]
    for wanted in (
        "On one page", "What changes, for whom, worth what a year", "What voting either way costs",
        "What was given up on the way", "How to vote, and where the text is", "In pictures", "Item 1: Rental",
        "What it is worth, year by year", "What not signing costs", "What signing costs",
        "Claims that are released",
        "Statements, as submitted", "For the deal: The <b>committee</b>",
        "Against the deal: Others, in answer to The committee",
        "Annex A: assumptions", "Annex B: what was given up, and by whom", "Annex C: how the items meet",
    ):  # fmt: skip
        assert wanted in headings
    said = re.sub(r"\s+", " ", as_text(report))
    # $1,295.00 and $203.00 over 730 days are $647.50 and $101.50 a year of 365
    assert (
        "On average the deal is worth $101.50 to $647.50 a year, and $203.00 to $1,295.00 over the 730"
        in said
    )
    assert "That rests on 2 assumptions (by an economist; 2 unverified), all in Annex A." in said
    assert "Worth $1,095.00 over the term on scenario guild, reading guild; $3.00 over the term on" in said
    assert "rental: 12 payees, $300.00 in all, median $15.00" in said
    assert "Signing gives up $1,597.00 to $1,705.00 that 'guild proposal' of Lantern Guild was worth" in said
    assert "The deal is worth $202.10 to $1,294.00 more than 'companies offer'" in said
    assert "Lantern Producers dropped a condition of companies-offer: the claim is settled." in said
    assert "The deal refers to settlement/1." in said


def test_the_range_of_waiting_is_over_methods_and_assumptions(packet: Packet) -> None:
    # the lowest is the companies' interest... not known without a rate; of what is known the guild's interest
    said = " ".join(sentence for section in build_packet(packet).sections for sentence in section.sentences)
    # guild, 181 days: straight 181 x 129,500 / 730 cents = $321.09, later start 181 x 83,000 / 365 = $411.59;
    # interest on 46,500 / 365 cents a day: 16,471 days x that x 10% / 365 = $5.75
    assert "Signed on 2009-07-01: from $5.75 to $411.59, by method and assumptions." in said


def test_the_text_governs_at_both_ends_and_on_every_page(packet: Packet, drawn: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(drawn)).pages
    assert len(pages) > 3
    assert all("The agreement's text governs." in page.extract_text().replace("’", "'") for page in pages)
    report = build_packet(packet)
    assert report.sections[0].sentences[0] == GOVERNS
    assert report.footnotes == (GOVERNS,)


def test_the_same_packet_gives_the_same_bytes(packet: Packet, drawn: bytes) -> None:
    assert packet_pdf(packet) == drawn
    assert packet_html(packet) == packet_html(packet)
    other = replace(packet, voted_on=LATER)
    assert packet_pdf(other) != drawn


def test_a_statement_is_text_and_never_markup(packet: Packet, drawn: bytes) -> None:
    page = packet_html(packet).decode("utf-8")
    assert "<script" not in page
    assert "<b>committee" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    read = paper(drawn)
    for word in ("<script>alert(1)</script>", '#read("/etc/passwd")', "*bold*", "\\u{41}", "=head"):
        assert word.replace('"', "") in read.replace("”", "").replace("“", "").replace('"', "")


def test_charts_have_words_for_who_cannot_see(packet: Packet, drawn: bytes) -> None:
    charts = draw_packet_charts(packet)
    worth = charts[0]
    assert "1: Rental $1,095.00; 1: Rental $3.00; 2: Minimums $200.00" in worth.description
    assert worth.heading.endswith(
        "Dark: scenario guild, reading guild; light: scenario companies, reading guild"
    )
    # the second view's bars are light with a dark edge, so that grey print tells them apart
    assert worth.svg.count('fill="#d6e2ea"') == 2
    assert charts[-1].description.endswith("signed on 2009-07-01 $411.59; signed on 2009-07-01 $5.75.")
    page = packet_html(packet).decode("utf-8")
    assert page.count("<svg") == len(charts)
    assert all(chart.description in page for chart in charts)
    read = paper(drawn)
    assert "Worth over the term, by item." in read
    assert "http://www.w3.org" not in read


def test_a_deal_without_price_statements_or_proposals_says_what_it_lacks(packet: Packet) -> None:
    bare = replace(
        packet, priced=Priced(packet.deal, ()), waited=(), unmet=(), proposals=(), given_up=(), dropped=(),
        statements=(), deal=replace(packet.deal, releases=()),
    )  # fmt: skip
    said = as_text(build_packet(bare))
    assert "The deal was not priced for this packet." in said
    assert "refers to no settlement" in said
    assert draw_packet_charts(bare) == ()
    assert not [one for one in build_packet(bare).sections if one.heading.startswith("Annex")]
    assert packet_pdf(bare).startswith(b"%PDF-")
    assert packet_html(bare).startswith(b"<!DOCTYPE html>")


def test_interest_that_nobody_assumed_is_not_known(packet: Packet) -> None:
    back = replace(packet, waited=tuple(replace(one, is_made_up=True) for one in packet.waited))
    said = as_text(build_packet(back))
    assert "not known" in said
    assert "delay/interest" in said
    assert "reaches back" in re.sub(r"\s+", " ", said)


def test_a_raise_and_a_reach_are_said_in_words(packet: Packet) -> None:
    said = re.sub(r"\s+", " ", as_text(build_packet(packet)))
    assert "From 2009-01-01; it moves uses from its first day on." in said
    assert "wages 2009-01-01 3%" in said


def told(packet: Packet, name: str) -> Table:
    """One table of the packet."""
    (table,) = (table for table in build_packet(packet).tables() if table.name == name)
    return table


def test_the_first_page_is_whole_and_the_charts_begin_the_second(drawn: bytes) -> None:
    first, second, *_ = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn)).pages)
    assert "How to vote, and where the text is" in first
    assert "How to vote is not said here: ask Lantern Guild." in re.sub(r"\s+", " ", first)
    assert "Contents" in second
    assert "In pictures" in second


def test_an_item_is_told_in_one_line_with_least_and_most_a_year(packet: Packet) -> None:
    # rental $1,095.00 and $3.00 over two years; minimums $200.00 on both views; payees as the gains have them
    read = [line.split("  ") for line in table_text(told(packet, "in_short")).splitlines()[2:]]
    assert [[cell.strip() for cell in line if cell.strip()] for line in read] == [
        ["1: Rental", "rentals are paid at 1.5% of the gross", "12 people, rental", "$1.50", "$547.50"],
        ["2: Minimums", "raises of wages", "not figured", "$100.00", "$100.00"],
    ]


def test_what_voting_either_way_costs_runs_from_the_least_to_the_most(packet: Packet) -> None:
    # the ask was worth $3,000.00 and $1,800.00, the deal $1,295.00 and $203.00; the counter $1.00 and $0.90
    rows = [(one[0], one[3].text(), one[4].text()) for one in told(packet, "either_way").rows]  # type: ignore[union-attr]
    assert rows == [
        ("signed", "$1,597.00", "$1,705.00"),
        ("signed", "$202.10", "$1,294.00"),
        ("signed on 2009-01-01", "$0.00", "$0.00"),
        ("signed on 2009-07-01", "$5.75", "$411.59"),
        ("not signed in the term", "$203.00", "$1,295.00"),
    ]
    assert told(packet, "either_way").rows[1][1:3] == ("gained beyond", "companies offer")


def test_the_first_page_tells_what_each_party_gave_up_in_turn(packet: Packet) -> None:
    by = [row[0] for row in told(packet, "given_short").rows]
    assert by == ["Lantern Guild", "Lantern Producers", "Lantern Producers"]


def test_what_the_committee_says_of_the_vote_is_printed_and_nothing_is_made_up(packet: Packet) -> None:
    said = Ballot(date(2009, 2, 20), "by post", "at the guild's office")
    text = re.sub(r"\s+", " ", as_text(build_packet(replace(packet, ballot=said))))
    assert "Ballots close on 2009-02-20. How to vote: by post." in text
    assert "The text that you vote on (invented): at the guild's office. It amends wga/mba-2008." in text
    silent = re.sub(r"\s+", " ", as_text(build_packet(packet)))
    assert "When ballots close is not said here. How to vote is not said here: ask Lantern Guild." in silent


def test_people_are_counted_by_name_and_raises_are_nobodys(packet: Packet) -> None:
    named = {
        "": {"P1": 900, "P2": 300, "P3": -50, "P4": 600, "P5": 1, "P6": 999, "divided among nobody known": 10}
    }
    costings = tuple(replace(one, by_person=named) for one in packet.priced.costings)
    text = re.sub(r"\s+", " ", as_text(build_packet(replace(packet, priced=Priced(packet.deal, costings)))))
    assert (
        "the records of 2008 name 5 people who gain, half of them $6.00 or less over the term, and 1 who"
        in text
    )


def test_a_paper_for_everybody_tells_no_sum_of_a_few_people(packet: Packet) -> None:
    few = Gain("1", "market", "rental", 4, 77_001, 12_345)
    whole = Gain("", "market", "rental", 4, 77_002, 12_345)
    costings = tuple(
        replace(one, gains=(few, whole), by_person={"": {"P1": 77_003}}) for one in packet.priced.costings
    )
    actuals = (("guild", ()),)
    told_few = replace(packet, priced=Priced(packet.deal, costings, actuals))
    page = packet_html(told_few).decode("utf-8")
    assert "Sums of fewer than 5 people are not shown" in page
    assert "rental: 4 payees." in page
    for secret in ("770.01", "770.02", "770.03", "123.45"):
        assert secret not in page
