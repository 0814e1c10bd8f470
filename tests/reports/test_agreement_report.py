"""An agreement as a member reads it, in three forms; what nobody has seen in a text is marked."""

from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.load import load_agreement
from arrears.findings import Refused
from arrears.reports.agreement_report import build_agreement_report, report_at
from arrears.reports.markdown import as_markdown
from arrears.reports.page import as_html
from arrears.reports.plain import as_text
from arrears.reports.tables import Report

LIBRARY = Path(__file__).resolve().parents[1] / "agreements" / "library"
PACT = load_agreement(LIBRARY / "guild" / "pact-2008")


def report(address: str = "guild/pact-2008") -> Report:
    return report_at([PACT], address, LIBRARY)


def test_every_article_clause_figure_and_case_is_there() -> None:
    page = as_text(report()) + as_markdown(report())
    for words in (
        "An invented pact",
        "13 February 2008 to 1 May 2011",
        "Downloads",
        "Download television [derived]",
        "Permanent downloads of television programmes.",
        "0.36%",
        "a line that crosses the break is paid partly at each rate",
        "$504.00, $662.67",
        "Due 60 days after the end of the period.",
        "Figures not seen in a text",
    ):
        assert words in page, words


def test_facts_of_a_case_carry_their_units() -> None:
    tables = {table.name: table for table in report("guild/pact-2008/downloads/download-television").tables()}
    given = tables["cases"].rows[0][1]
    assert "gross $140,000, copies 60,000" in str(given)
    assert "photographed on 2008-03-01. Then: period to 2008-03-31, received on 2008-03-31" in str(given)


def test_readings_stand_side_by_side_with_whose_they_are() -> None:
    tables = {table.name: table for table in report("guild/pact-2008/downloads/download-television").tables()}
    rows = tables["readings"].rows
    assert [row[1] for row in rows] == ["guild", "companies", "companies per guild"]
    assert [row[2] for row in rows][-1] == "the guild about the companies, as somebody else reports it"


def test_an_unverified_figure_is_marked_in_every_form() -> None:
    shown = report("guild/pact-2008/downloads/download-fallback")
    for page in (as_text(shown), as_html(shown), as_markdown(shown)):
        assert "unverified" in page
        assert "only remembered" in page


def test_a_part_of_an_agreement_is_shown_alone() -> None:
    article = as_markdown(report("guild/pact-2008/downloads"))
    assert "## Downloads" in article
    assert "Rerun" not in article
    clause = as_markdown(report("guild/pact-2008/downloads/download-television/rate/thereafter"))
    assert "### Download television" in clause
    assert "### Download fallback" not in clause


def test_an_address_where_nothing_stands_is_a_finding() -> None:
    with pytest.raises(Refused, match="nothing stands at this address"):
        report("guild/pact-2008/uploads")


HEADER = """\
agreement: guild/pact-2008
title: A pact <b>of</b> shells
covers: {from: 2026-05-02, until: 2030-05-01}
cite: a newspaper
status: unverified
governed_by: received_on
noted: [{name: press-cap, says: the press names a cap of one dollar}]
left_out: [{part: arbitration, because: not money}]
"""
CLAUSES = """\
- id: one
  for: statement_line
  cite: a newspaper
  status: unverified
  tables:
    share:
      by: [market, work]
      columns: [theatrical, television]
      rows: {rental: 1% 2%, download: 3% 4%}
  pays: gross * share
"""


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    agreement = load_clauses(tmp_path, CLAUSES, header=HEADER)
    page = as_text(build_agreement_report(agreement, ()))
    for words in ("the press names a cap of one dollar", "arbitration", "not money", "4%†"):
        assert words in page, words


def test_a_grid_is_shown_as_it_is_printed(tmp_path: Path) -> None:
    agreement = load_clauses(tmp_path, CLAUSES, header=HEADER)
    tables = {table.name: table for table in build_agreement_report(agreement, ()).tables()}
    assert [column.heading for column in tables["share"].columns] == ["for", "theatrical", "television"]
    assert tables["share"].rows == (("rental", "1%†", "2%†"), ("download", "3%†", "4%†"))


def test_nothing_of_a_file_becomes_markup(tmp_path: Path) -> None:
    agreement = load_clauses(tmp_path, CLAUSES, header=HEADER)
    page = as_html(build_agreement_report(agreement, ()))
    assert "<b>of</b>" not in page
    assert "&lt;b&gt;of&lt;/b&gt;" in page
    assert "\\<b\\>of" in as_markdown(build_agreement_report(agreement, ()))
